// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/viewfile.h"

#include "services/base/logging.h"

#include <QSet>

namespace ph::app {

namespace {

/// Of the window itself, whatever environment it shows.
bool isOfWindow(const QString &key)
{
    static const QSet<QString> s_keys {QStringLiteral("environments"), QStringLiteral("keys"),
        QStringLiteral("preferences"), QStringLiteral("window")};
    return s_keys.contains(key);
}

/// Version 1 kept each object as one setting.
QJsonObject fromWholeObjects(int, QJsonObject values)
{
    const QString former = QStringLiteral("view.");
    for (const QString &key : values.keys()) {
        if (!key.startsWith(former))
            continue;
        const QJsonObject fields = values.take(key).toObject();
        const QString name = key.mid(former.size());
        if (isOfWindow(name)) // what pages kept was of no known environment
            for (auto field = fields.begin(); field != fields.end(); ++field)
                values.insert(QStringLiteral("view/%1/%2").arg(name, field.key()), field.value());
    }
    return values;
}

} // namespace

ViewFile::ViewFile(const QString &path)
    : m_settings(path, 2, fromWholeObjects)
{
    // A damaged file was set aside; the window opens with its defaults.
    if (auto loaded = m_settings.load(); !loaded && loaded.error().kind != ErrorKind::NotFound)
        qCWarning(logUi).noquote() << brief(loaded.error());
}

QString ViewFile::prefixOf(const QString &key) const
{
    return isOfWindow(key) || m_environment.isEmpty() ? QStringLiteral("view/%1/").arg(key)
                                                      : QStringLiteral("view/%1/%2/").arg(m_environment, key);
}

QJsonObject ViewFile::load(const QString &key) const
{
    const QString prefix = prefixOf(key);
    QJsonObject object;
    for (const QString &name : m_settings.keys())
        if (name.startsWith(prefix))
            object.insert(name.mid(prefix.size()), m_settings.value(name));
    return object;
}

void ViewFile::save(const QString &key, const QJsonObject &value)
{
    const QString prefix = prefixOf(key);
    for (const QString &field : load(key).keys())
        if (!value.contains(field))
            m_settings.remove(prefix + field);
    for (auto field = value.begin(); field != value.end(); ++field)
        m_settings.set(prefix + field.key(), field.value());
}

} // namespace ph::app
