// SPDX-License-Identifier: GPL-3.0-or-later
// A worker that is gone for good: what can be done to it, forgetting it, its tasks, and how it comes back.
#include "tests/support/accessibility.h"
#include "tests/support/testmain.h"
#include "tests/ui/queues/queuesscene.h"
#include "ui/components/statepill.h"

using namespace ph;
using namespace ph::ui;
using queues::celery::EventKind;

namespace {
const QString s_gone = QStringLiteral("w1@host");
}

class TestGoneWorker : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_redis = std::make_unique<test::RedisServer>();
        QVERIFY(m_redis->start(test::aclOfReadme()));
        m_scene = std::make_unique<test::QueuesScene>(test::BrokerSession::Options {m_redis->port()});
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->session.queues().state().hasSnapshot, 20'000);
        m_scene->page->showTab(QueuesPage::Tab::Workers);
    }
    void cleanup()
    {
        m_scene.reset();
        m_redis.reset();
        QTRY_COMPARE(liveTasks(), 0);
    }

    /// Nobody is there to hear: the acts on living workers say so.
    void actsOfTheLivingAreOffWithTheirReason()
    {
        loseTheWorker();
        QVERIFY(workers()->openObject(s_gone));
        QTRY_VERIFY(m_scene->button(QStringLiteral("Turn off events")));
        QVERIFY(!m_scene->button(QStringLiteral("Turn off events"))->isEnabled());
        QVERIFY(m_scene->says(QStringLiteral("It is lost: it hears nothing")));
        QAbstractButton *forget = m_scene->button(QStringLiteral("Forget this worker"));
        QVERIFY(forget && forget->isEnabled());
        const QSignalSpy judged(&m_scene->model, &models::QueuesModel::changed);
        QTRY_VERIFY(judged.count() >= 3); // the page judges its actions again: who points at a button keeps it
        QCOMPARE(m_scene->button(QStringLiteral("Forget this worker")), forget);
        QVERIFY2(forget->toolTip().contains(QLatin1String("next heartbeat")), qPrintable(forget->toolTip()));
        beat(EventKind::WorkerHeartbeat, 30);
        QTRY_VERIFY(m_scene->button(QStringLiteral("Turn off events"))->isEnabled());
        QVERIFY(m_scene->button(QStringLiteral("Forget this worker")) == nullptr); // it is alive
    }

    void forgottenUndoneAndForgottenAgain()
    {
        loseTheWorker();
        QVERIFY(workers()->openObject(s_gone));
        QTRY_VERIFY(m_scene->button(QStringLiteral("Forget this worker")));
        QTest::mouseClick(m_scene->button(QStringLiteral("Forget this worker")), Qt::LeftButton);
        QTRY_COMPARE(m_scene->model.workers()->rowCount(), 0);
        QTRY_VERIFY(m_scene->says(QStringLiteral("w1@host is forgotten until it is heard again")));
        QTRY_VERIFY(m_scene->says(QStringLiteral("It is forgotten: it comes back by itself")));
        QTRY_VERIFY(m_scene->button(QStringLiteral("Bring it back")));
        QVERIFY(m_scene->says(QStringLiteral("lost since "))); // its facts stay
        QVERIFY(m_scene->button(QStringLiteral("events")) == nullptr);
        QCOMPARE(lostLines(), 0);
        QVERIFY(m_scene->toasts->undoNewest());
        QTRY_COMPARE(m_scene->model.workers()->rowCount(), 1);
        QTRY_COMPARE(lostLines(), 1);
        QVERIFY(workers()->table()->selectId(s_gone));
        QTest::keyClick(workers()->table(), Qt::Key_F, Qt::ShiftModifier);
        QTRY_COMPARE(m_scene->model.workers()->rowCount(), 0);
        // When the toast is long gone the page still knows the way back.
        QTRY_VERIFY(m_scene->button(QStringLiteral("Bring back 1 forgotten worker")));
        QTest::mouseClick(m_scene->button(QStringLiteral("Bring back 1 forgotten worker")), Qt::LeftButton);
        QTRY_COMPARE(m_scene->model.workers()->rowCount(), 1);
        QTRY_VERIFY(m_scene->button(QStringLiteral("Bring back")) == nullptr);
        QCOMPARE(test::unnamedFocusable(&m_scene->window), QStringList());
    }

    /// Whatever had to be done about its tasks has still to be done.
    void whatItHadStaysMarked()
    {
        loseTheWorker();
        forget();
        m_scene->page->showTab(QueuesPage::Tab::Tasks);
        QTRY_VERIFY(m_scene->tasks()->openObject(QStringLiteral("t1")));
        QTRY_VERIFY(m_scene->says(QStringLiteral("Its worker is lost: last heard at ")));
        const int row = m_scene->model.tasks()->rowOf(QStringLiteral("t1"));
        QCOMPARE(m_scene->model.tasks()->status(row, models::TaskTableModel::State), models::Status::Warning);
    }

    /// Killed and started again under its name: the clocks of what it ran stand still, head and table say the same.
    void anotherProcessTookItsName()
    {
        beat(EventKind::WorkerHeartbeat, 30, 100);
        const double now = double(m_scene->session.session().clock().wall().time_since_epoch().count()) / 1000;
        test::feed(m_scene->session.queues().store(), EventKind::TaskReceived, "t1", now - 10, "agents.run");
        test::feed(m_scene->session.queues().store(), EventKind::TaskStarted, "t1", now - 9);
        m_scene->page->showTab(QueuesPage::Tab::Tasks);
        QTRY_VERIFY(m_scene->tasks()->openObject(QStringLiteral("t1")));
        QTRY_VERIFY(m_scene->says(QStringLiteral(" so far · ")));
        beat(EventKind::WorkerOnline, 30, 101);
        QTRY_VERIFY(m_scene->says(QStringLiteral("the process that had it is gone")));
        QTRY_VERIFY(m_scene->says(QStringLiteral("worked at most ")));
        QVERIFY(!m_scene->says(QStringLiteral(" so far")));
        const auto *pill = m_scene->tasks()->findChild<DetailPanel *>()->findChild<StatePill *>();
        QVERIFY(pill != nullptr);
        QTRY_COMPARE(pill->word(), QStringLiteral("interrupted"));
    }

    void aHeartbeatBringsItBack()
    {
        loseTheWorker();
        forget();
        beat(EventKind::WorkerHeartbeat, 2);
        QTRY_COMPARE_WITH_TIMEOUT(m_scene->model.workers()->rowCount(), 1, 5000);
        QCOMPARE(m_scene->model.workers()->row(0).health, queues::WorkerHealth::Alive);
        QTRY_VERIFY(m_scene->model.forgottenWorkers().isEmpty());
        // Lost once more it is a new trouble.
        QTRY_COMPARE_WITH_TIMEOUT(m_scene->model.workers()->row(0).health, queues::WorkerHealth::Lost, 10'000);
        QTRY_COMPARE(lostLines(), 1);
    }

    /// The companion beside the window, or another window of this user.
    void anotherProgramForgetsIt()
    {
        loseTheWorker();
        const QString file = m_scene->session.stateFolder() + QStringLiteral("/workers-forgotten.json");
        QVERIFY(queues::ForgottenWorkers::forget(file, {s_gone}, m_scene->session.session().clock().wall()));
        QTRY_COMPARE_WITH_TIMEOUT(m_scene->model.workers()->rowCount(), 0, 10'000);
        QVERIFY(queues::ForgottenWorkers::bringBack(file, {s_gone}));
        QTRY_COMPARE_WITH_TIMEOUT(m_scene->model.workers()->rowCount(), 1, 10'000);
    }

    void aLivingWorkerIsNotForgotten()
    {
        beat(EventKind::WorkerHeartbeat, 30);
        QTRY_COMPARE(m_scene->model.workers()->rowCount(), 1);
        std::optional<Result<void>> answer;
        m_scene->model.forgetWorkers({s_gone}, [&](const Result<void> &result) { answer = result; });
        QTRY_VERIFY(answer.has_value());
        QVERIFY(!*answer);
        QCOMPARE(answer->error().kind, ErrorKind::Refused);
        QVERIFY(workers()->table()->selectId(s_gone));
        QTest::keyClick(workers()->table(), Qt::Key_F, Qt::ShiftModifier);
        QVERIFY(m_scene->model.forgottenWorkers().isEmpty());
        QCOMPARE(m_scene->toasts->count(), 0);
    }

private:
    [[nodiscard]] ResourcePage *workers() const { return m_scene->page->page(QueuesPage::Tab::Workers); }
    void beat(EventKind kind, double interval = 0.3, std::int64_t pid = 0)
    {
        queues::celery::EventView event;
        event.kind = kind;
        event.hostname = "w1@host";
        event.freq = interval;
        event.pid = pid;
        event.active = 1;
        event.processed = 5;
        event.timestamp = double(m_scene->session.session().clock().wall().time_since_epoch().count()) / 1000;
        m_scene->session.queues().store().apply({&event, 1});
    }
    /// It runs a task, and is not heard any more.
    void loseTheWorker()
    {
        beat(EventKind::WorkerHeartbeat);
        const double now = double(m_scene->session.session().clock().wall().time_since_epoch().count()) / 1000;
        test::feed(m_scene->session.queues().store(), EventKind::TaskReceived, "t1", now, "agents.run");
        test::feed(m_scene->session.queues().store(), EventKind::TaskStarted, "t1", now);
        const auto isLost = [this] {
            const models::WorkerRow *row = m_scene->model.workers()->find(s_gone);
            return row != nullptr && row->health == queues::WorkerHealth::Lost;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isLost(), 10'000);
    }
    void forget()
    {
        m_scene->model.forgetWorkers({s_gone}, [](const Result<void> &result) { QVERIFY(result); });
        QTRY_COMPARE(m_scene->model.workers()->rowCount(), 0);
    }
    /// How often the Overview's verdict names a lost worker.
    [[nodiscard]] int lostLines() const
    {
        int lines = 0;
        for (const auto &area : m_scene->session.session().verdicts().areas())
            for (const auto &line : area.lines)
                lines += line.code == QLatin1String("worker-lost") ? 1 : 0;
        return lines;
    }

    std::unique_ptr<test::RedisServer> m_redis;
    std::unique_ptr<test::QueuesScene> m_scene;
};

PH_TEST(TestGoneWorker)
#include "tst_goneworker.moc"
