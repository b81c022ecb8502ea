// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/dryrun.h"

#include "services/transport/link/countdown.h"

#include <algorithm>

namespace ph::transport::redis {

namespace {

Result<void> checkHarmless(const Command &command)
{
    static const QList<QByteArray> s_runs {"PING", "QUIT", "RESET", "HELLO", "AUTH"};
    const QByteArray name = command.name();
    if (s_runs.contains(name) || name.endsWith("SUBSCRIBE"))
        return fail(
            ErrorKind::Invalid, QStringLiteral("a subscribed connection would run this"), QString::fromUtf8(name));
    return {};
}

bool isContextRefusal(const Reply &reply)
{
    return reply.isError() && reply.bytes().contains("allowed in this context");
}

Task<std::vector<Reply>> ask(
    Connection *connection, std::vector<Command> commands, std::stop_token stop, Deadline deadline)
{
    auto sent = connection->send(commands);
    if (!sent)
        co_return fail(sent.error());
    std::vector<Reply> replies;
    for (const auto &each : *sent) {
        auto reply = co_await each->wait(stop, deadline, connection->where());
        if (!reply)
            co_return fail(reply.error());
        replies.push_back(std::move(*reply));
    }
    co_return replies;
}

Task<void> subscribe(Connection *connection, QByteArray channel, std::stop_token stop, Deadline deadline)
{
    std::vector<Command> one;
    one.push_back(Command("SUBSCRIBE", std::move(channel)));
    auto replies = co_await ask(connection, std::move(one), stop, deadline);
    if (!replies)
        co_return fail(replies.error());
    if (replies->front().isError())
        co_return fail(errorOf(replies->front(), connection->where()));
    if (replies->front().at(0).bytes() != "subscribe")
        co_return fail(ErrorKind::Protocol, QStringLiteral("no answer to SUBSCRIBE"), connection->where(), {},
            QStringLiteral("malformed"));
    co_return Result<void> {};
}

/// True only when the server is seen to refuse reads for want of the right context.
Task<void> proveContext(Connection *connection, std::stop_token stop, Deadline deadline)
{
    std::vector<Command> reads;
    reads.push_back(Command("ECHO", "pilothouse"));
    reads.push_back(Command("TIME"));
    reads.push_back(Command("GET", "pilothouse"));
    auto replies = co_await ask(connection, std::move(reads), stop, deadline);
    if (!replies)
        co_return fail(replies.error());
    const bool noneRan = std::ranges::all_of(*replies, [](const Reply &each) { return each.isError(); });
    if (noneRan && std::ranges::any_of(*replies, isContextRefusal))
        co_return Result<void> {};
    co_return fail(ErrorKind::Unavailable, QStringLiteral("this server cannot be asked what it would refuse"),
        connection->where(), {}, QStringLiteral("no-dry-run"));
}

} // namespace

Task<DryAnswers> dryRun(
    Access access, QByteArray channel, std::vector<Command> commands, std::stop_token stop, Deadline deadline)
{
    const LiveTask live;
    const Countdown countdown(deadline);
    for (const Command &command : commands) {
        if (auto harmless = checkHarmless(command); !harmless)
            co_return fail(harmless.error());
    }
    Connection connection(std::move(access));
    auto opened = co_await connection.open(stop, countdown.left());
    if (!opened)
        co_return fail(opened.error());
    auto subscribed = co_await subscribe(&connection, std::move(channel), stop, countdown.left());
    if (!subscribed)
        co_return fail(subscribed.error());
    auto proven = co_await proveContext(&connection, stop, countdown.left());
    if (!proven)
        co_return fail(proven.error());
    auto replies = co_await ask(&connection, std::move(commands), stop, countdown.left());
    if (!replies)
        co_return fail(replies.error());
    DryAnswers answers;
    for (const Reply &reply : *replies) {
        if (!reply.isError())
            co_return fail(ErrorKind::Protocol, QStringLiteral("the server ran a command that it had to refuse"),
                connection.where(), {}, QStringLiteral("malformed"));
        answers.push_back(
            isContextRefusal(reply) ? std::nullopt : std::optional<Error>(errorOf(reply, connection.where())));
    }
    co_return answers;
}

} // namespace ph::transport::redis
