// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"
#include "services/transport/permits/permit.h"

#include <QJsonObject>
#include <QLocalServer>
#include <QLocalSocket>
#include <functional>

// How the supervisor is spoken to: one JSON object a line over a unix socket of mode 0600 in a folder of mode 0700,
// whose peer's user is checked. Requests: {"verb": "status"|"down"|"hold"|"release", "part": …}. Answers: {"ok": …} or
// {"error": {…}}.

namespace ph::localplatform {

/// The supervisor's end. Answers nobody but its own user and root.
class ControlServer final {
public:
    using Handler = std::function<Task<QJsonObject>(QJsonObject request, std::stop_token stop)>;

    ControlServer(Handler handler, TaskScope &scope);
    [[nodiscard]] Result<void> listen(const QString &path);
    void close();

private:
    void accept(QLocalSocket *socket);
    void read(QLocalSocket *socket);
    void answer(QLocalSocket *socket, const QJsonObject &request);

    Handler m_handler;
    TaskScope &m_scope;
    QLocalServer m_server;
};

/// Asks a supervisor. `path` and the folder's owner tell which; a socket of somebody else is not spoken to.
/// NotFound: nobody listens there (the platform does not run).
[[nodiscard]] Task<QJsonObject> askSupervisor(QString path, QString verb, std::stop_token stop, Deadline deadline);
/// The same for what changes something.
[[nodiscard]] Task<QJsonObject> tellSupervisor(
    QString path, QJsonObject request, transport::LocalPermit permit, std::stop_token stop, Deadline deadline);

[[nodiscard]] QJsonObject errorToJson(const Error &error);
[[nodiscard]] Error errorFromJson(const QJsonObject &json);

} // namespace ph::localplatform
