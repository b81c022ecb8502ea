// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/status/verbs.h"

#include "app/pilothousectl/companion/opensession.h"
#include "app/pilothousectl/status/show.h"
#include "services/overview/linkpulse.h"

#include <algorithm>

namespace ph::ctl::status {

using namespace std::chrono_literals;
using transport::LinkPhase;

namespace {

constexpr Milliseconds s_linksPatience = 6s;
constexpr Milliseconds s_areasPatience = 3s;
constexpr Deadline s_glance = 50ms;
constexpr Deadline s_frame = 1s;

Snapshot take(platform::PlatformSession &session)
{
    Snapshot snapshot;
    snapshot.environment = session.profile().name;
    snapshot.kind = session.profile().kind;
    snapshot.links = session.links().links();
    snapshot.areas = session.verdicts().areas();
    snapshot.now = session.clock().monotonic();
    snapshot.wallNow = session.clock().wall();
    snapshot.verdict = overview::judge(snapshot.links, snapshot.areas, snapshot.now, snapshot.wallNow);
    return snapshot;
}

/// Links of these kinds time each answer.
bool isTimed(const platform::LinkInfo &link)
{
    return link.kind != platform::LinkKind::Ssh && link.kind != platform::LinkKind::Realtime;
}

/// Each link answered once, and how fast is known; or it failed once.
bool areLinksKnown(const std::vector<platform::LinkInfo> &links)
{
    return std::ranges::all_of(links, [](const platform::LinkInfo &link) {
        const auto &state = link.state;
        if (state.phase == LinkPhase::Live)
            return state.latency.has_value() || !isTimed(link);
        return state.phase != LinkPhase::Idle && (state.phase != LinkPhase::Connecting || !state.reason.what.isEmpty());
    });
}

/// A first answer from everybody, or the end of patience. What did not answer shows as such.
Task<void> waitForAnswers(platform::PlatformSession *session, size_t areas, std::stop_token stop)
{
    const MonoTime begin = session->clock().monotonic();
    while (true) {
        const Milliseconds waited = session->clock().monotonic() - begin;
        const bool linksDone = areLinksKnown(session->links().links()) || waited > s_linksPatience;
        const bool areasDone = session->verdicts().areas().size() >= areas || waited > s_areasPatience;
        if (linksDone && areasDone)
            co_return Result<void> {};
        auto slept = co_await sleepFor(s_glance, stop);
        if (!slept)
            co_return slept;
    }
}

void print(Output &out, const Snapshot &snapshot, bool isWatch)
{
    if (isWatch)
        out.beginFrame();
    if (out.format() == Output::Format::Json)
        out.json(toJson(snapshot));
    else
        showHuman(out, snapshot);
    out.flush();
}

ExitCode exitCodeFor(const Snapshot &snapshot)
{
    const auto alive = std::ranges::count_if(snapshot.links, [](const auto &link) {
        return link.state.phase == LinkPhase::Live || link.state.phase == LinkPhase::Degraded;
    });
    if (!snapshot.links.empty() && alive == 0)
        return ExitCode::Unreachable;
    return snapshot.verdict.severity >= platform::Severity::Warning ? ExitCode::Warnings : ExitCode::Done;
}

Task<ExitCode> run(Context *ctx, std::vector<platform::AreaFactory> areas)
{
    areas.insert(areas.begin(), overview::linkPulseArea());
    auto opened = co_await openSession(ctx, std::move(areas));
    if (!opened)
        co_return fail(opened.error());
    platform::PlatformSession *session = opened->session.get();
    auto waited = co_await waitForAnswers(session, session->judges(), ctx->stop());
    if (!waited)
        co_return fail(waited.error());
    Snapshot snapshot = take(*session);
    print(ctx->out(), snapshot, ctx->isSet("watch"));
    while (ctx->isSet("watch") && !ctx->out().isBroken()) {
        auto slept = co_await sleepFor(s_frame, ctx->stop());
        if (!slept) // Ctrl+C is how a watch ends
            co_return ExitCode::Done;
        snapshot = take(*session);
        print(ctx->out(), snapshot, ctx->isSet("watch"));
    }
    co_return exitCodeFor(snapshot);
}

} // namespace

Verbs verbs(std::function<std::vector<platform::AreaFactory>()> areas)
{
    Verbs all;
    all.push_back({QStringLiteral("status"), {},
        QStringLiteral("Is everything all right, and if not, where? Verdict, links, and what each area says."),
        QStringLiteral("The status was not read"), addressOptions(),
        [areas = std::move(areas)](Context *ctx) { return run(ctx, areas()); }, {.hasCsv = false, .canWatch = true}});
    all.back().example = QStringLiteral("pilothousectl status --env Staging --watch");
    return all;
}

} // namespace ph::ctl::status
