// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QMap>
#include <QString>
#include <QStringList>

namespace ph::operations {

/// Whose the objects of an act are: how many of each tenant (slug); under an empty slug those that are not proven to be
/// anybody's. Empty as a whole: tenants are not told apart.
struct Tenants {
    QMap<QString, int> objects {};
    QString noun {}; ///< what the objects are: "tasks"

    Tenants() = default;
    /// One tenant's (empty: not told). Implicit: most acts are about one.
    Tenants(const QString &slug) // NOLINT(google-explicit-constructor)
    {
        if (!slug.isEmpty())
            objects.insert(slug, 1);
    }

    /// The tenant that everything is of; empty: there is none.
    [[nodiscard]] QString only() const { return objects.size() == 1 ? objects.firstKey() : QString(); }
    /// Their slugs if all is proven; empty otherwise.
    [[nodiscard]] QStringList slugs() const { return objects.contains(QString()) ? QStringList() : objects.keys(); }
    [[nodiscard]] int count() const
    {
        int all = 0;
        for (const int each : objects)
            all += each;
        return all;
    }

    /// {"acme-labs": 20, "": 1}
    [[nodiscard]] QJsonObject toJson() const
    {
        QJsonObject json;
        for (auto it = objects.begin(); it != objects.end(); ++it)
            json.insert(it.key(), it.value());
        return json;
    }
    [[nodiscard]] static Tenants fromJson(const QJsonObject &json)
    {
        Tenants tenants;
        for (auto it = json.begin(); it != json.end(); ++it)
            tenants.objects.insert(it.key(), it.value().toInt());
        return tenants;
    }
};

} // namespace ph::operations
