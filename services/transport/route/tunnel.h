// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/link/linktracker.h"
#include "services/transport/route/dial.h"
#include "services/transport/route/sshhost.h"

#include <QObject>
#include <QTimer>
#include <memory>
#include <vector>

class QProcess;

namespace ph::transport {

/// A way to one server through an SSH host: `ssh -N -L` on a free loopback port, watched and started again when it
/// ends; without a target the same connection with no port, to know whether the host lets us in. Lives on one thread
/// with an event loop. Any user of this machine can reach the loopback port: the server behind it must ask for
/// credentials, and TLS verifies the server's own name.
class Tunnel final : public QObject {
    Q_OBJECT
public:
    /// `clock` must outlive it. `targetHost` empty: nothing is forwarded and dial() is of no use. `searchPath`: where
    /// to find ssh; empty: PATH.
    Tunnel(SshHost ssh, QString targetHost, quint16 targetPort, const Clock &clock, QString searchPath = {},
        QObject *parent = nullptr);
    ~Tunnel() override;

    /// Starts it, unless it runs or waits for its next try.
    void begin();
    /// The near end, once it stands; starts the tunnel at the first call. While it is being started again, waits up to
    /// 12 s. Errors: what ssh failed with (ssherror.h): Tls "host-key-unknown", "host-key-changed", Auth "ssh-auth",
    /// Network, Unavailable, Invalid.
    [[nodiscard]] Task<DialTarget> dial(std::stop_token stop);
    /// dial() as transports take it. The tunnel must outlive them.
    [[nodiscard]] Dial dialer();

    /// Ends it and starts it again at once: after resume, a network change, or a newly trusted key.
    void restart();
    [[nodiscard]] const LinkState &link() const { return m_link.state(); }
    /// Of the running ssh; 0 if there is none.
    [[nodiscard]] qint64 processId() const;

Q_SIGNALS:
    void linkChanged(const ph::transport::LinkState &state);

private:
    struct Running; // the process and what it said
    void start();
    void listen(const QByteArray &said);
    void up();
    void ended();
    void failed(Error error);
    void publish(LinkPhase phase, Error reason, std::optional<MonoTime> nextTry = {});
    void answerWaiting(const Result<DialTarget> &result);
    [[nodiscard]] Result<command::Argv> arguments() const;

    SshHost m_ssh;
    QString m_targetHost;
    quint16 m_targetPort;
    const Clock &m_clock;
    QString m_searchPath;
    QString m_where;
    std::unique_ptr<Running> m_running;
    quint16 m_localPort = 0;
    Backoff m_backoff {Milliseconds {200}, Milliseconds {10'000}};
    QTimer m_retry;
    LinkTracker m_link;
    MonoTime m_failedAt {};
    std::vector<std::shared_ptr<Pending<DialTarget>>> m_waiting;
    std::stop_source m_life;
};

} // namespace ph::transport
