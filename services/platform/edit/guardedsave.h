// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/platform/profilestore.h"

namespace ph::platform {

/// What the person gave to have a guard relaxed.
struct SaveConfirmation {
    QString typedName; ///< the environment's name, as it was
    QString reason;
};

/// Where an environment keeps its journals and its local audit.
[[nodiscard]] QString environmentStateFolder(const QString &stateFolder, const QString &profileId);

/// Saves a changed (or new) environment. What relaxes a guard of the saved one (guardchanges.h) needs its name typed:
/// Refused, code "confirmation", the changes in `what`; it is an act: journaled and written to the environment's local
/// audit before it takes effect. `stateFolder` is Folders::state. Blocks.
/// `base`: what the change was made on; Conflict "changed-meanwhile" when something else is saved now. Null: the caller
/// has held the store's lock since it read the environment.
[[nodiscard]] Result<void> saveGuarded(const ProfileStore &store, const QString &stateFolder, const Profile &after,
    const SaveConfirmation &confirmation, WallTime now, const Profile *base = nullptr);

} // namespace ph::platform
