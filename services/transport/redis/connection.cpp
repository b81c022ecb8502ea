// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/connection.h"

#include "services/transport/link/countdown.h"
#include "services/transport/redis/sentinel.h"
#include "services/transport/route/proxy.h"
#include "services/transport/tls/socketerrors.h"
#include "services/transport/tls/speakstls.h"
#include "services/transport/tls/tls.h"

#include <QHostAddress>
#include <QTimer>

namespace ph::transport::redis {

namespace {

constexpr std::chrono::milliseconds s_silenceBeforeLines {800};
constexpr qint64 s_readSize = 256 * 1024;
constexpr std::size_t s_mostUnanswered = 20'000;
constexpr qint64 s_mostUnsent = 64 * 1024 * 1024;
constexpr Deadline s_tlsPatience {1000};

MonoTime monoNow() { return SystemClock().monotonic(); }

/// AUTH in wire form, without a copy of the password outside it.
QByteArray authBytes(const Credentials &credentials)
{
    const QByteArray user = credentials.user.toUtf8();
    const QByteArrayView password = credentials.password.reveal();
    QByteArray out;
    out.reserve(64 + user.size() + password.size());
    out.append(user.isEmpty() ? "*2\r\n$4\r\nAUTH\r\n" : "*3\r\n$4\r\nAUTH\r\n");
    const auto part = [&out](QByteArrayView bytes) {
        out.append('$')
            .append(QByteArray::number(bytes.size()))
            .append("\r\n")
            .append(bytes.data(), bytes.size())
            .append("\r\n");
    };
    if (!user.isEmpty())
        part(user);
    part(password);
    return out;
}

} // namespace

Connection::Connection(Access access)
    : m_access(std::move(access))
    , m_where(m_access.endpoint.where())
{
    connect(&m_socket, &QSslSocket::connected, this, [this] {
        if (!m_access.endpoint.tls.enabled)
            onConnected();
    });
    connect(&m_socket, &QSslSocket::encrypted, this, &Connection::onConnected);
    connect(&m_socket, &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) { m_sslErrors = errors; });
    connect(&m_socket, &QSslSocket::errorOccurred, this, &Connection::onSocketError);
    connect(&m_socket, &QSslSocket::readyRead, this, &Connection::onReadyRead);
    connect(
        &m_socket, &QSslSocket::disconnected, this, [this] { onSocketError(QAbstractSocket::RemoteHostClosedError); });
}

Connection::~Connection()
{
    m_socket.disconnect(this);
    abort({ErrorKind::Cancelled, QStringLiteral("the connection was closed"), m_where, {}, {}, {}, {}});
}

Task<void> Connection::open(std::stop_token stop, Deadline deadline)
{
    const LiveTask live;
    const Countdown countdown(deadline);
    if (auto checked = m_access.endpoint.check(); !checked)
        co_return checked;
    auto to = co_await address(stop, countdown.left());
    if (!to)
        co_return fail(to.error());
    const QString &peer = m_access.endpoint.tls.peerName;
    const QString verifyName = peer.isEmpty() ? (m_access.endpoint.sentinel ? to->host : m_access.endpoint.host) : peer;
    auto dialled = co_await dial(*to, verifyName, stop, countdown.left());
    if (!dialled) {
        abort(dialled.error());
        co_return dialled;
    }
    m_phase = Phase::SigningIn;
    auto signedIn = co_await signIn(stop, countdown.left());
    if (!signedIn) {
        signedIn = co_await explainSilence(signedIn.error(), *to, stop, countdown.left());
        abort(signedIn.error());
        co_return signedIn;
    }
    if (m_phase == Phase::Closed)
        co_return fail(*m_why);
    m_phase = Phase::Open;
    co_return Result<void> {};
}

/// Fails with the reason: a server that hung up on us before it said a word may speak TLS, or want more of it.
Task<void> Connection::explainSilence(Error why, HostPort to, std::stop_token stop, Deadline deadline) const
{
    if (why.code != QLatin1String("closed") || m_heardAnything)
        co_return fail(std::move(why));
    const QString where = m_where;
    if (m_access.endpoint.tls.enabled) {
        const auto said = co_await alertAfterHandshake(m_socket.sslConfiguration(), m_socket.proxy(), to.host, to.port,
            m_verifyName, stop, std::min<Deadline>(deadline, s_tlsPatience));
        co_return fail(said && !said->isEmpty() ? handshakeError(*said, where) : std::move(why));
    }
    const auto isTls = co_await speaksTls(to.host, to.port, stop, std::min<Deadline>(deadline, s_tlsPatience));
    if (isTls && *isTls)
        co_return fail(ErrorKind::Protocol, QStringLiteral("the port speaks TLS"), where,
            QStringLiteral("use rediss:// in place of redis://"), QStringLiteral("tls-expected"));
    co_return fail(std::move(why));
}

Task<HostPort> Connection::address(std::stop_token stop, Deadline deadline)
{
    const Countdown countdown(deadline);
    HostPort to {m_access.endpoint.host, m_access.endpoint.port};
    if (m_access.endpoint.sentinel) {
        auto master = co_await findMaster(m_access, stop, countdown.left());
        if (!master)
            co_return master;
        to = *master;
        m_where = QStringLiteral("%1 (master %2:%3)").arg(m_access.endpoint.where(), to.host).arg(to.port);
        if (auto plain = checkPlain(m_access.endpoint.tls, m_access.endpoint.route, to.host, m_where); !plain)
            co_return fail(plain.error());
    }
    if (!m_access.dial) {
        if (!m_access.endpoint.route.sshHost.isEmpty())
            co_return fail(ErrorKind::Unavailable, QStringLiteral("no SSH forwarding is available here"), m_where);
        co_return to;
    }
    if (m_access.endpoint.sentinel)
        co_return fail(ErrorKind::Invalid, QStringLiteral("a sentinel cannot be used through a tunnel"), m_where,
            QStringLiteral("name the master itself in the profile"));
    auto near = co_await m_access.dial(stop);
    if (!near)
        co_return fail(near.error());
    co_return HostPort {near->host, near->port};
}

Task<void> Connection::dial(HostPort to, QString verifyName, std::stop_token stop, Deadline deadline)
{
    m_phase = Phase::Dialling;
    m_dialled = Pending<void>::make();
    m_verifyName = std::move(verifyName);
    QUrl url;
    url.setScheme(QStringLiteral("rediss"));
    url.setHost(to.host);
    url.setPort(to.port);
    m_socket.setProxy(proxyFor(m_access.endpoint.route, url));
    if (m_access.endpoint.tls.enabled) {
        auto configuration = sslConfiguration(m_access.endpoint.tls);
        if (!configuration)
            co_return fail(configuration.error());
        m_socket.setSslConfiguration(*configuration);
        m_socket.connectToHostEncrypted(to.host, to.port, m_verifyName);
    } else {
        m_socket.connectToHost(to.host, to.port);
    }
    const auto dialled = m_dialled;
    auto result = co_await dialled->wait(stop, deadline, m_where);
    if (!result && result.error().kind == ErrorKind::Timeout) {
        const bool connected = m_socket.state() == QAbstractSocket::ConnectedState;
        co_return fail(ErrorKind::Timeout,
            connected ? QStringLiteral("no answer to the TLS handshake")
                      : QStringLiteral("no answer to the connection attempt"),
            m_where,
            connected ? QStringLiteral("the server may be stopped, or its port is not TLS")
                      : QStringLiteral("a firewall may drop the packets"),
            QStringLiteral("timeout"));
    }
    if (!result)
        co_return result;
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket.setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    co_return checkPeer();
}

Result<void> Connection::checkPeer() const
{
    if (m_access.endpoint.tls.enabled)
        return checkPins(m_access.endpoint.tls, m_socket.peerCertificate(), m_where);
    // "localhost" is what the resolver says it is: look at where we really are before a password leaves.
    if (!m_socket.peerAddress().isLoopback())
        return fail(ErrorKind::Invalid, QStringLiteral("a connection without TLS is allowed to this computer only"),
            m_where, {}, QStringLiteral("plain-refused"));
    return {};
}

Task<void> Connection::signIn(std::stop_token stop, Deadline deadline)
{
    const Countdown countdown(deadline);
    bool withAuth = false;
    QByteArray auth;
    if (m_access.credentials) {
        auto credentials = co_await m_access.credentials(stop);
        if (!credentials)
            co_return fail(credentials.error());
        withAuth = !credentials->password.isEmpty();
        if (withAuth)
            auth = authBytes(*credentials);
    }
    if (m_phase == Phase::Closed)
        co_return fail(*m_why);
    std::vector<std::shared_ptr<Pending<Reply>>> replies;
    if (withAuth) {
        m_socket.write(auth);
        wipeBytes(auth.data(), auth.size());
        m_waiting.push_back(replies.emplace_back(Pending<Reply>::make()));
    }
    std::vector<Command> greeting {Command("PING"), Command("CLIENT", "SETNAME", "pilothouse")};
    if (m_access.endpoint.db != 0)
        greeting.emplace_back("SELECT", m_access.endpoint.db);
    auto sent = send(greeting);
    if (!sent)
        co_return fail(sent.error());
    replies.insert(replies.end(), sent->begin(), sent->end());
    onReadyRead(); // a service that speaks first did so before we listened
    // An HTTP server waits for the end of a request, and then says what it is; Redis passes over empty lines.
    QTimer::singleShot(s_silenceBeforeLines, &m_socket, [this] {
        if (m_phase == Phase::SigningIn && !m_heardAnything)
            m_socket.write("\r\n\r\n");
    });
    const std::size_t nameReply = withAuth ? 2 : 1;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        auto reply = co_await replies[i]->wait(stop, countdown.left(), m_where);
        if (!reply && reply.error().kind == ErrorKind::Timeout)
            co_return fail(ErrorKind::Timeout, QStringLiteral("connected, but the server does not answer"), m_where,
                QStringLiteral("the server may be stopped or overloaded"), QStringLiteral("timeout"));
        if (!reply)
            co_return fail(reply.error());
        if (reply->isError() && i != nameReply) // a name is a courtesy; some ACLs refuse it
            co_return fail(errorOf(*reply, m_where));
    }
    co_return Result<void> {};
}

void Connection::onConnected()
{
    m_lastHeard = monoNow();
    if (m_dialled)
        m_dialled->resolve({});
}

void Connection::onSocketError(QAbstractSocket::SocketError error)
{
    if (m_phase == Phase::Closed || m_phase == Phase::New)
        return;
    const bool inHandshake = m_phase == Phase::Dialling && m_access.endpoint.tls.enabled;
    if (error == QAbstractSocket::SslHandshakeFailedError || error == QAbstractSocket::SslInternalError
        || error == QAbstractSocket::SslInvalidUserDataError) {
        const QString text = m_socket.errorString();
        const auto errors = m_sslErrors.isEmpty() ? m_socket.sslHandshakeErrors() : m_sslErrors;
        return abort(
            errors.isEmpty() ? handshakeError(text, m_where) : certificateError(errors, m_verifyName, m_where));
    }
    onReadyRead(); // what the server said before it closed
    if (m_phase == Phase::Closed)
        return;
    Error why = explainSocket(error, m_socket.errorString(), m_where);
    if (why.code == QLatin1String("closed") && inHandshake) {
        why.what = QStringLiteral("the server closed the connection during the TLS handshake");
        why.hint = QStringLiteral("its port may not be TLS");
    } else if (why.code == QLatin1String("closed") && !m_heardAnything) {
        why.what = QStringLiteral("the server closed the connection without an answer");
        why.hint = QStringLiteral("another service may listen there, or the port wants TLS");
    }
    abort(std::move(why));
}

void Connection::onReadyRead()
{
    if (m_phase != Phase::SigningIn && m_phase != Phase::Open)
        return;
    m_lastHeard = monoNow();
    if (m_stream)
        return m_stream();
    static thread_local std::unique_ptr<char[]> t_buffer(new char[s_readSize]);
    while (m_phase != Phase::Closed) {
        const qint64 size = m_socket.read(t_buffer.get(), s_readSize);
        if (size <= 0)
            return;
        parse(QByteArrayView(t_buffer.get(), size));
    }
}

void Connection::parse(QByteArrayView bytes)
{
    if (!std::exchange(m_heardAnything, true)) {
        if (auto foreign = foreignService(bytes, m_where))
            return abort(*foreign);
    }
    auto fed = m_parser.feed(bytes);
    while (fed) {
        auto reply = m_parser.next();
        if (!reply) {
            fed = fail(reply.error());
            break;
        }
        if (!*reply)
            return;
        if (m_waiting.empty()) {
            fed = fail(ErrorKind::Protocol,
                QStringLiteral("a reply to nothing: %1").arg(QString::fromUtf8((*reply)->bytes().left(80))), {}, {},
                QStringLiteral("malformed"));
            break;
        }
        const auto waiting = std::move(m_waiting.front());
        m_waiting.pop_front();
        waiting->resolve(std::move(**reply));
    }
    Error why = fed.error();
    why.where = m_where;
    abort(std::move(why));
}

Result<void> Connection::roomFor(std::size_t commands) const
{
    if (m_phase == Phase::Closed)
        return fail(*m_why);
    if (m_waiting.size() + commands > s_mostUnanswered || m_socket.bytesToWrite() > s_mostUnsent)
        return fail(ErrorKind::RateLimited, QStringLiteral("too many commands wait for an answer"), m_where, {},
            QStringLiteral("backlog"));
    return {};
}

Result<std::shared_ptr<Pending<Reply>>> Connection::send(const Command &command)
{
    if (auto room = roomFor(1); !room)
        return fail(room.error());
    QByteArray bytes;
    command.appendTo(bytes);
    m_socket.write(bytes);
    return m_waiting.emplace_back(Pending<Reply>::make());
}

Result<std::vector<std::shared_ptr<Pending<Reply>>>> Connection::send(const std::vector<Command> &commands)
{
    if (auto room = roomFor(commands.size()); !room)
        return fail(room.error());
    std::vector<std::shared_ptr<Pending<Reply>>> replies;
    QByteArray bytes;
    for (const Command &command : commands) {
        command.appendTo(bytes);
        replies.push_back(m_waiting.emplace_back(Pending<Reply>::make()));
    }
    m_socket.write(bytes);
    return replies;
}

Task<void> Connection::ping(std::stop_token stop, Deadline deadline)
{
    const QString where = m_where;
    if (m_stream) {
        if (m_phase == Phase::Closed)
            co_return fail(*m_why);
        const auto pong = m_pong = Pending<void>::make();
        m_socket.write("*1\r\n$4\r\nPING\r\n");
        co_return co_await pong->wait(stop, deadline, where);
    }
    auto sent = send(Command("PING"));
    if (!sent)
        co_return fail(sent.error());
    auto reply = co_await (*sent)->wait(stop, deadline, where);
    if (!reply)
        co_return fail(reply.error());
    co_return Result<void> {};
}

void Connection::pongHeard()
{
    if (m_pong)
        m_pong->resolve({});
}

void Connection::beginStream(const Command &first, const Command &second, std::function<void()> onReadable)
{
    QByteArray bytes;
    if (first.argv().size() > 1)
        first.appendTo(bytes);
    if (second.argv().size() > 1)
        second.appendTo(bytes);
    m_stream = std::move(onReadable);
    m_socket.write(bytes);
}

Task<void> Connection::staysOpen(std::stop_token stop, Deadline time)
{
    if (m_phase == Phase::Closed)
        co_return fail(*m_why);
    const auto watch = m_watch = Pending<void>::make();
    auto result = co_await watch->wait(stop, time);
    if (!result && result.error().kind == ErrorKind::Timeout && result.error().where.isEmpty())
        co_return Result<void> {}; // our own limit; a connection's end carries a place
    co_return result;
}

void Connection::wake()
{
    if (m_watch)
        m_watch->resolve({});
}

void Connection::abort(Error why)
{
    if (m_phase == Phase::Closed)
        return;
    m_phase = Phase::Closed;
    m_why = why;
    m_socket.abort();
    for (const auto &each : {m_dialled, m_watch, m_pong}) {
        if (each)
            each->resolve(fail(why));
    }
    for (const auto &each : std::exchange(m_waiting, {}))
        each->resolve(fail(why));
}

} // namespace ph::transport::redis
