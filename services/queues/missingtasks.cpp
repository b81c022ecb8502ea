// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/missingtasks.h"

namespace ph::queues {

void MissingTasks::take(std::span<const WaitingTask> waiting, const Reading &reading)
{
    std::map<std::string, Micros> since;
    for (const WaitingTask &task : waiting) {
        if (task.queue.isEmpty() || !reading.queues.contains(task.queue) || reading.found.contains(task.id))
            continue;
        const auto before = m_since.find(task.id);
        since.emplace(task.id, before == m_since.end() ? reading.at : before->second);
    }
    m_since = std::move(since);
    m_readAt = reading.at;
}

std::map<std::string, Micros> MissingTasks::certain() const
{
    std::map<std::string, Micros> certain;
    for (const auto &[id, since] : m_since)
        if (m_readAt - since >= kApart)
            certain.emplace(id, since);
    return certain;
}

} // namespace ph::queues
