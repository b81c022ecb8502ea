// SPDX-License-Identifier: GPL-3.0-or-later
// What an earlier run left in the keychain: its access token serves this one, and a sign-in over it ends its session.
#include "services/auth/sessionservice.h"
#include "services/transport/http/answer.h"

namespace ph::auth {

using namespace std::chrono_literals;

namespace {

constexpr Milliseconds leastLeft = 30s; ///< less is not worth beginning with
constexpr Deadline keyringGlance = 2s;

} // namespace

/// True: the stored access token is in use now. False: it is renewed instead, as it is when what the server knows of
/// the person's role is no longer what the token says. Network errors: nobody can know.
Task<bool> SessionService::reuse(StoredHandle stored, std::stop_token stop)
{
    const SharedSecret token = stored->accessToken;
    if (!token || m_mustRenew || stored->accessUntil - m_clock.wall() < leastLeft)
        co_return false;
    auto answer = co_await m_api.user(token, stop); // ended, banned, demoted since?
    if (!answer)
        co_return fail(answer.error());
    m_verifier.learnClock(answer->clock);
    if (answer->failure)
        co_return false;
    const auto json = transport::http::parseJson(answer->body.reveal(), answer->where);
    auto verified = co_await m_verifier.verify(token, stop);
    if (!json || !verified)
        co_return false;
    auto claims = readIdentity(*verified, m_config.claims);
    UserInfo user = readUser(json->object());
    const auto metadata = [](const QJsonObject &of) { return of[u"app_metadata"].toObject(); };
    if (!claims || user.id != claims->subject.toString(QUuid::WithoutBraces)
        || metadata(json->object()) != metadata(verified->claims))
        co_return false;
    claims->isVerifiedBySignature = verified->proof == TokenProof::Signature;
    const Milliseconds left = claims->expiresAt - m_verifier.serverNow();
    if (left < leastLeft)
        co_return false;
    announce(token, left, std::move(*claims), std::move(user), stored->signedInAt);
    m_policy.onReused(left, stored->refreshedAt); // not renewed just now
    publish();
    co_return true;
}

/// The session that a sign-in is about to replace; null when the keyring does not say so at once.
Task<StoredHandle> SessionService::formerSession()
{
    auto loaded = Pending<StoredHandle>::make();
    m_scope.spawn(
        m_store.load(m_scope.token()), [loaded](const Result<StoredHandle> &stored) { loaded->resolve(stored); });
    const auto former = co_await loaded->wait(m_scope.token(), keyringGlance, QStringLiteral("keyring"));
    if (!former || !*former || (*former)->baseUrl != m_config.base.url)
        co_return StoredHandle {};
    co_return *former;
}

/// Best effort, like discardOnServer(): nobody holds its tokens any more.
Task<void> SessionService::endFormer(StoredHandle former)
{
    const std::stop_token stop = m_scope.token();
    SharedSecret token = former->accessToken;
    if (!token || former->accessUntil - m_clock.wall() < leastLeft) {
        auto answer = co_await m_api.refreshGrant(permit("discard"), former->refreshToken.clone(), stop);
        if (!answer || answer->failure)
            co_return Result<void> {};
        const auto session = readSession(std::move(answer->body));
        if (!session)
            co_return Result<void> {};
        token = session->accessToken;
    }
    co_return co_await discardOnServer(token, stop);
}

} // namespace ph::auth
