// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothouse/signin.h"
#include "services/auth/deskwatcher.h"
#include "services/auth/idlelock.h"

namespace ph::app {

/// The unattended desk: hides the window and ends the right to act after idle time, on screen lock and suspend, and on
/// request; streams and notifications go on, unless the profile says `strict_lock`: then everything ends until somebody
/// unlocks. A new sign-in, or the desktop's own authentication, opens it again. Main thread.
class DeskLock final : public QObject {
    Q_OBJECT
public:
    /// `signIn` null: the environment has no sign-in, so nobody can be asked to prove themselves; the content is hidden
    /// all the same. `lockedBecause`: the window is locked already, from before a strict lock ended everything; asks
    /// for the proof at once. All references outlive it.
    DeskLock(
        ui::ShellWindow &window, platform::PlatformSession &session, SignIn *signIn, const QString &lockedBecause = {});
    ~DeskLock() override;

    [[nodiscard]] auth::DeskWatcher &watcher() { return m_watcher; }
    /// Locks if it is time to; called by an own timer once a second.
    void check();

Q_SIGNALS:
    void unlocked();
    /// A strict lock, and nothing is under way any more: the session is to be ended. Leaves the window locked.
    void pauseWanted(const QString &lockedBecause);

private:
    void lockFor(void (auth::IdleLock::*why)());
    void showLocked();
    void pauseWhenIdle();
    void askToUnlock();
    void open();
    [[nodiscard]] QString reason() const;

    ui::ShellWindow &m_window;
    platform::PlatformSession &m_session;
    SignIn *m_signIn;
    auth::IdleLock m_idle;
    auth::DeskWatcher m_watcher;
    QString m_lockedBecause; ///< from before
    bool m_isPaused = false;
    QTimer m_timer;
};

} // namespace ph::app
