// SPDX-License-Identifier: GPL-3.0-or-later
// Queue messages, results and remote control replies on arbitrary bytes.
#include "services/queues/celery/isotime.h"
#include "services/queues/celery/message.h"
#include "services/queues/celery/pidbox.h"
#include "services/queues/celery/resultmeta.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace ph::queues::celery;
    static MessageReader s_reader;
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    (void)s_reader.message(text);
    (void)s_reader.unacked(text);
    (void)s_reader.arguments(text);
    (void)parseResultMeta(text);
    (void)parseIsoTime(text);
    (void)parsePidboxReply(QByteArray(text.data(), qsizetype(text.size())));
    return 0;
}
