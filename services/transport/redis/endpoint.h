// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/link/linkstate.h"

#include <QByteArray>
#include <optional>

namespace ph::transport::redis {

struct HostPort {
    QString host;
    quint16 port = 0;
    bool operator==(const HostPort &) const = default;
};

/// Discovery of the master: asked at each connection attempt, in this order.
struct Sentinel {
    QList<HostPort> addresses; ///< usually port 26379
    QString masterName;
};

/// Where a Redis server is and how its data is addressed. Data only.
struct Endpoint {
    QString environment; ///< profile id; permits of another environment are refused
    QString label; ///< for people: "Redis broker"
    QString host; ///< ignored with a sentinel
    quint16 port = 6379;
    int db = 0;
    TlsPolicy tls {};
    Route route {};
    QByteArray keyPrefix {}; ///< Celery's global_keyprefix: before every key and every channel name
    std::optional<Sentinel> sentinel {};

    /// Complete, and plain only to loopback: else Error{Invalid}.
    [[nodiscard]] Result<void> check() const;
    /// "Redis broker 127.0.0.1:6380/0", for Error::where.
    [[nodiscard]] QString where() const;
    /// A key (or channel) of this endpoint: the prefix put before it.
    [[nodiscard]] QByteArray key(QByteArrayView name) const { return keyPrefix + name.toByteArray(); }
};

} // namespace ph::transport::redis
