// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/redisserver.h"

namespace ph::test {

bool RedisServer::start(const QByteArray &options) { return begin("port PORT\n" + options); }

bool RedisServer::startSentinel()
{
    for (int attempt = 0; attempt < 5; ++attempt) {
        setPort(freePort());
        const QString file
            = write(QStringLiteral("sentinel.conf"), "bind 127.0.0.1\nport " + QByteArray::number(port()) + '\n');
        if (launch(QStringLiteral("redis-server"), {file, QStringLiteral("--sentinel")}))
            return true;
    }
    return false;
}

bool RedisServer::startTls(const QByteArray &certificate, const QByteArray &key, const QByteArray &options)
{
    m_tls = true;
    write(QStringLiteral("cert.pem"), certificate);
    write(QStringLiteral("key.pem"), key);
    return begin("port 0\ntls-port PORT\ntls-cert-file cert.pem\ntls-key-file key.pem\ntls-ca-cert-file cert.pem\n"
                 "tls-auth-clients no\n"
        + options);
}

bool RedisServer::begin(const QByteArray &configuration)
{
    m_configuration = configuration + "\nbind 127.0.0.1\nsave \"\"\nappendonly no\n";
    const QByteArray version
        = run(QStringLiteral("redis-server"), {QStringLiteral("--version")}).value_or(QByteArray());
    if (!version.contains("v=6.")) // there DEBUG is open to all, and the setting is unknown
        m_configuration += "enable-debug-command yes\n";
    for (int attempt = 0; attempt < 5; ++attempt) {
        setPort(freePort());
        if (restart())
            return true;
    }
    return false;
}

bool RedisServer::restart()
{
    QByteArray configuration = m_configuration;
    configuration.replace("PORT", QByteArray::number(port()));
    return launch(QStringLiteral("redis-server"), {write(QStringLiteral("redis.conf"), configuration)});
}

QByteArray RedisServer::cli(const QStringList &arguments) const
{
    QStringList all {QStringLiteral("-p"), QString::number(port()), QStringLiteral("--no-auth-warning")};
    if (m_tls)
        all << QStringLiteral("--tls") << QStringLiteral("--insecure");
    return run(QStringLiteral("redis-cli"), all + arguments).value_or(QByteArray()).trimmed();
}

transport::redis::Endpoint RedisServer::endpoint() const
{
    transport::redis::Endpoint endpoint;
    endpoint.environment = QStringLiteral("test");
    endpoint.label = QStringLiteral("Redis");
    endpoint.host = QStringLiteral("127.0.0.1");
    endpoint.port = port();
    endpoint.tls.enabled = m_tls;
    return endpoint;
}

} // namespace ph::test
