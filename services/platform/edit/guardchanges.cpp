// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/edit/guardchanges.h"

#include "services/wording/environmenttexts.h"

namespace ph::platform {

using wording::RelaxedGuard;

namespace {

void compareLinks(const Link &before, const Link &after, QStringList &relaxed)
{
    const QString name = before.label.isEmpty() ? before.id : before.label;
    if (before.url.host() != after.url.host()) // the stored passwords would go there
        relaxed << wording::linkToAnotherHost(name, after.url.host());
    if (before.spkiPins != after.spkiPins && !before.spkiPins.isEmpty())
        relaxed << wording::linkWithOtherPins(name);
    if (before.caPem != after.caPem && !after.caPem.isEmpty())
        relaxed << wording::linkWithAnotherCa(name);
    if (before.peerName != after.peerName && !after.peerName.isEmpty())
        relaxed << wording::linkWithAnotherName(name, after.peerName);
}

} // namespace

QStringList relaxedGuards(const Profile &before, const Profile &after)
{
    QStringList relaxed;
    if (before.isProtected && !after.isProtected)
        relaxed << wording::guardRelaxed(RelaxedGuard::Protected);
    if (before.isReadOnly && !after.isReadOnly)
        relaxed << wording::guardRelaxed(RelaxedGuard::ReadOnly);
    if (before.isSilent && !after.isSilent)
        relaxed << wording::guardRelaxed(RelaxedGuard::Silent);
    if (before.needsSecondFactor && !after.needsSecondFactor)
        relaxed << wording::guardRelaxed(RelaxedGuard::SecondFactor);
    if (before.isStrictLock && !after.isStrictLock)
        relaxed << wording::guardRelaxed(RelaxedGuard::StrictLock);
    if (after.kind < before.kind)
        relaxed << wording::kindRelaxed(environmentKindName(before.kind), environmentKindName(after.kind));
    if (after.kind > before.kind) // guards that the new kind begins with, and that were taken off in the same breath
        relaxed << relaxedAtStart(after);
    if (before.claims.rolePaths != after.claims.rolePaths)
        relaxed << wording::rightsFromOtherClaims(after.claims.rolePaths);
    if (before.taskTenant != after.taskTenant && !after.taskTenant.isEmpty())
        relaxed << wording::tasksOfTenantIn(after.taskTenant.left(64));
    for (const Link &link : before.links)
        if (const Link *same = after.find(link.id))
            compareLinks(link, *same, relaxed);
    return relaxed;
}

QStringList relaxedAtStart(const Profile &profile)
{
    const Profile usual = Profile::make(profile.name, profile.kind);
    QStringList relaxed;
    const QString kind = environmentKindName(profile.kind);
    if (usual.isProtected && !profile.isProtected)
        relaxed << wording::startsUnprotected(kind);
    if (usual.isReadOnly && !profile.isReadOnly)
        relaxed << wording::startsWritable(kind);
    return relaxed;
}

bool isSameButGuards(const Profile &before, const Profile &after)
{
    Profile same = before;
    same.isProtected = after.isProtected;
    same.isReadOnly = after.isReadOnly;
    same.isSilent = after.isSilent;
    same.needsSecondFactor = after.needsSecondFactor;
    same.isStrictLock = after.isStrictLock;
    return before.localFolder == after.localFolder && profileToJson(same) == profileToJson(after);
}

} // namespace ph::platform
