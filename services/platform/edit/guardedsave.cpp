// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/edit/guardedsave.h"

#include "services/operations/recordedact.h"
#include "services/platform/edit/guardchanges.h"
#include "services/wording/environmenttexts.h"

#include <QJsonArray>
#include <QUuid>
#include <algorithm>
#include <array>
#include <pwd.h>
#include <unistd.h>

namespace ph::platform {

namespace {

/// The account of this computer the program runs under; empty where it has no name.
QString computerAccount()
{
    std::array<char, 4096> room {};
    passwd entry {};
    passwd *found = nullptr;
    if (getpwuid_r(getuid(), &entry, room.data(), room.size(), &found) == 0 && found != nullptr)
        return QString::fromLocal8Bit(found->pw_name);
    return QStringLiteral("uid %1").arg(getuid());
}

operations::RecordedAct relaxing(
    const Profile &environment, const QStringList &changes, const SaveConfirmation &confirmation, WallTime now)
{
    operations::AuditEntry entry;
    entry.requestId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    entry.operationId = entry.requestId;
    entry.action = QStringLiteral("environment.relax");
    entry.stage = QStringLiteral("intent");
    entry.object = environment.name;
    entry.environment = environment.id;
    entry.reason = confirmation.reason;
    entry.details = {{QStringLiteral("changes"), QJsonArray::fromStringList(changes)},
        {QStringLiteral("computer_account"), computerAccount()}};
    const SignedInPerson &who = confirmation.who;
    if (who.environment == environment.id) {
        entry.subject = who.subject;
        entry.email = who.email;
    } else if (!who.email.isEmpty()) { // another platform's person: named, but no subject of this one
        entry.details.insert(QStringLiteral("signed_in_elsewhere"), who.email);
        entry.details.insert(QStringLiteral("elsewhere"), who.environment);
    }
    entry.at = now;
    return {wording::relaxGuardsOf(environment.name), changes, std::move(entry), actingName(who, environment.id)};
}

} // namespace

QString actingName(const SignedInPerson &who, const QString &profileId)
{
    if (who.email.isEmpty())
        return wording::accountOfThisComputer(computerAccount());
    return who.environment == profileId ? who.email : wording::signedInElsewhere(who.email, who.environmentName);
}

QString environmentStateFolder(const QString &stateFolder, const QString &profileId)
{
    return stateFolder + QStringLiteral("/environments/") + profileId;
}

Result<void> saveGuarded(const ProfileStore &store, const QString &stateFolder, const Profile &after,
    const SaveConfirmation &confirmation, WallTime now, const Profile *base)
{
    const auto listing = store.list();
    if (!listing)
        return fail(listing.error());
    const auto known = std::ranges::find(listing->profiles, after.id, &Profile::id);
    const bool isNew = known == listing->profiles.end();
    if (base != nullptr && (isNew || profileToJson(*known) != profileToJson(*base)))
        return fail(ErrorKind::Conflict,
            isNew ? QStringLiteral("it was removed meanwhile") : QStringLiteral("it was changed meanwhile"), base->name,
            QStringLiteral("look at it as it is now, then change it again"), QStringLiteral("changed-meanwhile"));
    const QString name = isNew ? after.name : known->name;
    const QStringList relaxed = isNew ? relaxedAtStart(after) : relaxedGuards(*known, after);
    if (relaxed.isEmpty())
        return store.save(after);
    if (confirmation.typedName != name)
        return fail(ErrorKind::Refused, QStringLiteral("this relaxes a guard: ") + relaxed.join(QStringLiteral("; ")),
            name, QStringLiteral("confirm it with the environment's name"), QStringLiteral("confirmation"));
    const qsizetype given = confirmation.reason.trimmed().size();
    if (given < SaveConfirmation::leastReason)
        return fail(ErrorKind::Refused,
            given == 0 ? QStringLiteral("a reason is missing")
                       : QStringLiteral("the reason is too short: it needs %1 characters at least")
                             .arg(SaveConfirmation::leastReason),
            name, QStringLiteral("say why the guard is relaxed"), QStringLiteral("reason"));
    return operations::recordAct(environmentStateFolder(stateFolder, after.id),
        relaxing(after, relaxed, confirmation, now), [&] { return store.save(after); });
}

} // namespace ph::platform
