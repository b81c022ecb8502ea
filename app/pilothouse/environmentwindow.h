// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothouse/areas.h"
#include "models/auth/signinmodel.h"
#include "services/platform/keychain/keychain.h"
#include "ui/auth/signinpage.h"

#include <QAction>
#include <QPointer>

namespace ph::app {

/// One environment in a window: the session behind it, and what joins the two. Main thread.
class EnvironmentWindow final : public QObject {
    Q_OBJECT
public:
    /// All references outlive it.
    EnvironmentWindow(ui::ShellWindow &window, platform::Profile profile, platform::SecretLookup secrets,
        platform::Keychain &keychain, const Clock &clock, const QString &stateFolder,
        std::vector<ui::DemoSignIn> demoAccounts);
    ~EnvironmentWindow() override;

private:
    void onStarted();
    void joinSignIn();
    void showIdentity();
    /// The sign-in page in place of the content while nobody is signed in; offline the content stays, readable.
    void showStep();
    void signOut();

    ui::ShellWindow &m_window;
    std::vector<WindowArea> m_areas;
    platform::PlatformSession m_session;
    std::vector<ui::DemoSignIn> m_demoAccounts; ///< kind local only
    std::vector<std::unique_ptr<QObject>> m_attached;
    std::unique_ptr<models::SignInModel> m_signIn; ///< null: the environment has no Supabase Auth
    QPointer<ui::SignInPage> m_signInPage;
    std::unique_ptr<QAction> m_signOut;
    TaskScope m_scope;
};

[[nodiscard]] ui::EnvironmentInfo infoOf(const platform::Profile &profile);

} // namespace ph::app
