// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/guard.h"

#include <algorithm>

namespace ph::operations {

namespace {

Verdict refuse(ErrorKind kind, const QString &code, const QString &what, const QString &where, const QString &hint = {})
{
    Verdict verdict;
    verdict.refusal = Error {kind, what, where, hint, code, {}, {}};
    return verdict;
}

constexpr qsizetype leastReason = 3;

QString poorReason(const QString &given)
{
    return given.trimmed().isEmpty()
        ? QStringLiteral("a reason is missing")
        : QStringLiteral("the reason is too short: it needs %1 characters at least").arg(leastReason);
}

ActionClass raised(ActionClass given)
{
    return given == ActionClass::Reversible ? ActionClass::Disruptive : ActionClass::Destructive;
}

} // namespace

/// Shared with the permits: it outlives a Guard that is destroyed while a permit travels, and then refuses.
class Guard::State final : public transport::PermitAuthority {
public:
    State(EnvironmentPolicy policy, const IdentitySource &identities, const Clock &clock)
        : m_policy(std::move(policy))
        , m_identities(&identities)
        , m_clock(&clock)
    {
    }

    [[nodiscard]] EnvironmentPolicy policy() const
    {
        const std::lock_guard lock(m_mutex);
        return m_policy;
    }
    void setPolicy(EnvironmentPolicy policy)
    {
        const std::lock_guard lock(m_mutex);
        m_policy = std::move(policy);
        m_unlock.reset();
    }
    [[nodiscard]] MonoTime now() const override
    {
        const std::lock_guard lock(m_mutex);
        return m_clock != nullptr ? m_clock->monotonic() : MonoTime::max();
    }

    [[nodiscard]] Result<void> stillAllows(const transport::PermitScope &scope) const override
    {
        const std::lock_guard lock(m_mutex);
        if (m_clock == nullptr)
            return fail(ErrorKind::Refused, QStringLiteral("the environment was closed"), m_policy.name, {},
                QStringLiteral("environment-closed"));
        if (scope.operationId == probeId())
            return {};
        const Verdict verdict = environmentAndSession();
        if (!verdict.allowed)
            return fail(verdict.refusal);
        if (findRights(scope.right, scope.tenantRight, scope.tenants).empty())
            return fail(ErrorKind::Forbidden, QStringLiteral("the right %1 was taken meanwhile").arg(scope.right),
                m_policy.name, {}, scope.right);
        return {};
    }

    [[nodiscard]] Verdict can(const ActionSpec &spec, const Tenants &tenants) const
    {
        const std::lock_guard lock(m_mutex);
        Verdict verdict = environmentAndSession();
        if (m_identities != nullptr && m_identities->identity()) {
            const auto rights = findRights(spec.right, spec.tenantRight, tenants.slugs());
            // The missing right is named first: unlocking would not help who lacks it.
            if (rights.empty())
                verdict = refuse(ErrorKind::Forbidden, spec.right, missingRight(spec, tenants), spec.id,
                    QStringLiteral("a platform admin can grant it"));
            else
                verdict.because = grounds(rights);
        }
        verdict.effectiveClass = m_policy.isProtected ? raised(spec.actionClass) : spec.actionClass;
        return verdict;
    }

    [[nodiscard]] Result<void> confirmed(
        const ActionSpec &spec, const QString &objectName, const Confirmation &confirmation) const
    {
        const std::lock_guard lock(m_mutex);
        const ActionClass needed = m_policy.isProtected ? raised(spec.actionClass) : spec.actionClass;
        if (int(confirmation.given) < int(needed))
            return fail(ErrorKind::Refused,
                QStringLiteral("class %1 must be confirmed, class %2 was")
                    .arg(int(needed))
                    .arg(int(confirmation.given)),
                spec.id, QStringLiteral("confirm the plan"), QStringLiteral("confirmation"));
        if (needed != ActionClass::Destructive)
            return {};
        if (confirmation.typedName != objectName)
            return fail(ErrorKind::Refused, QStringLiteral("the typed name is not the object's"), objectName,
                QStringLiteral("type the name exactly"), QStringLiteral("typed-name"));
        if (confirmation.reason.trimmed().size() < leastReason)
            return fail(ErrorKind::Refused, poorReason(confirmation.reason), spec.id, QStringLiteral("give the reason"),
                QStringLiteral("reason"));
        return {};
    }

    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_clock = nullptr;
        m_identities = nullptr;
    }

    static QString probeId() { return QStringLiteral("probe"); }

    mutable std::mutex m_mutex;
    std::optional<Unlock> m_unlock;
    bool m_locked = false;

    [[nodiscard]] bool isUnlocked() const { return m_unlock && m_clock->monotonic() < m_unlock->until; }

private:
    /// The right on the platform, or the tenant's right for each of the tenants; empty: something is missing. With the
    /// mutex held.
    [[nodiscard]] std::vector<GrantedRight> findRights(
        const QString &right, const QString &tenantRight, const QStringList &tenants) const
    {
        const auto identity = m_identities->identity();
        if (!identity)
            return {};
        if (const GrantedRight *found = identity->find(right))
            return {*found};
        std::vector<GrantedRight> all;
        for (const QString &tenant : tenants) {
            const GrantedRight *found = tenantRight.isEmpty() ? nullptr : identity->find(tenantRight, tenant);
            if (found == nullptr)
                return {};
            all.push_back(*found);
        }
        return all;
    }

    [[nodiscard]] static QString grounds(const std::vector<GrantedRight> &rights)
    {
        QStringList reasons;
        for (const GrantedRight &right : rights)
            reasons << right.because;
        reasons.removeDuplicates();
        return rights.front().key + QStringLiteral(", by ") + reasons.join(QStringLiteral(" and "));
    }

    /// Says why a tenant's right did not do, where the person has it. With the mutex held.
    [[nodiscard]] QString missingRight(const ActionSpec &spec, const Tenants &tenants) const
    {
        const QString missing = QStringLiteral("the right %1 is missing").arg(spec.right);
        const auto identity = m_identities->identity();
        QStringList own;
        if (identity && !spec.tenantRight.isEmpty())
            for (const GrantedRight &right : identity->rights)
                if (right.key == spec.tenantRight)
                    own << right.tenant;
        if (own.isEmpty())
            return missing;
        if (tenants.objects.isEmpty() || (tenants.objects.size() == 1 && tenants.only().isEmpty()))
            return missing
                + QStringLiteral("; %1 of %2 reaches objects of that tenant only, and the tenant of these is not known")
                      .arg(spec.tenantRight, own.join(QStringLiteral(", ")));
        return notHis(spec, tenants, own);
    }

    /// "3 of 33 tasks are of umbra-ai, where you lack jobs.manage".
    [[nodiscard]] static QString notHis(const ActionSpec &spec, const Tenants &tenants, const QStringList &own)
    {
        const int all = tenants.count();
        const QString noun = tenants.noun.isEmpty() ? QStringLiteral("objects") : tenants.noun;
        const auto part = [&](int count) {
            return count == all
                ? (all == 1 ? QStringLiteral("it is") : QStringLiteral("all %1 %2 are").arg(all).arg(noun))
                : QStringLiteral("%1 of %2 %3 %4")
                      .arg(count)
                      .arg(all)
                      .arg(noun, count == 1 ? QStringLiteral("is") : QStringLiteral("are"));
        };
        QStringList parts;
        for (auto it = tenants.objects.begin(); it != tenants.objects.end(); ++it)
            if (!it.key().isEmpty() && !own.contains(it.key()))
                parts
                    << QStringLiteral("%1 of %2, where you lack %3").arg(part(it.value()), it.key(), spec.tenantRight);
        if (const int unknown = tenants.objects.value(QString()); unknown > 0)
            parts << QStringLiteral("%1 of no tenant that is known").arg(part(unknown));
        return parts.join(QStringLiteral("; "));
    }

    /// Everything that does not depend on the action. Called with the mutex held.
    [[nodiscard]] Verdict environmentAndSession() const
    {
        const QString &where = m_policy.name;
        if (m_clock == nullptr)
            return refuse(ErrorKind::Refused, QStringLiteral("environment-closed"),
                QStringLiteral("the environment was closed"), where);
        if (m_policy.isAdHoc)
            return refuse(ErrorKind::Refused, QStringLiteral("ad-hoc"),
                QStringLiteral("plain addresses are for reading only"), where,
                QStringLiteral("make an environment with `pilothousectl env add`"));
        const auto identity = m_identities->identity();
        if (!identity && !m_policy.hasSignIn)
            return refuse(ErrorKind::Auth, QStringLiteral("no-auth-link"),
                QStringLiteral("acting needs a sign-in, and the environment has no sign-in server"), where,
                QStringLiteral("add the link to Supabase Auth to the environment"));
        if (!identity || !identity->isVerified)
            return refuse(ErrorKind::Auth, QStringLiteral("signed-out"), QStringLiteral("nobody is signed in"), where,
                QStringLiteral("sign in"));
        if (identity->role == QLatin1String("agent"))
            return refuse(ErrorKind::Forbidden, QStringLiteral("agent"),
                QStringLiteral("agents act through the API only"), where);
        if (m_locked)
            return refuse(ErrorKind::Refused, QStringLiteral("locked"), QStringLiteral("the window is locked"), where,
                QStringLiteral("unlock it"));
        const MonoTime now = m_clock->monotonic();
        if (now > identity->validUntil)
            return refuse(ErrorKind::Auth, QStringLiteral("session-expired"),
                QStringLiteral("the session expired and was not renewed"), where,
                QStringLiteral("sign in again, or wait for the auth server"));
        if (now - identity->signedInAt > actingMost)
            return refuse(ErrorKind::Auth, QStringLiteral("sign-in-again"),
                QStringLiteral("signed in more than 12 h ago"), where, QStringLiteral("sign in again"));
        if (identity->assurance < 2 && (identity->hasVerifiedFactor || m_policy.needsSecondFactor))
            return refuse(ErrorKind::Auth, QStringLiteral("second-factor"),
                QStringLiteral("the second factor was not given"), where,
                QStringLiteral("enter the code of your authenticator"));
        if (m_policy.isReadOnly && !isUnlocked())
            return refuse(ErrorKind::Refused, QStringLiteral("read-only"),
                QStringLiteral("the environment is read-only"), where,
                QStringLiteral("unlock it for 15 minutes with a reason"));
        Verdict verdict;
        verdict.allowed = true;
        return verdict;
    }

    EnvironmentPolicy m_policy;
    const IdentitySource *m_identities;
    const Clock *m_clock;
};

Guard::Guard(EnvironmentPolicy policy, const IdentitySource &identities, const Clock &clock)
    : m_state(std::make_shared<State>(std::move(policy), identities, clock))
{
}

Guard::~Guard() { m_state->close(); }

EnvironmentPolicy Guard::policy() const { return m_state->policy(); }

Verdict Guard::can(const ActionSpec &spec, const Tenants &tenants) const { return m_state->can(spec, tenants); }

Result<transport::WritePermit> Guard::permit(const ActionSpec &spec, const Tenants &tenants, const QString &objectName,
    const Confirmation &confirmation, const QString &operationId, const QString &step)
{
    const Verdict verdict = can(spec, tenants);
    if (!verdict.allowed)
        return fail(verdict.refusal);
    if (auto confirmed = m_state->confirmed(spec, objectName, confirmation); !confirmed)
        return fail(confirmed.error());
    return transport::WritePermit(
        {policy().id, operationId, step, m_state->now() + permitLife, spec.right, spec.tenantRight, tenants.slugs()},
        m_state);
}

Result<transport::ProbePermit> Guard::probe(const QString &what)
{
    if (policy().isSilent)
        return fail(ErrorKind::Refused, QStringLiteral("probes are off in this environment"), policy().name,
            QStringLiteral("the profile's option “silent” forbids them"), QStringLiteral("silenced"));
    return transport::ProbePermit(
        {policy().id, State::probeId(), what, m_state->now() + permitLife, {}, {}, {}}, m_state);
}

Result<Unlock> Guard::unlock(const QString &reason, Milliseconds time)
{
    if (policy().isAdHoc)
        return fail(ErrorKind::Refused, QStringLiteral("plain addresses are for reading only"), policy().name, {},
            QStringLiteral("ad-hoc"));
    if (reason.trimmed().size() < leastReason)
        return fail(ErrorKind::Invalid, poorReason(reason), policy().name, QStringLiteral("give the reason"),
            QStringLiteral("reason"));
    const Unlock unlock {m_state->now() + std::clamp(time, Milliseconds {0}, unlockMost), reason.trimmed()};
    const std::lock_guard lock(m_state->m_mutex);
    m_state->m_unlock = unlock;
    return unlock;
}

void Guard::setPolicy(EnvironmentPolicy policy) { m_state->setPolicy(std::move(policy)); }

void Guard::endUnlock()
{
    const std::lock_guard lock(m_state->m_mutex);
    m_state->m_unlock.reset();
}

std::optional<Unlock> Guard::unlocked() const
{
    const std::lock_guard lock(m_state->m_mutex);
    return m_state->isUnlocked() ? m_state->m_unlock : std::nullopt;
}

void Guard::setLocked(bool locked)
{
    const std::lock_guard lock(m_state->m_mutex);
    m_state->m_locked = locked;
}

bool Guard::isLocked() const
{
    const std::lock_guard lock(m_state->m_mutex);
    return m_state->m_locked;
}

} // namespace ph::operations
