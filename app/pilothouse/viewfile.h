// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/settings.h"
#include "ui/components/viewstore.h"

namespace ph::app {

/// Layouts and preferences in the settings file, which windows of several environments share: each field of an object
/// is a setting of its own, so that one window never writes over what another one changed.
class ViewFile final : public ui::ViewStore {
public:
    explicit ViewFile(const QString &path);
    [[nodiscard]] QJsonObject load(const QString &key) const override;
    void save(const QString &key, const QJsonObject &value) override;
    void setEnvironment(const QString &id) override { m_environment = id; }

    /// To hear of what other windows changed.
    [[nodiscard]] Settings &settings() { return m_settings; }

private:
    [[nodiscard]] QString prefixOf(const QString &key) const;

    Settings m_settings;
    QString m_environment;
};

} // namespace ph::app
