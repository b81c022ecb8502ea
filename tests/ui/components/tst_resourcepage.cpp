// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessibility.h"
#include "tests/support/testmain.h"
#include "tests/ui/components/samples.h"
#include "ui/components/detailpanel.h"
#include "ui/components/filterbar.h"
#include "ui/components/layout.h"
#include "ui/components/resourcepage.h"
#include "ui/components/tableview.h"

#include <QApplication>
#include <QClipboard>
#include <QJsonArray>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>

using namespace ph;
using namespace ph::ui;

namespace {

class Detail final : public DetailView {
public:
    using DetailView::DetailView;
    DetailHead showObject(const QString &id) override
    {
        return {QStringLiteral("failed"), models::Status::Failed, QStringLiteral("agents.run"), id, {}};
    }
};

class MemoryStore final : public ViewStore {
public:
    QJsonObject load(const QString &key) const override { return values.value(key).toObject(); }
    void save(const QString &key, const QJsonObject &value) override { values.insert(key, value); }
    QJsonObject values;
};

} // namespace

class TestResourcePage : public QObject {
    Q_OBJECT
private:
    test::SampleTable m_table;
    MemoryStore m_store;
    std::unique_ptr<ResourcePage> m_page;
    QStringList m_acted;
    QString m_refusal;

    void make()
    {
        auto d = test::sampleDescriptor(&m_table);
        d.makeDetail = [](QWidget *parent) { return new Detail(parent); };
        RowAction revoke {
            QStringLiteral("tasks.revoke"), QStringLiteral("Revoke…"), QStringLiteral("ban"), QKeySequence(Qt::Key_X)};
        revoke.state = [this](const QStringList &ids) {
            return ActionState {
                true, m_refusal, ids.size() > 1 ? QStringLiteral("Revoke %1 tasks…").arg(ids.size()) : QString()};
        };
        revoke.run = [this](const QStringList &ids) { m_acted = ids; };
        d.actions = {revoke};
        d.copyAs = {
            {QStringLiteral("Names"), [](const QStringList &ids) { return QStringLiteral("name of ") + ids.first(); }}};
        m_page = std::make_unique<ResourcePage>(d, &m_store);
        m_page->resize(1300, 700);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_page->activateWindow();
        m_page->table()->setFocus();
        QTRY_VERIFY(m_page->table()->hasFocus());
    }
    template <class T>
    T *visible(const QString &text)
    {
        for (T *each : m_page->findChildren<T *>())
            if (each->isVisible() && each->text().contains(text))
                return each;
        return nullptr;
    }

private Q_SLOTS:
    void init()
    {
        m_store.values = {};
        m_acted.clear();
        m_refusal.clear();
        m_table.update({});
        m_table.update(test::sampleTasks(40));
        make();
    }
    void cleanup() { m_page.reset(); }

    /// What tells of new rows stands beside the counts: over no row and no other button.
    void newRowsAreToldWithoutCoveringAnything()
    {
        QTest::keyClick(m_page->table(), Qt::Key_J);
        auto rows = test::sampleTasks(40);
        rows.append(rows.first());
        rows.last().id = QStringLiteral("new");
        m_table.update(rows);
        const Button *pending = m_page->table()->pendingButton();
        QTRY_VERIFY(pending->isVisible());
        const QRect place(pending->mapTo(m_page.get(), QPoint(0, 0)), pending->size());
        const QRect table(m_page->table()->mapTo(m_page.get(), QPoint(0, 0)), m_page->table()->size());
        QVERIFY(!place.intersects(table));
        for (const Button *other : m_page->findChildren<Button *>())
            if (other != pending && other->isVisible())
                QVERIFY(!place.intersects(QRect(other->mapTo(m_page.get(), QPoint(0, 0)), other->size())));
    }

    /// While nothing matches, keys are heard all the same, and nothing that is typed vanishes.
    void anEmptyListHearsKeys()
    {
        m_page->setFilter(QStringLiteral("name:nosuch"));
        auto *step = visible<Button>(QStringLiteral("Clear the filter"));
        QTRY_VERIFY(step = visible<Button>(QStringLiteral("Clear the filter")));
        m_page->takeKeyboard(); // as after another page
        QTRY_VERIFY(step->hasFocus());
        QTest::keyClick(step, Qt::Key_Slash);
        QLineEdit *edit = m_page->filterBar()->edit();
        QTRY_VERIFY(edit->hasFocus());
        QTest::keyClick(edit, Qt::Key_Escape);
        QTRY_VERIFY(step->hasFocus());
        m_page->filterBar()->focusEdit();
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("queue:q"));
        QTRY_VERIFY(m_page->filterBar()->text().endsWith(QLatin1String("queue:q")));
        QVERIFY(edit->hasFocus());
        m_page->takeKeyboard();
        QVERIFY(step->hasFocus());
        m_page->setFilter({});
        QTRY_VERIFY(m_page->table()->hasFocus()); // rows came
    }

    /// Beside the disabled button, as in the panel: no pointer has to rest on it. The count is never cut.
    void whatSeveralCannotSaysWhy()
    {
        m_refusal = QStringLiteral("Too late: they are over");
        m_page->table()->selectAll();
        m_page->refreshActions();
        const auto *why = m_page->findChild<Label *>(QStringLiteral("whyNot"));
        QTRY_VERIFY(why->isVisible());
        QCOMPARE(why->fullText(), m_refusal);
        m_page->resize(700, 500);
        QTRY_VERIFY(visible<Label>(QStringLiteral("40 selected")));
        QVERIFY(!visible<Label>(QStringLiteral("40 selected"))->isElided());
        m_refusal.clear();
        m_page->refreshActions();
        QVERIFY(!why->isVisible());
    }

    /// For the palette: the acts that fit the selection, or why they do not.
    void actsSayWhatTheyWouldReach()
    {
        QCOMPARE(m_page->acts().size(), 1);
        QCOMPARE(m_page->acts()[0].disabledBecause, QStringLiteral("Nothing is selected"));
        QTest::keyClick(m_page->table(), Qt::Key_J);
        QTest::keyClick(m_page->table(), Qt::Key_J, Qt::ShiftModifier);
        const SelectionAct act = m_page->acts()[0];
        QCOMPARE(act.text, QStringLiteral("Revoke 2 tasks…"));
        QVERIFY(act.disabledBecause.isEmpty());
        act.run();
        QCOMPARE(m_acted, m_page->table()->selectedIds());
        m_page->table()->clearSelection();
        m_acted.clear();
        act.run(); // what it was offered for
        QCOMPARE(m_acted.size(), 2);
        m_refusal = QStringLiteral("Too late");
        QTest::keyClick(m_page->table(), Qt::Key_J);
        QCOMPARE(m_page->acts()[0].disabledBecause, m_refusal);
    }

    /// What cannot be done to a selection stays in its place and says why, and so does its key.
    void whatIsRefusedStaysAndSaysWhy()
    {
        m_refusal = QStringLiteral("3 of 33 tasks are of umbra-ai");
        QTest::keyClick(m_page->table(), Qt::Key_J);
        QTest::keyClick(m_page->table(), Qt::Key_J, Qt::ShiftModifier);
        const auto revoke = [this]() -> Button * {
            for (Button *button : m_page->findChildren<Button *>())
                if (button->isVisible() && button->text() == QString::fromUtf8("Revoke 2 tasks…"))
                    return button;
            return nullptr;
        };
        QTRY_VERIFY(revoke());
        QVERIFY(!revoke()->isEnabled());
        QVERIFY(revoke()->toolTip().contains(m_refusal));
        QSignalSpy refused(m_page.get(), &ResourcePage::actRefused);
        QTest::keyClick(m_page->table(), Qt::Key_X);
        QCOMPARE(refused.size(), 1);
        QCOMPARE(refused[0][0].toString(), m_refusal);
        QVERIFY(m_acted.isEmpty());
    }

    void enterOpensEscapeClosesF4Toggles()
    {
        QTest::keyClick(m_page->table(), Qt::Key_J);
        QTest::keyClick(m_page->table(), Qt::Key_Return);
        QVERIFY(m_page->detail()->isVisible());
        QCOMPARE(m_page->detail()->width(), 528);
        QCOMPARE(m_page->detail()->currentId(), m_page->table()->currentId());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!m_page->detail()->isVisible());
        QVERIFY(m_page->table()->hasFocus());
        QTest::keyClick(m_page->table(), Qt::Key_F4);
        QVERIFY(m_page->detail()->isVisible());
        m_page->table()->setFocus();
        QTest::keyClick(m_page->table(), Qt::Key_J);
        QCOMPARE(m_page->detail()->currentId(), m_page->table()->currentId()); // the panel follows
    }

    /// As a person does: click, j, Return, j, Esc, while live data make the panel's buttons anew.
    void theKeyboardStaysWithTheRows()
    {
        auto *table = m_page->table();
        QTest::mouseClick(
            table->viewport(), Qt::LeftButton, {}, table->visualRect(table->index()->index(2, 0)).center());
        const auto press = [this](Qt::Key key) {
            QTest::keyClick(QApplication::focusWidget(), key);
            m_page->refreshActions();
            QCoreApplication::processEvents();
        };
        press(Qt::Key_J);
        QCOMPARE(table->currentIndex().row(), 3);
        press(Qt::Key_Return);
        QVERIFY(m_page->detail()->isVisible());
        QVERIFY(table->hasFocus());
        press(Qt::Key_J);
        QCOMPARE(table->currentIndex().row(), 4);
        QCOMPARE(m_page->detail()->currentId(), table->currentId());
        press(Qt::Key_Escape);
        QVERIFY(!m_page->detail()->isVisible());
        QVERIFY(table->hasFocus());
        QCOMPARE(table->selectedIds().size(), 1);
        press(Qt::Key_Escape);
        QVERIFY(table->selectedIds().isEmpty());

        QVERIFY(m_page->openObject(m_table.id(0)));
        visible<QPushButton>(QStringLiteral("Revoke"))->setFocus();
        m_page->refreshActions();
        QVERIFY(visible<QPushButton>(QStringLiteral("Revoke"))->hasFocus()); // another button, the same place
        press(Qt::Key_Escape);
        QVERIFY(!m_page->detail()->isVisible());
        QVERIFY(table->hasFocus());
    }

    void slashGoesToTheFilterAndDownComesBack()
    {
        QTest::keyClick(m_page->table(), Qt::Key_Slash);
        QVERIFY(m_page->filterBar()->edit()->hasFocus());
        QTest::keyClicks(m_page->filterBar()->edit(), QStringLiteral("state:failed "));
        QTRY_VERIFY(m_page->table()->index()->rowCount() < 41);
        for (int row = 0; row < m_page->table()->index()->rowCount(); ++row)
            if (!m_page->table()->index()->index(row, 0).data(models::GapRole).toBool())
                QCOMPARE(m_page->table()->index()->index(row, 0).data().toString(), QStringLiteral("failed"));
        QTest::keyClick(m_page->filterBar()->edit(), Qt::Key_Down);
        QVERIFY(m_page->table()->hasFocus());
        QVERIFY(m_page->table()->currentIndex().isValid());
    }

    /// The menu of rows tells keys, counts and why something cannot be done.
    void theContextMenuTellsKeysCountsAndReasons()
    {
        auto *table = m_page->table();
        const auto entries = [table] {
            Q_EMIT table->contextMenuWanted(table->viewport()->mapToGlobal(QPoint(20, 20)));
            QStringList all;
            if (auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget())) {
                for (const QAction *entry : menu->actions())
                    all << entry->text() + QLatin1Char('|') + entry->shortcut().toString()
                            + (entry->isEnabled() ? QString() : QStringLiteral("|off"));
                menu->close();
            }
            return all;
        };
        table->selectRow(2);
        QStringList shown = entries();
        QVERIFY2(shown.contains(QStringLiteral("Revoke…|X")), qPrintable(shown.join(QLatin1Char('\n'))));
        QVERIFY2(shown.contains(QStringLiteral("Copy 1 id|Ctrl+C")), qPrintable(shown.join(QLatin1Char('\n'))));
        m_refusal = QStringLiteral("It is over & done");
        shown = entries();
        QVERIFY2(shown.contains(QStringLiteral("Revoke…|X|off")), qPrintable(shown.join(QLatin1Char('\n'))));
        QVERIFY2(shown.contains(QStringLiteral("    It is over && done||off")), qPrintable(shown.join(u'\n')));
        table->selectAll();
        shown = entries();
        QVERIFY2(shown.contains(QStringLiteral("Copy 40 ids|Ctrl+C")), qPrintable(shown.join(QLatin1Char('\n'))));
    }

    void copiesAndMenusByTheKeyboard()
    {
        auto *table = m_page->table();
        table->selectRow(2);
        const QString id = table->currentId();
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        auto *forms = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(forms);
        QTest::keyClick(forms, Qt::Key_Return); // the first stands ready
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("name of ") + id);
        QTest::keyClick(table, Qt::Key_F10, Qt::ShiftModifier);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QVERIFY(menu->actions().constFirst()->text().startsWith(QStringLiteral("Revoke")));
        menu->close();
    }

    void gapsAreNotCounted()
    {
        QTRY_VERIFY(visible<Label>(QStringLiteral("40 tasks")));
        QVERIFY(visible<Label>(QStringLiteral("of 40 in 60 min")));
        QCOMPARE(m_page->table()->index()->rowCount(), 41); // the gap is a row
        m_page->table()->index()->sort(1, Qt::AscendingOrder); // where it has no place
        QTRY_COMPARE(m_page->table()->index()->rowCount(), 40);
        QVERIFY(visible<Label>(QStringLiteral("40 tasks")));
    }

    /// Whoever filters reads from the beginning, unless a row was chosen: that one stays in sight.
    void aFilterStartsAtTheBeginningOrAtTheChosenRow()
    {
        m_table.update(test::sampleTasks(400));
        auto *table = m_page->table();
        auto *bar = table->verticalScrollBar();
        QTRY_COMPARE(table->index()->rowCount(), 401);
        const auto moveToEnd = [&] {
            table->doItemsLayout();
            bar->setValue(bar->maximum());
        };
        moveToEnd();
        QVERIFY(bar->value() > 0);
        m_page->setFilter(QStringLiteral("state:failed"));
        QCoreApplication::processEvents();
        QCOMPARE(bar->value(), 0);
        m_page->setFilter({});
        QCoreApplication::processEvents();
        QCOMPARE(bar->value(), 0);

        QTest::keyClick(table, Qt::Key_End);
        const QString last = table->currentId();
        const QString state = table->currentIndex().siblingAtColumn(0).data().toString();
        QVERIFY(bar->value() > 0);
        m_page->setFilter(QStringLiteral("state:") + state);
        QCoreApplication::processEvents();
        QCOMPARE(table->selectedIds(), QStringList {last});
        QVERIFY(table->viewport()->rect().intersects(table->visualRect(table->currentIndex())));
        m_page->setFilter(
            state == QLatin1String("failed") ? QStringLiteral("state:running") : QStringLiteral("state:failed"));
        QCoreApplication::processEvents();
        QCOMPARE(table->selectedIds(), QStringList());
        QCOMPARE(bar->value(), 0);
    }

    /// A gap is no row that one looks for: why nothing is there, and the way on, are said all the same.
    void onlyAGapLeftStillSaysWhy()
    {
        QTest::keyClick(m_page->table(), Qt::Key_J);
        QTest::keyClick(m_page->table(), Qt::Key_Return);
        QVERIFY(m_page->detail()->isVisible());
        QVERIFY(!visible<Label>(QStringLiteral("does not match the filter")));
        m_page->setFilter(QStringLiteral("name:interrupted"));
        QTRY_COMPARE(m_page->table()->index()->rowCount(), 1); // the gap
        QTRY_VERIFY(visible<Label>(QStringLiteral("Nothing matches this filter.")));
        QVERIFY(visible<Label>(QStringLiteral("Stream interrupted 14:00:03–14:00:09: 212 tasks re-read")));
        QVERIFY(visible<QPushButton>(QStringLiteral("Clear the filter")));
        QTRY_VERIFY(visible<Label>(QStringLiteral("0 tasks")));
        // what the panel shows is not in the table: it says so
        QTRY_VERIFY(visible<Label>(QStringLiteral("It does not match the filter")));
        m_page->setFilter({});
        QTRY_VERIFY(!visible<Label>(QStringLiteral("It does not match the filter")));
    }

    void nothingFoundSaysSoAndOffersTheWayOut()
    {
        m_page->setFilter(QStringLiteral("name:nowhere"));
        m_table.update({}); // not even the gap
        auto *button = visible<QPushButton>(QStringLiteral("Clear the filter"));
        QTRY_VERIFY((button = visible<QPushButton>(QStringLiteral("Clear the filter"))));
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(m_page->filterBar()->text().isEmpty());
    }

    void aDisabledActionSaysWhyBesideIt()
    {
        m_refusal = QStringLiteral("Too late to revoke");
        QVERIFY(m_page->openObject(m_table.id(0)));
        auto *button = visible<QPushButton>(QStringLiteral("Revoke"));
        QVERIFY(button && !button->isEnabled());
        QVERIFY(visible<Label>(m_refusal));
        m_refusal.clear();
        m_page->refreshActions();
        button = visible<QPushButton>(QStringLiteral("Revoke"));
        QVERIFY(button && button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(m_acted, QStringList {m_table.id(0)});
    }

    /// In a narrow window what does not fit stands in a further line: every button keeps its word, every count is
    /// whole.
    void whatDoesNotFitStandsInAFurtherLine()
    {
        m_refusal = QStringLiteral("The right platform.queues is missing.");
        m_page->resize(684, 500);
        QVERIFY(m_page->openObject(m_table.id(0)));
        QTRY_VERIFY(visible<Label>(m_refusal));
        QTRY_VERIFY(m_page->detail()->width() < 360);
        const auto isWhole = [](const QWidget *widget) { return widget->width() >= widget->sizeHint().width(); };
        for (const Button *button : m_page->findChildren<Button *>())
            if (button->isVisible())
                QTRY_VERIFY2(isWhole(button), qPrintable(button->text()));
        QTRY_VERIFY(isWhole(visible<Label>(QStringLiteral("40 tasks"))));
        const auto *reason = visible<Label>(m_refusal);
        const auto *button = visible<QPushButton>(QStringLiteral("Revoke"));
        QVERIFY(
            reason->mapTo(m_page.get(), QPoint()).y() >= button->mapTo(m_page.get(), QPoint()).y() + button->height());
        QVERIFY(reason->width() > reason->fontMetrics().horizontalAdvance(QStringLiteral("platform.queues")));
    }

    void severalSelectedOfferWhatFitsThemAll()
    {
        QTest::keyClick(m_page->table(), Qt::Key_J);
        QTest::keyClick(m_page->table(), Qt::Key_J, Qt::ShiftModifier);
        QTest::keyClick(m_page->table(), Qt::Key_J, Qt::ShiftModifier);
        auto *button = visible<QPushButton>(QStringLiteral("Revoke 3 tasks…"));
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(m_acted.size(), 3);
        m_acted.clear();
        QTest::keyClick(m_page->table(), Qt::Key_X);
        QCOMPARE(m_acted.size(), 3);
    }

    /// What is hidden is said in words, and shown by a click.
    void hiddenColumnsAreSaidAndShown()
    {
        const int queue = m_table.columnOf(QStringLiteral("queue"));
        QTRY_VERIFY(m_page->table()->isColumnHidden(queue));
        QVERIFY(visible<Label>(QStringLiteral("The column Queue is hidden: it says “agents.high” in every row.")));
        auto *show = m_page->findChild<QPushButton *>(QStringLiteral("showFolded"));
        QVERIFY(show && show->isVisible());
        QTest::mouseClick(show, Qt::LeftButton);
        QVERIFY(!m_page->table()->isColumnHidden(queue));
        QVERIFY(!show->isVisible());
    }

    /// What is said of the filter moves no row.
    void mistakesInTheFilterMoveNothing()
    {
        const QRect before = m_page->table()->geometry();
        m_page->filterBar()->focusEdit();
        QTest::keyClicks(m_page->filterBar()->edit(), QStringLiteral("tenat:x "));
        QVERIFY(m_page->filterBar()->hasMistake());
        QCOMPARE(m_page->table()->geometry(), before);
    }

    void layoutAndViewsAreKept()
    {
        m_page->setFilter(QStringLiteral("state:failed"));
        m_page->table()->setColumnWidth(1, 222);
        auto views = QJsonArray {QJsonObject {{QStringLiteral("name"), QStringLiteral("running")},
            {QStringLiteral("filter"), QStringLiteral("state:running")}}};
        m_page.reset();
        QJsonObject saved = m_store.load(QStringLiteral("tasks"));
        saved.insert(QStringLiteral("views"), views);
        m_store.save(QStringLiteral("tasks"), saved);
        make();
        QCOMPARE(m_page->filterBar()->text(), QStringLiteral("state:failed"));
        QCOMPARE(m_page->table()->columnWidth(1), 222);
        QTest::keyClick(m_page->table(), Qt::Key_1);
        QCOMPARE(m_page->filterBar()->text(), QStringLiteral("state:running"));
    }

    void anObjectThatTheFilterHidesIsStillOpened()
    {
        m_page->setFilter(QStringLiteral("state:running"));
        QString failed;
        for (int row = 0; row < m_table.rowCount(); ++row)
            if (m_table.row(row).state == QLatin1String("failed"))
                failed = m_table.id(row);
        QVERIFY(m_page->openObject(failed));
        QCOMPARE(m_page->detail()->currentId(), failed);
        QVERIFY(!m_page->openObject(QStringLiteral("no such task")));
    }

    /// What an area does not say the page does without.
    void keyTitleAndTableAreEnough()
    {
        ResourceDescriptor least;
        least.key = QStringLiteral("least");
        least.title = QStringLiteral("Least");
        least.table = &m_table;
        ResourcePage page(least);
        page.resize(900, 500);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QTRY_COMPARE(page.table()->index()->rowCount(), 40);
        QCOMPARE(page.detail(), nullptr);
        QCOMPARE(page.acts().size(), 0);
        page.table()->setFocus();
        for (const Qt::Key key : {Qt::Key_J, Qt::Key_Return, Qt::Key_Space, Qt::Key_F4, Qt::Key_Escape, Qt::Key_1})
            QTest::keyClick(page.table(), key);
        page.setFilter(QStringLiteral("anything"));
        page.refreshActions();
        page.setState({});
        m_table.update({});
        QTRY_COMPARE(page.table()->index()->rowCount(), 0);
        QTRY_VERIFY(std::ranges::any_of(page.findChildren<Label *>(), [](const Label *label) {
            return label->isVisible() && label->text().contains(QLatin1String("Nothing matches this filter."));
        }));
        QCOMPARE(test::unnamedFocusable(&page), QStringList());
    }

    void everythingIsNamedAndPlain()
    {
        m_page->openObject(m_table.id(0));
        QCOMPARE(test::unnamedFocusable(m_page.get()), QStringList());
        QCOMPARE(test::labelsThatGuessMarkup(m_page.get()), QStringList());
    }

    /// One repaint of a full table stays far below a stall, even on slow machines; its cost does not follow the rows.
    void paintsQuickly()
    {
        test::SampleTable big;
        big.update(test::sampleTasks(20'000));
        TableView view(QStringLiteral("Tasks"));
        view.setTable(&big);
        view.resize(1100, 800);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        qint64 best = std::numeric_limits<qint64>::max();
        QElapsedTimer timer;
        for (int i = 0; i < 8; ++i) {
            timer.start();
            view.viewport()->repaint();
            best = std::min(best, timer.nsecsElapsed());
        }
        qInfo("full repaint %.2f ms", double(best) / 1e6);
        QVERIFY(best < 50'000'000);
    }
};
PH_TEST(TestResourcePage)
#include "tst_resourcepage.moc"
