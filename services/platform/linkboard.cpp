// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/linkboard.h"
#include "services/base/post.h"

#include <algorithm>

namespace ph::platform {

using namespace std::chrono_literals;

LinkBoard::LinkBoard(QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(100ms);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        {
            const std::lock_guard lock(m_mutex);
            m_isAnnounced = false;
        }
        Q_EMIT changed();
    });
}

void LinkBoard::announce()
{
    // Called with the mutex held: one posted start for many reports.
    if (std::exchange(m_isAnnounced, true))
        return;
    post(this, [this] { m_timer.start(); });
}

void LinkBoard::add(const LinkInfo &link)
{
    const std::lock_guard lock(m_mutex);
    const auto it
        = std::find_if(m_links.begin(), m_links.end(), [&](const LinkInfo &each) { return each.id == link.id; });
    if (it == m_links.end()) {
        m_links.push_back(link);
    } else {
        auto state = std::move(it->state);
        *it = link;
        it->state = std::move(state);
    }
    announce();
}

void LinkBoard::report(const QString &linkId, const transport::LinkState &state)
{
    const std::lock_guard lock(m_mutex);
    const auto it
        = std::find_if(m_links.begin(), m_links.end(), [&](const LinkInfo &each) { return each.id == linkId; });
    if (it == m_links.end())
        return;
    it->state = state;
    announce();
}

std::vector<LinkInfo> LinkBoard::links() const
{
    const std::lock_guard lock(m_mutex);
    return m_links;
}

std::optional<LinkInfo> LinkBoard::find(const QString &linkId) const
{
    const std::lock_guard lock(m_mutex);
    const auto it
        = std::find_if(m_links.begin(), m_links.end(), [&](const LinkInfo &each) { return each.id == linkId; });
    return it == m_links.end() ? std::nullopt : std::optional(*it);
}

} // namespace ph::platform
