// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothouse/activityacts.h"
#include "app/pilothouse/areas.h"
#include "app/pilothouse/desklock.h"
#include "app/pilothouse/linklog.h"
#include "app/pilothouse/standing.h"
#include "services/platform/keychain/keychain.h"

namespace ph::app {

/// One environment in a window: the session behind it, and what joins the two. Main thread.
class EnvironmentWindow final : public QObject {
    Q_OBJECT
public:
    /// `lockedBecause`: the window is locked from before (see DeskLock). All references outlive it.
    EnvironmentWindow(ui::ShellWindow &window, platform::Profile profile, platform::SecretLookup secrets,
        platform::Keychain &keychain, const Clock &clock, const QString &stateFolder,
        std::vector<ui::DemoSignIn> demoAccounts, QString lockedBecause = {});
    ~EnvironmentWindow() override;

    [[nodiscard]] platform::PlatformSession &session() { return m_session; }
    /// Null before the session has started, and where the environment has no Supabase Auth.
    [[nodiscard]] SignIn *signIn() const { return m_signIn.get(); }
    [[nodiscard]] DeskLock *lock() const { return m_lock.get(); }
    /// See Standing. Null before the session has started.
    [[nodiscard]] Standing *standing() const { return m_standing.get(); }
    /// The environment with other guards alone: nothing is connected anew; what waits for an answer dies.
    void setGuards(const platform::Profile &now);
    /// Shows an area's object, once somebody is signed in.
    void show(const QString &area, const QString &object);

Q_SIGNALS:
    void ready();
    void pauseWanted(const QString &lockedBecause); ///< see DeskLock
    void environmentFormRequested(const QString &field); ///< see SignIn

private:
    void onStarted();
    void showPending();

    ui::ShellWindow &m_window;
    platform::Keychain &m_keychain;
    std::vector<WindowArea> m_areas;
    platform::PlatformSession m_session;
    LinkLog m_linkLog;
    std::vector<ui::DemoSignIn> m_demoAccounts; ///< kind local only
    QString m_lockedBecause;
    std::vector<std::unique_ptr<QObject>> m_attached;
    std::unique_ptr<SignIn> m_signIn;
    std::unique_ptr<ActivityActs> m_activity;
    std::unique_ptr<DeskLock> m_lock;
    std::unique_ptr<Standing> m_standing;
    std::optional<std::pair<QString, QString>> m_pending; ///< area and object to show when it is possible
    TaskScope m_scope;
};

[[nodiscard]] ui::EnvironmentInfo infoOf(const platform::Profile &profile);

} // namespace ph::app
