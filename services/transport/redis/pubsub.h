// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"

#include <QByteArrayView>
#include <array>

namespace ph::transport::redis {

/// One frame on a subscribed connection, as views into the caller's buffer.
struct PubSubFrame {
    enum class Kind { Message, Subscribed, Pong, Error, Other };
    Kind kind = Kind::Other;
    QByteArrayView channel;
    QByteArrayView payload; ///< of a message; the server's text for Error
};

struct PubSubStep {
    enum class Status { Frame, NeedMore, Malformed, TooLarge };
    Status status = Status::NeedMore;
    qsizetype size = 0; ///< Frame: bytes it took. NeedMore: bytes the whole frame takes at least
    PubSubFrame frame {};
};

/// Reads one frame from the front of `bytes`. Copies nothing and builds nothing: the hot path of the event stream.
/// Frames above `limit` bytes are refused as soon as they are announced.
[[nodiscard]] PubSubStep readPubSubFrame(QByteArrayView bytes, qsizetype limit);

} // namespace ph::transport::redis
