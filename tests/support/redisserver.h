// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/redis/client.h"
#include "tests/support/childserver.h"
#include "tests/support/credentials.h"

namespace ph::test {

/// A throw-away redis-server on loopback.
class RedisServer final : public ChildServer {
public:
    /// `options` are lines of redis.conf ("user default off", "tls-protocols \"TLSv1.2\"").
    bool start(const QByteArray &options = {});
    /// A Sentinel that watches nothing.
    bool startSentinel();
    /// TLS only, with this certificate and key (PEM).
    bool startTls(const QByteArray &certificate, const QByteArray &key, const QByteArray &options = {});
    /// The same server again, on the same port, after kill().
    bool restart();

    /// Runs redis-cli and gives what it prints, without the last line break.
    QByteArray cli(const QStringList &arguments) const;

    [[nodiscard]] transport::redis::Endpoint endpoint() const;

private:
    bool begin(const QByteArray &configuration);
    QByteArray m_configuration;
    bool m_tls = false;
};

} // namespace ph::test
