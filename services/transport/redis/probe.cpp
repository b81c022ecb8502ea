// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/probe.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUuid>

namespace ph::transport::redis {

namespace {

/// Between the parts of a binding (kombu's separator).
constexpr const char s_separator[] = "\x06\x16";

/// "piloth" in hexadecimal.
constexpr const char s_ours[] = "70696c6f-7468-";

/// ours-TTTT-TTTT-random: T are the seconds since 1970.
QByteArray newId(qint64 madeAt)
{
    const QByteArray time = QByteArray::number(quint32(madeAt), 16).rightJustified(8, '0');
    return s_ours + time.first(4) + '-' + time.last(4) + QUuid::createUuid().toByteArray(QUuid::WithoutBraces).last(13);
}

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

ReplyAddress::ReplyAddress(const Endpoint &endpoint, qint64 madeAt)
    : ReplyAddress(endpoint, newId(madeAt))
{
}

std::optional<ReplyAddress> ReplyAddress::leftBehind(const Endpoint &endpoint, const QByteArray &member, qint64 now)
{
    constexpr qsizetype idSize = 36;
    if (!member.startsWith(s_ours))
        return std::nullopt;
    ReplyAddress address(endpoint, member.left(idSize));
    static const QRegularExpression s_id(
        QStringLiteral("\\A[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f]{4})-([0-9a-f]{4})-[0-9a-f]{12}\\z"));
    const auto match = s_id.match(QString::fromLatin1(address.m_id));
    if (!match.hasMatch() || address.m_member != member)
        return std::nullopt;
    const qint64 madeAt = (match.captured(1) + match.captured(2)).toLongLong(nullptr, 16);
    return now - madeAt > longestLifeSeconds ? std::optional(std::move(address)) : std::nullopt;
}

Command ReplyAddress::scan(const Endpoint &endpoint, const QByteArray &cursor)
{
    return Command("SSCAN", endpoint.key("_kombu.binding.reply.celery.pidbox"), cursor, "MATCH",
        QByteArray(s_ours) + '*', "COUNT", 500);
}

Command ReplyAddress::answersAfter(qint64 known) const
{
    return Command("LRANGE", m_list, 0, -known - 1); // new ones come in at the head
}

ReplyAddress::ReplyAddress(const Endpoint &endpoint, QByteArray id)
    : m_id(std::move(id))
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
