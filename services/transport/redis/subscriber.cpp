// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/subscriber.h"

#include "services/transport/redis/keptlink.h"
#include "services/transport/redis/pubsub.h"

#include <algorithm>
#include <cstring>

using namespace std::chrono_literals;

namespace ph::transport::redis {

namespace {

constexpr qsizetype s_usualBuffer = 256 * 1024;
constexpr Deadline s_subscribeLimit = 5s;

} // namespace

Subscriber::Subscriber(Options options)
    : m_options(std::move(options))
{
}

Subscriber::~Subscriber() { stop(); }

void Subscriber::start()
{
    if (m_link)
        return;
    KeptLink::Options options;
    options.access = {m_options.endpoint, m_options.credentials, m_options.dial};
    options.onOpened = [this](Connection &connection, std::stop_token stop) { return subscribe(&connection, stop); };
    m_link = std::make_unique<KeptLink>(std::move(options));
    connect(m_link.get(), &KeptLink::stateChanged, this, &Subscriber::onLinkState);
    m_link->start();
}

void Subscriber::stop()
{
    if (!m_link)
        return;
    m_link->disconnect(this);
    m_link->stop();
    m_link.reset();
    m_connection = nullptr;
}

void Subscriber::reconnectNow()
{
    if (m_link)
        m_link->reconnectNow();
}

const LinkState &Subscriber::state() const { return m_link ? m_link->state() : m_idle; }

Task<void> Subscriber::subscribe(Connection *connection, std::stop_token stop)
{
    const QString where = connection->where();
    m_connection = connection;
    m_begin = m_end = 0;
    m_unconfirmed = m_options.patterns.size() + m_options.channels.size();
    if (m_unconfirmed == 0)
        co_return fail(ErrorKind::Invalid, QStringLiteral("nothing to subscribe to"), where);
    Command patterns("PSUBSCRIBE");
    for (const QByteArray &each : m_options.patterns)
        patterns.add(each);
    Command channels("SUBSCRIBE");
    for (const QByteArray &each : m_options.channels)
        channels.add(each);
    connection->beginStream(patterns, channels, [this] { onReadable(); });
    // Woken by the last confirmation; ended by the connection's end.
    auto open = co_await connection->staysOpen(stop, s_subscribeLimit);
    if (open && m_unconfirmed > 0)
        co_return fail(ErrorKind::Timeout, QStringLiteral("the subscription was not confirmed"), where, {},
            QStringLiteral("timeout"));
    co_return open;
}

void Subscriber::onReadable()
{
    const quint64 before = m_messages;
    auto drained = drain();
    if (m_messages != before && m_options.onBurstEnd)
        m_options.onBurstEnd();
    if (drained)
        return;
    Error why = drained.error();
    why.where = m_connection->where();
    m_connection->abort(std::move(why));
}

Result<void> Subscriber::drain()
{
    for (;;) {
        if (m_end == m_capacity)
            makeRoom(m_end - m_begin + s_usualBuffer / 4);
        const qint64 size = m_connection->read(m_buffer.get() + m_end, m_capacity - m_end);
        if (size <= 0)
            return {};
        m_end += size;
        m_bytes += quint64(size);
        auto parsed = parseBuffered();
        if (!parsed)
            return fail(parsed.error());
    }
}

/// Hands out all complete frames; makes room for the rest of an incomplete one.
Result<bool> Subscriber::parseBuffered()
{
    using Status = PubSubStep::Status;
    while (m_begin < m_end) {
        const auto step
            = readPubSubFrame(QByteArrayView(m_buffer.get() + m_begin, m_end - m_begin), m_options.largestMessage);
        switch (step.status) {
        case Status::Frame:
            m_begin += step.size;
            if (step.frame.kind == PubSubFrame::Kind::Error)
                return fail(errorOf(Reply::text(Reply::Type::Error, step.frame.payload.toByteArray()), {}));
            take(step.frame);
            continue;
        case Status::NeedMore: makeRoom(step.size); return false;
        case Status::Malformed:
            return fail(
                ErrorKind::Protocol, QStringLiteral("malformed pub/sub frame"), {}, {}, QStringLiteral("malformed"));
        case Status::TooLarge:
            return fail(ErrorKind::TooLarge,
                QStringLiteral("a published message is larger than %1 MiB")
                    .arg(m_options.largestMessage / (1024 * 1024)),
                {}, {}, QStringLiteral("reply-too-large"));
        }
    }
    m_begin = m_end = 0;
    if (m_capacity > s_usualBuffer) { // after a large message
        m_buffer.reset();
        m_capacity = 0;
    }
    return true;
}

void Subscriber::take(const PubSubFrame &frame)
{
    switch (frame.kind) {
    case PubSubFrame::Kind::Message:
        ++m_messages;
        if (m_options.onMessage)
            m_options.onMessage(frame.channel, frame.payload);
        break;
    case PubSubFrame::Kind::Subscribed:
        if (--m_unconfirmed == 0)
            m_connection->wake();
        break;
    case PubSubFrame::Kind::Pong: m_connection->pongHeard(); break;
    default: break;
    }
}

/// A buffer that can hold `wanted` bytes from m_begin on, with the unparsed bytes at its front.
void Subscriber::makeRoom(qsizetype wanted)
{
    const qsizetype held = m_end - m_begin;
    if (m_begin + wanted <= m_capacity && m_end < m_capacity)
        return;
    if (wanted > m_capacity || m_capacity == 0) {
        const qsizetype capacity
            = std::max({s_usualBuffer, wanted, std::min(m_capacity * 2, m_options.largestMessage)});
        std::unique_ptr<char[]> larger(new char[std::size_t(capacity + payloadPadding)]);
        if (held > 0)
            std::memcpy(larger.get(), m_buffer.get() + m_begin, std::size_t(held));
        std::memset(larger.get() + capacity, 0, std::size_t(payloadPadding));
        m_buffer = std::move(larger);
        m_capacity = capacity;
    } else if (held > 0) {
        std::memmove(m_buffer.get(), m_buffer.get() + m_begin, std::size_t(held));
    }
    m_begin = 0;
    m_end = held;
}

void Subscriber::onLinkState()
{
    const LinkState &state = m_link->state();
    if (state.phase == LinkPhase::Down || state.phase == LinkPhase::Connecting)
        m_connection = nullptr;
    if (state.phase == LinkPhase::Down && std::exchange(m_wasLive, false)) {
        m_lostSince = state.lastHeard;
        m_lostWhy = state.reason;
    }
    const bool nowLive
        = state.phase == LinkPhase::Live && !std::exchange(m_wasLive, m_wasLive || state.phase == LinkPhase::Live);
    if (nowLive) {
        if (m_lostSince && m_options.onGap) {
            const SystemClock clock;
            const WallTime now = clock.wall();
            m_options.onGap({now - (clock.monotonic() - *m_lostSince), now, m_lostWhy});
        }
        m_lostSince.reset();
        Q_EMIT subscribed();
    }
    Q_EMIT stateChanged(state);
}

} // namespace ph::transport::redis
