// SPDX-License-Identifier: GPL-3.0-or-later
// The reply parser and the pub/sub reader on arbitrary bytes, in arbitrary pieces.
#include "services/transport/redis/pubsub.h"
#include "services/transport/redis/resp.h"

#include <cstdint>
#include <cstdlib>

using namespace ph::transport::redis;

namespace {

std::size_t walk(const Reply &reply, int depth)
{
    if (depth > 16)
        std::abort(); // hiredis stops earlier
    std::size_t sum = std::size_t(reply.toInteger()) + std::size_t(reply.bytes().size());
    for (const char c : reply.bytes())
        sum += std::size_t(c);
    for (const Reply &each : reply.items())
        sum += walk(each, depth + 1);
    return sum + std::size_t(reply.field("name").toInteger());
}

void replies(QByteArrayView bytes, qsizetype piece)
{
    ReplyParser parser({.bytes = 4096, .items = 512});
    std::size_t sum = 0;
    bool dead = false;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        const bool fed = parser.feed(bytes.sliced(at, std::min(piece, bytes.size() - at))).has_value();
        if (dead && fed)
            std::abort(); // the first error is final
        for (;;) {
            auto reply = parser.next();
            if (!reply) {
                dead = true;
                break;
            }
            if (!*reply)
                break;
            if (dead)
                std::abort();
            sum += walk(**reply, 0);
            (void)errorOf(**reply, {});
        }
        if (parser.buffered() < 0 || (!dead && parser.buffered() > 4096))
            std::abort();
    }
    [[maybe_unused]] static volatile std::size_t s_sink = 0;
    s_sink = s_sink + sum;
}

/// Whole and cut, the reader sees the same frames, and its views lie inside the buffer.
void frames(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const auto step = readPubSubFrame(bytes, 4096);
        if (step.status == PubSubStep::Status::NeedMore && step.size <= bytes.size())
            std::abort(); // it would ask for ever
        if (step.status != PubSubStep::Status::Frame)
            return;
        if (step.size <= 0 || step.size > bytes.size())
            std::abort();
        for (const QByteArrayView view : {step.frame.channel, step.frame.payload}) {
            if (!view.isEmpty() && (view.data() < bytes.data() || view.data() + view.size() > bytes.data() + step.size))
                std::abort();
        }
        if (readPubSubFrame(bytes.first(step.size - 1), 4096).status == PubSubStep::Status::Frame)
            std::abort();
        bytes = bytes.sliced(step.size);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2 || size > 16'384)
        return 0;
    const QByteArrayView bytes(reinterpret_cast<const char *>(data + 1), qsizetype(size - 1));
    (void)foreignService(bytes, {});
    replies(bytes, 1 + data[0]);
    frames(bytes);
    return 0;
}
