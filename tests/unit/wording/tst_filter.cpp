// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/filter.h"
#include "services/wording/filtercompletion.h"
#include "services/wording/filtermatcher.h"
#include "tests/support/testmain.h"

#include <QRandomGenerator>
#include <algorithm>

using namespace ph;
using namespace ph::wording;
using namespace std::chrono_literals;

namespace {

const WallTime now {Milliseconds {1'772'373'731'000}}; // 2026-03-01 14:02:11 UTC, a Sunday
const FilterMoment moment {now, TimeZoneMode::Utc};

FilterSchema taskSchema()
{
    FilterSchema schema;
    schema.fields = {
        {QStringLiteral("state"), FieldType::Enum,
            {QStringLiteral("started"), QStringLiteral("failed"), QStringLiteral("retry")}, {}, false},
        {QStringLiteral("name"), FieldType::Text, {}, QStringLiteral("Name of the task"), false},
        {QStringLiteral("runtime"), FieldType::Duration, {}, {}, false},
        {QStringLiteral("size"), FieldType::Bytes, {}, {}, false},
        {QStringLiteral("retries"), FieldType::Number, {}, {}, false},
        {QStringLiteral("received"), FieldType::Time, {}, {}, false},
        {QStringLiteral("error"), FieldType::Text, {}, {}, true},
    };
    schema.timeField = QStringLiteral("received");
    return schema;
}

struct Row final : FilterRow {
    QString state, name, error;
    std::optional<double> runtime, size, retries, received;
    QString shown;

    [[nodiscard]] QStringView text(int field) const override { return field == 0 ? state : field == 1 ? name : error; }
    [[nodiscard]] std::optional<double> number(int field) const override
    {
        return field == 2 ? runtime : field == 3 ? size : field == 4 ? retries : received;
    }
    [[nodiscard]] QStringView visibleText() const override { return shown; }
};

Row sampleRow()
{
    Row row;
    row.state = QStringLiteral("Failed");
    row.name = QStringLiteral("agents.run_agent");
    row.error = QStringLiteral("ConnectionError: Größe falsch");
    row.runtime = 5.2;
    row.size = 64'000;
    row.retries = 3;
    row.received = 1'772'373'600'000.0; // 14:00:00
    row.shown = QStringLiteral("failed agents.run_agent acme-labs 5.2 s");
    return row;
}

ParsedFilter parse(const QString &text) { return parseFilter(text, taskSchema(), moment); }

bool matches(const QString &text, const Row &row)
{
    const auto parsed = parse(text);
    return parsed.isGood() && FilterMatcher(parsed.filter, taskSchema()).matches(row);
}

/// All but the places in the text.
bool isSame(const Filter &a, const Filter &b)
{
    if (a.terms.size() != b.terms.size())
        return false;
    for (qsizetype i = 0; i < a.terms.size(); ++i) {
        const FilterTerm &x = a.terms[i];
        const FilterTerm &y = b.terms[i];
        if (x.isNegated != y.isNegated || x.field != y.field || x.op != y.op || x.values.size() != y.values.size())
            return false;
        for (qsizetype v = 0; v < x.values.size(); ++v) {
            if (x.values[v].text != y.values[v].text || x.values[v].isQuoted != y.values[v].isQuoted
                || x.values[v].number != y.values[v].number)
                return false;
        }
    }
    return true;
}

} // namespace

class TestFilter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rows_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("expected");
        const auto row
            = [](const char *text, bool expected) { QTest::newRow(text) << QString::fromUtf8(text) << expected; };
        row("", true);
        row("   ", true);
        row("acme", true);
        row("ACME", true);
        row("acme failed", true);
        row("acme started", false);
        row("\"run_agent acme\"", true);
        row("\"acme run_agent\"", false);
        row("-acme", false);
        row("-started", true);
        row("-\"acme-labs 5.2\"", false);
        row("acme*5.2", true);
        row("state:failed", true);
        row("STATE:FAILED", true);
        row("state:started,failed", true);
        row("state:started,retry", false);
        row("-state:started,retry", true);
        row("state:f*", true);
        row("name:agents.*", true);
        row("name:agents", false);
        row("name:*run?agent", true);
        row("name:\"agents.*\"", false);
        row("name:=agents.run_agent", true);
        row("error:größe", true);
        row("error:GRÖSSE", false); // ß is one sign here
        row("error:\"connectionerror: g\"", true);
        row("error:conn*falsch", true);
        row("error:none", false);
        row("-error:none", true);
        row("runtime:>5s", true);
        row("runtime:>5.2s", false);
        row("runtime:>=5.2s", true);
        row("runtime:<1m", true);
        row("runtime:5s", true);
        row("runtime:6s", false);
        row("runtime:5.2s", true);
        row("runtime:5.3s", false);
        row("runtime:5200ms", true);
        row("runtime:>1h30m", false);
        row("runtime:none", false);
        row("size:>60KB", true);
        row("size:>63KiB", false);
        row("size:<=64KB", true);
        row("size:64000", true);
        row("retries:3", true);
        row("retries:1,3", true);
        row("retries:>2", true);
        row("retries:<-1", false);
        row("retries:>=0.003k", true);
        row("after:13:59", true);
        row("after:14:00:01", false);
        row("before:14:01", true);
        row("before:14:00", false);
        row("after:\"yesterday 18:00\"", true);
        row("before:\"yesterday 18:00\"", false);
        row("after:\"5m ago\"", true);
        row("after:\"1m ago\"", false);
        row("after:2026-03-01", true);
        row("after:today before:now", true);
        row("after:2026-03-01T14:00:00Z before:2026-03-01T15:00:00+01:00", false);
        row("after:2026-03-01T14:59:59+01:00", true);
        row("received:14:00", true);
        row("received:>\"2026-03-01 13:00\"", true);
        row("redis://host", false); // an address is a word
        row("12:30", false); // so is a time
        row("state:failed name:agents.* runtime:>5s -error:timeout acme", true);
    }
    void rows()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        const auto parsed = parse(text);
        QVERIFY2(parsed.isGood(), parsed.problems.isEmpty() ? "" : qPrintable(parsed.problems.first().message));
        QCOMPARE(FilterMatcher(parsed.filter, taskSchema()).matches(sampleRow()), expected);
        // There and back again.
        const auto again = parse(toText(parsed.filter));
        QVERIFY2(again.isGood() && isSame(parsed.filter, again.filter), qPrintable(toText(parsed.filter)));
        QCOMPARE(toText(again.filter), toText(parsed.filter));
    }

    void noValueThere()
    {
        Row row;
        QVERIFY(matches(QStringLiteral("error:none"), row));
        QVERIFY(matches(QStringLiteral("runtime:none"), row));
        QVERIFY(matches(QStringLiteral("state:none,failed"), row));
        QVERIFY(!matches(QStringLiteral("-runtime:none"), row));
        QVERIFY(!matches(QStringLiteral("runtime:<5s"), row));
        QVERIFY(matches(QStringLiteral("-runtime:<5s"), row));
        row.error = QStringLiteral("none");
        QVERIFY(!matches(QStringLiteral("error:none"), row));
        QVERIFY(matches(QStringLiteral("error:\"none\""), row));
    }

    void mistakesAreUnderlined_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("underlined");
        QTest::addColumn<QString>("part");
        const auto row = [](const char *text, const char *underlined, const char *part) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(underlined) << QString::fromUtf8(part);
        };
        row("acme stat:failed", "stat", "There is no field “stat” here. Fields: state, name");
        row("-stat:failed", "stat", "no field “stat”");
        row("runtime:>5x", "5x", "a duration like 250ms, 5s or 1h30m");
        row("runtime:", "", "a duration");
        row("runtime:>", "", "a duration");
        row("size:5q", "5q", "a size like");
        row("retries:three", "three", "a number");
        row("state:broken", "broken", "expected here: started, failed, retry");
        row("state:failed,", "", "started, failed, retry");
        row("name:>a", ">a", "“name” is a text");
        row("after:25:00", "25:00", "a time like");
        row("after:now,now", "now,now", "Only one value");
        row("runtime:>1s,2s", ">1s,2s", "Only one value");
        row("name:\"agents", "\"agents", "closing quote is missing");
        row("name:\"a\"b acme", "b", "blank is expected");
        row("runtime:>none", "none", "a duration");
    }
    void mistakesAreUnderlined()
    {
        QFETCH(QString, text);
        QFETCH(QString, underlined);
        QFETCH(QString, part);
        const auto parsed = parse(text);
        QCOMPARE(parsed.problems.size(), 1);
        const auto problem = parsed.problems.first();
        QCOMPARE(text.mid(problem.span.start, problem.span.length), underlined);
        QVERIFY2(problem.message.contains(part), qPrintable(problem.message));
        const bool hasGoodTerm = text.contains(QStringLiteral("acme"));
        QCOMPARE(parsed.filter.terms.size(), hasGoodTerm ? 1 : 0); // the rest is understood
    }

    void placesInTheText()
    {
        const QString text = QStringLiteral("  -state:failed,\"retry\"  acme");
        const auto parsed = parse(text);
        QVERIFY(parsed.isGood());
        const auto part = [&](FilterSpan span) { return text.mid(span.start, span.length); };
        QCOMPARE(part(parsed.filter.terms[0].span), QStringLiteral("-state:failed,\"retry\""));
        QCOMPARE(part(parsed.filter.terms[0].values[1].span), QStringLiteral("\"retry\""));
        QCOMPARE(part(parsed.filter.terms[1].span), QStringLiteral("acme"));
    }

    void aClockIsTheLatestOne()
    {
        const auto timeOf = [](const char *text, const FilterMoment &at) {
            const auto parsed
                = parseFilter(QStringLiteral("after:\"%1\"").arg(QString::fromUtf8(text)), taskSchema(), at);
            return parsed.isGood() ? WallTime {Milliseconds {qint64(parsed.filter.terms[0].values[0].number)}}
                                   : WallTime {};
        };
        QCOMPARE(timeOf("14:00", moment), now - 2min - 11s);
        QCOMPARE(timeOf("15:00", moment), now - 2min - 11s - 23h); // today's is still to come
        qputenv("TZ", "Europe/Berlin");
        ::tzset();
        QCOMPARE(timeOf("15:00", {now, TimeZoneMode::Local}), now - 2min - 11s);
        QCOMPARE(timeOf("14:00 UTC", {now, TimeZoneMode::Local}), now - 2min - 11s);
        QCOMPARE(timeOf("2026-03-01T15:00:00", {now, TimeZoneMode::Local}), now - 2min - 11s);
    }

    void termsMadeByTheProgramReadBack_data()
    {
        QTest::addColumn<QString>("value");
        for (const char *value : {"plain", "two words", "a,b", "say \"x\"", "back\\slash", "none", ">5", "a*b", "",
                 "-x", "=y", "\\", "\"", "a:b", "tab\there"})
            QTest::newRow(value) << QString::fromUtf8(value);
    }
    void termsMadeByTheProgramReadBack()
    {
        QFETCH(QString, value);
        for (const QString &field : {QStringLiteral("name"), QString()}) {
            const QString text = toText(makeTerm(field, {value}, true));
            const auto parsed = parse(text);
            QVERIFY2(parsed.isGood(), qPrintable(text));
            QCOMPARE(parsed.filter.terms.size(), 1);
            QCOMPARE(parsed.filter.terms[0].values[0].text, value);
            QCOMPARE(parsed.filter.terms[0].field, field);
            QVERIFY(parsed.filter.terms[0].isNegated);
        }
        Row row;
        row.name = value;
        if (!value.isEmpty())
            QVERIFY(matches(toText(makeTerm(QStringLiteral("name"), {value})), row));
    }

    void anyTextIsRead()
    {
        // Random texts of the language's own signs: no crash, spans inside the text, and what was understood reads
        // back.
        const QStringList pieces {QStringLiteral("state"), QStringLiteral("name"), QStringLiteral("runtime"),
            QStringLiteral("after"), QStringLiteral(":"), QStringLiteral(","), QStringLiteral("\""),
            QStringLiteral("\\"), QStringLiteral("-"), QStringLiteral(" "), QStringLiteral(">"), QStringLiteral("<="),
            QStringLiteral("5s"), QStringLiteral("none"), QStringLiteral("*"), QStringLiteral("?"),
            QStringLiteral("failed"), QStringLiteral("14:00"), QStringLiteral("ago"), QStringLiteral("é"),
            QString(QChar(0xd800)), QString(QChar(0)), QStringLiteral("9999999999999999999999"),
            QStringLiteral("1e999")};
        QRandomGenerator random(20260301);
        for (int round = 0; round < 20'000; ++round) {
            QString text;
            for (int i = random.bounded(14); i >= 0; --i)
                text += pieces[random.bounded(int(pieces.size()))];
            const auto parsed = parse(text);
            for (const auto &problem : parsed.problems)
                QVERIFY(problem.span.start >= 0 && problem.span.length >= 0
                    && problem.span.start + problem.span.length <= text.size());
            const auto again = parse(toText(parsed.filter));
            QVERIFY2(again.isGood() && isSame(parsed.filter, again.filter),
                qPrintable(text + QStringLiteral("  =>  ") + toText(parsed.filter)));
            (void)FilterMatcher(parsed.filter, taskSchema()).matches(sampleRow());
            const auto completions = completeFilter(text, random.bounded(int(text.size()) + 2) - 1, taskSchema(), {});
            QVERIFY(completions.replaced.start >= 0
                && completions.replaced.start + completions.replaced.length <= text.size());
        }
    }

    void longTextsAreBounded()
    {
        const auto many = parse(QStringLiteral("x ").repeated(200));
        QVERIFY(!many.isGood());
        QCOMPARE(many.filter.terms.size(), 64);
        QVERIFY(!parse(QStringLiteral("name:") + QStringLiteral("a,").repeated(500)).isGood());
        QVERIFY(!parse(QString(100'000, QLatin1Char('x'))).isGood());
        // A glob that makes naive matchers go on for ever (then ctest ends it)
        Row row;
        row.shown = QString(5000, QLatin1Char('a'));
        QVERIFY(!matches(QStringLiteral("*a*a*a*a*a*a*a*a*a*a*a*a*b"), row));
    }

    void completesNamesAndValues()
    {
        const auto labels = [](const FilterCompletions &completions) {
            QStringList out;
            for (const auto &candidate : completions.candidates)
                out << candidate.label;
            return out;
        };
        const ValueSource source = [](int field, const QString &) {
            if (field == 0)
                return QList<ValueCount> {{QStringLiteral("failed"), 12}, {QStringLiteral("started"), 400}};
            return QList<ValueCount> {{QStringLiteral("agents.run"), 7}, {QStringLiteral("two words"), 9}};
        };
        const FilterSchema schema = taskSchema();
        const auto at = [&](const char *text) {
            const QString all = QString::fromUtf8(text);
            return completeFilter(all, int(all.size()), schema, source);
        };
        QCOMPARE(labels(at("acme r")),
            (QStringList {QStringLiteral("runtime"), QStringLiteral("retries"), QStringLiteral("received"),
                QStringLiteral("error"), QStringLiteral("after"), QStringLiteral("before")}));
        QCOMPARE(at("acme -ru").candidates.first().text, QStringLiteral("runtime:"));
        QCOMPARE(at("acme -ru").replaced, (FilterSpan {6, 2}));
        QCOMPARE(labels(at("state:")),
            (QStringList {
                QStringLiteral("started"), QStringLiteral("failed"), QStringLiteral("retry"), QStringLiteral("none")}));
        QCOMPARE(at("state:").candidates.first().count, 400);
        QCOMPARE(at("state:").candidates[2].count, 0);
        QCOMPARE(labels(at("state:started,f")), QStringList {QStringLiteral("failed")});
        QCOMPARE(at("state:started,f").replaced, (FilterSpan {14, 1}));
        QCOMPARE(at("name:\"two w").candidates.first().text, QStringLiteral("\"two words\""));
        QCOMPARE(labels(at("after:")).first(), QStringLiteral("5m ago"));
        QCOMPARE(at("after:").candidates.first().text, QStringLiteral("\"5m ago\""));
        QVERIFY(at("nofield:x").candidates.isEmpty());
        const auto inside = completeFilter(QStringLiteral("state:fai name:x"), 8, schema, source);
        QCOMPARE(labels(inside), QStringList {QStringLiteral("failed")});
    }
};

PH_TEST(TestFilter)
#include "tst_filter.moc"
