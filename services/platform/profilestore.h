// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/lockfile.h"
#include "services/platform/profile.h"

namespace ph::platform {

/// The profiles of this user: one 0600 file each in <config>/environments. One that is open to others is narrowed when
/// it is read; one of another user (root's are read) is damaged, Refused "foreign-file". Blocks (small files): at
/// start, in the companion, and otherwise through offload().
class ProfileStore final {
public:
    /// `configFolder` is Folders::config.
    explicit ProfileStore(QString configFolder);

    struct Listing {
        std::vector<Profile> profiles; ///< by name
        std::vector<Error> damaged; ///< files that cannot be used; each names its file
    };
    [[nodiscard]] Result<Listing> list() const;

    /// By id, or by name (case-insensitive). NotFound lists the names there are; Conflict when two have that name.
    [[nodiscard]] Result<Profile> find(const QString &nameOrId) const;

    /// Validates and writes. Conflict: another profile has that name.
    [[nodiscard]] Result<void> save(const Profile &profile) const;
    /// The file only, under the lock; the keychain's entries are the caller's.
    [[nodiscard]] Result<void> remove(const QString &id) const;

    /// Held from reading a profile to saving it, so that what another process changes in between is not lost. Waits for
    /// up to 5 s: Unavailable "store-busy". Not reentrant.
    [[nodiscard]] Result<LockFile> lock() const;

    [[nodiscard]] QString pathOf(const QString &id) const;

private:
    QString m_folder;
};

} // namespace ph::platform
