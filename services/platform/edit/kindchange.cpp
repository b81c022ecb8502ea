// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/edit/kindchange.h"

namespace ph::platform {

Profile withKind(Profile profile, EnvironmentKind kind, Beginning beginning)
{
    const Profile former = Profile::make(profile.name, profile.kind);
    const Profile start = Profile::make(profile.name, kind);
    profile.kind = kind;
    const auto follow = [](QString &value, const QString &before, const QString &now) {
        if (value == before || value.isEmpty())
            value = now;
    };
    follow(profile.colour, former.colour, start.colour);
    follow(profile.label, former.label, start.label);
    follow(profile.shape, former.shape, start.shape);
    const bool isNew = beginning == Beginning::New;
    profile.isProtected = start.isProtected || (profile.isProtected && !isNew);
    profile.isReadOnly = start.isReadOnly || (profile.isReadOnly && !isNew);
    return profile;
}

QString bannerWords(const Profile &profile)
{
    return profile.label + QStringLiteral(", ") + profile.colour + QStringLiteral(", ") + profile.shape;
}

bool hasOwnBanner(const Profile &profile)
{
    return bannerWords(profile) != bannerWords(Profile::make(profile.name, profile.kind));
}

} // namespace ph::platform
