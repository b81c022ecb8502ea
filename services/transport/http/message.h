// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"
#include "services/base/clock.h"
#include "services/base/secret.h"
#include "services/transport/http/endpoint.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <functional>
#include <utility>
#include <vector>

class QJsonObject;

namespace ph::transport::http {

/// Names and values as they are; the client percent-encodes them.
using Parameters = QList<std::pair<QString, QString>>;

/// A header whose value is a secret ("Authorization", "apikey").
struct SecretHeader {
    QByteArray name;
    Secret value;
};

/// Asked before each request, on the client's thread. Return what the request shall carry; an error ends the request
/// with it.
using AuthProvider = std::function<Task<std::vector<SecretHeader>>(Access, std::stop_token)>;

struct Body {
    QByteArray type {}; ///< Content-Type; empty: no body
    Secret bytes {};
    [[nodiscard]] static Body json(const QJsonObject &object);
    [[nodiscard]] static Body form(const Parameters &fields);
};

/// What one call adds to its endpoint.
struct Request {
    Parameters
        path {}; ///< one value for each {placeholder}; refused (Invalid) if empty, ".", "..", or with / \ or controls
    Parameters query {}; ///< may repeat names
    Body body {};
    Parameters headers {}; ///< plain ones; controls in them are refused
    std::vector<SecretHeader> secretHeaders {}; ///< take the place of the AuthProvider's of the same name
    Deadline connect {5'000}; ///< until a connection stands
    Deadline idle {10'000}; ///< longest silence
    Deadline total {15'000}; ///< everything, with retries
    qint64 maxBody = qint64(32) * 1024 * 1024; ///< bytes, after decompression
    int retries = 2; ///< further tries of a read after a network failure, 429, 502–504; writes: never
};

/// An HTTP answer of any status.
struct Response {
    int status = 0;
    QList<std::pair<QByteArray, QByteArray>> headers {};
    QByteArray body {};
    bool truncated = false; ///< an error page that went on beyond 1 MiB
    QString requestId {}; ///< the server's, else ours as sent in X-Request-Id
    QString where {}; ///< label and endpoint, for errors made from this answer
    WallTime receivedAt {}; ///< our clock
    Milliseconds took {0}; ///< until the last byte
    std::optional<ServerOffset> clock {}; ///< from the Date header

    [[nodiscard]] bool isSuccess() const { return status >= 200 && status < 300; }
    /// First header of that name, in any case; empty if there is none.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
    /// Moves the body out as a secret and wipes it here (answers that hold tokens).
    [[nodiscard]] Secret takeBody() { return Secret::take(body); }
};

} // namespace ph::transport::http
