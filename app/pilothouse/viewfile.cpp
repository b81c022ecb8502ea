// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/viewfile.h"

#include "services/base/logging.h"

namespace ph::app {

ViewFile::ViewFile(const QString &path)
    : m_settings(path, 1)
{
    // A damaged file was set aside; the window opens with its defaults.
    if (auto loaded = m_settings.load(); !loaded && loaded.error().kind != ErrorKind::NotFound)
        qCWarning(logUi).noquote() << brief(loaded.error());
}

QJsonObject ViewFile::load(const QString &key) const
{
    return m_settings.value(QStringLiteral("view.") + key).toObject();
}

void ViewFile::save(const QString &key, const QJsonObject &value)
{
    m_settings.set(QStringLiteral("view.") + key, value);
}

} // namespace ph::app
