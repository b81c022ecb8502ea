// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/instance/instancesocket.h"

#include <QJsonDocument>

namespace ph::platform {

namespace {

/// Names of the kinds that may cross; anything else is the other side's own trouble.
ErrorKind kindFrom(const QString &name)
{
    for (const ErrorKind kind : {ErrorKind::Auth, ErrorKind::Forbidden, ErrorKind::NotFound, ErrorKind::Conflict,
             ErrorKind::Invalid, ErrorKind::Refused, ErrorKind::Timeout, ErrorKind::Unavailable})
        if (kindName(kind) == name)
            return kind;
    return ErrorKind::Server;
}

QByteArray lineOf(QJsonObject message)
{
    message.insert(QLatin1String("version"), InstanceServer::version);
    return QJsonDocument(message).toJson(QJsonDocument::Compact);
}

Failure protocol(const QString &what)
{
    return fail(ErrorKind::Protocol, what, QStringLiteral("window"),
        QStringLiteral("end all windows and programs of Pilothouse after an update"),
        QStringLiteral("instance-protocol"));
}

Result<QJsonObject> readReply(const QByteArray &line)
{
    const QJsonObject message = QJsonDocument::fromJson(line).object();
    if (message.value(QLatin1String("version")).toInt() != InstanceServer::version)
        return protocol(QStringLiteral("the window speaks another version"));
    if (message.value(QLatin1String("result")).isObject())
        return message.value(QLatin1String("result")).toObject();
    const QJsonObject error = message.value(QLatin1String("error")).toObject();
    const auto text = [&](const char *key) { return error.value(QLatin1String(key)).toString().left(500); };
    return fail(kindFrom(text("kind")), text("what"), text("where"), text("hint"), text("code"));
}

} // namespace

InstanceServer::InstanceServer(QString path, QObject *parent)
    : QObject(parent)
    , m_server(
          std::move(path), limits, [this](const Secret &line, const LineServer::Answer &answer) { take(line, answer); })
{
}

InstanceServer::~InstanceServer() { m_scope.close(); }

void InstanceServer::take(const Secret &line, const LineServer::Answer &answer)
{
    const QJsonObject message = QJsonDocument::fromJson(line.reveal().toByteArray()).object();
    if (message.value(QLatin1String("version")).toInt() != version)
        return reply(answer, protocol(QStringLiteral("the window is of another version")));
    const QString method = message.value(QLatin1String("method")).toString();
    const auto handler = m_handlers.constFind(method);
    if (handler == m_handlers.constEnd())
        return reply(answer,
            fail(ErrorKind::Invalid, QStringLiteral("the window does not know “%1”").arg(method.left(60)),
                QStringLiteral("window"), {}, QStringLiteral("unknown-method")));
    m_scope.spawn((*handler)(message.value(QLatin1String("params")).toObject(), m_scope.token()),
        [answer](const Result<QJsonObject> &result) { reply(answer, result); });
}

void InstanceServer::reply(const LineServer::Answer &answer, const Result<QJsonObject> &result)
{
    QByteArray line = result ? lineOf({{QStringLiteral("result"), *result}}) : QByteArray();
    if (line.size() > limits.reply)
        return reply(
            answer, fail(ErrorKind::TooLarge, QStringLiteral("the answer is too large"), QStringLiteral("window")));
    if (!result) {
        const Error &error = result.error();
        line = lineOf({{QStringLiteral("error"),
            QJsonObject {{QStringLiteral("kind"), kindName(error.kind)},
                {QStringLiteral("what"), error.what.left(2000)}, {QStringLiteral("where"), error.where.left(500)},
                {QStringLiteral("hint"), error.hint.left(500)}, {QStringLiteral("code"), error.code.left(64)}}}});
    }
    answer(Secret::take(line));
}

Task<QJsonObject> askInstance(QString path, QString method, QJsonObject params, std::stop_token stop, Deadline deadline)
{
    const LiveTask live;
    QByteArray line = lineOf({{QStringLiteral("method"), method}, {QStringLiteral("params"), params}});
    LineLimits limits = InstanceServer::limits;
    limits.answerWithin = deadline;
    if (line.size() > limits.request)
        co_return fail(ErrorKind::TooLarge, QStringLiteral("the request is too large"), method);
    auto answer = co_await askLine(path, Secret::take(line), limits, stop);
    if (!answer)
        co_return fail(answer.error());
    co_return readReply(answer->reveal().toByteArray());
}

} // namespace ph::platform
