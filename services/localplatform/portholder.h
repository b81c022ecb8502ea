// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

namespace ph::localplatform {

/// Who listens on that loopback port, from /proc: "python3 (process 4242)"; when the process is somebody else's and its
/// name cannot be seen, "a program of the user anna". Nothing: nobody listens there, or the system does not tell.
[[nodiscard]] std::optional<QString> listenerOf(quint16 port);

} // namespace ph::localplatform
