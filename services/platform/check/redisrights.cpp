// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/check/redisrights.h"

#include "services/platform/connections/endpoints.h"
#include "services/transport/redis/probe.h"

namespace ph::platform::check {

namespace redis = transport::redis;

namespace {

template <class... Parts>
Right right(const char *name, Parts &&...parts)
{
    return {QLatin1String(name), redis::Command(std::forward<Parts>(parts)...)};
}

/// Glob characters of a prefix stand for themselves.
QByteArray escaped(const QByteArray &prefix)
{
    QByteArray out;
    for (const char c : prefix) {
        if (QByteArrayView("*?[]\\^").contains(c))
            out += '\\';
        out += c;
    }
    return out;
}

bool isRole(const Link &link, const char *role) { return link.role == QLatin1String(role); }

} // namespace

std::vector<Right> readingRights(const Link &link)
{
    const QByteArray prefix = link.keyPrefix.toUtf8();
    std::vector<Right> all;
    all.push_back(right("SCAN", "SCAN", "0"));
    all.push_back(right("TYPE", "TYPE", prefix + "celery"));
    all.push_back(right("TTL", "TTL", prefix + "celery"));
    all.push_back(right("CLIENT LIST", "CLIENT", "LIST"));
    all.push_back(right("MEMORY USAGE", "MEMORY", "USAGE", prefix + "celery"));
    all.push_back(right("SLOWLOG GET", "SLOWLOG", "GET", "1"));
    if (isRole(link, "broker")) {
        const QByteArray queue = prefix + (link.queues.isEmpty() ? QByteArray("celery") : link.queues.first().toUtf8());
        all.push_back(right("LLEN", "LLEN", queue));
        all.push_back(right("LINDEX", "LINDEX", queue, -1));
        all.push_back(right("LRANGE", "LRANGE", queue, 0, 0));
        all.push_back(right("SMEMBERS", "SMEMBERS", prefix + "_kombu.binding.celery"));
        all.push_back(right("HLEN", "HLEN", prefix + "unacked"));
        all.push_back(right("HGET", "HGET", prefix + "unacked", "x"));
        all.push_back(right("HSCAN", "HSCAN", prefix + "unacked", "0"));
        all.push_back(right("ZCARD", "ZCARD", prefix + "unacked_index"));
        all.push_back(right("ZRANGE", "ZRANGE", prefix + "unacked_index", 0, 0));
    } else if (isRole(link, "results")) {
        all.push_back(right("GET", "GET", prefix + "celery-task-meta-x"));
        all.push_back(right("MGET", "MGET", prefix + "celery-task-meta-x"));
    } else {
        all.push_back(right("GET", "GET", prefix + "x"));
        all.push_back(right("ZRANGE", "ZRANGE", prefix + "x", 0, 0));
        all.push_back(right("HGETALL", "HGETALL", prefix + "x"));
        all.push_back(right("STRLEN", "STRLEN", prefix + "x"));
    }
    return all;
}

QStringList neededForQueues(const QStringList &refused)
{
    static const QStringList s_needed {QStringLiteral("SMEMBERS"), QStringLiteral("HLEN"), QStringLiteral("ZRANGE"),
        QStringLiteral("HSCAN"), QStringLiteral("LLEN")};
    QStringList needed;
    for (const QString &name : refused)
        if (s_needed.contains(name))
            needed << name;
    return needed;
}

std::vector<Right> probeRights(const Profile &profile, const Link &link)
{
    const auto endpoint = redisEndpoint(profile, link);
    if (!endpoint)
        return {};
    const redis::ReplyAddress address(*endpoint);
    const QByteArray channel = endpoint->key("/" + QByteArray::number(endpoint->db) + ".celery.pidbox");
    std::vector<Right> all;
    all.push_back(right("PUBLISH to pidbox", "PUBLISH", channel, "{}"));
    all.push_back({QStringLiteral("SADD of the reply binding"), redis::Probe::bind(address).command()});
    all.push_back({QStringLiteral("SREM of the reply binding"), redis::Probe::unbind(address).command()});
    all.push_back({QStringLiteral("BRPOP of the reply list"),
        redis::Probe::takeReply(address, std::chrono::seconds {1}).command()});
    all.push_back({QStringLiteral("DEL of the reply list"), redis::Probe::drop(address).command()});
    return all;
}

std::vector<Right> changingRights(const Link &link)
{
    const QByteArray key = link.keyPrefix.toUtf8() + "pilothouse-check";
    std::vector<Right> all;
    all.push_back(right("SET", "SET", key, "x"));
    all.push_back(right("DEL", "DEL", key));
    all.push_back(right("LPUSH", "LPUSH", key, "x"));
    all.push_back(right("EXPIRE", "EXPIRE", key, 1));
    all.push_back(right("EVAL", "EVAL", "return 1", 0));
    all.push_back(right("FLUSHDB", "FLUSHDB"));
    all.push_back(right("CONFIG SET", "CONFIG", "SET", "maxmemory", "1"));
    return all;
}

std::vector<Right> operatingRights(const Link &link)
{
    const QByteArray prefix = link.keyPrefix.toUtf8();
    const QByteArray database = link.url.path().size() > 1 ? link.url.path().mid(1).toLatin1() : QByteArray("0");
    std::vector<Right> all;
    all.push_back(right("MULTI", "MULTI"));
    all.push_back(right("EVAL", "EVAL", "return 1", 0));
    if (isRole(link, "broker")) {
        all.push_back(right("PUBLISH", "PUBLISH", prefix + "/" + database + ".celery.pidbox", "{}"));
        all.push_back(right("LPUSH", "LPUSH", prefix + "celery", "x"));
        all.push_back(right("LREM", "LREM", prefix + "celery", 1, "x"));
        all.push_back(right("HDEL", "HDEL", prefix + "unacked", "x"));
        all.push_back(right("ZREM", "ZREM", prefix + "unacked_index", "x"));
    }
    all.push_back(right("DEL", "DEL", prefix + "x"));
    return all;
}

RoleKeys keysOf(const Link &link)
{
    const QByteArray prefix = escaped(link.keyPrefix.toUtf8());
    if (isRole(link, "broker"))
        return {prefix + "_kombu.binding.*", wording::FoundKeys::CeleryExchanges, true};
    if (isRole(link, "results"))
        return {prefix + "celery-task-meta-*", wording::FoundKeys::TaskResults};
    if (isRole(link, "limits"))
        return {prefix + "*LIMITER/*", wording::FoundKeys::RateLimits};
    return {};
}

} // namespace ph::platform::check
