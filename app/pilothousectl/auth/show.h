// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/output.h"
#include "services/auth/sessionservice.h"

namespace ph::ctl::auth {

/// After a sign-in: one line; says when a second factor waits.
void showSignedIn(Output &out, const ph::auth::SessionState &state);

/// The token alone on stdout, or {"access_token", "expires_in"} with --json.
void showToken(Output &out, const ph::auth::AccessGrant &grant);

/// Who, role, factors, times, rights with their reasons.
void showStatus(Output &out, const ph::auth::SessionState &state, const Clock &clock);

} // namespace ph::ctl::auth
