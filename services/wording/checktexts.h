// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ph::wording {

/// What a Redis database was recognised by.
enum class FoundKeys { CeleryExchanges, TaskResults, RateLimits };
/// "1 234 task results"; not all were looked at: "at least 1 234 task results".
[[nodiscard]] QString keysFound(FoundKeys keys, qint64 count, bool isAll);
[[nodiscard]] QString noTraceOfCelery();

} // namespace ph::wording
