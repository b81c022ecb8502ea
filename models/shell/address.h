// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/base/result.h"

#include <QString>
#include <optional>

namespace ph::models {

/// Where something is in the window: pilothouse://ENVIRONMENT/AREA/OBJECT?at=TIME. It leads to a view and can do
/// nothing else: there is no field for an act, a token or a command.
struct Address {
    static constexpr qsizetype largest = 2048; ///< bytes

    QString environment; ///< name or id
    QString area {}; ///< "queues"; empty: the environment as it was left
    QString object {}; ///< the area's own: "tasks/1f6e…"
    std::optional<WallTime> at {}; ///< the moment the pages look at
    bool operator==(const Address &) const = default;
};

/// Invalid, code "address": `what` says which part is wrong. Strict: what is not exactly of that form is refused, be
/// it a further parameter, a user or a port, a broken escape, or a hidden character in a name.
[[nodiscard]] Result<Address> parseAddress(const QByteArray &text);

/// The address as text that parseAddress() reads.
[[nodiscard]] QString addressText(const Address &address);

} // namespace ph::models
