// SPDX-License-Identifier: GPL-3.0-or-later
// The reading side of the task store: copies for views, the companion and tests.
#include "services/queues/taskstore.h"

#include "services/base/redact.h"
#include "services/queues/tasklife.h"

#include <algorithm>

namespace ph::queues {

Micros TaskRow::firstSeen() const { return earliestOf({sent, received, started, retried, ended}); }

HeldText TaskStore::Access::held(TextRef ref) const
{
    if (ref.isNone())
        return {};
    char buffer[8];
    const auto text = m_store.m_ring.text(ref, buffer);
    return text ? HeldText {std::string(*text), false} : HeldText {std::nullopt, true};
}

TaskRow TaskStore::makeRow(std::uint32_t slot) const
{
    TaskRow row;
    row.slot = slot;
    if (slot >= m_used || at(slot).id.isNull())
        return row;
    const TaskRecord &record = at(slot);
    row.serial = record.serial;
    row.id = m_ids.text(record.id);
    row.stateCode = record.state;
    row.state = m_states.nameOf(record.state);
    row.name = m_texts.text(record.name);
    row.queue = m_texts.text(record.queue);
    row.tenant = m_tenants.text(record.tenant);
    row.worker = m_texts.text(record.worker);
    row.client = m_texts.text(record.client);
    row.retries = record.retries;
    row.runtime = record.runtime;
    row.sent = record.sent;
    row.received = record.received;
    row.started = record.started;
    row.ended = record.ended;
    row.retried = record.retried;
    row.changed = record.changed;
    row.eta = record.eta;
    row.expires = record.expires;
    row.terminated = record.terminated;
    row.expired = record.expired;
    row.revokeNoted = record.revokeNoted;
    row.signum = record.signum;
    return row;
}

StoreCounts TaskStore::counts() const
{
    const HandOverMutex::Lock lock(m_mutex);
    StoreCounts counts;
    counts.events = m_events;
    counts.others = m_others;
    counts.malformed = m_malformed;
    counts.evicted = m_evicted;
    counts.textBytesDropped = m_ring.overwritten();
    counts.tasks = m_used - std::uint32_t(m_free.size());
    counts.limit = m_limits.tasks;
    counts.generation = m_generation;
    counts.lastTaskEvent = m_lastTaskEvent;
    for (std::size_t code = 0; code < m_byState.size(); ++code)
        if (m_byState[code] > 0)
            counts.byState.emplace_back(m_states.nameOf(static_cast<TaskState>(code)), m_byState[code]);
    return counts;
}

RecentEnds TaskStore::recentEnds(Micros since, std::size_t most) const
{
    const HandOverMutex::Lock lock(m_mutex);
    RecentEnds ends;
    std::unordered_map<std::uint16_t, std::uint32_t> failedOf;
    for (std::uint32_t slot = m_finished.last; slot != kNoSlot && most > 0; slot = at(slot).previous, --most) {
        const TaskRecord &record = at(slot);
        const bool hasFailed = record.state == TaskState::Failure;
        if (record.ended < since || (!hasFailed && record.state != TaskState::Success))
            continue;
        ++ends.ended;
        if (!hasFailed)
            continue;
        ++ends.failed;
        if (const std::uint32_t count = ++failedOf[record.name]; count > ends.worstFailed) {
            ends.worstFailed = count;
            ends.worst = m_texts.text(record.name);
        }
    }
    return ends;
}

std::vector<Gap> TaskStore::gaps() const
{
    const HandOverMutex::Lock lock(m_mutex);
    return m_gaps;
}

std::vector<Worker> TaskStore::workers() const
{
    const HandOverMutex::Lock lock(m_mutex);
    return m_workers.all();
}

std::uint64_t TaskStore::workerReturns() const
{
    const HandOverMutex::Lock lock(m_mutex);
    return m_workers.returns();
}

std::vector<QueueFlow> TaskStore::flows() const
{
    const auto second
        = std::chrono::duration_cast<std::chrono::seconds>(m_clock.monotonic().time_since_epoch()).count();
    const HandOverMutex::Lock lock(m_mutex);
    std::vector<QueueFlow> flows;
    flows.reserve(m_flows.size());
    for (const auto &[number, flow] : m_flows) {
        QueueFlow out;
        out.queue = m_texts.text(number);
        fillFlow(out, flow, second);
        flows.push_back(out);
    }
    return flows;
}

bool TaskStore::isHeard(std::int64_t second) const
{
    return std::ranges::none_of(
        m_deaf, [second](const Deaf &each) { return second >= each.from && second <= each.to; });
}

void TaskStore::fillFlow(QueueFlow &out, const Flow &flow, std::int64_t second) const
{
    constexpr int kEnough = 3;
    flow.arrivals.history(second, QueueFlow::kHistory, out.arrivalHistory.data());
    flow.completions.history(second, QueueFlow::kHistory, out.completionHistory.data());
    std::uint64_t came = 0;
    std::uint64_t ended = 0;
    int seconds = 0;
    for (int i = 0; i < QueueFlow::kHistory; ++i) {
        const auto at = std::size_t(i);
        out.heard[at] = isHeard(second - QueueFlow::kHistory + i);
        if (i < QueueFlow::kHistory - QueueFlow::kRateSeconds || !out.heard[at])
            continue;
        ++seconds;
        came += out.arrivalHistory[at];
        ended += out.completionHistory[at];
    }
    out.hasRates = seconds >= kEnough;
    out.arrivals = seconds > 0 ? double(came) / seconds : 0;
    out.completions = seconds > 0 ? double(ended) / seconds : 0;
}

std::optional<TaskRow> TaskStore::row(std::uint32_t slot) const
{
    const HandOverMutex::Lock lock(m_mutex);
    TaskRow row = makeRow(slot);
    if (row.serial == 0)
        return std::nullopt;
    return row;
}

std::vector<TaskRow> TaskStore::rows(std::span<const std::uint32_t> slots) const
{
    const HandOverMutex::Lock lock(m_mutex);
    std::vector<TaskRow> rows;
    rows.reserve(slots.size());
    for (const std::uint32_t slot : slots)
        rows.push_back(makeRow(slot));
    return rows;
}

std::optional<std::uint32_t> TaskStore::slotOf(std::string_view id) const
{
    const HandOverMutex::Lock lock(m_mutex);
    const std::uint32_t slot = find(m_ids.find(id));
    if (slot == kNoSlot)
        return std::nullopt;
    return slot;
}

std::optional<TaskDetail> TaskStore::detail(std::string_view id) const
{
    std::optional<TaskDetail> detail = rawDetail(id);
    if (!detail)
        return detail;
    for (HeldText *text : {&detail->args, &detail->kwargs, &detail->outcome, &detail->traceback})
        if (text->text)
            text->text = redact(QByteArray::fromStdString(*text->text)).toStdString();
    return detail;
}

std::optional<std::string> TaskStore::namedArguments(std::string_view id) const
{
    const HandOverMutex::Lock lock(m_mutex);
    const std::uint32_t slot = find(m_ids.find(id));
    return slot == kNoSlot ? std::nullopt : Access(*this).held(at(slot).kwargs).text;
}

std::optional<TaskDetail> TaskStore::rawDetail(std::string_view id) const
{
    const HandOverMutex::Lock lock(m_mutex);
    const std::uint32_t slot = find(m_ids.find(id));
    if (slot == kNoSlot)
        return std::nullopt;
    const TaskRecord &record = at(slot);
    const Access access(*this);
    TaskDetail detail {makeRow(slot), m_ids.text(record.rootId), m_ids.text(record.parentId), access.held(record.args),
        access.held(record.kwargs), access.held(record.outcome), access.held(record.traceback), {}};
    const auto tries = m_tries.find(slot);
    detail.life = lifeOf(record, tries == m_tries.end() ? std::span<const LifeMark> {} : tries->second);
    return detail;
}

std::vector<std::string> TaskStore::unfinishedSince(Micros before, std::size_t most) const
{
    const HandOverMutex::Lock lock(m_mutex);
    std::vector<std::string> ids;
    // Bounded in looks as well: the list may hold very many waiting tasks.
    std::size_t looks = 10 * most;
    for (std::uint32_t slot = m_unfinished.first; slot != kNoSlot && ids.size() < most && looks > 0;
        slot = at(slot).next, --looks)
        if (at(slot).state != TaskState::Pending && at(slot).changed < before)
            ids.push_back(m_ids.text(at(slot).id));
    return ids;
}

std::vector<WaitingTask> TaskStore::waitingSince(Micros before, std::size_t most) const
{
    const HandOverMutex::Lock lock(m_mutex);
    if (m_byState[std::size_t(TaskState::Pending)] > most)
        return {};
    std::vector<WaitingTask> tasks;
    std::size_t looks = 20 * most; // running and prefetched tasks are in the list too
    for (std::uint32_t slot = m_unfinished.first; slot != kNoSlot && looks > 0; slot = at(slot).next, --looks) {
        const TaskRecord &record = at(slot);
        if (record.state != TaskState::Pending || record.changed >= before || record.eta >= before)
            continue;
        const std::string_view queue = m_texts.text(record.queue);
        tasks.push_back({m_ids.text(record.id), QByteArray(queue.data(), qsizetype(queue.size()))});
    }
    return tasks;
}

std::size_t TaskStore::memory() const
{
    const HandOverMutex::Lock lock(m_mutex);
    std::size_t bytes = m_chunks.size() * kChunk * sizeof(TaskRecord) + m_index.memory() + m_ids.memory()
        + m_texts.memory() + m_tenants.memory() + m_ring.memory() + m_workers.memory()
        + m_free.capacity() * sizeof(std::uint32_t);
    for (const Cursor &cursor : m_cursors)
        bytes += cursor.changed.capacity() * sizeof(std::uint32_t);
    for (const auto &[slot, marks] : m_tries)
        bytes += 64 + marks.capacity() * sizeof(LifeMark);
    return bytes + m_flows.size() * (sizeof(Flow) + 64);
}

std::uint32_t TaskStore::scan(
    std::uint32_t from, const std::function<void(std::uint32_t, const TaskRecord &, const Access &)> &visit) const
{
    const HandOverMutex::Lock lock(m_mutex);
    const Access access(*this);
    const std::uint32_t end = std::min(m_used, from + kScan);
    for (std::uint32_t slot = from; slot < end; ++slot)
        if (!at(slot).id.isNull())
            visit(slot, at(slot), access);
    return end < m_used ? end : kNoSlot;
}

void TaskStore::visit(std::span<const std::uint32_t> slots,
    const std::function<void(std::uint32_t, const TaskRecord &, const Access &)> &visit) const
{
    const HandOverMutex::Lock lock(m_mutex);
    const Access access(*this);
    for (const std::uint32_t slot : slots)
        if (slot < m_used)
            visit(slot, at(slot), access);
}

} // namespace ph::queues
