// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/readtable.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace ph::transport::redis {

namespace {

using namespace std::string_view_literals;

// Left out on purpose although Redis calls them reads: KEYS (blocks the server), TOUCH and PFCOUNT (change something),
// COMMAND DOCS/INFO and XINFO … FULL (nest deeper than the parser takes), ACL GETUSER/LIST (password hashes), EVAL_RO
// and FCALL_RO (programs), SORT (can store; SORT_RO cannot), BITFIELD, GEORADIUS (the same).
constexpr std::string_view s_plain[] = {
    // keys
    "DBSIZE", "EXISTS", "EXPIRETIME", "PEXPIRETIME", "PTTL", "RANDOMKEY", "SCAN", "TTL", "TYPE", "DUMP", "SORT_RO",
    // strings
    "BITCOUNT", "BITFIELD_RO", "BITPOS", "GET", "GETBIT", "GETRANGE", "LCS", "MGET", "STRLEN", "SUBSTR",
    // hashes
    "HEXISTS", "HGET", "HGETALL", "HKEYS", "HLEN", "HMGET", "HRANDFIELD", "HSCAN", "HSTRLEN", "HVALS",
    // lists
    "LINDEX", "LLEN", "LPOS", "LRANGE",
    // sets
    "SCARD", "SDIFF", "SINTER", "SINTERCARD", "SISMEMBER", "SMEMBERS", "SMISMEMBER", "SRANDMEMBER", "SSCAN", "SUNION",
    // sorted sets
    "ZCARD", "ZCOUNT", "ZDIFF", "ZINTER", "ZINTERCARD", "ZLEXCOUNT", "ZMSCORE", "ZRANDMEMBER", "ZRANGE", "ZRANGEBYLEX",
    "ZRANGEBYSCORE", "ZRANK", "ZREVRANGE", "ZREVRANGEBYLEX", "ZREVRANGEBYSCORE", "ZREVRANK", "ZSCAN", "ZSCORE",
    "ZUNION",
    // streams, positions
    "XLEN", "XPENDING", "XRANGE", "XREAD", "XREVRANGE", "GEODIST", "GEOHASH", "GEOPOS", "GEORADIUS_RO",
    "GEORADIUSBYMEMBER_RO", "GEOSEARCH",
    // server
    "ECHO", "INFO", "LASTSAVE", "PING", "ROLE", "TIME"};

struct Container {
    std::string_view command;
    std::string_view sub;
};

constexpr Container s_sub[] = {{"ACL", "CAT"}, {"ACL", "DRYRUN"}, {"ACL", "WHOAMI"}, {"CLIENT", "GETNAME"},
    {"CLIENT", "ID"}, {"CLIENT", "INFO"}, {"CLIENT", "LIST"}, {"CLUSTER", "INFO"}, {"CLUSTER", "KEYSLOT"},
    {"CLUSTER", "MYID"}, {"CLUSTER", "NODES"}, {"CLUSTER", "SHARDS"}, {"CLUSTER", "SLOTS"}, {"COMMAND", "COUNT"},
    {"COMMAND", "LIST"}, {"CONFIG", "GET"}, {"FUNCTION", "STATS"}, {"LATENCY", "DOCTOR"}, {"LATENCY", "HISTOGRAM"},
    {"LATENCY", "HISTORY"}, {"LATENCY", "LATEST"}, {"MEMORY", "DOCTOR"}, {"MEMORY", "STATS"}, {"MEMORY", "USAGE"},
    {"MODULE", "LIST"}, {"OBJECT", "ENCODING"}, {"OBJECT", "FREQ"}, {"OBJECT", "IDLETIME"}, {"OBJECT", "REFCOUNT"},
    {"PUBSUB", "CHANNELS"}, {"PUBSUB", "NUMPAT"}, {"PUBSUB", "NUMSUB"}, {"SCRIPT", "EXISTS"}, {"SENTINEL", "CKQUORUM"},
    {"SENTINEL", "GET-MASTER-ADDR-BY-NAME"}, {"SENTINEL", "MASTER"}, {"SENTINEL", "MASTERS"}, {"SENTINEL", "REPLICAS"},
    {"SENTINEL", "SENTINELS"}, {"SLOWLOG", "GET"}, {"SLOWLOG", "LEN"}, {"XINFO", "CONSUMERS"}, {"XINFO", "GROUPS"},
    {"XINFO", "STREAM"}};

constexpr std::string_view s_breaking[] = {"ASKING", "AUTH", "BLMOVE", "BLMPOP", "BLPOP", "BRPOP", "BRPOPLPUSH",
    "BZMPOP", "BZPOPMAX", "BZPOPMIN", "DISCARD", "EXEC", "HELLO", "MONITOR", "MULTI", "PSUBSCRIBE", "PSYNC",
    "PUNSUBSCRIBE", "QUIT", "READONLY", "READWRITE", "REPLCONF", "RESET", "SELECT", "SSUBSCRIBE", "SUBSCRIBE",
    "SUNSUBSCRIBE", "SYNC", "UNSUBSCRIBE", "UNWATCH", "WAIT", "WAITAOF", "WATCH"};

std::string_view view(const QByteArray &bytes) { return {bytes.constData(), std::size_t(bytes.size())}; }

bool hasOption(const Command &command, std::size_t from, std::string_view option)
{
    for (std::size_t i = from; i < command.argv().size(); ++i) {
        if (view(command.option(i)) == option)
            return true;
    }
    return false;
}

/// Options that turn a harmless command into one that blocks or nests too deep.
bool hasForbiddenOption(const Command &command, std::string_view name)
{
    if (name == "XREAD"sv) { // options stand before STREAMS; after it come keys, which may be named anything
        for (std::size_t i = 1; i < command.argv().size(); ++i) {
            const QByteArray option = command.option(i);
            if (option == "STREAMS")
                return false;
            if (option == "BLOCK")
                return true;
        }
        return false;
    }
    return name == "XINFO"sv && hasOption(command, 3, "FULL"sv);
}

Failure refused(const Command &command, QString why)
{
    return fail(ErrorKind::Refused, std::move(why), QString::fromUtf8(command.name().left(32)), {},
        QStringLiteral("not-a-read"));
}

} // namespace

Result<void> checkRead(const Command &command)
{
    const QByteArray nameBytes = command.name();
    const std::string_view name = view(nameBytes);
    const QByteArray subBytes = command.option(1);
    const auto isSub
        = [name, sub = view(subBytes)](const Container &each) { return each.command == name && each.sub == sub; };
    const bool known = std::ranges::find(s_plain, name) != std::end(s_plain) || std::ranges::any_of(s_sub, isSub);
    if (!known)
        return refused(command, QStringLiteral("not in the table of reading commands"));
    if (hasForbiddenOption(command, name))
        return refused(command, QStringLiteral("this option is not allowed in a read"));
    return {};
}

std::vector<QByteArray> readCommands()
{
    std::vector<QByteArray> all;
    for (const auto each : s_plain)
        all.emplace_back(each.data(), qsizetype(each.size()));
    for (const Container &each : s_sub)
        all.push_back(QByteArray(each.command.data(), qsizetype(each.command.size())) + ' '
            + QByteArray(each.sub.data(), qsizetype(each.sub.size())));
    return all;
}

Result<void> checkShared(const Command &command)
{
    const QByteArray nameBytes = command.name();
    const bool breaks = std::ranges::find(s_breaking, view(nameBytes)) != std::end(s_breaking)
        || (nameBytes == "CLIENT" && (command.option(1) == "REPLY" || command.option(1) == "PAUSE"))
        || (nameBytes == "XREADGROUP" && hasOption(command, 1, "BLOCK"sv));
    if (breaks)
        return fail(ErrorKind::Refused, QStringLiteral("this command would break a shared connection"),
            QString::fromUtf8(nameBytes), {}, QStringLiteral("breaks-connection"));
    return {};
}

} // namespace ph::transport::redis
