// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/auth/sessionstate.h"
#include "ui/components/banner.h"

namespace ph::ui {

/// "Continue with GitHub".
[[nodiscard]] QString providerButtonText(const QString &provider);

/// An error of sign-in or account as the page shows it. `what` is what did not happen ("You are not signed in").
[[nodiscard]] Message authMessage(const Error &error, const QString &what);

/// Why the session ended, for the sign-in page; empty headline: nothing to say.
[[nodiscard]] Message endMessage(const auth::SessionState &state, WallTime now);

/// "Password", "Authenticator code", "Browser sign-in".
[[nodiscard]] QString methodName(const QString &method);

/// "Administrator of the platform", or the role as it is.
[[nodiscard]] QString roleName(const QString &role);

/// What of the environment a person changes to mend it.
struct EnvironmentMending {
    QString field; ///< of the Supabase Auth link: "publishable_key"
    QString verb; ///< of the button that leads there
};
/// Nothing where no change of the environment would help (a wrong password, a server that is stopped).
[[nodiscard]] std::optional<EnvironmentMending> environmentMending(const Error &error);

} // namespace ph::ui
