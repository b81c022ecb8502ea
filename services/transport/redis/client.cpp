// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/client.h"

#include "services/transport/link/countdown.h"
#include "services/transport/redis/keptlink.h"
#include "services/transport/redis/readtable.h"

#include <QCryptographicHash>
#include <QPointer>

using namespace std::chrono_literals;

namespace ph::transport::redis {

namespace {

/// So many commands of a batch are under way at once; other calls get their turn in between.
constexpr std::size_t s_flight = 2048;

using Replies = std::vector<std::shared_ptr<Pending<Reply>>>;

Error connectionGone(const KeptLink &link, const Endpoint &endpoint)
{
    Error error = link.state().reason;
    if (link.state().phase != LinkPhase::Down)
        error = {ErrorKind::Network, QStringLiteral("the connection was lost"), endpoint.where(), {},
            QStringLiteral("closed"), {}, {}};
    return error;
}

Error goneClient() { return {ErrorKind::Cancelled, QStringLiteral("the client was closed"), {}, {}, {}, {}, {}}; }

/// Bytes of a change have left: without an answer nobody knows whether it was made.
Error afterSending(Error error)
{
    if (error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::Timeout || error.kind == ErrorKind::Network
        || error.kind == ErrorKind::Protocol || error.kind == ErrorKind::TooLarge) {
        error.hint
            = QStringLiteral("the command was sent; whether it was carried out is unknown: look before you repeat it");
        error.code = QStringLiteral("outcome-unknown");
    }
    return error;
}

} // namespace

/// Connections for waiting commands: each takes one for itself; idle ones are kept for the next.
class Client::BlockingPool final {
public:
    struct Lease {
        std::shared_ptr<Connection> connection;
    };
    explicit BlockingPool(Access access)
        : m_access(std::move(access))
    {
    }

    [[nodiscard]] static Task<Lease> take(std::shared_ptr<BlockingPool> self, std::stop_token stop, Deadline deadline)
    {
        while (!self->m_idle.empty()) {
            auto connection = std::move(self->m_idle.back());
            self->m_idle.pop_back();
            if (connection->isOpen())
                co_return Lease {std::move(connection)};
        }
        auto fresh = std::make_shared<Connection>(self->m_access);
        auto opened = co_await fresh->open(stop, deadline);
        if (!opened)
            co_return fail(opened.error());
        co_return Lease {std::move(fresh)};
    }
    void giveBack(std::shared_ptr<Connection> connection)
    {
        if (m_idle.size() < s_mostIdle)
            m_idle.push_back(std::move(connection));
    }

private:
    static constexpr std::size_t s_mostIdle = 2;
    Access m_access;
    std::vector<std::shared_ptr<Connection>> m_idle;
};

Client::Client(Options options)
    : m_options(std::move(options))
    , m_reader(
          std::make_unique<KeptLink>(KeptLink::Options {.access = accessAs(m_options.reader), .measuresClock = true}))
    , m_blocking(std::make_shared<BlockingPool>(
          accessAs(m_options.probesAsOperator ? m_options.operatorUser : m_options.reader)))
{
    if (m_options.operatorUser)
        m_operator = std::make_unique<KeptLink>(KeptLink::Options {.access = accessAs(m_options.operatorUser)});
    connect(m_reader.get(), &KeptLink::stateChanged, this, [this] { Q_EMIT stateChanged(m_reader->state()); });
}

Client::~Client() { m_reader->disconnect(this); }

Access Client::accessAs(const CredentialSource &credentials) const
{
    return {m_options.endpoint, credentials, m_options.dial};
}

void Client::start() { m_reader->start(); }

void Client::reconnectNow()
{
    m_reader->reconnectNow();
    if (m_operator)
        m_operator->reconnectNow();
}

const LinkState &Client::state() const { return m_reader->state(); }

Task<Reply> Client::read(Command command, std::stop_token stop, Deadline deadline)
{
    const QByteArray name = command.name();
    std::vector<Command> one;
    one.push_back(std::move(command));
    auto replies = co_await readMany(std::move(one), stop, deadline);
    if (!replies)
        co_return fail(replies.error());
    Reply &reply = replies->front();
    if (reply.isError())
        co_return fail(errorOf(reply, m_options.endpoint.where(), name));
    co_return std::move(reply);
}

Task<std::vector<Reply>> Client::readMany(std::vector<Command> commands, std::stop_token stop, Deadline deadline)
{
    return readBatch(
        std::move(commands), std::move(stop), [countdown = Countdown(deadline)] { return countdown.left(); });
}

Task<std::vector<Reply>> Client::readManyWhileAnswered(
    std::vector<Command> commands, std::stop_token stop, Deadline silence)
{
    return readBatch(std::move(commands), std::move(stop), [silence] { return silence; });
}

Task<std::vector<Reply>> Client::readBatch(
    std::vector<Command> commands, std::stop_token stop, std::function<Deadline()> left)
{
    const LiveTask live;
    const QPointer<Client> self(this);
    const QString where = m_options.endpoint.where();
    for (const Command &command : commands) {
        if (auto allowed = checkRead(command); !allowed)
            co_return fail(allowed.error());
    }
    std::vector<Reply> all;
    all.reserve(commands.size());
    for (std::size_t from = 0; from < commands.size(); from += s_flight) {
        auto ready = co_await m_reader->ready(stop, left());
        if (!ready)
            co_return fail(ready.error());
        if (!self)
            co_return fail(goneClient());
        if (!m_reader->connection())
            co_return fail(connectionGone(*m_reader, m_options.endpoint));
        const std::size_t to = std::min(from + s_flight, commands.size());
        std::vector<Command> flight(std::make_move_iterator(commands.begin() + qsizetype(from)),
            std::make_move_iterator(commands.begin() + qsizetype(to)));
        auto sent = m_reader->connection()->send(flight);
        if (!sent)
            co_return fail(sent.error());
        for (const auto &each : *sent) {
            auto reply = co_await each->wait(stop, left(), where);
            if (!reply)
                co_return fail(reply.error());
            all.push_back(std::move(*reply));
        }
        if (!self)
            co_return fail(goneClient());
    }
    co_return all;
}

Result<void> Client::checkWrite(const Command &command) const
{
    if (!m_operator)
        return fail(ErrorKind::Forbidden, QStringLiteral("no operator user is configured for this Redis"),
            m_options.endpoint.where(),
            QStringLiteral("add an operator user to the profile; reading goes on without one"),
            QStringLiteral("no-operator"));
    return checkShared(command);
}

KeptLink &Client::operatorLink() { return *m_operator; }

KeptLink &Client::probeLink() { return m_options.probesAsOperator && m_operator ? *m_operator : *m_reader; }

template <class P>
Task<std::vector<Reply>> Client::sendPermitted(
    KeptLink *link, P permit, std::vector<Command> commands, std::stop_token stop, Deadline deadline)
{
    const LiveTask live;
    const Countdown countdown(deadline);
    const QPointer<Client> self(this);
    const QString where = m_options.endpoint.where();
    auto ready = co_await link->ready(stop, countdown.left());
    if (!ready)
        co_return fail(ready.error());
    if (!self)
        co_return fail(goneClient());
    if (!link->connection())
        co_return fail(connectionGone(*link, m_options.endpoint));
    if (auto redeemed = permit.redeem(m_options.endpoint.environment); !redeemed)
        co_return fail(redeemed.error());
    auto sent = link->connection()->send(commands);
    if (!sent)
        co_return fail(sent.error());
    std::vector<Reply> replies;
    for (const auto &each : *sent) {
        auto reply = co_await each->wait(stop, countdown.left(), where);
        if (!reply)
            co_return fail(afterSending(reply.error()));
        replies.push_back(std::move(*reply));
    }
    co_return replies;
}

template <class P>
Task<Reply> Client::sendOne(KeptLink *link, P permit, Command command, std::stop_token stop, Deadline deadline)
{
    const QString where = m_options.endpoint.where();
    const QByteArray name = command.name();
    std::vector<Command> one;
    one.push_back(std::move(command));
    auto replies = co_await sendPermitted(link, std::move(permit), std::move(one), stop, deadline);
    if (!replies)
        co_return fail(replies.error());
    Reply &reply = replies->front();
    if (reply.isError())
        co_return fail(errorOf(reply, where, name));
    co_return std::move(reply);
}

Task<Reply> Client::write(WritePermit permit, Command command, std::stop_token stop, Deadline deadline)
{
    if (auto allowed = checkWrite(command); !allowed)
        co_return fail(allowed.error());
    co_return co_await sendOne(&operatorLink(), std::move(permit), std::move(command), stop, deadline);
}

Task<std::vector<Reply>> Client::writeAtomically(
    WritePermit permit, std::vector<Command> commands, std::stop_token stop, Deadline deadline)
{
    std::vector<Command> all;
    all.emplace_back("MULTI");
    for (Command &each : commands) {
        if (auto allowed = checkWrite(each); !allowed)
            co_return fail(allowed.error());
        all.push_back(std::move(each));
    }
    all.emplace_back("EXEC");
    if (all.size() == 2)
        co_return fail(ErrorKind::Invalid, QStringLiteral("nothing to write"));
    const QString where = m_options.endpoint.where();
    auto replies = co_await sendPermitted(&operatorLink(), std::move(permit), std::move(all), stop, deadline);
    if (!replies)
        co_return fail(replies.error());
    for (const Reply &reply : *replies) { // a refused one makes EXEC refuse all: the first says why
        if (reply.isError())
            co_return fail(errorOf(reply, where, "MULTI"));
    }
    co_return std::vector<Reply>(replies->back().items());
}

Task<Reply> Client::writeScript(WritePermit permit, Script script, std::vector<QByteArray> keys,
    std::vector<QByteArray> arguments, std::stop_token stop, Deadline deadline)
{
    // EVAL with the source each time: EVALSHA would save bytes, but needs a second send when the server has forgotten
    // it.
    Command command("EVAL", script.source, keys.size());
    for (QByteArray &each : keys)
        command.add(std::move(each));
    for (QByteArray &each : arguments)
        command.add(std::move(each));
    if (auto allowed = checkWrite(command); !allowed)
        co_return fail(allowed.error());
    co_return co_await sendOne(&operatorLink(), std::move(permit), std::move(command), stop, deadline);
}

Task<Reply> Client::probe(ProbePermit permit, Probe probe, std::stop_token stop, Deadline deadline)
{
    const LiveTask live;
    if (m_options.probesAsOperator && !m_operator)
        co_return fail(checkWrite(probe.command()).error());
    if (!probe.blocksFor())
        co_return co_await sendOne(&probeLink(), std::move(permit), probe.command(), stop, deadline);
    const Countdown countdown(deadline);
    const auto pool = m_blocking;
    const QString environment = m_options.endpoint.environment;
    const QString where = m_options.endpoint.where();
    auto lease = co_await BlockingPool::take(pool, stop, countdown.left());
    if (!lease)
        co_return fail(lease.error());
    if (auto redeemed = permit.redeem(environment); !redeemed)
        co_return fail(redeemed.error());
    auto sent = lease->connection->send(probe.command());
    if (!sent)
        co_return fail(sent.error());
    auto reply = co_await (*sent)->wait(stop, countdown.left(), where);
    if (!reply) // still blocked on the server: the connection goes with us
        co_return fail(reply.error());
    pool->giveBack(std::move(lease->connection));
    if (reply->isError())
        co_return fail(errorOf(*reply, where, "BRPOP"));
    co_return std::move(*reply);
}

} // namespace ph::transport::redis
