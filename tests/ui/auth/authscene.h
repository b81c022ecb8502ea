// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/auth/accountmodel.h"
#include "models/auth/signinmodel.h"
#include "tests/support/fakeauth.h"
#include "tests/support/testmain.h"
#include "ui/auth/accountpage.h"
#include "ui/auth/signinpage.h"

namespace ph::test {

/// A server, a session, and the pages over it, as in the window (but on one thread).
struct AuthScene {
    AuthScene()
        : session(server.service(keychain, clock))
        , signIn(session.get(), clock)
        , account(session.get(), clock)
    {
    }
    ui::SignInPage *makeSignIn()
    {
        page = std::make_unique<ui::SignInPage>(signIn,
            ui::SignInPlace {QStringLiteral("eu-central"), QStringLiteral("Production"), ui::Tone::Error,
                QStringLiteral("auth.northwind.example")});
        page->resize(900, 700);
        page->show();
        return page.get();
    }
    ui::AccountPage *makeAccount()
    {
        accountPage = std::make_unique<ui::AccountPage>(account, clock);
        accountPage->resize(900, 960);
        accountPage->show();
        return accountPage.get();
    }
    /// Looks for a stored session and finds none.
    void start() { (void)await(session->restore({})); }
    void signInNow() { (void)await(session->signIn(server.email, Secret("right"), {})); }

    SystemClock clock;
    platform::MemoryKeychain keychain;
    FakeAuth server;
    std::unique_ptr<auth::SessionService> session;
    models::SignInModel signIn;
    models::AccountModel account;
    std::unique_ptr<ui::SignInPage> page;
    std::unique_ptr<ui::AccountPage> accountPage;
};

} // namespace ph::test
