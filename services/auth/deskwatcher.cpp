// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/deskwatcher.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace ph::auth {

namespace {

QString login() { return QStringLiteral("org.freedesktop.login1"); }
QString manager() { return QStringLiteral("org.freedesktop.login1.Manager"); }
QString session() { return QStringLiteral("org.freedesktop.login1.Session"); }

} // namespace

DeskWatcher::DeskWatcher(QObject *parent)
    : QObject(parent)
{
    // A screen saver that stops proves nobody's identity: it locks, and never opens.
    QDBusConnection desktop = QDBusConnection::sessionBus();
    for (const QString &name : {QStringLiteral("org.freedesktop.ScreenSaver"), QStringLiteral("org.gnome.ScreenSaver")})
        if (desktop.isConnected())
            desktop.connect(name, {}, name, QStringLiteral("ActiveChanged"), this, SLOT(onScreenSaver(bool)));
    QDBusConnection system = QDBusConnection::systemBus();
    if (!system.isConnected())
        return;
    const QString path = QStringLiteral("/org/freedesktop/login1");
    system.connect(login(), path, manager(), QStringLiteral("PrepareForSleep"), this, SLOT(onPrepareForSleep(bool)));
    QDBusMessage ask = QDBusMessage::createMethodCall(login(), path, manager(), QStringLiteral("GetSessionByPID"));
    ask << uint(QCoreApplication::applicationPid());
    auto *answer = new QDBusPendingCallWatcher(system.asyncCall(ask, 5'000), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *call) {
        const QDBusPendingReply<QDBusObjectPath> reply = *call;
        call->deleteLater();
        if (!reply.isError()) // no session of logind: started by hand, or no logind
            watchSession(reply.value().path());
    });
}

void DeskWatcher::watchSession(const QString &path)
{
    QDBusConnection system = QDBusConnection::systemBus();
    system.connect(login(), path, session(), QStringLiteral("Lock"), this, SLOT(onSessionLock()));
    system.connect(login(), path, QStringLiteral("org.freedesktop.DBus.Properties"),
        QStringLiteral("PropertiesChanged"), this, SLOT(onSessionChanged(QString, QVariantMap, QStringList)));
}

void DeskWatcher::onPrepareForSleep(bool sleeping)
{
    if (sleeping)
        Q_EMIT suspending();
    else
        Q_EMIT resumed();
}

void DeskWatcher::onScreenSaver(bool active)
{
    if (active)
        Q_EMIT screenLocked();
}

void DeskWatcher::onSessionLock() { Q_EMIT screenLocked(); }

void DeskWatcher::onSessionChanged(const QString &interface, const QVariantMap &changed, const QStringList &)
{
    const auto hint = changed.constFind(QStringLiteral("LockedHint"));
    if (interface != session() || hint == changed.constEnd())
        return;
    const bool wasHinted = std::exchange(m_isHinted, hint->toBool());
    if (m_isHinted && !wasHinted)
        Q_EMIT screenLocked();
    else if (!m_isHinted && wasHinted)
        Q_EMIT screenUnlocked();
}

} // namespace ph::auth
