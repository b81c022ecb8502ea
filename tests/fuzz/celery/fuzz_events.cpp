// SPDX-License-Identifier: GPL-3.0-or-later
// The event path on arbitrary bytes: as a whole message, and as the body of a well-formed one.
#include "services/queues/celery/eventdecoder.h"

#include <QByteArray>
#include <cstdint>
#include <cstdlib>

using ph::queues::celery::EventDecoder;

namespace {

EventDecoder &decoder()
{
    static EventDecoder s_decoder;
    return s_decoder;
}

/// Everything a view points to can be read, and what cannot be an event is none.
void check(const ph::Result<ph::queues::celery::DecodedEvents> &decoded)
{
    if (!decoded)
        return;
    std::uint64_t sum = 0;
    for (const auto &event : decoded->events) {
        for (const std::string_view text :
            {event.subject, event.uuid, event.hostname, event.name, event.args, event.kwargs, event.rootId,
                event.parentId, event.eta, event.expires, event.queue, event.result, event.exception, event.traceback})
            for (const char c : text)
                sum += static_cast<unsigned char>(c);
        if (isTaskEvent(event.kind) && event.uuid.empty())
            std::abort();
    }
    [[maybe_unused]] static volatile std::uint64_t s_sink = 0;
    s_sink = s_sink + sum;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    check(decoder().decode(text));
    const QByteArray body = QByteArray(text.data(), qsizetype(text.size())).toBase64();
    const QByteArray message = "{\"body\":\"" + body
        + "\",\"content-type\":\"application/json\",\"properties\":{\"body_encoding\":\"base64\"}}";
    check(decoder().decode({message.constData(), std::size_t(message.size())}));
    return 0;
}
