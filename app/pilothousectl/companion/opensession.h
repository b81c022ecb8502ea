// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/context.h"
#include "app/pilothousectl/companion/plainaddresses.h"
#include "services/platform/keychain/keychain.h"
#include "services/platform/profilestore.h"
#include "services/platform/session/platformsession.h"

#include <QCommandLineOption>

namespace ph::ctl {

/// --broker, --redis, --postgres, --prometheus, --auth, --publishable-key, --ca and --credentials: plain addresses in
/// place of an environment, for one-off reading. Every verb that calls chosenProfile() or openSession() has them among
/// its options.
[[nodiscard]] QList<QCommandLineOption> addressOptions();

/// For verbs about what is kept with an environment: the addresses are understood (refuseAddresses() says why they are
/// not taken), but --credentials alone is offered.
[[nodiscard]] QList<QCommandLineOption> environmentOptions();
/// Invalid: a plain address was given.
[[nodiscard]] Result<void> refuseAddresses(const Context &ctx);

/// The environment a verb works with.
struct ChosenProfile {
    platform::Profile profile;
    bool isAdHoc = false; ///< made of plain addresses: can never write
    std::shared_ptr<const SecretMap> given; ///< from --credentials; looked at before any keychain
};
/// --env NAME, else the plain addresses, else the only environment there is (a local platform counts). Reads small
/// files, and standard input for `--credentials -`. Invalid: an address holds a password or is no address, both are
/// given, or several environments exist and none was named.
[[nodiscard]] Result<ChosenProfile> chosenProfile(const Context &ctx);

/// The saved environment of that name or id, or the local platform of that name.
[[nodiscard]] Result<platform::Profile> findProfile(const QString &nameOrId);
/// Saved ones and local platforms, by name.
[[nodiscard]] Result<platform::ProfileStore::Listing> allProfiles();
/// The one environment there is. Invalid: there is none, or several.
[[nodiscard]] Result<platform::Profile> onlyProfile();
/// Their names; none when they cannot be read.
[[nodiscard]] QStringList environmentNames();
[[nodiscard]] platform::ProfileStore profileStore();

/// The keychain of this process. Lives as long as the process.
[[nodiscard]] platform::Keychain &systemKeychain();

/// The secrets of a profile: those given, the local platform's folder, or the keychain (which outlives it).
[[nodiscard]] platform::SecretLookup secretsOf(const ChosenProfile &chosen, platform::Keychain &keychain);

/// A started session. It ends with its holder.
struct OpenSession {
    std::shared_ptr<platform::PlatformSession> session;
};
/// What a verb's own options change about the profile, before anything connects; `isAdHoc`: made of plain addresses.
using ProfileChange = std::function<Result<void>(platform::Profile &profile, bool isAdHoc)>;

[[nodiscard]] Task<OpenSession> openSession(
    Context *ctx, std::vector<platform::AreaFactory> areas, ProfileChange change = {});

} // namespace ph::ctl
