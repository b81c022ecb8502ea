// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessibility.h"
#include "tests/support/hostile.h"
#include "tests/ui/auth/authscene.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QJsonArray>
#include <QTcpSocket>
#include <QUrlQuery>

using namespace ph;
using namespace ph::ui;
using ph::test::AuthScene;
using ph::test::FakeAnswer;
using ph::test::FakeAuth;
using ph::test::in;

namespace {

QString shownProblem(QWidget *page)
{
    for (Banner *banner : page->findChildren<Banner *>()) {
        if (banner->isVisible())
            return banner->message().headline + QLatin1Char(' ') + banner->message().stillWorks;
    }
    return {};
}

void type(QWidget *page, const QString &email, const QString &password)
{
    in<QLineEdit>(page, "email")->setText(email);
    in<QLineEdit>(page, "password")->setText(password);
}

bool seesText(QWidget *page, const QString &text)
{
    for (Label *label : page->findChildren<Label *>()) {
        if (label->isVisible() && label->fullText().contains(text))
            return true;
    }
    return false;
}

/// Its desktop asks for a password before anything is written.
class SlowKeychain final : public platform::Keychain {
public:
    Task<std::optional<Secret>> read(QString key, std::stop_token stop) override { return m_kept.read(key, stop); }
    Task<void> write(QString key, Secret value, std::stop_token stop) override
    {
        if (const auto slept = co_await sleepFor(std::chrono::milliseconds {600}, stop); !slept)
            co_return slept;
        co_return co_await m_kept.write(key, std::move(value), stop);
    }
    Task<void> remove(QString key, std::stop_token stop) override { return m_kept.remove(key, stop); }
    Task<platform::KeychainState> state(std::stop_token stop) override { return m_kept.state(stop); }
    Task<void> unlock(std::stop_token stop) override { return m_kept.unlock(stop); }
    [[nodiscard]] bool isMemoryOnly() const override { return false; }
    [[nodiscard]] bool wasRefused() const override { return false; }
    Task<void> keepAgain(std::stop_token stop) override { return m_kept.keepAgain(stop); }

private:
    platform::MemoryKeychain m_kept;
};

} // namespace

class TestSignInPage : public QObject {
    Q_OBJECT
private:
    Theme m_theme {AppearanceChoice::Dark};

private Q_SLOTS:
    void passwordSignIn()
    {
        AuthScene scene;
        scene.start();
        auto *page = scene.makeSignIn();
        QSignalSpy done(page, &SignInPage::signedIn);
        auto *submit = in<QPushButton>(page, "submit");
        QVERIFY(!submit->isEnabled());
        type(page, scene.server.email, QStringLiteral("right"));
        QVERIFY(submit->isEnabled());
        QTest::keyClick(in<QLineEdit>(page, "password"), Qt::Key_Return);
        QVERIFY(in<QLineEdit>(page, "password")->text().isEmpty());
        QTRY_COMPARE(done.count(), 1);
        QCOMPARE(scene.session->identity()->email, scene.server.email);
    }

    /// Opened while the server is down, the page is whole soon after it is there, without a click.
    void aServerThatComesBackIsNoticed()
    {
        AuthScene scene;
        scene.server.providers = {QStringLiteral("github")};
        scene.start();
        scene.server.http().stop();
        auto *page = scene.makeSignIn();
        QTRY_VERIFY(!shownProblem(page).isEmpty());
        type(page, scene.server.email, QStringLiteral("right"));
        in<QPushButton>(page, "submit")->click();
        QTRY_VERIFY(scene.signIn.problem() && !scene.signIn.isBusy());
        scene.server.http().start();
        QTRY_VERIFY_WITH_TIMEOUT(page->findChild<QPushButton *>(QStringLiteral("provider-github")) != nullptr, 10'000);
        QTRY_COMPARE(shownProblem(page), QString());
    }

    void wrongPasswordKeepsTheAddress()
    {
        AuthScene scene;
        scene.start();
        auto *page = scene.makeSignIn();
        type(page, scene.server.email, QStringLiteral("wrong"));
        in<QPushButton>(page, "submit")->click();
        QTRY_VERIFY(shownProblem(page).contains(QStringLiteral("not right")));
        QCOMPARE(in<QLineEdit>(page, "email")->text(), scene.server.email);
        QVERIFY(in<QLineEdit>(page, "password")->text().isEmpty());
        QTRY_VERIFY(in<QLineEdit>(page, "password")->hasFocus());
    }

    /// A wrong publishable key is named; the password was not even looked at and stays.
    void aRefusedKeyKeepsThePassword()
    {
        AuthScene scene;
        scene.start();
        auto *page = scene.makeSignIn();
        QTRY_VERIFY(scene.signIn.settings());
        FakeAnswer refused = FakeAuth::refusal(401, "", "Invalid API key");
        scene.server.next.insert("/token", refused);
        type(page, scene.server.email, QStringLiteral("right"));
        in<QPushButton>(page, "submit")->click();
        QTRY_VERIFY2(
            shownProblem(page).contains(QStringLiteral("refused the publishable key")), qPrintable(shownProblem(page)));
        QVERIFY(shownProblem(page).contains(QStringLiteral("Change the environment")));
        QCOMPARE(in<QLineEdit>(page, "password")->text(), QStringLiteral("right"));
        // refused as a login after that, it is typed again as ever
        scene.server.next.insert("/token", FakeAuth::refusal(400, "invalid_credentials", "Invalid login credentials"));
        in<QPushButton>(page, "submit")->click();
        QTRY_VERIFY(shownProblem(page).contains(QStringLiteral("not right")));
        QVERIFY(in<QLineEdit>(page, "password")->text().isEmpty());
    }

    /// A message that comes moves nothing below a pointer: neither a demo account nor a field.
    void aProblemMovesNothing_data()
    {
        QTest::addColumn<QSize>("window");
        QTest::newRow("wide: beside the form") << QSize(1280, 800);
        QTest::newRow("small") << QSize(900, 600);
        QTest::newRow("narrow: below everything") << QSize(640, 600);
    }
    void aProblemMovesNothing()
    {
        QFETCH(QSize, window);
        AuthScene scene;
        scene.start();
        auto *page = scene.makeSignIn();
        page->resize(window);
        const auto password = std::make_shared<const Secret>("right");
        page->setDemoAccounts({{QStringLiteral("Administrator"), QStringLiteral("May do everything."),
                                   QStringLiteral("admin@pilothouse.test"), password},
            {QStringLiteral("Agent"), QStringLiteral("A program's account; it cannot use the window."),
                QStringLiteral("agent@pilothouse.test"), password}});
        QTRY_VERIFY(scene.signIn.settings().has_value());
        type(page, scene.server.email, QStringLiteral("wrong"));
        const auto places = [page] {
            QCoreApplication::processEvents();
            QList<QRect> all;
            for (const char *name :
                {"email", "password", "submit", "demo-admin@pilothouse.test", "demo-agent@pilothouse.test"}) {
                auto *widget = in<QWidget>(page, name);
                all.append(QRect(widget->mapTo(page, QPoint(0, 0)), widget->size()));
            }
            return all;
        };
        const QList<QRect> before = places();
        in<QPushButton>(page, "submit")->click();
        QTRY_VERIFY(shownProblem(page).contains(QStringLiteral("not right")));
        QCOMPARE(places(), before);
        auto *banner = in<Banner>(page, "problem");
        const QRect place(banner->mapTo(page, QPoint(0, 0)), banner->size());
        for (const QRect &other : before)
            QVERIFY(!place.intersects(other));
        QVERIFY(place.left() >= 0 && place.right() < page->width());
        QVERIFY(banner->height() >= banner->heightForWidth(banner->width()));
    }

    void tooManyTriesCountDown()
    {
        AuthScene scene;
        scene.start();
        auto *page = scene.makeSignIn();
        scene.server.next.insert(
            "/token", FakeAuth::refusal(429, "over_request_rate_limit", "Request rate limit reached"));
        type(page, scene.server.email, QStringLiteral("wrong"));
        in<QPushButton>(page, "submit")->click();
        QTRY_VERIFY(in<QPushButton>(page, "submit")->text().contains(QStringLiteral("in ")));
        in<QLineEdit>(page, "password")->setText(QStringLiteral("right"));
        QVERIFY(!in<QPushButton>(page, "submit")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(in<QPushButton>(page, "submit")->isEnabled(), 10'000);
    }

    void providersComeFromTheServer()
    {
        AuthScene scene;
        scene.server.providers = {QStringLiteral("keycloak")};
        scene.start();
        auto *page = scene.makeSignIn();
        QTRY_VERIFY(page->findChild<QPushButton *>(QStringLiteral("provider-keycloak")) != nullptr);
        QSignalSpy browser(page, &SignInPage::browserRequested);
        in<QPushButton>(page, "provider-keycloak")->click();
        QTRY_COMPARE(browser.count(), 1);
        const QString url = browser.first().first().toUrl().toString(QUrl::FullyEncoded);
        QVERIFY2(url.contains(QStringLiteral("/authorize?provider=keycloak&redirect_to=http%3A%2F%2F127.0.0.1%3A")),
            qPrintable(url));
        QTRY_VERIFY(seesText(page, QStringLiteral("Continue in your browser")));
        // a browser that did not come up is no dead end
        in<QPushButton>(page, "noticePrimary")->click();
        QCOMPARE(browser.count(), 2);
        in<QPushButton>(page, "copyAddress")->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), url);
        QCOMPARE(in<QPushButton>(page, "copyAddress")->text(), QStringLiteral("Copied"));
        in<QPushButton>(page, "noticeSecondary")->click();
        QTRY_VERIFY(in<QPushButton>(page, "submit")->isVisible());
        QVERIFY(shownProblem(page).isEmpty()); // cancelling is no failure
    }

    /// Back from the browser, the desktop asks for the keyring's password: the page does not send anybody to the
    /// browser.
    void afterTheBrowserTheKeyringIsNamed()
    {
        SystemClock clock;
        SlowKeychain keychain;
        FakeAuth server;
        server.providers = {QStringLiteral("keycloak")};
        const auto session = server.service(keychain, clock);
        models::SignInModel model(session.get(), clock);
        (void)ph::test::await(session->restore({}));
        SignInPage page(model, {QStringLiteral("E"), QStringLiteral("Local"), Tone::Ok, {}});
        page.show();
        QTRY_VERIFY(page.findChild<QPushButton *>(QStringLiteral("provider-keycloak")) != nullptr);
        QSignalSpy browser(&page, &SignInPage::browserRequested);
        QSignalSpy done(&page, &SignInPage::signedIn);
        in<QPushButton>(&page, "provider-keycloak")->click();
        QTRY_COMPARE(browser.count(), 1);
        QTRY_VERIFY(seesText(&page, QStringLiteral("Continue in your browser")));
        const QUrl back(QUrlQuery(browser.first().first().toUrl())
                .queryItemValue(QStringLiteral("redirect_to"), QUrl::FullyDecoded));
        QTcpSocket visit;
        visit.connectToHost(back.host(), quint16(back.port()));
        QTRY_COMPARE(visit.state(), QAbstractSocket::ConnectedState);
        visit.write("GET " + back.path().toLatin1() + "?code=abcdef HTTP/1.1\r\nHost: " + back.authority().toLatin1()
            + "\r\n\r\n");
        QTRY_VERIFY(seesText(&page, QStringLiteral("Storing the session in the keyring")));
        QVERIFY(!seesText(&page, QStringLiteral("Continue in your browser")));
        QVERIFY(!in<QPushButton>(&page, "copyAddress")->isVisible());
        QTRY_COMPARE(done.count(), 1);
    }

    /// The on-call engineer is not locked out of what the other servers show.
    void whileTheServerIsAwayOneCanWatch()
    {
        AuthScene scene;
        scene.start();
        scene.server.http().stop();
        SignInPage page(scene.signIn, {QStringLiteral("E"), QStringLiteral("Local"), Tone::Ok, {}, {}, {}, true});
        page.show();
        QVERIFY(!in<QPushButton>(&page, "watchOnly")->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(in<QPushButton>(&page, "watchOnly")->isVisible(), 10'000);
        in<QPushButton>(&page, "watchOnly")->click();
        QCOMPARE(scene.signIn.step(), models::SignInStep::Watching);
        QVERIFY(!scene.session->identity());
        scene.server.http().start(); // noticed, but nobody is interrupted
        QTRY_VERIFY_WITH_TIMEOUT(!scene.signIn.settingsProblem(), 10'000);
        QCOMPARE(scene.signIn.step(), models::SignInStep::Watching);
        scene.signIn.askToSignIn();
        QTRY_VERIFY(in<QPushButton>(&page, "submit")->isVisible());
        QVERIFY(!in<QPushButton>(&page, "watchOnly")->isVisible());
    }

    void serverAwayIsSaidAndCanBeRetried()
    {
        AuthScene scene;
        scene.start();
        scene.server.http().stop();
        auto *page = scene.makeSignIn();
        QTRY_VERIFY_WITH_TIMEOUT(shownProblem(page).contains(QStringLiteral("refused")), 10'000);
        QVERIFY2(shownProblem(page).contains(QStringLiteral("Sign-in server at auth.northwind.example: ")),
            qPrintable(shownProblem(page)));
        scene.server.http().start();
        for (QPushButton *button : page->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text() == u"Retry")
                button->click();
        }
        QTRY_VERIFY(scene.signIn.settings().has_value());
        QVERIFY(shownProblem(page).isEmpty());
    }

    void secondFactorStep()
    {
        AuthScene scene;
        scene.server.factors = {FakeAuth::factor(QStringLiteral("<b>Dana's</b> phone"))};
        scene.signInNow();
        auto *page = scene.makeSignIn();
        QSignalSpy done(page, &SignInPage::signedIn);
        auto *code = in<QLineEdit>(page, "code");
        QTRY_VERIFY(code->hasFocus());
        QVERIFY(seesText(page, QStringLiteral("<b>Dana's</b> phone")));
        QTest::keyClicks(code, QStringLiteral("12x 345"));
        QCOMPARE(code->text(), QStringLiteral("12345"));
        QTest::keyClicks(code, QStringLiteral("6")); // complete: sent by itself
        QTRY_VERIFY(shownProblem(page).contains(QStringLiteral("code is not right")));
        QVERIFY(code->text().isEmpty());
        QTRY_VERIFY(code->hasFocus());
        QTest::keyClicks(code, QStringLiteral("000000"));
        QTRY_COMPARE(done.count(), 1);
        QCOMPARE(scene.session->identity()->assurance, 2);
    }

    /// Six digits and Enter, as people type codes: the Enter presses nothing else.
    void enterAfterTheSixthDigitDoesNothing_data()
    {
        QTest::addColumn<bool>("isUnlock");
        QTest::newRow("sign-in") << false;
        QTest::newRow("unlock") << true;
    }
    void enterAfterTheSixthDigitDoesNothing()
    {
        QFETCH(bool, isUnlock);
        AuthScene scene;
        scene.server.factors = {FakeAuth::factor(QStringLiteral("Phone"))};
        if (isUnlock) { // somebody is signed in, and proves it again
            scene.signInNow();
            scene.signIn.useAnotherAccount();
        } else {
            scene.start();
        }
        auto *page = scene.makeSignIn();
        QSignalSpy done(page, &SignInPage::signedIn);
        QTRY_VERIFY(in<QLineEdit>(page, "password")->isVisible());
        type(page, scene.server.email, QStringLiteral("right"));
        QTest::keyClick(in<QLineEdit>(page, "password"), Qt::Key_Return);
        auto *code = in<QLineEdit>(page, "code");
        QTRY_VERIFY(code->hasFocus());
        QTest::keyClicks(code, QStringLiteral("000000"));
        QVERIFY(scene.signIn.isBusy());
        QVERIFY(code->hasFocus());
        QVERIFY(!in<QPushButton>(page, "another")->isEnabled());
        for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter})
            QTest::keyClick(QApplication::focusWidget(), key);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("1")); // nor is more typed
        QVERIFY(code->text().isEmpty());
        QCOMPARE(int(scene.signIn.step()), int(models::SignInStep::SecondFactor));
        QTRY_COMPARE(done.count(), 1);
        QCOMPARE(scene.session->identity()->assurance, 2);
    }

    /// A server that takes the request and says nothing: what is waited for is said, and one can stop waiting.
    void aSilentServerIsSaidAndCanBeGivenUp()
    {
        AuthScene scene;
        scene.start();
        auto *page = scene.makeSignIn();
        QTRY_VERIFY(scene.signIn.settings());
        FakeAnswer never;
        never.never = true;
        scene.server.next.insert("/token", never);
        type(page, scene.server.email, QStringLiteral("right"));
        auto *submit = in<QPushButton>(page, "submit");
        submit->setFocus();
        QTest::keyClick(submit, Qt::Key_Space);
        auto *cancel = in<QPushButton>(page, "cancelSignIn");
        QVERIFY(!cancel->isVisible()); // servers that answer need no such words
        QVERIFY(in<QLineEdit>(page, "password")->hasFocus());
        QTRY_VERIFY_WITH_TIMEOUT(cancel->isVisible(), 6000);
        QVERIFY(seesText(page, QStringLiteral("The sign-in server has not answered yet")));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QVERIFY(scene.signIn.isBusy());
        cancel->click();
        QTRY_VERIFY(!scene.signIn.isBusy());
        QVERIFY(!cancel->isVisible());
        QVERIFY(shownProblem(page).isEmpty()); // giving up is no failure
        type(page, scene.server.email, QStringLiteral("right"));
        QSignalSpy done(page, &SignInPage::signedIn);
        submit->click();
        QTRY_COMPARE(done.count(), 1);
    }

    /// The whole way by the keyboard: what is typed at the code goes to the code, a wrong password before it or not.
    void theCodeGetsTheKeyboard_data()
    {
        QTest::addColumn<bool>("isWrongFirst");
        QTest::newRow("at once") << false;
        QTest::newRow("after a wrong password") << true;
    }
    void theCodeGetsTheKeyboard()
    {
        QFETCH(bool, isWrongFirst);
        AuthScene scene;
        scene.server.factors = {FakeAuth::factor(QStringLiteral("Phone"))};
        scene.start();
        auto *page = scene.makeSignIn();
        QSignalSpy done(page, &SignInPage::signedIn);
        const auto typed = [](const QString &text, Qt::Key last) {
            QTest::keyClicks(QApplication::focusWidget(), text);
            QTest::keyClick(QApplication::focusWidget(), last);
        };
        QTRY_VERIFY(in<QLineEdit>(page, "email")->hasFocus());
        typed(scene.server.email, Qt::Key_Tab);
        if (isWrongFirst) {
            typed(QStringLiteral("wrong"), Qt::Key_Return);
            QTRY_VERIFY(shownProblem(page).contains(QStringLiteral("not right")));
            QTRY_VERIFY(in<QLineEdit>(page, "password")->hasFocus());
        }
        typed(QStringLiteral("right"), Qt::Key_Return);
        auto *code = in<QLineEdit>(page, "code");
        QTRY_VERIFY(code->isVisible());
        QTRY_VERIFY(code->hasFocus());
        QVERIFY(in<QLineEdit>(page, "password")->text().isEmpty());
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("000000"));
        QTRY_COMPARE(done.count(), 1);
    }

    void secondFactorCanWait()
    {
        AuthScene scene;
        scene.server.factors = {FakeAuth::factor(QStringLiteral("Phone"))};
        scene.signInNow();
        auto *page = scene.makeSignIn();
        QSignalSpy done(page, &SignInPage::signedIn);
        in<QPushButton>(page, "skip")->click();
        QCOMPARE(done.count(), 1);
        QVERIFY(scene.session->state()->needsSecondFactor()); // the Guard holds acts back
    }

    void lockedKeyringOffersToUnlock()
    {
        AuthScene scene;
        scene.keychain.setLocked(true);
        scene.start();
        auto *page = scene.makeSignIn();
        QVERIFY(seesText(page, QStringLiteral("The keyring is locked")));
        in<QPushButton>(page, "noticePrimary")->click();
        QTRY_VERIFY(in<QPushButton>(page, "submit")->isVisible());
    }

    void anEndedSessionSaysWhy()
    {
        AuthScene scene;
        scene.signInNow();
        scene.server.next.insert("/user",
            FakeAuth::refusal(403, "session_not_found", "Session from session_id claim in JWT does not exist"));
        QVERIFY(!ph::test::await(scene.session->reloadUser({})));
        auto *page = scene.makeSignIn();
        QTRY_VERIFY(shownProblem(page).contains(QStringLiteral("session has ended")));
        QVERIFY(shownProblem(page).contains(QStringLiteral("Last renewed")));
        QCOMPARE(in<QLineEdit>(page, "email")->text(), scene.server.email);
    }

    void demoAccountsOnlyWhereTheyWereGiven()
    {
        AuthScene scene;
        scene.start();
        auto *page = scene.makeSignIn();
        QVERIFY(!seesText(page, QStringLiteral("Demo accounts")));
        page->setDemoAccounts({{QStringLiteral("Administrator"), QStringLiteral("All rights."), scene.server.email,
            std::make_shared<const Secret>("right")}});
        QVERIFY(seesText(page, QStringLiteral("Demo accounts")));
        QSignalSpy done(page, &SignInPage::signedIn);
        page->findChild<QPushButton *>(QStringLiteral("demo-") + scene.server.email)->click();
        QTRY_COMPARE(done.count(), 1);
    }

    /// Nobody typed anything: what does not fit is the password that the platform was made with.
    void aDemoPasswordThatWasChangedIsSaid()
    {
        AuthScene scene;
        scene.start();
        auto *page = scene.makeSignIn();
        page->setDemoAccounts({{QStringLiteral("Administrator"), QStringLiteral("All rights."), scene.server.email,
            std::make_shared<const Secret>("of-the-first-day")}});
        page->findChild<QPushButton *>(QStringLiteral("demo-") + scene.server.email)->click();
        QTRY_VERIFY2(shownProblem(page).contains(QStringLiteral("demo password of “Administrator” does not fit")),
            qPrintable(shownProblem(page)));
        QVERIFY(!shownProblem(page).contains(QStringLiteral("Type both again")));
        type(page, scene.server.email, QStringLiteral("wrong"));
        in<QPushButton>(page, "submit")->click();
        QTRY_VERIFY(shownProblem(page).contains(QStringLiteral("not right")));
    }

    void memoryOnlyIsSaid()
    {
        AuthScene scene;
        scene.start();
        auto *page = scene.makeSignIn();
        QVERIFY(in<QWidget>(page, "memoryNote")->isVisible()); // the test's keychain keeps nothing
    }

    void everythingHasANameAndNothingIsMarkup()
    {
        AuthScene scene;
        scene.server.providers = {QStringLiteral("github")};
        scene.server.factors = {FakeAuth::factor(QStringLiteral("<img src='/etc/passwd'>"))};
        scene.start();
        auto *page = scene.makeSignIn();
        QTRY_VERIFY(scene.signIn.settings().has_value());
        page->setDemoAccounts({{QStringLiteral("<b>Administrator</b>"), QStringLiteral("<i>x</i>"),
            QStringLiteral("a@b.test"), std::make_shared<const Secret>("x")}});
        QCOMPARE(ph::test::unnamedFocusable(page), QStringList());
        QCOMPARE(ph::test::labelsThatGuessMarkup(page), QStringList());
        scene.signInNow();
        QTRY_VERIFY(in<QLineEdit>(page, "code")->isVisible());
        QCOMPARE(ph::test::unnamedFocusable(page), QStringList());
        QCOMPARE(ph::test::labelsThatGuessMarkup(page), QStringList());
    }

    void aPageMayGoWhileItWaits()
    {
        const int before = liveTasks();
        {
            AuthScene scene;
            scene.start();
            auto *page = scene.makeSignIn();
            FakeAnswer never;
            never.never = true;
            scene.server.next.insert("/token", never);
            type(page, scene.server.email, QStringLiteral("right"));
            in<QPushButton>(page, "submit")->click();
            QTRY_VERIFY(!scene.server.next.contains("/token"));
        }
        QTRY_COMPARE(liveTasks(), before);
    }
};

PH_TEST(TestSignInPage)
#include "tst_signinpage.moc"
