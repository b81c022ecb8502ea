// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/taskstate.h"

namespace ph::queues {

namespace {
constexpr std::array<std::string_view, 9> kNames {
    "SUCCESS", "FAILURE", "UNKNOWN", "REVOKED", "STARTED", "RECEIVED", "REJECTED", "RETRY", "PENDING"};
}

StateNames::StateNames()
{
    m_custom.reserve(kStateCodes); // names handed out stay where they are
}

TaskState StateNames::codeOf(std::string_view name)
{
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (kNames[i] == name && i != std::size_t(TaskState::Unknown))
            return static_cast<TaskState>(i);
    for (std::size_t i = 0; i < m_custom.size(); ++i)
        if (m_custom[i] == name)
            return static_cast<TaskState>(int(TaskState::FirstCustom) + int(i));
    constexpr std::size_t kMaxName = 64;
    if (int(m_custom.size()) >= kStateCodes - int(TaskState::FirstCustom) || name.empty() || name.size() > kMaxName)
        return TaskState::Unknown;
    m_custom.emplace_back(name);
    return static_cast<TaskState>(int(TaskState::FirstCustom) + int(m_custom.size()) - 1);
}

std::string_view StateNames::nameOf(TaskState state) const
{
    if (state < TaskState::FirstCustom)
        return std::size_t(state) < kNames.size() ? kNames[std::size_t(state)]
                                                  : kNames[std::size_t(TaskState::Unknown)];
    const auto at = std::size_t(state) - std::size_t(TaskState::FirstCustom);
    return at < m_custom.size() ? std::string_view(m_custom[at]) : kNames[std::size_t(TaskState::Unknown)];
}

} // namespace ph::queues
