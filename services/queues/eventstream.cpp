// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/eventstream.h"

#include "services/base/logging.h"
#include "services/base/post.h"
#include "services/queues/celery/eventdecoder.h"

namespace ph::queues {

using namespace ph::transport;

static_assert(EventPipe::kPadding >= celery::EventDecoder::kPadding);

/// Empties the socket into the pipe; on the stream's thread.
class EventStream::Receiver final : public QObject {
public:
    Receiver(redis::Subscriber::Options options, EventStream &owner, const Clock &clock)
        : m_owner(owner)
        , m_clock(clock)
        , m_subscriber(withCallbacks(std::move(options)))
    {
        m_subscriber.setParent(this); // moves with this
        connect(&m_subscriber, &redis::Subscriber::stateChanged, this, &Receiver::onState);
        connect(&m_subscriber, &redis::Subscriber::subscribed, this, &Receiver::onSubscribed);
    }
    ~Receiver() override
    {
        m_subscriber.setParent(nullptr); // a member: not the parent's to delete
        m_subscriber.stop();
    }
    Receiver(const Receiver &) = delete;
    Receiver &operator=(const Receiver &) = delete;

    void start() { m_subscriber.start(); }
    void reconnectNow() { m_subscriber.reconnectNow(); }

private:
    redis::Subscriber::Options withCallbacks(redis::Subscriber::Options options)
    {
        options.onMessage
            = [this](QByteArrayView, QByteArrayView payload) { m_owner.m_pipe.add(payload, m_clock); }; // the hot path
        options.onBurstEnd = [this] { m_owner.m_pipe.flush(); };
        return options;
    }
    void onState(const LinkState &state);
    void onSubscribed();

    EventStream &m_owner;
    const Clock &m_clock;
    redis::Subscriber m_subscriber; ///< last: its callbacks use the rest
};

/// Decodes what the pipe holds and writes it to the store; on the decoding thread.
class EventStream::Decoder final {
public:
    Decoder(EventStream &owner, TaskStore &store)
        : m_owner(owner)
        , m_store(store)
    {
    }

    void run()
    {
        while (auto item = m_owner.m_pipe.take()) {
            if (auto *burst = std::get_if<std::unique_ptr<Burst>>(&*item)) {
                decode(**burst);
                m_owner.m_pipe.recycle(std::move(*burst));
            } else {
                std::get<EventPipe::Call> (*item)();
            }
        }
    }

    /// `heard`: our time of its last sign of life.
    void onState(const LinkState &state, WallTime heard)
    {
        if (state.phase == LinkPhase::Down && m_isListening) {
            m_isListening = false;
            m_owner.m_disconnects.fetch_add(1, std::memory_order_relaxed);
            // From the last sign of life on, messages may have been lost.
            m_gap = m_store.openGap(brief(state.reason).toStdString(), heard);
        }
        Q_EMIT m_owner.stateChanged(state);
    }

    void onSubscribed()
    {
        m_isListening = true;
        if (m_gap != 0)
            m_store.closeGap(m_gap);
        Q_EMIT m_owner.subscribed(std::exchange(m_gap, 0));
    }

private:
    void decode(const Burst &burst)
    {
        m_owner.m_lastMessage.store(burst.now.time_since_epoch().count(), std::memory_order_relaxed);
        burst.forEach([&](const char *bytes, std::size_t size) {
            m_owner.m_messages.fetch_add(1, std::memory_order_relaxed);
            const auto decoded = m_decoder.decodePadded({bytes, size});
            if (decoded) {
                m_store.apply(decoded->events, decoded->rejected, burst.wall, burst.now);
            } else {
                m_store.apply({}, 1, burst.wall, burst.now);
                tell(decoded.error(), burst.now);
            }
        });
    }

    void tell(const Error &error, MonoTime now)
    {
        constexpr quint64 kEvery = 1000; // a stream of rubbish must not fill the log
        if (m_owner.m_malformed.fetch_add(1, std::memory_order_relaxed) % kEvery == 0)
            qCWarning(logQueues).noquote() << "an event could not be read:" << brief(error);
        if (m_toldAt && now - *m_toldAt < kTellEvery)
            return;
        m_toldAt = now;
        Q_EMIT m_owner.unreadable(error);
    }

    static constexpr Milliseconds kTellEvery {1000};

    EventStream &m_owner;
    TaskStore &m_store;
    celery::EventDecoder m_decoder;
    int m_gap = 0;
    bool m_isListening = false;
    std::optional<MonoTime> m_toldAt; ///< of a message that could not be read
};

void EventStream::Receiver::onState(const LinkState &state)
{
    const WallTime heard = m_clock.wall() - std::max(Milliseconds {0}, m_clock.monotonic() - state.lastHeard);
    m_owner.m_pipe.post([decoder = m_owner.m_decoder.get(), state, heard] { decoder->onState(state, heard); });
}

void EventStream::Receiver::onSubscribed()
{
    m_owner.m_pipe.post([decoder = m_owner.m_decoder.get()] { decoder->onSubscribed(); });
}

EventStream::EventStream(
    redis::Subscriber::Options options, TaskStore &store, const Clock &clock, std::size_t mostWaiting)
    : m_pipe(mostWaiting)
    , m_receiver(new Receiver(std::move(options), *this, clock))
    , m_decoder(std::make_unique<Decoder>(*this, store))
    , m_decoding(QThread::create([decoder = m_decoder.get()] { decoder->run(); }))
{
    m_thread.setObjectName(QStringLiteral("celery events"));
    m_decoding->setObjectName(QStringLiteral("celery decode"));
    m_receiver->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_receiver, &QObject::deleteLater);
}

EventStream::~EventStream()
{
    m_pipe.close(); // nobody waits for room or messages any more
    if (!m_thread.isRunning()) {
        delete m_receiver;
        return;
    }
    m_thread.quit();
    m_thread.wait();
    m_decoding->wait();
}

void EventStream::start()
{
    m_decoding->start();
    m_thread.start();
    post(m_receiver, [receiver = m_receiver] { receiver->start(); });
}

void EventStream::reconnectNow()
{
    post(m_receiver, [receiver = m_receiver] { receiver->reconnectNow(); });
}

} // namespace ph::queues
