// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/eventpipe.h"
#include "services/queues/taskstore.h"
#include "services/transport/redis/subscriber.h"

#include <QObject>
#include <QThread>
#include <atomic>
#include <memory>

namespace ph::queues {

/// Celery's event channels, heard on a thread of its own, decoded on a second and written to the store: Redis cuts slow
/// subscribers off, so neither decoding nor anything that a window does may keep the first from reading.
///
/// Construct, start and destroy on one thread (the session's I/O thread); the signals come from the decoding thread, in
/// the order of the stream: connect them queued. A lost connection opens a gap in the store, the next subscription
/// closes it.
class EventStream final : public QObject {
    Q_OBJECT
public:
    /// `options`: endpoint, credentials (asked on the stream's thread), dial and patterns; the callbacks are the
    /// stream's own. `store` and `clock` outlive the stream. `mostWaiting`: bytes received and not decoded yet.
    EventStream(transport::redis::Subscriber::Options options, TaskStore &store, const Clock &clock,
        std::size_t mostWaiting = EventPipe::kMost);
    ~EventStream() override;

    void start();
    void reconnectNow();

    [[nodiscard]] quint64 messages() const { return m_messages.load(std::memory_order_relaxed); }
    /// Messages that could not be read.
    [[nodiscard]] quint64 malformed() const { return m_malformed.load(std::memory_order_relaxed); }
    /// When the last message came, on the monotonic clock; the epoch if none came.
    [[nodiscard]] MonoTime lastMessage() const
    {
        return MonoTime(Milliseconds(m_lastMessage.load(std::memory_order_relaxed)));
    }
    /// Bytes received and not decoded yet.
    [[nodiscard]] std::size_t waiting() const { return m_pipe.waiting(); }
    [[nodiscard]] int disconnects() const { return m_disconnects.load(std::memory_order_relaxed); }

Q_SIGNALS:
    /// Listening, after start and after each reconnection; `gap` is the gap that ended with it, 0 the first time.
    void subscribed(int gap);
    void stateChanged(const ph::transport::LinkState &state);
    /// A message that could not be read; of many in one second, the first.
    void unreadable(const ph::Error &error);

private:
    class Receiver;
    class Decoder;

    EventPipe m_pipe;
    QThread m_thread;
    Receiver *m_receiver; ///< lives on m_thread, deleted with it
    std::unique_ptr<Decoder> m_decoder; ///< used on m_decoding only
    std::unique_ptr<QThread> m_decoding;
    std::atomic<quint64> m_messages {0};
    std::atomic<quint64> m_malformed {0};
    std::atomic<qint64> m_lastMessage {0};
    std::atomic<int> m_disconnects {0};
};

} // namespace ph::queues
