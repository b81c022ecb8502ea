// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/pkce.h"
#include "services/auth/sessionservice.h"
#include "services/base/stoplink.h"
#include "services/platform/servicekey.h"

#include <QPointer>

namespace ph::auth {

using namespace std::chrono_literals;

/// What a server's no means for something that a person started: the error, with how long to wait.
Error SessionService::refused(AuthAct act, const AuthFailure &failure, const QString &where)
{
    Error error = toError(act, failure, where);
    const Reaction reaction = reactionTo(act, failure);
    if (reaction == Reaction::BackOff)
        error.retryAfter = m_askBackoff.next(); // the server never says how long
    if (reaction == Reaction::BackOff && act == AuthAct::SignIn) // renewals are counted with it
        m_sharedBackoff.note(m_clock.wall(), {});
    if (reaction == Reaction::StepUp)
        error.code = QStringLiteral("second-factor");
    return error;
}

Task<IdentityClaims> SessionService::identify(SharedSecret token, std::stop_token stop)
{
    const auto verified = co_await m_verifier.verify(token, stop);
    if (!verified)
        co_return fail(verified.error());
    auto claims = readIdentity(*verified, m_config.claims);
    if (claims)
        claims->isVerifiedBySignature = verified->proof == TokenProof::Signature;
    co_return claims;
}

std::shared_ptr<StoredSession> SessionService::toStored(
    SessionAnswer &answer, const QString &sessionId, WallTime signedInAt) const
{
    auto stored = std::make_shared<StoredSession>();
    stored->refreshToken = std::move(answer.refreshToken);
    stored->accessToken = answer.accessToken;
    stored->accessUntil = m_clock.wall() + answer.lifetime;
    stored->sessionId = sessionId;
    stored->userId = answer.user.id;
    stored->email = answer.user.email;
    stored->baseUrl = m_config.base.url;
    stored->skew = m_verifier.clockOffset() ? m_verifier.clockOffset()->offset : Milliseconds {0};
    stored->signedInAt = signedInAt;
    stored->refreshedAt = m_clock.wall();
    stored->hasFactor = answer.user.hasVerifiedFactor();
    if (m_claims && m_claims->subject.toString(QUuid::WithoutBraces) == answer.user.id) {
        stored->role = m_claims->platformRole;
        stored->aal = m_claims->aal == AssuranceLevel::Aal2 ? 2 : 1;
    } else if (m_lastKnown) {
        stored->role = m_lastKnown->role;
        stored->aal = m_lastKnown->aal == AssuranceLevel::Aal2 ? 2 : 1;
    }
    return stored;
}

/// A rotated token is stored before it can be checked: what the check says of role and assurance follows, if it is
/// news.
Task<void> SessionService::keepStanding(std::shared_ptr<const StoredSession> session,
    std::shared_ptr<const IdentityClaims> claims, ProcessLock lock, std::stop_token stop)
{
    const int aal = claims->aal == AssuranceLevel::Aal2 ? 2 : 1;
    if (session->role == claims->platformRole && session->aal == aal)
        co_return Result<void> {};
    auto news = std::make_shared<StoredSession>(session->clone());
    news->role = claims->platformRole;
    news->aal = aal;
    co_return co_await persist(news, lock, stop);
}

/// Best effort: a session that is not going to be used is ended at the server.
Task<void> SessionService::discardOnServer(SharedSecret token, std::stop_token stop)
{
    (void)co_await m_api.logout(permit("discard"), token, LogoutScope::Local, stop);
    co_return Result<void> {};
}

/// A new session: proven, then stored, then announced.
Task<void> SessionService::adopt(AuthAnswer answer, ProcessLock lock, std::stop_token stop)
{
    auto session = readSession(std::move(answer.body));
    if (!session)
        co_return fail(session.error());
    auto claims = co_await identify(session->accessToken, stop);
    if (!claims) {
        (void)co_await discardOnServer(session->accessToken, m_scope.token());
        co_return fail(claims.error());
    }
    if (const QString reason = claims->whyNotInWindow(); !reason.isEmpty()) {
        (void)co_await discardOnServer(session->accessToken, m_scope.token());
        co_return fail(ErrorKind::Forbidden, reason, session->user.email, QStringLiteral("sign in as a person"),
            QStringLiteral("agent"));
    }
    awaitNow(Awaited::Keyring);
    const SharedSecret before = m_policy.isTokenUsable() && !m_isLent ? m_access : nullptr;
    const auto former = before ? Result<StoredHandle>(StoredHandle {}) : co_await formerSession();
    const WallTime now = m_clock.wall();
    const auto stored = toStored(*session, claims->sessionId.toString(QUuid::WithoutBraces), now);
    stored->role = claims->platformRole;
    stored->aal = claims->aal == AssuranceLevel::Aal2 ? 2 : 1;
    (void)co_await persistOrGoOn(stored, lock);
    m_isLent = false;
    m_lender = {};
    m_passwordAdvice = session->passwordAdvice;
    m_askBackoff.reset();
    announce(session->accessToken, session->lifetime, std::move(*claims), std::move(session->user), now);
    if (before) // also when nobody waits for this any more
        (void)co_await discardOnServer(before, m_scope.token());
    else if (former && *former)
        (void)co_await endFormer(*former);
    co_return Result<void> {};
}

void SessionService::awaitNow(Awaited what)
{
    if (std::exchange(m_awaited, what) != what)
        publish();
}

Task<ProcessLock> SessionService::lockForSignIn(std::stop_token stop)
{
    const Awaited before = m_awaited;
    awaitNow(Awaited::OtherProgram);
    const QPointer<SessionService> self(this);
    auto held = co_await lock(stop);
    if (self)
        awaitNow(before);
    co_return held;
}

Task<void> SessionService::signIn(QString email, Secret password, std::stop_token stop)
{
    const LiveTask live;
    const QPointer<SessionService> self(this); // it may go meanwhile
    const auto done = co_await signInSteps(std::move(email), std::move(password), std::move(stop));
    if (self)
        awaitNow(Awaited::Nothing);
    co_return done;
}

Task<void> SessionService::signInSteps(QString email, Secret password, std::stop_token stop)
{
    const StopLink link(stop, m_scope.token());
    if (m_unusable)
        co_return fail(*m_unusable);
    awaitNow(Awaited::Server);
    // No password goes to something that is no auth server.
    if (const auto keys = co_await m_verifier.ensureKeys(link.token()); !keys)
        co_return fail(keys.error());
    const auto held = co_await lockForSignIn(link.token());
    if (!held)
        co_return fail(held.error());
    auto answer = co_await m_api.passwordGrant(permit("sign in"), email, std::move(password), link.token());
    if (!answer)
        co_return fail(answer.error());
    m_verifier.learnClock(answer->clock);
    if (answer->failure)
        co_return fail(refused(AuthAct::SignIn, *answer->failure, answer->where));
    co_return co_await adopt(std::move(*answer), *held, link.token());
}

Task<void> SessionService::signInWithBrowser(QString provider, OpenBrowser open, std::stop_token stop)
{
    const LiveTask live;
    const QPointer<SessionService> self(this);
    const auto done = co_await browserSteps(std::move(provider), std::move(open), std::move(stop));
    if (self)
        awaitNow(Awaited::Nothing);
    co_return done;
}

Task<void> SessionService::browserSteps(QString provider, OpenBrowser open, std::stop_token stop)
{
    const StopLink link(stop, m_scope.token());
    if (m_unusable)
        co_return fail(*m_unusable);
    awaitNow(Awaited::Server);
    if (const auto keys = co_await m_verifier.ensureKeys(link.token()); !keys)
        co_return fail(keys.error());
    const PkceFlow flow;
    LoopbackListener listener(flow.path());
    if (const auto listening = listener.listen(); !listening)
        co_return fail(listening.error());
    awaitNow(Awaited::Browser); // first: who opens it shows what is waited for
    open(m_api.authorizeUrl(provider, listener.redirectUrl(), flow.challenge()));
    auto code = co_await listener.code(link.token());
    if (!code)
        co_return fail(code.error());
    awaitNow(Awaited::Server);
    const auto held = co_await lockForSignIn(link.token());
    if (!held)
        co_return fail(held.error());
    auto answer
        = co_await m_api.pkceGrant(permit("browser sign-in"), std::move(*code), flow.verifier().clone(), link.token());
    if (!answer)
        co_return fail(answer.error());
    m_verifier.learnClock(answer->clock);
    if (answer->failure)
        co_return fail(refused(AuthAct::PkceExchange, *answer->failure, answer->where));
    co_return co_await adopt(std::move(*answer), *held, link.token());
}

// ---- What is known, for others

void SessionService::announce(
    SharedSecret token, Milliseconds lifetime, IdentityClaims claims, UserInfo user, WallTime signedInAt)
{
    m_policy.onTokens(lifetime);
    m_looked = true;
    m_isEnded = false;
    m_mustRenew = false;
    m_waitsForKeyring = false;
    m_problem.reset();
    m_signOutTrouble.reset();
    m_lastKnown.reset();
    m_access = std::move(token);
    m_email = claims.email;
    m_claims = std::move(claims);
    m_user = std::move(user);
    m_signedInAt = signedInAt;
    m_challenges.clear();
    publish();
}

void SessionService::forget()
{
    m_policy.onSignedOut();
    m_access.reset();
    m_claims.reset();
    m_lastKnown.reset();
    m_user = {};
    m_challenges.clear();
    m_passwordAdvice.clear();
    m_mustRenew = false;
    m_isLent = false;
    m_lender = {};
}

void SessionService::endSession(const Error &reason)
{
    const auto good = m_policy.lastGood() ? m_policy.lastGood() : m_storedGood;
    forget();
    m_storedGood = good; // tells "inactive too long" from "signed in too long ago"
    m_isEnded = true;
    m_problem = reason;
    publish();
}

SessionPhase SessionService::phase() const
{
    if (m_isEnded)
        return SessionPhase::Ended;
    if (m_waitsForKeyring)
        return m_claims ? SessionPhase::Offline : SessionPhase::KeyringLocked;
    if (m_problem && m_problem->code == offlineOwner) // the window's session, which this one would borrow
        return SessionPhase::Offline;
    if (m_policy.phase() == RefreshPolicy::Phase::SignedOut)
        return m_looked ? SessionPhase::SignedOut : SessionPhase::Unknown;
    if (!m_claims)
        return m_problem ? SessionPhase::Offline : SessionPhase::Restoring;
    return m_problem && !m_policy.isTokenUsable() ? SessionPhase::Offline : SessionPhase::SignedIn;
}

void SessionService::publish()
{
    auto state = std::make_shared<SessionState>();
    state->phase = phase();
    state->email = m_email;
    state->problem = m_problem;
    state->nextTry = m_problem ? m_policy.nextTry() : std::nullopt;
    state->lastGood = m_policy.lastGood() ? m_policy.lastGood() : m_storedGood;
    state->clock = m_verifier.clockOffset();
    state->isMemoryOnly = m_keychain.isMemoryOnly();
    state->isUnsaved = m_unsaved != nullptr;
    state->awaited = m_awaited;
    state->signOutTrouble = m_signOutTrouble;
    if (!m_claims)
        state->lastKnown = m_lastKnown;
    if (m_signedInAt != WallTime {})
        state->signedInAt = m_signedInAt;
    if (m_claims) {
        state->userId = m_user.id;
        state->role = m_claims->platformRole;
        state->roleSource = m_claims->roleSource;
        state->aal = m_claims->aal;
        state->factors = m_user.factors;
        state->tenants = m_claims->tenants;
        state->rights = m_claims->rights;
        state->remarks = m_claims->remarks;
        state->passwordAdvice = m_passwordAdvice;
        state->isVerifiedBySignature = m_claims->isVerifiedBySignature;
        state->tokenExpires = m_policy.expiresAt();
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_state = state;
        m_identity = makeIdentity();
    }
    Q_EMIT stateChanged(state);
    if (state->phase != SessionPhase::Unknown && state->phase != SessionPhase::Restoring) {
        for (const auto &waiting : std::exchange(m_awaitSettled, {}))
            waiting->resolve({});
    }
}

std::shared_ptr<const operations::Identity> SessionService::makeIdentity() const
{
    if (!m_claims || m_isEnded)
        return nullptr;
    auto identity = std::make_shared<operations::Identity>();
    identity->subject = m_claims->subject.toString(QUuid::WithoutBraces);
    identity->email = m_claims->email;
    identity->role = m_claims->platformRole;
    identity->rights = m_claims->rights;
    identity->assurance = m_claims->aal == AssuranceLevel::Aal2 ? 2 : 1;
    identity->hasVerifiedFactor = m_user.hasVerifiedFactor();
    identity->isVerified = true; // by signature, or by the server's own word: anything else never gets here
    identity->validUntil = m_policy.expiresAt();
    const auto toMono = [this](WallTime wall) {
        return m_clock.monotonic() - std::max(Milliseconds {0}, Milliseconds {m_clock.wall() - wall});
    };
    identity->signedInAt = toMono(m_signedInAt);
    for (const AuthMethod &method : m_claims->methods) {
        if (method.method == u"totp" && m_claims->aal == AssuranceLevel::Aal2)
            identity->secondFactorAt = toMono(m_verifier.toLocal(method.at));
    }
    return identity;
}

} // namespace ph::auth
