// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/linkboard.h"
#include "services/base/post.h"

#include <algorithm>

namespace ph::platform {

using namespace std::chrono_literals;
using transport::LinkPhase;
using transport::LinkState;

namespace {

/// The state a transport tells, made no better than what is known of who answers.
LinkState atMost(LinkState state, const LinkState &judgement)
{
    const bool isWorse = state.phase == LinkPhase::Down
        || (state.phase == LinkPhase::Degraded && judgement.phase == LinkPhase::Degraded);
    if (isWorse)
        return state;
    state.phase = judgement.phase;
    state.reason = judgement.reason;
    state.since = judgement.since;
    state.nextTry = judgement.nextTry;
    return state;
}

} // namespace

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

LinkBoard::Entry *LinkBoard::entry(const QString &linkId)
{
    const auto it
        = std::find_if(m_links.begin(), m_links.end(), [&](const Entry &each) { return each.info.id == linkId; });
    return it == m_links.end() ? nullptr : &*it;
}

void LinkBoard::add(const LinkInfo &link)
{
    const std::lock_guard lock(m_mutex);
    if (Entry *known = entry(link.id)) {
        auto state = std::move(known->info.state);
        known->info = link;
        known->info.state = std::move(state);
    } else {
        m_links.push_back({link, {}});
    }
    announce();
}

void LinkBoard::report(const QString &linkId, const transport::LinkState &state)
{
    const std::lock_guard lock(m_mutex);
    Entry *link = entry(linkId);
    if (link == nullptr)
        return;
    link->info.state = link->judgement ? atMost(state, *link->judgement) : state;
    announce();
}

void LinkBoard::judge(const QString &linkId, std::optional<transport::LinkState> judgement)
{
    const std::lock_guard lock(m_mutex);
    Entry *link = entry(linkId);
    if (link == nullptr || (!judgement && !link->judgement))
        return;
    if (judgement && link->judgement && link->judgement->phase == judgement->phase)
        judgement->since = link->judgement->since;
    link->judgement = std::move(judgement);
    if (link->judgement)
        link->info.state = atMost(link->info.state, *link->judgement);
    announce();
}

std::vector<LinkInfo> LinkBoard::links() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<LinkInfo> links;
    links.reserve(m_links.size());
    for (const Entry &each : m_links)
        links.push_back(each.info);
    return links;
}

std::optional<LinkInfo> LinkBoard::find(const QString &linkId) const
{
    const std::lock_guard lock(m_mutex);
    const auto it
        = std::find_if(m_links.begin(), m_links.end(), [&](const Entry &each) { return each.info.id == linkId; });
    return it == m_links.end() ? std::nullopt : std::optional(it->info);
}

} // namespace ph::platform
