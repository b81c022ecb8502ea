// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/rates.h"

#include <algorithm>

namespace ph::queues {

void RateRing::add(std::int64_t second, std::uint32_t count)
{
    if (second > m_last) {
        const std::int64_t skipped = std::min<std::int64_t>(second - m_last, kSeconds);
        for (std::int64_t i = 0; i < skipped; ++i)
            m_counts[std::size_t((second - i) % kSeconds)] = 0;
        m_last = second;
    }
    if (second > m_last - kSeconds)
        m_counts[std::size_t(second % kSeconds)] += count;
}

std::uint32_t RateRing::at(std::int64_t second) const
{
    if (second > m_last || second <= m_last - kSeconds || second < 0)
        return 0;
    return m_counts[std::size_t(second % kSeconds)];
}

double RateRing::perSecond(std::int64_t second, int window) const
{
    std::uint64_t sum = 0;
    for (int i = 1; i <= window; ++i)
        sum += at(second - i);
    return window > 0 ? double(sum) / window : 0;
}

void RateRing::history(std::int64_t second, int window, std::uint32_t *out) const
{
    for (int i = 0; i < window; ++i)
        out[i] = at(second - window + i);
}

} // namespace ph::queues
