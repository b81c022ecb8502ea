// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says of the person: kept sessions, a sign-in server that is gone, a closed keyring, signing out.
#include "services/queues/revokeoperation.h"
#include "services/wording/errors.h"
#include "tests/support/accessibility.h"
#include "tests/ui/window/windowscene.h"
#include "ui/auth/accountpage.h"
#include "ui/components/detailpanel.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/reviewdialog.h"
#include "ui/components/tableview.h"
#include "ui/platform/environmentspage.h"
#include "ui/queues/queuespage.h"
#include "ui/shell/activitypanel.h"
#include "ui/shell/navigation.h"
#include "ui/shell/noticebar.h"

#include <QCheckBox>
#include <QFile>
#include <QJsonDocument>
#include <QLineEdit>

using namespace ph;
using ph::test::WindowScene;

class TestSignIn : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<WindowScene> m_scene;
    ui::ShellWindow &window() { return m_scene->window(); }

    /// To the platform's Redis, as its own backend would.
    static test::Ended redis(const QStringList &arguments)
    {
        QFile state(test::platform().folder().stateFile());
        QFile password(test::platform().folder().secrets() + QStringLiteral("/redis.platform"));
        if (!state.open(QIODevice::ReadOnly) || !password.open(QIODevice::ReadOnly))
            qFatal("the platform of this label does not run");
        const int port = QJsonDocument::fromJson(state.readAll())
                             .object()
                             .value(QLatin1String("ports"))
                             .toObject()
                             .value(QLatin1String("redis"))
                             .toInt();
        return test::runProgram(QStringLiteral("redis-cli"),
            QStringList {
                QStringLiteral("-p"), QString::number(port), QStringLiteral("--user"), QStringLiteral("platform")}
                + arguments,
            10'000, {QStringLiteral("REDISCLI_AUTH=") + QString::fromUtf8(password.readAll().trimmed())});
    }

    /// As somebody without a local platform's buttons does it.
    void signInWithPassword()
    {
        const auto accounts = test::platform().accounts();
        QVERIFY(accounts);
        const auto admin = std::ranges::find_if(
            *accounts, [](const auto &each) { return each.email == QLatin1String("admin@pilothouse.example"); });
        QVERIFY(admin != accounts->end());
        const auto field = [this](const char *name) { return window().findChild<QLineEdit *>(QLatin1String(name)); };
        QTRY_VERIFY(field("email") && field("email")->isEnabled());
        field("email")->setText(admin->email);
        const auto password = admin->password.reveal();
        field("password")->setText(QString::fromUtf8(password.data(), qsizetype(password.size())));
        QTest::keyClick(field("password"), Qt::Key_Return);
    }

private Q_SLOTS:
    void init() { m_scene = std::make_unique<WindowScene>(); }
    void cleanup()
    {
        m_scene.reset();
        QTRY_COMPARE(liveTasks(), 0);
    }

    void theSessionIsKeptForTheNextStart()
    {
        QVERIFY(m_scene->openSignedIn());
        m_scene->restart();
        m_scene->flow().begin(QStringLiteral("local"));
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        window().resize(1440, 900);
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->sees(QStringLiteral("admin@pilothouse.example")), 10'000);
        QVERIFY(!window().gate());
    }

    /// The sign-in server is gone at the start: who was signed in is said, the rest is shown, acting is refused.
    void anOfflineStartSaysWhoAndRefusesActs()
    {
        QVERIFY(m_scene->openSignedIn());
        QVERIFY(test::await(test::platform().hold(QStringLiteral("gateway"), {}), 30'000));
        m_scene->restart();
        m_scene->flow().begin(QStringLiteral("local"));
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        window().resize(1440, 900);
        QTRY_VERIFY_WITH_TIMEOUT(window().notices().has(QStringLiteral("offline")), 15'000);
        QVERIFY2(
            window().notices().textOf(QStringLiteral("offline")).contains(QStringLiteral("admin@pilothouse.example")),
            qPrintable(window().notices().textOf(QStringLiteral("offline"))));
        bool isWhole = false; // the strip is not cut
        for (ui::Label *label : window().notices().findChildren<ui::Label *>())
            isWhole |= label->fullText().startsWith(QStringLiteral("Offline:")) && !label->isElided();
        QVERIFY(isWhole);
        QVERIFY(!window().gate()); // what the other servers show is there
        QVERIFY(window().open(QStringLiteral("queues")));
        auto *page = window().findChild<ui::QueuesPage *>();
        QTRY_VERIFY_WITH_TIMEOUT(page->page(page->tab())->table()->model()->rowCount() >= 4, 10'000);
        const auto verdict = m_scene->flow().current()->session().guard().can(queues::RevokeOperation::specOf(false));
        QVERIFY(!verdict.allowed && !verdict.refusal.what.isEmpty());
        QTRY_VERIFY(m_scene->sees(QStringLiteral("watching only")));
        QVERIFY(test::await(test::platform().release(QStringLiteral("gateway"), {}), 60'000));
        QTRY_VERIFY_WITH_TIMEOUT(!window().notices().has(QStringLiteral("offline")), 20'000);
        QTRY_VERIFY(m_scene->sees(QStringLiteral("read and operate")));
    }

    void whoOnlyReadsIsTold()
    {
        QVERIFY(m_scene->openLocal());
        QVERIFY(m_scene->signInAs(QStringLiteral("Tenant user")));
        QTRY_VERIFY(m_scene->sees(QStringLiteral("your role gives no right to act")));
        QVERIFY(!m_scene->sees(QStringLiteral("read and operate")));
    }

    void aClosedKeyringIsNotSignedOut()
    {
        QVERIFY(m_scene->openSignedIn());
        m_scene->keychain().setLocked(true);
        m_scene->restart();
        m_scene->flow().begin(QStringLiteral("local"));
        window().resize(1440, 900); // wide enough for links and who is signed in
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->sees(QStringLiteral("The keyring is locked")), 10'000);
        QVERIFY(!m_scene->button(QStringLiteral("Sign in")));
        QVERIFY(m_scene->button(QStringLiteral("Unlock the keyring")));
        QTest::mouseClick(m_scene->button(QStringLiteral("Unlock the keyring")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->sees(QStringLiteral("admin@pilothouse.example")), 10'000);
    }

    /// The desktop's question was dismissed: that is not "no keyring", and it can be asked again.
    void aKeyringThatWasNotOpenedIsAskedAgain()
    {
        m_scene->keychain().setRefused();
        QVERIFY(m_scene->openSignedIn());
        const auto text = [this] { return window().notices().textOf(QStringLiteral("memory-only")); };
        QTRY_VERIFY2(text().startsWith(QStringLiteral("The keyring was not opened")), qPrintable(text()));
        QVERIFY(m_scene->button(QStringLiteral("Try again")));
        QTest::mouseClick(m_scene->button(QStringLiteral("Try again")), Qt::LeftButton);
        QTRY_VERIFY(!window().notices().has(QStringLiteral("memory-only")));
    }

    void signingOutLeadsBackToTheSignInPage()
    {
        QVERIFY(m_scene->openSignedIn());
        QVERIFY(window().open(QStringLiteral("account")));
        auto *out = window().findChild<QPushButton *>(QStringLiteral("signOutHere"));
        QTRY_VERIFY(out->isEnabled());
        QTest::mouseClick(out, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window().gate() && m_scene->button(QStringLiteral("Sign in")), 10'000);
        QVERIFY(!m_scene->flow().current()->session().identities().identity());
    }

    void theAppearanceChangesAtOnce()
    {
        QVERIFY(m_scene->openSignedIn());
        QVERIFY(window().open(QStringLiteral("settings")));
        const auto brightness
            = [this] { return window().grab().toImage().pixelColor(window().width() / 2, 60).lightness(); };
        const int dark = brightness();
        window().context().commands.run(QStringLiteral("window.look.light"));
        QTRY_VERIFY(brightness() > dark + 100);
        window().context().commands.run(QStringLiteral("window.look.dark"));
        QTRY_COMPARE(brightness(), dark);
    }

    /// A locked keyring is no dead end: what needs no sign-in is watched, or somebody signs in until the program ends.
    void aLockedKeyringIsNoDeadEnd()
    {
        m_scene->keychain().setLocked(true);
        m_scene->flow().begin(QStringLiteral("local"));
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->button(QStringLiteral("Watch without signing in")), 10'000);
        QVERIFY(m_scene->button(QStringLiteral("Unlock the keyring")));
        QTest::mouseClick(m_scene->button(QStringLiteral("Watch without signing in")), Qt::LeftButton);
        QTRY_VERIFY(!window().gate());
        QTRY_VERIFY(m_scene->sees(QStringLiteral("The keyring is locked, so nobody is signed in")));
        QVERIFY(window().open(QStringLiteral("environments")) && window().open(QStringLiteral("settings")));
        QTest::mouseClick(m_scene->button(QStringLiteral("Sign in")), Qt::LeftButton);
        const QString without = QStringLiteral("Go on without the keyring (this session only)");
        QTRY_VERIFY(m_scene->button(without));
        QTest::mouseClick(m_scene->button(without), Qt::LeftButton);
        QVERIFY(m_scene->signInAs(QStringLiteral("Admin")));
        QTRY_VERIFY(m_scene->sees(QStringLiteral("stay in memory and are gone when this window ends")));
        // A confirmation names where it is.
        QVERIFY(window().open(QStringLiteral("account")));
        const QString everywhere = QStringLiteral("Sign out everywhere");
        QTRY_VERIFY(m_scene->button(everywhere) && m_scene->button(everywhere)->isEnabled());
        m_scene->button(everywhere)->click();
        auto *dialog = qobject_cast<ui::ReviewDialog *>(window().context().dialogs.dialog());
        QVERIFY(dialog);
        QCOMPARE(dialog->view().environment.toUpper(), QStringLiteral("LOCAL"));
        QVERIFY(dialog->view().subtitle.contains(m_scene->flow().current()->session().profile().name));
        window().context().dialogs.close();
    }

    /// S17: a read-only environment is changed only after a reason that is on record, and only for a while.
    void aReadOnlyEnvironmentIsUnlockedForAWhileWithAReason()
    {
        platform::Profile guarded = test::platformProfile();
        guarded.localFolder = test::platform().folder().path();
        guarded.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        guarded.name = QStringLiteral("guarded");
        guarded.isReadOnly = true;
        QVERIFY(makePrivateDirectory(m_scene->folders().config));
        QVERIFY(platform::ProfileStore(m_scene->folders().config).save(guarded));
        m_scene->flow().begin(guarded.name);
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        window().resize(1440, 900);
        QVERIFY(m_scene->signInAs(QStringLiteral("Admin")));
        auto &session = m_scene->flow().current()->session();
        const auto code = [&session] {
            const auto verdict = session.guard().can(queues::RevokeOperation::specOf(false));
            return verdict.allowed ? QString() : verdict.refusal.code;
        };
        QTRY_COMPARE(code(), QStringLiteral("read-only"));
        QTRY_VERIFY(m_scene->button(QStringLiteral("Unlock for 15 minutes…")));
        QTest::mouseClick(m_scene->button(QStringLiteral("Unlock for 15 minutes…")), Qt::LeftButton);
        auto *dialog = window().findChild<ui::ReviewDialog *>();
        QVERIFY(dialog && !dialog->verbButton()->isEnabled()); // no reason yet
        QTest::keyClicks(dialog->reasonEdit(), QStringLiteral("incident 4711"));
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_COMPARE(code(), QString());
        // The banner says one thing: who unlocked it, until when, and how to end that.
        QTRY_VERIFY(m_scene->sees(QStringLiteral("unlocked by admin@pilothouse.example until ")));
        QVERIFY(m_scene->sees(QStringLiteral("left): changes are possible")));
        QVERIFY(!m_scene->sees(QStringLiteral("nothing is changed until")));
        // The keyboard is on the page, not on what ends the unlock; single keys of the page are heard from everywhere.
        auto *end = m_scene->button(QStringLiteral("End the unlock now"));
        QVERIFY(end && !end->hasFocus());
        QVERIFY(window().open(QStringLiteral("environments")));
        end->setFocus();
        QTest::keyClick(&window(), Qt::Key_Slash);
        QTRY_VERIFY(qobject_cast<QLineEdit *>(window().focusWidget()));
        QTest::keyClick(window().focusWidget(), Qt::Key_Slash); // is typed there
        QCOMPARE(static_cast<QLineEdit *>(window().focusWidget())->text(), QStringLiteral("/"));
        QCOMPARE(code(), QString());
        // It is an act like others: Activity lists it.
        window().activityPanel()->openPanel();
        QTRY_VERIFY(m_scene->sees(QStringLiteral("Unlock %1 for 15 minutes").arg(session.profile().name)));
        window().activityPanel()->closePanel();
        const auto audit = session.runner()->outbox().read();
        QVERIFY(audit && !audit->empty());
        QVERIFY(QJsonDocument(audit->back()).toJson().contains("incident 4711"));
        Q_EMIT window().lockRequested(); // who leaves the desk leaves it closed
        QVERIFY(window().isLocked() && !session.guard().unlocked());
    }

    /// S17: to take a guard off for good needs a reason, says that it lasts, and stands in the list of acts with the
    /// person who did it. The window goes on with its links.
    void aGuardTakenOffForGoodNamesThePersonAndTheReason()
    {
        platform::Profile guarded = test::platformProfile();
        guarded.localFolder.clear(); // one that a person made and may change
        guarded.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        guarded.name = QStringLiteral("Prod");
        guarded.isReadOnly = guarded.isProtected = true;
        QVERIFY(makePrivateDirectory(m_scene->folders().config));
        const platform::ProfileStore store(m_scene->folders().config);
        QVERIFY(store.save(guarded));
        m_scene->flow().begin(guarded.name);
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        window().resize(1440, 900);
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->button(QStringLiteral("Sign in")), 10'000);
        signInWithPassword();
        QTRY_VERIFY_WITH_TIMEOUT(!window().gate(), 15'000);
        auto *const session = &m_scene->flow().current()->session();
        QVERIFY(window().open(QStringLiteral("environments")));
        auto *page = window().findChild<ui::EnvironmentsPage *>();
        QTRY_VERIFY(page->list()->openObject(guarded.id));
        const auto guards = [&] { return page->formModel().text(QStringLiteral("read_only")); };
        page->editEnvironment(guarded.id);
        QCOMPARE(guards(), QStringLiteral("yes"));
        for (const char *box : {"protected", "read_only"})
            QTest::keyClick(window().findChild<QCheckBox *>(QLatin1String(box)), Qt::Key_Space);
        QTest::mouseClick(m_scene->button(QStringLiteral("Save changes")), Qt::LeftButton);
        auto *dialog = window().findChild<ui::ReviewDialog *>();
        QVERIFY(dialog);
        QVERIFY(m_scene->sees(QStringLiteral("It does not end by itself")));
        QVERIFY(m_scene->sees(QStringLiteral("as done by admin@pilothouse.example")));
        QVERIFY(m_scene->button(QStringLiteral("Unlock instead…")));
        QTest::keyClicks(dialog->nameEdit(), guarded.name);
        QVERIFY(!dialog->verbButton()->isEnabled()); // no reason yet
        QTest::keyClicks(dialog->reasonEdit(), QStringLiteral("incident 4712"));
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!session->profile().isReadOnly, 10'000);
        QCOMPARE(&m_scene->flow().current()->session(), session); // nothing was connected anew
        // page and panel follow, also what another process writes
        QTRY_VERIFY(page->list()->openObject(guarded.id));
        const auto row = [&](const QString &text) {
            const auto *table = page->list()->table()->model();
            for (int i = 0; i < table->rowCount(); ++i)
                for (int c = 0; c < table->columnCount(); ++c)
                    if (table->index(i, c).data().toString() == text)
                        return true;
            return false;
        };
        const auto panel = [&](const QString &text) {
            for (auto *label : page->list()->detail()->findChildren<ui::Label *>())
                if (label->isVisible() && label->accessibleName() == text)
                    return true;
            return false;
        };
        QTRY_VERIFY(panel(QStringLiteral("Read-only: no")));
        platform::Profile again = *store.find(guarded.name);
        again.isReadOnly = true;
        QVERIFY(store.save(again));
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->sees(QStringLiteral("nothing is changed until")), 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(panel(QStringLiteral("Read-only: yes")), 10'000);
        QTRY_VERIFY(row(QStringLiteral("read-only")));
        QVERIFY(!session->guard().unlocked() && session->guard().policy().isReadOnly);
        const auto audit = session->runner()->outbox().read();
        QVERIFY(audit && audit->size() == 1);
        const QByteArray entry = QJsonDocument(audit->back()).toJson();
        QVERIFY2(entry.contains("incident 4712") && entry.contains("admin@pilothouse.example"), entry.constData());
    }

    /// What it did is told and kept; the keyboard stays where it was.
    void endingOtherSessionsIsToldAndListed()
    {
        QVERIFY(m_scene->openSignedIn());
        QVERIFY(window().open(QStringLiteral("account")));
        auto *others = window().findChild<QPushButton *>(QStringLiteral("signOutOthers"));
        QTRY_VERIFY(others->isEnabled());
        QTest::mouseClick(others, Qt::LeftButton);
        const QString told = QStringLiteral("Other sessions of admin@pilothouse.example were ended");
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->sees(told), 10'000);
        QVERIFY(others->hasFocus());
        window().activityPanel()->openPanel();
        QTRY_VERIFY(m_scene->sees(QStringLiteral("End other sessions of admin@pilothouse.example")));
    }

    /// What did not happen is listed too, with the reason.
    void endingOtherSessionsInVainIsListed()
    {
        QVERIFY(m_scene->openSignedIn());
        QVERIFY(window().open(QStringLiteral("account")));
        auto *others = window().findChild<QPushButton *>(QStringLiteral("signOutOthers"));
        QTRY_VERIFY(others->isEnabled());
        QVERIFY(test::await(test::platform().hold(QStringLiteral("gateway"), {}), 30'000));
        const auto release = qScopeGuard(
            [] { QVERIFY(test::await(test::platform().release(QStringLiteral("gateway"), {}), 60'000)); });
        QTest::mouseClick(others, Qt::LeftButton);
        window().activityPanel()->openPanel();
        QTRY_VERIFY_WITH_TIMEOUT(
            m_scene->sees(QStringLiteral("End other sessions of admin@pilothouse.example")), 15'000);
        const operations::OperationRun row = window().context().activity.run(0);
        QCOMPARE(row.phase, operations::RunPhase::Failed);
        QVERIFY(row.error);
        QVERIFY2(m_scene->sees(wording::errorSentence(*row.error, {}).line()), qPrintable(brief(*row.error)));
    }

    /// After the sign-in the keyboard is on the page, and the navigation shows which it is.
    void theFirstPageIsMarkedAndHasTheKeyboard()
    {
        QVERIFY(m_scene->openSignedIn());
        const auto *mark = [this]() -> QAbstractButton * {
            for (auto *each : window().findChildren<ui::NavButton *>())
                if (each->isChecked())
                    return each;
            return nullptr;
        }();
        QVERIFY(mark);
        QCOMPARE(mark->text(), QStringLiteral("Overview"));
        const auto *page = window().page(QStringLiteral("overview"));
        QTRY_VERIFY(
            window().focusWidget() && (page->isAncestorOf(window().focusWidget()) || window().focusWidget() == mark));
    }

    /// S9: names from the platform are text, whatever they look like.
    void markupInNamesIsShownAsText()
    {
        const QString picture = m_scene->folders().config + QStringLiteral(".png");
        QImage marker(24, 24, QImage::Format_RGB32);
        const QColor colour(1, 254, 128);
        marker.fill(colour);
        QVERIFY(QDir().mkpath(QFileInfo(picture).path()) && marker.save(picture));
        const QString name = QStringLiteral("<img src='%1'><a href='x'>here</a>&lt;b&gt;\u202Eb").arg(picture);
        QVERIFY(m_scene->openSignedIn());
        window().resize(1440, 900);
        QVERIFY(window().open(QStringLiteral("queues")));
        auto *page = window().findChild<ui::QueuesPage *>();
        page->showTab(ui::QueuesPage::Tab::Tasks);
        QTRY_COMPARE_WITH_TIMEOUT(m_scene->link(QStringLiteral("celery-events")).status, models::Status::Ok, 8000);
        const QByteArray event
            = QJsonDocument(QJsonArray {QJsonObject {{QStringLiteral("type"), QStringLiteral("task-received")},
                                {QStringLiteral("uuid"), QStringLiteral("feedbeef-0000-4000-8000-000000000001")},
                                {QStringLiteral("name"), name}, {QStringLiteral("args"), name},
                                {QStringLiteral("kwargs"), QStringLiteral("{}")}, {QStringLiteral("hostname"), name},
                                {QStringLiteral("timestamp"), double(QDateTime::currentMSecsSinceEpoch()) / 1000.0}}})
                  .toJson(QJsonDocument::Compact);
        const QByteArray message = "{\"body\":\"" + event.toBase64()
            + "\",\"content-type\":\"application/json\",\"properties\":{\"body_encoding\":\"base64\"}}";
        const auto sent
            = redis({QStringLiteral("PUBLISH"), QStringLiteral("/0.celeryev/task.multi"), QString::fromUtf8(message)});
        QVERIFY2(sent.code == 0 && sent.out.trimmed().toInt() > 0, (sent.out + sent.err).constData());
        const QString id = QStringLiteral("feedbeef-0000-4000-8000-000000000001");
        QTRY_VERIFY(page->open(QStringLiteral("tasks"), id));
        QTRY_VERIFY(m_scene->sees(QStringLiteral("<img src=")));
        QVERIFY(!test::hasPixel(window().grab().toImage(), colour));
        QCOMPARE(test::labelsThatGuessMarkup(&window()), QStringList());
        QCOMPARE(test::unnamedFocusable(&window()), QStringList());
    }
};
PH_TEST(TestSignIn)
#include "tst_signin.moc"
