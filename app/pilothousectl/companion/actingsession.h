// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/opensession.h"

namespace ph::ctl {

/// A session for verbs that change something: openSession() with sign-in among its areas, once it is known who is
/// signed in (or that nobody is: the Guard says so then). `change` as in openSession().
[[nodiscard]] Task<OpenSession> openActingSession(
    Context *ctx, std::vector<platform::AreaFactory> areas, ProfileChange change = {});

} // namespace ph::ctl
