// SPDX-License-Identifier: GPL-3.0-or-later
// The task table over a live store: a row is one task, and no selection slips to another when the oldest make room.
#include "models/base/facets.h"
#include "models/base/indexmodel.h"
#include "models/queues/queuelistmodel.h"
#include "models/queues/taskfacets.h"
#include "models/queues/tasksearch.h"
#include "models/queues/tasktablemodel.h"
#include "services/wording/times.h"
#include "tests/unit/queues/support.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QRandomGenerator>
#include <limits>

using namespace ph;
using namespace ph::models;
using queues::celery::EventKind;

namespace {

/// A store, its table and the sorted face of it, as the page has them.
struct Table {
    test::StoreFixture f;
    TaskTableModel tasks {f.store, f.clock};
    IndexModel index;
    QAbstractItemModelTester tester {&index, QAbstractItemModelTester::FailureReportingMode::Fatal};
    QItemSelectionModel selection {&index};

    explicit Table(queues::TaskStore::Limits limits = {})
        : f(limits)
    {
        index.setTable(&tasks);
        index.setFilter(taskFilter(&tasks, {}));
        index.sort(TaskTableModel::Changed, Qt::DescendingOrder);
    }
    /// What a frame of the view does.
    void frame()
    {
        tasks.setActive(false);
        tasks.setActive(true);
    }
    QStringList shown() const
    {
        QStringList ids;
        for (int row = 0; row < index.rowCount(); ++row)
            ids << tasks.id(index.sourceRow(row));
        return ids;
    }
    void select(const QString &id)
    {
        selection.select(
            index.index(index.rowOfId(id), 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }
    QStringList selected() const
    {
        QStringList ids;
        for (const QModelIndex &each : selection.selectedRows())
            ids << tasks.id(index.sourceRow(each.row()));
        return ids;
    }
};

QStringList ids(const char *list) { return QString::fromLatin1(list).split(QLatin1Char(' '), Qt::SkipEmptyParts); }

} // namespace

class TestTaskTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Celery tells no runtime of what fails: it is taken from the worker's own times, and marked as such.
    void whatFailedShowsAboutHowLongItRan()
    {
        Table t;
        t.f.event(EventKind::TaskReceived, "a", 100);
        t.f.event(EventKind::TaskStarted, "a", 101);
        t.f.event(EventKind::TaskFailed, "a", 103.5);
        t.f.event(EventKind::TaskFailed, "b", 104); // its start was not heard
        t.frame();
        const int failed = t.tasks.rowOf(QStringLiteral("a"));
        QVERIFY2(t.tasks.text(failed, TaskTableModel::Runtime).startsWith(QStringLiteral("≈ 2.5")),
            qPrintable(t.tasks.text(failed, TaskTableModel::Runtime)));
        QVERIFY(t.tasks.toolTip(failed, TaskTableModel::Runtime).contains(QStringLiteral("no runtime of what fails")));
        QVERIFY(taskFilter(&t.tasks, QStringLiteral("runtime:>2s"))(failed));
        const int unheard = t.tasks.rowOf(QStringLiteral("b"));
        QCOMPARE(t.tasks.text(unheard, TaskTableModel::Runtime), QStringLiteral("–"));
        QVERIFY(!t.tasks.toolTip(unheard, TaskTableModel::Runtime).isEmpty());
    }

    /// Its worker was killed and another process took its name: nothing works on it, whatever Celery says.
    void whatRanInAProcessThatIsGoneRunsNoMore()
    {
        Table t;
        const WallTime began = t.f.clock.wall();
        const double at = double(began.time_since_epoch().count()) / 1000;
        t.f.event(EventKind::TaskReceived, "ran", at);
        t.f.event(EventKind::TaskStarted, "ran", at);
        t.f.event(EventKind::TaskReceived, "prefetched", at);
        t.f.clock.advance(Milliseconds {30'000});
        t.f.event(EventKind::TaskStarted, "new", at + 31);
        t.frame();
        queues::WorkerListing workers;
        workers.workers.resize(1);
        workers.workers[0].worker.hostname = "w1@host";
        const int row = t.tasks.rowOf(QStringLiteral("ran"));
        const int other = t.tasks.rowOf(QStringLiteral("new"));

        // Only lost, it may run on: a network that is cut ends no process.
        workers.workers[0].health = queues::WorkerHealth::Lost;
        workers.workers[0].heardAt = began + Milliseconds {10'000};
        t.tasks.setWorkers(workers);
        QCOMPARE(t.tasks.text(row, TaskTableModel::State), QStringLiteral("running"));
        QVERIFY(t.tasks.runtimeSeconds(t.tasks.entry(row)) >= 30);

        workers.workers[0].health = queues::WorkerHealth::Alive;
        workers.workers[0].worker.restartedAt = began + Milliseconds {30'000};
        t.tasks.setWorkers(workers);
        t.f.clock.advance(Milliseconds {200'000});
        QCOMPARE(t.tasks.text(row, TaskTableModel::State), QStringLiteral("interrupted"));
        QCOMPARE(t.tasks.status(row, TaskTableModel::State), Status::Warning);
        QCOMPARE(t.tasks.runtimeSeconds(t.tasks.entry(row)), 30.0); // and no more
        QVERIFY(t.tasks.text(row, TaskTableModel::Runtime).startsWith(QStringLiteral("≤ 30")));
        QVERIFY(t.tasks.toolTip(row, TaskTableModel::Runtime).contains(QStringLiteral("process that had it is gone")));
        QCOMPARE(t.tasks.text(other, TaskTableModel::State), QStringLiteral("running"));
        QCOMPARE(t.tasks.text(t.tasks.rowOf(QStringLiteral("prefetched")), TaskTableModel::State),
            QStringLiteral("received")); // it comes again
        t.index.setFilter(taskFilter(&t.tasks, QStringLiteral("state:running")));
        QCOMPARE(t.shown(), ids("new"));
        t.index.setFilter(taskFilter(&t.tasks, QStringLiteral("state:interrupted")));
        QCOMPARE(t.shown(), ids("ran"));
        QHash<QString, qint64> counts;
        for (const wording::ValueCount &each : TaskFacets(&t.tasks).values(0, {}, {}))
            counts.insert(each.value, each.count);
        QCOMPARE(counts.value(QStringLiteral("running")), 1);
        QCOMPARE(counts.value(QStringLiteral("interrupted")), 1);
        // It was alive after all, or was delivered again.
        t.f.event(EventKind::TaskSucceeded, "ran", at + 240);
        t.frame();
        QCOMPARE(t.tasks.text(row, TaskTableModel::State), QStringLiteral("succeeded"));
    }

    /// What a value is counted among: the tasks that the rest of the filter leaves.
    void valuesAreCountedAmongWhatIsLeft()
    {
        Table t;
        t.f.event(EventKind::TaskReceived, "a", 100, "w1@host");
        t.f.event(EventKind::TaskFailed, "a", 103, "w1@host");
        t.f.event(EventKind::TaskReceived, "b", 100, "w1@host");
        t.f.event(EventKind::TaskReceived, "c", 100, "w2@host");
        t.frame();
        TaskFacets facets(&t.tasks);
        const auto counts = [&](const char *others) {
            QStringList all;
            for (const wording::ValueCount &each : facets.values(int(TaskField::Worker), {}, QLatin1String(others)))
                all << QStringLiteral("%1 %2").arg(each.value).arg(each.count);
            return all;
        };
        QCOMPARE(counts(""), (QStringList {QStringLiteral("w1@host 2"), QStringLiteral("w2@host 1")}));
        QCOMPARE(counts("state:failed"), (QStringList {QStringLiteral("w1@host 1"), QStringLiteral("w2@host 0")}));
        const auto at = [&](const char *text, const char *beside) {
            const QString typed = QLatin1String(text);
            return otherTerms({typed, int(typed.size()), QLatin1String(beside)}, taskFilterSchema(&t.tasks),
                int(TaskField::Queue), {t.f.clock.wall()});
        };
        QCOMPARE(at("queue:", "state:failed"), QStringLiteral("state:failed"));
        QCOMPARE(at("state:failed queue:a", ""), QStringLiteral("state:failed"));
        QCOMPARE(at("queue:", "queue:llm state:failed"), QStringLiteral("state:failed")); // an alternative
    }

    /// Many tasks are counted in slices: nobody waits at a key.
    void manyValuesAreCountedInSlices()
    {
        Table t;
        constexpr int tasks = 60'000;
        for (int i = 0; i < tasks; ++i)
            t.f.event(i % 10 == 0 ? EventKind::TaskFailed : EventKind::TaskReceived, "task-" + std::to_string(i), 100,
                i % 2 == 0 ? "w1@host" : "w2@host");
        t.frame();
        QTRY_COMPARE_WITH_TIMEOUT(t.index.rowCount(), tasks, 20'000);
        TaskFacets facets(&t.tasks);
        QSignalSpy counted(&facets, &TaskFacets::counted);
        QElapsedTimer time;
        time.start();
        (void)facets.values(int(TaskField::Worker), {}, QStringLiteral("state:failed"));
        QVERIFY2(time.elapsed() < 50, qPrintable(QString::number(time.elapsed())));
        if (facets.isCounting())
            QVERIFY(counted.wait(20'000));
        const auto values = facets.values(int(TaskField::Worker), {}, QStringLiteral("state:failed"));
        QCOMPARE(values.size(), 2);
        QCOMPARE(values.first().value, QStringLiteral("w1@host"));
        QCOMPARE(values.first().count, tasks / 10);
        QCOMPARE(values.last().count, 0);
    }

    /// Its message was purged: it waits for nothing, and says so until something else is told of it.
    void whatIsInNoQueueSaysSo()
    {
        Table t;
        t.f.event(EventKind::TaskSent, "a", 100);
        t.f.event(EventKind::TaskSent, "b", 100);
        t.frame();
        const int row = t.tasks.rowOf(QStringLiteral("a"));
        QVERIFY(t.tasks.remark(row).isEmpty());
        t.tasks.setMissing({{"a", queues::Micros(140) * 1'000'000}});
        QVERIFY(t.tasks.remark(row).startsWith(QStringLiteral("no longer in its queue: purged")));
        QCOMPARE(t.tasks.text(row, TaskTableModel::State), QStringLiteral("queued")); // as Celery says
        QCOMPARE(t.tasks.status(row, TaskTableModel::State), Status::Warning);
        QVERIFY(t.tasks.remark(t.tasks.rowOf(QStringLiteral("b"))).isEmpty());
        t.f.event(EventKind::TaskReceived, "a", 150);
        t.frame();
        QVERIFY(t.tasks.remark(row).isEmpty());
    }

    /// Received once more for its retry it was started once, whatever its count of retries.
    void triedCountsStarts()
    {
        Table t;
        t.f.event(EventKind::TaskReceived, "a", 100);
        t.f.event(EventKind::TaskStarted, "a", 101);
        t.f.event(EventKind::TaskRetried, "a", 102);
        const auto receiveAgain = [&t](int retries) {
            t.f.store.merge({.id = "a", .state = queues::TaskState::Received, .retries = retries});
        };
        receiveAgain(1);
        t.f.event(EventKind::TaskReceived, "a", 103);
        t.frame();
        const int row = t.tasks.rowOf(QStringLiteral("a"));
        QCOMPARE(t.tasks.text(row, TaskTableModel::State), QStringLiteral("received"));
        QCOMPARE(t.tasks.text(row, TaskTableModel::Tried), QStringLiteral("1"));
        QVERIFY(!taskFilter(&t.tasks, QStringLiteral("tried:>1"))(row));
        t.f.event(EventKind::TaskStarted, "a", 104);
        t.frame();
        QCOMPARE(t.tasks.text(row, TaskTableModel::Tried), QStringLiteral("2"));
        QVERIFY(taskFilter(&t.tasks, QStringLiteral("tried:>1"))(row));
    }

    void aTaskIsFoundByTheBeginningOfItsIdAndByItsName()
    {
        test::StoreFixture f;
        const auto add = [&f](std::string_view id, std::string_view name) {
            f.store.merge({.id = id, .state = queues::TaskState::Received, .name = name});
        };
        add("71fa9c79-0582-476a-8a7d-48e9dd50bf1f", "llm.complete");
        add("71fb0000-0582-476a-8a7d-48e9dd50bf1f", "artifacts.render");
        add("own-71fa", "llm.embed"); // a platform's own kind of id
        const auto found = [&f](const char *words, size_t most = 9) {
            QStringList ids;
            for (const queues::TaskRow &row : findTasks(f.store, QString::fromLatin1(words), most))
                ids << QString::fromStdString(row.id).left(8);
            return ids;
        };
        QCOMPARE(found("71fa"), ids("71fa9c79"));
        QCOMPARE(found("71FA9C79-0582-476a-8a7d-48e9dd50bf1f"), ids("71fa9c79"));
        QCOMPARE(found("71fa9c79-0582-476a-8a7d-48e9dd50bf1e"), QStringList());
        QCOMPARE(found("own-"), ids("own-71fa"));
        QCOMPARE(found("LLM."), ids("own-71fa 71fa9c79")); // the newest first
        QCOMPARE(found("", 2), ids("own-71fa 71fb0000"));
    }

    /// Rights are given tenant by tenant: so the list is read.
    void aTenantIsAColumnAndAFilter()
    {
        Table t;
        const auto add = [&t](std::string_view id, std::string_view kwargs) {
            t.f.store.merge({.id = id, .state = queues::TaskState::Received, .kwargs = kwargs});
        };
        add("a", "{'tenant': 'acme-labs'}");
        add("b", "{'tenant': 'acme-labs'}");
        add("c", "{'tenant': 'bluefin'}");
        add("d", "{}");
        t.frame();
        QCOMPARE(t.tasks.columns()[TaskTableModel::Tenant].title, QStringLiteral("Tenant"));
        QVERIFY(t.tasks.columns()[TaskTableModel::Tenant].isShown);
        const auto tenant = [&t](const char *id) {
            return t.tasks.text(t.tasks.rowOf(QString::fromLatin1(id)), TaskTableModel::Tenant);
        };
        QCOMPARE(tenant("a"), QStringLiteral("acme-labs"));
        QCOMPARE(tenant("d"), QString());
        const auto left = [&t](const char *filter) {
            t.index.setFilter(taskFilter(&t.tasks, QString::fromLatin1(filter)));
            QStringList shown = t.shown();
            shown.sort();
            return shown;
        };
        QCOMPARE(left("tenant:acme-labs"), ids("a b"));
        QCOMPARE(left("-tenant:acme-labs"), ids("c d"));
        QCOMPARE(left("tenant:none"), ids("d"));
        QCOMPARE(left("bluefin"), ids("c"));
        TaskFacets facets(&t.tasks);
        const auto values = facets.values(int(TaskField::Tenant), {}, QStringLiteral("state:received"));
        QCOMPARE(values.size(), 2);
        QCOMPARE(values[0].value, QStringLiteral("acme-labs"));
        QCOMPARE(values[0].count, 2);
        QCOMPARE(taskFilterSchema(&t.tasks).fields[int(TaskField::Tenant)].name, QStringLiteral("tenant"));

        test::StoreFixture without({}, {});
        const TaskTableModel plain(without.store, without.clock);
        QVERIFY(!plain.columns()[TaskTableModel::Tenant].isShown);
    }

    void tasksAppearAndChange()
    {
        Table t;
        t.f.event(EventKind::TaskReceived, "a", 100);
        t.f.event(EventKind::TaskReceived, "b", 101);
        t.frame();
        QCOMPARE(t.shown(), ids("b a"));
        t.select(QStringLiteral("a"));
        t.f.event(EventKind::TaskSucceeded, "a", 102);
        t.frame();
        QCOMPARE(t.shown(), ids("a b")); // newest change first
        QCOMPARE(t.selected(), ids("a")); // and the selection went with it
    }

    void aSelectionDoesNotSlipToTheTaskThatTookThePlace_data()
    {
        QTest::addColumn<bool>("isHeld");
        QTest::newRow("moving") << false;
        QTest::newRow("held while somebody reads") << true;
    }
    void aSelectionDoesNotSlipToTheTaskThatTookThePlace()
    {
        QFETCH(bool, isHeld);
        Table t({.tasks = 3});
        t.f.event(EventKind::TaskReceived, "a", 100);
        t.f.event(EventKind::TaskReceived, "b", 101);
        t.f.event(EventKind::TaskReceived, "c", 102);
        t.frame();
        t.index.setHeld(isHeld);
        t.select(QStringLiteral("a"));
        t.f.event(EventKind::TaskReceived, "d", 103); // a makes room; d takes its slot
        t.frame();
        QCOMPARE(t.selected(), QStringList());
        QVERIFY(!t.shown().contains(QStringLiteral("a")));
        QCOMPARE(t.tasks.rowOf(QStringLiteral("a")), -1);
        if (isHeld) {
            QCOMPARE(t.shown(), ids("c b"));
            QCOMPARE(t.index.pendingCount(), 1); // d waits and is counted
            t.index.setHeld(false);
        }
        QCOMPARE(t.shown(), ids("d c b"));
    }

    /// While somebody reads, what matches no more leaves all the same; what is selected stays, and is known as such.
    void whatMatchesNoMoreLeaves()
    {
        Table t;
        for (const char *id : {"a", "b", "c"})
            t.f.event(EventKind::TaskReceived, id, 100);
        t.frame();
        t.index.setFilter(taskFilter(&t.tasks, QStringLiteral("state:received")));
        QCOMPARE(t.index.rowCount(), 3);
        t.index.setKeeps([&t](int row) { return t.selection.isRowSelected(row, {}); });
        t.index.setHeld(true);
        t.select(QStringLiteral("a"));
        for (const char *id : {"a", "b"})
            t.f.event(EventKind::TaskSucceeded, id, 101);
        t.frame();
        QTRY_COMPARE(t.index.rowCount(), 2);
        QVERIFY(t.shown().contains(QStringLiteral("a")));
        QCOMPARE(t.index.strayCount(), 1);
        QVERIFY(t.index.isStray(t.index.rowOfId(QStringLiteral("a"))));
        QVERIFY(!t.index.isStray(t.index.rowOfId(QStringLiteral("c"))));
        t.select(QStringLiteral("c"));
        t.index.reviewStrays();
        QTRY_COMPARE(t.shown(), ids("c"));
        QCOMPARE(t.index.strayCount(), 0);
    }

    /// Paused, nothing leaves: rows that match no more are counted apart, and go when it moves again.
    void whilePausedWhatMatchesNoMoreIsCounted()
    {
        Table t;
        t.f.event(EventKind::TaskReceived, "a", 100);
        t.f.event(EventKind::TaskReceived, "b", 100);
        t.frame();
        t.index.setFilter(taskFilter(&t.tasks, QStringLiteral("state:received")));
        t.index.setPaused(true);
        t.f.event(EventKind::TaskSucceeded, "a", 101);
        t.frame();
        QCOMPARE(t.index.rowCount(), 2);
        QCOMPARE(t.index.strayCount(), 1);
        t.index.setPaused(false);
        QCOMPARE(t.shown(), ids("b"));
        QCOMPARE(t.index.strayCount(), 0);
    }

    /// What a worker keeps for later is scheduled, as on the page of queues; it can be asked for.
    void whatWaitsForItsTimeIsScheduled()
    {
        Table t;
        const auto now = queues::Micros(t.f.clock.wall().time_since_epoch().count()) * 1000;
        t.f.store.merge({.id = "later", .state = queues::TaskState::Received, .eta = now + 3'600'000'000});
        t.f.store.merge({.id = "now", .state = queues::TaskState::Received, .eta = now - 1'000'000});
        t.frame();
        QCOMPARE(
            t.tasks.text(t.tasks.rowOf(QStringLiteral("later")), TaskTableModel::State), QStringLiteral("scheduled"));
        t.index.setFilter(taskFilter(&t.tasks, QStringLiteral("state:scheduled")));
        QCOMPARE(t.shown(), ids("later"));
        t.index.setFilter(taskFilter(&t.tasks, QStringLiteral("state:received")));
        QCOMPARE(t.shown(), ids("now"));
    }

    /// Nobody told when it was sent: its age is more than since it was seen, and of its end alone nothing follows.
    void anAgeThatIsNotKnownIsNotInvented()
    {
        Table t;
        const double now = double(t.f.clock.wall().time_since_epoch().count()) / 1000;
        t.f.event(EventKind::TaskSent, "sent", now - 20);
        t.f.event(EventKind::TaskReceived, "received", now - 20);
        queues::celery::ResultMeta result;
        result.taskId = "ended";
        result.status = "SUCCESS";
        result.dateDone = queues::Micros((now - 20) * 1e6);
        QVERIFY(t.f.store.mergeResult(result, true));
        t.frame();
        const auto age = [&t](const char *id) {
            return t.tasks.text(t.tasks.rowOf(QString::fromLatin1(id)), TaskTableModel::Age);
        };
        QCOMPARE(age("sent"), QStringLiteral("20\u202fs"));
        QCOMPARE(age("received"), QStringLiteral("≥ 20\u202fs"));
        QCOMPARE(age("ended"), QStringLiteral("–"));
    }

    /// Of an order noted the row says so, and that the task waits; never that it is revoked.
    void aRevokeThatIsNotedIsARemark()
    {
        Table t;
        t.f.event(EventKind::TaskSent, "a", 100);
        queues::celery::ResultMeta result;
        result.taskId = "a";
        result.status = "REVOKED";
        QVERIFY(t.f.store.mergeResult(result, true));
        t.frame();
        const int row = t.tasks.rowOf(QStringLiteral("a"));
        QCOMPARE(t.tasks.text(row, TaskTableModel::State), QStringLiteral("queued"));
        QCOMPARE(t.tasks.remark(row),
            QStringLiteral("revoke noted, but it still waits: a worker that knows of it skips it when its turn comes"));
        t.f.event(EventKind::TaskRevoked, "a", 101);
        t.frame();
        QCOMPARE(t.tasks.text(row, TaskTableModel::State), QStringLiteral("revoked"));
        QVERIFY(t.tasks.remark(row).isEmpty());
    }

    /// Celery's own words, which the companion prints, are understood too.
    void statesByCelerysNames()
    {
        Table t;
        t.f.event(EventKind::TaskSent, "a", 100);
        t.f.event(EventKind::TaskStarted, "b", 100);
        t.f.event(EventKind::TaskFailed, "c", 100);
        t.frame();
        for (const auto &[text, id] :
            {std::pair("state:PENDING", "a"), {"state:started", "b"}, {"state:Failure", "c"}}) {
            const auto parsed
                = wording::parseFilter(QLatin1String(text), taskFilterSchema(&t.tasks), {t.f.clock.wall()});
            QVERIFY2(parsed.isGood(), text);
            t.index.setFilter(taskFilter(&t.tasks, QLatin1String(text)));
            QCOMPARE(t.shown(), ids(id));
        }
    }

    /// Where the verdict leads: the tasks that were taken and that no worker has.
    void heldByNobody()
    {
        Table t;
        for (const char *id : {"a", "b", "c"})
            t.f.event(EventKind::TaskReceived, id, 100);
        t.f.event(EventKind::TaskSucceeded, "c", 101);
        t.frame();
        t.index.setFilter(taskFilter(&t.tasks, QStringLiteral("held:nobody")));
        QCOMPARE(t.shown(), ids(""));
        t.tasks.setHeldByNobody(ids("b c"));
        QCOMPARE(t.shown(), ids("c b"));
        t.tasks.setHeldByNobody(ids("a"));
        QCOMPARE(t.shown(), ids("a"));
        t.index.setFilter(taskFilter(&t.tasks, QStringLiteral("-held:nobody")));
        QCOMPARE(t.shown(), ids("c b"));
    }

    /// A range that slides: what ended before it leaves, what is not over stays.
    void theTimeRangeSlides()
    {
        Table t;
        t.f.event(EventKind::TaskReceived, "old", 100);
        t.f.event(EventKind::TaskSucceeded, "old", 101);
        t.f.event(EventKind::TaskReceived, "open", 100);
        t.f.event(EventKind::TaskReceived, "late", 200);
        t.f.event(EventKind::TaskSucceeded, "late", 201);
        t.frame();
        const auto window = std::make_shared<TaskWindow>();
        window->to = std::numeric_limits<queues::Micros>::max();
        t.index.setFilter(taskFilter(&t.tasks, {}, window));
        QCOMPARE(t.index.rowCount(), 3); // all that is kept
        window->isAll = false;
        window->from = queues::Micros(101) * 1'000'000;
        t.index.setFilter(taskFilter(&t.tasks, {}, window));
        QCOMPARE(t.index.rowCount(), 3);
        const queues::Micros before = window->from;
        window->from = queues::Micros(150) * 1'000'000;
        t.tasks.touchEnded(before, window->from);
        QCOMPARE(t.shown(), ids("late open"));
        window->to = queues::Micros(150) * 1'000'000; // a fixed range, before the last came
        t.index.setFilter(taskFilter(&t.tasks, {}, window));
        QCOMPARE(t.shown(), ids("open"));
    }

    void outlooks_data()
    {
        QTest::addColumn<int>("arrivals");
        QTest::addColumn<int>("completions");
        QTest::addColumn<int>("seconds");
        QTest::addColumn<int>("kind");
        using Kind = QueueOutlook::Kind;
        QTest::newRow("a moment says nothing") << 2 << 30 << 8 << int(Kind::Unknown);
        QTest::newRow("drains") << 30 << 90 << 60 << int(Kind::Draining);
        QTest::newRow("a little more ends than comes: chance") << 95 << 100 << 60 << int(Kind::Steady);
        QTest::newRow("grows") << 90 << 30 << 60 << int(Kind::Growing);
        QTest::newRow("nothing ends") << 9 << 0 << 60 << int(Kind::Stuck);
    }
    void outlooks()
    {
        QFETCH(int, arrivals);
        QFETCH(int, completions);
        QFETCH(int, seconds);
        QFETCH(int, kind);
        QueueRow row;
        row.ready = 720;
        row.minute = {std::uint64_t(arrivals), std::uint64_t(completions), seconds};
        QCOMPARE(int(queueOutlook(row).kind), kind);
        if (kind != int(QueueOutlook::Kind::Draining))
            return;
        QCOMPARE(wording::roughly(queueOutlook(row).left), QStringLiteral("about 12 min"));
        row.areEndsParts = true; // tasks ended of which nobody knows the queue
        QCOMPARE(int(queueOutlook(row).kind), int(QueueOutlook::Kind::Unknown));
    }

    void churnKeepsEveryRowTrue()
    {
        Table t({.tasks = 60});
        QRandomGenerator random(5);
        for (int round = 0; round < 300; ++round) {
            for (int i = 0; i < 20; ++i)
                t.f.event(static_cast<EventKind>(random.bounded(8)), std::to_string(random.bounded(150)),
                    1000 + round + i * 0.01);
            t.index.setHeld(round % 7 == 3);
            t.frame();
            if (t.index.rowCount() == 0)
                continue;
            const QString chosen = t.shown().at(int(random.bounded(t.index.rowCount())));
            t.select(chosen);
            for (int i = 0; i < 5; ++i)
                t.f.event(EventKind::TaskReceived, std::to_string(random.bounded(150)), 1001 + round);
            t.frame();
            QVERIFY(t.selected().isEmpty() || t.selected() == QStringList {chosen});
        }
        t.index.setHeld(false);
        t.frame();
        const QStringList shown = t.shown();
        QCOMPARE(int(QSet<QString>(shown.begin(), shown.end()).size()), int(shown.size()));
        QCOMPARE(int(shown.size()), int(t.f.store.counts().tasks));
        for (const QString &id : shown)
            QVERIFY(t.f.store.slotOf(id.toStdString()));
    }

    void gapsStandBetweenTasks()
    {
        Table t;
        t.f.event(EventKind::TaskReceived, "before", double(t.f.clock.wall().time_since_epoch().count()) / 1000 - 10);
        const int gap = t.f.store.openGap("connection reset", t.f.clock.wall());
        t.frame();
        QCOMPARE(t.index.rowCount(), 2);
        const int row = t.tasks.rowOf(QStringLiteral("gap-%1").arg(gap));
        QVERIFY(row >= 0 && t.tasks.isGap(row));
        QVERIFY2(t.tasks.text(row, 0).startsWith(QLatin1String("Stream interrupted since")),
            qPrintable(t.tasks.text(row, 0)));
        t.f.clock.advance(Milliseconds {6000});
        t.f.store.closeGap(gap);
        t.f.store.noteReread(gap, 212, 3);
        t.frame();
        QVERIFY2(!t.tasks.text(row, 0).contains(QLatin1String("since")), qPrintable(t.tasks.text(row, 0)));
        QCOMPARE(t.tasks.gapDetail(row), QStringLiteral("212 tasks re-read, 3 unknown"));
    }
};

PH_TEST(TestTaskTable)
#include "tst_tasktable.moc"
