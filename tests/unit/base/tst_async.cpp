// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/async.h"
#include "tests/support/testmain.h"

#include <QThread>

using namespace ph;
using namespace std::chrono_literals;

namespace {

/// A service in the usual shape: members used after a wait, scope last, close() first in the destructor.
class Owner {
public:
    explicit Owner(QStringList *log)
        : m_log(log)
    {
    }
    ~Owner()
    {
        m_scope.close();
        m_log->append(QStringLiteral("destroyed"));
    }
    Task<int> ask(std::shared_ptr<Pending<int>> pending)
    {
        auto answer = co_await pending->wait(m_scope.token(), 5s, QStringLiteral("the oracle"));
        m_log->append(answer ? QStringLiteral("answer %1 %2").arg(*answer).arg(m_value) : brief(answer.error()));
        co_return answer;
    }
    Task<int> askTwice(std::shared_ptr<Pending<int>> pending)
    {
        auto first = co_await ask(pending);
        if (!first)
            co_return first;
        co_return *first * 2;
    }
    TaskScope &scope() { return m_scope; }

private:
    QStringList *m_log;
    int m_value = 7;
    TaskScope m_scope;
};

Task<int> throwing(std::stop_token stop)
{
    co_await sleepFor(1ms, stop);
    throw std::runtime_error("boom");
}

} // namespace

class TestAsync : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answers()
    {
        QStringList log;
        Owner owner(&log);
        auto pending = Pending<int>::make();
        std::optional<int> got;
        owner.scope().spawn(owner.askTwice(pending), [&](Result<int> r) { got = r.value_or(-1); });
        pending->resolve(21);
        QVERIFY2(!got, "resolve() must not resume inside itself");
        QTRY_COMPARE(got, 42);
        QCOMPARE(log, QStringList {QStringLiteral("answer 21 7")});
        QCOMPARE(owner.scope().running(), 0);
    }

    void answeredTwice()
    {
        QStringList log;
        Owner owner(&log);
        auto pending = Pending<int>::make();
        int calls = 0;
        owner.scope().spawn(owner.ask(pending), [&](Result<int> r) { calls += r.value_or(-100); });
        pending->resolve(1);
        pending->resolve(2);
        QTRY_COMPARE(calls, 1);
        pending->resolve(3);
        QTest::qWait(1);
        QCOMPARE(calls, 1);
    }

    void ownerDestroyedWhileWaiting()
    {
        QStringList log;
        auto pending = Pending<int>::make();
        bool called = false;
        {
            auto owner = std::make_unique<Owner>(&log);
            owner->scope().spawn(owner->askTwice(pending), [&](Result<int>) { called = true; });
        }
        // The coroutine unwound before the members went, and nobody was called.
        QCOMPARE(log, (QStringList {QStringLiteral("the oracle: cancelled"), QStringLiteral("destroyed")}));
        QVERIFY(!called);
        pending->resolve(1); // a late answer finds nobody
        QTest::qWait(1);
    }

    void ownerDestroyedBetweenAnswerAndResumption()
    {
        QStringList log;
        auto pending = Pending<int>::make();
        {
            auto owner = std::make_unique<Owner>(&log);
            owner->scope().spawn(owner->ask(pending), [](Result<int>) { });
            pending->resolve(5);
        }
        QCOMPARE(log, (QStringList {QStringLiteral("answer 5 7"), QStringLiteral("destroyed")}));
        QTest::qWait(1);
        QCOMPARE(log.size(), 2);
    }

    void deadlinePasses()
    {
        auto pending = Pending<int>::make();
        auto task = [](std::shared_ptr<Pending<int>> p) -> Task<int> {
            co_return co_await p->wait({}, 5ms, QStringLiteral("mute"));
        };
        const auto result = test::await(task(pending));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Timeout);
        QCOMPARE(result.error().where, QStringLiteral("mute"));
        pending->resolve(1);
    }

    void stoppedBeforeItWaits()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto result = test::await(sleepFor(10s, stop.get_token()));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Cancelled);
    }

    void sleeps() { QVERIFY(test::await(sleepFor(2ms, {})).has_value()); }

    void exceptionBecomesError()
    {
        TaskScope scope;
        std::optional<Result<int>> got;
        scope.spawn(throwing(scope.token()), [&](Result<int> r) { got = std::move(r); });
        QTRY_VERIFY(got);
        QCOMPARE(got->error().kind, ErrorKind::Internal);
        QCOMPARE(got->error().what, QStringLiteral("boom"));
    }

    void offloads()
    {
        QThreadPool pool;
        auto square = [](int n) -> Result<int> { return n * n; };
        QCOMPARE(test::await(offload<int>(&pool, {}, 5s, square, 9)).value(), 81);
        auto thrower = []() -> Result<int> { throw std::runtime_error("library said no"); };
        const auto failed = test::await(offload<int>(&pool, {}, 5s, thrower));
        QCOMPARE(failed.error().what, QStringLiteral("library said no"));
    }

    void offloadAbandoned()
    {
        QThreadPool pool;
        std::atomic<bool> finished = false;
        {
            TaskScope scope;
            auto slow = [&finished]() -> Result<int> {
                QThread::msleep(30);
                finished = true;
                return 1;
            };
            scope.spawn(offload<int>(&pool, scope.token(), 5s, slow), [](Result<int>) { QFAIL("called after close"); });
        }
        pool.waitForDone();
        QVERIFY(finished);
        QTest::qWait(1);
    }

    void callsAnotherThread()
    {
        QThread thread;
        QObject object;
        object.moveToThread(&thread);
        thread.start();
        // onThread() keeps the lambda, and so its capture, alive until the task ends.
        // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines)
        auto work = [worker = &thread](std::stop_token stop) -> Task<bool> {
            auto *before = QThread::currentThread();
            if (before != worker)
                co_return fail(ErrorKind::Internal, QStringLiteral("wrong thread"));
            auto slept = co_await sleepFor(1ms, stop);
            if (!slept)
                co_return fail(slept.error());
            co_return QThread::currentThread() == before;
        };
        const auto result = test::await(onThread<bool>(&object, work, {}, 5s));
        QVERIFY(result.value());
        thread.quit();
        thread.wait();
    }

    void cancelReachesTheOtherThread()
    {
        QThread thread;
        QObject object;
        object.moveToThread(&thread);
        thread.start();
        std::atomic<int> ended = 0;
        {
            TaskScope scope;
            // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): kept alive by onThread()
            auto work = [&ended](std::stop_token stop) -> Task<void> {
                auto *counter = &ended;
                auto slept = co_await sleepFor(60s, stop);
                *counter = slept ? 1 : 2;
                co_return slept;
            };
            scope.spawn(
                onThread<void>(&object, work, scope.token(), 60s), [](Result<void>) { QFAIL("called after close"); });
            QTest::qWait(5);
        }
        QTRY_COMPARE(ended.load(), 2);
        thread.quit();
        thread.wait();
        QCOMPARE(liveTasks(), 0);
    }

    void otherObjectGoesBeforeItRan()
    {
        QThread thread; // never started: what is posted to it stays there
        auto object = std::make_unique<QObject>();
        object->moveToThread(&thread);
        auto never = [](std::stop_token) -> Task<int> { co_return 1; };
        TaskScope scope;
        std::optional<Error> error;
        scope.spawn(onThread<int>(object.get(), never, scope.token(), 5s), [&](Result<int> r) { error = r.error(); });
        object.reset();
        QTRY_VERIFY(error);
        QCOMPARE(error->kind, ErrorKind::Cancelled);
    }
};

PH_TEST(TestAsync)
#include "tst_async.moc"
