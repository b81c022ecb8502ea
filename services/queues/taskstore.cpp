// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/taskstore.h"

#include "services/base/redact.h"
#include "services/queues/tasktenant.h"

#include <algorithm>
#include <limits>

namespace ph::queues {

using celery::EventKind;
using celery::EventView;

namespace {

std::int64_t secondOf(MonoTime time)
{
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

TaskState stateOf(const EventView &event, StateNames &names)
{
    switch (event.kind) {
    case EventKind::TaskSent: return TaskState::Pending;
    case EventKind::TaskReceived: return TaskState::Received;
    case EventKind::TaskStarted: return TaskState::Started;
    case EventKind::TaskSucceeded: return TaskState::Success;
    case EventKind::TaskFailed: return TaskState::Failure;
    case EventKind::TaskRetried: return TaskState::Retry;
    case EventKind::TaskRevoked: return TaskState::Revoked;
    case EventKind::TaskRejected: return TaskState::Rejected;
    default: break;
    }
    std::string upper(event.subject.substr(0, 65));
    std::transform(
        upper.begin(), upper.end(), upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
    return names.codeOf(upper);
}

} // namespace

TaskStore::TaskStore(Limits limits, const Clock &clock, std::string tenantArgument)
    : m_limits(limits)
    , m_clock(clock)
    , m_tenantArgument(std::move(tenantArgument))
    , m_ring(limits.textBytes)
    , m_deaf {{0, secondOf(clock.monotonic()) - 1}}
{
}

TaskStore::~TaskStore() = default;

void TaskStore::apply(std::span<const EventView> events, int malformed)
{
    apply(events, malformed, m_clock.wall(), m_clock.monotonic());
}

void TaskStore::apply(std::span<const EventView> events, int malformed, WallTime wall, MonoTime now)
{
    do {
        const HandOverMutex::StreamLock lock(m_mutex);
        m_malformed += std::uint64_t(std::exchange(malformed, 0));
        const std::size_t count = std::min(events.size(), kBatch);
        for (const EventView &event : events.first(count))
            applyOne(event, wall, now);
        events = events.subspan(count);
    } while (!events.empty());
}

void TaskStore::applyOne(const EventView &event, WallTime wall, MonoTime now)
{
    if (isTaskEvent(event.kind)) {
        applyTask(event, wall, now);
        m_lastTaskEvent = now;
    } else if (isWorkerEvent(event.kind)) {
        m_workers.apply(event, wall, now);
        ++m_generation;
    } else {
        ++m_others;
        return;
    }
    ++m_events;
}

/// The state rule of the contract, §3: an event of an earlier step of life that comes late only adds its fields.
void TaskStore::applyTask(const EventView &event, WallTime wall, MonoTime now)
{
    const std::uint32_t slot = slotFor(event.uuid, true);
    TaskRecord &record = at(slot);
    const TaskState next = stateOf(event, m_states);
    const Micros when = microsFromSeconds(event.timestamp);
    stamp(slot, record, event, when);
    // A stored “revoked” is no more than an order noted: what runs after all is shown running.
    const bool runsAfterAll = record.revokedByResult && (next == TaskState::Started || next >= TaskState::FirstCustom);
    const bool takes = runsAfterAll || takesOver(record.state, next);
    // What a late task-received may say is as limited as in Celery itself.
    if (!takes && next == TaskState::Received)
        mergeReceivedFields(record, event);
    else
        mergeAllFields(record, event);
    if (event.kind == EventKind::TaskSent) {
        record.client = m_texts.number(event.hostname);
    } else if (!event.hostname.empty()) {
        record.worker = m_texts.number(event.hostname);
        m_workers.heard(event.hostname, wall, now);
    }
    if (takes)
        setState(slot, next, when);
    if (event.kind != EventKind::TaskSent) {
        record.revokeNoted = false;
        record.revokedByResult &= record.state == TaskState::Revoked && next != TaskState::Revoked;
    }
    record.leftInGap = false;
    record.heardOf = true;
    countFlow(record, now);
    touch(slot);
}

void TaskStore::stamp(std::uint32_t slot, TaskRecord &record, const EventView &event, Micros at)
{
    switch (event.kind) {
    case EventKind::TaskSent:
        // A retry is sent again under the same id: the first time is when the task was asked for.
        record.sent = record.sent == 0 ? at : std::min(record.sent, at);
        break;
    case EventKind::TaskReceived:
        record.received = at;
        if (record.hasTries)
            markTry(slot, {LifeStep::Received, at});
        break;
    case EventKind::TaskStarted:
        record.started = at;
        if (record.hasTries)
            markTry(slot, {LifeStep::Started, at});
        break;
    case EventKind::TaskRetried:
        record.retried = at;
        // From here on each try has marks of its own; the first one's are still in the record.
        if (!record.hasTries && record.received != 0)
            markTry(slot, {LifeStep::Received, record.received});
        if (!record.hasTries && record.started != 0)
            markTry(slot, {LifeStep::Started, record.started});
        record.hasTries = true;
        markTry(slot, {LifeStep::Retried, at});
        break;
    case EventKind::TaskSucceeded:
    case EventKind::TaskFailed:
    case EventKind::TaskRevoked:
    case EventKind::TaskRejected: record.ended = at; break;
    default: break;
    }
}

void TaskStore::markTry(std::uint32_t slot, LifeMark mark)
{
    auto &marks = m_tries[slot];
    if (std::ranges::find(marks, mark) != marks.end())
        return;
    if (marks.size() >= kTryMarks)
        marks.erase(marks.begin());
    marks.push_back(mark);
}

void TaskStore::mergeReceivedFields(TaskRecord &record, const EventView &event)
{
    if (!event.name.empty())
        record.name = m_texts.number(event.name);
    setText(record.args, event.args);
    setKwargs(record, event.kwargs);
    setRelative(record.rootId, event.rootId);
    setRelative(record.parentId, event.parentId);
    record.retries = std::max(record.retries, event.retries);
    if (!event.eta.empty())
        record.eta = celery::parseIsoTime(event.eta).value_or(0);
    if (!event.expires.empty())
        record.expires = celery::parseIsoTime(event.expires).value_or(0);
}

void TaskStore::mergeAllFields(TaskRecord &record, const EventView &event)
{
    mergeReceivedFields(record, event);
    if (!event.queue.empty())
        record.queue = m_texts.number(event.queue);
    if (event.runtime >= 0)
        record.runtime = event.runtime;
    setText(record.outcome, event.kind == EventKind::TaskSucceeded ? event.result : event.exception);
    setText(record.traceback, event.traceback);
    if (event.kind == EventKind::TaskRevoked) {
        record.terminated = event.terminated;
        record.expired = event.expired;
        record.signum = static_cast<std::uint8_t>(event.signum);
    }
}

bool TaskStore::mergeResult(const celery::ResultMeta &meta, bool mayAdd)
{
    const HandOverMutex::Lock lock(m_mutex);
    const std::uint64_t tasksBefore = m_serial;
    const std::uint32_t slot = slotFor(meta.taskId, mayAdd);
    if (slot == kNoSlot)
        return false;
    TaskRecord &record = at(slot);
    const TaskState next = m_states.codeOf(meta.status);
    const MonoTime now = m_clock.monotonic();
    record.leftInGap = false;
    if (!meta.name.empty())
        record.name = m_texts.number(meta.name);
    if (!meta.queue.empty())
        record.queue = m_texts.number(meta.queue);
    if (!meta.worker.empty())
        record.worker = m_texts.number(meta.worker);
    if (record.tenant == Interner::kNone)
        record.tenant = tenantOf(meta.kwargs);
    if (meta.retries)
        record.retries = std::max(record.retries, std::uint16_t(std::min(*meta.retries, 0xFFFF)));
    if (next == TaskState::Revoked && record.state == TaskState::Pending && m_serial == tasksBefore) {
        const bool isNews = !record.revokeNoted;
        record.revokeNoted = true;
        if (isNews)
            touch(slot);
        return isNews;
    }
    // A result was read a moment ago: the stream may be further already.
    const bool takes = !isFinished(record.state) && record.state != next
        && (isFinished(next) || record.state == TaskState::Pending || rankOf(next) < rankOf(record.state));
    if (takes) {
        const std::string_view shown = meta.exceptionText.empty() ? meta.result : meta.exceptionText;
        if (isFinished(next)) {
            record.ended = meta.dateDone;
            setText(record.outcome, shown);
            if (!meta.traceback.empty())
                setText(record.traceback, meta.traceback);
        }
        setState(slot, next, meta.dateDone);
        record.revokedByResult = next == TaskState::Revoked;
    }
    countFlow(record, now);
    touch(slot);
    return takes;
}

void TaskStore::merge(const TaskFacts &facts)
{
    if (facts.id.empty())
        return;
    const HandOverMutex::Lock lock(m_mutex);
    const std::uint64_t tasksBefore = m_serial;
    const std::uint32_t slot = slotFor(facts.id, true);
    TaskRecord &record = at(slot);
    bool changed = m_serial != tasksBefore;
    const auto fillNumber = [this, &changed](std::uint16_t &field, std::string_view text) {
        if (field == Interner::kNone && !text.empty()) {
            field = m_texts.number(text);
            changed = true;
        }
    };
    const auto fillTime = [&changed](Micros &field, Micros time) {
        changed |= field == 0 && time != 0;
        field = field == 0 ? time : field;
    };
    fillNumber(record.name, facts.name);
    fillNumber(record.queue, facts.queue);
    fillNumber(record.worker, facts.worker);
    if (record.args.isNone() && !facts.args.empty()) {
        setText(record.args, facts.args);
        changed = true;
    }
    if (record.kwargs.isNone() && !facts.kwargs.empty()) {
        setKwargs(record, facts.kwargs);
        changed = true;
    }
    fillTime(record.received, facts.received);
    fillTime(record.started, facts.started);
    fillTime(record.eta, facts.eta);
    fillTime(record.expires, facts.expires);
    if (record.rootId.isNull())
        setRelative(record.rootId, facts.rootId);
    if (record.parentId.isNull())
        setRelative(record.parentId, facts.parentId);
    if (facts.retries > record.retries)
        record.retries = std::uint16_t(std::min(facts.retries, 0xFFFF));
    // A snapshot is older than the stream: it may fill in, never turn back. RETRY is left to the stream alone.
    if (record.state != TaskState::Retry && rankOf(facts.state) < rankOf(record.state)) {
        setState(slot, facts.state, facts.started != 0 ? facts.started : facts.received);
        changed = true;
    }
    if (facts.isInQueue && record.state == TaskState::Revoked && record.revokedByResult) {
        setState(slot, TaskState::Pending, 0);
        record.revokedByResult = false;
        record.revokeNoted = changed = true;
        record.changed = record.ended = 0; // when the order was noted is not when it began to wait
    }
    if (!changed)
        return; // polls tell the same again and again
    countFlow(record, m_clock.monotonic());
    touch(slot);
}

void TaskStore::settleNotedRevokes(const std::map<std::string, Micros> &missing)
{
    const HandOverMutex::Lock lock(m_mutex);
    for (const auto &[id, since] : missing) {
        const std::uint32_t slot = slotFor(id, false);
        if (slot == kNoSlot || !at(slot).revokeNoted || at(slot).state != TaskState::Pending)
            continue;
        at(slot).revokeNoted = false;
        at(slot).revokedByResult = true;
        at(slot).ended = since;
        setState(slot, TaskState::Revoked, since);
        countFlow(at(slot), m_clock.monotonic());
        touch(slot);
    }
}

int TaskStore::openGap(std::string reason, WallTime from)
{
    const HandOverMutex::Lock lock(m_mutex);
    if (m_gaps.size() >= kMostGaps)
        m_gaps.erase(m_gaps.begin());
    Gap gap;
    gap.id = m_gaps.empty() ? 1 : m_gaps.back().id + 1;
    gap.from = from;
    gap.reason = std::move(reason);
    m_gaps.push_back(std::move(gap));
    const std::int64_t now = secondOf(m_clock.monotonic());
    const auto silent = std::chrono::ceil<std::chrono::seconds>(std::max(Milliseconds {0}, m_clock.wall() - from));
    std::erase_if(m_deaf, [now](const Deaf &each) { return each.to < now - RateRing::kSeconds; });
    m_deaf.push_back({now - silent.count(), std::numeric_limits<std::int64_t>::max()});
    for (std::uint32_t slot = m_unfinished.first; slot != kNoSlot; slot = at(slot).next)
        at(slot).leftInGap = true;
    ++m_generation;
    return m_gaps.back().id;
}

void TaskStore::closeGap(int id)
{
    const HandOverMutex::Lock lock(m_mutex);
    for (Gap &gap : m_gaps)
        if (gap.id == id && !gap.until)
            gap.until = m_clock.wall();
    for (Deaf &each : m_deaf)
        each.to = std::min(each.to, secondOf(m_clock.monotonic())); // what came in this second came in a part of it
    ++m_generation;
}

void TaskStore::noteReread(int id, int reread, int unknown)
{
    const HandOverMutex::Lock lock(m_mutex);
    for (Gap &gap : m_gaps) {
        if (gap.id == id) {
            gap.reread += reread;
            gap.unknown += unknown;
        }
    }
    ++m_generation;
}

std::vector<std::string> TaskStore::takeLeftInGap(std::size_t most)
{
    const HandOverMutex::Lock lock(m_mutex);
    std::vector<std::string> ids;
    for (std::uint32_t slot = m_unfinished.first; slot != kNoSlot && ids.size() < most; slot = at(slot).next) {
        if (at(slot).leftInGap) {
            at(slot).leftInGap = false;
            ids.push_back(m_ids.text(at(slot).id));
        }
    }
    return ids;
}

void TaskStore::setState(std::uint32_t slot, TaskState state, Micros when)
{
    TaskRecord &record = at(slot);
    --m_byState[std::size_t(record.state)];
    ++m_byState[std::size_t(state)];
    record.state = state;
    record.changed = when != 0 ? when : record.changed;
    if (record.inFinishedList != isFinished(state)) {
        unlink(slot);
        record.inFinishedList = isFinished(state);
        linkLast(slot);
    }
}

/// A task counts once as arrived and once as done, in the queue it belongs to, when that is known. What was found lying
/// there (a waiting message, a stored result) did not arrive or end now.
void TaskStore::countFlow(TaskRecord &record, MonoTime now)
{
    if (!record.heardOf) {
        record.arrivalCounted = true;
        record.completionCounted = isFinished(record.state);
        return;
    }
    const bool done = isFinished(record.state) && !record.completionCounted;
    if (record.arrivalCounted && !done)
        return;
    // Without task-sent events the queue stays unknown until something tells it; a finished task waits no longer.
    if (record.queue == Interner::kNone && !done)
        return;
    Flow &flow = m_flows[record.queue];
    // Met only when it ended: it came before we listened, at a time nobody knows.
    if (!record.arrivalCounted && (record.sent != 0 || record.received != 0 || record.started != 0))
        flow.arrivals.add(secondOf(now));
    record.arrivalCounted = true;
    if (done) {
        flow.completions.add(secondOf(now));
        record.completionCounted = true;
    }
}

void TaskStore::setText(TextRef &ref, std::string_view text)
{
    if (text.data() == nullptr || m_ring.equals(ref, text)) // sent and received carry the same arguments
        return;
    ref = m_ring.add(text);
}

void TaskStore::setKwargs(TaskRecord &record, std::string_view text)
{
    if (text.data() == nullptr || m_ring.equals(record.kwargs, text))
        return;
    record.kwargs = m_ring.add(text);
    record.tenant = tenantOf(text);
}

std::uint16_t TaskStore::tenantOf(std::string_view kwargs)
{
    // Nearly all that is not told ends here, without a walk.
    if (m_tenantArgument.empty() || !kwargs.contains(m_tenantArgument))
        return Interner::kNone;
    const auto tenant = stringArgument(kwargs, m_tenantArgument);
    if (!tenant)
        return Interner::kNone;
    if (const std::uint16_t known = m_tenants.find(*tenant); known != Interner::kNone)
        return known;
    // Shown, unlike the arguments themselves: what looks like a secret is no tenant.
    const QByteArray said = QByteArray::fromStdString(m_tenantArgument + "=" + *tenant);
    return redact(said) == said ? m_tenants.number(*tenant) : Interner::kNone;
}

void TaskStore::setRelative(TaskId &field, std::string_view text)
{
    if (text.empty() || (!field.isNull() && m_ids.find(text) == field))
        return;
    m_ids.release(field);
    field = m_ids.acquire(text);
}

} // namespace ph::queues
