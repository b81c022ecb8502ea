// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"

#include <QHash>
#include <QJsonObject>
#include <QLocalServer>
#include <functional>

class QLocalSocket;

namespace ph::platform {

/// Requests between processes of one person on one machine, over a unix socket that nobody else can use (0600 in a 0700
/// folder, and the kernel is asked for the peer's uid on both ends). One request a connection: a line of JSON
/// {"version": 1, "method": …, "params": {…}} of at most 64 KiB, answered by {"version": 1, "result": {…}} or {…,
/// "error": {…}}. Not for secrets: those have a socket of their own (services/auth).
class InstanceServer final : public QObject {
    Q_OBJECT
public:
    static constexpr int version = 1;
    static constexpr qint64 largest = 64 * 1024;
    static constexpr int mostConnections = 16;
    static constexpr Deadline requestWithin {5'000};
    static constexpr Deadline answerWithin {30'000};

    explicit InstanceServer(QString path, QObject *parent = nullptr);
    ~InstanceServer() override;

    /// Takes over a path that a crash left behind: the caller holds the lock. Unavailable: it cannot be made.
    [[nodiscard]] Result<void> listen();

    using Handler = std::function<Task<QJsonObject>(QJsonObject params, std::stop_token stop)>;
    /// Answers `method` from now on. Unknown ones get Invalid, code "unknown-method".
    void handle(const QString &method, Handler handler) { m_handlers.insert(method, std::move(handler)); }

private:
    void accept();
    void read(QLocalSocket *socket);
    void take(QLocalSocket *socket, const QByteArray &line);
    void reply(QLocalSocket *socket, const Result<QJsonObject> &result);

    QString m_path;
    QLocalServer m_server;
    QHash<QString, Handler> m_handlers;
    TaskScope m_scope;
};

/// Asks the process that listens at `path`. Unavailable, code "no-window": none listens there, or it is somebody
/// else's; Protocol: it speaks another version; Timeout; else the handler's own error.
[[nodiscard]] Task<QJsonObject> askInstance(
    QString path, QString method, QJsonObject params, std::stop_token stop, Deadline deadline);

} // namespace ph::platform
