// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/profile.h"

namespace ph::platform {

/// A secret that an environment works with.
struct SecretNeed {
    QString linkId;
    QString linkLabel;
    QString user;
    QString key; ///< keychainKey()
    bool isOperator = false;
};
[[nodiscard]] std::vector<SecretNeed> secretNeeds(const Profile &profile);

/// Everything the keychain may hold of this environment, the session of whoever is signed in included: what removing it
/// removes.
[[nodiscard]] QStringList allSecretKeys(const Profile &profile);

} // namespace ph::platform
