// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"
#include "tests/unit/models/samplerows.h"

#include <QAbstractItemModelTester>

using namespace ph::models;
using ph::test::Item;
using ph::test::ItemModel;

class TestRowTableModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void updateAnnouncesOnlyTheDifference()
    {
        ItemModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.update({{QStringLiteral("a"), 1, QStringLiteral("x")}, {QStringLiteral("b"), 2, QStringLiteral("y")},
            {QStringLiteral("c"), 3, QStringLiteral("z")}});
        QCOMPARE(model.rowCount(), 3);

        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.update({{QStringLiteral("c"), 3, QStringLiteral("z")}, {QStringLiteral("a"), 7, QStringLiteral("x")},
            {QStringLiteral("d"), 4, QStringLiteral("w")}});
        QCOMPARE(reset.count(), 0);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toModelIndex(), model.index(0, 1)); // exactly the number of row "a"
        QCOMPARE(changed[0][1].toModelIndex(), model.index(0, 1));
        QCOMPARE(model.find(QStringLiteral("a"))->number, 7);
        QCOMPARE(model.rowOf(QStringLiteral("d")), 2);
        QCOMPARE(model.rowOf(QStringLiteral("b")), -1);

        changed.clear();
        model.update({{QStringLiteral("c"), 3, QStringLiteral("z")}, {QStringLiteral("a"), 7, QStringLiteral("x")},
            {QStringLiteral("d"), 4, QStringLiteral("w")}});
        QCOMPARE(changed.count(), 0);
    }

    void aSecondRowOfOneIdIsLeftOut()
    {
        ItemModel model;
        model.update({{QStringLiteral("a"), 1, {}}, {QStringLiteral("a"), 2, {}}});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.row(0).number, 1);
    }

    void roles()
    {
        ItemModel model;
        model.update({{QStringLiteral("a"), 12, QStringLiteral("bad")}});
        QCOMPARE(model.index(0, 1).data(SortRole), QVariant(qint64(12)));
        QCOMPARE(model.index(0, 0).data(IdRole).toString(), QStringLiteral("a"));
        QCOMPARE(Status(model.index(0, 2).data(StatusRole).toInt()), Status::Failed);
        QVERIFY(model.index(0, 0).data(FilterTextRole).toString().contains(QLatin1String("bad")));
        QCOMPARE(
            Qt::Alignment(model.index(0, 1).data(Qt::TextAlignmentRole).toInt()), Qt::AlignRight | Qt::AlignVCenter);
        QCOMPARE(model.index(0, 1).data(Qt::AccessibleTextRole).toString(), QStringLiteral("Number: 12"));
    }

    void markupInATooltipIsText()
    {
        ItemModel model;
        model.update({{QStringLiteral("a"), 1, QStringLiteral("<img src='/etc/passwd'><a href=x>y</a>")}});
        const QString tip = model.index(0, 2).data(Qt::ToolTipRole).toString();
        QVERIFY(!tip.contains(QLatin1String("<img")));
        QVERIFY(!tip.contains(QLatin1String("<a ")));
        QVERIFY(tip.contains(QLatin1String("&lt;img")));
    }
};
PH_TEST(TestRowTableModel)
#include "tst_rowtablemodel.moc"
