// SPDX-License-Identifier: GPL-3.0-or-later
// 200 000 tasks in the store and 4 000 events a second arriving: the page scrolls and filters without a stall of the
// GUI thread. A stall is wall time minus what the thread waited for a processor.
#include "tests/ui/queues/queuesscene.h"
#include "ui/shell/framerecorder.h"
#include "ui/theme/theme.h"

#include <QScrollBar>
#include <QThread>
#include <thread>

using namespace ph;
using namespace ph::ui;
using namespace std::chrono_literals;
using queues::celery::EventKind;
using queues::celery::EventView;

namespace {

constexpr int kTasks = 200'000;
constexpr int kEventsPerSecond = 4000;

std::string idOf(int number) { return "00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + number); }

void apply(queues::TaskStore &store, EventKind kind, const std::string &id, double at, std::string_view name)
{
    EventView event;
    event.kind = kind;
    event.uuid = id;
    event.hostname = "w1@host";
    event.name = name;
    event.timestamp = at;
    store.apply({&event, 1});
}

constexpr std::string_view kNames[] = {"agents.run_session", "agents.plan_steps", "llm.complete", "llm.embed"};

/// Events of new tasks at a steady rate, as the stream's thread would write them.
class Feeder final {
public:
    explicit Feeder(queues::TaskStore &store)
        : m_thread([this, &store](const std::stop_token &stop) {
            const auto start = std::chrono::steady_clock::now();
            for (int done = 0; !stop.stop_requested();) {
                const auto due = int((std::chrono::steady_clock::now() - start) / 1ms) * kEventsPerSecond / 1000;
                for (; done < due; ++done) {
                    static constexpr EventKind s_life[]
                        = {EventKind::TaskReceived, EventKind::TaskStarted, EventKind::TaskSucceeded};
                    apply(store, s_life[done % 3], idOf(kTasks + done / 3), 1'796'000'000.0 + done * 0.00025,
                        kNames[(done / 3) % 4]);
                    m_events = done;
                }
                std::this_thread::sleep_for(1ms);
            }
        })
    {
    }
    [[nodiscard]] int events() const { return m_events; }

private:
    std::atomic<int> m_events {0};
    std::jthread m_thread;
};

} // namespace

class TestQueuesLoad : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_redis.start(test::aclOfReadme()));
        m_scene = std::make_unique<test::QueuesScene>(test::BrokerSession::Options {m_redis.port()});
        auto &store = m_scene->session.queues().store();
        for (int i = 0; i < kTasks; ++i)
            apply(store, i % 11 == 0 ? EventKind::TaskFailed : EventKind::TaskSucceeded, idOf(i),
                1'795'000'000.0 + i * 0.001, kNames[i % 4]);
        QCOMPARE(store.counts().tasks, std::uint32_t(kTasks));
        m_scene->page->showTab(QueuesPage::Tab::Tasks);
        QTRY_COMPARE_WITH_TIMEOUT(m_scene->tasks()->table()->index()->rowCount(), kTasks, 60'000);
    }
    void init()
    {
        recorder().reset();
        recorder().setEnabled(true);
        m_feeder = std::make_unique<Feeder>(m_scene->session.queues().store());
    }
    void cleanup()
    {
        recorder().setEnabled(false);
        m_feeder.reset();
    }
    void cleanupTestCase() { m_scene.reset(); }

    void watching()
    {
        QTest::qWait(3000); // as long as somebody looks
        check("watching");
    }

    void scrolling()
    {
        TableView *table = m_scene->tasks()->table();
        table->setFocus();
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; timer.elapsed() < 4000; ++i) {
            if (i % 40 < 20)
                QTest::keyClick(table, Qt::Key_PageDown);
            else
                table->verticalScrollBar()->setValue((i * 7919) % std::max(1, table->verticalScrollBar()->maximum()));
            QTest::qWait(16);
        }
        table->verticalScrollBar()->setValue(0);
        check("scrolling");
    }

    void filtering()
    {
        FilterBar *bar = m_scene->tasks()->filterBar();
        const models::IndexModel *index = m_scene->tasks()->table()->index();
        for (const char *filter : {"state:failed ", "name:llm.* ", "runtime:>5s ", "embed "}) {
            bar->setText({});
            bar->focusEdit();
            for (const char *key = filter; *key != '\0'; ++key) {
                QTest::keyClick(bar->edit(), *key);
                QTest::qWait(30);
            }
            QTRY_VERIFY_WITH_TIMEOUT(!index->isIndexing(), 20'000);
        }
        m_scene->tasks()->setFilter({});
        QTRY_VERIFY_WITH_TIMEOUT(!index->isIndexing(), 20'000);
        check("filtering");
    }

    void sorting()
    {
        TableView *table = m_scene->tasks()->table();
        for (const int column : {int(models::TaskTableModel::Name), int(models::TaskTableModel::Changed)}) {
            table->sortByColumn(column, Qt::DescendingOrder);
            QTRY_VERIFY_WITH_TIMEOUT(!table->index()->isIndexing(), 30'000);
        }
#ifndef NDEBUG
        recorder().setEnabled(false);
        QSKIP("sorting 200 000 names at once needs the optimised build that is shipped");
#endif
        check("sorting");
    }

private:
    static FrameRecorder &recorder() { return static_cast<Application *>(qApp)->recorder(); }
    void check(const char *what)
    {
        recorder().setEnabled(false);
        const FrameRecorder::Totals &totals = recorder().totals();
        const auto ms = [](std::chrono::nanoseconds time) { return double(time.count()) / 1e6; };
        qInfo("%s: %d events arrived, %d paints, worst paint %.1f ms, worst stall %.1f ms (%s)", what,
            m_feeder->events(), totals.paints, ms(totals.worstPaint), ms(totals.worstStall),
            qPrintable(totals.worstReceiver));
        QVERIFY(m_feeder->events() > 0);
        QVERIFY2(totals.worstStall < FrameRecorder::stallLimit, qPrintable(totals.worstReceiver));
    }

    test::RedisServer m_redis;
    std::unique_ptr<test::QueuesScene> m_scene;
    std::unique_ptr<Feeder> m_feeder;
};

int main(int argc, char **argv)
{
    Application application(argc, argv);
    Theme theme;
    TestQueuesLoad test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_load.moc"
