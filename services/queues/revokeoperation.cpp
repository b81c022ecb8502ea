// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/revokeoperation.h"

#include "services/base/text.h"
#include "services/queues/celery/pidbox.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace ph::queues {

using namespace std::chrono_literals;
using operations::ActionClass;
using operations::Evidence;
using operations::Plan;
using operations::PlanStep;
using operations::StepResult;

namespace {

constexpr Deadline kSendLimit = 5s;
constexpr Deadline kAskLimit = 2s;
constexpr int kReadBacks = 4;

bool isRunning(TaskState state) { return state == TaskState::Started || state >= TaskState::FirstCustom; }

} // namespace

RevokeOperation::RevokeOperation(QueueService &service, QStringList ids, bool terminate)
    : m_service(service)
    , m_ids(std::move(ids))
    , m_terminate(terminate)
    , m_spec(specOf(terminate))
{
    m_ids.removeDuplicates();
    m_ids.sort();
}

operations::ActionSpec RevokeOperation::specOf(bool terminate)
{
    // The tenant of a task is not known for certain from its events, so the platform's right is asked for.
    return terminate
        ? operations::ActionSpec {QStringLiteral("tasks.terminate"), QStringLiteral("tasks revoke --terminate"),
              QStringLiteral("platform.queues"), {}, ActionClass::Disruptive}
        : operations::ActionSpec {QStringLiteral("tasks.revoke"), QStringLiteral("tasks revoke"),
              QStringLiteral("platform.queues"), {}, ActionClass::Disruptive};
}

QJsonObject RevokeOperation::parameters() const
{
    return {{QStringLiteral("ids"), QJsonArray::fromStringList(m_ids)}, {QStringLiteral("terminate"), m_terminate}};
}

Result<std::shared_ptr<operations::Operation>> RevokeOperation::fromParameters(
    QueueService &service, const QJsonObject &parameters)
{
    QStringList ids;
    for (const QJsonValue &id : parameters.value(QLatin1String("ids")).toArray())
        ids << id.toString();
    if (ids.isEmpty())
        return fail(ErrorKind::Invalid, QStringLiteral("the journal names no task"), QStringLiteral("tasks.revoke"));
    return std::shared_ptr<operations::Operation>(
        std::make_shared<RevokeOperation>(service, ids, parameters.value(QLatin1String("terminate")).toBool()));
}

wording::RevokeCounts RevokeOperation::count() const
{
    wording::RevokeCounts counts;
    for (const QString &id : m_ids) {
        const auto slot = m_service.store().slotOf(id.toStdString());
        const auto row = slot ? m_service.store().row(*slot) : std::nullopt;
        if (!row || row->serial == 0)
            ++counts.unknown;
        else if (isFinished(row->stateCode))
            ++counts.over;
        else if (isRunning(row->stateCode))
            ++counts.running;
        else
            ++counts.waiting;
    }
    counts.workers = int(m_service.aliveNodes().size());
    return counts;
}

QByteArray RevokeOperation::envelope() const
{
    celery::PidboxRequest request;
    request.method = QStringLiteral("revoke");
    request.arguments
        = {{QStringLiteral("task_id"), QJsonArray::fromStringList(m_ids)}, {QStringLiteral("terminate"), m_terminate}};
    if (m_terminate)
        request.arguments.insert(QStringLiteral("signal"), QStringLiteral("SIGTERM"));
    const WallTime ours = m_service.context().clock.wall();
    const auto &offset = m_service.broker().state().clock;
    return celery::pidboxEnvelope(
        request, double((offset ? offset->toServer(ours) : ours).time_since_epoch().count()) / 1000);
}

Task<Plan> RevokeOperation::plan(std::stop_token)
{
    if (m_ids.isEmpty() || m_ids.size() > mostTasks)
        co_return fail(ErrorKind::Invalid,
            QStringLiteral("between 1 and %1 tasks can be revoked at once").arg(mostTasks), m_spec.id);
    const wording::RevokeCounts counts = count();
    const auto slot = m_service.store().slotOf(m_ids.first().toStdString());
    const auto row = slot ? m_service.store().row(*slot) : std::nullopt;
    const QString name = row ? QString::fromUtf8(row->name.data(), qsizetype(row->name.size())) : QString();
    const wording::RevokePlanWords words
        = wording::revokePlanWords(counts, m_terminate, name, elidedMiddle(m_ids.first(), 13));

    Plan plan;
    plan.title = words.title;
    plan.confirmVerb = words.verb;
    plan.objectName = m_ids.size() == 1 ? m_ids.first() : QString::number(m_ids.size());
    plan.gentlerWay = counts.running > 0 ? words.gentler : QString();
    plan.estimate = words.memoryOnly;
    QJsonObject arguments {{QStringLiteral("task_id"), QJsonArray::fromStringList(m_ids.mid(0, 3))},
        {QStringLiteral("terminate"), m_terminate}};
    plan.steps.push_back({QStringLiteral("publish"), words.step,
        QStringLiteral("PUBLISH %1 revoke %2%3")
            .arg(QString::fromUtf8(m_service.keys().pidboxChannel()),
                QString::fromUtf8(QJsonDocument(arguments).toJson(QJsonDocument::Compact)),
                m_ids.size() > 3 ? QStringLiteral(" … %1 ids").arg(m_ids.size()) : QString()),
        {}, false, true});
    const auto touch = [&](const QString &what, int number, bool isLost) {
        if (number > 0)
            plan.touches.push_back({what, number, plan.touches.empty() ? m_ids.mid(0, 5) : QStringList(), isLost});
    };
    touch(words.touchWaiting, counts.waiting, false);
    touch(words.touchRunning, counts.running, m_terminate);
    touch(words.touchUnknown, counts.unknown, false);
    touch(words.touchOver, counts.over, false);
    using operations::PreconditionState;
    plan.preconditions.push_back({words.workersHear, words.workersEvidence,
        counts.workers > 0 ? PreconditionState::Met : PreconditionState::Failed});
    plan.preconditions.push_back({words.stillOpen, words.stillOpenEvidence,
        counts.over == counts.all() ? PreconditionState::Failed : PreconditionState::Met});
    plan.preconditions.push_back(
        {words.known, words.knownEvidence, counts.unknown > 0 ? PreconditionState::ToAccept : PreconditionState::Met});
    plan.madeAt = m_service.context().clock.wall();
    // A task that went from waiting to running is another decision; a worker more or less is not.
    plan.fingerprint = operations::fingerprintOf({m_ids.join(QLatin1Char(',')), QString::number(counts.waiting),
        QString::number(counts.running), QString::number(counts.over), QString::number(counts.unknown),
        counts.workers > 0 ? QStringLiteral("heard") : QStringLiteral("unheard")});
    co_return plan;
}

Task<StepResult> RevokeOperation::runStep(const PlanStep &, transport::WritePermit permit, std::stop_token stop)
{
    auto reply = co_await m_service.broker().write(std::move(permit),
        transport::redis::Command("PUBLISH", m_service.keys().pidboxChannel(), envelope()), stop, kSendLimit);
    if (!reply)
        co_return fail(reply.error());
    StepResult result;
    result.summary = wording::revokeSent(reply->toInteger());
    result.hasWarning = reply->toInteger() == 0;
    co_return result;
}

QStringList RevokeOperation::confirmedIds(const InspectAnswers &answers) const
{
    QStringList confirmed;
    for (const auto &[node, value] : answers.of(InspectMethod::Revoked))
        for (const QJsonValue &id : value.toArray())
            if (m_ids.contains(id.toString()) && !confirmed.contains(id.toString()))
                confirmed << id.toString();
    for (const QString &id : m_ids) {
        const auto slot = m_service.store().slotOf(id.toStdString());
        const auto row = slot ? m_service.store().row(*slot) : std::nullopt;
        if (row && row->stateCode == TaskState::Revoked && !confirmed.contains(id))
            confirmed << id;
    }
    return confirmed;
}

Task<Evidence> RevokeOperation::verify(std::stop_token stop)
{
    Evidence evidence;
    QStringList confirmed;
    qsizetype silent = 0;
    for (int i = 0; i < kReadBacks; ++i) {
        auto answers = co_await m_service.inspector().ask(
            {{InspectMethod::Revoked, {}}}, m_service.aliveNodes(), stop, kAskLimit);
        if (!answers && isCancelled(answers.error()))
            co_return fail(answers.error());
        silent = answers ? answers->silentNodes.size() : m_service.aliveNodes().size();
        confirmed = confirmedIds(answers ? *answers : InspectAnswers {});
        if (confirmed.size() == m_ids.size())
            break;
        if (auto slept = co_await sleepFor(500ms, stop); !slept)
            co_return fail(slept.error());
    }
    evidence.isConfirmed = confirmed.size() == m_ids.size();
    evidence.summary = wording::revokeEvidence(int(confirmed.size()), int(m_ids.size()), int(silent));
    evidence.details = {{QStringLiteral("confirmed"), QJsonArray::fromStringList(confirmed)}};
    co_return evidence;
}

} // namespace ph::queues
