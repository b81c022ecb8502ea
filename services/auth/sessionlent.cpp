// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/sessionservice.h"
#include "services/base/stoplink.h"
#include "services/platform/servicekey.h"
#include "services/transport/http/answer.h"

namespace ph::auth {

using namespace std::chrono_literals;

Task<void> SessionService::useLent(AccessGrant lent, std::stop_token stop)
{
    const SharedSecret token = lent.token;
    if (const auto allowed = platform::refuseServiceKey(token->reveal()); !allowed)
        co_return fail(allowed.error());
    if (m_unusable)
        co_return fail(*m_unusable);
    m_verifier.offerKeys(lent.keys);
    if (lent.skew) // of the same machine's clock; the server's own word is better
        m_verifier.learnClock(ServerOffset {*lent.skew, Milliseconds {2000}, m_clock.monotonic()});
    auto claims = co_await identify(token, stop);
    if (!claims)
        co_return fail(claims.error());
    // A token does not say whether its owner has a second factor; acting waits for it where one exists. While the
    // server does not answer, its last word to whoever lent the token holds.
    UserInfo user = readUser(lent.owner);
    if (auto answer = co_await m_api.user(token, stop); answer && !answer->failure) {
        if (const auto json = transport::http::parseJson(answer->body.reveal(), answer->where))
            user = readUser(json->object());
    } else if (answer) {
        co_return fail(refused(AuthAct::UseSession, *answer->failure, answer->where));
    } else if (lent.owner.isEmpty()) {
        co_return fail(answer.error());
    }
    user.id = claims->subject.toString(QUuid::WithoutBraces);
    user.email = claims->email;
    m_isLent = true;
    const Milliseconds left = claims->expiresAt - m_verifier.serverNow();
    const WallTime issued = m_verifier.toLocal(claims->issuedAt);
    announce(token, left, std::move(*claims), std::move(user), issued);
    co_return Result<void> {};
}

Task<void> SessionService::useAccessToken(Secret token, std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    const auto used = co_await useLent({std::make_shared<const Secret>(std::move(token))}, link.token());
    if (!used)
        notSignedIn(used.error());
    co_return used;
}

void SessionService::notSignedIn(const Error &why)
{
    m_looked = true;
    if (why.code != u"signed-out" && !isCancelled(why))
        m_problem = why;
    if (why.code == offlineOwner)
        m_email = why.where;
    publish();
}

Task<void> SessionService::borrow(Lender lender, std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    auto grant = co_await lender(nullptr, link.token());
    if (!grant && grant.error().code == u"no-window")
        co_return fail(grant.error()); // the caller goes another way
    const auto used = grant ? co_await useLent(*grant, link.token()) : Result<void>(fail(grant.error()));
    if (used)
        m_lender = std::move(lender);
    else
        notSignedIn(used.error());
    co_return used;
}

Task<void> SessionService::borrowAgain(SharedSecret refused, std::stop_token stop)
{
    const Lender lender = m_lender;
    auto grant = co_await lender(refused, stop);
    if (grant)
        co_return co_await useLent(*grant, stop);
    if (grant.error().code != u"no-window")
        co_return fail(grant.error());
    // The owner is gone: the keychain holds what it left.
    m_lender = {};
    m_isLent = false;
    if (const auto restored = co_await restore(stop); !restored)
        co_return restored;
    if (m_policy.phase() == RefreshPolicy::Phase::SignedOut)
        co_return fail(ErrorKind::Auth, QStringLiteral("nobody is signed in"), m_config.base.label,
            QStringLiteral("sign in"), QStringLiteral("signed-out"));
    co_return co_await awaitRefresh(stop);
}

Task<void> SessionService::settled(std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    const SessionPhase now = phase();
    if (now != SessionPhase::Unknown && now != SessionPhase::Restoring)
        co_return Result<void> {};
    auto mine = Pending<void>::make();
    m_awaitSettled.push_back(mine);
    co_return co_await mine->wait(link.token(), 40s, m_config.base.label);
}

} // namespace ph::auth
