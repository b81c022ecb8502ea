// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/redis/reply.h"

#include <memory>
#include <optional>

namespace ph::transport::redis {

struct ParserLimits {
    qsizetype bytes = 64 * 1024 * 1024; ///< of one reply, complete or not
    qint64 items = 8 * 1024 * 1024; ///< announced by one array
};

/// Bytes in, replies out. hiredis parses, the tree is ours. The first error is final: the connection must be dropped.
/// Nesting deeper than 7 arrays is refused by hiredis 0.14 (some server introspection answers deeper; it is not asked
/// for).
class ReplyParser final {
public:
    explicit ReplyParser(ParserLimits limits = {});
    ~ReplyParser();
    ReplyParser(const ReplyParser &) = delete;
    ReplyParser &operator=(const ReplyParser &) = delete;

    /// Takes the bytes in. An announced 600 MB reply is refused as soon as more than the limit has arrived.
    [[nodiscard]] Result<void> feed(QByteArrayView bytes);
    /// The next complete reply; nothing when more bytes are needed.
    [[nodiscard]] Result<std::optional<Reply>> next();
    /// Bytes that belong to no complete reply yet.
    [[nodiscard]] qsizetype buffered() const { return m_sinceReply; }

private:
    struct Reader;
    std::unique_ptr<Reader> m_reader;
    ParserLimits m_limits;
    qsizetype m_sinceReply = 0;
    std::optional<Error> m_dead;
};

/// When the first bytes on a fresh connection are no RESP: which service answered there, as Error{Protocol, code
/// "wrong-service"}, or code "tls-expected" when it was a TLS server. Empty when they may be RESP.
[[nodiscard]] std::optional<Error> foreignService(QByteArrayView firstBytes, const QString &where);

} // namespace ph::transport::redis
