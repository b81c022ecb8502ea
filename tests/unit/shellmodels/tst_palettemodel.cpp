// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/palettemodel.h"
#include "tests/support/testmain.h"

#include <QAbstractItemModelTester>

using namespace ph::models;

class TestPaletteModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fuzzy_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse");
        QTest::newRow("beginnings of words")
            << QStringLiteral("rl") << QStringLiteral("Rate limits") << QStringLiteral("Control panel");
        QTest::newRow("runs") << QStringLiteral("queue") << QStringLiteral("Queues")
                              << QStringLiteral("Quiet users delete");
        QTest::newRow("early") << QStringLiteral("ten") << QStringLiteral("Tenants") << QStringLiteral("Set attention");
    }
    void fuzzy()
    {
        QFETCH(QString, query);
        QFETCH(QString, better);
        QFETCH(QString, worse);
        const auto a = fuzzyMatch(query, better);
        const auto b = fuzzyMatch(query, worse);
        QVERIFY(a);
        QVERIFY(!b || a->score > b->score);
    }
    void noMatchAndPositions()
    {
        QVERIFY(!fuzzyMatch(QStringLiteral("xyz"), QStringLiteral("Queues")));
        QVERIFY(!fuzzyMatch(QStringLiteral("queuesqueues"), QStringLiteral("Queues")));
        QCOMPARE(fuzzyMatch(QStringLiteral("rl"), QStringLiteral("Rate limits"))->positions, (QList<int> {0, 5}));
        QVERIFY(fuzzyMatch(QString(), QStringLiteral("x")));
        QVERIFY(
            fuzzyMatch(QString(300, QLatin1Char('a')), QString(400, QLatin1Char('a'))) == std::nullopt); // bounded work
    }

    /// What an area finds goes with the area; a prefix without a finder is not one.
    void anAreaBringsItsOwnFinder()
    {
        using Kind = PaletteEntry::Kind;
        PaletteModel model;
        QStringList asked;
        {
            QObject area;
            model.addSource(
                [&asked](const QString &words) {
                    asked << words;
                    return QList<PaletteEntry> {{Kind::Task, QStringLiteral("k"), QStringLiteral("71fa9c79-0582"),
                        QStringLiteral("llm.complete")}};
                },
                {Kind::Task}, &area);
            QVERIFY(model.finds(Kind::Task) && !model.finds(Kind::Tenant));
            model.setQuery(QStringLiteral("#71fa"));
            QCOMPARE(model.rowCount(), 1);
            model.setQuery(QStringLiteral("complete")); // by name, without a prefix
            QCOMPARE(model.rowCount(), 1);
            model.setQuery(QStringLiteral("#")); // the newest
            QCOMPARE(model.rowCount(), 1);
            asked.clear();
            for (const char *other : {"", "7", ">71fa", "?71fa", "@71fa"})
                model.setQuery(QLatin1String(other));
            QCOMPARE(asked, QStringList());
        }
        QVERIFY(!model.finds(Kind::Task));
        model.setQuery(QStringLiteral("#71fa"));
        QCOMPARE(model.rowCount(), 0);
    }

    void prefixesNarrow()
    {
        int ran = 0;
        PaletteModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        using Kind = PaletteEntry::Kind;
        model.addSource(
            [&ran](const QString &) {
                return QList<PaletteEntry> {
                    {Kind::Action, QStringLiteral("tasks.revoke"), QStringLiteral("Revoke tasks"), {}, {}, {}, {},
                        [&ran] { ++ran; }},
                    {Kind::Page, QStringLiteral("queues"), QStringLiteral("Queues"), {}, QStringLiteral("g q"), {}, {},
                        [&ran] { ran += 10; }},
                    {Kind::Tenant, QStringLiteral("t1"), QStringLiteral("acme-labs")},
                    {Kind::Task, QStringLiteral("k1"), QStringLiteral("91b3c7de agents.run")},
                    {Kind::Task, QStringLiteral("w1"), QStringLiteral("revoke-agents@host")},
                    {Kind::Help, QStringLiteral("h1"), QStringLiteral("How to filter")},
                    {Kind::Action, QStringLiteral("off"), QStringLiteral("Restore"), {}, {}, {},
                        QStringLiteral("Needs the right backups.restore"), [&ran] { ran += 100; }},
                };
            },
            {Kind::Action, Kind::Page, Kind::Tenant, Kind::Task, Kind::Help});
        const auto texts = [&](const char *query) {
            model.setQuery(QString::fromLatin1(query));
            QStringList all;
            for (int row = 0; row < model.rowCount(); ++row)
                all << model.entry(row).text;
            return all;
        };
        QCOMPARE(texts("").size(), 6); // help only when asked
        QCOMPARE(texts("@"), QStringList {QStringLiteral("acme-labs")});
        QCOMPARE(texts("#91"), QStringList {QStringLiteral("91b3c7de agents.run")});
        QCOMPARE(texts("?"), QStringList {QStringLiteral("How to filter")});
        QCOMPARE(texts("revoke").first(), QStringLiteral("Revoke tasks")); // its name, before what is only called so
        QVERIFY(texts("revoke").contains(QStringLiteral("revoke-agents@host")));
        QCOMPARE(texts("> rev"), QStringList {QStringLiteral("Revoke tasks")});
        QVERIFY(model.run(0));
        QCOMPARE(ran, 1);
        QCOMPARE(texts("").first(), QStringLiteral("Revoke tasks")); // recent first
        (void)texts(">restore");
        QVERIFY(!model.run(0)); // disabled, and says why
        QCOMPARE(
            model.index(0).data(PaletteModel::NoteRole).toString(), QStringLiteral("Needs the right backups.restore"));
        QCOMPARE(ran, 1);
    }
};
PH_TEST(TestPaletteModel)
#include "tst_palettemodel.moc"
