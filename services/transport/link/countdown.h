// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/pending.h"

#include <algorithm>

namespace ph::transport {

/// One deadline over several waits.
class Countdown final {
public:
    explicit Countdown(Deadline whole)
        : m_end(std::chrono::steady_clock::now() + whole)
    {
    }
    /// What is left; at least 1 ms, so that the wait itself reports the time-out.
    [[nodiscard]] Deadline left() const
    {
        const auto rest = std::chrono::ceil<Deadline>(m_end - std::chrono::steady_clock::now());
        return std::max(rest, Deadline {1});
    }

private:
    std::chrono::steady_clock::time_point m_end;
};

} // namespace ph::transport
