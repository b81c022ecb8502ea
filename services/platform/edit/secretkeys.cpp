// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/edit/secretkeys.h"

namespace ph::platform {

std::vector<SecretNeed> secretNeeds(const Profile &profile)
{
    std::vector<SecretNeed> needs;
    for (const Link &link : profile.links) {
        const QString label = link.label.isEmpty() ? link.id : link.label;
        if (link.kind != LinkKind::Ssh && !link.user.isEmpty())
            needs.push_back({link.id, label, link.user, keychainKey(profile, link, link.user), false});
        if (!link.operatorUser.isEmpty())
            needs.push_back({link.id, label, link.operatorUser, keychainKey(profile, link, link.operatorUser), true});
    }
    return needs;
}

QStringList allSecretKeys(const Profile &profile)
{
    QStringList keys {profile.id + QStringLiteral("/session")};
    for (const SecretNeed &need : secretNeeds(profile))
        keys << need.key;
    return keys;
}

} // namespace ph::platform
