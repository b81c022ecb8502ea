// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/pending.h"

namespace ph::queues {

/// Lets a loop sleep until its next round or until somebody rings. One sleeper, one thread.
class Bell final {
public:
    /// Ends early after ring(), at once when it rang since the last sleep. Cancelled when stopped.
    [[nodiscard]] Task<void> sleep(std::stop_token stop, Deadline most)
    {
        if (!std::exchange(m_rang, false)) {
            m_sleeper = Pending<void>::make();
            const auto sleeper = m_sleeper;
            const auto woken = co_await sleeper->wait(stop, most);
            m_rang = false;
            if (!woken && woken.error().kind != ErrorKind::Timeout)
                co_return fail(woken.error());
        }
        co_return Result<void> {};
    }
    void ring()
    {
        m_rang = true;
        if (m_sleeper)
            m_sleeper->resolve({});
    }

private:
    std::shared_ptr<Pending<void>> m_sleeper;
    bool m_rang = false;
};

} // namespace ph::queues
