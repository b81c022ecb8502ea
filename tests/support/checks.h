// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For tests of link checks: profiles of one link, and secrets from a map.

#include "services/platform/check/hostkeys.h"
#include "services/platform/check/linkcheck.h"
#include "tests/support/testmain.h"

namespace ph::test {

/// "user" → password; anything else is not stored.
[[nodiscard]] inline platform::SecretLookup secretsFrom(QMap<QString, QByteArray> byUser)
{
    return [byUser](const QString &key, std::stop_token) -> Task<std::optional<Secret>> {
        return [](std::optional<QByteArray> value) -> Task<std::optional<Secret>> {
            co_return value ? std::optional<Secret>(Secret(*value)) : std::optional<Secret>();
        }(byUser.contains(key.section(QLatin1Char('/'), -1)) ? std::optional<QByteArray>(
                                                                   byUser.value(key.section(QLatin1Char('/'), -1)))
                                                             : std::nullopt);
    };
}

[[nodiscard]] inline platform::Profile oneLink(platform::LinkKind kind, const QUrl &url, const QString &role = {})
{
    platform::Profile profile = platform::Profile::make(QStringLiteral("test"), platform::EnvironmentKind::Local);
    platform::Link link;
    link.kind = kind;
    link.role = role;
    link.id = QStringLiteral("link");
    link.label = QStringLiteral("Link");
    link.url = url;
    profile.links = {link};
    return profile;
}

[[nodiscard]] inline platform::LinkCheck checkOnly(
    const platform::Profile &profile, platform::SecretLookup secrets = secretsFrom({}))
{
    static const SystemClock s_clock;
    auto check = await(platform::checkLink(profile, profile.links.front().id, std::move(secrets), s_clock, {}), 15'000);
    if (!check)
        qFatal("%s", qPrintable(brief(check.error())));
    return std::move(*check);
}

[[nodiscard]] inline QStringList codes(const std::vector<platform::CheckNote> &notes)
{
    QStringList all;
    for (const auto &note : notes)
        all << note.code;
    return all;
}

} // namespace ph::test
