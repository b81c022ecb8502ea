// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothouse/signin.h"
#include "services/base/async.h"

namespace ph::app {

/// At the end of the environment's banner: whether this person may act here now, why not, and the way to change that
/// (unlock a read-only environment for 15 minutes, give the second factor, sign in again). Main thread.
class Standing final : public QObject {
    Q_OBJECT
public:
    /// `signIn` null: the environment has no sign-in. All references outlive it; the session has started.
    Standing(ui::ShellWindow &window, platform::PlatformSession &session, SignIn *signIn);
    ~Standing() override;

    void refresh();
    /// Asks why, writes it down as an act, and lets the environment be changed for 15 minutes.
    void askToUnlock();

private:
    void follow();
    void closeDialog();
    void unlock(const QString &reason);
    [[nodiscard]] QString refusalCode() const;
    [[nodiscard]] QString reach() const;
    [[nodiscard]] QString unlockNote() const;

    ui::ShellWindow &m_window;
    platform::PlatformSession &m_session;
    SignIn *m_signIn;
    QTimer m_timer;
    TaskScope m_scope;
};

} // namespace ph::app
