// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/celery/pidbox.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

namespace ph::queues::celery {

namespace {

constexpr double kRequestLifeSeconds = 10;

QString newId() { return QUuid::createUuid().toString(QUuid::WithoutBraces); }

Failure malformedReply(const char *what)
{
    return fail(ErrorKind::Protocol, QString::fromLatin1(what), QStringLiteral("remote control reply"));
}

} // namespace

QByteArray pidboxEnvelope(const PidboxRequest &request, double nowSeconds)
{
    QJsonObject body {{QStringLiteral("method"), request.method}, {QStringLiteral("arguments"), request.arguments},
        {QStringLiteral("pattern"), QJsonValue::Null}, {QStringLiteral("matcher"), QJsonValue::Null}};
    body[QStringLiteral("destination")] = request.destination.isEmpty()
        ? QJsonValue(QJsonValue::Null)
        : QJsonValue(QJsonArray::fromStringList(request.destination));
    if (!request.replyId.isEmpty()) {
        body[QStringLiteral("ticket")] = QString::fromLatin1(request.ticket);
        body[QStringLiteral("reply_to")]
            = QJsonObject {{QStringLiteral("exchange"), QStringLiteral("reply.celery.pidbox")},
                {QStringLiteral("routing_key"), QString::fromLatin1(request.replyId)}};
    }
    const QByteArray encoded = QJsonDocument(body).toJson(QJsonDocument::Compact).toBase64();
    const QJsonObject envelope {
        {QStringLiteral("body"), QString::fromLatin1(encoded)},
        {QStringLiteral("content-encoding"), QStringLiteral("utf-8")},
        {QStringLiteral("content-type"), QStringLiteral("application/json")},
        {QStringLiteral("headers"),
            QJsonObject {{QStringLiteral("clock"), 1}, {QStringLiteral("expires"), nowSeconds + kRequestLifeSeconds}}},
        {QStringLiteral("properties"),
            QJsonObject {{QStringLiteral("delivery_mode"), 2},
                {QStringLiteral("delivery_info"),
                    QJsonObject {{QStringLiteral("exchange"), QStringLiteral("celery.pidbox")},
                        {QStringLiteral("routing_key"), QString()}}},
                {QStringLiteral("priority"), 0}, {QStringLiteral("body_encoding"), QStringLiteral("base64")},
                {QStringLiteral("delivery_tag"), newId()}}},
    };
    return QJsonDocument(envelope).toJson(QJsonDocument::Compact);
}

Result<PidboxReply> parsePidboxReply(const QByteArray &envelope)
{
    const QJsonDocument outer = QJsonDocument::fromJson(envelope);
    if (!outer.isObject())
        return malformedReply("no JSON object");
    PidboxReply reply;
    reply.ticket = outer[QStringLiteral("headers")][QStringLiteral("ticket")].toString().toLatin1();
    QByteArray body = outer[QStringLiteral("body")].toString().toUtf8();
    if (outer[QStringLiteral("properties")][QStringLiteral("body_encoding")].toString() == QLatin1String("base64")) {
        const auto decoded = QByteArray::fromBase64Encoding(body, QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded)
            return malformedReply("the body is no base64");
        body = *decoded;
    }
    const QJsonDocument inner = QJsonDocument::fromJson(body);
    const QJsonObject object = inner.object();
    if (!inner.isObject() || object.size() != 1)
        return malformedReply("the body is no {node: answer}");
    reply.node = object.constBegin().key();
    reply.value = object.constBegin().value();
    return reply;
}

QString pidboxError(const QJsonValue &value) { return value.toObject().value(QLatin1String("error")).toString(); }

} // namespace ph::queues::celery
