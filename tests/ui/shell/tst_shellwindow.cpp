// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessibility.h"
#include "tests/support/testmain.h"
#include "tests/ui/shell/shellsamples.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/filterbar.h"
#include "ui/components/reviewdialog.h"
#include "ui/components/toast.h"
#include "ui/shell/activitypanel.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/environmentbanner.h"
#include "ui/shell/linkstrip.h"
#include "ui/shell/navigation.h"
#include "ui/shell/notificationpanel.h"
#include "ui/shell/overviewpage.h"
#include "ui/shell/shellpanels.h"
#include "ui/shell/startpage.h"
#include "ui/shell/trayicon.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>

using namespace ph;
using namespace ph::ui;

class TestShellWindow : public QObject {
    Q_OBJECT
private:
    ManualClock m_clock;
    test::MemoryViews m_views;
    test::SampleTable m_table;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<platform::LinkBoard> m_board;
    platform::VerdictBoard m_areas;
    std::unique_ptr<ShellWindow> m_window;

    void make()
    {
        m_board = std::make_unique<platform::LinkBoard>();
        m_window = std::make_unique<ShellWindow>(m_clock, &m_views);
        m_window->addArea(test::tasksArea(&m_table));
        test::fillBoard(*m_board, m_clock);
        m_window->context().links.setBoard(m_board.get());
        m_window->context().verdict.setBoards(m_board.get(), &m_areas);
        m_window->setEnvironment(test::production());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
    }
    QWidget *focus() const { return QApplication::focusWidget() ? QApplication::focusWidget() : m_window.get(); }
    template <class T>
    T *find(const QString &text) const
    {
        for (T *each : m_window->findChildren<T *>())
            if (each->isVisible() && each->text() == text)
                return each;
        return nullptr;
    }
    /// All that a screen reader could read of the window.
    static void collect(QAccessibleInterface *node, QStringList &texts)
    {
        if (!node || !node->isValid() || node->state().invisible)
            return;
        texts << node->text(QAccessible::Name) << node->text(QAccessible::Description)
              << node->text(QAccessible::Value);
        for (int i = 0; i < node->childCount(); ++i)
            collect(node->child(i), texts);
    }

private Q_SLOTS:
    void init()
    {
        m_theme = std::make_unique<Theme>(AppearanceChoice::Dark);
        m_views.values = {};
        m_table.update(test::sampleTasks(40));
        make();
    }
    void cleanup()
    {
        m_window.reset();
        m_board.reset();
        m_theme.reset();
        wording::setTimeZoneMode(wording::TimeZoneMode::Utc);
    }

    void startsOnTheOverviewAndGoesByKeyAndClick()
    {
        QCOMPARE(m_window->currentArea(), QStringLiteral("overview"));
        QTest::keyClicks(focus(), QStringLiteral("gt"));
        QCOMPARE(m_window->currentArea(), QStringLiteral("tasks"));
        QVERIFY2(m_window->windowTitle().contains(QStringLiteral("PRODUCTION eu-central")),
            qPrintable(m_window->windowTitle()));
        QTest::mouseClick(m_window->findChild<Navigation *>()->button(QStringLiteral("overview")), Qt::LeftButton);
        QCOMPARE(m_window->currentArea(), QStringLiteral("overview"));
        QVERIFY(!m_window->open(QStringLiteral("nowhere")));
        QVERIFY(m_window->open(QStringLiteral("tasks"), m_table.id(3)));
        QVERIFY(!m_window->open(QStringLiteral("tasks"), QStringLiteral("gone")));
    }

    void thePaletteFindsAndRuns()
    {
        QTest::keyClick(focus(), Qt::Key_K, Qt::ControlModifier);
        auto *palette = m_window->findChild<CommandPalette *>();
        QVERIFY(palette && palette->isVisible());
        QVERIFY(palette->edit()->hasFocus());
        QTest::keyClicks(palette->edit(), QStringLiteral("tas"));
        QCOMPARE(palette->list()->currentIndex().data().toString(), QStringLiteral("Tasks"));
        QTest::keyClick(palette->edit(), Qt::Key_Return);
        QCOMPARE(m_window->currentArea(), QStringLiteral("tasks"));
        QVERIFY(!m_window->context().dialogs.isOpen());
        QTest::keyClick(focus(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(m_window->context().dialogs.isOpen());
        QTest::keyClick(focus(), Qt::Key_Escape);
        QVERIFY(!m_window->context().dialogs.isOpen());
    }

    void theReviewDialogLeavesTheBannerBright()
    {
        const auto grabBanner = [this] {
            QCoreApplication::processEvents();
            return m_window->grab(m_window->banner()->geometry()).toImage();
        };
        const QImage before = grabBanner();
        ReviewDialog::open(&m_window->context().dialogs, test::sampleReview(true));
        QCOMPARE(grabBanner(), before);
        QVERIFY(m_window->context().dialogs.geometry().top() >= 0);
        const int top = m_window->context().dialogs.mapTo(m_window.get(), QPoint(0, 0)).y();
        QVERIFY(top >= m_window->banner()->geometry().bottom());
        QTest::keyClicks(focus(), QStringLiteral("gt")); // nothing below acts
        QCOMPARE(m_window->currentArea(), QStringLiteral("overview"));
        QTest::keyClick(focus(), Qt::Key_Escape);
        QVERIFY(m_window->context().dialogs.isOpen()); // its owner decides
    }

    void linksSayTheirStateInWords()
    {
        auto *strip = m_window->findChild<LinkStrip *>();
        const auto buttons = strip->findChildren<LinkButton *>();
        QCOMPARE(buttons.size(), 7);
        QVERIFY2(buttons[0]->accessibleName().startsWith(QStringLiteral("Prometheus: down")),
            qPrintable(buttons[0]->accessibleName()));
        auto *panel = m_window->findChild<LinksPanel *>();
        QVERIFY(panel && panel->isVisible());
        QVERIFY(find<Label>(QStringLiteral("7 links · 1 down, 1 impaired"))
            || find<Label>(QStringLiteral("7 links · 1 down · 1 impaired")));
    }

    void theVerdictLeadsWhereHelpIs()
    {
        m_areas.report(test::stuckQueue(m_clock));
        QTRY_VERIFY(find<QPushButton>(QStringLiteral("Open agents.high")));
        auto *button = find<QPushButton>(QStringLiteral("Open agents.high"));
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(m_window->currentArea(), QStringLiteral("tasks"));
    }

    /// In the smallest window the verdict's buttons and the panels stay in reach.
    void theOverviewFitsASmallWindow()
    {
        for (const char *name : {"Queues", "Workers", "Database"})
            m_window->context().overview.add({QString::fromLatin1(name), 0, [name](ShellContext &) {
                                                  auto *card = new Card(QString::fromLatin1(name));
                                                  card->setMinimumWidth(380);
                                                  return card;
                                              }});
        platform::AreaVerdict verdict = test::stuckQueue(m_clock);
        verdict.lines[0].sentence
            = QStringLiteral("agents.high has not drained since 13:58 and grows by 40 tasks a minute");
        verdict.lines.push_back(verdict.lines[0]);
        verdict.lines[1].next = QStringLiteral("Open the workers that are silent");
        m_areas.report(verdict);
        QTRY_VERIFY(find<QPushButton>(QStringLiteral("Open agents.high")));
        m_window->resize(900, 600);
        auto *page = m_window->findChild<OverviewPage *>();
        auto *area = page->findChild<QScrollArea *>();
        QTRY_VERIFY(page->width() < 900 && area->horizontalScrollBar()->maximum() == 0);
        for (QWidget *each : page->findChildren<QWidget *>()) {
            if (!each->isVisible() || !(qobject_cast<QPushButton *>(each) || qobject_cast<Card *>(each)))
                continue;
            const int right = each->mapTo(page, QPoint(each->width(), 0)).x();
            QVERIFY2(right <= page->width(), qPrintable(each->accessibleName()));
        }
        // Found anew each time: the card may make its buttons again.
        const auto placeOfButton = [this, page] {
            auto *button = find<QPushButton>(QStringLiteral("Open agents.high"));
            return button ? button->mapTo(page, QPoint()) : QPoint();
        };
        auto *detail = find<Label>(QStringLiteral("1 284 tasks wait there, most for acme-labs."));
        QVERIFY(detail);
        QVERIFY(placeOfButton().y() > detail->mapTo(page, QPoint()).y());
        m_window->resize(1440, 900);
        QTRY_VERIFY(placeOfButton().x() > page->width() / 2); // beside them again
    }

    void activityShowsStepsAndAsksItsOwner()
    {
        auto *panel = m_window->activityPanel();
        m_window->context().activity.update(
            test::sampleRun("a", "Revoke 1 task", operations::RunPhase::Running, m_clock, 0));
        QTest::keyClicks(focus(), QStringLiteral("gh"));
        QVERIFY(panel->isVisible());
        QTRY_VERIFY(find<Label>(QStringLiteral("Tell all workers to skip the task: 2 of 2 workers answered ok")));
        QSignalSpy cancel(panel, &ActivityPanel::cancelRequested);
        QTest::mouseClick(find<QPushButton>(QStringLiteral("Stop before the next step")), Qt::LeftButton);
        QCOMPARE(cancel.value(0).value(0).toString(), QStringLiteral("a"));
        m_window->context().activity.update(
            test::sampleRun("a", "Revoke 1 task", operations::RunPhase::Interrupted, m_clock, 0));
        QTRY_VERIFY(find<QPushButton>(QStringLiteral("Go on…")));
        const auto panelSays = [panel](const QString &text) {
            const auto labels = panel->findChildren<Label *>();
            return std::ranges::any_of(
                labels, [&text](const Label *each) { return each->isVisible() && each->fullText().contains(text); });
        };
        m_clock.advance(std::chrono::seconds(5));
        QTRY_VERIFY(panelSays(QStringLiteral("5\u202fs ago"))); // an age that stands still is no age
        QVERIFY(!panelSays(QStringLiteral("Audit entry")));
        for (auto *button : panel->findChildren<QPushButton *>(QStringLiteral("operationDetails")))
            if (button->isVisible())
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(panelSays(QStringLiteral("Audit entry")));
        QTRY_VERIFY(panelSays(QStringLiteral("PUBLISH")));
        QTest::mouseClick(find<QPushButton>(QStringLiteral("Copy")), Qt::LeftButton);
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY2(copied.startsWith(QStringLiteral("Revoke 1 task: cut off\n")), qPrintable(copied));
        QVERIFY2(copied.contains(QStringLiteral("PUBLISH")), qPrintable(copied));
        QTest::keyClick(focus(), Qt::Key_Escape);
        QVERIFY(!panel->isVisible());
    }

    /// From wherever the keyboard is: what has no other use for Esc leaves it to the panel.
    void escClosesThePanelFromAnywhere()
    {
        auto *panel = m_window->activityPanel();
        QTest::keyClicks(focus(), QStringLiteral("gh"));
        QVERIFY(panel->isVisible());
        for (auto *button : m_window->findChildren<QAbstractButton *>())
            if (button->isVisible() && !panel->isAncestorOf(button) && (button->focusPolicy() & Qt::TabFocus))
                button->setFocus();
        QVERIFY(!panel->isAncestorOf(focus()));
        const QWidget *before = focus();
        QTest::keyClick(focus(), Qt::Key_Escape);
        QVERIFY(!panel->isVisible());
        QCOMPARE(focus(), before);
    }

    void notificationsLeadToTheirObject()
    {
        m_window->context().notifications.post({QStringLiteral("n"), models::Severity::Critical,
            QStringLiteral("QueueWaitHigh fires"), QStringLiteral("agents.high"), QStringLiteral("tasks")});
        QTest::keyClicks(focus(), QStringLiteral("gn"));
        QTRY_VERIFY(find<QPushButton>(QStringLiteral("Open")));
        QTest::mouseClick(find<QPushButton>(QStringLiteral("Open")), Qt::LeftButton);
        QCOMPARE(m_window->currentArea(), QStringLiteral("tasks"));
        QCOMPARE(m_window->context().notifications.unseen(), 0);
    }

    /// What was over while nobody looked can still be read.
    void anOutageThatIsOverStaysInTheList()
    {
        auto &notifications = m_window->context().notifications;
        notifications.post({QStringLiteral("n"), models::Severity::Critical,
            QStringLiteral("Redis has not answered since 09:39:26 UTC"), {}, QStringLiteral("tasks")});
        notifications.end(QStringLiteral("n"));
        QTest::keyClicks(focus(), QStringLiteral("gn"));
        QTRY_VERIFY(find<Label>(QStringLiteral("Redis has not answered since 09:39:26 UTC")));
        const auto says = [this](const QString &text) {
            const auto labels = m_window->findChildren<Label *>();
            return std::any_of(labels.begin(), labels.end(),
                [&text](const Label *each) { return each->isVisible() && each->fullText().contains(text); });
        };
        QVERIFY(says(QStringLiteral("over after")));
        QVERIFY(!find<QPushButton>(QStringLiteral("Mark all as seen"))); // nothing waits to be seen
    }

    void ctrlZUndoesTheLastSmallAct()
    {
        int undone = 0;
        m_window->context().toasts.show(QStringLiteral("Silenced"), [&undone] { ++undone; });
        QTest::keyClick(focus(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(undone, 1);
    }

    /// S13: a locked window shows and tells nothing of the platform.
    void lockedNothingIsSeenOrRead()
    {
        const QColor marker(255, 0, 254);
        (void)m_window->open(QStringLiteral("tasks"), m_table.id(0));
        auto *spot = new QWidget(m_window->page(QStringLiteral("tasks")));
        spot->setStyleSheet(QStringLiteral("background: %1").arg(marker.name()));
        spot->setAutoFillBackground(true);
        spot->setGeometry(50, 50, 60, 60);
        spot->show();
        QCoreApplication::processEvents();
        QVERIFY(test::hasPixel(m_window->grab().toImage(), marker));
        ReviewDialog::open(&m_window->context().dialogs, test::sampleReview(true));
        m_window->context().toasts.show(QStringLiteral("secret-object revoked"));
        m_window->lock(QStringLiteral("Since 14:02:11 UTC."));
        QCoreApplication::processEvents();
        QVERIFY(!test::hasPixel(m_window->grab().toImage(), marker));
        QVERIFY(!m_window->context().dialogs.isOpen()); // dialogs die with the lock
        QStringList texts;
        collect(QAccessible::queryAccessibleInterface(m_window.get()), texts);
        const QString all = texts.join(QLatin1Char('\n')) + m_window->windowTitle();
        for (const char *word : {"agents.", "secret-object", "UndefinedColumn", "Restore cluster", "Prometheus"})
            QVERIFY2(!all.contains(QLatin1String(word)), word);
        QVERIFY(all.contains(QStringLiteral("PRODUCTION")));
        QTest::keyClick(focus(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(!m_window->context().dialogs.isOpen());
        QTest::keyClicks(focus(), QStringLiteral("go"));
        QCOMPARE(m_window->currentArea(), QStringLiteral("tasks"));
        QSignalSpy unlock(m_window.get(), &ShellWindow::unlockRequested);
        QTest::mouseClick(find<QPushButton>(QStringLiteral("Unlock")), Qt::LeftButton);
        QCOMPARE(unlock.count(), 1);
        QVERIFY(m_window->isLocked()); // only who proved themselves unlocks
        m_window->unlock();
        QCoreApplication::processEvents();
        QVERIFY(test::hasPixel(m_window->grab().toImage(), marker));
    }

    void desktopNotificationsTellNothingWhileLocked()
    {
        const models::Notification n {QStringLiteral("n"), models::Severity::Critical, QStringLiteral("QueueWaitHigh"),
            QStringLiteral("acme-labs")};
        const auto open = TrayIcon::textOf(n, test::production(), false);
        QVERIFY(open.body.contains(QStringLiteral("acme-labs")));
        const auto locked = TrayIcon::textOf(n, test::production(), true);
        QVERIFY(!locked.body.contains(QStringLiteral("acme-labs")));
        QVERIFY(!locked.body.contains(QStringLiteral("QueueWaitHigh")));
        QVERIFY(locked.title.contains(QStringLiteral("PRODUCTION eu-central")));
    }

    void aGateTakesThePlaceOfEverything()
    {
        auto *start = new StartPage;
        QSignalSpy tryIt(start, &StartPage::tryRequested);
        m_window->showGate(start);
        QVERIFY(!m_window->findChild<Navigation *>()->isVisible());
        QTest::mouseClick(find<QPushButton>(QStringLiteral("Try it here")), Qt::LeftButton);
        QCOMPARE(tryIt.count(), 1);
        start->setTryProgress(QStringLiteral("PostgreSQL is ready · starting Redis…"));
        QVERIFY(find<Label>(QStringLiteral("PostgreSQL is ready · starting Redis…")));
        QVERIFY(!find<QPushButton>(QStringLiteral("Try it here")));
        QCOMPARE(test::unnamedFocusable(m_window.get()), QStringList());
        m_window->closeGate();
        QVERIFY(m_window->findChild<Navigation *>()->isVisible());
    }

    void whatThePersonChoseIsKept()
    {
        (void)m_window->open(QStringLiteral("tasks"));
        m_window->preferences().setAppearance(AppearanceChoice::Light);
        m_window->preferences().setZone(wording::TimeZoneMode::Local);
        m_window->preferences().setIdleMinutes(500);
        QCOMPARE(m_theme->appearance(), Appearance::Light);
        QVERIFY(m_window->context().commands.setKey(QStringLiteral("go.tasks"), QKeySequence(Qt::Key_F9)));
        m_window->resize(900, 701);
        QTRY_COMPARE(m_window->size(), QSize(900, 701));
        m_window->close();
        m_window.reset();
        m_theme->setChoice(AppearanceChoice::Dark);
        wording::setTimeZoneMode(wording::TimeZoneMode::Utc);
        make();
        QCOMPARE(m_theme->appearance(), Appearance::Light);
        QCOMPARE(wording::timeZoneMode(), wording::TimeZoneMode::Local);
        QCOMPARE(m_window->preferences().idleMinutes(), 60);
        QCOMPARE(m_window->currentArea(), QStringLiteral("tasks"));
        QCOMPARE(m_window->context().commands.keyOf(QStringLiteral("go.tasks")), QKeySequence(Qt::Key_F9));
        QTRY_COMPARE(m_window->size(), QSize(900, 701));
    }

    /// The page that was open last comes back, though the window did not end by its close button and the page's area is
    /// there only after the environment is connected; what was opened meanwhile stays.
    void thePageComesBackWithItsArea()
    {
        (void)m_window->open(QStringLiteral("tasks"));
        for (const bool isMeanwhileElsewhere : {false, true}) {
            m_window.reset(); // no close event, as when the session manager ends it
            m_window = std::make_unique<ShellWindow>(m_clock, &m_views);
            m_window->show();
            QCOMPARE(m_window->currentArea(), QStringLiteral("overview"));
            if (isMeanwhileElsewhere)
                (void)m_window->open(QStringLiteral("settings"));
            m_window->addArea(test::tasksArea(&m_table));
            if (isMeanwhileElsewhere) {
                QCoreApplication::processEvents();
                QCOMPARE(m_window->currentArea(), QStringLiteral("settings"));
            } else {
                QTRY_COMPARE(m_window->currentArea(), QStringLiteral("tasks"));
            }
        }
    }

    /// Settings list every page's keys: also of an area that came after them, and that nobody has opened.
    void settingsListTheKeysOfAllAreas()
    {
        QVERIFY(m_window->open(QStringLiteral("settings")));
        AreaEntry late = test::tasksArea(&m_table);
        late.id = late.title = QStringLiteral("Late");
        late.keys = {{QStringLiteral("Shift+R"), QStringLiteral("Revoke the selected tasks")}};
        m_window->addArea(late);
        const auto lists = [this](const QString &text) {
            const QWidget *page = m_window->page(QStringLiteral("settings"));
            const auto labels = page->findChildren<Label *>();
            return std::any_of(labels.begin(), labels.end(),
                [&](const Label *label) { return !label->isHidden() && label->fullText() == text; });
        };
        QTRY_VERIFY(lists(QStringLiteral("Revoke the selected tasks")));
        QVERIFY(lists(QStringLiteral("Late")));
        QVERIFY(!m_window->page(QStringLiteral("Late"))); // nothing was made for that
    }

    /// A page whose first field takes text does not take the window's keys by being opened.
    void noFieldTakesTheKeysByItself()
    {
        class FieldPage final : public AreaPage {
        public:
            FieldPage()
            {
                auto *column = vbox(this);
                field = new QLineEdit;
                field->setAccessibleName(QStringLiteral("New password"));
                column->addWidget(field);
                column->addWidget(new Button(QStringLiteral("Sign out")));
            }
            QLineEdit *field;
        };
        AreaEntry entry;
        entry.id = entry.title = QStringLiteral("Fields");
        entry.makePage = [](ShellContext &) { return new FieldPage; };
        m_window->addArea(entry);
        QVERIFY(m_window->open(QStringLiteral("Fields")));
        QTest::keyClicks(focus(), QStringLiteral("gt"));
        QCOMPARE(m_window->currentArea(), QStringLiteral("tasks"));
        auto *page = static_cast<FieldPage *>(m_window->page(QStringLiteral("Fields")));
        QCOMPARE(page->field->text(), QString());
        // nor where it is not listed and its buttons wait for an answer
        page->findChild<QPushButton *>()->setEnabled(false);
        entry.isListed = false;
        m_window->addArea(entry);
        m_window->dropPages();
        QVERIFY(m_window->open(QStringLiteral("Fields")));
        page = static_cast<FieldPage *>(m_window->page(QStringLiteral("Fields")));
        page->findChild<QPushButton *>()->setEnabled(false);
        QVERIFY(m_window->open(QStringLiteral("tasks")) && m_window->open(QStringLiteral("Fields")));
        QVERIFY(!page->field->hasFocus());
    }

    /// The key of a page's act is changed as that of the window's: it holds at once, is kept, and is nobody else's.
    void keysOfAPagesActsAreChangedAndKept()
    {
        QVERIFY(m_window->open(QStringLiteral("tasks")));
        auto &commands = m_window->context().commands;
        auto *list = static_cast<test::TasksPage *>(m_window->page(QStringLiteral("tasks")))->resource();
        const auto field = [list] { return list->filterBar()->isAncestorOf(QApplication::focusWidget()); };
        list->table()->setFocus();
        QTest::keyClick(focus(), Qt::Key_F8);
        QVERIFY(!field());
        QVERIFY(!commands.setKey(QStringLiteral("page.filter"), QKeySequence(Qt::CTRL | Qt::Key_K)));
        QVERIFY(commands.setKey(QStringLiteral("page.filter"), QKeySequence(Qt::Key_F8)));
        QTest::keyClick(focus(), Qt::Key_F8);
        QVERIFY(field());
        list->table()->setFocus();
        QTest::keyClick(focus(), Qt::Key_Slash); // free now
        QVERIFY(!field());
        m_window->close(); // keeps them
        m_window.reset();
        make();
        QCOMPARE(m_window->context().commands.keyOf(QStringLiteral("page.filter")), QKeySequence(Qt::Key_F8));
        QVERIFY(m_window->open(QStringLiteral("tasks")));
        list = static_cast<test::TasksPage *>(m_window->page(QStringLiteral("tasks")))->resource();
        list->table()->setFocus();
        QTest::keyClick(focus(), Qt::Key_F8);
        QVERIFY(list->filterBar()->isAncestorOf(QApplication::focusWidget()));
    }

    void everyPageIsNamedAndPlain()
    {
        for (const char *area : {"overview", "tasks", "settings"}) {
            QVERIFY(m_window->open(QLatin1String(area)));
            QCoreApplication::processEvents();
            QCOMPARE(test::unnamedFocusable(m_window.get()), QStringList());
            QCOMPARE(test::labelsThatGuessMarkup(m_window.get()), QStringList());
        }
        m_window->openKeys();
        QCOMPARE(test::unnamedFocusable(m_window.get()), QStringList());
    }

    void f5AsksThePage()
    {
        (void)m_window->open(QStringLiteral("tasks"));
        auto *page = static_cast<test::TasksPage *>(m_window->page(QStringLiteral("tasks")));
        m_window->findChild<Navigation *>()->button(QStringLiteral("tasks"))->setFocus();
        QTest::keyClick(focus(), Qt::Key_F5);
        QCOMPARE(page->refreshed, 1);
    }

    void f6WalksThePanes()
    {
        m_window->findChild<Navigation *>()->button(QStringLiteral("tasks"))->setFocus();
        QSet<QWidget *> seen;
        for (int i = 0; i < 4; ++i) {
            QTest::keyClick(focus(), Qt::Key_F6);
            seen << QApplication::focusWidget();
        }
        QVERIFY(seen.size() >= 3);
    }
};
PH_TEST(TestShellWindow)
#include "tst_shellwindow.moc"
