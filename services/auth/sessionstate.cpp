// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/sessionstate.h"

namespace ph::auth {

std::optional<Error> SessionState::whyNobody() const
{
    if (phase != SessionPhase::Offline || !problem || problem->code == offlineOwner) // said so already
        return problem;
    const bool isTooOften = problem->kind == ErrorKind::RateLimited;
    Error error = *problem;
    error.kind = isTooOften ? ErrorKind::RateLimited : ErrorKind::Network;
    error.code = offlineOwner.toString();
    error.what
        = QStringLiteral("signed in as %1, but the session could not be renewed: %2")
              .arg(email,
                  isTooOften ? QStringLiteral("the server had too many tries from this address") : problem->what);
    return error;
}

} // namespace ph::auth
