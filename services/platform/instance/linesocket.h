// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"
#include "services/base/secret.h"

#include <QLocalServer>
#include <functional>

class QLocalSocket;

namespace ph::platform {

struct LineLimits {
    qint64 request = 64 * 1024; ///< bytes of the request's line
    qint64 reply = 64 * 1024; ///< bytes of the answer's line
    int connections = 16; ///< at the same time; more are refused
    Deadline requestWithin {5'000}; ///< until the connection stands, and until its request is whole
    Deadline answerWithin {30'000};
};

/// One line in, one line out, between processes of one person on one machine: a unix socket that nobody else can use
/// (0600 in a 0700 folder, and the kernel is asked for the peer's uid on both ends), one request a connection. Lines
/// are Secrets: they are wiped after use. Lives on one thread with an event loop.
class LineServer final : public QObject {
    Q_OBJECT
public:
    /// Call it once, on the server's thread; it does nothing when the other side has gone. An empty line hangs up
    /// without an answer. The line has no line break.
    using Answer = std::function<void(Secret line)>;
    using Handler = std::function<void(Secret request, Answer answer)>;

    LineServer(QString path, LineLimits limits, Handler handler, QObject *parent = nullptr);

    /// Takes over a path that a crash left behind: the caller is the only one of its kind. Unavailable, code
    /// "local-socket": it cannot be made.
    [[nodiscard]] Result<void> listen();

private:
    void accept();
    void read(QLocalSocket *socket);

    QString m_path;
    LineLimits m_limits;
    Handler m_handler;
    QLocalServer m_server;
};

/// Sends one line to the process that listens at `path` and gives its answer. Unavailable, code "no-window": none
/// listens there, it is somebody else's, or it ended before it answered; Timeout.
[[nodiscard]] Task<Secret> askLine(QString path, Secret request, LineLimits limits, std::stop_token stop);

} // namespace ph::platform
