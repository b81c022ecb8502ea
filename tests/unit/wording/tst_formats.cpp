// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/clocks.h"
#include "services/wording/numbers.h"
#include "services/wording/times.h"
#include "tests/support/testmain.h"

#include <limits>

using namespace ph;
using namespace ph::wording;
using namespace std::chrono_literals;

namespace {

/// With ordinary blanks, so that what is expected can be read.
QString plain(QString text) { return text.replace(thinSpace, QLatin1Char(' ')); }

const WallTime afternoon {Milliseconds {1'772'373'731'123}}; // 2026-03-01 14:02:11.123 UTC

} // namespace

class TestFormats : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        qputenv("TZ", "Europe/Berlin");
        ::tzset();
    }

    void numbers_data()
    {
        QTest::addColumn<QString>("got");
        QTest::addColumn<QString>("expected");
        const auto row = [](const QString &got, const char *expected) {
            QTest::newRow(expected) << got << QString::fromUtf8(expected);
        };
        row(number(qint64(0)), "0");
        row(number(qint64(999)), "999");
        row(number(qint64(12480)), "12 480");
        row(number(qint64(-1000)), "-1 000");
        row(number(qint64(-999)), "-999");
        row(number(std::numeric_limits<qint64>::min()), "-9 223 372 036 854 775 808");
        row(number(0.314), "0.31");
        row(number(12.44), "12.4");
        row(number(9.99), "9.99");
        row(number(9.999), "10");
        row(number(99.96), "100");
        row(number(127.6), "128");
        row(number(0.0), "0");
        row(number(std::nan("")), "–");
        row(number(0.00123), "0.0012");
        row(bytes(0), "0 B");
        row(bytes(1023), "1 023 B");
        row(bytes(1024), "1 KiB");
        row(bytes(1434), "1.4 KiB");
        row(bytes(99 * 1024 + 900), "99.9 KiB");
        row(bytes(64 * 1024 * 1024), "64 MiB");
        row(bytes(1024 * 1024 - 1), "1 MiB");
        row(bytes(1536LL * 1024 * 1024 * 1024), "1.5 TiB");
        row(rate(128), "128/s");
        row(rate(12.41), "12.4/s");
        row(rate(7), "7.0/s"); // the same digits as its neighbour
        row(rate(7.2), "7.2/s");
        row(rate(0.314), "0.31/s");
        row(rate(0), "0/s");
        row(rate(0.07), "4.2/min");
        row(rate(0.001), "3.6/h");
        row(percentage(0), "0 %");
        row(percentage(1), "100 %");
        row(percentage(0.1234), "12.3 %");
        row(percentage(0.00001), "< 0.1 %");
        row(percentage(0.99999), "> 99.9 %");
        row(percentage(2.5), "250 %");
        row(counted(1, Noun::Task), "1 task");
        row(counted(0, Noun::Queue), "0 queues");
        row(counted(12480, Noun::Task), "12 480 tasks");
        row(counted(5'000'000'000, Noun::Event), "5 000 000 000 events");
    }
    void numbers()
    {
        QFETCH(QString, got);
        QFETCH(QString, expected);
        QCOMPARE(plain(got), expected);
        QVERIFY2(!got.contains(QLatin1Char(' ')) || expected.contains(QLatin1String("task"))
                || expected.contains(QLatin1String("queue")) || expected.contains(QLatin1String("event")),
            "a line could break inside the number");
    }

    void durations_data()
    {
        QTest::addColumn<qint64>("us");
        QTest::addColumn<QString>("expected");
        const auto row
            = [](qint64 us, const char *expected) { QTest::newRow(expected) << us << QString::fromUtf8(expected); };
        row(0, "0 s");
        row(412, "412 µs");
        row(1'000, "1.0 ms");
        row(3'240, "3.2 ms");
        row(38'000, "38 ms");
        row(999'400, "999 ms");
        row(999'600, "1.00 s");
        row(2'184'000, "2.18 s");
        row(9'996'000, "10.0 s");
        row(21'840'000, "21.8 s");
        row(59'970'000, "1 m");
        row(134'000'000, "2 m 14 s");
        row(3'600'000'000, "1 h");
        row(3'599'600'000, "1 h"); // 59 m 59.6 s
        row(3'840'000'000, "1 h 4 m");
        row(266'400'000'000, "3 d 2 h");
        row(-38'000, "−38 ms");
    }
    void answerTimesHaveNoDigitsThatWereNotMeasured()
    {
        QCOMPARE(plain(latency(0ms)), QStringLiteral("< 1 ms"));
        QCOMPARE(plain(latency(2ms)), QStringLiteral("2 ms"));
        QCOMPARE(plain(latency(999ms)), QStringLiteral("999 ms"));
        QCOMPARE(plain(latency(2180ms)), QStringLiteral("2.18 s"));
    }

    void clocksWithinTheDoubtAreInStep()
    {
        QCOMPARE(clockOffset({-1000ms, 1016ms, {}}), QStringLiteral("in step"));
        QCOMPARE(plain(clockOffset({41s, 1016ms, {}})), QStringLiteral("+41.0 s"));
        QCOMPARE(plain(clockOffset({-1400ms, 1016ms, {}})), QStringLiteral("−1.40 s"));
        QCOMPARE(clockOffset({-72ms, 1ms, {}}), QStringLiteral("in step"));
        QCOMPARE(certainOffset({-1000ms, 1016ms, {}}).count(), 0);
        QCOMPARE(certainOffset({-72ms, 1ms, {}}).count(), -72);
    }

    void durations()
    {
        QFETCH(qint64, us);
        QFETCH(QString, expected);
        QCOMPARE(plain(duration(std::chrono::microseconds {us})), expected);
    }

    void ages()
    {
        QCOMPARE(plain(age(-5s)), QStringLiteral("0 s"));
        QCOMPARE(plain(age(3'900ms)), QStringLiteral("3 s"));
        QCOMPARE(plain(age(134s)), QStringLiteral("2 m 14 s"));
        QCOMPARE(plain(age(41min + 30s)), QStringLiteral("41 m"));
        QCOMPARE(plain(age(64min)), QStringLiteral("1 h 4 m"));
        QCOMPARE(plain(age(80h)), QStringLiteral("3 d"));
        QCOMPARE(plain(relativeTime(afternoon, afternoon + 300ms)), QStringLiteral("just now"));
        QCOMPARE(plain(relativeTime(afternoon, afternoon + 2min)), QStringLiteral("2 m ago"));
        QCOMPARE(plain(relativeTime(afternoon + 4s, afternoon)), QStringLiteral("in 4 s"));
    }

    void timesNameTheirZone()
    {
        QCOMPARE(clockTime(afternoon, TimeZoneMode::Utc), QStringLiteral("14:02:11 UTC"));
        QCOMPARE(clockTime(afternoon, TimeZoneMode::Local), QStringLiteral("15:02:11 CET"));
        QCOMPARE(clockTime(afternoon + 24h * 120, TimeZoneMode::Local), QStringLiteral("16:02:11 CEST"));
        QCOMPARE(preciseTime(afternoon, TimeZoneMode::Utc), QStringLiteral("14:02:11.123 UTC"));
        QCOMPARE(dateTime(afternoon, TimeZoneMode::Utc), QStringLiteral("2026-03-01 14:02:11 UTC"));
        QCOMPARE(shortTime(afternoon, afternoon + 9h, TimeZoneMode::Utc), QStringLiteral("14:02:11 UTC"));
        QCOMPARE(shortTime(afternoon, afternoon + 9h, TimeZoneMode::Local),
            QStringLiteral("2026-03-01 15:02:11 CET")); // midnight passed in Berlin
        QCOMPARE(asOf(afternoon, afternoon, TimeZoneMode::Utc), QStringLiteral("as of 14:02:11 UTC"));
    }

    void zonesWithoutAName()
    {
        qputenv("TZ", "Asia/Dubai");
        ::tzset();
        QCOMPARE(clockTime(afternoon, TimeZoneMode::Local), QStringLiteral("18:02:11 UTC+04"));
        qputenv("TZ", "Europe/Berlin");
        ::tzset();
    }

    void oneSwitch()
    {
        QCOMPARE(clockTime(afternoon), QStringLiteral("14:02:11 UTC"));
        setTimeZoneMode(TimeZoneMode::Local);
        QCOMPARE(clockTime(afternoon), QStringLiteral("15:02:11 CET"));
        setTimeZoneMode(TimeZoneMode::Utc);
    }
};

PH_TEST(TestFormats)
#include "tst_formats.moc"
