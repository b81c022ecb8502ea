// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/actionspec.h"
#include "services/operations/confirmation.h"
#include "services/operations/identity.h"
#include "services/operations/tenants.h"
#include "services/transport/permits/permit.h"

#include <mutex>

namespace ph::operations {

enum class EnvironmentKind { Local, Development, Staging, Production };

/// What the Guard must know of an environment. From the profile.
struct EnvironmentPolicy {
    QString id;
    QString name;
    EnvironmentKind kind = EnvironmentKind::Production;
    bool isProtected = true; ///< raises every class by one
    bool isReadOnly = true; ///< nothing is changed until unlocked for a while
    bool isSilent = false; ///< not even probes
    bool needsSecondFactor = false;
    bool isAdHoc = false; ///< plain addresses given for one-off reading: can never be unlocked
    bool hasSignIn = true; ///< false: the environment has no link to sign in through, so nobody can act
};

/// The answer to "may this be done, now, by this person, here?"
struct Verdict {
    bool allowed = false;
    Error refusal {}; ///< when not allowed; `code` is a right or a guard code
    ActionClass effectiveClass = ActionClass::Destructive; ///< what must be confirmed
    QString because; ///< when allowed: "platform.queues, by role admin"
};

/// Where an unlock of a read-only environment stands.
struct Unlock {
    MonoTime until {};
    QString reason;
};

/// The one decider. Every right, lock and confirmation is judged here, and permits are made here alone.
/// It mirrors the servers' rights (they enforce) and adds what they cannot know: environment, lock, confirmation.
/// Thread-safe: transports ask again from their threads when a permit is redeemed.
class Guard final {
public:
    /// `identities` and `clock` outlive the Guard.
    Guard(EnvironmentPolicy policy, const IdentitySource &identities, const Clock &clock);
    ~Guard();
    Guard(const Guard &) = delete;
    Guard &operator=(const Guard &) = delete;

    [[nodiscard]] EnvironmentPolicy policy() const;
    /// The environment's guards were changed: they hold from now on, and an unlock ends.
    void setPolicy(EnvironmentPolicy policy);

    /// May it be done at all (before any confirmation)? A tenant's right suffices where the person has it for each of
    /// `tenants`; a refusal says how many objects are of which others.
    /// Refusal codes: the missing right, "signed-out", "no-auth-link", "agent", "locked", "read-only", "ad-hoc",
    /// "session-expired", "sign-in-again", "second-factor".
    [[nodiscard]] Verdict can(const ActionSpec &spec, const Tenants &tenants = {}) const;

    /// A permit for one step, if `confirmation` suffices. Further codes: "confirmation", "typed-name", "reason".
    [[nodiscard]] Result<transport::WritePermit> permit(const ActionSpec &spec, const Tenants &tenants,
        const QString &objectName, const Confirmation &confirmation, const QString &operationId, const QString &step);

    /// For the closed probe list; refused in silent environments. Code "silent".
    [[nodiscard]] Result<transport::ProbePermit> probe(const QString &what);

    /// Lets a read-only environment be changed for a while (at most 15 min); ends by itself. Needs a reason of 3
    /// characters.
    [[nodiscard]] Result<Unlock> unlock(const QString &reason, Milliseconds time);
    void endUnlock();
    [[nodiscard]] std::optional<Unlock> unlocked() const;

    /// The idle lock: acting ends, reading goes on.
    void setLocked(bool locked);
    [[nodiscard]] bool isLocked() const;

    static constexpr Milliseconds permitLife {30'000};
    static constexpr Milliseconds unlockMost {15 * 60 * 1000};
    static constexpr Milliseconds actingMost {12 * 60 * 60 * 1000};

private:
    class State;
    std::shared_ptr<State> m_state;
};

} // namespace ph::operations
