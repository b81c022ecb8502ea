// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/auth/accountmodel.h"
#include "models/auth/signinmodel.h"
#include "services/base/async.h"
#include "services/platform/keychain/keychain.h"
#include "services/platform/session/platformsession.h"
#include "ui/auth/signinpage.h"
#include "ui/auth/usermenu.h"
#include "ui/shell/shellwindow.h"

#include <QTimer>

namespace ph::app {

/// Sign-in of the open environment in the window: the page in place of the content while nobody is signed in, the
/// person's menu, the account page, and the notices about the session. Main thread.
class SignIn final : public QObject {
    Q_OBJECT
public:
    /// All references outlive it. `demoAccounts`: kind local only.
    SignIn(ui::ShellWindow &window, platform::PlatformSession &session, auth::SessionService &service,
        platform::Keychain &keychain, std::vector<ui::DemoSignIn> demoAccounts);
    ~SignIn() override;

    [[nodiscard]] models::SignInModel &model() { return m_model; }
    [[nodiscard]] models::AccountModel &account() { return m_account; }
    /// Somebody is signed in, or was and could not be asked about since: the content is shown.
    [[nodiscard]] bool isContentShown() const;
    /// A page that signs in; `title` and `note` say why, or are empty.
    [[nodiscard]] ui::SignInPage *makePage(const QString &title = {}, const QString &note = {});
    /// Shows the page or the content, whichever is due. While the window is locked nothing changes.
    void showStep();

Q_SIGNALS:
    /// Who is signed in, or how sure that is, changed.
    void changed();
    /// The environment is to be changed there ("auth.publishable_key"): with it as it is nobody can sign in.
    void environmentFormRequested(const QString &field);

private:
    void addAccountPage();
    void showIdentity();
    /// `problem`: why it was not done, or not whole.
    void listSessionsEnded(auth::LogoutScope scope, const QString &email, const std::optional<Error> &problem);
    void showNotices();
    void showWatching();
    void showMemoryOnly(const auth::SessionState &state);
    void openKeyring();
    void showOffline(const auth::SessionState &state);

    ui::ShellWindow &m_window;
    platform::PlatformSession &m_session;
    platform::Keychain &m_keychain;
    std::vector<ui::DemoSignIn> m_demoAccounts;
    models::SignInModel m_model;
    models::AccountModel m_account;
    ui::UserMenu m_menu;
    QPointer<ui::SignInPage> m_page;
    QTimer m_unknown; ///< until it is seen whether a session is kept
    TaskScope m_scope;
};

} // namespace ph::app
