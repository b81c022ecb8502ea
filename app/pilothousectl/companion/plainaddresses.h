// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/secret.h"
#include "services/platform/profile.h"

#include <map>

namespace ph::ctl {

/// Addresses given on the command line in place of an environment; empty ones were not given.
struct PlainAddresses {
    QString broker {}; ///< --broker
    QString redis {}; ///< --redis: results, limits and cache
    QString postgres {}; ///< --postgres
    QString prometheus {}; ///< --prometheus
    QString auth {}; ///< --auth
    QString publishableKey {};
    QByteArray caPem {};

    [[nodiscard]] bool isEmpty() const;
};

/// A profile for one-off reading: named "plain addresses", never saved, never written through. Its links are called
/// "redis-broker", "redis-results", "redis-limits", "redis-cache", "postgres", "prometheus" and "auth".
/// Invalid (code "password-in-address") for an address that holds a password; Invalid for what is no such address, and
/// for unencrypted connections to another computer. Errors never repeat an address: it may hold a secret.
[[nodiscard]] Result<platform::Profile> adHocProfile(const PlainAddresses &addresses);

/// What --credentials FILE holds: lines "LINK USER PASSWORD" (the password is the rest of the line, spaces included;
/// "-" as the user is Redis's default user; # begins a comment), or JSON {"LINK": {"user": …, "password": …}}. LINK is
/// a link's id, or its kind for all links of that kind.
struct Credential {
    QString link;
    QString user;
    Secret password;
};
/// Invalid names the line, never its content.
[[nodiscard]] Result<std::vector<Credential>> parseCredentials(const Secret &file);

/// Passwords by keychainKey(). Any thread may read it: it never changes.
using SecretMap = std::map<QString, Secret>;

/// Puts the users into the profile's links and the passwords under their keys. The line of a user that the link already
/// has (operator or reader) keeps the link as it is. Invalid: no link of that name.
[[nodiscard]] Result<SecretMap> applyCredentials(platform::Profile &profile, std::vector<Credential> credentials);

} // namespace ph::ctl
