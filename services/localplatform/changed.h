// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"

#include <vector>

namespace ph::localplatform {

/// Something many coroutines of one thread wait for. `while (!condition) co_await changed.next(stop, 1h);`
class Changed final {
public:
    void notify()
    {
        auto waiting = std::exchange(m_waiting, {});
        for (const auto &each : waiting)
            each->resolve({});
    }

    /// Ends at the next notify(), with Timeout at the deadline, with Cancelled at the stop.
    [[nodiscard]] Task<void> next(std::stop_token stop, Deadline deadline)
    {
        std::erase_if(m_waiting, [](const auto &each) { return each->isSettled(); });
        auto pending = Pending<void>::make();
        m_waiting.push_back(pending);
        co_return co_await pending->wait(stop, deadline);
    }

private:
    std::vector<std::shared_ptr<Pending<void>>> m_waiting;
};

} // namespace ph::localplatform
