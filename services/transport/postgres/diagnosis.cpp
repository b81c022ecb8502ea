// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/diagnosis.h"

#include "services/transport/link/countdown.h"
#include "services/transport/link/firstbytes.h"
#include "services/transport/tls/socketerrors.h"
#include "services/transport/tls/tls.h"

#include <QNetworkProxy>
#include <QSslSocket>
#include <mutex>
#include <set>

namespace ph::transport::postgres {

namespace {

Error socketFailure(const QSslSocket &socket, const QString &where)
{
    return explainSocket(socket.error(), socket.errorString(), where);
}

/// Who answers a line of HTTP there: "an HTTP server", "Redis" …; empty: nobody known within a second.
QString strangerAt(const QString &host, quint16 port)
{
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.connectToHost(host, port);
    // allowed: event-loop: on a worker of the pool, bounded
    if (!socket.waitForConnected(500))
        return {};
    socket.write(httpGreeting().data(), httpGreeting().size());
    // allowed: event-loop: on a worker of the pool, bounded
    return socket.waitForReadyRead(1000) ? serviceOfFirstBytes(socket.read(256)) : QString();
}

Failure notPostgres(const QString &service, const QString &where)
{
    return fail(ErrorKind::Protocol,
        QStringLiteral("%1 answered, not PostgreSQL")
            .arg(service.isEmpty() ? QStringLiteral("another service") : service),
        where, QStringLiteral("check host and port of the profile"), QStringLiteral("wrong-service"));
}

Result<void> askForTls(QSslSocket &socket, const Countdown &countdown, const QString &where)
{
    socket.write(sslRequest().data(), sslRequest().size());
    // allowed: event-loop: on a worker of the pool, with a countdown
    if (!socket.waitForReadyRead(int(countdown.left().count()))) {
        if (socket.error() == QAbstractSocket::SocketTimeoutError)
            return fail(ErrorKind::Timeout, QStringLiteral("connected, but the server does not answer"), where,
                QStringLiteral("the server may be stopped, or another service listens there"),
                QStringLiteral("timeout"));
        return fail(ErrorKind::Protocol, QStringLiteral("the server closed the connection without an answer"), where,
            QStringLiteral("check host and port of the profile"), QStringLiteral("wrong-service"));
    }
    const QByteArray answer = socket.peek(1);
    if (answer == "S" && socket.bytesAvailable() == 1) { // more would be bytes smuggled in before the encryption
        socket.read(1);
        return {};
    }
    if (answer == "N")
        return fail(ErrorKind::Protocol, QStringLiteral("the server has TLS switched off"), where,
            QStringLiteral("set ssl = on with a certificate on the server"), QStringLiteral("not-tls"));
    if (answer == "E")
        return {}; // a PostgreSQL error before TLS (too many connections): libpq's text tells it
    return notPostgres(serviceOfFirstBytes(socket.peek(64)), where);
}

struct KnownText {
    const char *part;
    ErrorKind kind;
    const char *code;
    const char *what;
    const char *hint;
};

constexpr KnownText s_texts[] = {
    {"valid client certificate", ErrorKind::Tls, "client-certificate", "the server demands a client certificate",
        "Pilothouse presents none: let this login in by a password (clientcert in pg_hba.conf)"},
    {"certificate required", ErrorKind::Tls, "client-certificate", "the server demands a client certificate",
        "Pilothouse presents none: let this login in by a password (clientcert in pg_hba.conf)"},
    {"password authentication failed", ErrorKind::Auth, "28P01", "user or password is wrong",
        "check the login of the profile"},
    {"no password supplied", ErrorKind::Auth, "28P01", "the server wants a password", "give the login's password"},
    {"channel binding", ErrorKind::Tls, "channel-binding",
        "the server cannot prove by the password that it is the pinned one",
        "pins need SCRAM-SHA-256 passwords and no pooler in between"},
    {"pg_hba.conf", ErrorKind::Auth, "28000", "the server's rules do not let this login in from here",
        "ask for a line in pg_hba.conf"},
    {"is not permitted to log in", ErrorKind::Auth, "28000", "this role cannot log in", ""},
    {"too many connections", ErrorKind::Server, "53300", "the server has no free connection",
        "it may be overloaded; try later"},
    {"remaining connection slots", ErrorKind::Server, "53300", "the server has no free connection",
        "it may be overloaded; try later"},
    {"is starting up", ErrorKind::Server, "57P03", "the server is starting up", ""},
    {"is shutting down", ErrorKind::Server, "57P03", "the server is shutting down", ""},
    {"recovery mode", ErrorKind::Server, "57P03", "the server recovers from a crash", ""},
    {"permission denied for database", ErrorKind::Forbidden, "42501", "this login may not connect to this database",
        "grant CONNECT"},
};

ErrorKind kindOfState(const QByteArray &state)
{
    if (state == "42501")
        return ErrorKind::Forbidden;
    if (state == "25006")
        return ErrorKind::Refused;
    if (state == "57014")
        return ErrorKind::Timeout;
    if (state.startsWith("23") || state == "40001" || state == "40P01" || state == "55P03")
        return ErrorKind::Conflict;
    if (state == "42P01" || state == "42883" || state == "3F000" || state == "42704" || state == "3D000")
        return ErrorKind::NotFound;
    if (state.startsWith("28"))
        return ErrorKind::Auth;
    if (state.startsWith("08") || state == "57P01" || state == "57P02")
        return ErrorKind::Network;
    if (state.startsWith("22") || state.startsWith("42"))
        return ErrorKind::Invalid;
    return ErrorKind::Server;
}

/// The server's own sentence, without severity, details (which hold data) and line numbers.
QString primaryMessage(const QString &text)
{
    QString line = text.section(QLatin1Char('\n'), 0, 0);
    const qsizetype colon = line.indexOf(QLatin1String(":  "));
    if (colon >= 0 && colon < 20)
        line = line.mid(colon + 3);
    return line.simplified().left(300);
}

} // namespace

Result<void> examine(const Endpoint &endpoint, const NearEnd &nearEnd, Milliseconds limit)
{
    const QString where = endpoint.where();
    const Countdown countdown(limit);
    const bool direct = nearEnd.address.isEmpty();
    QSslSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.connectToHost(direct ? endpoint.host : nearEnd.address, direct ? endpoint.port : nearEnd.port);
    // allowed: event-loop: on a worker of the pool, with a countdown
    if (!socket.waitForConnected(int(countdown.left().count())))
        return fail(socketFailure(socket, where));
    if (!endpoint.tls.enabled)
        return socket.peerAddress().isLoopback()
            ? Result<void> {}
            : fail(ErrorKind::Invalid, QStringLiteral("a connection without TLS is allowed to this computer only"),
                  where, {}, QStringLiteral("plain-refused"));
    auto asked = askForTls(socket, countdown, where);
    if (!asked || socket.bytesAvailable() > 0)
        return asked;
    auto configuration = sslConfiguration(endpoint.tls);
    if (!configuration)
        return fail(configuration.error());
    socket.setSslConfiguration(*configuration);
    const QString &name = endpoint.tls.peerName.isEmpty() ? endpoint.host : endpoint.tls.peerName;
    socket.setPeerVerifyName(name);
    socket.startClientEncryption();
    // allowed: event-loop: on a worker of the pool, with a countdown
    if (!socket.waitForEncrypted(int(countdown.left().count()))) {
        if (!socket.sslHandshakeErrors().isEmpty())
            return fail(certificateError(socket.sslHandshakeErrors(), name, where));
        if (socket.error() == QAbstractSocket::SslHandshakeFailedError)
            return fail(handshakeError(socket.errorString(), where));
        return fail(socketFailure(socket, where));
    }
    return checkPins(endpoint.tls, socket.peerCertificate(), where);
}

Result<void> meet(const Endpoint &endpoint, const NearEnd &nearEnd)
{
    static std::mutex s_mutex;
    static std::set<QString> s_met;
    const bool direct = nearEnd.address.isEmpty();
    const QString host = direct ? endpoint.host : nearEnd.address;
    const quint16 port = direct ? endpoint.port : nearEnd.port;
    const QString id = host + QLatin1Char(' ') + QString::number(port);
    if (const std::scoped_lock lock(s_mutex); s_met.contains(id))
        return {};
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.connectToHost(host, port);
    // allowed: event-loop: on a worker of the pool, bounded
    if (!socket.waitForConnected(1000))
        return {}; // libpq tries all addresses, and says what is wrong
    socket.write(sslRequest().data(), sslRequest().size());
    // allowed: event-loop: on a worker of the pool, bounded
    if (!socket.waitForReadyRead(1000)) {
        if (socket.error() != QAbstractSocket::SocketTimeoutError)
            return {};
        const QString stranger = strangerAt(host, port);
        return stranger.isEmpty() ? Result<void> {} : notPostgres(stranger, endpoint.where());
    }
    const QByteArray answer = socket.read(64);
    const QString service = serviceOfFirstBytes(answer);
    const bool isPostgres = answer == "S" || answer == "N" || (answer.startsWith('E') && !service.isEmpty());
    if (!isPostgres)
        return notPostgres(service, endpoint.where());
    const std::scoped_lock lock(s_mutex);
    s_met.insert(id);
    return {};
}

Error explainText(const QString &text, const QString &where)
{
    for (const KnownText &known : s_texts) {
        if (text.contains(QLatin1String(known.part)))
            return {known.kind, QLatin1String(known.what), where, QLatin1String(known.hint), QLatin1String(known.code),
                {}, {}};
    }
    if (text.contains(QLatin1String("role \"")) && text.contains(QLatin1String("does not exist")))
        return {
            ErrorKind::Auth, QStringLiteral("this login does not exist"), where, {}, QStringLiteral("28000"), {}, {}};
    if (text.contains(QLatin1String("database \"")) && text.contains(QLatin1String("does not exist")))
        return {ErrorKind::NotFound, QStringLiteral("this database does not exist"), where, {}, QStringLiteral("3D000"),
            {}, {}};
    if (text.contains(QLatin1String("timeout expired")))
        return {ErrorKind::Timeout, QStringLiteral("connected, but the server does not answer"), where,
            QStringLiteral("the server may be stopped or overloaded"), QStringLiteral("timeout"), {}, {}};
    return {ErrorKind::Server, primaryMessage(text.section(QLatin1String("FATAL:"), -1)), where, {},
        QStringLiteral("connect-failed"), {}, {}};
}

Error explainSql(const QByteArray &sqlstate, const QString &text, const QString &where)
{
    Error error {kindOfState(sqlstate), primaryMessage(text), where, {}, QString::fromLatin1(sqlstate), {}, {}};
    if (error.kind == ErrorKind::Forbidden)
        error.hint = QStringLiteral("this login lacks the right");
    else if (sqlstate == "57014")
        error.hint = QStringLiteral("the statement took longer than allowed");
    else if (sqlstate == "55P03")
        error.hint = QStringLiteral("somebody else holds a lock; try again");
    return error;
}

} // namespace ph::transport::postgres
