// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"
#include "services/queues/celery/event.h"

#include <memory>
#include <span>
#include <string_view>

namespace ph::queues::celery {

/// What one message of the event channels held.
struct DecodedEvents {
    std::span<const EventView> events; ///< valid until the decoder's next call
    int rejected = 0; ///< events of a list that were no events; the good ones before them are kept
};

/// Decodes kombu envelopes of the `celeryev` channels. One per thread; buffers are reused, so that a message costs no
/// allocation once the largest of its kind was seen.
class EventDecoder final {
public:
    /// A larger message is refused unread; workers send at most some hundred events of some KB each.
    static constexpr std::size_t kMaxMessage = 4 << 20;

    EventDecoder();
    ~EventDecoder();
    EventDecoder(const EventDecoder &) = delete;
    EventDecoder &operator=(const EventDecoder &) = delete;

    /// `message` is the payload of a pub/sub message. Errors: TooLarge; Protocol (no JSON, no envelope, a serializer
    /// other than JSON, broken base64).
    [[nodiscard]] Result<DecodedEvents> decode(std::string_view message);
    /// The same for a message behind which kPadding bytes can be read (whatever they are): spares a copy.
    [[nodiscard]] Result<DecodedEvents> decodePadded(std::string_view message);
    static constexpr std::size_t kPadding = 64;

private:
    [[nodiscard]] Result<DecodedEvents> decodeBody();
    struct Buffers;
    std::unique_ptr<Buffers> m;
};

} // namespace ph::queues::celery
