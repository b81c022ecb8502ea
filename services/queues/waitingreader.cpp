// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/waitingreader.h"

#include "services/transport/link/countdown.h"

namespace ph::queues {

using namespace transport::redis;
using transport::Countdown;

namespace {

constexpr qint64 kFirstPage = 20;
constexpr qint64 kLongestPage = 500;
constexpr qint64 kPageBytes = 4 << 20; ///< of all lists together
constexpr qint64 kMostBytes = 32 << 20;

std::string_view view(const QByteArray &bytes) { return {bytes.constData(), std::size_t(bytes.size())}; }

} // namespace

WaitingReader::WaitingReader(Client &client, celery::KeySpace keys, const QueueReader &queues, TaskStore &store)
    : m_client(client)
    , m_keys(std::move(keys))
    , m_queues(queues)
    , m_store(store)
{
}

Task<void> WaitingReader::visit(int most, Visitor visitor, std::stop_token stop, Deadline deadline)
{
    struct List {
        QByteArray queue;
        QByteArray key;
        qint64 seen = 0;
    };
    std::vector<List> lists;
    for (const QByteArray &name : m_queues.knownQueues())
        for (const QByteArray &key : m_keys.queueKeys(name))
            lists.push_back({name, key});
    const Countdown countdown(deadline);
    qint64 page = std::min<qint64>(kFirstPage, most);
    for (qint64 budget = kMostBytes; !lists.empty() && budget > 0;) {
        std::vector<Command> commands;
        for (const List &list : lists)
            commands.emplace_back("LRANGE", list.key, -list.seen - page, -list.seen - 1);
        auto replies = co_await m_client.readMany(std::move(commands), stop, countdown.left());
        if (!replies)
            co_return fail(replies.error());
        qint64 bytes = 1;
        qint64 messages = 0;
        for (std::size_t i = 0; i < lists.size(); ++i) {
            for (const Reply &item : (*replies)[i].items()) {
                visitor(lists[i].queue, view(item.bytes()));
                bytes += item.bytes().size();
                ++messages;
            }
            const auto got = qint64((*replies)[i].items().size());
            lists[i].seen = got < page ? most : lists[i].seen + got;
        }
        std::erase_if(lists, [most](const List &list) { return list.seen >= most; });
        budget -= bytes;
        // Messages hold whole arguments: a page is as long as those before allow.
        const qint64 fits = kPageBytes * messages / bytes / std::max<qint64>(1, qint64(lists.size()));
        page = std::clamp<qint64>(fits, 1, kLongestPage);
        if (!lists.empty()) // those that go on were seen equally far
            page = std::min(page, most - lists.front().seen);
    }
    co_return Result<void> {};
}

Task<int> WaitingReader::read(int most, std::stop_token stop, Deadline deadline)
{
    int tasks = 0;
    auto visited = co_await visit(
        most,
        [this, &tasks](const QByteArray &queue, std::string_view text) {
            const auto message = m_messages.message(text);
            if (!message)
                return;
            ++tasks;
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
        },
        stop, deadline);
    if (!visited)
        co_return fail(visited.error());
    co_return tasks;
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
    std::set<std::string> ids, int most, std::stop_token stop, Deadline deadline)
{
    std::map<std::string, std::string> found;
    auto visited = co_await visit(
        most,
        [this, &ids, &found](const QByteArray &, std::string_view text) {
            const auto message = m_messages.message(text);
            if (!message || !ids.contains(message->id))
                return;
            if (auto arguments = m_messages.arguments(text))
                found[message->id] = std::move(arguments->kwargs);
        },
        stop, deadline);
    if (!visited)
        co_return fail(visited.error());
    co_return found;
}

} // namespace ph::queues
