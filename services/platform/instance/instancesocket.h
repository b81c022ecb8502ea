// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/instance/linesocket.h"

#include <QHash>
#include <QJsonObject>
#include <functional>

namespace ph::platform {

/// Requests between processes of one person on one machine, over a LineServer: {"version": 1, "method": …, "params":
/// {…}} of at most 64 KiB, answered by {"version": 1, "result": {…}} or {…, "error": {…}}. Not for secrets: those have
/// a socket of their own (services/auth).
class InstanceServer final : public QObject {
    Q_OBJECT
public:
    static constexpr int version = 1;
    static constexpr LineLimits limits {};

    explicit InstanceServer(QString path, QObject *parent = nullptr);
    ~InstanceServer() override;

    /// Takes over a path that a crash left behind: the caller holds the lock. Unavailable: it cannot be made.
    [[nodiscard]] Result<void> listen() { return m_server.listen(); }

    using Handler = std::function<Task<QJsonObject>(QJsonObject params, std::stop_token stop)>;
    /// Answers `method` from now on. Unknown ones get Invalid, code "unknown-method".
    void handle(const QString &method, const Handler &handler) { m_handlers.insert(method, handler); }

private:
    void take(const Secret &line, const LineServer::Answer &answer);
    static void reply(const LineServer::Answer &answer, const Result<QJsonObject> &result);

    QHash<QString, Handler> m_handlers;
    LineServer m_server;
    TaskScope m_scope;
};

/// Asks the process that listens at `path`. Unavailable, code "no-window": none listens there, or it is somebody
/// else's; Protocol: it speaks another version; Timeout; else the handler's own error.
[[nodiscard]] Task<QJsonObject> askInstance(
    QString path, QString method, QJsonObject params, std::stop_token stop, Deadline deadline);

} // namespace ph::platform
