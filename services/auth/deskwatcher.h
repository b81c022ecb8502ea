// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QVariantMap>

class QDBusPendingCallWatcher;

namespace ph::auth {

/// What the desktop says of the person's absence, for the idle lock: screen locked, machine about to sleep, screen
/// opened again by the desktop's own authentication. From logind and, for locking alone, the screen savers' interface.
/// Without a bus nothing is said: the idle time still counts. Main thread.
class DeskWatcher final : public QObject {
    Q_OBJECT
public:
    explicit DeskWatcher(QObject *parent = nullptr);

Q_SIGNALS:
    void screenLocked();
    /// logind's LockedHint went from yes to no: the desktop asked for the person's password.
    void screenUnlocked();
    void suspending();
    void resumed();

private Q_SLOTS:
    void onPrepareForSleep(bool sleeping);
    void onScreenSaver(bool active);
    void onSessionLock();
    void onSessionChanged(const QString &interface, const QVariantMap &changed, const QStringList &invalidated);

private:
    void watchSession(const QString &path);
    bool m_isHinted = false; ///< logind said that the screen is locked
};

} // namespace ph::auth
