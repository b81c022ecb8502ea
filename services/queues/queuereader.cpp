// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/queuereader.h"

#include "services/base/logging.h"
#include "services/transport/link/countdown.h"

namespace ph::queues {

using namespace transport::redis;
using transport::Countdown;

namespace {

constexpr int kScanPage = 500;
constexpr int kScanRounds = 400;
constexpr int kUnackedPage = 200;

std::string_view view(const QByteArray &bytes) { return {bytes.constData(), std::size_t(bytes.size())}; }

/// What is refused is unknown, not empty: the first error among the replies. `commands` in their order; the last is
/// that of all that follow.
std::optional<Error> refusalIn(
    const std::vector<Reply> &replies, const QString &where, std::initializer_list<const char *> commands)
{
    for (std::size_t i = 0; i < replies.size(); ++i)
        if (replies[i].isError())
            return errorOf(replies[i], where, commands.begin()[std::min(i, commands.size() - 1)]);
    return std::nullopt;
}

QByteArray bytes(std::string_view text) { return {text.data(), qsizetype(text.size())}; }

} // namespace

QueueReader::QueueReader(
    Client &client, celery::KeySpace keys, QList<QByteArray> configured, TaskStore &store, const Clock &clock)
    : m_client(client)
    , m_keys(std::move(keys))
    , m_configured(std::move(configured))
    , m_store(store)
    , m_clock(clock)
{
}

Micros QueueReader::serverNow() const
{
    const WallTime ours = m_clock.wall();
    const auto &offset = m_client.state().clock;
    return Micros((offset ? offset->toServer(ours) : ours).time_since_epoch().count()) * 1000;
}

void QueueReader::setConsumers(std::map<QByteArray, QStringList> consumers, bool isWhole)
{
    m_consumers = std::move(consumers);
    m_areConsumersKnown = isWhole;
}

Task<void> QueueReader::discover(std::stop_token stop, Deadline deadline)
{
    const Countdown countdown(deadline);
    QByteArray cursor = "0";
    for (int round = 0; round < kScanRounds; ++round) {
        auto page = co_await m_client.read(
            Command("SCAN", cursor, "MATCH", m_keys.bindingPattern(), "COUNT", kScanPage), stop, countdown.left());
        if (!page)
            co_return fail(page.error());
        for (const Reply &key : page->at(1).items())
            if (const auto exchange = m_keys.queueExchangeOf(key.bytes()))
                m_exchanges.insert(*exchange);
        cursor = page->at(0).bytes();
        if (cursor == "0")
            break;
    }
    co_return Result<void> {};
}

Task<void> QueueReader::readBindings(std::stop_token stop, Deadline deadline)
{
    std::vector<Command> commands;
    for (const QByteArray &exchange : m_exchanges)
        commands.emplace_back("SMEMBERS", m_keys.bindingKey(exchange));
    auto replies = co_await m_client.readMany(std::move(commands), stop, deadline);
    if (!replies)
        co_return fail(replies.error());
    if (auto refused = refusalIn(*replies, QStringLiteral("the list of queues"), {"SMEMBERS"}))
        co_return fail(*refused);
    std::set<QByteArray> bound;
    for (const Reply &reply : *replies)
        for (const Reply &member : reply.items())
            if (const auto queue = m_keys.queueOfBinding(member.bytes()))
                bound.insert(*queue);
    m_bound = std::move(bound);
    co_return Result<void> {};
}

/// Counts the messages of one HSCAN page by queue, and tells the store of their tasks.
void QueueReader::countUnacked(const Reply &entries, UnackedPoll &poll, Micros now)
{
    for (std::size_t i = 1; i < entries.items().size(); i += 2) {
        ++poll.seen;
        const auto unacked = m_messages.unacked(view(entries.at(i).bytes()));
        if (!unacked)
            continue; // not Celery's; it counts in the total
        const celery::TaskMessage &message = unacked->message;
        Unacked &queue = poll.byQueue[bytes(unacked->routingKey)];
        ++queue.count;
        if (message.eta > now)
            ++queue.scheduled;
        const auto taken = poll.taken.find(entries.at(i - 1).bytes());
        const Micros takenAt = taken == poll.taken.end() ? 0 : taken->second;
        poll.tasks.push_back({message.id, takenAt});
        // What is not acknowledged was taken by a worker, though its event was not heard.
        m_store.merge({.id = message.id,
            .state = TaskState::Received,
            .name = message.task,
            .queue = unacked->routingKey,
            .worker = {},
            .args = message.argsRepr,
            .kwargs = message.kwargsRepr,
            .rootId = message.rootId,
            .parentId = message.parentId,
            .received = takenAt,
            .started = 0,
            .eta = message.eta,
            .expires = message.expires,
            .retries = message.retries});
    }
}

Task<QueueReader::UnackedPoll> QueueReader::readUnacked(std::stop_token stop, Deadline deadline)
{
    const Countdown countdown(deadline);
    std::vector<Command> commands;
    commands.emplace_back("HLEN", m_keys.unacked());
    commands.emplace_back("ZRANGE", m_keys.unackedIndex(), 0, kMostTimes - 1, "WITHSCORES");
    auto sizes = co_await m_client.readMany(std::move(commands), stop, countdown.left());
    if (!sizes)
        co_return fail(sizes.error());
    if (auto refused = refusalIn(*sizes, QStringLiteral("the unacknowledged messages"), {"HLEN", "ZRANGE"}))
        co_return fail(*refused);
    UnackedPoll poll;
    poll.total = sizes->at(0).toInteger();
    const auto &times = sizes->at(1).items(); // tag, time, tag, time … by time
    for (std::size_t i = 1; i < times.size(); i += 2)
        poll.taken[times[i - 1].bytes()] = microsFromSeconds(times[i].bytes().toDouble());
    poll.oldest = times.size() > 1 ? microsFromSeconds(times[1].bytes().toDouble()) : 0;
    QByteArray cursor = "0";
    const Micros now = serverNow();
    while (poll.total > 0 && poll.seen < kMostUnacked) {
        auto page = co_await m_client.read(
            Command("HSCAN", m_keys.unacked(), cursor, "COUNT", kUnackedPage), stop, countdown.left());
        if (!page)
            co_return fail(page.error());
        countUnacked(page->at(1), poll, now);
        cursor = page->at(0).bytes();
        if (cursor == "0") {
            poll.total = poll.seen; // seen whole
            break;
        }
    }
    co_return poll;
}

std::set<QByteArray> QueueReader::allQueues(const UnackedPoll &unacked, const std::vector<QueueFlow> &flows) const
{
    std::set<QByteArray> names = m_bound;
    names.insert(m_configured.begin(), m_configured.end());
    for (const auto &[queue, consumers] : m_consumers)
        names.insert(queue);
    for (const auto &[queue, counts] : unacked.byQueue)
        if (!queue.isEmpty())
            names.insert(queue);
    for (const QueueFlow &flow : flows)
        if (!flow.queue.empty() && flow.queue != Interner::overflowText())
            names.insert(bytes(flow.queue));
    return names;
}

std::set<QByteArray> QueueReader::knownQueues() const { return allQueues({}, m_store.flows()); }

/// When the oldest message of a list was sent: its task-sent event knows; else since when we see it at that place.
void QueueReader::fillOldest(QueueStatus &status, int step, const QByteArray &tail, Micros now)
{
    const auto message = m_messages.message(view(tail));
    Tail &known = m_tails[{status.name, step}];
    const std::string id = message ? message->id : std::string("?");
    if (known.id != id)
        known = {id, now};
    Micros since = known.seenSince;
    bool isAtLeast = true;
    if (message) {
        const auto slot = m_store.slotOf(message->id);
        const auto row = slot ? m_store.row(*slot) : std::nullopt;
        if (row && row->sent != 0) {
            since = row->sent;
            isAtLeast = false;
        }
    }
    if (status.oldestReadySince == 0 || since < status.oldestReadySince) {
        status.oldestReadySince = since;
        status.oldestIsAtLeast = isAtLeast;
        status.oldestTaskId = id;
    }
}

/// Takes the replies of one queue: LLEN and LINDEX -1 for each step.
void QueueReader::fillReady(QueueStatus &status, const std::vector<Reply> &replies, std::size_t &at, Micros now)
{
    for (qsizetype step = 0; step < m_keys.prioritySteps.size(); ++step) {
        const Reply &length = replies[at++];
        const Reply &tail = replies[at++];
        if (length.isError() && !status.error)
            status.error = errorOf(length, status.displayName(), "LLEN");
        const qint64 count = length.toInteger();
        status.readyByStep << count;
        status.ready += count;
        if (count > 0 && !tail.isNil() && !tail.isError())
            fillOldest(status, int(step), tail.bytes(), now);
        else
            m_tails.erase({status.name, int(step)});
    }
}

Task<QueueListing> QueueReader::read(std::stop_token stop, Deadline deadline)
{
    const LiveTask live;
    const Countdown countdown(deadline);
    if (auto bindings = co_await readBindings(stop, countdown.left()); !bindings)
        co_return fail(bindings.error());
    auto unacked = co_await readUnacked(stop, countdown.left());
    if (!unacked)
        co_return fail(unacked.error());
    m_unacked = std::move(unacked->tasks);
    const auto flows = m_store.flows();
    const std::set<QByteArray> names = allQueues(*unacked, flows);
    std::vector<Command> commands;
    for (const QByteArray &name : names) {
        for (const QByteArray &key : m_keys.queueKeys(name)) {
            commands.emplace_back("LLEN", key);
            commands.emplace_back("LINDEX", key, -1);
        }
    }
    std::vector<Reply> replies;
    if (!commands.empty()) {
        auto answered = co_await m_client.readMany(std::move(commands), stop, countdown.left());
        if (!answered)
            co_return fail(answered.error());
        replies = std::move(*answered);
    }
    QueueListing listing;
    listing.prioritySteps = m_keys.prioritySteps;
    listing.unackedTotal = unacked->total;
    listing.unackedRead = unacked->seen;
    listing.oldestUnacked = unacked->oldest;
    listing.serverNow = serverNow();
    for (const QueueFlow &flow : flows)
        listing.hasUnplacedEnds |= flow.queue.empty() && flow.minute().completions > 0;
    std::size_t at = 0;
    for (const QByteArray &name : names) {
        QueueStatus status;
        status.name = name;
        fillReady(status, replies, at, listing.serverNow);
        if (const auto it = unacked->byQueue.find(name); it != unacked->byQueue.end()) {
            status.unacked = it->second.count;
            status.scheduled = it->second.scheduled;
        }
        if (const auto it = m_consumers.find(name); it != m_consumers.end())
            status.consumers = it->second;
        status.areConsumersKnown = m_areConsumersKnown || !status.consumers.isEmpty();
        for (const QueueFlow &flow : flows) {
            if (flow.queue == view(name)) {
                status.flow = flow;
                status.hasFlow = flow.hasRates;
            }
        }
        listing.queues << status;
    }
    co_return listing;
}

} // namespace ph::queues
