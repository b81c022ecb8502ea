// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/edit/guardedsave.h"

#include "services/base/files.h"
#include "services/operations/auditoutbox.h"
#include "services/platform/edit/guardchanges.h"

#include <QJsonArray>
#include <QUuid>
#include <algorithm>

namespace ph::platform {

namespace {

Result<void> writeAudit(const QString &folder, const Profile &environment, const QStringList &changes,
    const SaveConfirmation &confirmation, WallTime now)
{
    if (auto made = makePrivateDirectory(folder); !made)
        return made;
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
    return operations::AuditOutbox(folder + QStringLiteral("/audit.outbox")).append(entry);
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
    if (auto told = writeAudit(environmentStateFolder(stateFolder, after.id), after, relaxed, confirmation, now); !told)
        return told;
    return store.save(after);
}

} // namespace ph::platform
