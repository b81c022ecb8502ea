// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/probe.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

namespace ph::transport::redis {

namespace {

/// Between the parts of a binding (kombu's separator).
constexpr const char s_separator[] = "\x06\x16";

Failure notAProbe(QString why)
{
    return fail(
        ErrorKind::Refused, std::move(why), QStringLiteral("inspect request"), {}, QStringLiteral("not-a-probe"));
}

} // namespace

QByteArray inspectMethodName(InspectMethod method)
{
    switch (method) {
    case InspectMethod::Ping: return "ping";
    case InspectMethod::Stats: return "stats";
    case InspectMethod::Active: return "active";
    case InspectMethod::Reserved: return "reserved";
    case InspectMethod::Scheduled: return "scheduled";
    case InspectMethod::Registered: return "registered";
    case InspectMethod::ActiveQueues: return "active_queues";
    case InspectMethod::QueryTask: return "query_task";
    case InspectMethod::Conf: return "conf";
    case InspectMethod::Clock: return "clock";
    case InspectMethod::Revoked: return "revoked";
    case InspectMethod::Report: return "report";
    case InspectMethod::Heartbeat: return "heartbeat";
    }
    return {};
}

ReplyAddress::ReplyAddress(const Endpoint &endpoint)
    : m_id(QUuid::createUuid().toByteArray(QUuid::WithoutBraces))
    , m_list(endpoint.key(m_id + ".reply.celery.pidbox"))
    , m_table(endpoint.key("_kombu.binding.reply.celery.pidbox"))
    , m_member(m_id + s_separator + s_separator + m_id + ".reply.celery.pidbox")
{
}

Probe Probe::bind(const ReplyAddress &address) { return Probe(Command("SADD", address.m_table, address.m_member)); }

Probe Probe::unbind(const ReplyAddress &address) { return Probe(Command("SREM", address.m_table, address.m_member)); }

Probe Probe::drop(const ReplyAddress &address) { return Probe(Command("DEL", address.m_list)); }

Probe Probe::takeReply(const ReplyAddress &address, std::chrono::milliseconds patience)
{
    // 0 would mean "for ever".
    const auto wait = std::max(patience, std::chrono::milliseconds {10});
    Probe probe(Command("BRPOP", address.m_list, QByteArray::number(double(wait.count()) / 1000.0, 'f', 3)));
    probe.m_blocks = wait;
    return probe;
}

Result<Probe> Probe::request(const Endpoint &endpoint, InspectMethod method, const QByteArray &envelope)
{
    QJsonObject outer = QJsonDocument::fromJson(envelope).object();
    if (outer.isEmpty())
        return notAProbe(QStringLiteral("the envelope is not a JSON object"));
    if (outer[QLatin1String("properties")].toObject()[QLatin1String("body_encoding")].toString()
        != QLatin1String("base64"))
        return notAProbe(QStringLiteral("the body is not base64"));
    const auto decoded = QByteArray::fromBase64Encoding(outer[QLatin1String("body")].toString().toLatin1(),
        QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    const QJsonObject body = decoded ? QJsonDocument::fromJson(*decoded).object() : QJsonObject();
    if (body[QLatin1String("method")].toString().toLatin1() != inspectMethodName(method))
        return notAProbe(QStringLiteral("the body's method is not %1").arg(QLatin1String(inspectMethodName(method))));
    // Written anew: of a name that stands twice in the source, everybody now sees the one that was checked.
    outer[QLatin1String("body")] = QString::fromLatin1(QJsonDocument(body).toJson(QJsonDocument::Compact).toBase64());
    const QByteArray channel = endpoint.key('/' + QByteArray::number(endpoint.db) + ".celery.pidbox");
    return Probe(Command("PUBLISH", channel, QJsonDocument(outer).toJson(QJsonDocument::Compact)));
}

} // namespace ph::transport::redis
