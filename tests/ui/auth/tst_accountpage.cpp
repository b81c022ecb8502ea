// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/times.h"
#include "tests/support/accessibility.h"
#include "tests/ui/auth/authscene.h"
#include "ui/auth/usermenu.h"
#include "ui/components/statepill.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QJsonArray>
#include <QMimeData>

using namespace ph;
using namespace ph::ui;
using ph::test::AuthScene;
using ph::test::FakeAuth;
using ph::test::in;
using namespace std::chrono_literals;

namespace {

bool seesText(QWidget *page, const QString &text)
{
    for (Label *label : page->findChildren<Label *>()) {
        if (label->isVisible() && label->fullText().contains(text))
            return true;
    }
    return false;
}

} // namespace

class TestAccountPage : public QObject {
    Q_OBJECT
private:
    Theme m_theme {AppearanceChoice::Dark};

private Q_SLOTS:
    void theAgeOfTheSessionGoesOn()
    {
        AuthScene scene;
        scene.signInNow();
        auto *page = scene.makeAccount();
        Label *renewed = nullptr;
        for (Label *label : page->findChildren<Label *>())
            if (label->accessibleName().startsWith(QStringLiteral("Renewed")))
                renewed = label;
        QVERIFY(renewed);
        const QString before = renewed->fullText();
        QTRY_VERIFY_WITH_TIMEOUT(renewed->fullText() != before, 10'000);
        QVERIFY(renewed->accessibleName().endsWith(renewed->fullText()));
    }

    /// A page that stays open over midnight says the day.
    void whenOneSignedInHasItsDate()
    {
        AuthScene scene;
        scene.signInNow();
        QTRY_VERIFY(scene.account.state().signedInAt.has_value());
        const WallTime at = *scene.account.state().signedInAt;
        ManualClock clock(at);
        QWidget room;
        DialogLayer dialogs(&room);
        AccountPage page(scene.account, clock, dialogs, &room);
        room.show();
        Label *signedIn = nullptr;
        for (Label *label : page.findChildren<Label *>())
            if (label->accessibleName().startsWith(QStringLiteral("Signed in")))
                signedIn = label;
        QVERIFY(signedIn);
        QCOMPARE(signedIn->fullText(), wording::clockTime(at));
        clock.advance(24h);
        QTRY_COMPARE_WITH_TIMEOUT(signedIn->fullText(), wording::dateTime(at), 10'000);
    }

    void saysWhoAndWhy()
    {
        AuthScene scene;
        scene.server.tenants = {QJsonObject {
            {QStringLiteral("id"), QStringLiteral("11111111-1111-4111-8111-111111111111")},
            {QStringLiteral("slug"), QStringLiteral("acme-labs")}, {QStringLiteral("role"), QStringLiteral("member")}}};
        scene.signInNow();
        auto *page = scene.makeAccount();
        QVERIFY(seesText(page, scene.server.email));
        QVERIFY(seesText(page, QStringLiteral("from app_metadata.role")));
        QVERIFY(seesText(page, QStringLiteral("platform.queues")));
        QVERIFY(seesText(page, QStringLiteral("By role member of acme-labs")));
        QCOMPARE(ph::test::unnamedFocusable(page), QStringList());
        QCOMPARE(ph::test::labelsThatGuessMarkup(page), QStringList());
    }

    void enrolsAnAuthenticatorApp()
    {
        AuthScene scene;
        scene.signInNow();
        auto *page = scene.makeAccount();
        in<QPushButton>(page, "addFactor")->click();
        QTRY_VERIFY(in<QrCodeView>(page, "qr")->isVisible());
        auto *qr = in<QrCodeView>(page, "qr");
        QVERIFY(qr->modules() >= 21);
        QVERIFY(seesText(page, QStringLiteral("S5O7 SRJD VGCC 6XZG")));
        QCOMPARE(ph::test::unnamedFocusable(page), QStringList());
        // What is painted is what is encoded, in black on white whatever the theme, with the quiet zone around it.
        const QImage picture = qr->grab().toImage();
        const int scale = picture.width() / (qr->modules() + 8);
        QCOMPARE(picture.pixelColor(1, 1), QColor(Qt::white));
        for (int y = 0; y < qr->modules(); ++y) {
            for (int x = 0; x < qr->modules(); ++x)
                QCOMPARE(
                    picture.pixelColor((x + 4) * scale + scale / 2, (y + 4) * scale + scale / 2) == QColor(Qt::black),
                    qr->isDark(x, y));
        }
        auto *code = in<QLineEdit>(page, "firstCode");
        QTest::keyClicks(code, QStringLiteral("111111"));
        QTRY_VERIFY(scene.account.problem().has_value());
        QVERIFY(qr->isVisible()); // the same secret: type again
        QTest::keyClicks(code, QStringLiteral("000000"));
        QTRY_VERIFY(!qr->isVisible());
        QCOMPARE(scene.session->identity()->assurance, 2);
        QVERIFY(seesText(page, QStringLiteral("Authenticator app")));
        QCOMPARE(qr->modules(), 0); // nothing of the secret is left
        QVERIFY(!seesText(page, QStringLiteral("S5O7")));
    }

    void cancellingAnEnrolmentRemovesIt()
    {
        AuthScene scene;
        scene.signInNow();
        auto *page = scene.makeAccount();
        in<QPushButton>(page, "addFactor")->click();
        QTRY_VERIFY(scene.account.enrolment() != nullptr);
        scene.account.abandonEnrolment();
        QTRY_VERIFY(scene.server.factors.isEmpty());
        QTRY_VERIFY(in<QPushButton>(page, "addFactor")->isVisible());
    }

    /// What was begun and never finished protects nothing: it takes no name, and goes.
    void anAbandonedEnrolmentTakesNoName()
    {
        AuthScene scene;
        QJsonObject left = FakeAuth::factor(QStringLiteral("Authenticator app"), false);
        scene.server.factors = {left};
        scene.signInNow();
        auto *page = scene.makeAccount();
        scene.server.next.insert("/factors", FakeAuth::refusal(422, "mfa_factor_name_conflict", "A factor exists"));
        in<QPushButton>(page, "addFactor")->click();
        QTRY_VERIFY(in<QrCodeView>(page, "qr")->isVisible());
        QCOMPARE(scene.server.factors.size(), 1); // the new one
        QTest::keyClicks(in<QLineEdit>(page, "firstCode"), QStringLiteral("000000"));
        QTRY_COMPARE(scene.account.state().factors.size(), 1);
        QTRY_VERIFY(scene.account.state().factors.first().isVerified);
        QCOMPARE(scene.account.state().factors.first().name, QStringLiteral("Authenticator app"));
    }

    /// The sign-in server is silent since the start: what was known is shown as that, and nothing is made up.
    void anOfflineStartSaysWhatWasLastKnown()
    {
        AuthScene scene;
        scene.server.factors = {FakeAuth::factor(QStringLiteral("Phone"))};
        scene.server.setAal(2);
        scene.signInNow();
        scene.server.http().stop();
        const auto later = scene.server.service(scene.keychain, scene.clock);
        models::AccountModel account(later.get(), scene.clock);
        QVERIFY(ph::test::await(later->restore({})));
        QTRY_COMPARE(int(account.state().phase), int(auth::SessionPhase::Offline));
        QWidget room;
        DialogLayer dialogs(&room);
        AccountPage page(account, scene.clock, dialogs, &room);
        room.show();
        const auto texts = [&page] {
            QString all;
            for (Label *label : page.findChildren<Label *>())
                if (label->isVisible())
                    all += label->fullText() + QLatin1Char('\n');
            return all;
        };
        QVERIFY2(texts().contains(QStringLiteral("Administrator of the platform · last known")), qPrintable(texts()));
        QVERIFY2(texts().contains(QStringLiteral("An authenticator app protects this account · last known")),
            qPrintable(texts()));
        auto *pill = page.findChild<StatePill *>();
        QVERIFY2(pill->accessibleName().contains(QStringLiteral("last known: second factor")),
            qPrintable(pill->accessibleName()));
        QVERIFY2(texts().contains(QStringLiteral("has not answered since the start")), qPrintable(texts()));
        for (const char *untrue : {"HS256", "No second factor yet", "your role gives no rights"})
            QVERIFY2(!texts().contains(QLatin1String(untrue)), untrue);
        QVERIFY(!later->identity()); // it gives no right
        scene.server.http().start();
        later->onServerReturn(); // at once, not when its turn comes
        QTRY_COMPARE_WITH_TIMEOUT(int(account.state().phase), int(auth::SessionPhase::SignedIn), 1500);
        QTRY_VERIFY2(!texts().contains(QStringLiteral("last known")), qPrintable(texts()));
        QVERIFY(texts().contains(QStringLiteral("signature checked")));
    }

    void whatNeedsTheSecondFactorGoesOnAfterIt()
    {
        AuthScene scene;
        scene.server.factors = {FakeAuth::factor(QStringLiteral("Phone"))};
        scene.signInNow();
        auto *page = scene.makeAccount();
        scene.server.next.insert("/user", FakeAuth::refusal(401, "insufficient_aal", "AAL2 session is required"));
        in<QLineEdit>(page, "newPassword")->setText(QStringLiteral("a new one"));
        in<QLineEdit>(page, "repeatPassword")->setText(QStringLiteral("a new one"));
        QSignalSpy changed(&scene.account, &models::AccountModel::passwordChanged);
        in<QPushButton>(page, "changePassword")->click();
        QTRY_VERIFY(in<QLineEdit>(page, "stepUpCode")->isVisible());
        QTest::keyClicks(in<QLineEdit>(page, "stepUpCode"), QStringLiteral("000000"));
        QTRY_COMPARE(changed.count(), 1);
        QVERIFY(!in<QLineEdit>(page, "stepUpCode")->isVisible());
        QVERIFY(in<QLineEdit>(page, "newPassword")->text().isEmpty());
    }

    void passwordsMustMatch()
    {
        AuthScene scene;
        scene.signInNow();
        auto *page = scene.makeAccount();
        in<QLineEdit>(page, "newPassword")->setText(QStringLiteral("one"));
        in<QLineEdit>(page, "repeatPassword")->setText(QStringLiteral("two"));
        QVERIFY(!in<QPushButton>(page, "changePassword")->isEnabled());
        QVERIFY(seesText(page, QStringLiteral("do not match")));
    }

    void aChangedPasswordIsSaid()
    {
        AuthScene scene;
        scene.signInNow();
        auto *page = scene.makeAccount();
        for (const char *field : {"newPassword", "repeatPassword"})
            in<QLineEdit>(page, field)->setText(QStringLiteral("long enough, and new"));
        in<QPushButton>(page, "changePassword")->click();
        QTRY_VERIFY(seesText(page, QStringLiteral("The password was changed.")));
        QVERIFY(in<QLineEdit>(page, "newPassword")->text().isEmpty());
        in<QLineEdit>(page, "newPassword")->setText(QStringLiteral("x"));
        QVERIFY(!seesText(page, QStringLiteral("The password was changed.")));
    }

    void weakPasswordsSayWhy()
    {
        AuthScene scene;
        scene.signInNow();
        auto *page = scene.makeAccount();
        ph::test::FakeAnswer weak = FakeAuth::refusal(422, "weak_password", "too weak");
        weak.body = R"({"code":"weak_password","message":"x","weak_password":{"reasons":["length","characters"]}})";
        scene.server.next.insert("/user", weak);
        in<QLineEdit>(page, "newPassword")->setText(QStringLiteral("one"));
        in<QLineEdit>(page, "repeatPassword")->setText(QStringLiteral("one"));
        in<QPushButton>(page, "changePassword")->click();
        QTRY_VERIFY(seesText(page, QStringLiteral("it is too short, and it lacks")));
    }

    void theMailedCodeIsAskedFor()
    {
        AuthScene scene;
        scene.signInNow();
        auto *page = scene.makeAccount();
        scene.server.next.insert(
            "/user", FakeAuth::refusal(400, "reauthentication_needed", "Password update requires reauthentication"));
        in<QLineEdit>(page, "newPassword")->setText(QStringLiteral("one"));
        in<QLineEdit>(page, "repeatPassword")->setText(QStringLiteral("one"));
        in<QPushButton>(page, "changePassword")->click();
        QTRY_VERIFY(in<QLineEdit>(page, "nonce")->isVisible());
        QVERIFY(!in<QPushButton>(page, "changePassword")->isEnabled());
        in<QLineEdit>(page, "nonce")->setText(QStringLiteral("123456"));
        QSignalSpy changed(&scene.account, &models::AccountModel::passwordChanged);
        in<QPushButton>(page, "changePassword")->click();
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(scene.server.bodies.last()[u"nonce"].toString(), QStringLiteral("123456"));
    }

    void signsOut()
    {
        AuthScene scene;
        scene.signInNow();
        auto *page = scene.makeAccount();
        QSignalSpy out(&scene.account, &models::AccountModel::signedOut);
        auto *others = in<QPushButton>(page, "signOutOthers");
        others->setFocus();
        others->click();
        QCOMPARE(others->text(), QStringLiteral("Signing out other devices…"));
        QVERIFY(others->isEnabled() && !in<QPushButton>(page, "signOutHere")->isEnabled());
        others->click(); // once is enough
        QTRY_COMPARE(out.count(), 1);
        QTRY_COMPARE(others->text(), QStringLiteral("Sign out other devices"));
        QCOMPARE(page->focusWidget(), others);
        QVERIFY(scene.session->identity() != nullptr);
        in<QPushButton>(page, "signOutEverywhere")->click();
        auto *dialog = qobject_cast<ReviewDialog *>(scene.dialogs->dialog()); // nothing yet
        QVERIFY(dialog && dialog->view().steps.size() == 2);
        QVERIFY(dialog->view().steps[0].text.contains(QStringLiteral("this one too")));
        Q_EMIT dialog->cancelled();
        QVERIFY(!scene.dialogs->isOpen() && scene.session->identity() != nullptr);
        in<QPushButton>(page, "signOutEverywhere")->click();
        QTest::mouseClick(qobject_cast<ReviewDialog *>(scene.dialogs->dialog())->verbButton(), Qt::LeftButton);
        QTRY_COMPARE(out.count(), 2);
        QCOMPARE(scene.session->identity(), nullptr);
        QVERIFY(scene.server.http().requests().last().target.contains("scope=global"));
    }

    void menuFollowsTheSession()
    {
        AuthScene scene;
        UserMenu menu(scene.account);
        QCOMPARE(menu.summary(), QStringLiteral("Not signed in"));
        scene.signInNow();
        QTRY_COMPARE(menu.summary(), QStringLiteral("dana@northwind.example · admin"));
        QSignalSpy account(&menu, &UserMenu::accountRequested);
        Q_EMIT menu.aboutToShow();
        for (QAction *action : menu.actions()) {
            if (action->text() == u"Account…")
                action->trigger();
        }
        QCOMPARE(account.count(), 1);
    }

    // ---- The clipboard (S11)

    void aCopiedSecretIsMarkedAndCleared()
    {
        ManualClock clock;
        SecretClipboard clipboard(clock);
        clipboard.copy(Secret("S5O7SRJD"));
        const QMimeData *data = QGuiApplication::clipboard()->mimeData();
        QCOMPARE(data->text(), QStringLiteral("S5O7SRJD"));
        QCOMPARE(data->data(QStringLiteral("x-kde-passwordManagerHint")), QByteArray("secret"));
        clock.advance(29s);
        clipboard.tick();
        QCOMPARE(clipboard.secondsLeft(), 1);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("S5O7SRJD"));
        clock.advance(1s);
        clipboard.tick();
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
        QCOMPARE(clipboard.secondsLeft(), 0);
    }

    void whatOthersCopiedStays()
    {
        ManualClock clock;
        {
            SecretClipboard clipboard(clock);
            clipboard.copy(Secret("S5O7SRJD"));
            QGuiApplication::clipboard()->setText(QStringLiteral("a shopping list"));
            clock.advance(31s);
            clipboard.tick();
            QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("a shopping list"));
        }
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("a shopping list"));
    }

    void closingClears()
    {
        SystemClock clock;
        {
            SecretClipboard clipboard(clock);
            clipboard.copy(Secret("S5O7SRJD"));
        }
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
    }

    void tooLongForAQrCodeShowsNothing()
    {
        QrCodeView view;
        QVERIFY(!view.setText(QByteArray(5000, 'x')));
        QCOMPARE(view.modules(), 0);
        QVERIFY(view.setText("otpauth://totp/x"));
    }
};

PH_TEST(TestAccountPage)
#include "tst_accountpage.moc"
