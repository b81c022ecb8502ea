// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/auth/authtypes.h"
#include "services/auth/claims.h"

#include <QMetaType>

namespace ph::auth {

enum class SessionPhase {
    Unknown, ///< not looked yet
    SignedOut,
    Restoring, ///< a stored session is being renewed for the first time: `email` says whose
    SignedIn,
    Offline, ///< signed in, but the token could not be renewed (see problem, nextTry): watching goes on, acting waits
    KeyringLocked, ///< cannot know before the keyring is open
    Ended, ///< the server ended the session, or it was replaced elsewhere (see problem)
};

/// What a sign-in under way waits for.
enum class Awaited {
    Nothing,
    Server,
    OtherProgram, ///< another Pilothouse of this person renews or signs in just now
    Browser,
    Keyring,
};

/// Code of whyNobody() where somebody is signed in. From the window, to who would borrow its session: `where` is whose
/// session it is.
inline constexpr QStringView offlineOwner = u"session-not-renewed";

/// What the last renewal said, kept with the session; proves nothing.
struct LastKnown {
    QString role;
    AssuranceLevel aal = AssuranceLevel::Aal1;
    bool hasFactor = false; ///< a verified one
};

/// All that window and companion show of a session. Immutable; no secret in it.
struct SessionState {
    SessionPhase phase = SessionPhase::Unknown;
    QString userId;
    QString email; ///< data
    QString role;
    QString roleSource;
    AssuranceLevel aal = AssuranceLevel::Aal1;
    QList<Factor> factors;
    QList<TenantMembership> tenants;
    std::vector<operations::GrantedRight> rights;
    QStringList remarks; ///< what the claims held that is not known here
    QStringList passwordAdvice; ///< the password was accepted but is weak: why
    bool isVerifiedBySignature = false; ///< false: HS256, the server's word alone; or nothing could be checked yet
    /// Offline since the start: what lastGood brought, where it is known.
    std::optional<LastKnown> lastKnown {};
    Awaited awaited = Awaited::Nothing;
    /// The last sign-out ended the session here alone, and why; until the next sign-in.
    std::optional<Error> signOutTrouble {};
    std::optional<Error> problem {};
    std::optional<MonoTime> nextTry {};
    std::optional<MonoTime> tokenExpires {};
    std::optional<WallTime> lastGood {}; ///< last good sign-in or refresh, our clock
    std::optional<WallTime> signedInAt {};
    std::optional<ServerOffset> clock {};
    bool isMemoryOnly = false; ///< no keyring: the session ends with the program
    bool isUnsaved = false; ///< the keyring could not be written yet; it is tried again

    /// A verified factor exists and has not been used in this session.
    [[nodiscard]] bool needsSecondFactor() const
    {
        return aal == AssuranceLevel::Aal1
            && std::any_of(factors.begin(), factors.end(), [](const Factor &f) { return f.isVerified; });
    }
    /// Why nobody can act, when that is not "nobody is signed in": the error as it came, or, where somebody is signed
    /// in and the session could not be renewed, who that is and why ("session-not-renewed"; RateLimited with
    /// retryAfter, else Network).
    [[nodiscard]] std::optional<Error> whyNobody() const;
    /// False while nothing of this person could be checked: Offline since the start.
    [[nodiscard]] bool isChecked() const { return !userId.isEmpty(); }
    [[nodiscard]] bool isSignedIn() const { return phase == SessionPhase::SignedIn || phase == SessionPhase::Offline; }
};

} // namespace ph::auth

Q_DECLARE_METATYPE(std::shared_ptr<const ph::auth::SessionState>)
