// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/tokenverifier.h"

#include "services/auth/claims.h"
#include "services/base/logging.h"
#include "services/transport/http/answer.h"

namespace ph::auth {

Task<void> TokenVerifier::fetchKeys(std::stop_token stop)
{
    auto answer = co_await m_api.keys(stop);
    if (!answer)
        co_return fail(answer.error());
    learnClock(answer->clock);
    if (answer->failure) {
        Error error = toError(AuthAct::UseSession, *answer->failure, answer->where);
        if (answer->failure->status == 404 || answer->failure->code.isEmpty())
            error.hint = QStringLiteral("is this the address of Supabase Auth (…/auth/v1)?");
        co_return fail(error);
    }
    const QByteArray json = answer->body.reveal().toByteArray();
    auto keys = KeySet::parse(json);
    if (!keys)
        co_return fail(keys.error());
    m_keys = std::move(*keys);
    m_keysJson = json;
    co_return Result<void> {};
}

void TokenVerifier::offerKeys(const QByteArray &json)
{
    if (m_keys || json.isEmpty())
        return;
    auto keys = KeySet::parse(json);
    if (!keys || keys->isEmpty())
        return;
    m_keys = std::move(*keys);
    m_keysJson = json;
    m_refetch.onFirstLoad(m_clock.monotonic());
}

Task<void> TokenVerifier::ensureKeys(std::stop_token stop)
{
    if (m_keys && !m_refetch.isStale(m_clock.monotonic()))
        co_return Result<void> {};
    const bool hadKeys = m_keys.has_value();
    const auto fetched = co_await fetchKeys(stop);
    if (fetched)
        m_refetch.onFirstLoad(m_clock.monotonic());
    else if (!hadKeys)
        co_return fail(fetched.error());
    co_return Result<void> {}; // older keys go on serving
}

Task<VerifiedToken> TokenVerifier::verify(SharedSecret token, std::stop_token stop)
{
    if (const auto ready = co_await ensureKeys(stop); !ready)
        co_return fail(ready.error());
    auto verified = verifyToken(token->reveal(), *m_keys, m_rules, serverNow());
    const bool isUnknown = !verified && verified.error().code == QLatin1String(refusal::unknownKey);
    if (isUnknown && m_refetch.mayFetchForUnknownKey(m_clock.monotonic())) {
        if (const auto fetched = co_await fetchKeys(stop); fetched) {
            m_refetch.onRefetched(m_clock.monotonic());
            verified = verifyToken(token->reveal(), *m_keys, m_rules, serverNow());
        } else {
            m_refetch.onFailed(m_clock.monotonic());
        }
    }
    if (!verified) {
        Error error = verified.error();
        if (error.code == QLatin1String(refusal::issuer))
            error.hint
                = QStringLiteral("the environment's issuer is %1; put what the server signs with").arg(m_rules.issuer);
        co_return fail(error);
    }
    if (verified->proof == TokenProof::DisplayOnly)
        co_return co_await askServer(std::move(*verified), token, stop);
    co_return verified;
}

Task<VerifiedToken> TokenVerifier::askServer(VerifiedToken unproven, SharedSecret token, std::stop_token stop)
{
    auto answer = co_await m_api.user(token, stop);
    if (!answer)
        co_return fail(answer.error());
    if (answer->failure)
        co_return fail(toError(AuthAct::UseSession, *answer->failure, answer->where));
    const auto user = transport::http::parseJson(answer->body.reveal(), answer->where);
    if (!user)
        co_return fail(user.error());
    auto claims = claimsVouchedBy(unproven.claims, user->object());
    if (!claims)
        co_return fail(claims.error());
    unproven.claims = std::move(*claims);
    co_return unproven;
}

void TokenVerifier::learnClock(const std::optional<ServerOffset> &offset)
{
    constexpr Milliseconds keep {600'000};
    if (!offset)
        return;
    if (!m_offset || offset->uncertainty <= m_offset->uncertainty || m_clock.monotonic() - m_offset->takenAt > keep
        || std::chrono::abs(offset->offset - m_offset->offset) > offset->uncertainty + m_offset->uncertainty)
        m_offset = offset;
}

WallTime TokenVerifier::serverNow() const { return m_offset ? m_offset->toServer(m_clock.wall()) : m_clock.wall(); }

} // namespace ph::auth
