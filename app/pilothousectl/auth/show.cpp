// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/auth/show.h"

#include "services/wording/times.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>

namespace ph::ctl::auth {

using ph::auth::AssuranceLevel;
using ph::auth::SessionPhase;
using ph::auth::SessionState;

namespace {

/// The window keeps the session, and lends nothing while its desk is unattended.
bool isWindowLocked(const SessionState &state) { return state.problem && state.problem->code == u"locked"; }

QString phaseName(const SessionState &state)
{
    if (isWindowLocked(state))
        return QStringLiteral("window-locked");
    switch (state.phase) {
    case SessionPhase::Unknown:
    case SessionPhase::Restoring: return QStringLiteral("unknown");
    case SessionPhase::SignedOut: return QStringLiteral("signed-out");
    case SessionPhase::SignedIn: return QStringLiteral("signed-in");
    case SessionPhase::Offline: return QStringLiteral("offline");
    case SessionPhase::KeyringLocked: return QStringLiteral("keyring-locked");
    case SessionPhase::Ended: break;
    }
    return QStringLiteral("ended");
}

QString isoTime(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODateWithMs);
}

QJsonArray rightsJson(const SessionState &state)
{
    QJsonArray rights;
    for (const operations::GrantedRight &right : state.rights)
        rights.append(QJsonObject {{QStringLiteral("right"), right.key},
            {QStringLiteral("tenant"), right.tenant.isEmpty() ? QJsonValue() : QJsonValue(right.tenant)},
            {QStringLiteral("because"), right.because}});
    return rights;
}

QJsonObject statusJson(const SessionState &state)
{
    QJsonObject json {{QStringLiteral("state"), phaseName(state)}, {QStringLiteral("email"), state.email},
        {QStringLiteral("user_id"), state.userId}, {QStringLiteral("role"), state.role},
        {QStringLiteral("assurance"), state.aal == AssuranceLevel::Aal2 ? 2 : 1},
        {QStringLiteral("needs_second_factor"), state.needsSecondFactor()},
        {QStringLiteral("verified_by_signature"), state.isVerifiedBySignature},
        {QStringLiteral("memory_only"), state.isMemoryOnly}, {QStringLiteral("rights"), rightsJson(state)}};
    if (state.lastGood)
        json[QStringLiteral("last_renewed")] = isoTime(*state.lastGood);
    if (state.problem)
        json[QStringLiteral("problem")] = QJsonObject {
            {QStringLiteral("code"), state.problem->code}, {QStringLiteral("what"), state.problem->what}};
    return json;
}

QString phaseWords(const SessionState &state)
{
    if (isWindowLocked(state))
        return QStringLiteral("unknown: the window of this environment is locked");
    switch (state.phase) {
    case SessionPhase::SignedIn:
        return state.aal == AssuranceLevel::Aal2 ? QStringLiteral("signed in with a second factor")
                                                 : QStringLiteral("signed in");
    case SessionPhase::Offline:
        return state.problem && state.problem->code == ph::auth::offlineOwner
            ? QStringLiteral("signed in with the window, which is offline: its session could not be renewed")
            : QStringLiteral("signed in, but the session could not be renewed");
    case SessionPhase::KeyringLocked: return QStringLiteral("unknown: the keyring is locked");
    case SessionPhase::Ended: return QStringLiteral("the session has ended");
    default: return QStringLiteral("not signed in");
    }
}

} // namespace

void showSignedIn(Output &out, const SessionState &state)
{
    if (out.format() == Output::Format::Json)
        return out.json(statusJson(state));
    out.line(QStringLiteral("Signed in as %1 (%2).").arg(state.email, state.role));
    if (state.needsSecondFactor())
        out.note(QStringLiteral(
            "Acts that need the second factor wait for its code: give it on a second line of standard input."));
}

void showToken(Output &out, const ph::auth::AccessGrant &grant)
{
    const QString token = QString::fromLatin1(grant.token->reveal());
    if (out.format() == Output::Format::Json)
        out.json(QJsonObject {{QStringLiteral("access_token"), token},
            {QStringLiteral("expires_in"), qint64(grant.validFor.count() / 1000)}});
    else
        out.line(token);
}

void showStatus(Output &out, const SessionState &state, const Clock &clock)
{
    if (out.format() == Output::Format::Json)
        return out.json(statusJson(state));
    const WallTime now = clock.wall();
    out.line(QStringLiteral("State     %1").arg(phaseWords(state)));
    if (!state.email.isEmpty())
        out.line(QStringLiteral("Account   %1").arg(state.email));
    if (!state.role.isEmpty())
        out.line(QStringLiteral("Role      %1%2")
                .arg(state.role,
                    state.roleSource.isEmpty() ? QString() : QStringLiteral(", from %1").arg(state.roleSource)));
    if (state.lastGood)
        out.line(QStringLiteral("Renewed   %1").arg(wording::relativeTime(*state.lastGood, now)));
    if (state.needsSecondFactor())
        out.line(QStringLiteral("Factor    not used yet: acts that need it wait"));
    if (state.problem)
        out.error(*state.whyNobody(), phaseWords(state));
    if (state.rights.empty())
        return;
    std::vector<std::vector<Cell>> rows;
    for (const operations::GrantedRight &right : state.rights)
        rows.push_back({Cell(right.key), Cell(right.tenant.isEmpty() ? QStringLiteral("the platform") : right.tenant),
            Cell(right.because)});
    out.line({});
    out.table({{QStringLiteral("Right"), QStringLiteral("right")}, {QStringLiteral("On"), QStringLiteral("tenant")},
                  {QStringLiteral("By"), QStringLiteral("because")}},
        rows);
}

} // namespace ph::ctl::auth
