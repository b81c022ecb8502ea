// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/actingsession.h"

#include "services/auth/autharea.h"

namespace ph::ctl {

using namespace std::chrono_literals;

Task<OpenSession> openActingSession(Context *ctx, std::vector<platform::AreaFactory> areas, ProfileChange change)
{
    areas.insert(areas.begin(), ph::auth::authArea(ph::auth::SessionRole::Companion));
    auto open = co_await openSession(ctx, std::move(areas), std::move(change));
    if (!open)
        co_return fail(open.error());
    auto *area = open->session->area<ph::auth::AuthArea>();
    if (area == nullptr)
        co_return open; // without Supabase Auth nobody can be signed in
    auto *session = &area->session();
    const auto settled = co_await onThread<void>(
        session, [session](std::stop_token stop) { return session->settled(std::move(stop)); }, ctx->stop(), 50s,
        QStringLiteral("session"));
    if (!settled)
        co_return fail(settled.error());
    // Not "nobody is signed in", when nobody could find that out: the sign-in server does not answer, the keyring is
    // locked … A plan that is only shown needs nobody.
    const auto state = session->state();
    const auto why = state->whyNobody();
    if (!ctx->isDryRun() && !session->identity() && why)
        co_return fail(*why);
    co_return open;
}

} // namespace ph::ctl
