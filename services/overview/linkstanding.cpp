// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/overview/linkstanding.h"

namespace ph::overview {

using Kind = LinkStanding::Kind;
using transport::LinkPhase;
using transport::LinkState;

namespace {

/// Somebody was there, but not as it should be; all else is silence.
bool isAnswer(ErrorKind kind)
{
    return kind != ErrorKind::Network && kind != ErrorKind::Timeout && kind != ErrorKind::Cancelled;
}

std::optional<MonoTime> lastHeard(const LinkState &state)
{
    return state.lastHeard == MonoTime {} ? std::nullopt : std::optional(state.lastHeard);
}

LinkStanding down(const LinkState &state)
{
    return {Kind::Down, isAnswer(state.reason.kind) && !state.reason.what.isEmpty(), lastHeard(state), state.nextTry};
}

/// The connection stands and nobody speaks: for a while that is silence, then it is the same as down.
LinkStanding unheard(const LinkState &state, MonoTime now)
{
    const MonoTime since = lastHeard(state).value_or(state.since);
    if (now - since > 2 * silentAfter)
        return {Kind::Down, false, lastHeard(state), {}};
    return {Kind::Silent, false, since, {}};
}

} // namespace

LinkStanding standingOf(const platform::LinkInfo &link, MonoTime now)
{
    const LinkState &state = link.state;
    switch (state.phase) {
    case LinkPhase::Idle: return {};
    case LinkPhase::Connecting:
        // trying again what failed is no news: it stays down until it answers
        if (!state.reason.what.isEmpty() || !state.reason.code.isEmpty() || lastHeard(state))
            return down(state);
        return {Kind::Connecting, false, {}, {}};
    case LinkPhase::Live:
        if (lastHeard(state) && now - state.lastHeard > silentAfter)
            return {Kind::Silent, false, state.lastHeard, {}};
        return {Kind::Live, true, {}, {}};
    case LinkPhase::Degraded:
        if (state.reason.kind == ErrorKind::Timeout)
            return unheard(state, now);
        return {Kind::Impaired, true, state.since, {}};
    case LinkPhase::Down: return down(state);
    }
    return {};
}

QString standingName(Kind kind)
{
    switch (kind) {
    case Kind::NotAsked: return QStringLiteral("idle");
    case Kind::Connecting: return QStringLiteral("connecting");
    case Kind::Live: return QStringLiteral("live");
    case Kind::Silent: return QStringLiteral("silent");
    case Kind::Impaired: return QStringLiteral("degraded");
    case Kind::Down: return QStringLiteral("down");
    }
    return {};
}

} // namespace ph::overview
