// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/taskstandings.h"

#include "services/base/text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <set>

namespace ph::queues {

using namespace std::chrono_literals;

namespace {

constexpr Deadline kReadLimit = 10s;
constexpr std::size_t kMostResults = 200; ///< one by one, of tasks that are over
constexpr Milliseconds kSearchFor = 4s; ///< some millions of messages nearby
constexpr Deadline kAskLimit = 800ms; ///< workers answer in milliseconds; a silent one must not age the plan

std::vector<std::string> toStd(const QStringList &ids)
{
    std::vector<std::string> texts;
    for (const QString &id : ids)
        texts.push_back(id.toStdString());
    return texts;
}

} // namespace

QSet<QString> servedQueues(const InspectAnswers &answers)
{
    QSet<QString> served;
    for (const auto &[node, value] : answers.of(InspectMethod::ActiveQueues))
        for (const auto queue : value.toArray())
            served << queue[QStringLiteral("name")].toString();
    return served;
}

TaskStandings::TaskStandings(QueueService &service)
    : m_service(service)
{
}

Task<void> TaskStandings::read(QStringList ids, std::stop_token stop)
{
    auto missing = co_await m_service.results().readOf(toStd(ids), stop, kReadLimit);
    if (!missing)
        co_return fail(missing.error());
    m_byWorkers.clear();
    m_tenants.clear();
    m_served.clear();
    m_silentWorkers = int(m_service.aliveNodes().size());
    if (auto searched = co_await searchQueues(ids, stop); !searched)
        co_return fail(searched.error());
    std::vector<InspectQuestion> questions;
    questions.push_back({InspectMethod::QueryTask, {{QStringLiteral("ids"), QJsonArray::fromStringList(ids)}}});
    questions.push_back({InspectMethod::ActiveQueues, {}});
    auto answers = co_await m_service.inspector().ask(std::move(questions), m_service.aliveNodes(), stop, kAskLimit);
    if (answers)
        take(*answers);
    else if (isCancelled(answers.error()))
        co_return fail(answers.error());
    co_return Result<void> {};
}

/// Of some no event told and no result is there, or their result is an order that Celery stored as it was noted: they
/// may wait in a queue all the same, and workers that were started anew know nothing of the order.
Task<void> TaskStandings::searchQueues(QStringList ids, std::stop_token stop)
{
    m_search.reset();
    std::set<std::string> sought;
    for (const QString &id : ids)
        if (const auto row = rowOf(id); !row || row->stateCode == TaskState::Revoked)
            sought.insert(id.toStdString());
    if (sought.empty())
        co_return Result<void> {};
    const auto all = qint64(sought.size());
    auto search = co_await m_service.waiting().find(std::move(sought), stop, kSearchFor);
    if (!search && isCancelled(search.error()))
        co_return fail(search.error());
    m_search = wording::WaitingSearch {};
    if (search)
        m_search = wording::WaitingSearch {search->looked, search->waiting, search->found == all || search->isWhole()};
    co_return Result<void> {};
}

void TaskStandings::take(const InspectAnswers &answers)
{
    m_served = servedQueues(answers);
    for (const auto &[node, value] : answers.of(InspectMethod::ActiveQueues))
        m_silentWorkers -= value.isArray() && m_silentWorkers > 0 ? 1 : 0;
    const QString argument = m_service.context().profile.taskTenant;
    for (const auto &[node, value] : answers.of(InspectMethod::QueryTask)) {
        const QJsonObject found = value.toObject(); // {id: [place, request]}
        for (auto it = found.begin(); it != found.end(); ++it) {
            const QJsonArray said = it.value().toArray();
            m_byWorkers[it.key()]
                = said.at(0).toString() == QLatin1String("active") ? Standing::Running : Standing::Waiting;
            const QString tenant = said.at(1)[u"kwargs"].toObject().value(argument).toString();
            if (!argument.isEmpty() && !tenant.isEmpty())
                m_tenants[it.key()] = tenant;
        }
    }
}

Task<void> TaskStandings::readTenants(QStringList ids, const operations::ActionSpec &spec, std::stop_token stop)
{
    const QString argument = m_service.context().profile.taskTenant;
    if (argument.isEmpty() || m_service.context().guard.can(spec).refusal.code != spec.right)
        co_return Result<void> {};
    std::set<std::string> unproven;
    for (const QString &id : ids)
        if (!m_tenants.contains(id))
            unproven.insert(id.toStdString());
    if (unproven.empty())
        co_return Result<void> {};
    // What is over waits nowhere: its stored result has the exact arguments, if the platform stores them.
    std::set<std::string> over;
    for (const QString &id : ids)
        if (of(id) == Standing::Over && unproven.erase(id.toStdString()) > 0 && over.size() < kMostResults)
            over.insert(id.toStdString());
    for (const std::string &id : over) {
        const auto result = co_await m_service.results().read(QByteArray::fromStdString(id), stop, kReadLimit);
        if (!result)
            continue; // none is stored
        const QJsonObject named = QJsonDocument::fromJson(QByteArray::fromStdString(result->kwargs)).object();
        if (const QString tenant = named.value(argument).toString(); !tenant.isEmpty())
            m_tenants[QString::fromStdString(id)] = tenant;
    }
    if (unproven.empty())
        co_return Result<void> {};
    auto waiting = co_await m_service.waiting().arguments(std::move(unproven), stop, kSearchFor);
    if (!waiting)
        co_return fail(waiting.error());
    for (const auto &[id, kwargs] : *waiting) {
        const QJsonObject named = QJsonDocument::fromJson(QByteArray::fromStdString(kwargs)).object();
        if (const QString tenant = named.value(argument).toString(); !tenant.isEmpty())
            m_tenants[QString::fromStdString(id)] = tenant;
    }
    co_return Result<void> {};
}

operations::Tenants TaskStandings::tenants(const QStringList &ids) const
{
    operations::Tenants tenants;
    tenants.noun = QStringLiteral("tasks");
    for (const QString &id : ids) {
        const auto it = m_tenants.find(id);
        ++tenants.objects[it == m_tenants.end() ? QString() : it->second];
    }
    return tenants;
}

operations::Tenants TaskStandings::shownTenants(const QStringList &ids) const
{
    operations::Tenants tenants = m_service.tenantsOf(ids);
    for (const QString &id : ids)
        if (const auto it = m_tenants.find(id); it != m_tenants.end()) {
            // Proven: it replaces what the arguments' text showed.
            const operations::Tenants shown = m_service.tenantsOf({id});
            if (int &count = tenants.objects[shown.objects.firstKey()]; --count == 0)
                tenants.objects.remove(shown.objects.firstKey());
            ++tenants.objects[it->second];
        }
    return tenants;
}

std::optional<TaskRow> TaskStandings::rowOf(const QString &id) const
{
    const auto slot = m_service.store().slotOf(id.toStdString());
    return slot ? m_service.store().row(*slot) : std::nullopt;
}

TaskStandings::Standing TaskStandings::of(const QString &id) const
{
    const auto row = rowOf(id);
    if (row && row->serial != 0 && isFinished(row->stateCode))
        return Standing::Over;
    if (const auto it = m_byWorkers.find(id); it != m_byWorkers.end())
        return it->second;
    if (!row || row->serial == 0)
        return Standing::Unknown;
    return isRunning(row->stateCode) ? Standing::Running : Standing::Waiting;
}

bool TaskStandings::liesInQueue(const QString &id) const
{
    const auto row = rowOf(id);
    return of(id) == Standing::Waiting && !m_byWorkers.contains(id) && row && row->stateCode == TaskState::Pending;
}

QString TaskStandings::queueOf(const QString &id) const
{
    const auto row = rowOf(id);
    return row ? QString::fromUtf8(row->queue.data(), qsizetype(row->queue.size())) : QString();
}

QMap<QString, int> TaskStandings::states(const QStringList &ids) const
{
    QMap<QString, int> counts;
    for (const QString &id : ids)
        if (const auto row = rowOf(id))
            ++counts[visible(QString::fromUtf8(row->state.data(), qsizetype(row->state.size())))];
    return counts;
}

wording::RevokeCounts TaskStandings::count(const QStringList &ids) const
{
    wording::RevokeCounts counts;
    for (const QString &id : ids) {
        switch (of(id)) {
        case Standing::Waiting: ++counts.waiting; break;
        case Standing::Running: ++counts.running; break;
        case Standing::Over: ++counts.over; break;
        case Standing::Unknown: ++counts.unknown; break;
        }
    }
    counts.workers = int(m_service.aliveNodes().size());
    countServed(ids, counts);
    counts.hasOperator = m_service.broker().canWrite();
    counts.search = m_search;
    return counts;
}

void TaskStandings::countServed(const QStringList &ids, wording::RevokeCounts &counts) const
{
    QSet<QString> unserved;
    for (const QString &id : ids) {
        if (!liesInQueue(id))
            continue;
        const QString queue = queueOf(id);
        counts.unplaced += queue.isEmpty() ? 1 : 0;
        counts.servedTasks += m_served.contains(queue) ? 1 : 0;
        if (queue.isEmpty() || m_served.contains(queue))
            continue;
        ++counts.unservedTasks;
        unserved << visible(queue);
    }
    counts.unserved = unserved.values();
    counts.unserved.sort();
    counts.silentWorkers = counts.unservedTasks + counts.unplaced + counts.servedTasks > 0 ? m_silentWorkers : 0;
}

} // namespace ph::queues
