// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"

namespace ph {

/// Waits between tries: doubles from `first` to `most`, each time a random part of 50–100 % (full herds never arrive
/// together). reset() after a success, and after resume or a network change.
class Backoff final {
public:
    explicit Backoff(Milliseconds first = Milliseconds {250}, Milliseconds most = Milliseconds {30'000})
        : m_first(first)
        , m_most(most)
    {
    }
    [[nodiscard]] Milliseconds next();
    [[nodiscard]] int tries() const { return m_tries; }
    void reset() { m_tries = 0; }

private:
    Milliseconds m_first;
    Milliseconds m_most;
    int m_tries = 0;
};

} // namespace ph
