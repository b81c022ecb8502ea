// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/overview/linkverdicts.h"
#include "services/overview/overview.h"
#include "services/wording/times.h"
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
        QVERIFY2(
            verdict.headline().startsWith(QLatin1String(
                "2 things need you: agents.high has not drained since 13:58, and Prometheus has not answered since ")),
            qPrintable(verdict.headline()));
        QCOMPARE(verdict.lookFirst, QStringLiteral("agents.high")); // stands longest
        QCOMPARE(verdict.notSeen, QStringLiteral("Not seen: Prometheus."));
        QCOMPARE(verdict.rest, QStringLiteral("The rest is fine: Workers."));
        QCOMPARE(verdict.lines.size(), 3U);
        QCOMPARE(verdict.lines.back().severity, Severity::Warning);
    }

    /// A trouble that is known for long must not hide what will break.
    void whatWillBreakIsNamedBesideWhatIsBroken()
    {
        std::vector<VerdictLine> lines;
        for (const char *each : {"w1 was not heard for 3 h", "w2 was not heard for 3 h", "w3 was not heard for 3 h"})
            lines.push_back(line(Severity::Broken, QLatin1String(each)));
        lines.push_back(line(Severity::Warning, QStringLiteral("5 tasks were taken, but no worker has them")));
        auto verdict = judged({}, {area(QStringLiteral("Queues"), lines)});
        QCOMPARE(verdict.watch, QStringLiteral("To watch: 5 tasks were taken, but no worker has them."));
        for (const char *each : {"a grows", "b grows", "c grows", "d grows"})
            lines.push_back(line(Severity::Warning, QLatin1String(each)));
        verdict = judged({}, {area(QStringLiteral("Queues"), lines)});
        QCOMPARE(verdict.watch,
            QStringLiteral("To watch: 5 tasks were taken, but no worker has them; a grows; b grows; c grows; 1 more."));
        lines.erase(lines.begin(), lines.begin() + 3);
        verdict = judged({}, {area(QStringLiteral("Queues"), lines)}); // then they are the headline
        QVERIFY(verdict.watch.isEmpty());
        QVERIFY(verdict.headline().startsWith(QLatin1String("5 things to watch: 5 tasks were taken")));
    }

    void manyThingsStayOneSentence()
    {
        std::vector<VerdictLine> lines;
        for (const char *each : {"a is stuck", "b is stuck", "c is stuck", "d is stuck"})
            lines.push_back(line(Severity::Broken, QLatin1String(each)));
        const auto headline = [&lines] { return judged({}, {area(QStringLiteral("Queues"), lines)}).headline(); };
        QCOMPARE(headline(), QStringLiteral("4 things need you: a is stuck, b is stuck, c is stuck, and d is stuck."));
        for (const char *each : {"e is stuck", "f is stuck"})
            lines.push_back(line(Severity::Broken, QLatin1String(each)));
        QCOMPARE(headline(),
            QStringLiteral("6 things need you: a is stuck, b is stuck, c is stuck, d is stuck, and 2 more."));
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
                {QStringLiteral("link-silent"), QStringLiteral("link-degraded"), QStringLiteral("clock-skew")}));
        QVERIFY(verdict.lines.back().sentence.contains(QLatin1String("10")));
        QCOMPARE(verdict.summary, QStringLiteral("1 of 4 live"));
    }

    void oneDeadServerIsOneFinding()
    {
        std::vector<LinkInfo> links;
        for (const char *label : {"Redis broker", "Redis results", "Redis cache", "Celery events"})
            links.push_back(link(QLatin1String(label), LinkKind::Redis, LinkPhase::Down, s_refused));
        links.back().address += QStringLiteral("/0");
        links[1].state.phase = LinkPhase::Connecting; // is being tried again just now
        links[2].state.lastHeard = s_clock.monotonic() - 5s; // the last that heard of it
        for (const int last : {0, 1, 3})
            links[size_t(last)].state.lastHeard = s_clock.monotonic() - 7s;
        const auto verdict = judged(links);
        QCOMPARE(verdict.headline(),
            QStringLiteral(
                "1 thing needs you: Redis h:1 (broker, results, cache, Celery events) has not answered since "
                "%1.")
                .arg(wording::clockTime(s_clock.wall() - 5s)));
        QCOMPARE(verdict.notSeen, QStringLiteral("Not seen: Redis h:1."));
        QCOMPARE(verdict.lookFirst, QStringLiteral("Redis h:1"));
    }

    void sinceIsTheLastAnswerAndNeverInventedForALinkThatNeverAnswered()
    {
        auto never = link(QStringLiteral("Prometheus"), LinkKind::Prometheus, LinkPhase::Down, s_refused);
        never.state.lastHeard = {};
        QCOMPARE(judged({never}).headline(), QStringLiteral("1 thing needs you: Prometheus does not answer."));
        auto stopped = link(QStringLiteral("Prometheus"), LinkKind::Prometheus, LinkPhase::Degraded, s_refused);
        stopped.state.reason.kind = ErrorKind::Timeout;
        stopped.state.lastHeard = s_clock.monotonic() - 7s;
        QCOMPARE(judged({stopped}).headline(),
            QStringLiteral("1 thing to watch: Prometheus has not answered since %1.")
                .arg(wording::clockTime(s_clock.wall() - 7s)));
        stopped.state.lastHeard = s_clock.monotonic() - 70s; // a connection that stands is no excuse for ever
        QCOMPARE(judged({stopped}).severity, Severity::Broken);
    }

    void aCauseStandsBeforeWhatFollowsFromIt()
    {
        auto queue = line(Severity::Broken, QStringLiteral("llm has not drained since 13:58"), 600s);
        auto other = line(Severity::Broken, QStringLiteral("no worker takes from artifacts"), 900s);
        queue.isEffect = other.isEffect = true;
        const auto worker = line(Severity::Broken, QStringLiteral("worker-2 was not heard for 40 s"), 40s);
        const auto verdict = judged({link(QStringLiteral("Prometheus"), LinkKind::Prometheus, LinkPhase::Live)},
            {area(QStringLiteral("Queues"), {queue, other, worker})});
        QCOMPARE(verdict.lookFirst, QStringLiteral("worker-2"));
        QVERIFY2(verdict.headline().contains(QLatin1String("needs you: worker-2"))
                || verdict.headline().contains(QLatin1String("need you: worker-2")),
            qPrintable(verdict.headline()));
        // without a cause the one that stands longest comes first
        QCOMPARE(judged({}, {area(QStringLiteral("Queues"), {queue, other})}).lookFirst, QStringLiteral("no"));
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
