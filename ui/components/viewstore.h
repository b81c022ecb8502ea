// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace ph::ui {

/// Where layouts are kept between runs (columns, widths, saved filters, panel sizes); app/ binds it to the settings
/// file. Never holds data of the platform.
class ViewStore {
public:
    virtual ~ViewStore() = default;
    [[nodiscard]] virtual QJsonObject load(const QString &key) const = 0;
    virtual void save(const QString &key, const QJsonObject &value) = 0;
};

} // namespace ph::ui
