// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/queues/support.h"

#include <QUuid>
#include <malloc.h>
#include <thread>

using namespace ph;
using namespace ph::queues;
using celery::EventKind;
using celery::EventView;

namespace {

std::string uuid() { return QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString(); }

std::size_t heapInUse()
{
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

} // namespace

class TestTaskStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void idsComeBackAsTheyWere_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::newRow("uuid") << QByteArray("3a981384-289c-4673-a1b2-88e700155a4b");
        QTest::newRow("upper case") << QByteArray("3A981384-289C-4673-A1B2-88E700155A4B");
        QTest::newRow("nil") << QByteArray("00000000-0000-0000-0000-000000000000");
        QTest::newRow("all ones") << QByteArray("ffffffff-ffff-ffff-0000-000000000001");
        QTest::newRow("no dashes") << QByteArray("3a981384289c4673a1b288e700155a4b");
        QTest::newRow("own text") << QByteArray("nightly-2026-11-23");
        QTest::newRow("markup") << QByteArray("<b>x</b>\n");
    }
    void idsComeBackAsTheyWere()
    {
        QFETCH(QByteArray, id);
        test::StoreFixture f;
        f.event(EventKind::TaskReceived, test::view(id));
        f.event(EventKind::TaskReceived, "another");
        const auto slot = f.store.slotOf(test::view(id));
        QVERIFY(slot);
        QCOMPARE(QByteArray::fromStdString(f.store.row(*slot)->id), id);
        QCOMPARE(f.store.counts().tasks, 2u);
    }

    void lifeLineAndTexts()
    {
        test::StoreFixture f;
        celery::EventDecoder decoder;
        const QByteArray body = R"j([
            {"type":"task-sent","uuid":"t","name":"agents.run","args":"(1, 2)","kwargs":"{}","queue":"agents","root_id":"r","parent_id":null,"retries":0,"hostname":"gen1@h","timestamp":100.5,"eta":"1970-01-01T00:03:20+00:00"},
            {"type":"task-received","uuid":"t","name":"agents.run","args":"(1, 2)","kwargs":"{}","hostname":"w1@h","timestamp":101,"retries":0},
            {"type":"task-started","uuid":"t","hostname":"w1@h","timestamp":102},
            {"type":"task-retried","uuid":"t","exception":"E()","traceback":"tb","hostname":"w1@h","timestamp":103},
            {"type":"task-received","uuid":"t","name":"agents.run","hostname":"w2@h","timestamp":104,"retries":1},
            {"type":"task-started","uuid":"t","hostname":"w2@h","timestamp":105},
            {"type":"task-succeeded","uuid":"t","result":"'a long enough result'","runtime":0.25,"hostname":"w2@h","timestamp":106}])j";
        f.store.apply(decoder.decode(test::view(test::envelope(body)))->events);
        const auto detail = f.store.detail("t");
        QVERIFY(detail);
        QCOMPARE(test::text(detail->row.state), QStringLiteral("SUCCESS"));
        QCOMPARE(test::text(detail->row.name), QStringLiteral("agents.run"));
        QCOMPARE(test::text(detail->row.queue), QStringLiteral("agents"));
        QCOMPARE(test::text(detail->row.worker), QStringLiteral("w2@h"));
        QCOMPARE(test::text(detail->row.client), QStringLiteral("gen1@h"));
        QCOMPARE(detail->row.retries, 1);
        QCOMPARE(detail->row.runtime, 0.25);
        QCOMPARE(detail->row.eta, Micros(200'000'000));
        QCOMPARE(test::text(*detail->args.text), QStringLiteral("(1, 2)"));
        QCOMPARE(test::text(*detail->kwargs.text), QStringLiteral("{}"));
        QCOMPARE(test::text(*detail->outcome.text), QStringLiteral("'a long enough result'"));
        QCOMPARE(test::text(*detail->traceback.text), QStringLiteral("tb"));
        QCOMPARE(test::text(detail->rootId), QStringLiteral("r"));
        QVERIFY(detail->parentId.empty());
        QList<int> steps;
        for (const LifeMark &mark : detail->life)
            steps << int(mark.step);
        QCOMPARE(steps,
            (QList<int> {int(LifeStep::Sent), int(LifeStep::Received), int(LifeStep::Started), int(LifeStep::Retried),
                int(LifeStep::Received), int(LifeStep::Started), int(LifeStep::Ended)}));
        QCOMPARE(f.store.detail("nobody").has_value(), false);
    }

    /// The sender's clock is ahead of the worker's: it was sent before it was received all the same.
    void lifeGoesBySteps()
    {
        test::StoreFixture f;
        f.event(EventKind::TaskReceived, "t", 100);
        f.event(EventKind::TaskSent, "t", 100.5);
        f.event(EventKind::TaskStarted, "t", 101);
        f.event(EventKind::TaskSucceeded, "t", 99);
        QList<int> steps;
        for (const LifeMark &mark : f.store.detail("t")->life)
            steps << int(mark.step);
        QCOMPARE(steps,
            (QList<int> {int(LifeStep::Sent), int(LifeStep::Received), int(LifeStep::Started), int(LifeStep::Ended)}));
    }

    /// The next try may be received before the worker of the last one tells that it ended.
    void eachTryIsInTheLife()
    {
        test::StoreFixture f;
        for (int i = 0; i < 3; ++i) {
            f.event(EventKind::TaskReceived, "t", i == 0 ? 100 : 99.999 + 10 * i);
            f.event(EventKind::TaskStarted, "t", 101 + 10 * i);
            f.event(EventKind::TaskRetried, "t", 110 + 10 * i);
        }
        QByteArray steps;
        for (const LifeMark &mark : f.store.detail("t")->life)
            steps += "-rsR"[int(mark.step)];
        QCOMPARE(steps, QByteArray("rsRrsRrsR"));
    }

    /// What is shown, copied and exported of a task hides secrets; what decides whose it is reads the whole.
    void secretsDoNotLeaveTheStore()
    {
        test::StoreFixture f;
        EventView event;
        event.kind = EventKind::TaskReceived;
        event.uuid = "t";
        event.args = "('https://u:hunter2hunter2@h/x', 7)";
        event.kwargs = "{'password': 'hunter2hunter2', 'opts': {'api_key': 'hunter2hunter2'}, 'tenant': 'acme'}";
        event.timestamp = 100;
        f.store.apply({&event, 1});
        const auto detail = f.store.detail("t");
        QVERIFY(!test::text(*detail->args.text).contains(QLatin1String("hunter2")));
        QVERIFY(!test::text(*detail->kwargs.text).contains(QLatin1String("hunter2")));
        QVERIFY(test::text(*detail->kwargs.text).contains(QLatin1String("'tenant': 'acme'")));
        QVERIFY(f.store.namedArguments("t")->contains("hunter2"));
    }

    void lateSentOnlyAdds()
    {
        test::StoreFixture f;
        f.event(EventKind::TaskSucceeded, "t", 105);
        EventView sent;
        sent.kind = EventKind::TaskSent;
        sent.uuid = "t";
        sent.name = "n";
        sent.queue = "q";
        sent.timestamp = 100;
        f.store.apply({&sent, 1});
        QCOMPARE(f.state("t"), QStringLiteral("SUCCESS"));
        QCOMPARE(test::text(f.store.detail("t")->row.queue), QStringLiteral("q"));
        QCOMPARE(f.store.detail("t")->row.changed, Micros(105'000'000));
    }

    /// Celery may store “revoked” with the order itself: what waits in a queue waits on, and runs after all if a worker
    /// takes it that does not know of the order.
    void aStoredRevokeOfWhatWaitsIsANote()
    {
        test::StoreFixture f;
        celery::ResultMeta revoked;
        revoked.status = "REVOKED";
        revoked.dateDone = 200'000'000;
        const auto noted = [&f](std::string_view id) { return f.store.detail(id)->row.revokeNoted; };
        f.event(EventKind::TaskSent, "heard", 100);
        revoked.taskId = "heard";
        QVERIFY(f.store.mergeResult(revoked, true));
        QVERIFY(!f.store.mergeResult(revoked, true)); // once
        QCOMPARE(f.state("heard"), QStringLiteral("PENDING"));
        QVERIFY(noted("heard"));
        // The result was read before the message was seen.
        revoked.taskId = "found";
        QVERIFY(f.store.mergeResult(revoked, true));
        QCOMPARE(f.state("found"), QStringLiteral("REVOKED"));
        f.store.merge({.id = "found", .name = "n", .queue = "shelf", .isInQueue = true});
        QCOMPARE(f.state("found"), QStringLiteral("PENDING"));
        QVERIFY(noted("found"));
        QCOMPARE(f.store.detail("found")->row.changed, Micros(0)); // nobody told since when it waits
        // Its turn came: by an event, and by its absence from all queues.
        f.event(EventKind::TaskRevoked, "heard", 300);
        QCOMPARE(f.state("heard"), QStringLiteral("REVOKED"));
        QVERIFY(!noted("heard"));
        f.store.merge({.id = "heard", .name = "n", .queue = "shelf", .isInQueue = true}); // seen a moment before
        QCOMPARE(f.state("heard"), QStringLiteral("REVOKED"));
        f.store.settleNotedRevokes({{"found", 400'000'000}});
        QCOMPARE(f.state("found"), QStringLiteral("REVOKED"));
        // A worker took it that did not know of the order.
        f.event(EventKind::TaskSent, "ran", 100);
        revoked.taskId = "ran";
        QVERIFY(f.store.mergeResult(revoked, true));
        f.event(EventKind::TaskReceived, "ran", 301);
        QVERIFY(f.store.mergeResult(revoked, true)); // read again while it was there
        QCOMPARE(f.state("ran"), QStringLiteral("REVOKED"));
        f.event(EventKind::TaskStarted, "ran", 302);
        QCOMPARE(f.state("ran"), QStringLiteral("STARTED"));
        f.event(EventKind::TaskSucceeded, "ran", 303);
        QCOMPARE(f.state("ran"), QStringLiteral("SUCCESS"));
        QVERIFY(!noted("ran"));
    }

    void boundedTheOldestFinishedGoesFirst()
    {
        test::StoreFixture f({.tasks = 3});
        f.event(EventKind::TaskStarted, "running");
        f.event(EventKind::TaskSucceeded, "done1");
        f.event(EventKind::TaskSucceeded, "done2");
        f.event(EventKind::TaskReceived, "new1");
        QVERIFY(!f.store.slotOf("done1"));
        QVERIFY(f.store.slotOf("running"));
        f.event(EventKind::TaskReceived, "new2");
        QVERIFY(!f.store.slotOf("done2"));
        f.event(EventKind::TaskReceived, "new3"); // nothing finished is left
        QVERIFY(!f.store.slotOf("running"));
        const StoreCounts counts = f.store.counts();
        QCOMPARE(counts.tasks, 3u);
        QCOMPARE(counts.evicted, std::uint64_t(3));
        QCOMPARE(counts.byState.size(), std::size_t(1));
        QCOMPARE(counts.byState[0].second, 3u);
    }

    /// Random traffic on a small store: index, lists and counts stay consistent.
    void churn()
    {
        test::StoreFixture f({.tasks = 500, .textBytes = 600'000});
        QRandomGenerator random(11);
        std::vector<std::string> ids;
        for (int i = 0; i < 1500; ++i)
            ids.push_back(i % 7 == 0 ? "named-" + std::to_string(i) : uuid());
        for (int i = 0; i < 40'000; ++i)
            f.event(static_cast<EventKind>(random.bounded(8)), ids[std::size_t(random.bounded(1500))]);
        std::uint32_t found = 0;
        for (const std::string &id : ids) {
            const auto slot = f.store.slotOf(id);
            if (!slot)
                continue;
            ++found;
            QCOMPARE(f.store.row(*slot)->id, id);
        }
        QCOMPARE(found, 500u);
        std::uint32_t sum = 0;
        for (const auto &[state, count] : f.store.counts().byState)
            sum += count;
        QCOMPARE(sum, 500u);
    }

    void changesAreCoalesced()
    {
        test::StoreFixture f({.tasks = 2});
        f.event(EventKind::TaskReceived, "a");
        const auto cursor = f.store.openCursor();
        QVERIFY(cursor);
        QVERIFY(f.store.takeChanges(*cursor).empty());
        f.event(EventKind::TaskStarted, "a");
        f.event(EventKind::TaskSucceeded, "a");
        f.event(EventKind::TaskReceived, "b");
        QCOMPARE(f.store.takeChanges(*cursor).size(), std::size_t(2));
        f.event(EventKind::TaskReceived, "c"); // evicts a and takes its slot
        const auto changed = f.store.takeChanges(*cursor);
        QCOMPARE(changed.size(), std::size_t(1));
        QCOMPARE(f.store.rows(changed)[0].id, std::string("c"));
        f.store.closeCursor(*cursor);
        std::vector<int> open;
        for (int i = 0; i < TaskStore::kCursors; ++i)
            open.push_back(*f.store.openCursor());
        QVERIFY(!f.store.openCursor());
        for (const int each : open)
            f.store.closeCursor(each);
        QVERIFY(f.store.openCursor());
    }

    void textsAreBounded()
    {
        test::StoreFixture f({.tasks = 100, .textBytes = 512 * 1024});
        EventView event;
        event.kind = EventKind::TaskFailed;
        event.hostname = "h";
        const std::string big(6000, 'x');
        for (int i = 0; i < 300; ++i) {
            const std::string id = "t" + std::to_string(i % 100);
            const std::string text = std::to_string(i) + big;
            event.uuid = id;
            event.exception = text;
            f.store.apply({&event, 1});
        }
        QCOMPARE(f.store.detail("t99")->outcome.text, "299" + big);
        QVERIFY(f.store.detail("t0")->outcome.dropped);
        QVERIFY(!f.store.detail("t0")->outcome.text);
        QVERIFY(f.store.counts().textBytesDropped > 0);
    }

    void hugeTextKeepsItsEnd()
    {
        test::StoreFixture f;
        EventView event;
        event.kind = EventKind::TaskFailed;
        event.uuid = "t";
        const std::string traceback = std::string(100'000, 'x') + "ValueError: the end";
        event.traceback = traceback;
        f.store.apply({&event, 1});
        const auto held = f.store.detail("t")->traceback.text;
        QVERIFY(held->size() <= TextRing::kMaxText);
        QVERIFY(held->ends_with("ValueError: the end"));
    }

    /// No event told of it: whom it works for stands in its stored arguments, where the platform stores them.
    void aResultTellsItsTenant()
    {
        test::StoreFixture f;
        const auto tenant = [&f](std::string_view id) { return test::text(f.store.row(*f.store.slotOf(id))->tenant); };
        const auto read = [&f](const char *id, const QJsonObject &more) {
            QJsonObject result {{QStringLiteral("status"), QStringLiteral("SUCCESS")},
                {QStringLiteral("task_id"), QString::fromLatin1(id)}};
            for (auto it = more.begin(); it != more.end(); ++it)
                result.insert(it.key(), it.value());
            const auto meta = celery::parseResultMeta(test::view(QJsonDocument(result).toJson()));
            return meta && f.store.mergeResult(*meta, true);
        };
        const QJsonObject named {{QStringLiteral("n"), 1}, {QStringLiteral("tenant"), QStringLiteral("acme-labs")}};
        QVERIFY(read("extended", {{QStringLiteral("kwargs"), named}}));
        QCOMPARE(tenant("extended"), QStringLiteral("acme-labs"));
        QVERIFY(read("plain", {}));
        QCOMPARE(tenant("plain"), QString());
        // What an event told stays.
        f.store.merge({.id = "heard", .state = TaskState::Received, .kwargs = "{'tenant': 'bluefin'}"});
        QVERIFY(read("heard", {{QStringLiteral("kwargs"), named}}));
        QCOMPARE(tenant("heard"), QStringLiteral("bluefin"));
        test::StoreFixture without({}, {});
        celery::ResultMeta meta;
        meta.taskId = "t";
        meta.status = "SUCCESS";
        meta.kwargs = "{\"tenant\": \"acme-labs\"}";
        QVERIFY(without.store.mergeResult(meta, true));
        QCOMPARE(test::text(without.store.row(*without.store.slotOf("t"))->tenant), QString());
    }

    void resultsFillAGap()
    {
        test::StoreFixture f;
        f.event(EventKind::TaskStarted, "stuck");
        f.event(EventKind::TaskSucceeded, "done");
        const int gap = f.store.openGap("connection lost", f.clock.wall());
        f.event(EventKind::TaskReceived, "after");
        QCOMPARE(f.store.takeLeftInGap(10), std::vector<std::string> {"stuck"});
        QVERIFY(f.store.takeLeftInGap(10).empty());
        celery::ResultMeta meta;
        meta.taskId = "stuck";
        meta.status = "FAILURE";
        meta.exceptionText = "ValueError('late')";
        meta.dateDone = 5'000'000;
        QVERIFY(f.store.mergeResult(meta, false));
        QCOMPARE(f.state("stuck"), QStringLiteral("FAILURE"));
        QCOMPARE(f.store.detail("stuck")->outcome.text, std::string("ValueError('late')"));
        meta.status = "STARTED"; // read earlier than the event that came
        QVERIFY(!f.store.mergeResult(meta, false));
        QCOMPARE(f.state("stuck"), QStringLiteral("FAILURE"));
        meta.taskId = "unknown";
        QVERIFY(!f.store.mergeResult(meta, false));
        QVERIFY(!f.store.slotOf("unknown"));
        f.store.noteReread(gap, 1, 0);
        f.store.closeGap(gap);
        QCOMPARE(f.store.gaps().size(), std::size_t(1));
        QCOMPARE(f.store.gaps()[0].reread, 1);
        QVERIFY(f.store.gaps()[0].until);
    }

    void snapshotFillsInButNeverTurnsBack()
    {
        test::StoreFixture f;
        f.event(EventKind::TaskSucceeded, "t");
        f.store.merge({.id = "t", .state = TaskState::Started, .name = "agents.run", .queue = "agents", .args = "[1]"});
        const auto detail = f.store.detail("t");
        QCOMPARE(test::text(detail->row.state), QStringLiteral("SUCCESS"));
        QCOMPARE(test::text(detail->row.name), QStringLiteral("agents.run"));
        QCOMPARE(detail->args.text, std::string("[1]"));
        f.store.merge({.id = "waiting", .state = TaskState::Pending, .name = "x"});
        QCOMPARE(f.state("waiting"), QStringLiteral("PENDING"));
        f.store.merge({.id = "waiting", .state = TaskState::Received, .worker = "w1@h"});
        QCOMPARE(f.state("waiting"), QStringLiteral("RECEIVED"));
    }

    void flowsPerQueue()
    {
        test::StoreFixture f;
        f.clock.advance(Milliseconds {20'000});
        EventView event;
        event.kind = EventKind::TaskSent;
        event.timestamp = 1'795'000'000;
        event.queue = "agents";
        for (int i = 0; i < 20; ++i) {
            const std::string id = std::to_string(i);
            event.uuid = id;
            f.store.apply({&event, 1});
            f.event(EventKind::TaskReceived, id);
            if (i % 2 == 0)
                f.event(EventKind::TaskSucceeded, id);
            f.event(EventKind::TaskStarted, id); // late: counts nothing again
        }
        f.clock.advance(Milliseconds {1000});
        const auto flows = f.store.flows();
        QCOMPARE(flows.size(), std::size_t(1));
        QCOMPARE(test::text(flows[0].queue), QStringLiteral("agents"));
        QCOMPARE(flows[0].arrivals, 2.0); // 20 in 10 s
        QCOMPARE(flows[0].completions, 1.0);
        QCOMPARE(flows[0].arrivalHistory[QueueFlow::kHistory - 1], 20u);
    }

    /// Seconds in which nobody listened are no zeros: not before the start, not in a gap.
    void unheardSecondsAreHoles()
    {
        test::StoreFixture f;
        EventView event;
        event.kind = EventKind::TaskSent;
        event.timestamp = 1'795'000'000;
        event.queue = "agents";
        int sent = 0;
        const auto listen = [&](int seconds) {
            for (int i = 0; i < seconds; ++i) {
                const std::string id = std::to_string(++sent);
                event.uuid = id;
                f.store.apply({&event, 1});
                f.clock.advance(Milliseconds {1000});
            }
        };
        listen(1);
        QVERIFY(!f.store.flows().at(0).hasRates); // a moment is no rate
        listen(4);
        QVERIFY(f.store.flows().at(0).hasRates);
        QCOMPARE(f.store.flows().at(0).arrivals, 1.0);
        QCOMPARE(f.store.flows().at(0).minute().seconds, 5);
        const int gap = f.store.openGap("reset", f.clock.wall() - Milliseconds {1000});
        f.clock.advance(Milliseconds {15'000});
        QVERIFY(!f.store.flows().at(0).hasRates);
        f.store.closeGap(gap);
        f.clock.advance(Milliseconds {1000});
        listen(6);
        const QueueFlow flow = f.store.flows().at(0);
        QCOMPARE(flow.arrivals, 1.0);
        QVERIFY(!flow.heard[QueueFlow::kHistory - 10]); // in the gap
        QVERIFY(flow.heard[QueueFlow::kHistory - 1]);
        QVERIFY(!flow.heard[0]); // before the start
        QCOMPARE(flow.minute().arrivals, 10U); // the last before the gap is in its second
    }

    void whatLayThereDidNotArriveNow()
    {
        test::StoreFixture f;
        f.clock.advance(Milliseconds {20'000});
        celery::ResultMeta meta;
        meta.taskId = "old";
        meta.status = "SUCCESS";
        meta.queue = "agents";
        QVERIFY(f.store.mergeResult(meta, true));
        f.store.merge({.id = "waiting", .state = TaskState::Pending, .queue = "agents"});
        f.clock.advance(Milliseconds {1000});
        QVERIFY(f.store.flows().empty()); // rates are unknown, not a burst
        f.event(EventKind::TaskReceived, "waiting");
        f.event(EventKind::TaskSucceeded, "waiting");
        expectOneEndAndNoArrival(f);
    }

    /// Somebody who comes late hears the end of what began before: it ended now, it did not come now.
    void whatIsMetAtItsEndDidNotArriveNow()
    {
        test::StoreFixture f;
        f.clock.advance(Milliseconds {20'000});
        f.event(EventKind::TaskSucceeded, "met at its end");
        expectOneEndAndNoArrival(f);
    }

    void manyNamesAreBounded()
    {
        Interner interner(100);
        for (int i = 0; i < 1000; ++i)
            (void)interner.number("name " + std::to_string(i));
        QVERIFY(interner.size() <= 101);
        QCOMPARE(interner.text(interner.number("name 5")), std::string_view("name 5"));
        QCOMPARE(interner.text(interner.number("name 999")), Interner::overflowText());
    }

    /// The budget of the product: at most 600 bytes a task at 200 000 tasks, as the allocator counts it.
    void memoryPerTask()
    {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer)                  \
    || __has_feature(thread_sanitizer)
        QSKIP("sanitizers have their own allocator");
#endif
        constexpr int kTasks = 200'000;
        const std::size_t before = heapInUse();
        auto f = std::make_unique<test::StoreFixture>();
        EventView event;
        for (int i = 0; i < kTasks; ++i) {
            const std::string id = uuid();
            const std::string name = "agents.task_" + std::to_string(i % 50);
            const std::string args
                = "('session-" + std::to_string(i) + "', 'a prompt of some length', " + std::to_string(i * 7) + ")";
            event = {};
            event.uuid = id;
            event.rootId = id;
            event.hostname = "worker-1@host";
            event.kind = EventKind::TaskReceived;
            event.name = name;
            event.args = args;
            event.kwargs = "{'tenant': 'acme-labs', 'priority': 3}";
            event.timestamp = 1'795'000'000 + i * 0.001;
            f->store.apply({&event, 1});
            event.kind = EventKind::TaskSucceeded;
            event.result = "{'status': 'done', 'tokens': 1234}";
            event.runtime = 0.1;
            f->store.apply({&event, 1});
        }
        const double perTask = double(heapInUse() - before) / kTasks;
        const double own = double(f->store.memory()) / kTasks;
        qInfo("%.0f bytes a task by the allocator, %.0f by the store's own account", perTask, own);
        QVERIFY(perTask <= 600);
        QVERIFY(own > perTask * 0.9 && own < perTask * 1.15);
    }

    /// Readers are not kept waiting by a stream that never pauses.
    void readersGetIn()
    {
        test::StoreFixture f({.tasks = 20'000});
        std::atomic<bool> stop = false;
        std::vector<std::string> ids;
        for (int i = 0; i < 5000; ++i)
            ids.push_back(uuid());
        std::thread writer([&] {
            std::vector<EventView> batch(500);
            for (std::size_t at = 0; !stop; at += batch.size()) {
                for (std::size_t i = 0; i < batch.size(); ++i) {
                    batch[i].kind = EventKind::TaskStarted;
                    batch[i].uuid = ids[(at + i) % ids.size()];
                }
                f.store.apply(batch);
            }
        });
        const auto cursor = f.store.openCursor();
        std::size_t seen = 0;
        QElapsedTimer timer;
        timer.start();
        while (seen == 0 && timer.elapsed() < 5000)
            seen = f.store.takeChanges(*cursor).size();
        timer.restart();
        for (int i = 0; i < 300; ++i)
            seen += f.store.rows(f.store.takeChanges(*cursor)).size();
        const qint64 spent = timer.elapsed();
        stop = true;
        writer.join();
        QVERIFY(seen > 0);
        QVERIFY2(spent < 5000, qPrintable(QString::number(spent)));
    }

private:
    /// A second later one task ended, and none came.
    static void expectOneEndAndNoArrival(test::StoreFixture &f)
    {
        f.clock.advance(Milliseconds {1000});
        const auto flows = f.store.flows();
        QCOMPARE(flows.size(), std::size_t(1));
        QCOMPARE(flows[0].arrivals, 0.0);
        QCOMPARE(flows[0].completions, 0.1);
    }
};

PH_TEST(TestTaskStore)
#include "tst_taskstore.moc"
