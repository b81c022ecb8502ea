// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to services/operations: how things stand in an operation's journal.

#include "services/base/clock.h"
#include "services/base/result.h"

#include <QJsonObject>

namespace ph::operations {

/// Journals of operations are files of this ending.
[[nodiscard]] QString journalSuffix();
/// UTC, with milliseconds.
[[nodiscard]] QString stamp(WallTime at);
[[nodiscard]] QJsonObject errorToJson(const Error &error);

} // namespace ph::operations
