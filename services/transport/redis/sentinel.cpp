// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/sentinel.h"

#include "services/transport/link/countdown.h"

namespace ph::transport::redis {

namespace {

Task<HostPort> ask(Access access, QString masterName, std::stop_token stop, Deadline deadline)
{
    const Countdown countdown(deadline);
    Connection connection(std::move(access));
    auto opened = co_await connection.open(stop, countdown.left());
    if (!opened)
        co_return fail(opened.error());
    auto sent = connection.send(Command("SENTINEL", "get-master-addr-by-name", masterName.toUtf8()));
    if (!sent)
        co_return fail(sent.error());
    auto reply = co_await (*sent)->wait(stop, countdown.left(), connection.where());
    if (!reply)
        co_return fail(reply.error());
    if (reply->isError())
        co_return fail(errorOf(*reply, connection.where()));
    if (reply->items().size() != 2)
        co_return fail(ErrorKind::NotFound, QStringLiteral("the sentinel knows no master named %1").arg(masterName),
            connection.where(), QStringLiteral("check the master's name in the profile"), QStringLiteral("no-master"));
    co_return HostPort {QString::fromUtf8(reply->at(0).bytes()), quint16(reply->at(1).toInteger())};
}

} // namespace

Task<HostPort> findMaster(Access access, std::stop_token stop, Deadline deadline)
{
    const Sentinel sentinel = *access.endpoint.sentinel;
    const Countdown countdown(deadline);
    Error last {ErrorKind::Invalid, QStringLiteral("no sentinel is named"), access.endpoint.where(), {}, {}, {}, {}};
    for (const HostPort &each : sentinel.addresses) {
        Access one = access;
        one.endpoint.sentinel.reset();
        one.endpoint.host = each.host;
        one.endpoint.port = each.port;
        one.endpoint.db = 0;
        one.endpoint.label = QStringLiteral("sentinel");
        one.credentials = nullptr;
        // A dead sentinel must not eat the time of the living ones.
        const Deadline share = std::max(countdown.left() / 2, Deadline {200});
        auto found = co_await ask(std::move(one), sentinel.masterName, stop, share);
        if (found || isCancelled(found.error()))
            co_return found;
        last = found.error();
    }
    co_return fail(last);
}

bool isOfSentinel(const QByteArray &info) { return info.contains("\nredis_mode:sentinel"); }

Error sentinelAnswers(const QString &where)
{
    return {ErrorKind::Protocol, QStringLiteral("a Redis Sentinel answers there, not a data server"), where,
        QStringLiteral(
            "a Redis Sentinel answers there: give the master's name with the sentinel's address, or the data "
            "server's port (usually 6379)"),
        QStringLiteral("wrong-service"), {}, {}};
}

} // namespace ph::transport::redis
