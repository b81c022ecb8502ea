// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/queueservice.h"

#include "services/base/logging.h"
#include "services/queues/eventsoperation.h"
#include "services/queues/queueverdict.h"
#include "services/queues/revokeoperation.h"
#include "services/queues/tasktenant.h"
#include "services/queues/workerlisting.h"
#include "services/transport/redis/sentinel.h"
#include "services/wording/errors.h"

#include <algorithm>

namespace ph::queues {

using namespace transport;
using namespace std::chrono_literals;

namespace {

constexpr Deadline kPollLimit = 4s;
constexpr Deadline kDiscoverLimit = 20s;
constexpr int kDiscoverEvery = 30; ///< polls
constexpr Milliseconds kRememberEvery = 20s;
constexpr int kQuickAsks = 6;
constexpr Micros kTakenLongAgo = Micros(30) * 1'000'000;
constexpr qsizetype kMostHeldIds = 10'000;

QString sourceOf(const redis::Client &client) { return client.endpoint().where(); }

} // namespace

std::unique_ptr<platform::AreaService> QueueService::make(platform::AreaContext &context, Options options)
{
    const platform::Link *link = context.profile.find(platform::LinkKind::Redis, QStringLiteral("broker"));
    redis::Client *broker = context.connections.redis(QStringLiteral("broker"));
    auto stream = context.connections.stream(QStringLiteral("broker"));
    if (link == nullptr || broker == nullptr || !stream)
        return nullptr;
    redis::Client *results = context.connections.redis(QStringLiteral("results"));
    if (results == nullptr)
        results = broker;
    celery::KeySpace keys;
    keys.database = broker->endpoint().db;
    keys.prefix = broker->endpoint().keyPrefix;
    if (!link->prioritySteps.isEmpty())
        keys.prioritySteps = link->prioritySteps;
    stream->patterns = {keys.eventPattern()};
    QList<QByteArray> configured;
    for (const QString &queue : link->queues)
        configured << queue.toUtf8();
    return std::make_unique<QueueService>(context, *broker, *results, std::move(*stream), std::move(keys),
        celery::ResultKeySpace {results->endpoint().keyPrefix}, std::move(configured), options);
}

QueueService::QueueService(platform::AreaContext &context, redis::Client &broker, redis::Client &results,
    redis::Subscriber::Options stream, celery::KeySpace keys, celery::ResultKeySpace resultKeys,
    QList<QByteArray> configured, Options options)
    : m_context(context)
    , m_broker(broker)
    , m_resultClient(results)
    , m_keys(keys)
    , m_options(options)
    , m_store(options.limits, context.clock, context.profile.taskTenant.toStdString())
    , m_reader(broker, keys, std::move(configured), m_store, context.clock)
    , m_waiting(broker, std::move(keys), m_reader, m_store)
    , m_results(results, std::move(resultKeys), m_store)
    , m_inspector(
          broker, [&guard = context.guard](const QString &what) { return guard.probe(what); }, context.clock)
    , m_streamLink(QStringLiteral("celery-events"))
    , m_memory(context.stateFolder, context.workers, context.clock)
{
    const QString address = stream.endpoint.where().section(QLatin1Char(' '), -1);
    m_stream = std::make_unique<EventStream>(std::move(stream), m_store, context.clock);
    connect(m_stream.get(), &EventStream::subscribed, this, &QueueService::onSubscribed, Qt::QueuedConnection);
    connect(m_stream.get(), &EventStream::stateChanged, this, &QueueService::onStreamState, Qt::QueuedConnection);
    connect(
        m_stream.get(), &EventStream::unreadable, this,
        [this](const Error &error) { m_unread.note(wording::errorSentence(error, {}).reason); }, Qt::QueuedConnection);
    connect(&m_broker, &redis::Client::stateChanged, this, [this] {
        if (isLive() && (!m_queues || m_queues->isStale(m_context.clock.monotonic())))
            m_pollBell.ring();
    });
    connect(&m_workerTimer, &QTimer::timeout, this, [this] {
        noticeWorkers();
        tellWorkers();
    });
    m_workerTimer.start(1s);
    m_context.links.add({m_streamLink, platform::LinkKind::Redis, QStringLiteral("Celery events"), address, {}});
    if (m_options.startsStream)
        startStream();
    if (m_options.remembers)
        m_scope.run(rememberLoop(m_scope.token()), QStringLiteral("remembering queues"));
    if (m_options.polls)
        m_scope.run(pollLoop(m_scope.token()), QStringLiteral("reading queues"));
    m_scope.run(forgottenLoop(m_scope.token()), QStringLiteral("following forgotten workers"));
    if (m_options.asksWorkers || m_options.readsResults)
        m_scope.run(tendLoop(m_scope.token()), QStringLiteral("asking workers"));
}

operations::Tenants QueueService::tenantsOf(const QStringList &ids) const
{
    return displayedTenants(m_store, ids, m_context.profile.taskTenant);
}

void QueueService::startStream() { m_stream->start(); }

QueueService::~QueueService()
{
    m_scope.close();
    m_stream.reset();
}

void QueueService::wake()
{
    m_stream->reconnectNow();
    m_pollBell.ring();
}

Task<void> QueueService::looked(Milliseconds patience, std::stop_token stop)
{
    constexpr Milliseconds glance {50};
    const MonoTime until = m_context.clock.monotonic() + patience;
    while (!m_state.hasSnapshot && !m_state.pollError && m_context.clock.monotonic() < until)
        if (auto slept = co_await sleepFor(glance, stop); !slept)
            co_return slept;
    co_return Result<void> {};
}

Result<std::shared_ptr<operations::Operation>> QueueService::makeOperation(
    const QString &action, const QJsonObject &parameters)
{
    for (const bool terminate : {false, true})
        if (action == RevokeOperation::specOf(terminate).id)
            return RevokeOperation::fromParameters(*this, parameters);
    for (const bool enable : {false, true})
        if (action == EventsOperation::specOf(enable).id)
            return EventsOperation::fromParameters(*this, action, parameters);
    return AreaService::makeOperation(action, parameters);
}

void QueueService::refresh()
{
    m_pollBell.ring();
    m_tendBell.ring();
}

std::uint64_t QueueService::steps() const
{
    // Polls go on whatever else stands still: only the first one is a step.
    return m_stages + m_results.steps() + m_waiting.steps() + (m_isPolled ? 1 : m_reader.steps());
}

bool QueueService::isLive() const
{
    const LinkPhase phase = m_broker.state().phase;
    return phase == LinkPhase::Live || phase == LinkPhase::Degraded;
}

void QueueService::onStreamState(const LinkState &state)
{
    m_streamState = state;
    m_context.links.report(m_streamLink, state);
    const bool isListening = state.phase == LinkPhase::Live || state.phase == LinkPhase::Degraded;
    if (m_state.isListening != isListening) {
        m_state.isListening = isListening;
        Q_EMIT stateChanged(m_state);
    }
    Q_EMIT streamStateChanged(state);
}

void QueueService::onSubscribed(int gap)
{
    if (gap != 0)
        m_gapsToRead.push_back(gap);
    m_tendBell.ring();
}

/// Until when workers were listened to: a silent broker does not make its workers lost.
MonoTime QueueService::asOf() const
{
    const MonoTime now = m_context.clock.monotonic();
    return m_streamState.phase == LinkPhase::Live ? now : std::min(now, m_streamState.lastHeard);
}

WorkerReading QueueService::workers() const
{
    if (m_lastWorkers && !m_state.isListening && m_store.workers().empty()) {
        WorkerReading last = *m_lastWorkers;
        m_memory.forgotten().setAside(last.value);
        return last;
    }
    const auto &seen = m_memory.lastSeen();
    const bool isRecalled = seen && m_isFilled && seen->source == sourceOf(m_broker);
    const auto heard = m_store.workers();
    const MonoTime until = asOf();
    WorkerListing listing
        = listWorkers({heard, isRecalled ? &*seen : nullptr, m_inspected, m_memory.forgotten(), m_silentNodes, until},
            m_context.clock);
    listing.inspectError = m_state.inspectError;
    listing.unheard = m_unheard;
    listing.unheardNodes = m_unheardNodes;
    WorkerReading reading = readNow(std::move(listing), sourceOf(m_broker), m_context.clock, 5s);
    reading.takenAtWall -= reading.takenAt - until;
    reading.takenAt = until;
    return reading;
}

void QueueService::noticeWorkers()
{
    if (const auto returns = m_store.workerReturns(); returns != m_returnsSeen) {
        m_returnsSeen = returns;
        m_quickAsks = kQuickAsks;
        m_tendBell.ring();
        m_pollBell.ring();
    }
    QString healths;
    const MonoTime now = asOf();
    for (const Worker &worker : m_store.workers())
        healths += QString::fromStdString(worker.hostname) + QString::number(int(worker.health(now)));
    if (healths != std::exchange(m_healths, healths)) {
        m_rememberBell.ring();
        m_pollBell.ring(); // who takes from a queue changed
    }
}

bool QueueService::haveAllSaid() const
{
    return m_options.asksWorkers && !m_state.inspectError && m_silentNodes.isEmpty() && m_askedAt != 0
        && m_inspected.isWhole(aliveNodes());
}

void QueueService::findHeldByNobody(QueueListing &listing) const
{
    // Only if everybody who is alive said what it has: one that is silent may have them.
    if (!haveAllSaid())
        return;
    for (const QueueReader::UnackedTask &task : m_reader.unackedTasks()) {
        if (task.taken == 0 || task.taken > m_askedAt - kTakenLongAgo || m_seen.contains(task.id))
            continue;
        ++listing.heldByNobody;
        if (listing.heldByNobodyIds.size() < kMostHeldIds)
            listing.heldByNobodyIds << QString::fromStdString(task.id);
        if (listing.heldByNobodySince == 0 || task.taken < listing.heldByNobodySince)
            listing.heldByNobodySince = task.taken;
    }
}

void QueueService::judge()
{
    const bool isAsking = (m_options.asksWorkers || m_options.readsResults) && !m_isFilled;
    if (isAsking && !m_state.pollError && isLive())
        return; // half an answer at the start would look like a calm platform
    const Micros serverNow = m_queues ? m_queues->value.serverNow : 0;
    m_unread.count(m_store.counts().malformed, m_context.clock.wall());
    const Lately lately {
        m_store.recentEnds(serverNow - Micros(recentEndsWithin.count()) * 1000, recentEndsMost), m_unread};
    if (auto verdict = judgeQueues(m_queues, workers(), m_streamState, m_state.pollError, m_context.clock, lately))
        m_context.verdicts.report(std::move(*verdict));
}

QStringList QueueService::aliveNodes() const
{
    QStringList nodes;
    const MonoTime now = asOf();
    for (const Worker &worker : m_store.workers())
        if (worker.health(now) == WorkerHealth::Alive || worker.health(now) == WorkerHealth::Late)
            nodes << QString::fromStdString(worker.hostname);
    return nodes;
}

Task<void> QueueService::pollLoop(std::stop_token stop)
{
    const LiveTask live;
    for (int round = 0; !stop.stop_requested(); ++round) {
        if (round % kDiscoverEvery == 0) {
            if (const auto discovered = co_await m_reader.discover(stop, kDiscoverLimit); !discovered)
                round = -1; // again with the next poll
        }
        const QStringList alive = aliveNodes();
        m_reader.setConsumers(m_inspected.consumers(alive), m_inspected.isWhole(alive));
        auto listing = co_await m_reader.read(stop, kPollLimit);
        if (stop.stop_requested())
            break;
        if (listing) {
            findHeldByNobody(*listing);
            listing->missing = m_missing.certain();
            m_queues = readNow(std::move(*listing), sourceOf(m_broker), m_context.clock, pollEvery * 5 / 2);
            m_state.pollError.reset();
            m_isPolled = true;
            m_state.hasSnapshot = m_isFilled;
            judge();
            Q_EMIT queuesRead(*m_queues);
        } else if (!isCancelled(listing.error())) {
            m_state.pollError = (co_await explain(listing.error(), stop)).error();
            judge();
            Q_EMIT stateChanged(m_state);
        }
        if (auto slept = co_await m_pollBell.sleep(stop, pollEvery); !slept)
            break;
    }
    co_return Result<void> {};
}

/// A server that does not know a command may be of another kind.
Task<void> QueueService::explain(Error error, std::stop_token stop)
{
    if (error.code != QLatin1String("unknown-command"))
        co_return fail(std::move(error));
    const auto info = co_await m_broker.read(redis::Command("INFO", "server"), std::move(stop), kPollLimit);
    if (info && redis::isOfSentinel(info->bytes()))
        error = redis::sentinelAnswers(sourceOf(m_broker));
    co_return fail(std::move(error));
}

Task<void> QueueService::recall(std::stop_token stop)
{
    if (auto recalled = co_await m_memory.recall(stop); !recalled)
        co_return recalled;
    if (m_queues || stop.stop_requested() || !m_options.remembers)
        co_return Result<void> {}; // the servers were faster, or the answer of one command is asked for, not an old one
    m_queues = queuesOf(*m_memory.lastSeen(), m_context.clock);
    m_lastWorkers = workersOf(*m_memory.lastSeen(), m_context.clock);
    Q_EMIT queuesRead(*m_queues);
    Q_EMIT workersRead(workers());
    co_return Result<void> {};
}

Task<void> QueueService::rememberLoop(std::stop_token stop)
{
    const LiveTask live;
    while (co_await m_rememberBell.sleep(stop, kRememberEvery)) {
        if (!m_isFilled || !m_queues || m_queues->isStale(m_context.clock.monotonic()))
            continue; // nothing newer than what is kept
        (void)co_await m_memory.keep({m_queues->takenAtWall, m_queues->source, m_queues->value, workers().value}, stop);
    }
    co_return Result<void> {};
}

Task<void> QueueService::readForgotten(std::stop_token stop)
{
    const auto changed = co_await m_memory.readForgotten(stop);
    if (!changed)
        co_return fail(changed.error());
    const QStringList back = m_memory.forgotten().heardAgain(workers().value.workers);
    if (!back.isEmpty())
        (void)co_await m_memory.bringBack(back, stop);
    if (*changed && !stop.stop_requested())
        tellWorkers();
    co_return Result<void> {};
}

Task<void> QueueService::forgottenLoop(std::stop_token stop)
{
    const LiveTask live;
    do
        (void)co_await readForgotten(stop);
    while (co_await sleepFor(pollEvery, stop));
    co_return Result<void> {};
}

void QueueService::tellWorkers()
{
    judge();
    Q_EMIT workersRead(workers());
}

Task<void> QueueService::forgetWorkers(QStringList nodes, std::stop_token stop)
{
    const WorkerListing listing = workers().value;
    for (const QString &node : std::as_const(nodes)) {
        const auto isIt = [&node](const WorkerStatus &each) { return each.worker.hostname == node.toStdString(); };
        const auto worker = std::ranges::find_if(listing.workers, isIt);
        if (worker == listing.workers.end() && std::ranges::none_of(listing.forgotten, isIt))
            co_return fail(ErrorKind::NotFound, QStringLiteral("no such worker was heard of"), node);
        if (worker != listing.workers.end() && worker->isUp())
            co_return fail(ErrorKind::Refused, QStringLiteral("it is alive"), node,
                QStringLiteral("only a worker that is lost or stopped can be forgotten"), QStringLiteral("alive"));
    }
    auto forgotten = co_await m_memory.forget(std::move(nodes), stop);
    if (forgotten)
        tellWorkers();
    co_return forgotten;
}

Task<void> QueueService::bringBackWorkers(QStringList nodes, std::stop_token stop)
{
    auto back = co_await m_memory.bringBack(std::move(nodes), stop);
    if (back)
        tellWorkers();
    co_return back;
}

platform::AreaFactory queuesArea(QueueService::Options options)
{
    return {"queues", [options](platform::AreaContext &context) { return QueueService::make(context, options); }};
}

} // namespace ph::queues
