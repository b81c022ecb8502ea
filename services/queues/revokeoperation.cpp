// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/revokeoperation.h"

#include "services/base/text.h"
#include "services/queues/commandresult.h"

#include <QJsonArray>
#include <QSet>
#include <algorithm>

namespace ph::queues {

using namespace std::chrono_literals;
using operations::ActionClass;
using operations::Evidence;
using operations::Plan;
using operations::PlanStep;
using operations::PreconditionState;
using operations::StepResult;

namespace {

constexpr Deadline kReadLimit = 10s;
constexpr Deadline kAskLimit = 2s;
constexpr Milliseconds kFirstLook = 15s;
constexpr int kReadBacks = 10; ///< half a second apart: a killed process takes its time to be seen as such

/// Workers that keep in mind that all these are revoked.
int nodesRemembering(const InspectAnswers &answers, const QStringList &ids)
{
    int nodes = 0;
    for (const auto &[node, value] : answers.of(InspectMethod::Revoked)) {
        QSet<QString> kept;
        for (const QJsonValue &id : value.toArray())
            kept << id.toString();
        nodes += std::ranges::all_of(ids, [&kept](const QString &id) { return kept.contains(id); }) ? 1 : 0;
    }
    return nodes;
}

} // namespace

RevokeOperation::RevokeOperation(QueueService &service, RevokeRequest request)
    : m_service(service)
    , m_request(std::move(request))
    , m_spec(specOf(m_request.terminate))
    , m_standings(service)
{
    m_request.ids.removeDuplicates();
    m_request.ids.sort();
}

operations::ActionSpec RevokeOperation::specOf(bool terminate)
{
    // jobs.manage reaches a tenant's own tasks only: a plan names that tenant when every task of it tells the same one.
    return terminate
        ? operations::ActionSpec {QStringLiteral("tasks.terminate"), QStringLiteral("tasks revoke --terminate"),
              QStringLiteral("platform.queues"), QStringLiteral("jobs.manage"), ActionClass::Disruptive}
        : operations::ActionSpec {QStringLiteral("tasks.revoke"), QStringLiteral("tasks revoke"),
              QStringLiteral("platform.queues"), QStringLiteral("jobs.manage"), ActionClass::Disruptive};
}

const QStringList &RevokeOperation::signalNames()
{
    static const QStringList s_names {QStringLiteral("SIGTERM"), QStringLiteral("SIGKILL"), QStringLiteral("SIGINT"),
        QStringLiteral("SIGQUIT"), QStringLiteral("SIGHUP"), QStringLiteral("SIGUSR1"), QStringLiteral("SIGUSR2")};
    return s_names;
}

QJsonObject RevokeOperation::parameters() const
{
    return {{QStringLiteral("ids"), QJsonArray::fromStringList(m_request.ids)},
        {QStringLiteral("terminate"), m_request.terminate}, {QStringLiteral("signal"), m_request.signal}};
}

Result<std::shared_ptr<operations::Operation>> RevokeOperation::fromParameters(
    QueueService &service, const QJsonObject &parameters)
{
    RevokeRequest request;
    for (const QJsonValue &id : parameters.value(QLatin1String("ids")).toArray())
        request.ids << id.toString();
    request.terminate = parameters.value(QLatin1String("terminate")).toBool();
    request.signal = parameters.value(QLatin1String("signal")).toString(request.signal);
    auto operation = std::make_shared<RevokeOperation>(service, std::move(request));
    if (auto checked = operation->check(); !checked)
        return fail(checked.error());
    return std::shared_ptr<operations::Operation>(std::move(operation));
}

Result<void> RevokeOperation::check() const
{
    if (m_request.ids.isEmpty() || m_request.ids.size() > mostTasks)
        return fail(ErrorKind::Invalid, QStringLiteral("between 1 and %1 tasks can be revoked at once").arg(mostTasks),
            m_spec.id);
    for (const QString &id : m_request.ids)
        if (id.trimmed().isEmpty() || id.size() > 256)
            return fail(ErrorKind::Invalid, QStringLiteral("this is no task id"), elidedMiddle(visible(id), 40));
    if (m_request.terminate && !signalNames().contains(m_request.signal))
        return fail(ErrorKind::Invalid, QStringLiteral("there is no signal “%1”").arg(m_request.signal.left(40)),
            QStringLiteral("--signal"), QStringLiteral("there are ") + signalNames().join(QStringLiteral(", ")));
    return {};
}

celery::PidboxRequest RevokeOperation::request() const
{
    celery::PidboxRequest request;
    request.method = QStringLiteral("revoke");
    request.arguments = {{QStringLiteral("task_id"), QJsonArray::fromStringList(openIds())},
        {QStringLiteral("terminate"), m_request.terminate}};
    if (m_request.terminate)
        request.arguments.insert(QStringLiteral("signal"), m_request.signal);
    return request;
}

QString RevokeOperation::shownCommand() const
{
    return QStringLiteral("PUBLISH %1 %2")
        .arg(
            QString::fromUtf8(m_service.keys().pidboxChannel()), QString::fromUtf8(Inspector::shownRequest(request())));
}

Task<Plan> RevokeOperation::plan(std::stop_token stop)
{
    if (auto checked = check(); !checked)
        co_return fail(checked.error());
    if (auto looked = co_await m_service.looked(kFirstLook, stop); !looked)
        co_return fail(looked.error());
    if (auto read = co_await m_standings.read(m_request.ids, stop); !read)
        co_return fail(read.error());
    const wording::RevokeCounts counts = m_standings.count(m_request.ids);
    m_open.clear();
    m_wereRunning.clear();
    m_wereUnknown.clear();
    for (const QString &id : m_request.ids) {
        const TaskStandings::Standing standing = m_standings.of(id);
        if (standing != TaskStandings::Standing::Over)
            m_open << id;
        if (standing == TaskStandings::Standing::Running)
            m_wereRunning << id;
        else if (standing == TaskStandings::Standing::Unknown)
            m_wereUnknown << id;
    }
    if (auto read = co_await m_standings.readTenants(openIds(), m_spec, stop); !read)
        co_return fail(read.error());
    const auto row = m_standings.rowOf(openIds().first());
    const QString name = row ? visible(QString::fromUtf8(row->name.data(), qsizetype(row->name.size()))) : QString();
    const wording::RevokePlanWords words = wording::revokePlanWords(
        counts, m_request.terminate, m_request.signal, name, elidedMiddle(openIds().first(), 13));

    Plan plan;
    plan.title = words.title;
    plan.tenants = m_standings.tenants(openIds());
    plan.shownTenants = m_standings.shownTenants(openIds());
    plan.confirmVerb = words.verb;
    plan.objectName = openIds().size() == 1 ? openIds().first() : QString::number(openIds().size());
    plan.gentlerWay = counts.running > 0 ? words.gentler : QString();
    plan.nameToType = m_service.context().profile.name; // nobody types ids, and a number is no name
    plan.estimate = words.memoryOnly;
    plan.steps.push_back({QStringLiteral("publish"), words.step, shownCommand(), {}, false, true});
    const auto touch = [&](const QString &what, int number, bool isLost) {
        if (number > 0)
            plan.touches.push_back({what, number, plan.touches.empty() ? openIds().mid(0, 5) : QStringList(), isLost});
    };
    touch(words.touchWaiting, counts.waiting, false);
    touch(words.touchRunning, counts.running, m_request.terminate);
    touch(words.touchUnknown, counts.unknown, false);
    touch(words.touchOver, counts.over, false);
    const auto need = [&](const QString &text, const QString &evidence, bool isMet, PreconditionState otherwise) {
        plan.preconditions.push_back({text, evidence, isMet ? PreconditionState::Met : otherwise});
    };
    need(words.mayWrite, words.mayWriteEvidence, counts.hasOperator, PreconditionState::Failed);
    need(words.workersHear, words.workersEvidence, counts.workers > 0, PreconditionState::Failed);
    if (counts.known() > 0)
        need(words.stillOpen, words.stillOpenEvidence, counts.over < counts.all(), PreconditionState::Failed);
    if (counts.unservedTasks + counts.unplaced + counts.servedTasks > 0)
        need(words.served, words.servedEvidence, counts.isServed(), PreconditionState::ToAccept);
    if (counts.over == counts.all())
        plan.nothingLeft = wording::tasksHaveEnded(m_standings.states(m_request.ids));
    need(words.known, words.knownEvidence, counts.unknown == 0, PreconditionState::ToAccept);
    plan.madeAt = m_service.context().clock.wall();
    // A task that went from waiting to running is another decision; a worker more or less is not.
    plan.fingerprint = operations::fingerprintOf({m_request.ids.join(QLatin1Char(',')), m_request.signal,
        QString::number(counts.waiting), QString::number(counts.running), QString::number(counts.over),
        QString::number(counts.unknown), counts.unserved.join(QLatin1Char(',')),
        counts.workers > 0 ? QStringLiteral("heard") : QStringLiteral("unheard")});
    co_return plan;
}

Task<StepResult> RevokeOperation::runStep(PlanStep, transport::WritePermit permit, std::stop_token stop)
{
    auto answers
        = co_await m_service.inspector().command(std::move(permit), request(), m_service.aliveNodes(), stop, kAskLimit);
    if (!answers)
        co_return fail(answers.error());
    m_service.noteRevokeSent(openIds());
    co_return stepResultOf(*answers);
}

RevokeOperation::ReadBack RevokeOperation::readBack(const InspectAnswers &answers) const
{
    QSet<QString> remembered;
    for (const auto &[node, value] : answers.of(InspectMethod::Revoked))
        for (const QJsonValue &id : value.toArray())
            remembered << id.toString();
    ReadBack found;
    for (const QString &id : openIds()) {
        const auto row = m_standings.rowOf(id);
        const bool runs = m_wereRunning.contains(id) || (row && isRunning(row->stateCode));
        if (m_wereUnknown.contains(id))
            found.unknown << (remembered.contains(id) ? QStringList {id} : QStringList {});
        else if (row && row->stateCode == TaskState::Revoked)
            found.revoked << id;
        else if (!remembered.contains(id) || (runs && m_request.terminate))
            continue; // remembering is no proof that a process was ended
        else
            (runs ? found.running : found.noted) << id;
    }
    return found;
}

Evidence RevokeOperation::evidenceOf(const ReadBack &found, const InspectAnswers &answers) const
{
    const int alive = int(m_service.aliveNodes().size());
    wording::RevokeOutcome outcome;
    outcome.unknown = int(m_wereUnknown.size());
    outcome.known = int(openIds().size()) - outcome.unknown;
    outcome.revoked = int(found.revoked.size());
    outcome.running = int(found.running.size());
    outcome.noted = int(found.noted.size());
    outcome.notedBy = nodesRemembering(answers, found.noted);
    outcome.workers = std::max(alive, int(answers.of(InspectMethod::Revoked).size()));
    outcome.rememberedBy = nodesRemembering(answers, m_wereUnknown);
    outcome.silentWorkers = int(answers.silentNodes.size());
    const QSet<QString> served = servedQueues(answers);
    QSet<QString> unserved;
    for (const QString &id : found.noted)
        if (const QString queue = m_standings.queueOf(id);
            m_standings.liesInQueue(id) && !queue.isEmpty() && !served.contains(queue))
            unserved << visible(queue);
    if (!answers.of(InspectMethod::ActiveQueues).empty())
        outcome.unserved = unserved.values();
    outcome.unserved.sort();
    Evidence evidence;
    const qsizetype all = found.revoked.size() + found.running.size() + found.noted.size() + found.unknown.size();
    evidence.isConfirmed = all == openIds().size() && outcome.unserved.isEmpty()
        && (found.noted.isEmpty() || outcome.notedBy == outcome.workers);
    evidence.summary = wording::revokeEvidence(outcome);
    evidence.details = {{QStringLiteral("revoked"), QJsonArray::fromStringList(found.revoked)},
        {QStringLiteral("noted"), QJsonArray::fromStringList(found.noted + found.unknown)},
        {QStringLiteral("running"), QJsonArray::fromStringList(found.running)},
        {QStringLiteral("noted_by"), outcome.notedBy}, {QStringLiteral("workers"), outcome.workers}};
    return evidence;
}

Task<Evidence> RevokeOperation::verify(std::stop_token stop)
{
    Evidence evidence;
    std::vector<std::string> ids;
    for (const QString &id : openIds())
        ids.push_back(id.toStdString());
    for (int i = 0; i < kReadBacks; ++i) {
        auto answers = co_await m_service.inspector().ask(
            {{InspectMethod::Revoked, {}}, {InspectMethod::ActiveQueues, {}}}, m_service.aliveNodes(), stop, kAskLimit);
        if (!answers && isCancelled(answers.error()))
            co_return fail(answers.error());
        (void)co_await m_service.results().readOf(ids, stop, kReadLimit);
        const InspectAnswers said = answers ? std::move(*answers) : InspectAnswers {};
        const ReadBack found = readBack(said);
        evidence = evidenceOf(found, said);
        // More does not come before their turn.
        if (found.revoked.size() + found.running.size() + found.noted.size() + found.unknown.size() == openIds().size())
            break;
        if (auto slept = co_await sleepFor(500ms, stop); !slept)
            co_return fail(slept.error());
    }
    co_return evidence;
}

} // namespace ph::queues
