// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to instance/.

#include <QLocalSocket>

namespace ph::platform {

/// The kernel's word on who is at the other end: this person, or root.
[[nodiscard]] bool isSamePerson(const QLocalSocket &socket);

} // namespace ph::platform
