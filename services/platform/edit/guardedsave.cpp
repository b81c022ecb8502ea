// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/edit/guardedsave.h"

#include "services/operations/recordedact.h"
#include "services/platform/edit/guardchanges.h"
#include "services/wording/environmenttexts.h"

#include <QJsonArray>
#include <QUuid>
#include <algorithm>

namespace ph::platform {

namespace {

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
    entry.details = {{QStringLiteral("changes"), QJsonArray::fromStringList(changes)}};
    entry.at = now;
    return {wording::relaxGuardsOf(environment.name), changes, std::move(entry)};
}

} // namespace

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
    return operations::recordAct(environmentStateFolder(stateFolder, after.id),
        relaxing(after, relaxed, confirmation, now), [&] { return store.save(after); });
}

} // namespace ph::platform
