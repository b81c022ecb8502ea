// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/localplatform/secretstore.h"

#include <vector>

namespace ph::localplatform {

/// A person (or agent) of the local platform's demonstration. Shown on the sign-in page of that environment only.
struct DemoAccount {
    QString key; ///< "admin"; its password is the secret "demo.admin"
    QString email;
    QString title; ///< "Administrator"
    QString about; ///< one sentence: what this account may do
    Secret password;
};

/// All of them; passwords are made when missing.
[[nodiscard]] Result<std::vector<DemoAccount>> demoAccounts(const SecretStore &secrets);
/// Writes them as the gateway reads them, to the secret file "demo-accounts.json".
[[nodiscard]] Result<void> writeDemoAccounts(const SecretStore &secrets);

} // namespace ph::localplatform
