// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/link/credentials.h"
#include "services/transport/redis/command.h"
#include "services/transport/redis/endpoint.h"
#include "services/transport/redis/resp.h"
#include "services/transport/route/dial.h"

#include <QSslSocket>
#include <deque>

namespace ph::transport::redis {

/// What a connection is made of.
struct Access {
    Endpoint endpoint;
    CredentialSource credentials {}; ///< null: no AUTH
    Dial dial {}; ///< null: endpoints with an SSH host are refused as Unavailable
};

/// One socket to one server: opened once, used, gone. Client and Subscriber are what other code uses.
/// Lives on one thread. No callback of other code runs inside its socket handlers, the stream handler excepted.
class Connection final : public QObject {
    Q_OBJECT
public:
    explicit Connection(Access access);
    ~Connection() override;

    /// Connects, checks TLS and pins, signs in, names itself, selects the database. Errors tell exactly what is wrong:
    /// Network dns/refused/closed/unreachable/proxy, Timeout timeout, Tls (see tls.h), Protocol wrong-service/
    /// tls-expected/malformed, Auth WRONGPASS/NOAUTH/no-password-set, Forbidden DENIED, Server LOADING/max-clients.
    [[nodiscard]] Task<void> open(std::stop_token stop, Deadline deadline);
    [[nodiscard]] bool isOpen() const { return m_phase == Phase::Open; }

    /// Sends at once; replies come in the order of sending. An answer that nobody waits for any more is dropped.
    [[nodiscard]] Result<std::shared_ptr<Pending<Reply>>> send(const Command &command);
    /// Several commands in one write.
    [[nodiscard]] Result<std::vector<std::shared_ptr<Pending<Reply>>>> send(const std::vector<Command> &commands);
    /// Any answer counts, an error too.
    [[nodiscard]] Task<void> ping(std::stop_token stop, Deadline deadline);

    /// From now on the bytes belong to `onReadable`, which reads them with read(). Only PING may be sent beside it.
    void beginStream(const Command &first, const Command &second, std::function<void()> onReadable);
    [[nodiscard]] qint64 read(char *to, qint64 size) { return m_socket.read(to, size); }
    void pongHeard();

    /// Ends after `time` without an error when the connection is still there, else with the reason of its end.
    [[nodiscard]] Task<void> staysOpen(std::stop_token stop, Deadline time);
    /// Ends staysOpen early.
    void wake();
    /// Drops the connection; everybody who waits gets `why`.
    void abort(Error why);

    [[nodiscard]] MonoTime lastHeard() const { return m_lastHeard; }
    [[nodiscard]] const QString &where() const { return m_where; }

private:
    enum class Phase { New, Dialling, SigningIn, Open, Closed };

    [[nodiscard]] Task<HostPort> address(std::stop_token stop, Deadline deadline);
    [[nodiscard]] Task<void> dial(HostPort to, QString verifyName, std::stop_token stop, Deadline deadline);
    [[nodiscard]] Task<void> signIn(std::stop_token stop, Deadline deadline);
    [[nodiscard]] Task<void> explainSilence(Error why, HostPort to, std::stop_token stop, Deadline deadline) const;
    [[nodiscard]] Result<void> checkPeer() const;
    void onConnected();
    void onSocketError(QAbstractSocket::SocketError error);
    void onReadyRead();
    void parse(QByteArrayView bytes);
    [[nodiscard]] Result<void> roomFor(std::size_t commands) const;

    Access m_access;
    QString m_where;
    QSslSocket m_socket;
    QString m_verifyName;
    QList<QSslError> m_sslErrors;
    ReplyParser m_parser;
    std::deque<std::shared_ptr<Pending<Reply>>> m_waiting;
    std::shared_ptr<Pending<void>> m_dialled;
    std::shared_ptr<Pending<void>> m_watch;
    std::shared_ptr<Pending<void>> m_pong;
    std::function<void()> m_stream;
    std::optional<Error> m_why;
    MonoTime m_lastHeard {};
    Phase m_phase = Phase::New;
    bool m_heardAnything = false;
};

} // namespace ph::transport::redis
