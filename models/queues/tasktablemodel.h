// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/tablemodel.h"
#include "services/queues/goneworkers.h"
#include "services/queues/taskstore.h"

#include <QHash>
#include <QSet>
#include <QTimer>

namespace ph::models {

/// One task as the table keeps it. The string_views point into the store's interned names, which stay while the store
/// lives.
struct TaskEntry {
    std::uint32_t slot = queues::kNoSlot; ///< kNoSlot: a gap
    std::uint64_t serial = 0; ///< 0: the slot is empty; the row is hidden by every filter
    std::string id;
    std::string_view state;
    std::string_view name;
    std::string_view queue;
    std::string_view tenant; ///< empty: its arguments do not tell, or were not heard
    std::string_view worker;
    queues::TaskState stateCode = queues::TaskState::Pending;
    int retries = 0;
    double runtime = -1;
    queues::Micros firstSeen = 0;
    bool isSentKnown = false; ///< else it is older than since it was first seen
    queues::Micros started = 0;
    queues::Micros changed = 0;
    queues::Micros eta = 0;
    bool revokeNoted = false; ///< its stored result says “revoked”, though it waits
    int gap = -1; ///< id of the store's gap
};

/// All tasks of a store, live. A row stays where it is and stands for a slot of the store; when the oldest made room
/// for another task, that is announced (rowsReplaced): no selection slips from one task to another. Reads what changed
/// once a frame (frameInterval), never what arrives. GUI thread.
class TaskTableModel final : public TableModel {
    Q_OBJECT
public:
    enum Column { State, Name, Id, Queue, Tenant, Worker, Tried, Runtime, Age, Changed };
    static constexpr Milliseconds frameInterval {50};

    /// `store` and `clock` outlive the model.
    TaskTableModel(queues::TaskStore &store, const Clock &clock, QObject *parent = nullptr);
    ~TaskTableModel() override;

    /// While no view looks, nothing is read; what changed meanwhile comes at once when one does.
    void setActive(bool active);

    [[nodiscard]] const QList<ColumnInfo> &columns() const override { return m_columns; }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }
    [[nodiscard]] QString id(int row) const override;
    [[nodiscard]] QString text(int row, int column) const override;
    [[nodiscard]] SortKey sortKey(int row, int column) const override;
    [[nodiscard]] Status status(int row, int column) const override;
    [[nodiscard]] QString toolTip(int row, int column) const override;
    [[nodiscard]] QString filterText(int row) const override;
    [[nodiscard]] bool isGap(int row) const override { return m_rows[size_t(row)].gap >= 0; }
    [[nodiscard]] QString gapDetail(int row) const override;
    [[nodiscard]] int gapColumn() const override { return Changed; }
    [[nodiscard]] int gapCount() const override { return int(m_rowOfGap.size()); }
    [[nodiscard]] int rowOf(const QString &id) const override;

    /// Whose tasks run no more: workers that are lost, stopped, or another process by now.
    void setWorkers(const queues::WorkerListing &workers);
    /// Tasks that were taken, and that no worker has.
    void setHeldByNobody(const QStringList &ids);
    [[nodiscard]] bool isHeldByNobody(const TaskEntry &entry) const
    {
        return !m_heldByNobody.isEmpty() && m_heldByNobody.contains(QString::fromStdString(entry.id));
    }
    [[nodiscard]] qsizetype heldByNobody() const { return m_heldByNobody.size(); }
    /// Tasks that wait by their events and are in no queue any more, and since when that is known.
    void setMissing(const std::map<std::string, queues::Micros> &missing);
    /// 0: it is not missing.
    [[nodiscard]] queues::Micros missingSince(const TaskEntry &entry) const;
    /// When a task that ran in a process that is gone stopped running, at the latest, by its worker's clock; 0: it
    /// runs, or is not known to be gone.
    [[nodiscard]] queues::Micros interruptedAt(const TaskEntry &entry) const;
    [[nodiscard]] bool isInterrupted(const TaskEntry &entry) const { return interruptedAt(entry) != 0; }
    /// A worker took it and waits for its time: what Queues counts as scheduled.
    [[nodiscard]] bool isScheduled(const TaskEntry &entry) const;
    /// "running"; of a task that runs no more, though nothing told its end, "interrupted"; of one that a worker keeps
    /// for later "scheduled".
    [[nodiscard]] QString stateWord(const TaskEntry &entry) const;
    void noteRevokeSent(const QStringList &ids, WallTime at);
    /// What there is to know of a task beyond its state, in a sentence or two: its worker is lost, a revoke was sent.
    /// Empty: nothing.
    [[nodiscard]] QString remark(int row) const;

    /// Announces again the tasks that ended within this time: a window that moves on may not show them any more.
    void touchEnded(queues::Micros from, queues::Micros to);
    /// Announces again all that is not over: ages and running times went on.
    void touchUnfinished();

    [[nodiscard]] const TaskEntry &entry(int row) const { return m_rows[size_t(row)]; }
    [[nodiscard]] queues::StoreCounts counts() const { return m_store.counts(); }
    /// Whether an argument of tasks tells here whom they work for.
    [[nodiscard]] bool knowsTenants() const { return m_store.knowsTenants(); }
    /// Seconds since the task was first seen, by our clock.
    [[nodiscard]] double ageSeconds(const TaskEntry &entry) const;
    /// Seconds it ran, or has been running; at most, of one that was interrupted.
    [[nodiscard]] double runtimeSeconds(const TaskEntry &entry) const;
    /// How often it was started, by its count of retries: the try that waits now is not one yet.
    [[nodiscard]] static int starts(const TaskEntry &entry);
    /// Celery tells none of what fails: taken from the times of start and end.
    [[nodiscard]] static bool isRuntimeFromEvents(const TaskEntry &entry);
    [[nodiscard]] const Clock &clock() const { return m_clock; }

private:
    void readAll();
    void readChanges();
    void readGaps();
    void take(const std::vector<std::uint32_t> &slots);
    [[nodiscard]] static TaskEntry entryOf(const queues::TaskRow &row);
    /// Why the worker that has the task does not work on it; empty: it does, for all that is known.
    [[nodiscard]] QString workerTrouble(const TaskEntry &entry) const;
    [[nodiscard]] QString revokeRemark(const TaskEntry &entry, const QString &id) const;
    void touchWhere(const std::function<bool(const TaskEntry &)> &wanted);

    queues::TaskStore &m_store;
    const Clock &m_clock;
    QList<ColumnInfo> m_columns;
    std::vector<TaskEntry> m_rows;
    std::vector<int> m_rowOfSlot; ///< -1: none yet
    QHash<int, int> m_rowOfGap;
    std::vector<queues::Gap> m_gaps;
    std::optional<int> m_cursor;
    std::uint32_t m_scanFrom = 0; ///< kNoSlot: everything was read once
    QTimer m_frame;

    queues::GoneWorkers m_gone;
    QSet<QString> m_heldByNobody;
    std::map<std::string, queues::Micros> m_missing;
    QHash<QString, WallTime> m_revokeSent;
};

} // namespace ph::models
