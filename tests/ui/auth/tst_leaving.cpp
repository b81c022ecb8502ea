// SPDX-License-Identifier: GPL-3.0-or-later
// S12, S13: nothing of one person is there for the next one at the desk.
#include "tests/ui/auth/authscene.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>

using namespace ph;
using namespace ph::ui;
using ph::test::AuthScene;
using ph::test::await;
using ph::test::FakeAuth;
using ph::test::in;

namespace {

/// All that is shown, also in banners.
QString texts(QWidget *page)
{
    QString all;
    for (Label *label : page->findChildren<Label *>())
        if (label->isVisible())
            all += label->fullText() + QLatin1Char('\n');
    for (Banner *banner : page->findChildren<Banner *>())
        if (banner->isVisible())
            all += banner->message().headline + QLatin1Char('\n') + banner->message().stillWorks + QLatin1Char('\n');
    return all;
}

/// A press of Lock, a sign-out, or another one's sign-in over the session of the one before.
enum class Way { SignOut, Lock, SignInOver };

} // namespace

class TestLeaving : public QObject {
    Q_OBJECT
private:
    Theme m_theme {AppearanceChoice::Dark};

    static void addWays()
    {
        QTest::addColumn<Way>("way");
        QTest::newRow("signed out") << Way::SignOut;
        QTest::newRow("locked") << Way::Lock;
        QTest::newRow("somebody else signs in") << Way::SignInOver;
    }
    static void leave(AuthScene &scene, Way way)
    {
        if (way == Way::SignOut) {
            scene.account.signOut(auth::LogoutScope::Local);
            QTRY_VERIFY(!scene.account.state().isSignedIn() && !scene.account.isBusy());
        } else if (way == Way::Lock) {
            scene.account.leave();
        }
    }
    static void signInAsAnother(AuthScene &scene)
    {
        scene.server.email = QStringLiteral("oncall@northwind.example");
        scene.server.factors = {};
        scene.signInNow();
        QTRY_COMPARE(scene.account.state().email, scene.server.email);
    }

private Q_SLOTS:
    void theSecretOfAnEnrolmentGoes_data() { addWays(); }
    void theSecretOfAnEnrolmentGoes()
    {
        QFETCH(Way, way);
        AuthScene scene;
        scene.signInNow();
        auto *page = scene.makeAccount();
        in<QPushButton>(page, "addFactor")->click();
        QTRY_VERIFY(in<QrCodeView>(page, "qr")->isVisible());
        in<QPushButton>(page, "copySecret")->click();
        QVERIFY(!QGuiApplication::clipboard()->text().isEmpty());
        leave(scene, way);
        if (way != Way::SignInOver) {
            QCOMPARE(scene.account.enrolment(), nullptr); // before anybody else is there
            QVERIFY(in<QrCodeView>(page, "qr")->modules() == 0);
            QTRY_VERIFY(scene.server.factors.isEmpty()); // nor at the server
        }
        signInAsAnother(scene);
        QCOMPARE(scene.account.enrolment(), nullptr);
        QVERIFY(!in<QrCodeView>(page, "qr")->isVisible());
        QCOMPARE(in<QrCodeView>(page, "qr")->modules(), 0);
        QVERIFY2(!texts(page).contains(QStringLiteral("S5O7")), qPrintable(texts(page)));
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
        QTRY_VERIFY(in<QPushButton>(page, "addFactor")->isVisible());
        QTRY_VERIFY(texts(page).contains(QStringLiteral("oncall@northwind.example")));
    }

    void anEnrolmentThatComesTooLateIsNotShown()
    {
        AuthScene scene;
        scene.signInNow();
        auto *page = scene.makeAccount();
        in<QPushButton>(page, "addFactor")->click();
        scene.account.leave(); // the server has not answered yet
        QTRY_VERIFY(!scene.account.isBusy());
        QCOMPARE(scene.account.enrolment(), nullptr);
        QVERIFY(!in<QrCodeView>(page, "qr")->isVisible());
        QTRY_VERIFY(scene.server.factors.isEmpty());
    }

    void whatWasTypedGoes_data() { addWays(); }
    void whatWasTypedGoes()
    {
        QFETCH(Way, way);
        AuthScene scene;
        scene.signInNow();
        auto *page = scene.makeAccount();
        for (const char *field : {"newPassword", "repeatPassword"})
            in<QLineEdit>(page, field)->setText(QStringLiteral("long enough, and new"));
        leave(scene, way);
        signInAsAnother(scene);
        for (const char *field : {"newPassword", "repeatPassword", "nonce", "stepUpCode"})
            QVERIFY2(in<QLineEdit>(page, field)->text().isEmpty(), field);
        QVERIFY(!in<QPushButton>(page, "changePassword")->isEnabled());
    }

    void whatWasSaidGoes_data() { addWays(); }
    void whatWasSaidGoes()
    {
        QFETCH(Way, way);
        AuthScene scene;
        scene.signInNow();
        auto *page = scene.makeAccount();
        const auto change = [page] {
            for (const char *field : {"newPassword", "repeatPassword"})
                in<QLineEdit>(page, field)->setText(QStringLiteral("long enough, and new"));
            in<QPushButton>(page, "changePassword")->click();
        };
        change();
        QTRY_VERIFY(texts(page).contains(QStringLiteral("The password was changed.")));
        leave(scene, way);
        signInAsAnother(scene);
        QVERIFY2(!texts(page).contains(QStringLiteral("The password was changed.")), qPrintable(texts(page)));
        scene.server.next.insert("/user", FakeAuth::refusal(422, "same_password", "the same"));
        change();
        QTRY_VERIFY(scene.account.problem());
        QVERIFY(!texts(page).isEmpty());
        leave(scene, way == Way::SignInOver ? Way::Lock : way);
        QVERIFY(!scene.account.problem());
    }

    /// What waits for the second factor of one person is not done with that of another.
    void whatWaitedForACodeIsNotDone()
    {
        AuthScene scene;
        scene.server.factors = {FakeAuth::factor(QStringLiteral("Phone"))};
        scene.signInNow();
        auto *page = scene.makeAccount();
        scene.server.next.insert("/user", FakeAuth::refusal(401, "insufficient_aal", "AAL2 session is required"));
        for (const char *field : {"newPassword", "repeatPassword"})
            in<QLineEdit>(page, field)->setText(QStringLiteral("long enough, and new"));
        in<QPushButton>(page, "changePassword")->click();
        QTRY_VERIFY(in<QLineEdit>(page, "stepUpCode")->isVisible());
        QSignalSpy changed(&scene.account, &models::AccountModel::passwordChanged);
        scene.account.leave();
        QVERIFY(!in<QLineEdit>(page, "stepUpCode")->isVisible());
        QSignalSpy accepted(&scene.account, &models::AccountModel::codeAccepted);
        scene.account.verifyCode(scene.account.state().factors.first().id, Secret("000000"));
        QTRY_COMPARE(accepted.count(), 1);
        QTRY_VERIFY(!scene.account.isBusy());
        QCOMPARE(changed.count(), 0);
    }

    void aQuestionThatIsOpenCloses()
    {
        AuthScene scene;
        scene.signInNow();
        auto *page = scene.makeAccount();
        in<QPushButton>(page, "signOutEverywhere")->click();
        QVERIFY(scene.dialogs->isOpen());
        signInAsAnother(scene);
        QVERIFY(!scene.dialogs->isOpen());
    }

    /// It is said where the person who signed out is: on the sign-in page, and nowhere later.
    void aSignOutTheServerWasNotToldOfIsSaidAtOnce()
    {
        AuthScene scene;
        scene.signInNow();
        auto *page = scene.makeAccount();
        scene.server.http().stop();
        in<QPushButton>(page, "signOutHere")->click();
        QTRY_VERIFY_WITH_TIMEOUT(!scene.account.state().isSignedIn(), 10'000);
        auto *signIn = scene.makeSignIn();
        QTRY_VERIFY2(texts(signIn).contains(QStringLiteral("the server could not be told")), qPrintable(texts(signIn)));
        QTRY_VERIFY(scene.signIn.settingsProblem()); // it does not push that away
        QVERIFY(texts(signIn).contains(QStringLiteral("the server could not be told")));
        QTRY_VERIFY(!scene.account.isBusy());
        scene.server.http().start();
        signInAsAnother(scene);
        QVERIFY2(!texts(page).contains(QStringLiteral("could not be told")), qPrintable(texts(page)));
        QVERIFY(!scene.account.state().signOutTrouble);
    }
};

PH_TEST(TestLeaving)
#include "tst_leaving.moc"
