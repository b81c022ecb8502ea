// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Celery's monitoring events (protocol: celery-redis contract §3; seen from 5.2.6 and 5.7.0).

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ph::queues::celery {

enum class EventKind : std::uint8_t {
    TaskSent,
    TaskReceived,
    TaskStarted,
    TaskSucceeded,
    TaskFailed,
    TaskRetried,
    TaskRevoked,
    TaskRejected,
    TaskCustom, ///< send_event("task-…") of the platform's own: the state is the upper-cased rest
    WorkerOnline,
    WorkerHeartbeat,
    WorkerOffline,
    Other, ///< another group; counted, not kept
};

[[nodiscard]] constexpr bool isTaskEvent(EventKind kind) { return kind <= EventKind::TaskCustom; }
[[nodiscard]] constexpr bool isWorkerEvent(EventKind kind)
{
    return kind >= EventKind::WorkerOnline && kind <= EventKind::WorkerOffline;
}

/// One event. Texts are UTF-8 and live until the decoder's next call; a text that was absent or null has a null data().
/// Times are seconds since 1970 by the sender's clock. Fields that hold JSON of an unexpected type are given as that
/// JSON's text.
struct EventView {
    EventKind kind = EventKind::Other;
    bool terminated = false;
    bool expired = false;
    std::uint16_t retries = 0;
    std::int32_t signum = 0; ///< 0: none
    std::string_view subject; ///< what follows the first "-" of the type: "received", "my-own"
    std::string_view uuid;
    std::string_view hostname;
    double timestamp = 0; ///< 0: absent
    double runtime = -1; ///< seconds; negative: absent
    std::string_view name;
    std::string_view args;
    std::string_view kwargs;
    std::string_view rootId;
    std::string_view parentId;
    std::string_view eta; ///< ISO 8601
    std::string_view expires; ///< ISO 8601
    std::string_view queue;
    std::string_view result;
    std::string_view exception;
    std::string_view traceback;
    // worker events
    double freq = 0; ///< seconds between heartbeats; 0: absent
    std::int64_t active = -1; ///< tasks running now; negative: absent
    std::int64_t processed = -1; ///< tasks done since the worker started; negative: absent
    std::int64_t pid = 0;
    std::array<double, 3> loadavg {-1, -1, -1};
    std::string_view softwareVersion;
    std::string_view softwareName;
};

} // namespace ph::queues::celery
