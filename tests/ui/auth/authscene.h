// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/auth/accountmodel.h"
#include "models/auth/signinmodel.h"
#include "tests/support/fakeauth.h"
#include "tests/support/testmain.h"
#include "ui/auth/accountpage.h"
#include "ui/auth/signinpage.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/reviewdialog.h"

namespace ph::test {

/// What has this object name in the page, which must be there.
template <class T>
T *in(QWidget *page, const char *name)
{
    T *found = page->findChild<T *>(QLatin1String(name));
    if (found == nullptr)
        qFatal("no %s", name);
    return found;
}

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
        accountRoom = std::make_unique<QWidget>();
        dialogs = new ui::DialogLayer(accountRoom.get());
        accountPage = new ui::AccountPage(account, clock, *dialogs, accountRoom.get());
        accountPage->resize(900, 960);
        accountRoom->resize(900, 960);
        dialogs->raise();
        accountRoom->show();
        return accountPage;
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
    std::unique_ptr<QWidget> accountRoom;
    ui::DialogLayer *dialogs = nullptr;
    ui::AccountPage *accountPage = nullptr;
};

} // namespace ph::test
