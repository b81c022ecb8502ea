// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace ph::ui {

/// Where layouts are kept between runs (columns, widths, saved filters, panel sizes); app/ binds it to the settings
/// file. Never holds data of the platform. What pages keep belongs to the open environment: a filter for one is not put
/// upon another.
class ViewStore {
public:
    virtual ~ViewStore() = default;
    [[nodiscard]] virtual QJsonObject load(const QString &key) const = 0;
    virtual void save(const QString &key, const QJsonObject &value) = 0;
    /// What pages load and save from now on is of that environment.
    virtual void setEnvironment(const QString &id) { Q_UNUSED(id) }
};

} // namespace ph::ui
