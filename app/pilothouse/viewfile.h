// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/settings.h"
#include "ui/components/viewstore.h"

namespace ph::app {

/// Layouts and preferences in the settings file.
class ViewFile final : public ui::ViewStore {
public:
    explicit ViewFile(const QString &path);
    [[nodiscard]] QJsonObject load(const QString &key) const override;
    void save(const QString &key, const QJsonObject &value) override;

private:
    Settings m_settings;
};

} // namespace ph::app
