// SPDX-License-Identifier: GPL-3.0-or-later
// Renders the pages of sign-in and account in every state to pictures: ui_authplates FOLDER.
#include "tests/ui/auth/authscene.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>

using namespace ph;
using namespace ph::ui;
using ph::test::AuthScene;
using ph::test::FakeAuth;

namespace {

struct Plates {
    QString folder;
    QString appearance;

    void shoot(QWidget *page, const char *name) const
    {
        (void)QTest::qWaitForWindowExposed(page);
        QTest::qWait(30); // lets layouts settle; a picture, no test
        page->grab().save(QStringLiteral("%1/%2-%3.png").arg(folder, QLatin1String(name), appearance));
    }

    void credentials() const
    {
        AuthScene scene;
        scene.server.providers = {QStringLiteral("github"), QStringLiteral("keycloak")};
        scene.start();
        auto *page = scene.makeSignIn();
        (void)QTest::qWaitFor([&] { return scene.signIn.settings().has_value(); });
        shoot(page, "signin");
        page->findChild<QLineEdit *>(QStringLiteral("email"))->setText(scene.server.email);
        page->findChild<QLineEdit *>(QStringLiteral("password"))->setText(QStringLiteral("wrong"));
        page->findChild<QPushButton *>(QStringLiteral("submit"))->click();
        (void)QTest::qWaitFor([&] { return scene.signIn.problem().has_value(); });
        shoot(page, "signin-refused");
    }

    void demo() const
    {
        AuthScene scene;
        scene.start();
        auto *page = scene.makeSignIn();
        const auto password = std::make_shared<const Secret>("right");
        page->setDemoAccounts(
            {{QStringLiteral("Administrator"), QStringLiteral("All rights on the platform, owner of acme."),
                 QStringLiteral("admin@pilothouse.test"), password},
                {QStringLiteral("On call"), QStringLiteral("Queues, Redis, limits and alerts."),
                    QStringLiteral("oncall@pilothouse.test"), password},
                {QStringLiteral("User"), QStringLiteral("May watch; changes nothing."),
                    QStringLiteral("user@pilothouse.test"), password}});
        shoot(page, "signin-demo");
    }

    void secondFactor() const
    {
        AuthScene scene;
        scene.server.factors = {FakeAuth::factor(QStringLiteral("Dana's phone"))};
        scene.signInNow();
        auto *page = scene.makeSignIn();
        shoot(page, "code");
        auto *code = page->findChild<QLineEdit *>(QStringLiteral("code"));
        QTest::keyClicks(code, QStringLiteral("123456"));
        (void)QTest::qWaitFor([&] { return scene.signIn.problem().has_value(); });
        shoot(page, "code-refused");
    }

    void notices() const
    {
        AuthScene scene;
        scene.keychain.setLocked(true);
        scene.start();
        shoot(scene.makeSignIn(), "keyring-locked");
        AuthScene offline;
        offline.signInNow();
        auto again = offline.server.service(offline.keychain, offline.clock);
        offline.server.http().stop();
        (void)ph::test::await(again->restore({}));
        (void)QTest::qWaitFor([&] { return again->state()->phase == auth::SessionPhase::Offline; });
        models::SignInModel model(again.get(), offline.clock);
        SignInPage page(model,
            {QStringLiteral("eu-central"), QStringLiteral("Production"), Tone::Error,
                QStringLiteral("auth.northwind.example")});
        page.resize(900, 700);
        page.show();
        shoot(&page, "offline");
        AuthScene browser;
        browser.start();
        auto *waiting = browser.makeSignIn();
        browser.signIn.signInWithBrowser(QStringLiteral("github"));
        shoot(waiting, "browser");
        browser.signIn.cancelBrowser();
        (void)QTest::qWaitFor([&] { return !browser.signIn.isBusy(); });
    }

    void account() const
    {
        AuthScene scene;
        scene.server.tenants
            = {QJsonObject {{QStringLiteral("id"), QStringLiteral("11111111-1111-4111-8111-111111111111")},
                {QStringLiteral("slug"), QStringLiteral("acme-labs")},
                {QStringLiteral("role"), QStringLiteral("tenant_admin")}}};
        scene.signInNow();
        auto *page = scene.makeAccount();
        shoot(page, "account");
        page->findChild<QPushButton *>(QStringLiteral("addFactor"))->click();
        (void)QTest::qWaitFor([&] { return scene.account.enrolment() != nullptr; });
        shoot(page, "account-enrol");
        QTest::keyClicks(page->findChild<QLineEdit *>(QStringLiteral("firstCode")), QStringLiteral("000000"));
        (void)QTest::qWaitFor([&] { return scene.account.enrolment() == nullptr; });
        scene.server.next.insert("/user", FakeAuth::refusal(401, "insufficient_aal", "AAL2 session is required"));
        page->findChild<QLineEdit *>(QStringLiteral("newPassword"))->setText(QStringLiteral("a new one"));
        page->findChild<QLineEdit *>(QStringLiteral("repeatPassword"))->setText(QStringLiteral("a new one"));
        page->findChild<QPushButton *>(QStringLiteral("changePassword"))->click();
        (void)QTest::qWaitFor([&] { return scene.account.problem().has_value(); });
        shoot(page, "account-stepup");
    }
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QTemporaryDir temporary; // without a folder: that they can be drawn at all
    const QString folder = application.arguments().value(1, temporary.path());
    QDir().mkpath(folder);
    Theme theme(AppearanceChoice::Dark);
    for (const auto &[choice, name] :
        {std::pair {AppearanceChoice::Dark, "dark"}, {AppearanceChoice::Light, "light"}}) {
        theme.setChoice(choice);
        const Plates plates {folder, QString::fromLatin1(name)};
        plates.credentials();
        plates.demo();
        plates.secondFactor();
        plates.notices();
        plates.account();
    }
    return 0;
}
