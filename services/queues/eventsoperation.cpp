// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/eventsoperation.h"

#include "services/base/text.h"
#include "services/queues/commandresult.h"

#include <QJsonArray>

namespace ph::queues {

using namespace std::chrono_literals;
using operations::Evidence;
using operations::Plan;
using operations::PlanStep;
using operations::PreconditionState;
using operations::StepResult;

namespace {

constexpr Deadline kAskLimit = 2s;
constexpr Milliseconds kFirstLook = 15s;
constexpr qsizetype kMostNodes = 1000;
// Heartbeats come every 2 s and count what was run: the second that comes tells that a worker works.
constexpr Milliseconds kBeat = 2200ms;
constexpr Milliseconds kWatch = 7s;
constexpr Milliseconds kLook = 200ms;
constexpr Milliseconds kBuffered = 1500ms; ///< what a worker had gathered before it was told comes as late as that

QString actionOf(bool enable)
{
    return enable ? QStringLiteral("queues.enable_events") : QStringLiteral("queues.disable_events");
}

} // namespace

EventsOperation::EventsOperation(QueueService &service, QStringList nodes, bool enable)
    : m_service(service)
    , m_nodes(std::move(nodes))
    , m_enable(enable)
    , m_spec(specOf(enable))
{
    m_nodes.removeDuplicates();
    m_nodes.sort();
}

operations::ActionSpec EventsOperation::specOf(bool enable)
{
    return {actionOf(enable),
        enable ? QStringLiteral("workers enable-events") : QStringLiteral("workers disable-events"),
        QStringLiteral("platform.queues"), {}, operations::ActionClass::Reversible};
}

QJsonObject EventsOperation::parameters() const
{
    return {{QStringLiteral("nodes"), QJsonArray::fromStringList(m_nodes)}};
}

Result<std::shared_ptr<operations::Operation>> EventsOperation::fromParameters(
    QueueService &service, const QString &action, const QJsonObject &parameters)
{
    QStringList nodes;
    for (const QJsonValue &node : parameters.value(QLatin1String("nodes")).toArray())
        nodes << node.toString();
    if (nodes.size() > kMostNodes)
        return fail(ErrorKind::Invalid, QStringLiteral("too many workers are named"), action);
    return std::shared_ptr<operations::Operation>(
        std::make_shared<EventsOperation>(service, nodes, action == actionOf(true)));
}

QStringList EventsOperation::targets() const
{
    QStringList alive = m_service.aliveNodes();
    if (!m_nodes.isEmpty())
        alive.removeIf([this](const QString &node) { return !m_nodes.contains(node); });
    return alive;
}

celery::PidboxRequest EventsOperation::request() const
{
    celery::PidboxRequest request;
    request.method = m_enable ? QStringLiteral("enable_events") : QStringLiteral("disable_events");
    request.destination = m_nodes;
    return request;
}

Task<Plan> EventsOperation::plan(std::stop_token stop)
{
    if (auto looked = co_await m_service.looked(kFirstLook, stop); !looked)
        co_return fail(looked.error());
    const QStringList alive = targets();
    const bool hasOperator = m_service.broker().canWrite();
    QStringList shown;
    for (const QString &node : m_nodes)
        shown << elidedEnd(visible(node), 80);
    const wording::EventsPlanWords words = wording::eventsPlanWords(m_enable, shown, int(alive.size()), hasOperator);
    Plan plan;
    plan.title = words.title;
    plan.confirmVerb = words.verb;
    plan.objectName = m_nodes.size() == 1 ? m_nodes.first() : QString::number(alive.size());
    if (m_nodes.size() != 1)
        plan.nameToType = m_service.context().profile.name;
    plan.estimate = words.estimate;
    plan.steps.push_back({QStringLiteral("publish"), words.step,
        QStringLiteral("PUBLISH %1 %2")
            .arg(QString::fromUtf8(m_service.keys().pidboxChannel()),
                QString::fromUtf8(Inspector::shownRequest(request()))),
        words.undo, false, false});
    plan.touches.push_back({words.touched, alive.size(), alive.mid(0, 5), false});
    plan.preconditions.push_back(
        {words.mayWrite, words.mayWriteEvidence, hasOperator ? PreconditionState::Met : PreconditionState::Failed});
    plan.preconditions.push_back({words.workersHear, words.workersEvidence,
        alive.isEmpty() ? PreconditionState::Failed : PreconditionState::Met});
    plan.madeAt = m_service.context().clock.wall();
    plan.fingerprint = operations::fingerprintOf({m_spec.id, m_nodes.join(QLatin1Char(',')),
        alive.isEmpty() ? QStringLiteral("unheard") : QStringLiteral("heard")});
    co_return plan;
}

Task<StepResult> EventsOperation::runStep(PlanStep, transport::WritePermit permit, std::stop_token stop)
{
    m_told = targets();
    m_watched.clear();
    for (const Worker &worker : m_service.store().workers())
        m_watched[worker.hostname].wasHeard = worker.lastTaskEvent != MonoTime {} && !worker.sendsNoEvents();
    auto answers = co_await m_service.inspector().command(std::move(permit), request(), m_told, stop, kAskLimit);
    if (!answers)
        co_return fail(answers.error());
    m_agreed = agreedNodes(*answers);
    m_noChange.clear();
    for (const auto &[node, value] : answers->byNode)
        if (const QString said = value[QStringLiteral("ok")].toString(); said.contains(QLatin1String("already")))
            m_noChange[node] = elidedEnd(visible(said), 80);
    m_asked = int(answers->byNode.size() + std::size_t(answers->silentNodes.size()));
    co_return stepResultOf(*answers);
}

void EventsOperation::look(MonoTime begun)
{
    const MonoTime now = m_service.context().clock.monotonic();
    if (now < begun + kBeat)
        return;
    for (const Worker &worker : m_service.store().workers()) {
        Watched &watched = m_watched[worker.hostname];
        if (watched.processed < 0)
            watched.processed = worker.processed;
        else if (worker.processed > watched.processed && watched.workedAt == MonoTime {})
            watched.workedAt = now;
    }
}

wording::EventsOutcome EventsOperation::outcome(MonoTime since) const
{
    const MonoTime now = m_service.context().clock.monotonic();
    wording::EventsOutcome outcome;
    outcome.agreed = int(m_agreed.size());
    outcome.asked = m_asked;
    for (const Worker &worker : m_service.store().workers()) {
        const QString node = QString::fromStdString(worker.hostname);
        const auto known = m_watched.find(worker.hostname);
        if (!m_told.contains(node) || known == m_watched.end())
            continue;
        const Watched &watched = known->second;
        const QString shown = elidedEnd(visible(node), 80);
        if (worker.lastTaskEvent > since)
            outcome.sending << shown;
        else if (watched.workedAt != MonoTime {} && watched.workedAt + kBuffered < now)
            outcome.silent << shown;
        else if (!m_enable && m_noChange.contains(node) && watched.wasHeard)
            outcome.doubtful << shown; // one that was started with events on says that they are off already
        else if (const auto said = m_noChange.find(node); said != m_noChange.end()) {
            outcome.unchanged << shown;
            outcome.unchangedAnswer = said->second;
        } else
            ++outcome.idle;
    }
    outcome.sending.sort();
    outcome.silent.sort();
    outcome.doubtful.sort();
    outcome.unchanged.sort();
    return outcome;
}

/// The answers are not believed: the stream is.
Task<Evidence> EventsOperation::verify(std::stop_token stop)
{
    const Clock &clock = m_service.context().clock;
    const MonoTime begun = clock.monotonic();
    const MonoTime since = m_enable ? begun : begun + kBuffered;
    wording::EventsOutcome found;
    do {
        if (auto slept = co_await sleepFor(kLook, stop); !slept)
            co_return fail(slept.error());
        look(begun);
        found = outcome(since);
    } while (clock.monotonic() < begun + kWatch && (found.sending.size() < m_told.size() || clock.monotonic() < since));
    Evidence evidence;
    evidence.isConfirmed
        = m_asked > 0 && m_agreed.size() == m_asked && !found.isContradicted(m_enable) && !found.isOpen(m_enable);
    evidence.summary = wording::eventsEvidence(m_enable, found);
    evidence.details = {{QStringLiteral("agreed"), QJsonArray::fromStringList(m_agreed)},
        {QStringLiteral("sending"), QJsonArray::fromStringList(found.sending)},
        {QStringLiteral("silent"), QJsonArray::fromStringList(found.silent)},
        {QStringLiteral("doubtful"), QJsonArray::fromStringList(found.doubtful)},
        {QStringLiteral("unchanged"), QJsonArray::fromStringList(found.unchanged)},
        {QStringLiteral("idle"), found.idle}};
    evidence.undo = std::make_shared<EventsOperation>(m_service, m_nodes, !m_enable);
    co_return evidence;
}

} // namespace ph::queues
