// SPDX-License-Identifier: GPL-3.0-or-later
// S13: the unattended desk.
#include "services/auth/autharea.h"
#include "services/auth/deskwatcher.h"
#include "services/queues/revokeoperation.h"
#include "tests/support/accessibility.h"
#include "tests/ui/window/windowscene.h"
#include "ui/auth/accountpage.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/tableview.h"
#include "ui/queues/queuespage.h"
#include "ui/shell/navigation.h"

#include <QLineEdit>

using namespace ph;
using namespace std::chrono_literals;
using ph::test::WindowScene;

namespace {

/// Real time plus what the test adds: servers answer in real time.
class SteppedClock final : public Clock {
public:
    [[nodiscard]] WallTime wall() const override { return m_system.wall() + added(); }
    [[nodiscard]] MonoTime monotonic() const override { return m_system.monotonic() + added(); }
    void advance(Milliseconds by) { m_added.fetch_add(by.count()); }

private:
    [[nodiscard]] Milliseconds added() const { return Milliseconds {m_added.load()}; }
    SystemClock m_system;
    std::atomic<qint64> m_added {0};
};

void collect(QAccessibleInterface *node, QStringList &texts)
{
    if (!node || !node->isValid() || node->state().invisible)
        return;
    texts << node->text(QAccessible::Name) << node->text(QAccessible::Description) << node->text(QAccessible::Value);
    for (int i = 0; i < node->childCount(); ++i)
        collect(node->child(i), texts);
}

} // namespace

class TestLock : public QObject {
    Q_OBJECT
private:
    SteppedClock m_clock;
    std::unique_ptr<WindowScene> m_scene;

    ui::ShellWindow &window() { return m_scene->window(); }
    QString allThatCanBeRead()
    {
        QStringList texts {window().windowTitle()};
        collect(QAccessible::queryAccessibleInterface(&window()), texts);
        return texts.join(QLatin1Char('\n'));
    }
    void unlockByPassword(const QByteArray &password)
    {
        if (auto *unlock = m_scene->button(QStringLiteral("Unlock")))
            QTest::mouseClick(unlock, Qt::LeftButton);
        QLineEdit *field = nullptr;
        QTRY_VERIFY([&] {
            for (auto *each : window().findChildren<QLineEdit *>(QStringLiteral("password")))
                if (each->isVisible())
                    field = each;
            return field != nullptr;
        }());
        QTRY_VERIFY(field->isVisible() && field->isEnabled());
        field->setText(QString::fromUtf8(password));
        QTest::keyClick(field, Qt::Key_Return);
    }
    QByteArray adminPassword()
    {
        auto accounts = test::platform().accounts();
        for (auto &account : *accounts)
            if (account.key == u"admin")
                return QByteArray(account.password.reveal().data(), account.password.reveal().size());
        qFatal("no admin account");
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_scene = std::make_unique<WindowScene>(&m_clock);
        QVERIFY(m_scene->openSignedIn());
        QVERIFY(window().open(QStringLiteral("queues")));
        auto *page = window().findChild<ui::QueuesPage *>();
        auto *table = page->page(page->tab())->table();
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() >= 4, 10'000);
    }
    void cleanupTestCase()
    {
        m_scene.reset();
        QTRY_COMPARE(liveTasks(), 0);
    }

    void inputKeepsItOpen()
    {
        m_clock.advance(9min);
        QTest::keyClick(&window(), Qt::Key_Shift);
        m_clock.advance(9min);
        m_scene->flow().current()->lock()->check();
        QVERIFY(!window().isLocked());
    }

    void tenIdleMinutesHideEverythingAndEndTheRightToAct()
    {
        QVERIFY(allThatCanBeRead().contains(QStringLiteral("artifacts")));
        const QColor marker(255, 0, 254);
        auto *spot = new QWidget(window().page(QStringLiteral("queues")));
        spot->setStyleSheet(QStringLiteral("background: %1").arg(marker.name()));
        spot->setGeometry(40, 40, 60, 60);
        spot->show();
        QTRY_VERIFY(test::hasPixel(window().grab().toImage(), marker));
        m_clock.advance(11min);
        QTRY_VERIFY_WITH_TIMEOUT(window().isLocked(), 10'000); // its own timer sees it
        QVERIFY(!test::hasPixel(window().grab().toImage(), marker));
        const QString said = allThatCanBeRead();
        for (const char *word : {"artifacts", "celery", "admin@", "Redis", "Prometheus"})
            QVERIFY2(!said.contains(QLatin1String(word)), word);
        QVERIFY(m_scene->sees(QStringLiteral("without a key or click")));
        QTest::keyClick(&window(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(!window().context().dialogs.isOpen());

        auto &session = m_scene->flow().current()->session();
        const auto verdict = session.guard().can(queues::RevokeOperation::specOf(false));
        QVERIFY(!verdict.allowed);
        QCOMPARE(verdict.refusal.code, QStringLiteral("locked"));
    }

    void streamsGoOnBehindIt()
    {
        QVERIFY(window().isLocked());
        const auto heard = [this] {
            const auto link = m_scene->flow().current()->session().links().find(QStringLiteral("redis-broker"));
            return link ? link->state.lastHeard : MonoTime {};
        };
        const MonoTime before = heard();
        QTRY_VERIFY_WITH_TIMEOUT(heard() > before, 8000);
    }

    void aWrongPasswordDoesNotOpenIt()
    {
        unlockByPassword("not this one");
        QTRY_VERIFY(
            m_scene->sees(QStringLiteral("Invalid login credentials")) || m_scene->sees(QStringLiteral("password")));
        QTRY_VERIFY(!m_scene->flow().current()->signIn()->model().isBusy());
        QVERIFY(window().isLocked());
    }

    void theRightOneDoes()
    {
        unlockByPassword(adminPassword());
        QTRY_VERIFY_WITH_TIMEOUT(!window().isLocked(), 10'000);
        QCOMPARE(window().currentArea(), QStringLiteral("queues"));
        QVERIFY(!window().gate());
        auto &session = m_scene->flow().current()->session();
        const auto allowed = [&session] { return session.guard().can(queues::RevokeOperation::specOf(false)).allowed; };
        QTRY_VERIFY(allowed());
        QTRY_VERIFY(allThatCanBeRead().contains(QStringLiteral("artifacts")));
    }

    /// What one person began or typed on the account page is not there for who unlocks.
    void whoUnlocksFindsNothingOfTheOther()
    {
        QVERIFY(window().open(QStringLiteral("account")));
        auto *page = window().findChild<ui::AccountPage *>();
        QVERIFY(page);
        auto *add = page->findChild<QPushButton *>(QStringLiteral("addFactor"));
        QTRY_VERIFY(add->isEnabled());
        add->click();
        const auto qr = [page] { return page->findChild<ui::QrCodeView *>(QStringLiteral("qr")); };
        QTRY_VERIFY(qr()->isVisible() && qr()->modules() > 0);
        const auto typed = [page] { return page->findChild<QLineEdit *>(QStringLiteral("newPassword")); };
        typed()->setText(QStringLiteral("long enough, and new"));
        Q_EMIT window().lockRequested();
        QVERIFY(window().isLocked());
        QCOMPARE(qr()->modules(), 0);
        QVERIFY(typed()->text().isEmpty());
        QTest::mouseClick(m_scene->button(QStringLiteral("Unlock")), Qt::LeftButton);
        QVERIFY(m_scene->signInAs(QStringLiteral("Tenant user")));
        QCOMPARE(page, window().findChild<ui::AccountPage *>());
        QVERIFY(!qr()->isVisible() && typed()->text().isEmpty());
        Q_EMIT window().lockRequested();
        QTest::mouseClick(m_scene->button(QStringLiteral("Unlock")), Qt::LeftButton);
        QVERIFY(m_scene->signInAs(QStringLiteral("Admin")));
        QVERIFY(window().open(QStringLiteral("queues")));
    }

    void theDesktopLocksAndOpensIt()
    {
        auto &watcher = m_scene->flow().current()->lock()->watcher();
        Q_EMIT watcher.screenLocked();
        QVERIFY(window().isLocked());
        QVERIFY(m_scene->sees(QStringLiteral("with this computer's screen")));
        Q_EMIT watcher.screenUnlocked();
        QVERIFY(!window().isLocked());
        Q_EMIT watcher.suspending();
        QVERIFY(window().isLocked());
        Q_EMIT watcher.screenUnlocked();
        QVERIFY(!window().isLocked() && !window().gate());
    }

    void theLimitIsThePersons()
    {
        window().preferences().setIdleMinutes(2);
        m_clock.advance(3min);
        m_scene->flow().current()->lock()->check();
        QVERIFY(window().isLocked());
        Q_EMIT m_scene->flow().current()->lock()->watcher().screenUnlocked();
        window().preferences().setIdleMinutes(10);
    }

    /// The sign-in server is down: a token that still holds may act, one that is over may not, and that is said.
    void anUnrenewedTokenActsUntilItIsOver()
    {
        auto &session = m_scene->flow().current()->session();
        const auto can = [&session] { return session.guard().can(queues::RevokeOperation::specOf(false)); };
        QTRY_VERIFY(can().allowed);
        QVERIFY(test::await(test::platform().hold(QStringLiteral("gateway"), {}), 30'000));
        QTRY_COMPARE_WITH_TIMEOUT(m_scene->link(QStringLiteral("auth")).status, models::Status::Failed, 10'000);
        QVERIFY(can().allowed);
        QVERIFY(m_scene->sees(QStringLiteral("read and operate")));
        for (int i = 0; i < 8; ++i) { // an hour at the desk
            m_clock.advance(9min);
            QTest::keyClick(&window(), Qt::Key_Shift);
        }
        QTRY_VERIFY(!can().allowed);
        QVERIFY2(can().refusal.code != u"locked" && !can().refusal.what.isEmpty(), qPrintable(can().refusal.what));
        QTRY_VERIFY(m_scene->sees(QStringLiteral("watching only: your session could not be renewed")));
        QVERIFY(test::await(test::platform().release(QStringLiteral("gateway"), {}), 60'000));
        QTRY_VERIFY_WITH_TIMEOUT(can().allowed, 30'000);
    }

    /// The profile's strict_lock: no connection is left behind the lock, and the proof begins everything anew.
    void aStrictLockEndsEverythingUntilSomebodyIsBack()
    {
        m_scene.reset();
        QTRY_COMPARE(liveTasks(), 0);
        m_scene = std::make_unique<WindowScene>(&m_clock);
        platform::Profile strict = test::platformProfile();
        strict.localFolder = test::platform().folder().path();
        strict.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        strict.name = QStringLiteral("strict");
        strict.isStrictLock = true;
        QVERIFY(makePrivateDirectory(m_scene->folders().config));
        QVERIFY(platform::ProfileStore(m_scene->folders().config).save(strict));
        m_scene->flow().begin(strict.name);
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        window().resize(1440, 900);
        QVERIFY(m_scene->signInAs(QStringLiteral("Admin")));
        QVERIFY(window().open(QStringLiteral("queues")));
        const auto entries
            = [this] { return window().findChild<ui::Navigation *>()->findChildren<ui::NavButton *>().size(); };
        const auto before = entries();

        Q_EMIT window().lockRequested();
        QVERIFY(window().isLocked());
        QVERIFY(m_scene->sees(QStringLiteral("its links are closed")));
        QTRY_VERIFY(!m_scene->flow().current());
        QTRY_COMPARE(liveTasks(), 0); // nothing listens any more
        QVERIFY(window().isLocked());
        // Companions must not take the session for one that nobody owns.
        const auto lent = test::await(auth::askWindow(auth::tokenSocketPath(strict.id), {}, {}), 5'000);
        QVERIFY(!lent);
        QCOMPARE(lent.error().code, QStringLiteral("locked"));

        unlockByPassword("not this one");
        QTRY_VERIFY(m_scene->flow().current() && m_scene->flow().current()->signIn());
        QTRY_VERIFY(!m_scene->flow().current()->signIn()->model().isBusy());
        QVERIFY(window().isLocked()); // the session that the keychain keeps proves nobody

        unlockByPassword(adminPassword());
        QTRY_VERIFY_WITH_TIMEOUT(!window().isLocked(), 10'000);
        QTRY_COMPARE(window().currentArea(), QStringLiteral("queues"));
        QCOMPARE(entries(), before);
        QTRY_VERIFY_WITH_TIMEOUT(allThatCanBeRead().contains(QStringLiteral("artifacts")), 10'000);
    }
};
PH_TEST(TestLock)
#include "tst_lock.moc"
