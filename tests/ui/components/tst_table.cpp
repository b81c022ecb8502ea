// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessibility.h"
#include "tests/support/testmain.h"
#include "tests/ui/components/samples.h"
#include "ui/components/button.h"
#include "ui/components/tablecolumns.h"
#include "ui/components/tableview.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QScrollBar>
#include <QTemporaryDir>

using namespace ph;
using namespace ph::ui;

namespace {

struct Shown {
    explicit Shown(int rows, const QString &yielding = {})
        : table(yielding)
        , view(QStringLiteral("Tasks"))
    {
        table.update(test::sampleTasks(rows));
        view.setTable(&table);
        view.columns()->restoreState(
            {{QStringLiteral("sort"), QStringLiteral("at")}, {QStringLiteral("descending"), true}});
        view.resize(900, 400);
        view.show();
        if (!QTest::qWaitForWindowExposed(&view))
            qWarning("not exposed");
        view.activateWindow();
        view.setFocus();
    }
    test::SampleTable table;
    TableView view;
};

} // namespace

class TestTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keysMoveOpenPeekAndGoBack()
    {
        Shown s(40);
        QSignalSpy opened(&s.view, &TableView::opened);
        QSignalSpy peeked(&s.view, &TableView::peeked);
        QSignalSpy back(&s.view, &TableView::backRequested);
        const int start = s.view.currentIndex().row();
        QTest::keyClicks(&s.view, QStringLiteral("jj"));
        QCOMPARE(s.view.currentIndex().row(), start + 2);
        QTest::keyClick(&s.view, Qt::Key_K);
        QCOMPARE(s.view.currentIndex().row(), start + 1);
        QTest::keyClick(&s.view, Qt::Key_Return);
        QCOMPARE(opened.value(0).value(0).toString(), s.view.currentId());
        QTest::keyClick(&s.view, Qt::Key_Space);
        QCOMPARE(peeked.count(), 1);
        QTest::keyClick(&s.view, Qt::Key_J, Qt::ShiftModifier);
        QCOMPARE(s.view.selectedIds().size(), 2);
        QTest::keyClick(&s.view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text().split(QLatin1Char('\n')), s.view.selectedIds());
        QTest::keyClick(&s.view, Qt::Key_Escape);
        QCOMPARE(back.count(), 1);
        QVERIFY(s.view.selectedIds().isEmpty());
    }

    void clickSelectsDoubleClickOpens()
    {
        Shown s(40);
        QSignalSpy opened(&s.view, &TableView::opened);
        const QRect cell = s.view.visualRect(s.view.index()->index(3, 1));
        QTest::mouseClick(s.view.viewport(), Qt::LeftButton, {}, cell.center());
        QCOMPARE(s.view.selectedIds(), QStringList {s.view.index()->index(3, 0).data(models::IdRole).toString()});
        QTest::mouseDClick(s.view.viewport(), Qt::LeftButton, {}, cell.center());
        QCOMPARE(opened.count(), 1);
    }

    /// "↑" only where the new rows will stand above: newest first by time.
    void newRowsAreSaidToComeAboveOnlyWhereTheyDo()
    {
        Shown s(40);
        QTest::keyClick(&s.view, Qt::Key_J);
        auto rows = test::sampleTasks(40);
        rows.append(rows.first());
        rows.last().id = QStringLiteral("new");
        rows.last().at = 3100;
        s.table.update(rows);
        QTRY_COMPARE(s.view.pendingButton()->text(), QStringLiteral("1 new ↑"));
        s.view.columns()->restoreState(
            {{QStringLiteral("sort"), QStringLiteral("name")}, {QStringLiteral("descending"), false}});
        rows.append(rows.first());
        rows.last().id = QStringLiteral("newer");
        s.table.update(rows);
        QTRY_VERIFY(s.view.pendingButton()->text().endsWith(QStringLiteral(" new")));
    }

    void rowsThatComeWaitWhileOneReads()
    {
        Shown s(40);
        QTest::keyClick(&s.view, Qt::Key_J);
        const QString first = s.view.index()->index(0, 0).data(models::IdRole).toString();
        auto rows = test::sampleTasks(40);
        for (int i = 0; i < 37; ++i) {
            auto fresh = rows.first();
            fresh.id = QStringLiteral("new%1").arg(i);
            fresh.at = 3100 + i;
            rows.append(fresh);
        }
        s.table.update(rows);
        QCOMPARE(s.view.index()->index(0, 0).data(models::IdRole).toString(), first);
        auto *button = s.view.findChild<Button *>();
        QVERIFY(button->isVisible());
        QVERIFY2(button->text().contains(QLatin1String("37")), qPrintable(button->text()));
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(s.view.index()->index(0, 0).data(models::IdRole).toString(), QStringLiteral("new36"));
        QVERIFY(!button->isVisible());
    }

    void headClickSortsByValue()
    {
        Shown s(40);
        const int runtime = s.table.columnOf(QStringLiteral("runtime"));
        auto *head = s.view.horizontalHeader();
        const QPoint at(head->sectionViewportPosition(runtime) + 20, 10);
        QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(s.view.index()->sortColumn(), runtime);
        QCOMPARE(s.view.index()->sortOrder(), Qt::DescendingOrder); // longest first
        const auto value = [&](int row) { return s.view.index()->index(row, runtime).data(models::SortRole); };
        QVERIFY(value(0).toDouble() >= value(1).toDouble());
        QVERIFY(!value(s.view.index()->rowCount() - 1).isValid()); // unknown ones last
        QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(s.view.index()->sortOrder(), Qt::AscendingOrder);
        QVERIFY(!value(s.view.index()->rowCount() - 1).isValid());
    }

    void columnsAreKeptByKey()
    {
        QJsonObject saved;
        {
            Shown s(5);
            s.view.horizontalHeader()->moveSection(0, 2);
            s.view.setColumnWidth(s.table.columnOf(QStringLiteral("name")), 233);
            s.view.columns()->setShown(s.table.columnOf(QStringLiteral("queue")), false);
            saved = s.view.columns()->saveState();
        }
        Shown s(5);
        s.view.columns()->restoreState(saved);
        QCOMPARE(s.view.horizontalHeader()->visualIndex(0), 2);
        QCOMPARE(s.view.columnWidth(s.table.columnOf(QStringLiteral("name"))), 233);
        QVERIFY(s.view.isColumnHidden(s.table.columnOf(QStringLiteral("queue"))));
    }

    /// Where there is too little room, texts give way: times and numbers are never pushed off the table.
    void textsGiveWayToNumbers()
    {
        Shown s(20);
        const auto right = [&](const char *key) {
            const int column = s.table.columnOf(QLatin1String(key));
            return s.view.columnViewportPosition(column) + s.view.columnWidth(column);
        };
        const int runtime = s.view.columnWidth(s.table.columnOf(QStringLiteral("runtime")));
        const int name = s.view.columnWidth(s.table.columnOf(QStringLiteral("name")));
        s.view.resize(760, 400);
        QVERIFY2(right("at") <= s.view.viewport()->width(), qPrintable(QString::number(right("at"))));
        QCOMPARE(s.view.columnWidth(s.table.columnOf(QStringLiteral("runtime"))), runtime);
        QVERIFY(s.view.columnWidth(s.table.columnOf(QStringLiteral("name"))) < name);
        s.view.resize(900, 400); // and come back
        QCOMPARE(s.view.columnWidth(s.table.columnOf(QStringLiteral("name"))), name);
    }

    /// A width that a person gave stays, and one that only the room made is not kept.
    void aPersonsWidthStays()
    {
        Shown s(20);
        const int name = s.table.columnOf(QStringLiteral("name"));
        const int queue = s.table.columnOf(QStringLiteral("queue"));
        s.view.setColumnWidth(name, 233);
        s.view.resize(690, 400);
        QCOMPARE(s.view.columnWidth(name), 233);
        QVERIFY(s.view.columnWidth(queue) < 120);
        Shown again(20);
        again.view.columns()->restoreState(s.view.columns()->saveState());
        again.view.resize(1400, 400);
        QCOMPARE(again.view.columnWidth(queue), 120);
        QCOMPARE(again.view.columnWidth(name), 233);
    }

    /// A column whose value the details have goes before the others become unreadable, and comes back with the room.
    void aColumnYieldsForWantOfRoom()
    {
        Shown s(20, QStringLiteral("queue"));
        const int queue = s.table.columnOf(QStringLiteral("queue"));
        QVERIFY(!s.view.isColumnHidden(queue));
        const int least = s.view.columns()->leastWidth();
        s.view.resize(600, 400);
        QVERIFY(s.view.isColumnHidden(queue));
        QCOMPARE(s.view.columns()->yielded(), QStringList {QStringLiteral("queue")});
        QCOMPARE(s.view.columns()->leastWidth(), least);
        const auto state = s.view.columns()->saveState();
        s.view.resize(900, 400);
        QVERIFY(!s.view.isColumnHidden(queue));
        QVERIFY(s.view.columns()->yielded().isEmpty());
        Shown again(20, QStringLiteral("queue"));
        again.view.columns()->restoreState(state);
        QVERIFY(!again.view.isColumnHidden(queue)); // nobody hid it
        s.view.resize(600, 400);
        s.view.columns()->showFolded(); // not against somebody's wish
        QVERIFY(!s.view.isColumnHidden(queue));
        s.view.resize(590, 400);
        QVERIFY(!s.view.isColumnHidden(queue));
    }

    void aColumnOfOneValueFolds()
    {
        Shown s(30);
        s.view.columns()->foldUniform({QStringLiteral("queue"), QStringLiteral("state")});
        QCOMPARE(s.view.columns()->folded(),
            (QList<QPair<QString, QString>> {{QStringLiteral("queue"), QStringLiteral("agents.high")}}));
        QVERIFY(s.view.isColumnHidden(s.table.columnOf(QStringLiteral("queue"))));
        {
            Shown other(30);
            other.view.columns()->foldUniform({QStringLiteral("queue")});
            other.view.columns()->showFolded();
            other.view.columns()->foldUniform({QStringLiteral("queue")}); // not against somebody's wish
            QVERIFY(!other.view.isColumnHidden(other.table.columnOf(QStringLiteral("queue"))));
        }
        auto rows = test::sampleTasks(30);
        rows[4].queue = QStringLiteral("llm");
        s.table.update(rows);
        s.view.columns()->foldUniform({QStringLiteral("queue")});
        QVERIFY(!s.view.isColumnHidden(s.table.columnOf(QStringLiteral("queue"))));
    }

    void selectionIsTintedInBothDirections_data()
    {
        QTest::addColumn<bool>("mirrored");
        QTest::newRow("left to right") << false;
        QTest::newRow("right to left") << true;
    }
    void selectionIsTintedInBothDirections()
    {
        QFETCH(bool, mirrored);
        Shown s(20);
        s.view.setLayoutDirection(mirrored ? Qt::RightToLeft : Qt::LeftToRight);
        s.view.selectId(s.view.index()->index(2, 0).data(models::IdRole).toString());
        QCoreApplication::processEvents();
        const QImage image = s.view.viewport()->grab().toImage();
        const QColor tint = Theme::current().palette().accentTint;
        const int y = s.view.rowViewportPosition(2) + 4;
        int tinted = 0;
        for (int x = 8; x < image.width() - 8; x += 8)
            tinted += image.pixelColor(x, y) == tint;
        QVERIFY2(tinted > (image.width() - 16) / 8 * 9 / 10, qPrintable(QString::number(tinted)));
    }

    void aGapSpansTheRowAndIsNoObject()
    {
        Shown s(20);
        const int row = s.view.index()->rowOfId(QStringLiteral("gap"));
        QVERIFY(row > 0);
        QTest::mouseClick(
            s.view.viewport(), Qt::LeftButton, {}, s.view.visualRect(s.view.index()->index(row, 1)).center());
        QVERIFY(s.view.selectedIds().isEmpty());
        const QImage image = s.view.viewport()->grab().toImage();
        // hatched and tinted over the whole width, column borders or not
        const int y = s.view.rowViewportPosition(row) + 3;
        const QColor plain = image.pixelColor(image.width() / 2, s.view.rowViewportPosition(row - 1) + 3);
        for (const int x : {2, image.width() / 2, image.width() - 4})
            QVERIFY(image.pixelColor(x, y) != plain);
    }

    /// S9 for tables: cells, heads and tooltips show markup as text.
    void cellsShowMarkupAsText()
    {
        QTemporaryDir folder(QStringLiteral("/tmp/phXXXXXX"));
        const QColor marker(255, 0, 254);
        QImage image(30, 20, QImage::Format_RGB32);
        image.fill(marker);
        QVERIFY(image.save(folder.filePath(QStringLiteral("m.png"))));
        const QString hostile = QStringLiteral("<img src='%1'>").arg(folder.filePath(QStringLiteral("m.png")));
        test::SampleTable table;
        table.update({{hostile, hostile, hostile, hostile, hostile, 1, 1.0}});
        TableView view(QStringLiteral("Tasks"));
        view.setTable(&table);
        view.resize(900, 200);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(!test::hasPixel(view.grab().toImage(), marker));
    }

    void isNamedForScreenReaders()
    {
        Shown s(5);
        QCOMPARE(test::unnamedFocusable(&s.view), QStringList());
    }
};
PH_TEST(TestTable)
#include "tst_table.moc"
