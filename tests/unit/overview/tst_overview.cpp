// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/overview/linkverdicts.h"
#include "services/overview/overview.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::overview;
using platform::LinkInfo;
using platform::LinkKind;
using transport::LinkPhase;
using namespace std::chrono_literals;

namespace {

const ManualClock s_clock;

LinkInfo link(const QString &label, LinkKind kind, LinkPhase phase, const Error &reason = {})
{
    LinkInfo info {label.toLower(), kind, label, QStringLiteral("h:1"), {}};
    info.state.phase = phase;
    info.state.reason = reason;
    info.state.since = s_clock.monotonic() - 90s;
    info.state.lastHeard = s_clock.monotonic() - 1s;
    return info;
}

const Error s_refused {ErrorKind::Network, QStringLiteral("connection refused"), QStringLiteral("h:1"), {},
    QStringLiteral("refused"), {}, {}};

AreaVerdict area(const QString &name, std::vector<VerdictLine> lines = {})
{
    AreaVerdict verdict {.area = name.toLower(), .title = name, .lines = std::move(lines)};
    verdict.judgedAt = s_clock.monotonic();
    return verdict;
}

VerdictLine line(Severity severity, const QString &sentence, Milliseconds ago = 0s)
{
    VerdictLine made;
    made.severity = severity;
    made.sentence = sentence;
    made.object = sentence.section(QLatin1Char(' '), 0, 0);
    made.since = ago == 0s ? WallTime {} : s_clock.wall() - ago;
    return made;
}

Verdict judged(const std::vector<LinkInfo> &links, const std::vector<AreaVerdict> &areas = {})
{
    return judge(links, areas, s_clock.monotonic(), s_clock.wall());
}

} // namespace

class TestOverview : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allIsWell()
    {
        const auto verdict = judged(
            {link(QStringLiteral("Redis broker"), LinkKind::Redis, LinkPhase::Live)}, {area(QStringLiteral("Queues"))});
        QCOMPARE(verdict.severity, Severity::Fine);
        QCOMPARE(verdict.headline(), QStringLiteral("All is well."));
        QCOMPARE(verdict.rest, QStringLiteral("Fine: Links (1 of 1 live), Queues."));
        QVERIFY(verdict.notSeen.isEmpty() && verdict.lookFirst.isEmpty());
    }

    void saysWhatNeedsYouAndWhereToBegin()
    {
        const auto verdict
            = judged({link(QStringLiteral("Prometheus"), LinkKind::Prometheus, LinkPhase::Down, s_refused)},
                {area(QStringLiteral("Queues"),
                     {line(Severity::Broken, QStringLiteral("agents.high has not drained since 13:58"), 600s),
                         line(Severity::Warning, QStringLiteral("w"))}),
                    area(QStringLiteral("Workers"))});
        QCOMPARE(verdict.needsYou, 2);
        QVERIFY2(verdict.headline().startsWith(QLatin1String(
                     "2 things need you: agents.high has not drained since 13:58, and Prometheus is down since ")),
            qPrintable(verdict.headline()));
        QCOMPARE(verdict.lookFirst, QStringLiteral("agents.high")); // stands longest
        QCOMPARE(verdict.notSeen, QStringLiteral("Not seen: Prometheus."));
        QCOMPARE(verdict.rest, QStringLiteral("The rest is fine: Workers."));
        QCOMPARE(verdict.lines.size(), 3U);
        QCOMPARE(verdict.lines.back().severity, Severity::Warning);
    }

    void manyThingsStayOneSentence()
    {
        std::vector<VerdictLine> lines;
        for (const char *each : {"a is stuck", "b is stuck", "c is stuck", "d is stuck"})
            lines.push_back(line(Severity::Broken, QLatin1String(each)));
        QCOMPARE(judged({}, {area(QStringLiteral("Queues"), lines)}).headline(),
            QStringLiteral("4 things need you: a is stuck, b is stuck, and 2 more."));
    }

    void anAreaThatFellSilentIsNotFine()
    {
        auto silent = area(QStringLiteral("Queues"));
        silent.judgedAt = s_clock.monotonic() - 20s;
        const auto verdict = judged({}, {silent});
        QCOMPARE(verdict.notSeen, QStringLiteral("Not seen: Queues."));
        QVERIFY(!verdict.rest.contains(QLatin1String("Queues")));
        QCOMPARE(verdict.headline(), QStringLiteral("Nothing is known to be wrong, but not everything is seen."));
    }

    void linksTellTheirOwnState()
    {
        auto skewed = link(QStringLiteral("Auth"), LinkKind::Auth, LinkPhase::Live);
        skewed.state.clock = ServerOffset {600s, 1s, s_clock.monotonic()};
        auto silent = link(QStringLiteral("Redis"), LinkKind::Redis, LinkPhase::Live);
        silent.state.lastHeard = s_clock.monotonic() - 12s;
        const auto verdict = judgeLinks(
            {skewed, silent, link(QStringLiteral("Vault"), LinkKind::SecretStore, LinkPhase::Degraded, s_refused),
                link(QStringLiteral("Postgres"), LinkKind::Postgres, LinkPhase::Idle)},
            s_clock.monotonic(), s_clock.wall());
        QStringList codes;
        for (const VerdictLine &each : verdict.lines)
            codes << each.code;
        QCOMPARE(codes,
            QStringList(
                {QStringLiteral("clock-skew"), QStringLiteral("link-silent"), QStringLiteral("link-degraded")}));
        QVERIFY(verdict.lines.front().sentence.contains(QLatin1String("10")));
        QCOMPARE(verdict.summary, QStringLiteral("1 of 4 live"));
    }

    void boardKeepsTheNewestOfEachArea()
    {
        platform::VerdictBoard board;
        int changes = 0;
        connect(&board, &platform::VerdictBoard::changed, this, [&] { ++changes; });
        std::thread other([&] {
            for (int i = 0; i < 50; ++i)
                board.report(area(QStringLiteral("Workers"), {line(Severity::Notice, QString::number(i))}));
            board.report(area(QStringLiteral("Queues")));
        });
        other.join();
        QTRY_VERIFY(changes > 0);
        QVERIFY(changes < 5);
        const auto areas = board.areas();
        QCOMPARE(areas.size(), 2U);
        QCOMPARE(areas[0].area, QStringLiteral("queues"));
        QCOMPARE(areas[1].lines.front().sentence, QStringLiteral("49"));
    }
};

PH_TEST(TestOverview)
#include "tst_overview.moc"
