// SPDX-License-Identifier: GPL-3.0-or-later
// A worker that was started without task events: found, turned on, turned off again.
#include "app/pilothousectl/companion/runoperation.h"
#include "services/queues/eventsoperation.h"
#include "services/queues/revokeoperation.h"
#include "tests/integration/queues/brokersession.h"
#include "tests/support/testmain.h"

using namespace ph;
using queues::EventsOperation;

namespace {

/// An act as `pilothousectl` does it with these arguments: how it ended, and what it printed.
struct Acted {
    Result<ctl::ExitCode> code;
    QByteArray out;
};

Acted act(platform::PlatformSession &session, const QStringList &options, const operations::ActionSpec &spec,
    ctl::MakeOperation make)
{
    QCommandLineParser parser;
    parser.addOptions({{QStringLiteral("yes"), {}}, {QStringLiteral("dry-run"), {}},
        {QStringLiteral("yes-name"), {}, QStringLiteral("NAME")},
        {QStringLiteral("reason"), {}, QStringLiteral("TEXT")}});
    parser.parse(QStringList {QStringLiteral("pilothousectl")} + options);
    std::FILE *out = std::tmpfile();
    ctl::Output output(ctl::Output::Format::Human, out, out);
    const SystemClock clock;
    ctl::Context context(parser, {}, {}, output, clock, {});
    Acted acted {test::await(ctl::runOperation(&context, &session, spec, std::move(make)), 60'000), {}};
    output.flush();
    std::rewind(out);
    for (int c = std::fgetc(out); c != EOF; c = std::fgetc(out))
        acted.out += char(c);
    std::fclose(out);
    return acted;
}

} // namespace

class TestEventsOperation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (test::celeryPython().isEmpty())
            QSKIP("no Python with Celery: set PH_PYTHON");
        QVERIFY(m_redis.start(test::aclOfReadme()));
        QVERIFY(m_worker.start(
            QStringLiteral("quiet"), m_redis.port(), {QStringLiteral("agents")}, 2, QStringLiteral("silent_app:app")));
    }

    void turnedOnAndOff()
    {
        const QString node = QStringLiteral("quiet@test");
        test::BrokerSession s({m_redis.port()});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(node), 20'000);
        // It works, and nothing is heard of it.
        const auto sendsNoEvents = [&] {
            work();
            const auto workers = s.queues().store().workers();
            return !workers.empty() && workers[0].sendsNoEvents();
        };
        QTRY_VERIFY_WITH_TIMEOUT(sendsNoEvents(), 20'000);
        const auto run = s.planAndRun([node](queues::QueueService &service) -> std::shared_ptr<operations::Operation> {
            return std::make_shared<EventsOperation>(service, QStringList {node}, true);
        });
        QVERIFY2(run, qPrintable(run ? QString() : brief(run.error())));
        QCOMPARE(operations::runPhaseName(run->phase), QStringLiteral("done"));
        QVERIFY(run->steps[0].step.command.contains(QLatin1String("enable_events")));
        QVERIFY(run->steps[0].step.command.contains(node));
        const QString id = work();
        QTRY_COMPARE_WITH_TIMEOUT(s.state(id), QStringLiteral("SUCCESS"), 10'000);
        QVERIFY(!s.queues().store().workers()[0].sendsNoEvents());
        QVERIFY(run->undo);
        const auto back = s.planAndRun([operation = run->undo](queues::QueueService &) { return operation; });
        QVERIFY2(back, qPrintable(back ? QString() : brief(back.error())));
        QCOMPARE(back->action, QStringLiteral("queues.disable_events"));
        QCOMPARE(operations::runPhaseName(back->phase), QStringLiteral("done"));
    }

    /// A worker that was started with events on answers that they are off already, and goes on: the stream tells.
    void whoGoesOnIsNamed()
    {
        test::CeleryWorker loud;
        QVERIFY(loud.start(QStringLiteral("loud"), m_redis.port(), {QStringLiteral("loud")}, 1));
        const QString node = QStringLiteral("loud@test");
        test::BrokerSession s({m_redis.port()});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(node), 20'000);
        const auto turnOff = [node](queues::QueueService &service) -> std::shared_ptr<operations::Operation> {
            return std::make_shared<EventsOperation>(service, QStringList {node}, false);
        };
        // Idle, and nothing was heard of it yet: it did nothing, and what it answers proves nothing.
        const auto unproven = s.planAndRun(turnOff);
        QVERIFY2(unproven, qPrintable(unproven ? QString() : brief(unproven.error())));
        QCOMPARE(operations::runPhaseName(unproven->phase), QStringLiteral("done-with-warnings"));
        QVERIFY2(unproven->evidence.startsWith(QStringLiteral(
                     "loud@test answered “task events already disabled”: nothing was changed. Whether they are off is "
                     "not known")),
            qPrintable(unproven->evidence));
        const QString id = work(QStringLiteral("loud"));
        QTRY_COMPARE_WITH_TIMEOUT(s.state(id), QStringLiteral("SUCCESS"), 10'000);
        // Idle: its own words contradict what was heard.
        const auto idle = s.planAndRun(turnOff);
        QVERIFY2(idle, qPrintable(idle ? QString() : brief(idle.error())));
        QCOMPARE(operations::runPhaseName(idle->phase), QStringLiteral("done-with-warnings"));
        QVERIFY2(idle->evidence.startsWith(QLatin1String("loud@test: says that they were off already, though")),
            qPrintable(idle->evidence));
        // And where tasks run meanwhile, their events tell.
        QVERIFY(sendMany(QStringLiteral("loud"), 90));
        const auto run = s.planAndRun(turnOff);
        QVERIFY2(run, qPrintable(run ? QString() : brief(run.error())));
        QCOMPARE(operations::runPhaseName(run->phase), QStringLiteral("done-with-warnings"));
        QCOMPARE(run->evidence, QStringLiteral("loud@test goes on sending events: it was started with them on (-E)."));
        const auto again
            = s.planAndRun([node](queues::QueueService &service) -> std::shared_ptr<operations::Operation> {
                  return std::make_shared<EventsOperation>(service, QStringList {node}, true);
              });
        QVERIFY2(again, qPrintable(again ? QString() : brief(again.error())));
        QCOMPARE(operations::runPhaseName(again->phase), QStringLiteral("done"));
        QCOMPARE(again->evidence, QStringLiteral("1 of 1 agreed. Events of 1 worker arrive."));
    }

    /// What is small and can be taken back is done at once, as by one click in the window; everything else shows its
    /// plan and wants to be confirmed.
    void theCompanionAsksOnlyWhereTheWindowDoes()
    {
        test::BrokerSession s({m_redis.port()});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(QStringLiteral("quiet@test")), 20'000);
        auto *service = &s.queues();
        const auto events = act(s.session(), {}, EventsOperation::specOf(true),
            [service]() -> Result<std::shared_ptr<operations::Operation>> {
                return std::make_shared<EventsOperation>(*service, QStringList {}, true);
            });
        QVERIFY2(events.code && *events.code == ctl::ExitCode::Done, events.out);
        QVERIFY2(events.out.contains("undo: "), events.out);
        QCOMPARE(s.history().size(), std::size_t(1));
        const auto shown = act(s.session(), {QStringLiteral("--dry-run")}, EventsOperation::specOf(false),
            [service]() -> Result<std::shared_ptr<operations::Operation>> {
                return std::make_shared<EventsOperation>(*service, QStringList {}, false);
            });
        QVERIFY2(shown.code && *shown.code == ctl::ExitCode::Done, shown.out);
        const auto revoke = act(s.session(), {}, queues::RevokeOperation::specOf(false),
            [service]() -> Result<std::shared_ptr<operations::Operation>> {
                return std::make_shared<queues::RevokeOperation>(
                    *service, queues::RevokeRequest {{QStringLiteral("x")}});
            });
        QVERIFY2(revoke.code && *revoke.code == ctl::ExitCode::Refused, revoke.out);
        QVERIFY2(revoke.out.contains("--yes"), revoke.out);
        QCOMPARE(s.history().size(), std::size_t(1)); // neither of the two did anything
    }

private:
    /// A task that takes a moment, to its end; its id.
    QString work(const QString &queue = QStringLiteral("agents"))
    {
        const auto sent = test::runPython(
            {QStringLiteral("-c"),
                QStringLiteral("from adk_agent.tasks import agents\n"
                               "r = agents.plan_steps.apply_async(('t', 's'), {'seconds': 0.01}, queue='%1')\n"
                               "r.get(timeout=20)\nprint(r.id, end='')")
                    .arg(queue)},
            m_redis.port());
        return sent ? QString::fromUtf8(*sent) : QString();
    }
    /// Tasks of a tenth of a second each.
    bool sendMany(const QString &queue, int count)
    {
        return test::runPython(
            {QStringLiteral("-c"),
                QStringLiteral("from adk_agent.tasks import agents\nfor _ in range(%1):\n"
                               "    agents.plan_steps.apply_async(('t', 's'), {'seconds': 0.1}, queue='%2')")
                    .arg(count)
                    .arg(queue)},
            m_redis.port())
            .has_value();
    }

    test::RedisServer m_redis;
    test::CeleryWorker m_worker;
};

PH_TEST(TestEventsOperation)
#include "tst_events.moc"
