// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/resp.h"

#include <algorithm>
#include <hiredis/read.h>

namespace ph::transport::redis {

/// hiredis calls these while it parses. A node of the tree is a Reply; hiredis keeps pointers to the arrays on the path
/// from the root to the node being parsed only, and those do not move while they are on that path.
class ReplyBuilder final {
public:
    qint64 maxItems = 0;
    bool refusedItems = false;

    static void *string(const redisReadTask *task, char *text, std::size_t size)
    {
        const auto type = task->type == REDIS_REPLY_ERROR ? Reply::Type::Error
            : task->type == REDIS_REPLY_STATUS            ? Reply::Type::Status
                                                          : Reply::Type::Bulk;
        return place(task, Reply::text(type, QByteArray(text, qsizetype(size))));
    }
    /// `Count` is int in hiredis 0.14 and size_t in 1.x.
    template <class Count>
    static void *array(const redisReadTask *task, Count count)
    {
        auto *self = static_cast<ReplyBuilder *>(task->privdata);
        if (task->type != REDIS_REPLY_ARRAY || qint64(count) > self->maxItems) {
            self->refusedItems = true;
            return nullptr;
        }
        std::vector<Reply> items;
        items.reserve(std::min<std::size_t>(std::size_t(count), 1024)); // announced is not sent yet
        return place(task, Reply::array(std::move(items)));
    }
    static void *integer(const redisReadTask *task, long long value) { return place(task, Reply::integer(value)); }
    static void *nil(const redisReadTask *task) { return place(task, Reply()); }
    static void free(void *root) { delete static_cast<Reply *>(root); }

private:
    static void *place(const redisReadTask *task, Reply reply)
    {
        if (!task->parent)
            return new Reply(std::move(reply));
        auto &siblings = std::get<std::vector<Reply>>(static_cast<Reply *>(task->parent->obj)->m_value);
        siblings.push_back(std::move(reply));
        return &siblings.back();
    }
};

namespace {

/// The fields that hiredis 1.x added stay refused: RESP3 types come only after HELLO 3, which we never send.
template <class Functions>
Functions functions()
{
    Functions result {};
    result.createString = &ReplyBuilder::string;
    result.createArray = &ReplyBuilder::array;
    result.createInteger = &ReplyBuilder::integer;
    result.createNil = &ReplyBuilder::nil;
    result.freeObject = &ReplyBuilder::free;
    if constexpr (requires { result.createDouble; })
        result.createDouble = [](const redisReadTask *, double, char *, std::size_t) -> void * { return nullptr; };
    if constexpr (requires { result.createBool; })
        result.createBool = [](const redisReadTask *, int) -> void * { return nullptr; };
    return result;
}

/// hiredis 0.14 keeps its tasks, 1.x pointers to them.
[[maybe_unused]] const redisReadTask &taskOf(const redisReadTask &task) { return task; }
[[maybe_unused]] const redisReadTask &taskOf(const redisReadTask *task) { return *task; }

/// The length of the bulk string that is being read, whose header came and whose bytes are still to come; or -1.
qint64 announcedBulk(const redisReader *reader)
{
    if (reader->ridx < 0 || reader->len <= reader->pos
        || taskOf(reader->rstack[reader->ridx]).type != REDIS_REPLY_STRING)
        return -1;
    const QByteArrayView rest(reader->buf + reader->pos, qsizetype(reader->len - reader->pos));
    const qsizetype end = rest.first(std::min<qsizetype>(rest.size(), 24)).indexOf('\r');
    bool isNumber = false;
    const qint64 length = end > 0 ? rest.first(end).toLongLong(&isNumber) : -1;
    return isNumber ? length : -1;
}

} // namespace

struct ReplyParser::Reader {
    Reader()
        : functions(redis::functions<redisReplyObjectFunctions>())
        , reader(redisReaderCreateWithFunctions(&functions))
    {
        reader->privdata = &builder;
    }
    ~Reader() { redisReaderFree(reader); }
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;

    ReplyBuilder builder;
    redisReplyObjectFunctions functions;
    redisReader *reader;
};

ReplyParser::ReplyParser(ParserLimits limits)
    : m_reader(std::make_unique<Reader>())
    , m_limits(limits)
{
    m_reader->builder.maxItems = limits.items;
}

ReplyParser::~ReplyParser() = default;

Result<void> ReplyParser::feed(QByteArrayView bytes)
{
    if (m_dead)
        return fail(*m_dead);
    m_sinceReply += bytes.size();
    if (redisReaderFeed(m_reader->reader, bytes.data(), std::size_t(bytes.size())) != 0) {
        m_dead = Error {ErrorKind::Internal, QStringLiteral("out of memory while reading a reply"), {}, {}, {}, {}, {}};
        return fail(*m_dead);
    }
    return {};
}

Result<std::optional<Reply>> ReplyParser::next()
{
    if (m_dead)
        return fail(*m_dead);
    auto *reader = m_reader->reader;
    void *root = nullptr;
    if (redisReaderGetReply(reader, &root) != 0) {
        const bool big = m_reader->builder.refusedItems;
        m_dead = big ? Error {ErrorKind::TooLarge, QStringLiteral("the server announced a reply of too many items"), {},
                           {}, QStringLiteral("reply-too-large"), {}, {}}
                     : Error {ErrorKind::Protocol,
                           QStringLiteral("malformed reply: %1").arg(QString::fromLatin1(reader->errstr).left(120)), {},
                           {}, QStringLiteral("malformed"), {}, {}};
        return fail(*m_dead);
    }
    if (root) {
        m_sinceReply = qsizetype(reader->len - reader->pos);
        std::unique_ptr<Reply> reply(static_cast<Reply *>(root));
        return std::optional<Reply>(std::move(*reply));
    }
    if (m_sinceReply > m_limits.bytes || announcedBulk(reader) > m_limits.bytes) {
        m_dead = Error {ErrorKind::TooLarge,
            QStringLiteral("a reply is larger than %1 MiB").arg(m_limits.bytes / (1024 * 1024)), {},
            QStringLiteral("ask for less at a time"), QStringLiteral("reply-too-large"), {}, {}};
        return fail(*m_dead);
    }
    return std::optional<Reply>();
}

std::optional<Error> foreignService(QByteArrayView firstBytes, const QString &where)
{
    if (firstBytes.isEmpty() || QByteArrayView("+-:$*").contains(firstBytes.front()))
        return {};
    if (firstBytes.size() >= 2 && (firstBytes[0] == '\x15' || firstBytes[0] == '\x16') && firstBytes[1] == '\x03')
        return Error {ErrorKind::Protocol, QStringLiteral("the port speaks TLS"), where,
            QStringLiteral("use rediss:// in place of redis://"), QStringLiteral("tls-expected"), {}, {}};
    struct Service {
        const char *begins;
        const char *name;
    };
    static constexpr Service s_services[] = {{"HTTP/", "an HTTP server"}, {"SSH-", "an SSH server"},
        {"220", "a mail or FTP server"}, {"E", "a PostgreSQL server"}};
    const char *name = "another service";
    for (const Service &each : s_services) {
        const QByteArrayView begin(each.begins, qsizetype(qstrlen(each.begins)));
        if (firstBytes.startsWith(begin)) {
            name = each.name;
            break;
        }
    }
    return Error {ErrorKind::Protocol, QStringLiteral("%1 answered, not Redis").arg(QLatin1String(name)), where,
        QStringLiteral("%1 answers there, not Redis: check host and port").arg(QLatin1String(name)),
        QStringLiteral("wrong-service"), {}, {}};
}

} // namespace ph::transport::redis
