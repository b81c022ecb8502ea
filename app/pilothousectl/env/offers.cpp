// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/env/parts.h"
#include "services/platform/edit/secretkeys.h"

#include <algorithm>

namespace ph::ctl::env {

using platform::Link;
using platform::Profile;

namespace {

std::optional<Profile> firstNamed(const TypedLine &line)
{
    auto profile = findProfile(line.arguments.first());
    return profile ? std::optional(std::move(*profile)) : std::nullopt;
}

std::optional<Profile> chosen(const TypedLine &line)
{
    auto profile = line.options.contains(QStringLiteral("env")) ? findProfile(line.options.value(QStringLiteral("env")))
                                                                : onlyProfile();
    return profile ? std::optional(std::move(*profile)) : std::nullopt;
}

QStringList idsOf(const Profile &profile, const std::function<bool(const Link &)> &isOffered)
{
    QStringList ids;
    for (const Link &link : profile.links)
        if (isOffered(link))
            ids << link.id;
    return ids;
}

} // namespace

QStringList offeredNames(const TypedLine &line)
{
    return line.arguments.isEmpty() ? environmentNames() : QStringList();
}

QStringList offeredSecrets(const TypedLine &line)
{
    if (line.arguments.isEmpty() || line.arguments.size() > 2)
        return offeredNames(line);
    const auto profile = firstNamed(line);
    QStringList offered;
    for (const platform::SecretNeed &need :
        profile ? platform::secretNeeds(*profile) : std::vector<platform::SecretNeed> {}) {
        if (line.arguments.size() == 1)
            offered << need.linkId;
        else if (need.linkId == line.arguments.at(1))
            offered << need.user;
    }
    return offered;
}

QStringList offeredHosts(const TypedLine &line)
{
    if (line.arguments.size() != 1)
        return offeredNames(line);
    const auto profile = firstNamed(line);
    return profile ? idsOf(*profile, [](const Link &link) { return link.kind == platform::LinkKind::Ssh; })
                   : QStringList();
}

QStringList offeredLinks(const TypedLine &line)
{
    const auto profile = chosen(line);
    return profile ? idsOf(*profile, [&](const Link &link) { return !line.arguments.contains(link.id); })
                   : QStringList();
}

} // namespace ph::ctl::env
