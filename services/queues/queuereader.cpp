// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/queuereader.h"

#include "services/base/logging.h"

namespace ph::queues {

using namespace transport::redis;

namespace {

// Each page is a round trip; of so many keys the server looks through in some milliseconds.
constexpr int kScanPage = 10'000;
constexpr int kScanRounds = 20;
constexpr qint64 kFirstUnacked = 200;
constexpr qint64 kLongestPage = 2000;
constexpr qint64 kPageBytes = 4 << 20; ///< messages hold whole arguments

std::string_view view(const QByteArray &bytes) { return {bytes.constData(), std::size_t(bytes.size())}; }

/// A reply of one of Celery's keys, and what asked for it.
struct Answer {
    const Reply &reply;
    const char *command;
    QByteArray key;
    QLatin1String expected; ///< Redis's name of the type
};

/// What is refused is unknown, not empty: an error. A key of another type is noted, and false.
Result<bool> isReadable(const Answer &answer, const QString &what, QList<UnreadableKey> &unreadable)
{
    if (!answer.reply.isError())
        return true;
    Error error = errorOf(answer.reply, what, answer.command);
    if (error.code != QLatin1String("WRONGTYPE"))
        return fail(std::move(error));
    unreadable << UnreadableKey {answer.key, answer.expected};
    return false;
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

Task<void> QueueReader::discover(std::stop_token stop, Deadline silence)
{
    QByteArray cursor = "0";
    for (int round = 0; round < kScanRounds; ++round) {
        auto page = co_await m_client.read(
            Command("SCAN", cursor, "MATCH", m_keys.bindingPattern(), "COUNT", kScanPage), stop, silence);
        if (!page)
            co_return fail(page.error());
        ++m_steps;
        for (const Reply &key : page->at(1).items())
            if (const auto exchange = m_keys.queueExchangeOf(key.bytes()))
                m_exchanges.insert(*exchange);
        cursor = page->at(0).bytes();
        if (cursor == "0")
            break;
    }
    co_return Result<void> {};
}

/// Takes SMEMBERS of each exchange.
Result<void> QueueReader::takeBindings(std::span<const Reply> replies, UnackedPoll &poll)
{
    std::set<QByteArray> bound;
    auto reply = replies.begin();
    for (const QByteArray &exchange : m_exchanges) {
        const auto readable = isReadable({*reply, "SMEMBERS", m_keys.bindingKey(exchange), QLatin1String("set")},
            QStringLiteral("the list of queues"), poll.unreadable);
        if (!readable)
            return fail(readable.error());
        for (const Reply &member : reply->items())
            if (const auto queue = m_keys.queueOfBinding(member.bytes()))
                bound.insert(*queue);
        ++reply;
    }
    m_bound = std::move(bound);
    return {};
}

/// Counts the messages of one HSCAN page by queue, and tells the store of their tasks.
void QueueReader::countUnacked(const Reply &entries, UnackedPoll &poll, Micros now)
{
    for (std::size_t i = 1; i < entries.items().size(); i += 2) {
        ++poll.seen;
        poll.bytes += entries.at(i).bytes().size();
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

/// Takes HLEN, ZRANGE and the first page of HSCAN.
Result<void> QueueReader::beginUnacked(std::span<const Reply> replies, UnackedPoll &poll)
{
    const QString what = QStringLiteral("the unacknowledged messages");
    const auto messages
        = isReadable({replies[0], "HLEN", m_keys.unacked(), QLatin1String("hash")}, what, poll.unreadable);
    const auto times
        = isReadable({replies[1], "ZRANGE", m_keys.unackedIndex(), QLatin1String("zset")}, what, poll.unreadable);
    if (!times || !messages)
        return fail(times ? messages.error() : times.error());
    if (*messages && replies[2].isError())
        return fail(errorOf(replies[2], what, "HSCAN"));
    const auto &taken = replies[1].items(); // tag, time, tag, time … by time
    for (std::size_t i = 1; i < taken.size(); i += 2)
        poll.taken[taken[i - 1].bytes()] = microsFromSeconds(taken[i].bytes().toDouble());
    poll.oldest = taken.size() > 1 ? microsFromSeconds(taken[1].bytes().toDouble()) : 0;
    poll.isKnown = *messages;
    poll.cursor = "0";
    if (!poll.isKnown)
        return {};
    poll.total = replies[0].toInteger();
    takePage(replies[2], poll, serverNow());
    return {};
}

void QueueReader::takePage(const Reply &page, UnackedPoll &poll, Micros now)
{
    countUnacked(page.at(1), poll, now);
    poll.cursor = page.at(0).bytes();
    if (poll.cursor == "0")
        poll.total = poll.seen; // seen whole
}

/// Which queues are bound, and what is unacknowledged: in one round trip, if that is not much.
Task<QueueReader::UnackedPoll> QueueReader::readBasis(std::stop_token stop, Deadline silence)
{
    std::vector<Command> commands;
    for (const QByteArray &exchange : m_exchanges)
        commands.emplace_back("SMEMBERS", m_keys.bindingKey(exchange));
    const std::size_t bindings = commands.size();
    commands.emplace_back("HLEN", m_keys.unacked());
    commands.emplace_back("ZRANGE", m_keys.unackedIndex(), 0, kMostTimes - 1, "WITHSCORES");
    commands.emplace_back("HSCAN", m_keys.unacked(), "0", "COUNT", kFirstUnacked);
    auto replies = co_await m_client.readManyWhileAnswered(std::move(commands), stop, silence);
    if (!replies)
        co_return fail(replies.error());
    const std::span<const Reply> all(*replies);
    UnackedPoll poll;
    if (auto taken = takeBindings(all.first(bindings), poll); !taken)
        co_return fail(taken.error());
    if (auto begun = beginUnacked(all.subspan(bindings), poll); !begun)
        co_return fail(begun.error());
    ++m_steps;
    while (poll.cursor != "0" && poll.seen < kMostUnacked) {
        const qint64 fits = kPageBytes * poll.seen / std::max<qint64>(1, poll.bytes);
        const qint64 count = std::clamp<qint64>(std::min(fits, kMostUnacked - poll.seen), 10, kLongestPage);
        auto page
            = co_await m_client.read(Command("HSCAN", m_keys.unacked(), poll.cursor, "COUNT", count), stop, silence);
        if (!page)
            co_return fail(page.error());
        ++m_steps;
        takePage(*page, poll, serverNow());
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

Task<QueueListing> QueueReader::read(std::stop_token stop, Deadline silence)
{
    const LiveTask live;
    auto unacked = co_await readBasis(stop, silence);
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
        auto answered = co_await m_client.readManyWhileAnswered(std::move(commands), stop, silence);
        if (!answered)
            co_return fail(answered.error());
        ++m_steps;
        replies = std::move(*answered);
    }
    QueueListing listing;
    listing.prioritySteps = m_keys.prioritySteps;
    listing.unackedTotal = unacked->total;
    listing.unackedRead = unacked->seen;
    listing.oldestUnacked = unacked->oldest;
    listing.serverNow = serverNow();
    listing.unreadable = std::move(unacked->unreadable);
    listing.isUnackedKnown = unacked->isKnown;
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
