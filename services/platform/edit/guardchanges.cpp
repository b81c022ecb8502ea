// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/edit/guardchanges.h"

namespace ph::platform {

namespace {

void compareLinks(const Link &before, const Link &after, QStringList &relaxed)
{
    const QString name = before.label.isEmpty() ? before.id : before.label;
    if (before.url.host() != after.url.host()) // the stored passwords would go there
        relaxed << QStringLiteral("%1: it leads to another host, %2").arg(name, after.url.host());
    if (before.spkiPins != after.spkiPins && !before.spkiPins.isEmpty())
        relaxed << QStringLiteral("%1: the pinned keys change").arg(name);
    if (before.caPem != after.caPem && !after.caPem.isEmpty())
        relaxed << QStringLiteral("%1: another private CA is trusted").arg(name);
    if (before.peerName != after.peerName && !after.peerName.isEmpty())
        relaxed << QStringLiteral("%1: the certificate may be for “%2” in place of the host").arg(name, after.peerName);
}

} // namespace

QStringList relaxedGuards(const Profile &before, const Profile &after)
{
    QStringList relaxed;
    if (before.isProtected && !after.isProtected)
        relaxed << QStringLiteral("it is no longer protected: changes ask for one confirmation less");
    if (before.isReadOnly && !after.isReadOnly)
        relaxed << QStringLiteral("it is no longer read-only");
    if (before.isSilent && !after.isSilent)
        relaxed << QStringLiteral("workers may be asked what they do (no longer silent)");
    if (before.needsSecondFactor && !after.needsSecondFactor)
        relaxed << QStringLiteral("acting needs no second factor any more");
    if (before.isStrictLock && !after.isStrictLock)
        relaxed << QStringLiteral("locking the window no longer stops the streams");
    if (after.kind < before.kind)
        relaxed << QStringLiteral("the kind goes from %1 to %2")
                       .arg(environmentKindName(before.kind), environmentKindName(after.kind));
    if (before.claims.rolePaths != after.claims.rolePaths)
        relaxed << QStringLiteral("rights are read from other claims: %1")
                       .arg(after.claims.rolePaths.join(QStringLiteral(", ")));
    if (before.taskTenant != after.taskTenant && !after.taskTenant.isEmpty())
        relaxed << QStringLiteral(
            "a task belongs to the tenant in its argument “%1”: who manages that tenant's jobs may "
            "act on it")
                       .arg(after.taskTenant.left(64));
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
        relaxed << QStringLiteral("an environment of kind %1 that is not protected").arg(kind);
    if (usual.isReadOnly && !profile.isReadOnly)
        relaxed << QStringLiteral("an environment of kind %1 that is not read-only").arg(kind);
    return relaxed;
}

} // namespace ph::platform
