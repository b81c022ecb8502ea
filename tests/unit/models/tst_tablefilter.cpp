// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/tablefilter.h"
#include "tests/support/testmain.h"
#include "tests/unit/models/samplerows.h"

using namespace ph;
using namespace ph::models;

class TestTableFilter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void filtersByColumnKeys_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QStringList>("ids");
        QTest::newRow("number") << QStringLiteral("number:>5")
                                << QStringList {QStringLiteral("b"), QStringLiteral("c")};
        QTest::newRow("text") << QStringLiteral("word:bad") << QStringList {QStringLiteral("c")};
        QTest::newRow("not") << QStringLiteral("-word:bad") << QStringList {QStringLiteral("a"), QStringLiteral("b")};
        QTest::newRow("free word") << QStringLiteral("gre") << QStringList {QStringLiteral("b")};
    }
    void filtersByColumnKeys()
    {
        QFETCH(QString, filter);
        QFETCH(QStringList, ids);
        test::ItemModel model;
        model.update({{QStringLiteral("a"), 1, QStringLiteral("red")},
            {QStringLiteral("b"), 9, QStringLiteral("green")}, {QStringLiteral("c"), 12, QStringLiteral("bad")}});
        const wording::FilterSchema schema {{{QStringLiteral("number"), wording::FieldType::Number},
            {QStringLiteral("word"), wording::FieldType::Text}}};
        const RowFilter passes = tableFilter(&model, schema, filter, {WallTime {}});
        QStringList found;
        for (int row = 0; row < model.rowCount(); ++row)
            if (passes(row))
                found << model.id(row);
        QCOMPARE(found, ids);
    }

    void offersValuesWithCounts()
    {
        test::ItemModel model;
        model.update({{QStringLiteral("a"), 1, QStringLiteral("red")}, {QStringLiteral("b"), 9, QStringLiteral("red")},
            {QStringLiteral("c"), 12, QStringLiteral("bad")}});
        const wording::FilterSchema schema {{{QStringLiteral("word"), wording::FieldType::Text}}};
        const ManualClock clock;
        const auto source = tableValues(&model, schema, clock);
        const auto values = source(0, QStringLiteral("r"), {});
        QCOMPARE(values.size(), 1);
        QCOMPARE(values.first().value, QStringLiteral("red"));
        QCOMPARE(values.first().count, 2);
        QCOMPARE(source(0, QStringLiteral("r"), QStringLiteral("-word:red")).first().count, 0); // of what is left
    }
};
PH_TEST(TestTableFilter)
#include "tst_tablefilter.moc"
