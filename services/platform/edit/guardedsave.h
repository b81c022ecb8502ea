// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/platform/profilestore.h"

namespace ph::platform {

/// Who is signed in where a guard is relaxed. Without an `email`: nobody.
struct SignedInPerson {
    QString subject; ///< UUID of the user
    QString email;
    QString environment; ///< profile id of where they are signed in
    QString environmentName;
};

/// What the person gave to have a guard relaxed.
struct SaveConfirmation {
    QString typedName; ///< the environment's name, as it was
    QString reason; ///< leastReason characters at least
    SignedInPerson who {}; ///< else the account of this computer is recorded
    static constexpr qsizetype leastReason = 3;
};

/// As the list of acts names whoever changes the environment `profileId`: the person signed in to it, the person signed
/// in elsewhere (said so), or the account of this computer (said so).
[[nodiscard]] QString actingName(const SignedInPerson &who, const QString &profileId);

/// Where an environment keeps its journals and its local audit.
[[nodiscard]] QString environmentStateFolder(const QString &stateFolder, const QString &profileId);

/// Saves a changed (or new) environment. What relaxes a guard of the saved one (guardchanges.h) needs its name typed
/// and a reason: Refused, code "confirmation", the changes in `what`, or code "reason"; it is an act: journaled and
/// written to the environment's local audit, with who did it and why, before it takes effect. `stateFolder` is
/// Folders::state. Blocks. `base`: what the change was made on; Conflict "changed-meanwhile" when something else is
/// saved now. Null: the caller has held the store's lock since it read the environment.
[[nodiscard]] Result<void> saveGuarded(const ProfileStore &store, const QString &stateFolder, const Profile &after,
    const SaveConfirmation &confirmation, WallTime now, const Profile *base = nullptr);

} // namespace ph::platform
