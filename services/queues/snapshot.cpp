// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/snapshot.h"

#include "services/transport/link/countdown.h"

#include <QJsonDocument>

namespace ph::queues {

using namespace transport::redis;
using transport::Countdown;

namespace {

constexpr int kResultPage = 100;

std::string textOf(const QJsonValue &value) { return value.toString().toStdString(); }

/// Arguments of inspect replies are JSON, not reprs.
std::string jsonOf(const QJsonValue &value)
{
    if (value.isArray())
        return QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact).toStdString();
    if (value.isObject())
        return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact).toStdString();
    return value.toString().toStdString();
}

void mergeRequest(
    const QJsonObject &request, const QString &node, TaskState state, Micros eta, TaskStore &store, SeenTasks &seen)
{
    const std::string id = textOf(request[QLatin1String("id")]);
    if (id.empty())
        return;
    const QJsonObject delivery = request[QLatin1String("delivery_info")].toObject();
    const std::string name = textOf(request[QLatin1String("name")]);
    const std::string queue = textOf(delivery[QLatin1String("routing_key")]);
    const std::string worker = node.toStdString();
    const std::string args = jsonOf(request[QLatin1String("args")]);
    const std::string kwargs = jsonOf(request[QLatin1String("kwargs")]);
    store.merge({.id = id,
        .state = state,
        .name = name,
        .queue = queue,
        .worker = worker,
        .args = args,
        .kwargs = kwargs,
        .rootId = {},
        .parentId = {},
        .started = microsFromSeconds(request[QLatin1String("time_start")].toDouble()),
        .eta = eta,
        .expires = 0,
        .retries = -1});
    seen.insert(id);
}

} // namespace

SeenTasks mergeInspected(const InspectAnswers &answers, TaskStore &store)
{
    SeenTasks seen;
    for (const auto &[node, value] : answers.of(InspectMethod::Active))
        for (const auto request : value.toArray())
            mergeRequest(request.toObject(), node, TaskState::Started, 0, store, seen);
    for (const auto &[node, value] : answers.of(InspectMethod::Reserved))
        for (const auto request : value.toArray())
            mergeRequest(request.toObject(), node, TaskState::Received, 0, store, seen);
    for (const auto &[node, value] : answers.of(InspectMethod::Scheduled)) {
        for (const auto entry : value.toArray()) {
            const Micros eta = celery::parseIsoTime(textOf(entry[QStringLiteral("eta")])).value_or(0);
            mergeRequest(entry[QStringLiteral("request")].toObject(), node, TaskState::Received, eta, store, seen);
        }
    }
    return seen;
}

ResultReader::ResultReader(Client &client, celery::ResultKeySpace keys, TaskStore &store)
    : m_client(client)
    , m_keys(std::move(keys))
    , m_store(store)
{
}

Task<ResultReader::Read> ResultReader::readSome(int most, std::stop_token stop, Deadline deadline)
{
    const LiveTask live;
    const Countdown countdown(deadline);
    QByteArray cursor = "0";
    Read read;
    constexpr int kRounds = 200; // a keyspace of something else is not searched through
    for (int round = 0; round < kRounds && read.results < most; ++round) {
        auto page = co_await m_client.read(
            Command("SCAN", cursor, "MATCH", m_keys.pattern(), "COUNT", 1000), stop, countdown.left());
        if (!page)
            co_return fail(page.error());
        for (std::size_t at = 0; at < page->at(1).items().size(); at += kResultPage) {
            Command get("MGET");
            const auto &keys = page->at(1).items();
            for (std::size_t i = at; i < std::min(keys.size(), at + kResultPage); ++i)
                get.add(keys[i].bytes());
            auto values = co_await m_client.read(std::move(get), stop, countdown.left());
            if (!values)
                co_return fail(values.error());
            for (const Reply &value : values->items()) {
                const auto meta
                    = celery::parseResultMeta({value.bytes().constData(), std::size_t(value.bytes().size())});
                if (!meta)
                    continue;
                (void)m_store.mergeResult(*meta, true);
                ++read.results;
            }
        }
        cursor = page->at(0).bytes();
        if (cursor == "0")
            co_return read;
    }
    read.isWhole = false;
    co_return read;
}

Task<std::vector<std::string>> ResultReader::readOf(
    std::vector<std::string> ids, std::stop_token stop, Deadline deadline)
{
    const LiveTask live;
    const Countdown countdown(deadline);
    std::vector<std::string> missing;
    for (std::size_t at = 0; at < ids.size(); at += kResultPage) {
        Command get("MGET");
        const std::size_t end = std::min(ids.size(), at + kResultPage);
        for (std::size_t i = at; i < end; ++i)
            get.add(m_keys.key(QByteArray::fromStdString(ids[i])));
        auto values = co_await m_client.read(std::move(get), stop, countdown.left());
        if (!values)
            co_return fail(values.error());
        for (std::size_t i = at; i < end; ++i) {
            const QByteArray &value = values->at(i - at).bytes();
            const auto meta = celery::parseResultMeta({value.constData(), std::size_t(value.size())});
            if (meta)
                (void)m_store.mergeResult(*meta, true);
            else
                missing.push_back(ids[i]);
        }
    }
    co_return missing;
}

Task<celery::ResultMeta> ResultReader::read(QByteArray taskId, std::stop_token stop, Deadline deadline)
{
    auto value = co_await m_client.read(Command("GET", m_keys.key(taskId)), stop, deadline);
    if (!value)
        co_return fail(value.error());
    if (value->isNil())
        co_return fail(ErrorKind::NotFound, QStringLiteral("no result is stored"),
            QStringLiteral("task ") + QString::fromUtf8(taskId),
            QStringLiteral("it is not done, its result expired, or the platform stores none"));
    co_return celery::parseResultMeta({value->bytes().constData(), std::size_t(value->bytes().size())});
}

} // namespace ph::queues
