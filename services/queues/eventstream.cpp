// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/eventstream.h"

#include "services/base/logging.h"
#include "services/queues/celery/eventdecoder.h"

namespace ph::queues {

using namespace ph::transport;

static_assert(redis::Subscriber::payloadPadding >= qsizetype(celery::EventDecoder::kPadding));

/// The part that lives on the stream's thread.
class EventStream::Worker final : public QObject {
public:
    Worker(redis::Subscriber::Options options, EventStream &owner, TaskStore &store, const Clock &clock)
        : m_owner(owner)
        , m_store(store)
        , m_clock(clock)
        , m_subscriber(withCallbacks(std::move(options)))
    {
        m_subscriber.setParent(this); // moves with this
        connect(&m_subscriber, &redis::Subscriber::stateChanged, this, &Worker::onState);
        connect(&m_subscriber, &redis::Subscriber::subscribed, this, &Worker::onSubscribed);
    }
    ~Worker() override
    {
        m_subscriber.setParent(nullptr); // a member: not the parent's to delete
        m_subscriber.stop();
    }
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;

    void start() { m_subscriber.start(); }
    void reconnectNow() { m_subscriber.reconnectNow(); }

private:
    redis::Subscriber::Options withCallbacks(redis::Subscriber::Options options)
    {
        options.onMessage = [this](QByteArrayView, QByteArrayView payload) { onMessage(payload); };
        options.onBurstEnd = [this] { m_inBurst = false; };
        return options;
    }

    /// The hot path.
    void onMessage(QByteArrayView payload)
    {
        if (!m_inBurst) {
            m_inBurst = true;
            m_wall = m_clock.wall();
            m_now = m_clock.monotonic();
            m_owner.m_lastMessage.store(m_now.time_since_epoch().count(), std::memory_order_relaxed);
        }
        m_owner.m_messages.fetch_add(1, std::memory_order_relaxed);
        const auto decoded = m_decoder.decodePadded({payload.data(), std::size_t(payload.size())});
        if (!decoded) {
            m_store.apply({}, 1, m_wall, m_now);
            tell(decoded.error());
            return;
        }
        m_store.apply(decoded->events, decoded->rejected, m_wall, m_now);
    }

    void tell(const Error &error)
    {
        constexpr quint64 kEvery = 1000; // a stream of rubbish must not fill the log
        if (m_owner.m_malformed.fetch_add(1, std::memory_order_relaxed) % kEvery != 0)
            return;
        qCWarning(logQueues).noquote() << "an event could not be read:" << brief(error);
        Q_EMIT m_owner.unreadable(error);
    }

    void onState(const LinkState &state)
    {
        if (state.phase == LinkPhase::Down && m_isListening) {
            m_isListening = false;
            m_owner.m_disconnects.fetch_add(1, std::memory_order_relaxed);
            // From the last sign of life on, messages may have been lost.
            const WallTime from = m_clock.wall() - std::max(Milliseconds {0}, m_clock.monotonic() - state.lastHeard);
            m_gap = m_store.openGap(brief(state.reason).toStdString(), from);
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

    EventStream &m_owner;
    TaskStore &m_store;
    const Clock &m_clock;
    celery::EventDecoder m_decoder;
    WallTime m_wall {};
    MonoTime m_now {};
    int m_gap = 0;
    bool m_inBurst = false;
    bool m_isListening = false;
    redis::Subscriber m_subscriber; ///< last: its callbacks use the rest
};

EventStream::EventStream(redis::Subscriber::Options options, TaskStore &store, const Clock &clock)
    : m_worker(new Worker(std::move(options), *this, store, clock))
{
    m_thread.setObjectName(QStringLiteral("celery events"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
}

EventStream::~EventStream()
{
    if (!m_thread.isRunning()) {
        delete m_worker;
        return;
    }
    m_thread.quit();
    m_thread.wait();
}

void EventStream::start()
{
    m_thread.start();
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->start(); }, Qt::QueuedConnection);
}

void EventStream::reconnectNow()
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->reconnectNow(); }, Qt::QueuedConnection);
}

} // namespace ph::queues
