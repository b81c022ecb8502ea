// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/waitingreader.h"

#include "services/transport/link/countdown.h"

namespace ph::queues {

using namespace transport::redis;
using transport::Countdown;

namespace {

constexpr qint64 kFirstPage = 50;
constexpr qint64 kLongestPage = 1000;
constexpr qint64 kPageBytes = 4 << 20; ///< of all lists together
constexpr qint64 kMostBytes = 32 << 20;
constexpr qint64 kLongestSlice = 20'000; ///< of a search
constexpr Deadline kSilence {4000};

std::string_view view(const QByteArray &bytes) { return {bytes.constData(), std::size_t(bytes.size())}; }

} // namespace

WaitingReader::WaitingReader(Client &client, celery::KeySpace keys, const QueueReader &queues, TaskStore &store)
    : m_client(client)
    , m_keys(std::move(keys))
    , m_queues(queues)
    , m_store(store)
{
}

Task<qint64> WaitingReader::visit(int most, Visitor visitor, std::stop_token stop, Deadline silence)
{
    struct List {
        QByteArray queue;
        QByteArray key;
        qint64 length = 0;
        qint64 seen = 0;
        bool isSeenWhole = false;
    };
    std::vector<List> lists;
    for (const QByteArray &name : m_queues.knownQueues())
        for (const QByteArray &key : m_keys.queueKeys(name))
            lists.push_back({name, key});
    qint64 left = 0;
    qint64 page = std::min<qint64>(kFirstPage, most);
    for (qint64 budget = kMostBytes; !lists.empty() && budget > 0;) {
        std::vector<Command> commands;
        for (const List &list : lists) {
            commands.emplace_back("LLEN", list.key);
            commands.emplace_back("LRANGE", list.key, -list.seen - page, -list.seen - 1);
        }
        auto replies = co_await m_client.readManyWhileAnswered(std::move(commands), stop, silence);
        if (!replies)
            co_return fail(replies.error());
        ++m_steps;
        qint64 bytes = 1;
        qint64 messages = 0;
        for (std::size_t i = 0; i < lists.size(); ++i) {
            const Reply &items = (*replies)[2 * i + 1];
            for (const Reply &item : items.items()) {
                visitor(lists[i].queue, view(item.bytes()));
                bytes += item.bytes().size();
                ++messages;
            }
            const auto got = qint64(items.items().size());
            lists[i].length = (*replies)[2 * i].toInteger();
            lists[i].seen += got;
            lists[i].isSeenWhole = got < page;
            if (lists[i].seen >= most)
                left += std::max<qint64>(0, lists[i].length - lists[i].seen);
        }
        std::erase_if(lists, [most](const List &list) { return list.isSeenWhole || list.seen >= most; });
        budget -= bytes;
        // Messages hold whole arguments: a page is as long as those before allow.
        const qint64 fits = kPageBytes * messages / bytes / std::max<qint64>(1, qint64(lists.size()));
        page = std::clamp<qint64>(fits, 1, kLongestPage);
        if (!lists.empty()) // those that go on were seen equally far
            page = std::min(page, most - lists.front().seen);
    }
    for (const List &list : lists)
        left += std::max<qint64>(0, list.length - list.seen);
    co_return left;
}

bool WaitingReader::merge(const QByteArray &queue, std::string_view text)
{
    const auto message = m_messages.message(text);
    if (!message)
        return false;
    m_store.merge({.id = message->id,
        .state = TaskState::Pending,
        .name = message->task,
        .queue = view(queue),
        .worker = {},
        .args = message->argsRepr,
        .kwargs = message->kwargsRepr,
        .rootId = message->rootId,
        .parentId = message->parentId,
        .started = 0,
        .eta = message->eta,
        .expires = message->expires,
        .retries = message->retries,
        .isInQueue = true});
    return true;
}

Task<WaitingReader::Read> WaitingReader::read(int most, std::stop_token stop, Deadline silence)
{
    Read read;
    auto left = co_await visit(
        most,
        [this, &read](const QByteArray &queue, std::string_view text) { read.tasks += merge(queue, text) ? 1 : 0; },
        stop, silence);
    if (!left)
        co_return fail(left.error());
    read.left = *left;
    co_return read;
}

Task<WaitingReader::Search> WaitingReader::find(std::set<std::string> ids, std::stop_token stop, Milliseconds within)
{
    return search(
        std::move(ids), [this](const QByteArray &queue, std::string_view text) { (void)merge(queue, text); },
        std::move(stop), within);
}

Task<WaitingReader::Search> WaitingReader::search(
    std::set<std::string> ids, Visitor visitor, std::stop_token stop, Milliseconds within)
{
    struct List {
        QByteArray queue;
        QByteArray key;
        qint64 seen = 0;
        qint64 length = -1; ///< not known yet
    };
    std::vector<List> lists;
    for (const QByteArray &name : m_queues.knownQueues())
        for (const QByteArray &key : m_keys.queueKeys(name))
            lists.push_back({name, key});
    const transport::Countdown countdown(within);
    Search search;
    qint64 bytes = 1;
    std::size_t first = 0;
    while (first < lists.size() && !ids.empty() && countdown.left() > Deadline {1}) {
        // From the end where messages come in: what workers take meanwhile moves nothing that is still to be seen.
        std::vector<Command> commands;
        const std::size_t last = lists[first].length < 0 ? lists.size() : first + 1; // all beginnings at once
        const qint64 slice = search.looked == 0
            ? kFirstPage
            : std::clamp<qint64>(kPageBytes * search.looked / bytes, 1, kLongestSlice);
        for (std::size_t i = first; i < last; ++i) {
            commands.emplace_back("LLEN", lists[i].key);
            commands.emplace_back("LRANGE", lists[i].key, lists[i].seen, lists[i].seen + slice - 1);
        }
        auto replies = co_await m_client.readManyWhileAnswered(std::move(commands), stop, kSilence);
        if (!replies)
            co_return fail(replies.error());
        ++m_steps;
        for (std::size_t i = first; i < last; ++i) {
            const Reply &items = (*replies)[2 * (i - first) + 1];
            for (const Reply &item : items.items()) {
                bytes += item.bytes().size();
                const auto message = m_messages.message(view(item.bytes()));
                if (message && ids.erase(message->id) > 0) {
                    ++search.found;
                    visitor(lists[i].queue, view(item.bytes()));
                }
            }
            const auto got = qint64(items.items().size());
            search.looked += got;
            lists[i].seen += got;
            lists[i].length = got < slice ? lists[i].seen : (*replies)[2 * (i - first)].toInteger();
        }
        while (first < lists.size() && lists[first].length >= 0 && lists[first].seen >= lists[first].length)
            ++first;
    }
    for (const List &list : lists)
        search.waiting += std::max(list.length, list.seen);
    co_return search;
}

Task<MissingTasks::Reading> WaitingReader::ids(int most, std::stop_token stop, Deadline deadline)
{
    MissingTasks::Reading reading;
    reading.at = m_queues.serverNow();
    const std::set<QByteArray> names = m_queues.knownQueues();
    std::vector<Command> commands;
    for (const QByteArray &name : names)
        for (const QByteArray &key : m_keys.queueKeys(name))
            commands.emplace_back("LRANGE", key, 0, most - 1);
    auto replies = co_await m_client.readMany(std::move(commands), stop, deadline);
    if (!replies)
        co_return fail(replies.error());
    std::size_t at = 0;
    for (const QByteArray &name : names) {
        bool isWhole = true;
        for (qsizetype list = 0; list < m_keys.queueKeys(name).size(); ++list) {
            const Reply &reply = (*replies)[at++];
            isWhole &= !reply.isError() && qsizetype(reply.items().size()) < most;
            for (const Reply &item : reply.items()) {
                const auto message = m_messages.message(view(item.bytes()));
                isWhole &= message.has_value(); // it may be anybody's
                if (message)
                    reading.found.insert(message->id);
            }
        }
        if (isWhole)
            reading.queues.insert(name);
    }
    co_return reading;
}

Task<std::map<std::string, std::string>> WaitingReader::arguments(
    std::set<std::string> ids, std::stop_token stop, Milliseconds within)
{
    std::map<std::string, std::string> found;
    auto searched = co_await search(
        std::move(ids),
        [this, &found](const QByteArray &, std::string_view text) {
            const auto message = m_messages.message(text);
            if (!message)
                return;
            if (auto arguments = m_messages.arguments(text))
                found[message->id] = std::move(arguments->kwargs);
        },
        stop, within);
    if (!searched)
        co_return fail(searched.error());
    co_return found;
}

} // namespace ph::queues
