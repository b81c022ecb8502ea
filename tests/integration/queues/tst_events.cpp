// SPDX-License-Identifier: GPL-3.0-or-later
// A worker that was started without task events: found, turned on, turned off again.
#include "services/queues/eventsoperation.h"
#include "tests/integration/queues/brokersession.h"
#include "tests/support/testmain.h"

using namespace ph;
using queues::EventsOperation;

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

private:
    /// A task that takes a moment, to its end; its id.
    QString work()
    {
        const auto sent
            = test::runPython({QStringLiteral("-c"),
                                  QStringLiteral("from adk_agent.tasks import agents\n"
                                                 "r = agents.plan_steps.apply_async(('t', 's'), {'seconds': 0.01})\n"
                                                 "r.get(timeout=20)\nprint(r.id, end='')")},
                m_redis.port());
        return sent ? QString::fromUtf8(*sent) : QString();
    }

    test::RedisServer m_redis;
    test::CeleryWorker m_worker;
};

PH_TEST(TestEventsOperation)
#include "tst_events.moc"
