// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/link/firstbytes.h"

namespace ph::transport {

QString serviceOfFirstBytes(QByteArrayView bytes)
{
    const auto begins = [bytes](const char *text) { return bytes.startsWith(QByteArrayView(text)); };
    if (begins("-ERR") || begins("-NOAUTH") || begins("-DENIED") || begins("+OK"))
        return QStringLiteral("Redis");
    if (begins("HTTP/"))
        return QStringLiteral("an HTTP server");
    if (begins("SSH-"))
        return QStringLiteral("SSH");
    if (begins("AMQP"))
        return QStringLiteral("RabbitMQ");
    if (begins("220 ") || begins("220-"))
        return QStringLiteral("a mail or FTP server");
    // Its errors begin with the letter E; those to a stranger have no length after it.
    if (begins("E") && bytes.indexOf("FATAL") >= 0)
        return QStringLiteral("PostgreSQL");
    if (bytes.indexOf("mysql_native_password") >= 0)
        return QStringLiteral("MySQL");
    return {};
}

QByteArrayView httpGreeting() { return "GET / HTTP/1.0\r\n\r\n"; }

QByteArrayView sslRequest() { return QByteArrayView("\x00\x00\x00\x08\x04\xd2\x16\x2f", 8); }

} // namespace ph::transport
