// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"
#include "services/queues/taskstore.h"

#include <QStringList>

namespace ph::ctl::queues {

/// Which tasks `tasks --state` means. Celery's names, the words that the window's table prints, and words for several
/// states: "waiting", "running", "ended". In upper or lower case.
class StateFilter final {
public:
    /// Of "failed,retrying". Invalid names the wrong word and lists what is allowed. A name that is none of Celery's
    /// may be a state of the platform's own: checkOwn() tells.
    [[nodiscard]] static Result<StateFilter> of(const QString &given);

    /// No state was asked for.
    [[nodiscard]] bool isAll() const
    {
        return m_names.isEmpty() && m_own.isEmpty() && !m_isInterrupted && !m_isScheduled;
    }
    /// Tasks are asked for that ran in a process that is gone (GoneWorkers::interrupted()).
    [[nodiscard]] bool wantsInterrupted() const { return m_isInterrupted; }
    /// Tasks are asked for that a worker took and holds until their ETA (isScheduled()).
    [[nodiscard]] bool wantsScheduled() const { return m_isScheduled; }
    [[nodiscard]] bool passes(ph::queues::TaskState state, std::string_view name) const;

    /// Once tasks are known. Invalid: a word that is no state here. The note (may be empty): names that look like
    /// states of the platform's own, which no task has now.
    [[nodiscard]] Result<QString> checkOwn(const ph::queues::StoreCounts &counts) const;

    /// The words of the window's table, those for several states, "interrupted" and "scheduled".
    [[nodiscard]] static QStringList words();

private:
    QStringList m_names; ///< Celery's
    QStringList m_own; ///< of the platform, as they were given
    bool m_isInterrupted = false;
    bool m_isScheduled = false;
    bool m_isAnyOwn = false; ///< "running": a state of the platform's own is told while a task runs
};

/// A worker took it and holds it until its ETA, which lies ahead.
[[nodiscard]] inline bool isScheduled(ph::queues::TaskState state, ph::queues::Micros eta, ph::queues::Micros now)
{
    return state == ph::queues::TaskState::Received && eta > now;
}

} // namespace ph::ctl::queues
