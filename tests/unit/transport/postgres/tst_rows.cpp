// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/params.h"
#include "services/transport/postgres/rows.h"
#include "tests/support/testmain.h"

#include <QJsonObject>

using namespace ph;
using namespace ph::transport::postgres;

static_assert(!std::is_constructible_v<Params, const char *>, "a pointer is no value: it would become true");

class TestRows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cells()
    {
        Rows rows({"id", "name", "at", "fine", "doc", "raw", "share"});
        for (const char *cell : {"42", "ünï", "2026-08-01 12:00:00.123456+00", "t", "{\"a\":1}", "\\x00ff", "0.25"})
            rows.append(QByteArrayView(cell));
        for (int i = 0; i < 7; ++i)
            rows.append(std::nullopt);
        QCOMPARE(rows.size(), 2);
        const Row row = rows[0];
        QCOMPARE(row.integer("id"), 42);
        QCOMPARE(row.text("name"), QStringLiteral("ünï"));
        QCOMPARE(row.time(2)->time_since_epoch().count(), 1'785'585'600'123);
        QVERIFY(row.boolean(3));
        QCOMPARE(row.json(4).object()[QLatin1String("a")].toInt(), 1);
        QCOMPARE(row.bytes(5), QByteArray("\0\xff", 2));
        QCOMPARE(row.real(6), 0.25);
        QVERIFY(!row.isNull(0));
        for (int i = 0; i < 7; ++i)
            QVERIFY(rows[1].isNull(i));
        QCOMPARE(rows[1].integer("id", -1), -1);
        QVERIFY(!rows[1].time(2));
        QCOMPARE(row.text("nothing"), QString());
        QCOMPARE(rows[7].text(0), QString());
        int walked = 0;
        for (const Row each : rows)
            walked += each.isNull(0) ? 10 : 1;
        QCOMPARE(walked, 11);
    }
    void times_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("expected");
        QTest::newRow("whole") << QByteArray("1970-01-01 00:00:01+00") << qint64(1000);
        QTest::newRow("one digit") << QByteArray("1970-01-01 00:00:01.5+00") << qint64(1500);
        QTest::newRow("plain timestamp") << QByteArray("1970-01-01 00:00:01.25") << qint64(1250);
        QTest::newRow("date") << QByteArray("1970-01-02") << qint64(86'400'000);
        QTest::newRow("infinity") << QByteArray("infinity") << qint64(-1);
    }
    void times()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, expected);
        Rows rows({"t"});
        rows.append(QByteArrayView(text));
        const auto time = rows[0].time(0);
        QCOMPARE(time ? time->time_since_epoch().count() : -1, expected);
    }
    void params()
    {
        const Params params(QStringLiteral("x"), 5, true, std::nullopt,
            QStringList {QStringLiteral("a\"b"), QStringLiteral("c\\,}")}, 0.5);
        const std::vector<std::optional<QByteArray>> expected {
            "x", "5", "true", std::nullopt, "{\"a\\\"b\",\"c\\\\,}\"}", "0.5"};
        QCOMPARE(params.values(), expected);
        QVERIFY(params.isValid());
        QVERIFY(!Params(QString(QLatin1String("a\0b", 3))).isValid());
    }
};

PH_TEST(TestRows)
#include "tst_rows.moc"
