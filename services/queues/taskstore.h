// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/queues/celery/event.h"
#include "services/queues/celery/resultmeta.h"
#include "services/queues/handover.h"
#include "services/queues/missingtasks.h"
#include "services/queues/rates.h"
#include "services/queues/taskindex.h"
#include "services/queues/types.h"
#include "services/queues/workertable.h"

#include <functional>
#include <span>
#include <unordered_map>

namespace ph::queues {

/// A fact from elsewhere than the stream: a reply of inspect, a message in a list. Fills what is not known yet.
struct TaskFacts {
    std::string_view id {};
    TaskState state = TaskState::Pending; ///< taken only by the state rule, or for a task not met before
    std::string_view name {};
    std::string_view queue {};
    std::string_view worker {};
    std::string_view args {};
    std::string_view kwargs {};
    std::string_view rootId {};
    std::string_view parentId {};
    Micros received = 0;
    Micros started = 0;
    Micros eta = 0;
    Micros expires = 0;
    int retries = -1;
    bool isInQueue = false; ///< its message was seen waiting in a queue
};

/// The truth about tasks and workers of one broker, bounded in memory.
///
/// Threads: apply() belongs to the stream's thread; everything else may be called from any thread. One mutex guards
/// all; the stream takes it for at most kBatch events at a time and steps back for readers, readers copy what they need
/// and let go (scan() visits at most kScan slots per call). Coalescing: a cursor collects the slots that changed, each
/// once however often it changed, and a view fetches them at most once a frame.
class TaskStore final {
public:
    struct Limits {
        std::uint32_t tasks = 200'000; ///< the oldest finished makes room, then the oldest
        std::size_t textBytes = 32u << 20; ///< arguments, results, tracebacks; the oldest are overwritten
    };
    static constexpr std::size_t kBatch = 64;
    static constexpr std::uint32_t kScan = 4096;
    static constexpr int kCursors = 8;

    /// `tenantArgument`: the keyword argument that names a task's tenant (Profile::taskTenant); empty: none does.
    explicit TaskStore(Limits limits, const Clock &clock, std::string tenantArgument = {});
    ~TaskStore();
    TaskStore(const TaskStore &) = delete;
    TaskStore &operator=(const TaskStore &) = delete;

    /// Applies events in the order they came. `malformed` counts what the decoder refused. The second form takes the
    /// time of receipt from the stream, which asks for it once a burst.
    void apply(std::span<const celery::EventView> events, int malformed = 0);
    void apply(std::span<const celery::EventView> events, int malformed, WallTime wall, MonoTime now);
    /// Merges a stored result. Returns false if it told nothing new (or the task is unknown and `mayAdd` is false).
    bool mergeResult(const celery::ResultMeta &meta, bool mayAdd);
    /// Merges what a snapshot tells.
    void merge(const TaskFacts &facts);

    /// These are in no queue any more: what waited with its revoke noted was revoked, when its turn came.
    void settleNotedRevokes(const std::map<std::string, Micros> &missing);

    /// The stream was lost; tasks that are not finished are marked until their state is read again.
    int openGap(std::string reason, WallTime from);
    void closeGap(int id);
    void noteReread(int id, int reread, int unknown);
    /// Ids of unfinished tasks marked by a gap, at most `most`; the marks are taken off.
    [[nodiscard]] std::vector<std::string> takeLeftInGap(std::size_t most);
    /// Ids of tasks that a worker has and that did not change since `before` (by their senders' clocks), oldest first.
    [[nodiscard]] std::vector<std::string> unfinishedSince(Micros before, std::size_t most) const;

    /// Tasks that wait since before `before`, by all that is known; nothing if there are more than `most`.
    [[nodiscard]] std::vector<WaitingTask> waitingSince(Micros before, std::size_t most) const;

    [[nodiscard]] StoreCounts counts() const;
    /// Of the `most` tasks that ended last, those that ended since then (by their senders' clocks).
    [[nodiscard]] RecentEnds recentEnds(Micros since, std::size_t most) const;
    [[nodiscard]] std::vector<Gap> gaps() const;
    [[nodiscard]] std::vector<Worker> workers() const;
    /// Grows whenever a worker is heard for the first time, again after silence, or as another process.
    [[nodiscard]] std::uint64_t workerReturns() const;
    [[nodiscard]] std::vector<QueueFlow> flows() const;
    [[nodiscard]] std::optional<TaskRow> row(std::uint32_t slot) const;
    /// Rows for `slots`, in their order; a freed slot gives a row with serial 0.
    [[nodiscard]] std::vector<TaskRow> rows(std::span<const std::uint32_t> slots) const;
    /// Its texts are for people and programs alike: without what looks like a secret (redact.h).
    [[nodiscard]] std::optional<TaskDetail> detail(std::string_view id) const;
    /// The named arguments as an event showed them (Python's repr, perhaps cut), secrets and all: to decide by, not to
    /// show.
    [[nodiscard]] std::optional<std::string> namedArguments(std::string_view id) const;
    [[nodiscard]] std::optional<std::uint32_t> slotOf(std::string_view id) const;
    /// Whether tasks are asked for a tenant at all.
    [[nodiscard]] bool knowsTenants() const { return !m_tenantArgument.empty(); }
    [[nodiscard]] std::size_t memory() const;

    /// Read access for one locked visit: records and the tables their numbers point into.
    class Access final {
    public:
        [[nodiscard]] std::string_view text(std::uint16_t number) const { return m_store.m_texts.text(number); }
        /// A task's tenant as its displayed arguments tell it; empty: they do not.
        [[nodiscard]] std::string_view tenant(const TaskRecord &record) const
        {
            return m_store.m_tenants.text(record.tenant);
        }
        [[nodiscard]] std::string_view stateName(TaskState state) const { return m_store.m_states.nameOf(state); }
        [[nodiscard]] std::string id(TaskId id) const { return m_store.m_ids.text(id); }
        [[nodiscard]] HeldText held(TextRef ref) const;
        [[nodiscard]] TaskRow row(std::uint32_t slot) const { return m_store.makeRow(slot); }

    private:
        friend class TaskStore;
        explicit Access(const TaskStore &store)
            : m_store(store)
        {
        }
        const TaskStore &m_store;
    };
    /// Visits the records of the slots [from, from + kScan) that hold a task; returns where to go on, or kNoSlot at the
    /// end.
    std::uint32_t scan(
        std::uint32_t from, const std::function<void(std::uint32_t, const TaskRecord &, const Access &)> &visit) const;
    /// Visits the given slots; a free one comes as a record with a null id.
    void visit(std::span<const std::uint32_t> slots,
        const std::function<void(std::uint32_t, const TaskRecord &, const Access &)> &visit) const;

    /// Opens a cursor on changes from now on. Nothing if all kCursors are taken.
    [[nodiscard]] std::optional<int> openCursor();
    void closeCursor(int cursor);
    /// The slots that changed (or were freed, or reused) since the last call, each once.
    [[nodiscard]] std::vector<std::uint32_t> takeChanges(int cursor);

private:
    void applyOne(const celery::EventView &event, WallTime wall, MonoTime now);
    void applyTask(const celery::EventView &event, WallTime wall, MonoTime now);
    void mergeReceivedFields(TaskRecord &record, const celery::EventView &event);
    void mergeAllFields(TaskRecord &record, const celery::EventView &event);
    [[nodiscard]] std::optional<TaskDetail> rawDetail(std::string_view id) const;
    void markTry(std::uint32_t slot, LifeMark mark);
    void stamp(std::uint32_t slot, TaskRecord &record, const celery::EventView &event, Micros at);
    [[nodiscard]] std::uint32_t slotFor(std::string_view id, bool mayAdd);
    [[nodiscard]] std::uint32_t newSlot();
    void freeSlot(std::uint32_t slot);
    void evict();
    void setState(std::uint32_t slot, TaskState state, Micros when);
    void countFlow(TaskRecord &record, MonoTime now);
    void setText(TextRef &ref, std::string_view text);
    void setKwargs(TaskRecord &record, std::string_view text);
    [[nodiscard]] std::uint16_t tenantOf(std::string_view kwargs);
    void setRelative(TaskId &field, std::string_view text);
    void touch(std::uint32_t slot);
    void unlink(std::uint32_t slot);
    void linkLast(std::uint32_t slot);
    [[nodiscard]] TaskRecord &at(std::uint32_t slot) { return m_chunks[slot / kChunk][slot % kChunk]; }
    [[nodiscard]] const TaskRecord &at(std::uint32_t slot) const { return m_chunks[slot / kChunk][slot % kChunk]; }
    [[nodiscard]] TaskRow makeRow(std::uint32_t slot) const;
    struct Flow {
        RateRing arrivals;
        RateRing completions;
    };
    [[nodiscard]] bool isHeard(std::int64_t second) const;
    void fillFlow(QueueFlow &out, const Flow &flow, std::int64_t second) const;
    [[nodiscard]] std::uint32_t find(TaskId id) const;

    struct List {
        std::uint32_t first = kNoSlot;
        std::uint32_t last = kNoSlot;
    };
    struct Cursor {
        bool open = false;
        std::vector<std::uint32_t> changed;
    };
    static constexpr std::uint32_t kChunk = 1024;
    static constexpr std::size_t kTryMarks = 96; ///< the newest of them
    static constexpr std::size_t kMostGaps = 500;
    static constexpr std::size_t kMostTenants = 30'000; ///< told apart: arguments are whatever a sender writes

    const Limits m_limits;
    const Clock &m_clock;
    const std::string m_tenantArgument;
    mutable HandOverMutex m_mutex;

    std::vector<std::unique_ptr<TaskRecord[]>> m_chunks;
    std::uint32_t m_used = 0; ///< slots ever used
    std::vector<std::uint32_t> m_free;
    TaskIndex m_index;
    TaskIds m_ids;
    Interner m_texts;
    Interner m_tenants {kMostTenants};
    StateNames m_states;
    TextRing m_ring;
    List m_unfinished; ///< by arrival
    List m_finished; ///< by the time of finishing
    std::unordered_map<std::uint32_t, std::vector<LifeMark>> m_tries; ///< of tasks that were retried: each try's marks
    std::array<std::uint32_t, kStateCodes> m_byState {};
    WorkerTable m_workers;
    std::unordered_map<std::uint16_t, Flow> m_flows; ///< by queue number
    std::array<Cursor, kCursors> m_cursors;
    std::uint8_t m_openCursors = 0;
    std::vector<Gap> m_gaps;
    struct Deaf {
        std::int64_t from = 0;
        std::int64_t to = 0; ///< the last second of it; while it lasts the greatest number
    };
    std::vector<Deaf> m_deaf; ///< seconds in which nobody listened, as far as rates look back
    std::uint64_t m_events = 0;
    std::uint64_t m_others = 0;
    std::uint64_t m_malformed = 0;
    std::uint64_t m_evicted = 0;
    std::uint64_t m_serial = 0;
    std::uint64_t m_generation = 0;
    MonoTime m_lastTaskEvent {};
};

} // namespace ph::queues
