// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/sessionservice.h"

#include "services/base/async.h"
#include "services/base/logging.h"
#include "services/base/stoplink.h"
#include "services/platform/servicekey.h"

#include <QFileInfo>

namespace ph::auth {

using namespace std::chrono_literals;

namespace {

constexpr Deadline lockPatience = 40s; ///< longer than one renewal can take
constexpr Deadline refreshPatience = 75s;
constexpr Deadline keyringMoment = 5s; ///< an open keyring takes milliseconds

/// Everything goes out with the publishable key; a person's token is named by the call that needs one.
Task<std::vector<transport::http::SecretHeader>> publishableHeader(QByteArray key)
{
    std::vector<transport::http::SecretHeader> headers;
    if (!key.isEmpty())
        headers.push_back({QByteArrayLiteral("apikey"), Secret(QByteArrayView(key))});
    co_return headers;
}

Task<std::vector<transport::http::SecretHeader>> headersFor(
    SessionService *service, QByteArray key, transport::http::Access access, std::stop_token stop)
{
    std::vector<transport::http::SecretHeader> headers;
    if (!key.isEmpty())
        headers.push_back({QByteArrayLiteral("apikey"), Secret(QByteArrayView(key))});
    if (access == transport::http::Access::Identity) {
        auto grant = co_await service->accessToken(stop);
        if (!grant)
            co_return fail(grant.error());
        QByteArray value = "Bearer " + grant->token->reveal().toByteArray();
        headers.push_back({QByteArrayLiteral("Authorization"), Secret::take(value)});
    }
    co_return headers;
}

} // namespace

/// Outlives the service while a permit travels, and then refuses.
class SessionService::Authority final : public transport::PermitAuthority {
public:
    explicit Authority(const Clock &clock)
        : m_clock(&clock)
    {
    }
    [[nodiscard]] Result<void> stillAllows(const transport::PermitScope &) const override
    {
        const std::scoped_lock lock(m_mutex);
        if (m_clock == nullptr)
            return fail(ErrorKind::Refused, QStringLiteral("the environment was closed"), {}, {},
                QStringLiteral("environment-closed"));
        return {};
    }
    [[nodiscard]] MonoTime now() const override
    {
        const std::scoped_lock lock(m_mutex);
        return m_clock != nullptr ? m_clock->monotonic() : MonoTime::max();
    }
    void close()
    {
        const std::scoped_lock lock(m_mutex);
        m_clock = nullptr;
    }

private:
    mutable std::mutex m_mutex;
    const Clock *m_clock;
};

SessionService::SessionService(SessionConfig config, platform::Keychain &keychain, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_config(std::move(config))
    , m_clock(clock)
    , m_keychain(keychain)
    , m_authority(std::make_shared<Authority>(clock))
    , m_client(
          m_config.base,
          [key = m_config.publishableKey.toUtf8()](
              transport::http::Access, const std::stop_token &) { return publishableHeader(key); },
          clock)
    , m_verifier(m_api, m_config.rules, clock)
    , m_store(keychain, m_config.environment)
    , m_policy(clock)
    , m_sharedBackoff(QFileInfo(m_config.lockFile).path() + QStringLiteral("/auth-pause.json"))
{
    if (auto allowed = platform::refuseServiceKey(m_config.publishableKey.toUtf8()); !allowed) {
        m_unusable = allowed.error();
        m_config.publishableKey.clear();
    } else if (auto mapping = m_config.claims.check(); !mapping) {
        m_unusable = mapping.error();
    }
    m_timer.setInterval(1000); // cheap; also sees that the machine slept
    m_timer.setTimerType(Qt::CoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &SessionService::tick);
    m_timer.start();
}

SessionService::~SessionService()
{
    m_scope.close();
    m_authority->close();
}

std::shared_ptr<const operations::Identity> SessionService::identity() const
{
    const std::scoped_lock lock(m_mutex);
    return m_identity;
}

std::shared_ptr<const SessionState> SessionService::state() const
{
    const std::scoped_lock lock(m_mutex);
    return m_state;
}

transport::SessionPermit SessionService::permit(const char *step) const
{
    return {{m_config.environment, QStringLiteral("session"), QLatin1String(step),
                m_clock.monotonic() + Milliseconds {60'000}},
        m_authority};
}

Task<ProcessLock> SessionService::lock(std::stop_token stop)
{
    if (m_heldLock.isHeld())
        co_return ProcessLock(m_heldLock);
    co_return co_await ProcessLock::acquire(m_config.lockFile, lockPatience, stop);
}

// ---- Renewal

Task<void> SessionService::restore(std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    if (m_unusable)
        co_return fail(*m_unusable);
    const auto stored = co_await m_store.load(link.token());
    m_looked = true;
    m_isEnded = false;
    m_problem.reset();
    m_waitsForKeyring = !stored && stored.error().code == u"keychain-locked";
    if (!stored) {
        m_problem = stored.error();
    } else if (*stored && (*stored)->baseUrl != m_config.base.url) {
        m_problem = Error {ErrorKind::Auth,
            QStringLiteral("the stored session belongs to %1").arg((*stored)->baseUrl.toString()),
            QStringLiteral("session"), QStringLiteral("sign in again"), QStringLiteral("other-server"), {}, {}};
    } else if (*stored) {
        m_email = (*stored)->email;
        m_signedInAt = (*stored)->signedInAt;
        m_storedGood = (*stored)->refreshedAt;
        if (!(*stored)->role.isEmpty())
            m_lastKnown = LastKnown {(*stored)->role, (*stored)->aal == 2 ? AssuranceLevel::Aal2 : AssuranceLevel::Aal1,
                (*stored)->hasFactor};
        m_policy.onRestored();
    }
    publish();
    tick();
    co_return stored ? Result<void> {} : fail(stored.error());
}

void SessionService::tick()
{
    if (m_unsaved && !m_saving && m_clock.monotonic() >= m_nextSave)
        saveAgain();
    if (!m_refreshing && !m_waitsForKeyring && !m_isLent && m_policy.phase() == RefreshPolicy::Phase::Due)
        startRefresh();
}

void SessionService::startRefresh()
{
    m_refreshing = true;
    m_reaction = Reaction::RetrySameToken;
    m_policy.onStarted();
    m_scope.spawn(refresh(m_scope.token()), [this](const Result<void> &result) { refreshEnded(result); });
}

Task<StoredHandle> SessionService::loadForRefresh(std::stop_token stop)
{
    if (m_unsaved)
        co_return StoredHandle {m_unsaved};
    auto stored = co_await m_store.load(stop);
    if (!stored) {
        m_waitsForKeyring = stored.error().code == u"keychain-locked";
        co_return fail(stored.error());
    }
    const auto gone = [this](const char *code, const QString &what) {
        m_reaction = Reaction::EndSession;
        return fail(
            ErrorKind::Auth, what, QStringLiteral("session"), QStringLiteral("sign in again"), QLatin1String(code));
    };
    if (!*stored)
        co_return gone("signed-out-elsewhere", QStringLiteral("this session was ended by another Pilothouse of yours"));
    if ((*stored)->baseUrl != m_config.base.url)
        co_return gone("other-server", QStringLiteral("the stored session belongs to another address"));
    if (!m_user.id.isEmpty() && (*stored)->userId != m_user.id)
        co_return gone("session-replaced", QStringLiteral("somebody else signed in with another Pilothouse of yours"));
    co_return stored;
}

Task<void> SessionService::refresh(std::stop_token stop)
{
    const LiveTask live;
    if (const auto keys = co_await m_verifier.ensureKeys(stop); !keys)
        co_return fail(keys.error());
    const auto held = co_await lock(stop);
    if (!held)
        co_return fail(held.error());
    // Read again under the lock: another process may have renewed meanwhile, and between uses the token is nowhere
    // else.
    const auto stored = co_await loadForRefresh(stop);
    if (!stored)
        co_return fail(stored.error());
    if (m_config.reusesToken && !m_access) {
        const auto reused = co_await reuse(*stored, stop);
        if (!reused)
            co_return fail(reused.error());
        if (*reused)
            co_return Result<void> {};
    }
    if (const auto left = m_sharedBackoff.left(m_clock.wall())) {
        m_reaction = Reaction::BackOff;
        Error error {ErrorKind::RateLimited,
            QStringLiteral("the server asked another Pilothouse of yours to slow down"), QStringLiteral("session"), {},
            QStringLiteral("over_request_rate_limit"), {}, {}};
        error.retryAfter = left;
        co_return fail(std::move(error));
    }
    auto answer = co_await m_api.refreshGrant(permit("refresh"), (*stored)->refreshToken.clone(), stop);
    if (!answer)
        co_return fail(answer.error()); // whether it arrived is unknown: the same token again is safe
    m_verifier.learnClock(answer->clock);
    if (answer->failure) {
        m_reaction = reactionTo(AuthAct::Refresh, *answer->failure);
        Error error = toError(AuthAct::Refresh, *answer->failure, answer->where);
        if (m_reaction == Reaction::BackOff)
            m_sharedBackoff.note(m_clock.wall(), error.retryAfter);
        if (m_reaction == Reaction::EndSession) {
            m_unsaved.reset();
            m_heldLock.release();
            (void)co_await m_store.remove(stop);
        }
        co_return fail(error);
    }
    m_sharedBackoff.clear();
    auto session = readSession(std::move(answer->body));
    if (!session)
        co_return fail(session.error());
    const WallTime signedInAt = (*stored)->signedInAt;
    const std::shared_ptr<const StoredSession> kept = toStored(*session, (*stored)->sessionId, signedInAt);
    (void)co_await persist(kept, *held, stop);
    auto claims = co_await identify(session->accessToken, stop);
    if (!claims)
        co_return fail(claims.error());
    (void)co_await keepStanding(kept, std::make_shared<const IdentityClaims>(*claims), *held, stop);
    announce(session->accessToken, session->lifetime, std::move(*claims), std::move(session->user), signedInAt);
    co_return Result<void> {};
}

void SessionService::refreshEnded(const Result<void> &result)
{
    m_refreshing = false;
    m_mustRenew = false;
    if (!result && isCancelled(result.error())) {
        m_policy.onInterrupted();
    } else if (!result) {
        m_policy.onFailed(m_reaction);
        if (m_reaction == Reaction::EndSession) {
            endSession(result.error());
        } else {
            m_problem = result.error();
            if (const auto next = m_policy.nextTry(); next && m_problem->kind == ErrorKind::RateLimited)
                m_problem->retryAfter = std::max(
                    m_problem->retryAfter.value_or(Milliseconds {0}), Milliseconds {*next - m_clock.monotonic()});
            qCInfo(logAuth) << "the session could not be renewed:" << brief(result.error());
            publish();
        }
    }
    for (const auto &waiting : std::exchange(m_waiting, {}))
        waiting->resolve(result);
}

Task<void> SessionService::awaitRefresh(std::stop_token stop)
{
    auto mine = Pending<void>::make();
    m_waiting.push_back(mine); // first: a renewal may fail at once, without ever waiting
    if (!m_refreshing)
        startRefresh();
    co_return co_await mine->wait(stop, refreshPatience, QStringLiteral("session"));
}

/// Before anything is announced. When the keychain refuses, the new token lives in memory and the lock is kept, so that
/// no other process goes on with the old one.
Task<void> SessionService::persist(std::shared_ptr<const StoredSession> session, ProcessLock lock, std::stop_token stop)
{
    const int number = ++m_saves;
    const auto saved = co_await m_store.save(session, stop);
    if (number != m_saves)
        co_return saved; // a newer one is under way, or nobody is signed in any more
    if (saved) {
        m_unsaved.reset();
        m_heldLock.release();
        m_saveBackoff.reset();
        co_return Result<void> {};
    }
    m_unsaved = session;
    m_heldLock = lock;
    m_nextSave = m_clock.monotonic() + m_saveBackoff.next();
    qCWarning(logAuth) << "the session could not be written to the keyring:" << brief(saved.error());
    co_return fail(saved.error());
}

/// The desktop may be asking for the keyring's password: after a moment the session goes on from memory, and the write
/// by itself.
Task<void> SessionService::persistOrGoOn(std::shared_ptr<const StoredSession> session, ProcessLock lock)
{
    auto written = Pending<void>::make();
    m_unsaved = session;
    m_heldLock = lock;
    m_saving = true;
    const int signOuts = m_signOuts;
    m_scope.spawn(persist(session, lock, m_scope.token()), [this, written, signOuts](const Result<void> &result) {
        m_saving = false;
        if (result && signOuts != m_signOuts) // the keyring took it too late
            m_scope.run(m_store.remove(m_scope.token()), QStringLiteral("remove session"));
        publish();
        written->resolve(result);
    });
    co_return co_await written->wait(m_scope.token(), keyringMoment, QStringLiteral("keyring"));
}

void SessionService::saveAgain()
{
    m_saving = true;
    m_scope.spawn(persist(m_unsaved, m_heldLock, m_scope.token()), [this](const Result<void> &) {
        m_saving = false;
        publish();
    });
}

Task<void> SessionService::saveEnded(std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    while (m_saving)
        if (auto slept = co_await sleepFor(100ms, link.token()); !slept)
            co_return slept;
    co_return Result<void> {};
}

// ---- Tokens

Task<AccessGrant> SessionService::accessToken(std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    if (m_policy.phase() == RefreshPolicy::Phase::SignedOut || m_policy.phase() == RefreshPolicy::Phase::Gone)
        co_return fail(ErrorKind::Auth, QStringLiteral("nobody is signed in"), m_config.base.label,
            QStringLiteral("sign in"), QStringLiteral("signed-out"));
    Result<void> renewed;
    if (m_lender && !m_policy.isTokenUsable())
        renewed = co_await borrowAgain(nullptr, link.token());
    else if (!m_isLent && (!m_policy.isTokenUsable() || m_mustRenew || m_policy.hasSlept()))
        renewed = co_await awaitRefresh(link.token());
    else if (m_policy.phase() == RefreshPolicy::Phase::Due)
        tick(); // still good: nobody waits
    if (link.stopped())
        co_return fail(ErrorKind::Cancelled, QStringLiteral("cancelled"));
    if (!m_access || !m_policy.isTokenUsable())
        co_return fail(renewed
                ? Error {ErrorKind::Auth, QStringLiteral("the access token has expired"), m_config.base.label,
                      QStringLiteral("sign in again"), QStringLiteral("session-expired"), {}, {}}
                : renewed.error());
    AccessGrant grant {m_access, m_policy.expiresAt() - m_clock.monotonic(), m_verifier.keysJson(), ownerOf(m_user)};
    if (const auto &clock = m_verifier.clockOffset())
        grant.skew = clock->offset;
    co_return grant;
}

Task<AccessGrant> SessionService::renewedToken(SharedSecret refused, std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    const bool isOurs = refused && m_access && m_access->equals(refused->reveal());
    if (isOurs && m_lender) {
        if (const auto borrowed = co_await borrowAgain(refused, link.token()); !borrowed)
            co_return fail(borrowed.error());
    } else if (isOurs && !m_isLent && m_policy.onTokenRefused()) {
        if (const auto renewed = co_await awaitRefresh(link.token()); !renewed)
            co_return fail(renewed.error());
    }
    co_return co_await accessToken(link.token());
}

transport::http::AuthProvider SessionService::authProvider()
{
    return [this, key = m_config.publishableKey.toUtf8()](transport::http::Access access, std::stop_token stop) {
        return headersFor(this, key, access, std::move(stop));
    };
}

// ---- Events

void SessionService::onWake()
{
    m_client.dropConnections();
    m_mustRenew = !m_isLent && m_policy.phase() != RefreshPolicy::Phase::SignedOut
        && m_policy.phase() != RefreshPolicy::Phase::Gone;
    m_policy.onWake();
    tick();
}

void SessionService::onNetworkReturn()
{
    m_client.dropConnections();
    m_policy.onNetworkReturn();
    tick();
}

void SessionService::onServerReturn()
{
    const bool wasSilent = m_problem
        && (m_problem->kind == ErrorKind::Network || m_problem->kind == ErrorKind::Timeout
            || m_problem->kind == ErrorKind::Server);
    if (wasSilent && !m_refreshing && !m_waitsForKeyring && !m_isLent)
        retryNow();
}

void SessionService::retryNow()
{
    m_waitsForKeyring = false;
    m_nextSave = m_clock.monotonic();
    m_policy.retryNow();
    tick();
}

Task<void> SessionService::unlockKeyring(std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    if (const auto unlocked = co_await m_keychain.unlock(link.token()); !unlocked)
        co_return fail(unlocked.error());
    m_waitsForKeyring = false;
    if (m_policy.phase() == RefreshPolicy::Phase::SignedOut)
        co_return co_await restore(link.token());
    retryNow();
    co_return Result<void> {};
}

Task<void> SessionService::goOnWithoutKeyring(std::stop_token stop)
{
    const LiveTask live;
    const StopLink link(stop, m_scope.token());
    m_keychain.goWithout();
    m_waitsForKeyring = false;
    if (m_policy.phase() == RefreshPolicy::Phase::SignedOut)
        co_return co_await restore(link.token());
    retryNow();
    co_return Result<void> {};
}

} // namespace ph::auth
