// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/taskscope.h"

#include "services/base/logging.h"

#include <atomic>

namespace ph {

namespace {
std::atomic<int> s_liveTasks {0};
}

TaskScope::TaskScope() = default;

TaskScope::~TaskScope() { close(); }

void TaskScope::close()
{
    if (!m_state->open)
        return;
    m_state->open = false;
    m_state->stop.request_stop();
    if (m_state->running > 0)
        qCWarning(logBase) << "a task scope closed while" << m_state->running
                           << "task(s) wait on something that ignores the stop token";
}

void TaskScope::run(Task<void> task, QString name)
{
    spawn(std::move(task), [name = std::move(name)](Result<void> result) {
        if (!result && !isCancelled(result.error()))
            qCWarning(logBase).noquote() << name << "ended:" << brief(result.error());
    });
}

int liveTasks() { return s_liveTasks.load(); }

LiveTask::LiveTask() { ++s_liveTasks; }

LiveTask::~LiveTask() { --s_liveTasks; }

} // namespace ph
