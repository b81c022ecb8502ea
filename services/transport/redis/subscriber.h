// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/link/credentials.h"
#include "services/transport/link/linkstate.h"
#include "services/transport/redis/endpoint.h"
#include "services/transport/route/dial.h"

#include <QByteArrayView>
#include <QObject>
#include <functional>
#include <memory>

namespace ph::transport::redis {

class KeptLink;
class Connection;

/// Time in which published messages may have been lost: pub/sub replays nothing.
struct Gap {
    WallTime from {}; ///< last byte heard before
    WallTime to {}; ///< subscribed again
    Error reason {}; ///< why the stream ended
};

/// One pub/sub stream on a connection of its own. Made for a thread of its own: construct, moveToThread, then start()
/// there (start, stop, reconnectNow and the destructor run on that thread; all callbacks come on it). Reconnects and
/// subscribes again by itself, and tells the time that was lost.
class Subscriber final : public QObject {
    Q_OBJECT
public:
    /// So many readable bytes stand behind every payload (what simdjson asks for).
    static constexpr qsizetype payloadPadding = 64;

    struct Options {
        Endpoint endpoint;
        CredentialSource credentials {}; ///< null: no AUTH
        Dial dial {};
        QList<QByteArray> patterns {}; ///< PSUBSCRIBE, complete names (Endpoint::key puts the prefix)
        QList<QByteArray> channels {}; ///< SUBSCRIBE
        /// The hot path: views into the read buffer, valid during the call only. Must not destroy or stop the
        /// subscriber.
        std::function<void(QByteArrayView channel, QByteArrayView payload)> onMessage {};
        /// After each burst, when everything that had arrived was handed out: the place to publish a batch.
        std::function<void()> onBurstEnd {};
        std::function<void(const Gap &)> onGap {};
        qsizetype largestMessage
            = 64 * 1024 * 1024; ///< a larger one ends the connection (a gap with code "reply-too-large")
    };
    explicit Subscriber(Options options);
    ~Subscriber() override;

    void start();
    void stop();
    void reconnectNow();
    /// Live means subscribed.
    [[nodiscard]] const LinkState &state() const;
    [[nodiscard]] quint64 messages() const { return m_messages; }
    [[nodiscard]] quint64 bytes() const { return m_bytes; }

Q_SIGNALS:
    /// All subscriptions are confirmed; again after each reconnection.
    void subscribed();
    void stateChanged(const ph::transport::LinkState &state);

private:
    [[nodiscard]] Task<void> subscribe(Connection *connection, std::stop_token stop);
    void onReadable();
    [[nodiscard]] Result<void> drain();
    [[nodiscard]] Result<bool> parseBuffered();
    void take(const struct PubSubFrame &frame);
    void makeRoom(qsizetype wanted);
    void onLinkState();

    Options m_options;
    std::unique_ptr<char[]> m_buffer;
    qsizetype m_capacity = 0;
    qsizetype m_begin = 0; ///< first byte not parsed
    qsizetype m_end = 0; ///< behind the last byte read
    Connection *m_connection = nullptr;
    qsizetype m_unconfirmed = 0;
    quint64 m_messages = 0;
    quint64 m_bytes = 0;
    std::optional<MonoTime> m_lostSince; ///< set while a stream that had been live is not
    Error m_lostWhy {};
    bool m_wasLive = false;
    LinkState m_idle {};
    std::unique_ptr<KeptLink> m_link;
};

} // namespace ph::transport::redis
