// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/journal.h"
#include "tests/support/accessibility.h"
#include "tests/ui/window/windowscene.h"
#include "ui/auth/accountpage.h"
#include "ui/auth/usermenu.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/reviewdialog.h"
#include "ui/components/tableview.h"
#include "ui/queues/queuespage.h"
#include "ui/shell/activitypanel.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/commandregistry.h"
#include "ui/shell/environmentbanner.h"
#include "ui/shell/keymapview.h"
#include "ui/shell/noticebar.h"
#include "ui/shell/pageheader.h"

#include <QMenu>

using namespace ph;
using ph::test::WindowScene;

class TestWindow : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<WindowScene> m_scene;

    ui::ShellWindow &window() { return m_scene->window(); }
    QAction *menuAction(const QString &text)
    {
        auto *header = window().findChild<ui::PageHeader *>();
        QTest::mouseClick(header->user(), Qt::LeftButton);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        for (QAction *action : menu ? menu->actions() : QList<QAction *>())
            if (action->text() == text)
                return action;
        return nullptr;
    }
    void choose(const QString &text)
    {
        QAction *action = menuAction(text);
        QVERIFY2(action, qPrintable(text));
        QApplication::activePopupWidget()->close();
        action->trigger();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_scene = std::make_unique<WindowScene>();
        QVERIFY(m_scene->openSignedIn());
    }
    void cleanupTestCase()
    {
        m_scene.reset();
        QTRY_COMPARE(liveTasks(), 0);
    }

    /// A window that is killed opens where it was: its place is kept as it changes, not only when it is closed.
    void placeIsKeptWithoutClosing()
    {
        ui::ShellWindow &window = m_scene->window();
        const QSize before = window.size();
        window.resize(before.width() - 60, before.height() - 40);
        const auto kept = [this] {
            const QJsonObject saved = m_scene->views().values[QStringLiteral("window")].toObject();
            return QByteArray::fromBase64(saved[u"geometry"].toString().toLatin1());
        };
        QTRY_COMPARE(kept(), window.saveGeometry());
        window.resize(before);
    }

    void saysWhoIsSignedInAndWhatTheyMay()
    {
        QTRY_VERIFY(m_scene->sees(QStringLiteral("read and operate")));
        QTRY_VERIFY(m_scene->sees(QStringLiteral("admin@pilothouse.example · admin")));
        // no keyring here: said, and it can be put away
        QVERIFY(window().notices().has(QStringLiteral("memory-only")));
    }

    void theAccountIsOneClickAway()
    {
        choose(QStringLiteral("Account…"));
        QCOMPARE(window().currentArea(), QStringLiteral("account"));
        auto *page = window().findChild<ui::AccountPage *>();
        QVERIFY(page && page->isVisible());
        for (const char *name : {"signOutHere", "signOutOthers", "signOutEverywhere", "changePassword", "addFactor"})
            QVERIFY2(page->findChild<QPushButton *>(QLatin1String(name)), name);
        QVERIFY(m_scene->sees(QStringLiteral("platform.queues")));
    }

    /// The range of time is offered where it does something, by a click, and everything is shown before one.
    void theTimeRangeIsOfferedWithTheTasks()
    {
        QVERIFY(window().open(QStringLiteral("queues")));
        auto *page = window().findChild<ui::QueuesPage *>();
        auto *header = window().findChild<ui::PageHeader *>();
        page->showTab(ui::QueuesPage::Tab::Queues);
        QVERIFY(!header->timeButton()->text().contains(QLatin1String("All kept")));
        page->showTab(ui::QueuesPage::Tab::Tasks);
        QVERIFY2(header->timeButton()->text().startsWith(QLatin1String("All kept")),
            qPrintable(header->timeButton()->text()));
        const auto choose = [header](const QString &text) {
            QTimer::singleShot(0, header, [text] {
                auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
                for (QAction *action : menu ? menu->actions() : QList<QAction *>())
                    if (action->text() == text)
                        action->trigger();
                if (menu)
                    menu->close();
            });
            QTest::mouseClick(header->timeButton(), Qt::LeftButton);
        };
        choose(QStringLiteral("Last 15 min"));
        QTRY_VERIFY2(header->timeButton()->text().startsWith(QLatin1String("Last 15 min")),
            qPrintable(header->timeButton()->text()));
        choose(QStringLiteral("All kept"));
        QTRY_VERIFY(header->timeButton()->text().startsWith(QLatin1String("All kept")));
        page->showTab(ui::QueuesPage::Tab::Queues);
        QVERIFY(!header->timeButton()->text().contains(QLatin1String("All kept")));
    }

    void queuesAreLive()
    {
        QVERIFY(window().open(QStringLiteral("queues")));
        auto *page = window().findChild<ui::QueuesPage *>();
        auto *table = page->page(page->tab())->table();
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() >= 4, 10'000);
        for (const char *id : {"auth", "redis-broker", "prometheus"})
            QTRY_COMPARE_WITH_TIMEOUT(m_scene->link(QLatin1String(id)).status, models::Status::Ok, 8000);
    }

    void aTaskIsFoundByTheBeginningOfItsId()
    {
        QVERIFY(window().open(QStringLiteral("queues")));
        auto *page = window().findChild<ui::QueuesPage *>();
        page->showTab(ui::QueuesPage::Tab::Tasks);
        auto *table = page->page(page->tab())->table();
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 0, 10'000);
        table->selectRow(0);
        const QString id = table->currentId();
        QVERIFY(window().open(QStringLiteral("overview")));
        window().openPalette();
        auto *palette = window().findChild<ui::CommandPalette *>();
        QVERIFY2(
            palette->edit()->placeholderText().contains(u'#') && !palette->edit()->placeholderText().contains(u'@'),
            qPrintable(palette->edit()->placeholderText()));
        QTest::keyClicks(palette->edit(), QLatin1Char('#') + id.left(8));
        QVERIFY(palette->list()->model()->rowCount() >= 1);
        QCOMPARE(palette->list()->currentIndex().data().toString(), id);
        QTest::keyClick(palette->edit(), Qt::Key_Return);
        QCOMPARE(window().currentArea(), QStringLiteral("queues"));
        QTRY_COMPARE(page->page(ui::QueuesPage::Tab::Tasks)->table()->currentId(), id);
    }

    /// What can be done to the selected row is found by its name, with its key and, where it cannot be, the reason.
    void thePaletteKnowsTheActsOfTheSelection()
    {
        QVERIFY(window().open(QStringLiteral("queues")));
        auto *page = window().findChild<ui::QueuesPage *>();
        page->showTab(ui::QueuesPage::Tab::Tasks);
        auto *table = page->page(page->tab())->table();
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 0, 10'000);
        table->selectRow(0);
        window().openPalette(QStringLiteral(">revoke"));
        auto *palette = window().findChild<ui::CommandPalette *>();
        QVERIFY(palette->list()->model()->rowCount() >= 1);
        const QModelIndex first = palette->list()->model()->index(0, 0);
        QCOMPARE(first.data().toString(), QStringLiteral("Revoke…"));
        QCOMPARE(first.data(models::PaletteModel::KeysRole).toString(), QStringLiteral("Shift+R"));
        window().context().dialogs.close();
        QVERIFY(window().open(QStringLiteral("overview"))); // elsewhere there is nothing to revoke
        window().openPalette(QStringLiteral(">revoke"));
        for (int row = 0; row < window().context().palette.rowCount(); ++row)
            QVERIFY(window().context().palette.entry(row).id != QLatin1String("act.tasks.revoke"));
        window().context().dialogs.close();
    }

    void theKeysOfThePageComeFirst()
    {
        QVERIFY(window().open(QStringLiteral("queues")));
        auto *page = window().findChild<ui::QueuesPage *>();
        page->showTab(ui::QueuesPage::Tab::Tasks);
        window().context().commands.run(QStringLiteral("window.keys"));
        auto *keys = window().findChild<ui::KeyMapView *>();
        QVERIFY(keys && keys->isVisible());
        auto *revoke = [keys]() -> ui::Label * {
            for (auto *label : keys->findChildren<ui::Label *>())
                if (label->fullText().startsWith(QLatin1String("Revoke")))
                    return label;
            return nullptr;
        }();
        QVERIFY2(revoke, "the page's own acts");
        QCoreApplication::processEvents();
        QVERIFY2(!revoke->visibleRegion().isEmpty(), "seen without scrolling");
        window().context().dialogs.close();
    }

    /// The companion writes to the same journals; so does another window.
    void whatTheCompanionDoesIsSeen()
    {
        QVERIFY(window().open(QStringLiteral("overview")));
        const QString outbox = m_scene->flow().current()->session().runner()->outbox().path();
        const QString folder = QFileInfo(outbox).path() + QStringLiteral("/operations");
        QVERIFY(makePrivateDirectory(folder));
        const QString title = QStringLiteral("Revoke llm.complete 71fa9c79");
        auto journal = Journal::open(folder + QStringLiteral("/0a1b.operation"));
        QVERIFY(journal);
        QVERIFY(journal->append({{QStringLiteral("event"), QStringLiteral("begin")},
            {QStringLiteral("action"), QStringLiteral("tasks.revoke")},
            {QStringLiteral("who"), QStringLiteral("dana@x")},
            {QStringLiteral("program"), QStringLiteral("pilothousectl")},
            {QStringLiteral("at"), QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
            {QStringLiteral("plan"), QJsonObject {{QStringLiteral("title"), title}}}}));
        QTRY_VERIFY(m_scene->sees(title)); // runs elsewhere
        const auto phase = [this] { return window().context().activity.find(QStringLiteral("0a1b"))->phase; };
        QCOMPARE(phase(), operations::RunPhase::Elsewhere);
        QVERIFY(journal->append(
            {{QStringLiteral("event"), QStringLiteral("end")}, {QStringLiteral("phase"), QStringLiteral("done")},
                {QStringLiteral("at"), QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)}}));
        journal = fail(ErrorKind::Cancelled, {}); // lets go of it
        QTRY_COMPARE(phase(), operations::RunPhase::Done);
        QVERIFY(m_scene->sees(QStringLiteral("dana@x through pilothousectl")));
        window().activityPanel()->openPanel();
        QTRY_VERIFY(m_scene->sees(QStringLiteral("through pilothousectl")));
        window().activityPanel()->closePanel();
    }

    void whatACrashCutIsGoneOnWithFromActivity()
    {
        const QString outbox = m_scene->flow().current()->session().runner()->outbox().path();
        const QString folder = QFileInfo(outbox).path() + QStringLiteral("/operations");
        const QString task = QUuid::createUuid().toString(QUuid::WithoutBraces);
        operations::Plan plan;
        plan.title = QStringLiteral("Revoke the stuck one");
        plan.objectName = task;
        plan.steps.push_back({QStringLiteral("publish"), QStringLiteral("Tell all workers to skip the task"),
            QStringLiteral("PUBLISH …"), {}, false, true});
        {
            auto journal = Journal::open(folder + QStringLiteral("/0c0c.operation"));
            QVERIFY(journal);
            QVERIFY(journal->append({{QStringLiteral("event"), QStringLiteral("begin")},
                {QStringLiteral("action"), QStringLiteral("tasks.revoke")}, {QStringLiteral("plan"), plan.toJson()},
                {QStringLiteral("at"), QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
                {QStringLiteral("parameters"),
                    QJsonObject {{QStringLiteral("ids"), QJsonArray {task}}, {QStringLiteral("terminate"), false}}}}));
            QVERIFY(journal->append({{QStringLiteral("event"), QStringLiteral("step-begin")},
                {QStringLiteral("step"), QStringLiteral("publish")}}));
        }
        const auto phase = [this] {
            const auto *run = window().context().activity.find(QStringLiteral("0c0c"));
            return run ? operations::runPhaseName(run->phase) : QString();
        };
        QTRY_COMPARE(phase(), QStringLiteral("interrupted"));
        // The Overview tells of it, and leads there.
        QVERIFY(window().open(QStringLiteral("overview")));
        const auto isFound = [this, &plan] {
            const auto &lines = window().context().verdict.now().lines;
            return std::ranges::any_of(lines, [&plan](const auto &line) {
                return line.sentence == QStringLiteral("an act was cut off: ") + plan.title;
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(isFound(), 5000);
        QTRY_VERIFY(m_scene->button(QStringLiteral("Open Activity")));
        QTest::mouseClick(m_scene->button(QStringLiteral("Open Activity")), Qt::LeftButton);
        QVERIFY(window().activityPanel()->isVisible());
        QTRY_VERIFY(m_scene->button(QStringLiteral("Go on…")));
        QTest::mouseClick(m_scene->button(QStringLiteral("Go on…")), Qt::LeftButton);
        const auto dialog = [this] { return qobject_cast<ui::ReviewDialog *>(window().context().dialogs.dialog()); };
        QTRY_VERIFY_WITH_TIMEOUT(dialog(), 10'000);
        QVERIFY2(dialog()->view().title.contains(plan.title), qPrintable(dialog()->view().title));
        QTest::mouseClick(dialog()->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(phase().startsWith(QStringLiteral("done")), 15'000);
        QVERIFY(!m_scene->button(QStringLiteral("Go on…")));
        QTRY_VERIFY_WITH_TIMEOUT(!isFound(), 5000);
        window().activityPanel()->closePanel();
    }

    void nothingThatTakesTheKeyboardIsNameless()
    {
        const auto walk = [this](const char *where) {
            QCoreApplication::processEvents();
            const QStringList unnamed = test::unnamedFocusable(&window());
            QVERIFY2(unnamed.isEmpty(), qPrintable(QLatin1String(where) + QStringLiteral(": ") + unnamed.join(u',')));
            QCOMPARE(test::labelsThatGuessMarkup(&window()), QStringList());
        };
        for (const char *area : {"overview", "account", "settings", "environments", "queues"}) {
            QVERIFY2(window().open(QLatin1String(area)), area);
            walk(area);
        }
        auto *page = window().findChild<ui::QueuesPage *>();
        using Tab = ui::QueuesPage::Tab;
        for (const Tab tab : {Tab::Queues, Tab::Tasks, Tab::Workers}) {
            page->showTab(tab);
            auto *table = page->page(tab)->table();
            if (table->model()->rowCount() > 0)
                table->selectRow(0);
            QTest::keyClick(table, Qt::Key_Return);
            walk("a tab of queues with its detail");
        }
        window().activityPanel()->openPanel();
        walk("activity");
        window().activityPanel()->closePanel();
        window().openPalette();
        walk("palette");
        window().context().dialogs.close();
        window().openKeys();
        walk("keys");
        window().context().dialogs.close();
        Q_EMIT window().lockRequested();
        walk("locked");
        Q_EMIT window().unlockRequested();
        walk("unlock");
        Q_EMIT m_scene->flow().current()->lock()->watcher().screenUnlocked();
        QVERIFY(!window().isLocked());
    }
};
PH_TEST(TestWindow)
#include "tst_window.moc"
