// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/desktoplook.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace ph::ui {

namespace {
const QString service() { return QStringLiteral("org.freedesktop.portal.Desktop"); }
const QString path() { return QStringLiteral("/org/freedesktop/portal/desktop"); }
const QString interface() { return QStringLiteral("org.freedesktop.portal.Settings"); }
const QString appearance() { return QStringLiteral("org.freedesktop.appearance"); }
const QString gnome() { return QStringLiteral("org.gnome.desktop.interface"); }
} // namespace

DesktopLook::DesktopLook(QObject *parent)
    : QObject(parent)
{
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(service(), path(), interface(), QStringLiteral("SettingChanged"), this,
        SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    read(appearance(), QStringLiteral("color-scheme"));
    read(appearance(), QStringLiteral("contrast"));
    read(gnome(), QStringLiteral("enable-animations"));
}

QVariant DesktopLook::unwrapped(QVariant value)
{
    while (value.userType() == qMetaTypeId<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

void DesktopLook::read(const QString &space, const QString &key)
{
    auto message = QDBusMessage::createMethodCall(service(), path(), interface(), QStringLiteral("Read"));
    message << space << key;
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message, 5000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, space, key](QDBusPendingCallWatcher *call) {
        const QDBusPendingReply<QDBusVariant> reply = *call;
        if (!reply.isError())
            take(space, key, reply.value().variant());
        call->deleteLater();
    });
}

void DesktopLook::onSettingChanged(const QString &space, const QString &key, const QDBusVariant &value)
{
    take(space, key, value.variant());
}

void DesktopLook::take(const QString &space, const QString &key, const QVariant &wrapped)
{
    const QVariant value = unwrapped(wrapped);
    const auto before = std::tuple(m_dark, m_highContrast, m_reducedMotion);
    if (space == appearance() && key == QLatin1String("color-scheme")) {
        const uint scheme = value.toUInt(); // 0 no preference, 1 dark, 2 light
        m_dark = scheme == 1 ? std::optional(true) : scheme == 2 ? std::optional(false) : std::nullopt;
    } else if (space == appearance() && key == QLatin1String("contrast")) {
        m_highContrast = value.toUInt() == 1;
    } else if (space == gnome() && key == QLatin1String("enable-animations")) {
        m_reducedMotion = value.typeId() == QMetaType::Bool && !value.toBool();
    }
    if (before != std::tuple(m_dark, m_highContrast, m_reducedMotion))
        Q_EMIT changed();
}

} // namespace ph::ui
