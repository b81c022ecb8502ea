// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/edit/guardedsave.h"

#include "services/base/files.h"
#include "services/operations/auditoutbox.h"
#include "services/platform/edit/guardchanges.h"

#include <QJsonArray>
#include <QUuid>

namespace ph::platform {

namespace {

Result<void> writeAudit(const QString &folder, const Profile &before, const QStringList &changes,
    const SaveConfirmation &confirmation, WallTime now)
{
    if (auto made = makePrivateDirectory(folder); !made)
        return made;
    operations::AuditEntry entry;
    entry.requestId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    entry.operationId = entry.requestId;
    entry.action = QStringLiteral("environment.relax");
    entry.stage = QStringLiteral("intent");
    entry.object = before.name;
    entry.environment = before.id;
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
    const SaveConfirmation &confirmation, WallTime now)
{
    const auto listing = store.list();
    if (!listing)
        return fail(listing.error());
    for (const Profile &before : listing->profiles) {
        if (before.id != after.id)
            continue;
        const QStringList relaxed = relaxedGuards(before, after);
        if (relaxed.isEmpty())
            break;
        if (confirmation.typedName != before.name)
            return fail(ErrorKind::Refused,
                QStringLiteral("this relaxes a guard: ") + relaxed.join(QStringLiteral("; ")), before.name,
                QStringLiteral("confirm it with the environment's name"), QStringLiteral("confirmation"));
        if (auto told = writeAudit(environmentStateFolder(stateFolder, before.id), before, relaxed, confirmation, now);
            !told)
            return told;
    }
    return store.save(after);
}

} // namespace ph::platform
