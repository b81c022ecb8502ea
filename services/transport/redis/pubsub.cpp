// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/pubsub.h"

#include <cstring>

namespace ph::transport::redis {

namespace {

using Status = PubSubStep::Status;

constexpr int s_mostElements = 4; // pmessage, pattern, channel, payload
constexpr qsizetype s_longestNumber = 20;

/// Walks over the buffer; every step says whether it could.
class Cursor {
public:
    Cursor(QByteArrayView bytes, qsizetype limit)
        : m_bytes(bytes)
        , m_limit(limit)
    {
    }
    [[nodiscard]] qsizetype at() const { return m_at; }
    [[nodiscard]] qsizetype wanted() const { return m_wanted; }
    [[nodiscard]] bool atEnd() const { return m_at >= m_bytes.size(); }
    [[nodiscard]] char take() { return m_bytes[m_at++]; }

    /// A number and CRLF.
    Status number(qint64 &value)
    {
        qsizetype i = m_at;
        const bool negative = i < m_bytes.size() && m_bytes[i] == '-';
        i += negative;
        const qsizetype first = i;
        value = 0;
        while (i < m_bytes.size() && m_bytes[i] >= '0' && m_bytes[i] <= '9') {
            if (i - first >= s_longestNumber - 2)
                return Status::Malformed;
            value = value * 10 + (m_bytes[i++] - '0');
        }
        if (i + 1 >= m_bytes.size() && (i >= m_bytes.size() || m_bytes[i] == '\r'))
            return needMore(i + 2);
        if (i == first || m_bytes[i] != '\r' || m_bytes[i + 1] != '\n')
            return Status::Malformed;
        if (negative)
            value = -value;
        m_at = i + 2;
        return Status::Frame;
    }

    Status bulk(qint64 size, QByteArrayView &out)
    {
        if (size == -1) {
            out = {};
            return Status::Frame;
        }
        if (size < 0)
            return Status::Malformed;
        if (size > m_limit || m_at + size + 2 > m_limit)
            return Status::TooLarge;
        if (m_at + size + 2 > m_bytes.size())
            return needMore(m_at + size + 2);
        if (m_bytes[m_at + size] != '\r' || m_bytes[m_at + size + 1] != '\n')
            return Status::Malformed;
        out = m_bytes.sliced(m_at, size);
        m_at += size + 2;
        return Status::Frame;
    }

    Status line(QByteArrayView &out)
    {
        const char *from = m_bytes.data() + m_at;
        const qsizetype rest = m_bytes.size() - m_at;
        const auto *end = rest > 0 ? static_cast<const char *>(std::memchr(from, '\n', std::size_t(rest))) : nullptr;
        if (!end)
            return rest > 4096 ? Status::Malformed : needMore(m_bytes.size() + 1);
        if (end == from || end[-1] != '\r')
            return Status::Malformed;
        out = QByteArrayView(from, end - 1);
        m_at += end + 1 - from;
        return Status::Frame;
    }

    Status needMore(qsizetype wanted)
    {
        m_wanted = wanted;
        return Status::NeedMore;
    }

private:
    QByteArrayView m_bytes;
    qsizetype m_limit;
    qsizetype m_at = 0;
    qsizetype m_wanted = 0;
};

struct Elements {
    std::array<QByteArrayView, s_mostElements> text;
    int count = 0;
};

Status readElement(Cursor &cursor, QByteArrayView &out)
{
    if (cursor.atEnd())
        return cursor.needMore(cursor.at() + 4);
    const char type = cursor.take();
    qint64 value = 0;
    if (type != '$' && type != ':')
        return Status::Malformed;
    const Status status = cursor.number(value);
    return status != Status::Frame || type == ':' ? status : cursor.bulk(value, out);
}

Status readArray(Cursor &cursor, Elements &elements)
{
    qint64 count = 0;
    if (const Status status = cursor.number(count); status != Status::Frame)
        return status;
    if (count < 1 || count > s_mostElements)
        return Status::Malformed;
    for (elements.count = 0; elements.count < count; ++elements.count) {
        if (const Status status = readElement(cursor, elements.text[std::size_t(elements.count)]);
            status != Status::Frame)
            return status;
    }
    return Status::Frame;
}

PubSubFrame meaning(const Elements &e)
{
    using Kind = PubSubFrame::Kind;
    const QByteArrayView name = e.text[0];
    if (e.count == 4 && name == "pmessage")
        return {Kind::Message, e.text[2], e.text[3]};
    if (e.count == 3 && name == "message")
        return {Kind::Message, e.text[1], e.text[2]};
    if (e.count == 3 && (name == "psubscribe" || name == "subscribe"))
        return {Kind::Subscribed, e.text[1], {}};
    if (e.count == 2 && name == "pong")
        return {Kind::Pong, {}, {}};
    return {Kind::Other, {}, {}};
}

} // namespace

PubSubStep readPubSubFrame(QByteArrayView bytes, qsizetype limit)
{
    if (bytes.isEmpty())
        return {Status::NeedMore, 1, {}};
    Cursor cursor(bytes, limit);
    PubSubFrame frame;
    Status status = Status::Malformed;
    const char type = cursor.take();
    if (type == '*') {
        Elements elements;
        status = readArray(cursor, elements);
        if (status == Status::Frame)
            frame = meaning(elements);
    } else if (type == '-' || type == '+') {
        status = cursor.line(frame.payload);
        frame.kind = type == '-'      ? PubSubFrame::Kind::Error
            : frame.payload == "PONG" ? PubSubFrame::Kind::Pong
                                      : PubSubFrame::Kind::Other;
    }
    if (status == Status::NeedMore)
        return {status, cursor.wanted(), {}};
    return {status, cursor.at(), frame};
}

} // namespace ph::transport::redis
