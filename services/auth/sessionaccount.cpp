// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/sessionservice.h"
#include "services/base/stoplink.h"
#include "services/transport/http/answer.h"

namespace ph::auth {

using namespace std::chrono_literals;

namespace {

constexpr Deadline moment = 5s; ///< for what nobody waits for

} // namespace

/// Runs `call` with a good token; renews and repeats once when the server did not take it. An answer may hold a failure
/// that is the caller's business.
Task<AuthAnswer> SessionService::withToken(AuthAct act, TokenCall call, std::stop_token stop)
{
    for (int tries = 0;; ++tries) {
        const auto grant = co_await accessToken(stop);
        if (!grant)
            co_return fail(grant.error());
        auto answer = co_await call(grant->token);
        if (!answer)
            co_return fail(answer.error());
        m_verifier.learnClock(answer->clock);
        if (!answer->failure)
            co_return answer;
        const Reaction reaction = reactionTo(act, *answer->failure);
        if (reaction == Reaction::RefreshThenRetry && tries == 0) {
            if (const auto renewed = co_await renewedToken(grant->token, stop); !renewed)
                co_return fail(renewed.error());
            continue;
        }
        if (reaction == Reaction::EndSession) {
            const Error error = toError(act, *answer->failure, answer->where);
            (void)co_await m_store.remove(stop);
            endSession(error);
            co_return fail(error);
        }
        co_return answer;
    }
}

// ---- Second factor

Task<QString> SessionService::challengeFor(QString factorId, bool isFresh, std::stop_token stop)
{
    const auto known = m_challenges.constFind(factorId);
    if (!isFresh && known != m_challenges.cend() && known->expiresAt - m_verifier.serverNow() > Milliseconds {10'000})
        co_return known->id;
    auto answer = co_await withToken(
        AuthAct::Challenge,
        [this, factorId, stop](
            SharedSecret token) { return m_api.challenge(permit("challenge"), std::move(token), factorId, stop); },
        stop);
    if (!answer)
        co_return fail(answer.error());
    if (answer->failure)
        co_return fail(refused(AuthAct::Challenge, *answer->failure, answer->where));
    auto challenge = readChallenge(answer->body.reveal().toByteArray());
    if (!challenge)
        co_return fail(challenge.error());
    m_challenges.insert(factorId, *challenge);
    co_return challenge->id;
}

Task<void> SessionService::verifyTotp(QString factorId, Secret code, std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    const auto shared = std::make_shared<const Secret>(std::move(code));
    for (int tries = 0;; ++tries) {
        const auto challengeId = co_await challengeFor(factorId, tries > 0, link.token());
        if (!challengeId)
            co_return fail(challengeId.error());
        // The answer is a new pair of tokens: as with a renewal, one process at a time.
        const auto grant = co_await accessToken(link.token());
        if (!grant)
            co_return fail(grant.error());
        const auto held = co_await lock(link.token());
        if (!held)
            co_return fail(held.error());
        auto answer = co_await m_api.verify(
            permit("verify factor"), grant->token, factorId, *challengeId, shared->clone(), link.token());
        if (!answer)
            co_return fail(answer.error());
        m_verifier.learnClock(answer->clock);
        if (answer->failure) {
            const Reaction reaction = reactionTo(AuthAct::VerifyFactor, *answer->failure);
            if (reaction != Reaction::TypeCodeAgain)
                m_challenges.remove(factorId);
            if (reaction == Reaction::NewChallenge && tries == 0)
                continue;
            if (reaction == Reaction::EndSession)
                endSession(toError(AuthAct::VerifyFactor, *answer->failure, answer->where));
            co_return fail(refused(AuthAct::VerifyFactor, *answer->failure, answer->where));
        }
        auto session = readSession(std::move(answer->body));
        if (!session)
            co_return fail(session.error());
        const WallTime signedInAt = m_signedInAt;
        const QString sessionId = m_claims ? m_claims->sessionId.toString(QUuid::WithoutBraces) : QString();
        const std::shared_ptr<const StoredSession> kept = toStored(*session, sessionId, signedInAt);
        (void)co_await persist(kept, *held, link.token());
        auto claims = co_await identify(session->accessToken, link.token());
        if (!claims)
            co_return fail(claims.error());
        (void)co_await keepStanding(kept, std::make_shared<const IdentityClaims>(*claims), *held, link.token());
        announce(session->accessToken, session->lifetime, std::move(*claims), std::move(session->user), signedInAt);
        co_return Result<void> {};
    }
}

Task<Enrolment> SessionService::enrolTotp(QString name, std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    auto answer = co_await withToken(
        AuthAct::Enrol,
        [this, name, token = link.token()](SharedSecret bearer) {
            return m_api.enrol(permit("enrol factor"), std::move(bearer), name, m_config.factorIssuer, token);
        },
        link.token());
    if (!answer)
        co_return fail(answer.error());
    if (answer->failure)
        co_return fail(refused(AuthAct::Enrol, *answer->failure, answer->where));
    co_return readEnrolment(std::move(answer->body));
}

Task<void> SessionService::removeFactor(QString factorId, std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    auto answer = co_await withToken(
        AuthAct::Enrol,
        [this, factorId, token = link.token()](
            SharedSecret bearer) { return m_api.unenrol(permit("remove factor"), std::move(bearer), factorId, token); },
        link.token());
    if (!answer)
        co_return fail(answer.error());
    if (answer->failure)
        co_return fail(refused(AuthAct::Enrol, *answer->failure, answer->where));
    // The assurance level may have fallen with the factor: what the token says is renewed before anybody relies on it.
    m_mustRenew = true;
    if (const auto renewed = co_await awaitRefresh(link.token()); !renewed)
        co_return fail(renewed.error());
    co_return Result<void> {};
}

Task<void> SessionService::abandonFactor(QString factorId, std::stop_token stop)
{
    const LiveTask live;
    auto ended = Pending<void>::make();
    const std::stop_token own = m_scope.token();
    m_scope.spawn(withToken(
                      AuthAct::Enrol,
                      [this, factorId, own](SharedSecret bearer) {
                          return m_api.unenrol(permit("abandon factor"), std::move(bearer), factorId, own);
                      },
                      own),
        [ended](const Result<AuthAnswer> &answer) {
            ended->resolve(answer ? Result<void> {} : Result<void>(fail(answer.error())));
        });
    const StopLink link(stop, own);
    co_return co_await ended->wait(link.token(), moment, QStringLiteral("sign-in"));
}

Task<UserInfo> SessionService::reloadUser(std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    auto answer = co_await withToken(
        AuthAct::UseSession,
        [this, token = link.token()](SharedSecret bearer) { return m_api.user(std::move(bearer), token); },
        link.token());
    if (!answer)
        co_return fail(answer.error());
    if (answer->failure)
        co_return fail(refused(AuthAct::UseSession, *answer->failure, answer->where));
    const auto json = transport::http::parseJson(answer->body.reveal(), answer->where);
    if (!json)
        co_return fail(json.error());
    UserInfo user = readUser(json->object());
    if (!m_claims || user.id != m_claims->subject.toString(QUuid::WithoutBraces))
        co_return fail(ErrorKind::Protocol, QStringLiteral("the auth server spoke of another person"), answer->where,
            {}, QStringLiteral("user-mismatch"));
    m_user = user;
    publish();
    co_return user;
}

// ---- Password and sign-out

Task<void> SessionService::changePassword(Secret password, Secret nonce, std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    const auto word = std::make_shared<const Secret>(std::move(password));
    const auto once = std::make_shared<const Secret>(std::move(nonce));
    auto answer = co_await withToken(
        AuthAct::ChangePassword,
        [this, word, once, token = link.token()](SharedSecret bearer) {
            return m_api.changePassword(
                permit("change password"), std::move(bearer), word->clone(), once->clone(), token);
        },
        link.token());
    if (!answer)
        co_return fail(answer.error());
    if (answer->failure)
        co_return fail(refused(AuthAct::ChangePassword, *answer->failure, answer->where));
    m_passwordAdvice.clear();
    publish();
    co_return Result<void> {};
}

Task<void> SessionService::requestNonce(std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    auto answer = co_await withToken(
        AuthAct::Reauthenticate,
        [this, token = link.token()](
            SharedSecret bearer) { return m_api.reauthenticate(permit("reauthenticate"), std::move(bearer), token); },
        link.token());
    if (!answer)
        co_return fail(answer.error());
    if (answer->failure)
        co_return fail(refused(AuthAct::Reauthenticate, *answer->failure, answer->where));
    co_return Result<void> {};
}

Task<void> SessionService::signOut(LogoutScope scope, std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    const auto grant = co_await accessToken(link.token());
    Result<void> told = grant ? Result<void> {} : fail(grant.error());
    if (scope == LogoutScope::Others && !told)
        co_return told;
    const auto held = co_await lock(link.token());
    if (!held)
        co_return fail(held.error());
    if (grant) {
        auto answer = co_await m_api.logout(permit("sign out"), grant->token, scope, link.token());
        if (!answer)
            told = fail(answer.error());
        else if (answer->failure && reactionTo(AuthAct::UseSession, *answer->failure) != Reaction::EndSession)
            told = fail(refused(AuthAct::UseSession, *answer->failure, answer->where));
    }
    if (scope == LogoutScope::Others)
        co_return told;
    m_unsaved.reset();
    m_heldLock.release();
    ++m_signOuts;
    ++m_saves;
    const bool isGiven = m_isLent && !m_lender; // from outside: what the keyring holds is another session
    const auto removed = isGiven ? Result<void> {} : co_await m_store.remove(link.token());
    forget();
    m_email.clear();
    m_signedInAt = {};
    m_storedGood.reset();
    m_problem.reset();
    m_isEnded = false;
    m_signOutTrouble.reset();
    if (!removed)
        m_signOutTrouble = removed.error();
    else if (!told)
        m_signOutTrouble = Error {ErrorKind::Network,
            QStringLiteral("signed out here; the server could not be told: %1").arg(told.error().what),
            m_config.base.label,
            QStringLiteral("the session ends there when its tokens expire; sign out everywhere from another sign-in"),
            QStringLiteral("server-not-told"), {}, {}};
    publish();
    if (m_signOutTrouble)
        co_return fail(*m_signOutTrouble);
    co_return Result<void> {};
}

// ---- Server

Task<AuthSettings> SessionService::settings(std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    if (m_unusable)
        co_return fail(*m_unusable);
    auto answer = co_await m_api.settings(link.token());
    if (!answer)
        co_return fail(answer.error());
    m_verifier.learnClock(answer->clock);
    if (answer->failure)
        co_return fail(refused(AuthAct::SignIn, *answer->failure, answer->where));
    co_return readSettings(answer->body.reveal().toByteArray());
}

Task<AuthHealth> SessionService::health(std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    auto answer = co_await m_api.health(link.token());
    if (!answer)
        co_return fail(answer.error());
    m_verifier.learnClock(answer->clock);
    if (answer->failure)
        co_return fail(refused(AuthAct::SignIn, *answer->failure, answer->where));
    co_return readHealth(answer->body.reveal().toByteArray());
}

} // namespace ph::auth
