// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/auth/loopbacklistener.h"
#include "services/auth/processlock.h"
#include "services/auth/refreshpolicy.h"
#include "services/auth/sessionstate.h"
#include "services/auth/sessionstore.h"
#include "services/auth/sharedbackoff.h"
#include "services/auth/tokenverifier.h"
#include "services/operations/identity.h"

#include <QTimer>
#include <mutex>

namespace ph::auth {

struct SessionConfig {
    QString environment; ///< profile id
    transport::http::BaseEndpoint base;
    QString publishableKey;
    TokenRules rules;
    ClaimsMapping claims;
    QString lockFile; ///< in the profile's state folder; shared by all processes of this person
    bool reusesToken = false; ///< begins with the stored access token while the server takes it: one-shot programs
    QString factorIssuer = QStringLiteral("Pilothouse"); ///< name in the authenticator app
};

/// An access token to use now.
struct AccessGrant {
    SharedSecret token;
    Milliseconds validFor {0};
    // What another process needs to know the token for good without asking the server:
    QByteArray keys {}; ///< the project's public keys (JWKS); empty when they are not known
    QJsonObject owner {}; ///< id, email and factors, as GET /user tells
    std::optional<Milliseconds> skew {}; ///< the server's clock minus this machine's
};

/// The one session of one environment: sign-in, renewal, second factor, password, sign-out. Rules that hold throughout:
/// one renewal in flight, in this process and across processes; the new refresh token is in the keychain before the new
/// access token is used or announced; a token is dropped only when the server says that the session is gone; between
/// uses the refresh token stays in the keychain alone.
///
/// Lives on the session's I/O thread; tasks are started and answered there (elsewhere use onThread()). identity() and
/// state() are callable from any thread. `keychain` and `clock` outlive it.
///
/// Errors: the http::Client's; Auth and Forbidden with Supabase's codes; RateLimited with retryAfter; "agent" for roles
/// that cannot use the window; "second-factor" (Forbidden) when a verified factor must be used first; "signed-out"; the
/// keychain's.
class SessionService final : public QObject, public operations::IdentitySource {
    Q_OBJECT
public:
    SessionService(SessionConfig config, platform::Keychain &keychain, const Clock &clock, QObject *parent = nullptr);
    ~SessionService() override;

    // Any thread
    [[nodiscard]] std::shared_ptr<const operations::Identity> identity() const override; ///< null: nobody
    [[nodiscard]] std::shared_ptr<const SessionState> state() const;

    // Beginning
    /// Looks into the keychain; a stored session is renewed in the background (state() says Restoring, then SignedIn or
    /// Offline).
    [[nodiscard]] Task<void> restore(std::stop_token stop);
    /// Uses a token given from outside (PILOTHOUSE_ACCESS_TOKEN): verified, never renewed, nothing stored.
    [[nodiscard]] Task<void> useAccessToken(Secret token, std::stop_token stop);
    /// Uses access tokens of another process that owns the session (the window). When that one is gone ("no-window")
    /// during the session, this one goes on by itself, as after restore().
    using Lender = std::function<Task<AccessGrant>(SharedSecret refused, std::stop_token)>;
    [[nodiscard]] Task<void> borrow(Lender lender, std::stop_token stop);
    /// Ends when the keyring has taken the session or not (state(): isUnsaved, isMemoryOnly). A sign-in does not wait
    /// for that longer than 5 s: the desktop may be asking a person for the keyring's password, for up to 2 min.
    [[nodiscard]] Task<void> saveEnded(std::stop_token stop);
    /// Ends when it is settled whether somebody is signed in (at most 40 s): not Unknown, not Restoring.
    [[nodiscard]] Task<void> settled(std::stop_token stop);
    [[nodiscard]] Task<void> signIn(QString email, Secret password, std::stop_token stop);
    /// `open` is called on this thread with the address for the system's browser. Waits up to 5 min for the person.
    using OpenBrowser = std::function<void(const QUrl &)>;
    [[nodiscard]] Task<void> signInWithBrowser(QString provider, OpenBrowser open, std::stop_token stop);

    // Second factor
    /// Raises the session to aal2, and finishes an enrolment. A stale challenge is renewed silently.
    [[nodiscard]] Task<void> verifyTotp(QString factorId, Secret code, std::stop_token stop);
    [[nodiscard]] Task<Enrolment> enrolTotp(QString name, std::stop_token stop);
    [[nodiscard]] Task<void> removeFactor(QString factorId, std::stop_token stop);
    /// An enrolment that nobody finishes: best effort, at most 5 s. What the token says stays as it is.
    [[nodiscard]] Task<void> abandonFactor(QString factorId, std::stop_token stop);
    [[nodiscard]] Task<UserInfo> reloadUser(std::stop_token stop);

    // Password
    /// "reauthentication_needed": requestNonce(), then again with the code from the mail.
    [[nodiscard]] Task<void> changePassword(Secret password, Secret nonce, std::stop_token stop);
    [[nodiscard]] Task<void> requestNonce(std::stop_token stop);

    /// Local and Everywhere always end the session here; "server-not-told" when the server could not be reached for it.
    [[nodiscard]] Task<void> signOut(LogoutScope scope, std::stop_token stop);

    // Tokens
    /// A token that is good now; waits for a renewal when the present one is not, or the machine slept.
    [[nodiscard]] Task<AccessGrant> accessToken(std::stop_token stop);
    /// After a service refused `refused`: renews once, unless that happened meanwhile.
    [[nodiscard]] Task<AccessGrant> renewedToken(SharedSecret refused, std::stop_token stop);
    /// For the clients of other services of the same environment, on this thread. The service outlives them.
    [[nodiscard]] transport::http::AuthProvider authProvider();

    // Server
    [[nodiscard]] Task<AuthSettings> settings(std::stop_token stop);
    [[nodiscard]] Task<AuthHealth> health(std::stop_token stop);
    [[nodiscard]] transport::http::Client &client() { return m_client; }

    // Events
    void onWake();
    void onNetworkReturn();
    /// The server was silent and answers again: what waits for it is tried now.
    void onServerReturn();
    void retryNow();
    [[nodiscard]] Task<void> unlockKeyring(std::stop_token stop);
    /// In place of unlocking it: nobody is signed in, and who signs in is until the program ends.
    [[nodiscard]] Task<void> goOnWithoutKeyring(std::stop_token stop);
    /// Does what is due; called by an own timer.
    void tick();

Q_SIGNALS:
    void stateChanged(std::shared_ptr<const ph::auth::SessionState> state);

private:
    class Authority;
    using TokenCall = std::function<Task<AuthAnswer>(SharedSecret)>;

    [[nodiscard]] transport::SessionPermit permit(const char *step) const;
    [[nodiscard]] Task<ProcessLock> lock(std::stop_token stop);

    // sessionservice.cpp: renewal
    void startRefresh();
    [[nodiscard]] Task<void> refresh(std::stop_token stop);
    [[nodiscard]] Task<StoredHandle> loadForRefresh(std::stop_token stop);
    void refreshEnded(const Result<void> &result);
    [[nodiscard]] Task<void> awaitRefresh(std::stop_token stop);
    [[nodiscard]] Task<void> persist(
        std::shared_ptr<const StoredSession> session, ProcessLock lock, std::stop_token stop);
    [[nodiscard]] Task<void> persistOrGoOn(std::shared_ptr<const StoredSession> session, ProcessLock lock);
    void saveAgain();

    // sessionreuse.cpp
    [[nodiscard]] Task<bool> reuse(StoredHandle stored, std::stop_token stop);
    [[nodiscard]] Task<StoredHandle> formerSession();
    [[nodiscard]] Task<void> endFormer(StoredHandle former);

    // sessionsignin.cpp
    [[nodiscard]] Task<void> signInSteps(QString email, Secret password, std::stop_token stop);
    [[nodiscard]] Task<void> browserSteps(QString provider, OpenBrowser open, std::stop_token stop);
    void awaitNow(Awaited what);
    [[nodiscard]] Task<ProcessLock> lockForSignIn(std::stop_token stop);
    [[nodiscard]] Task<void> adopt(AuthAnswer answer, ProcessLock lock, std::stop_token stop);
    [[nodiscard]] Task<IdentityClaims> identify(SharedSecret token, std::stop_token stop);
    [[nodiscard]] std::shared_ptr<StoredSession> toStored(
        SessionAnswer &answer, const QString &sessionId, WallTime signedInAt) const;
    [[nodiscard]] Task<void> keepStanding(std::shared_ptr<const StoredSession> session,
        std::shared_ptr<const IdentityClaims> claims, ProcessLock lock, std::stop_token stop);
    [[nodiscard]] Task<void> discardOnServer(SharedSecret token, std::stop_token stop);
    [[nodiscard]] Error refused(AuthAct act, const AuthFailure &failure, const QString &where);

    // sessionlent.cpp
    [[nodiscard]] Task<void> useLent(AccessGrant lent, std::stop_token stop);
    [[nodiscard]] Task<void> borrowAgain(SharedSecret refused, std::stop_token stop);
    void notSignedIn(const Error &why);

    // sessionaccount.cpp
    [[nodiscard]] Task<AuthAnswer> withToken(AuthAct act, TokenCall call, std::stop_token stop);
    [[nodiscard]] Task<QString> challengeFor(QString factorId, bool isFresh, std::stop_token stop);

    void announce(SharedSecret token, Milliseconds lifetime, IdentityClaims claims, UserInfo user, WallTime signedInAt);
    void endSession(const Error &reason);
    void forget();
    void publish();
    [[nodiscard]] SessionPhase phase() const;
    [[nodiscard]] std::shared_ptr<const operations::Identity> makeIdentity() const;

    SessionConfig m_config;
    const Clock &m_clock;
    platform::Keychain &m_keychain;
    std::optional<Error> m_unusable;
    std::shared_ptr<Authority> m_authority;
    transport::http::Client m_client;
    AuthApi m_api {m_client};
    TokenVerifier m_verifier;
    SessionStore m_store;
    RefreshPolicy m_policy;
    SharedBackoff m_sharedBackoff; ///< of 429 on renewals
    Backoff m_askBackoff {Milliseconds {2000}, Milliseconds {60'000}}; ///< of 429 on what a person started

    bool m_looked = false;
    bool m_isLent = false; ///< a token from outside: never renewed here
    Lender m_lender;
    std::vector<std::shared_ptr<Pending<void>>> m_awaitSettled;
    bool m_waitsForKeyring = false;
    bool m_mustRenew = false; ///< after waking: nothing is sent before one try to renew
    SharedSecret m_access;
    std::optional<IdentityClaims> m_claims;
    UserInfo m_user;
    QString m_email; ///< also before the first renewal
    QStringList m_passwordAdvice;
    WallTime m_signedInAt {};
    std::optional<WallTime> m_storedGood;
    std::optional<LastKnown> m_lastKnown; ///< of the stored session, until the server confirms or ends it
    Awaited m_awaited = Awaited::Nothing;
    std::optional<Error> m_signOutTrouble;
    std::optional<Error> m_problem;
    bool m_isEnded = false;
    Reaction m_reaction = Reaction::RetrySameToken;
    bool m_refreshing = false;
    std::vector<std::shared_ptr<Pending<void>>> m_waiting;

    std::shared_ptr<const StoredSession> m_unsaved; ///< while the keychain refuses; others are kept out by m_heldLock
    ProcessLock m_heldLock;
    bool m_saving = false;
    int m_saves = 0; ///< begun; the last one counts
    int m_signOuts = 0;
    Backoff m_saveBackoff {Milliseconds {1000}, Milliseconds {60'000}};
    MonoTime m_nextSave {};

    QHash<QString, Challenge> m_challenges; ///< by factor

    mutable std::mutex m_mutex;
    std::shared_ptr<const SessionState> m_state = std::make_shared<SessionState>();
    std::shared_ptr<const operations::Identity> m_identity;

    QTimer m_timer;
    TaskScope m_scope;
};

} // namespace ph::auth
