// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/backoff.h"

#include <QRandomGenerator>
#include <algorithm>

namespace ph {

Milliseconds Backoff::next()
{
    const int doublings = std::min(m_tries++, 20);
    const Milliseconds full = std::min(m_most, m_first * (std::int64_t(1) << doublings));
    return full / 2
        + Milliseconds {std::int64_t(QRandomGenerator::global()->generateDouble() * double(full.count()) / 2)};
}

} // namespace ph
