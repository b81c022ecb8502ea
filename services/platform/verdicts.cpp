// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/verdicts.h"
#include "services/base/post.h"

#include <algorithm>

namespace ph::platform {

VerdictBoard::VerdictBoard(QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(250);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        {
            const std::lock_guard lock(m_mutex);
            m_isAnnounced = false;
        }
        Q_EMIT changed();
    });
}

void VerdictBoard::report(AreaVerdict verdict)
{
    const std::lock_guard lock(m_mutex);
    const auto it = std::ranges::lower_bound(m_areas, verdict.area, {}, &AreaVerdict::area);
    if (it != m_areas.end() && it->area == verdict.area)
        *it = std::move(verdict);
    else
        m_areas.insert(it, std::move(verdict));
    if (!std::exchange(m_isAnnounced, true))
        post(this, [this] { m_timer.start(); });
}

std::vector<AreaVerdict> VerdictBoard::areas() const
{
    const std::lock_guard lock(m_mutex);
    return m_areas;
}

} // namespace ph::platform
