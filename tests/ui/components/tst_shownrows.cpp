// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"
#include "tests/ui/components/samples.h"
#include "ui/components/page/shownrows.h"

using namespace ph;
using namespace ph::ui;

class TestShownRows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void gapsAreNeitherCountedNorActedUpon()
    {
        test::SampleTable table;
        table.update(test::sampleTasks(20));
        models::IndexModel index;
        index.setTable(&table);
        index.sort(table.columnOf(QStringLiteral("at")), Qt::DescendingOrder);
        const ShownRows rows(index);
        QTRY_COMPARE(index.rowCount(), 21);
        QCOMPARE(rows.count(), 20);
        QCOMPARE(rows.total(), 20);
        QCOMPARE(rows.ids().size(), 20);
        QVERIFY(!rows.ids().contains(QStringLiteral("gap")));
    }

    void onlyAGapIsEmptyAndSaysWhatIsKnownOfIt()
    {
        test::SampleTable table;
        table.update(test::sampleTasks(20));
        models::IndexModel index;
        index.setTable(&table);
        index.sort(table.columnOf(QStringLiteral("at")), Qt::DescendingOrder);
        index.setFilter([&table](int row) { return table.isGap(row); });
        const ShownRows rows(index);
        QTRY_COMPARE(index.rowCount(), 1);
        QVERIFY(rows.isEmpty());
        QCOMPARE(rows.count(), 0);
        QCOMPARE(rows.total(), 20);
        QCOMPARE(rows.gapSentence(),
            QStringLiteral("Stream interrupted 14:00:03–14:00:09: 212 tasks re-read from results, 3 unknown."));
    }

    void nothingHasNoSentence()
    {
        test::SampleTable table;
        models::IndexModel index;
        index.setTable(&table);
        const ShownRows rows(index);
        QVERIFY(rows.isEmpty());
        QCOMPARE(rows.gapSentence(), QString());
    }
};
PH_TEST(TestShownRows)
#include "tst_shownrows.moc"
