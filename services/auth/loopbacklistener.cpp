// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/loopbacklistener.h"

#include <QTcpSocket>
#include <QUrlQuery>

namespace ph::auth {

namespace {

constexpr qsizetype maxHead = 8 * 1024;
constexpr int maxConnections = 16;
constexpr int requestPatienceMs = 5000;
constexpr qsizetype maxCode = 512;

struct Request {
    QByteArray method;
    QByteArray path;
    QUrlQuery query;
    QByteArray host;
};

std::optional<Request> parse(const QByteArray &head)
{
    const QList<QByteArray> lines = head.split('\n');
    const QList<QByteArray> words = lines.first().trimmed().split(' ');
    if (words.size() != 3 || !words[2].startsWith("HTTP/1."))
        return std::nullopt;
    const qsizetype question = words[1].indexOf('?');
    Request request;
    request.method = words[0];
    request.path = question < 0 ? words[1] : words[1].left(question);
    // A form-encoded query writes spaces as '+'; QUrlQuery does not know that.
    QByteArray query = question < 0 ? QByteArray() : words[1].mid(question + 1);
    request.query = QUrlQuery(QString::fromLatin1(query.replace('+', "%20")));
    for (const QByteArray &line : lines.mid(1)) {
        if (line.left(5).toLower() == "host:")
            request.host = line.mid(5).trimmed();
    }
    return request;
}

QString value(const QUrlQuery &query, const char *name)
{
    QString text = query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded).left(500);
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
            c = u' ';
    }
    return text;
}

} // namespace

LoopbackListener::LoopbackListener(QByteArray path, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
{
    m_server.setMaxPendingConnections(maxConnections);
    connect(&m_server, &QTcpServer::newConnection, this, &LoopbackListener::accept);
}

LoopbackListener::~LoopbackListener() = default;

Result<void> LoopbackListener::listen()
{
    if (!m_server.listen(QHostAddress(QHostAddress::LocalHost), 0))
        return fail(ErrorKind::Unavailable, m_server.errorString(), QStringLiteral("127.0.0.1"),
            QStringLiteral("a local firewall may forbid listening on loopback"), QStringLiteral("loopback-listen"));
    return {};
}

QUrl LoopbackListener::redirectUrl() const
{
    QUrl url;
    url.setScheme(QStringLiteral("http"));
    url.setHost(QStringLiteral("127.0.0.1"));
    url.setPort(m_server.serverPort());
    url.setPath(QString::fromLatin1(m_path));
    return url;
}

Task<Secret> LoopbackListener::code(std::stop_token stop, Deadline patience)
{
    const LiveTask live;
    auto pending = m_code; // the listener may go while we wait
    auto result = co_await pending->wait(stop, patience, QStringLiteral("sign-in in the browser"));
    if (!result && result.error().kind == ErrorKind::Timeout) {
        Error error = result.error();
        error.code = QStringLiteral("browser-timeout");
        error.hint = QStringLiteral(
            "if the browser ended on another page, the server does not allow loopback addresses as redirect: add "
            "http://127.0.0.1:*/** to its redirect allow-list");
        co_return fail(error);
    }
    co_return result;
}

void LoopbackListener::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        if (findChildren<QTcpSocket *>(Qt::FindDirectChildrenOnly).size() >= maxConnections) {
            delete socket;
            continue;
        }
        socket->setParent(this);
        socket->setReadBufferSize(maxHead + 1);
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        QTimer::singleShot(requestPatienceMs, socket, [socket] { socket->abort(); });
        read(socket);
    }
}

void LoopbackListener::read(QTcpSocket *socket)
{
    const QByteArray head = socket->peek(maxHead + 1);
    const qsizetype end = head.indexOf("\r\n\r\n");
    if (end >= 0) {
        socket->disconnect(this); // one request for a connection
        handle(socket, head.left(end));
    } else if (head.size() > maxHead) {
        socket->disconnect(this);
        ++m_refused;
        answer(socket, 431, "Request too large", "This address only takes the end of a sign-in.");
    }
}

void LoopbackListener::handle(QTcpSocket *socket, const QByteArray &head)
{
    const auto request = parse(head);
    const QByteArray ownHost = "127.0.0.1:" + QByteArray::number(m_server.serverPort());
    if (!request || request->method != "GET" || request->host != ownHost) {
        ++m_refused;
        return answer(socket, 400, "Not understood", "This address only takes the end of a sign-in.");
    }
    if (request->path != m_path || m_code->isSettled()) {
        ++m_refused;
        return answer(socket, 404, "Not this sign-in",
            "This page belongs to another or a finished sign-in. Begin again in Pilothouse.");
    }
    const QString error = value(request->query, "error");
    QByteArray code = request->query.queryItemValue(QStringLiteral("code"), QUrl::FullyDecoded).toLatin1();
    if (!error.isEmpty()) {
        answer(socket, 200, "Not signed in", "Nothing was changed. You can close this page and go back to Pilothouse.");
        const QString errorCode = value(request->query, "error_code");
        finish(
            fail(ErrorKind::Auth, value(request->query, "error_description"), QStringLiteral("sign-in in the browser"),
                {}, errorCode.isEmpty() || error == u"access_denied" ? error : errorCode));
    } else if (code.isEmpty() || code.size() > maxCode) {
        ++m_refused;
        answer(socket, 400, "Not understood", "The sign-in brought no code.");
    } else {
        answer(socket, 200, "Back to Pilothouse", "The browser's part is done. You can close this page.");
        finish(Secret::take(code));
    }
}

void LoopbackListener::finish(Result<Secret> result)
{
    m_server.close();
    m_code->resolve(std::move(result));
}

void LoopbackListener::answer(QTcpSocket *socket, int status, const QByteArray &title, const QByteArray &text)
{
    // All texts are ours: nothing of the request is shown.
    const QByteArray body = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>" + title
        + "</title><body style=\"font:16px system-ui,sans-serif;margin:15vh auto;max-width:30em;text-align:center;"
          "background:#0f1216;color:#e6e9ee\"><h1 style=\"font-size:22px;font-weight:600\">"
        + title + "</h1><p style=\"color:#9aa4b2\">" + text + "</p></body></html>";
    socket->write("HTTP/1.1 " + QByteArray::number(status) + (status == 200 ? " OK" : " Refused")
        + "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n"
          "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nConnection: close\r\n\r\n"
        + body);
    socket->disconnectFromHost();
}

} // namespace ph::auth
