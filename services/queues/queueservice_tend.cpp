// SPDX-License-Identifier: GPL-3.0-or-later
// The service's part that asks workers and reads what is stored: now and then, after gaps, and when somebody looks at a
// task.
#include "services/base/redact.h"
#include "services/base/redactjson.h"
#include "services/queues/queueservice.h"

#include <QJsonDocument>
#include <algorithm>
#include <set>

namespace ph::queues {

using namespace std::chrono_literals;

namespace {

constexpr Deadline kPatienceForNobody = 1s;
constexpr Milliseconds kHeartbeatsArrive = 250ms; ///< after a call for heartbeats; they came within some ms
constexpr Milliseconds kOwnHeartbeats = 2500ms; ///< they send one every 2 s, without being called
constexpr Deadline kFirstPoll = 20s;
constexpr Deadline kFirstSubscription = 10s;
constexpr int kMostResults = 20'000;
constexpr Deadline kStoredLimit = 20s; ///< of silence
constexpr std::size_t kMostSettled = 1000;
constexpr std::size_t kMostReread = 20'000;
constexpr Deadline kPollLimit = 4s;
// Of tasks that wait and may be in no queue any more; longer queues are not read through again and again.
constexpr std::size_t kMostWaiting = 2000;
constexpr int kMostOfEachList = 500;
constexpr Milliseconds kSentLongAgo = 30s; ///< clocks of senders are not exact

/// JSON stays JSON: what was no JSON is redacted as text.
std::string redactedJson(const std::string &json)
{
    const QByteArray text = QByteArray::fromStdString(json);
    const QJsonDocument document = QJsonDocument::fromJson('[' + text + ']'); // a value of any kind
    if (!document.isArray() || document.array().size() != 1)
        return redact(text).toStdString();
    const QJsonValue shown = redact(document.array().first());
    if (shown == document.array().first())
        return json;
    const QByteArray list = QJsonDocument(QJsonArray {shown}).toJson(QJsonDocument::Compact);
    return list.sliced(1, list.size() - 2).toStdString();
}

celery::ResultMeta withoutSecrets(celery::ResultMeta result)
{
    for (std::string *json : {&result.result, &result.args, &result.kwargs})
        *json = redactedJson(*json);
    for (std::string *text : {&result.exceptionText, &result.traceback})
        *text = redact(QByteArray::fromStdString(*text)).toStdString();
    return result;
}

} // namespace

/// Asks workers now and then, and after each gap reads again what was missed.
Task<void> QueueService::tendLoop(std::stop_token stop)
{
    const LiveTask live;
    (void)co_await readForgotten(stop); // nobody is named first and left out a moment later
    if (m_options.recalls)
        (void)co_await recall(stop);
    if (auto first = co_await m_tendBell.sleep(stop, kFirstSubscription); !first)
        co_return Result<void> {};
    while (!stop.stop_requested()) {
        const auto asked = co_await askWorkers(stop);
        if (!asked && !m_isFilled)
            (void)co_await hearWorkers(stop);
        ++m_stages;
        if (!m_isFilled && !stop.stop_requested()) {
            (void)co_await readStored(stop);
            ++m_stages;
            m_isFilled = true;
        }
        while (!m_gapsToRead.empty() && !stop.stop_requested()) {
            const int gap = m_gapsToRead.front();
            m_gapsToRead.erase(m_gapsToRead.begin());
            (void)co_await rereadAfterGap(gap, stop);
        }
        if (m_options.readsResults && m_isFilled && !stop.stop_requested())
            (void)co_await settle(inspectEvery, kMostSettled, stop);
        if (m_options.polls && m_isFilled && !stop.stop_requested())
            (void)co_await findMissing(stop);
        if (stop.stop_requested())
            break;
        Q_EMIT stateChanged(m_state);
        Q_EMIT workersRead(workers());
        m_pollBell.ring(); // consumers are known now
        const bool isSoon = !m_silentNodes.isEmpty() && m_quickAsks > 0;
        m_quickAsks -= isSoon ? 1 : 0;
        if (auto slept = co_await m_tendBell.sleep(stop, isSoon ? askAgainAfter : inspectEvery); !slept)
            break;
    }
    co_return Result<void> {};
}

Task<void> QueueService::askWorkers(std::stop_token stop)
{
    if (!m_options.asksWorkers)
        co_return Result<void> {};
    auto called = co_await m_inspector.callForHeartbeats(stop, 3s);
    if (called)
        called = co_await sleepFor(kHeartbeatsArrive, stop);
    if (!called) {
        if (!isCancelled(called.error()))
            m_state.inspectError = called.error();
        co_return fail(called.error());
    }
    const QStringList expected = aliveNodes();
    std::vector<InspectQuestion> questions;
    for (const InspectMethod method : {InspectMethod::Stats, InspectMethod::ActiveQueues, InspectMethod::Active,
             InspectMethod::Reserved, InspectMethod::Scheduled})
        questions.push_back({method, {}});
    const Micros askedAt = Micros(m_context.clock.wall().time_since_epoch().count()) * 1000;
    auto answers = co_await m_inspector.ask(
        std::move(questions), expected, stop, expected.isEmpty() ? kPatienceForNobody : inspectPatience);
    if (!answers) {
        if (!isCancelled(answers.error()))
            m_state.inspectError = answers.error();
        co_return fail(answers.error());
    }
    m_state.inspectError.reset();
    m_silentNodes = answers->silentNodes;
    m_inspected.take(*answers, m_context.clock.monotonic());
    m_seen = mergeInspected(*answers, m_store);
    m_askedAt = askedAt;
    co_return co_await findUnheard(std::move(*answers), stop);
}

Task<void> QueueService::findUnheard(InspectAnswers answers, std::stop_token stop)
{
    m_unheard = 0;
    m_unheardNodes.clear();
    std::set<QString> known; // whoever said good-bye listens no more
    for (const Worker &worker : m_store.workers())
        if (!worker.saidOffline)
            known.insert(QString::fromStdString(worker.hostname));
    for (const auto &[method, nodes] : answers.byMethod)
        for (const auto &[node, value] : nodes)
            known.insert(node);
    if (answers.receivers <= qint64(known.size()))
        co_return Result<void> {};
    auto bound
        = co_await m_broker.read(transport::redis::Command("SMEMBERS", m_keys.pidboxBindingKey()), stop, kPollLimit);
    if (!bound)
        co_return Result<void> {}; // an answer less; workers were asked
    m_unheard = int(answers.receivers - qint64(known.size()));
    for (const transport::redis::Reply &member : bound->items())
        if (const auto node = m_keys.nodeOfPidboxBinding(member.bytes()))
            if (const QString name = QString::fromUtf8(*node); !known.contains(name))
                m_unheardNodes << name;
    m_unheardNodes.sort();
    co_return Result<void> {};
}

/// Nobody may be asked (an environment that is silent, a user without the probe list): who is there shows by the
/// heartbeats that come anyway, and what the queues hold once they are discovered.
Task<void> QueueService::hearWorkers(std::stop_token stop)
{
    const MonoTime begin = m_context.clock.monotonic();
    if (auto heard = co_await sleepFor(kOwnHeartbeats, stop); !heard)
        co_return heard;
    while (m_options.polls && !m_isPolled && !m_state.pollError && m_context.clock.monotonic() - begin < kFirstPoll)
        if (auto slept = co_await sleepFor(50ms, stop); !slept)
            co_return slept;
    co_return Result<void> {};
}

Task<void> QueueService::readStored(std::stop_token stop)
{
    if (!m_options.readsResults)
        co_return Result<void> {};
    auto waiting = co_await m_waiting.read(waitingOfEach, stop, kPollLimit);
    if (!waiting && !isCancelled(waiting.error()))
        m_state.waitingError = waiting.error();
    if (waiting)
        m_state.waitingLeft = waiting->left;
    auto results = co_await m_results.readSome(kMostResults, stop, kStoredLimit);
    if (!results && !isCancelled(results.error()))
        m_state.resultsError = results.error();
    if (results && !results->isWhole)
        m_state.resultsPart = results->results;
    co_return Result<void> {};
}

/// Tasks that were not finished before the gap may be by now: users would see them stuck for ever.
Task<void> QueueService::rereadAfterGap(int gap, std::stop_token stop)
{
    const auto ids = m_store.takeLeftInGap(kMostReread);
    const std::size_t asked = ids.size();
    auto missing = co_await m_results.readOf(ids, stop, kStoredLimit);
    if (!missing) {
        m_store.noteReread(gap, 0, int(asked));
        co_return fail(missing.error());
    }
    const auto unknown = std::count_if(
        missing->begin(), missing->end(), [this](const std::string &id) { return !m_seen.contains(id); });
    m_store.noteReread(gap, int(asked) - int(unknown), int(unknown));
    co_return Result<void> {};
}

Task<void> QueueService::settle(Milliseconds quiet, std::size_t most, std::stop_token stop)
{
    const Micros before = Micros((m_context.clock.wall() - quiet).time_since_epoch().count()) * 1000;
    auto missing = co_await m_results.readOf(m_store.unfinishedSince(before, most), stop, kStoredLimit);
    if (!missing)
        co_return fail(missing.error());
    co_return Result<void> {};
}

Task<void> QueueService::findMissing(std::stop_token stop)
{
    const bool canTell = haveAllSaid() && m_state.isListening && m_gapsToRead.empty() && m_queues
        && m_queues->value.unreadable.isEmpty() && !m_queues->isStale(m_context.clock.monotonic())
        && m_queues->value.unackedRead >= m_queues->value.unackedTotal;
    // More wait by events than there are messages; else nothing has to be read.
    const auto counted = canTell ? waitingKnown(m_queues->value, m_store.counts()) : WaitingKnown {};
    const WallTime before = m_context.clock.wall() - kSentLongAgo;
    const auto waiting = counted.known > counted.ready
        ? m_store.waitingSince(Micros(before.time_since_epoch().count()) * 1000, kMostWaiting)
        : std::vector<WaitingTask> {};
    if (waiting.empty()) {
        m_missing.clear();
        co_return Result<void> {};
    }
    // It may be over: a worker that tells no events stores results all the same.
    std::vector<std::string> ids;
    for (const WaitingTask &task : waiting)
        ids.push_back(task.id);
    auto open = co_await m_results.readOf(std::move(ids), stop, kStoredLimit);
    auto reading = co_await m_waiting.ids(kMostOfEachList, stop, kPollLimit);
    if (!open || !reading) {
        m_missing.clear();
        co_return fail(open ? reading.error() : open.error());
    }
    reading->found.insert(m_seen.begin(), m_seen.end());
    for (const QueueReader::UnackedTask &task : m_reader.unackedTasks())
        reading->found.insert(task.id);
    m_missing.take(waiting, *reading);
    m_store.settleNotedRevokes(m_missing.certain());
    co_return Result<void> {};
}

Task<TaskLook> QueueService::look(QString taskId, std::stop_token stop, Milliseconds searchFor)
{
    const LiveTask live;
    const QByteArray id = taskId.toUtf8();
    TaskLook look;
    auto result = co_await m_results.read(id, stop, kPollLimit);
    if (result) {
        (void)m_store.mergeResult(*result, true);
        look.result = withoutSecrets(std::move(*result));
    } else {
        look.resultError = result.error();
    }
    if (!m_store.slotOf({id.constData(), std::size_t(id.size())})) {
        auto search = co_await m_waiting.find({taskId.toStdString()}, stop, searchFor);
        if (search)
            look.search = *search;
        else
            look.searchError = search.error();
    }
    look.known = m_store.detail({id.constData(), std::size_t(id.size())});
    const bool isOver = look.known && isFinished(look.known->row.stateCode);
    look.isUnacked = !isOver && std::ranges::any_of(m_reader.unackedTasks(), [&id](const auto &task) {
        return task.id == std::string_view(id.constData(), std::size_t(id.size()));
    });
    if (m_options.asksWorkers && !isOver) {
        std::vector<InspectQuestion> questions;
        questions.push_back({InspectMethod::QueryTask, {{QStringLiteral("ids"), QJsonArray {taskId}}}});
        auto answers = co_await m_inspector.ask(std::move(questions), aliveNodes(), stop, kPatienceForNobody);
        if (!answers) {
            look.workerError = answers.error();
        } else {
            for (const auto &[node, value] : answers->of(InspectMethod::QueryTask)) {
                const QJsonArray found = value.toObject().value(taskId).toArray(); // [place, request]
                if (found.size() < 2)
                    continue;
                look.worker = node;
                look.place = found[0].toString();
                look.request = redact(found[1]).toObject();
            }
            look.isHeldByNobody = look.isUnacked && look.worker.isEmpty() && answers->silentNodes.isEmpty();
        }
    }
    const bool waits = look.known && look.known->row.stateCode == TaskState::Pending && look.worker.isEmpty();
    if (waits && m_queues)
        if (const auto missing = m_queues->value.missing.find(look.known->row.id);
            missing != m_queues->value.missing.end())
            look.missingSince = missing->second;
    co_return look;
}

} // namespace ph::queues
