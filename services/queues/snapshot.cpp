// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/snapshot.h"

#include <QJsonDocument>

namespace ph::queues {

using namespace transport::redis;

namespace {

constexpr std::size_t kResultPage = 50; ///< keys of one MGET: its reply has a cap
constexpr std::size_t kFirstFlight = 250; ///< results fetched before their size is known
constexpr std::size_t kLongestFlight = 5000;
constexpr qint64 kFlightBytes = 8 << 20;
constexpr int kScanPage = 10'000; ///< keys; a round trip each
constexpr int kScanRounds = 20; ///< a keyspace of something else is not searched through

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

/// MGETs of so many of these keys.
template <class KeyOf>
void addGets(std::vector<Command> &commands, std::size_t from, std::size_t count, const KeyOf &keyOf)
{
    for (std::size_t at = 0; at < count; at += kResultPage) {
        Command get("MGET");
        for (std::size_t i = at; i < std::min(count, at + kResultPage); ++i)
            get.add(keyOf(from + i));
        commands.push_back(std::move(get));
    }
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

std::size_t ResultReader::Flight::fits() const
{
    if (fetched == 0)
        return kFirstFlight;
    return std::clamp<std::size_t>(std::size_t(kFlightBytes * fetched / std::max<qint64>(1, bytes)), 1, kLongestFlight);
}

Result<int> ResultReader::take(
    std::span<const Reply> pages, Flight &flight, const std::function<void(std::size_t)> &missing)
{
    int taken = 0;
    std::size_t at = 0;
    for (const Reply &page : pages) {
        if (page.isError())
            return fail(errorOf(page, m_client.endpoint().where(), "MGET"));
        for (const Reply &value : page.items()) {
            const std::string_view bytes(value.bytes().constData(), std::size_t(value.bytes().size()));
            flight.bytes += qint64(bytes.size());
            if (const auto meta = celery::parseResultMeta(bytes)) {
                (void)m_store.mergeResult(*meta, true);
                ++taken;
            } else {
                missing(at);
            }
            ++at;
        }
    }
    flight.fetched += qint64(at);
    ++m_steps;
    return taken;
}

Task<ResultReader::Read> ResultReader::readSome(int most, std::stop_token stop, Deadline silence)
{
    const LiveTask live;
    std::vector<QByteArray> keys;
    std::size_t next = 0;
    QByteArray cursor = "0";
    bool isListed = false;
    Flight flight;
    Read read;
    for (int rounds = 0; read.results < most;) {
        // The next names are listed while the values of the last ones are fetched.
        std::vector<Command> commands;
        const bool lists = !isListed && rounds < kScanRounds && keys.size() - next < std::size_t(most);
        if (lists)
            commands.emplace_back("SCAN", cursor, "MATCH", m_keys.pattern(), "COUNT", kScanPage);
        const std::size_t count = std::min({flight.fits(), keys.size() - next, std::size_t(most - read.results)});
        addGets(commands, next, count, [&keys](std::size_t i) { return keys[i]; });
        if (commands.empty())
            break;
        auto replies = co_await m_client.readManyWhileAnswered(std::move(commands), stop, silence);
        if (!replies)
            co_return fail(replies.error());
        auto taken = take(std::span<const Reply>(*replies).subspan(lists ? 1 : 0), flight, [](std::size_t) { });
        if (!taken)
            co_return fail(taken.error());
        read.results += *taken;
        m_looked += *taken;
        next += count;
        if (!lists)
            continue;
        const Reply &page = replies->front();
        if (page.isError())
            co_return fail(errorOf(page, m_client.endpoint().where(), "SCAN"));
        ++rounds;
        for (const Reply &key : page.at(1).items())
            keys.push_back(key.bytes());
        cursor = page.at(0).bytes();
        isListed = cursor == "0";
    }
    read.isWhole = isListed && next == keys.size();
    co_return read;
}

Task<std::vector<std::string>> ResultReader::readOf(
    std::vector<std::string> ids, std::stop_token stop, Deadline silence)
{
    const LiveTask live;
    std::vector<std::string> missing;
    Flight flight;
    for (std::size_t next = 0; next < ids.size();) {
        const std::size_t count = std::min(flight.fits(), ids.size() - next);
        std::vector<Command> commands;
        addGets(commands, next, count,
            [this, &ids](std::size_t i) { return m_keys.key(QByteArray::fromStdString(ids[i])); });
        auto replies = co_await m_client.readManyWhileAnswered(std::move(commands), stop, silence);
        if (!replies)
            co_return fail(replies.error());
        auto taken
            = take(*replies, flight, [&missing, &ids, next](std::size_t i) { missing.push_back(ids[next + i]); });
        if (!taken)
            co_return fail(taken.error());
        next += count;
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
