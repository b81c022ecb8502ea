// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/secret.h"
#include "services/base/taskscope.h"
#include "services/transport/link/linktracker.h"
#include "services/transport/permits/permit.h"
#include "services/transport/route/dial.h"

#include <QObject>
#include <QTimer>
#include <QUrl>
#include <string_view>
#include <vector>

class QSslSocket;
class QWebSocket;
class QNetworkRequest;

namespace ph::transport::websocket {

/// Largest message taken; a larger one ends the connection.
inline constexpr quint64 maxMessage = 4 * 1024 * 1024;

struct Endpoint {
    QUrl url; ///< wss://host/path; ws for loopback only
    TlsPolicy tls {};
    Route route {};
    QString label {}; ///< for errors: "Realtime"
    QString environment {}; ///< profile id; permits of another are refused
    Dial dial {}; ///< near end of a tunnel; empty: directly
};

/// What a connection carries to be let in.
struct Access {
    std::vector<std::pair<QByteArray, Secret>> headers {};
    std::vector<std::pair<QString, Secret>> query {};
};
/// Asked at each connection attempt, on the socket's thread.
using AccessProvider = std::function<Task<Access>(std::stop_token)>;

/// The name of a message that changes nothing but what we are told: join, leave, heartbeat, a fresh token. A constant
/// of the source, so that what is said without a permit is a list.
class Control final {
public:
    consteval explicit Control(std::string_view n)
        : name(n)
    {
    }
    const std::string_view name;
};

struct Handlers {
    std::function<void()> joined {}; ///< connected, also again: join your channels here
    std::function<void(const QString &)> message {}; ///< one text message
    std::function<void(WallTime, WallTime)> gap {}; ///< nothing was heard between; called before `joined`
    std::function<QByteArray()> heartbeat {}; ///< text to send every `Timing::ping`; empty: a protocol ping
};

struct Timing {
    Milliseconds connect {10'000};
    Milliseconds ping {2'000};
    Milliseconds stale {4'500}; ///< nothing heard: Degraded
    Milliseconds dead {15'000}; ///< nothing heard: connection dropped and made again
};

/// A WebSocket that stays: connects, watches, connects again with jittered backoff (at once after reconnectNow()), and
/// says what time was lost. TLS refusals are not retried by itself. Lives on its session's I/O thread; handlers come
/// there, never after the destructor.
class Socket final : public QObject {
    Q_OBJECT
public:
    /// `clock` must outlive it.
    Socket(Endpoint endpoint, AccessProvider access, Handlers handlers, const Clock &clock, Timing timing = {},
        QObject *parent = nullptr);
    ~Socket() override;

    void start();
    void stop();
    /// After resume, a network change, or new credentials.
    void reconnectNow();

    /// Errors: Network "not-connected".
    [[nodiscard]] Result<void> say(const Control &control, const QByteArray &text);
    /// A message that acts (a broadcast). Sent is not received: there is no answer at this level.
    [[nodiscard]] Result<void> send(WritePermit permit, const QByteArray &text);

    [[nodiscard]] const LinkState &link() const { return m_link.state(); }

Q_SIGNALS:
    void linkChanged(const ph::transport::LinkState &state);

private:
    [[nodiscard]] Task<void> connectOnce();
    [[nodiscard]] Result<void> open(const QNetworkRequest &request, bool isDialled);
    void guardTls(QSslSocket *tls, bool isDialled);
    void opened();
    void heard();
    void count(qsizetype frameSize, bool isLast);
    void tick();
    void lost(Error error);
    void drop();
    [[nodiscard]] Error closeReason() const;
    void publish(LinkPhase phase, Error reason = {}, std::optional<MonoTime> nextTry = {});

    Endpoint m_endpoint;
    AccessProvider m_access;
    Handlers m_handlers;
    const Clock &m_clock;
    Timing m_timing;
    QWebSocket *m_socket = nullptr;
    std::optional<Error> m_tlsError;
    quint64 m_messageSize = 0; ///< of the frames so far
    Backoff m_backoff;
    QTimer m_retry;
    QTimer m_ticker;
    QTimer m_connectLimit;
    LinkTracker m_link;
    std::optional<WallTime> m_lastHeard; ///< set once we were connected: where a gap begins
    bool m_wanted = false;
    std::unique_ptr<TaskScope> m_attempt; ///< of the attempt under way
};

} // namespace ph::transport::websocket
