// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace ph::queues {

/// Counts per second over the last two minutes, on our monotonic clock. Not thread-safe.
class RateRing final {
public:
    static constexpr int kSeconds = 120;

    void add(std::int64_t second, std::uint32_t count = 1);
    /// Mean per second over the `window` full seconds before `second`; the running second does not count.
    [[nodiscard]] double perSecond(std::int64_t second, int window) const;
    /// Counts of the `window` full seconds before `second`, oldest first, into `out[0..window)`.
    void history(std::int64_t second, int window, std::uint32_t *out) const;

private:
    [[nodiscard]] std::uint32_t at(std::int64_t second) const;

    std::array<std::uint32_t, kSeconds> m_counts {};
    std::int64_t m_last = 0; ///< the newest second that was counted in
};

} // namespace ph::queues
