// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"
#include "services/queues/celery/isotime.h"

#include <optional>
#include <string>
#include <string_view>

namespace ph::queues::celery {

/// A stored result, `celery-task-meta-<id>` (contract §4). Texts that a platform without result_extended does not store
/// are empty.
struct ResultMeta {
    std::string taskId;
    std::string status; ///< SUCCESS, FAILURE, … or a custom state
    std::string result; ///< JSON text; for failures the exception, see exceptionText
    std::string exceptionText; ///< "ValueError('bad input 9')"; empty if the result is no exception
    std::string traceback;
    std::string groupId;
    Micros dateDone = 0; ///< 0: not done
    // with result_extended
    std::string name;
    std::string args; ///< JSON
    std::string kwargs; ///< JSON
    std::string worker;
    std::string queue;
    std::optional<int> retries;
};

/// Errors: Protocol, TooLarge (above 32 MiB).
[[nodiscard]] Result<ResultMeta> parseResultMeta(std::string_view text);

} // namespace ph::queues::celery
