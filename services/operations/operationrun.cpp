// SPDX-License-Identifier: GPL-3.0-or-later
// An operation as its journal tells it.
#include "services/base/redact.h"
#include "services/operations/operationrecord.h"
#include "services/operations/runner.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>
#include <algorithm>

namespace ph::operations {

namespace {

WallTime unstamp(const QJsonValue &value)
{
    const QDateTime at = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    return WallTime {Milliseconds {at.isValid() ? at.toMSecsSinceEpoch() : 0}};
}

QString text(const QJsonObject &json, const char *key) { return json.value(QLatin1String(key)).toString(); }

std::optional<Error> errorFromJson(const QJsonValue &value)
{
    if (!value.isObject())
        return std::nullopt;
    const QJsonObject json = value.toObject();
    Error error {ErrorKind::Internal, text(json, "what"), text(json, "where"), {}, text(json, "code"), {}, {}};
    for (int kind = 0; kind <= int(ErrorKind::Internal); ++kind)
        if (kindName(ErrorKind(kind)) == text(json, "kind"))
            error.kind = ErrorKind(kind);
    return error;
}

RunPhase phaseOf(const QString &name)
{
    for (const RunPhase phase :
        {RunPhase::Done, RunPhase::DoneWithWarnings, RunPhase::Failed, RunPhase::Cancelled, RunPhase::Unknown})
        if (runPhaseName(phase) == name)
            return phase;
    return RunPhase::Failed;
}

StepState *stepOf(OperationRun &run, const QString &id)
{
    const auto it
        = std::find_if(run.steps.begin(), run.steps.end(), [&](const StepState &each) { return each.step.id == id; });
    return it == run.steps.end() ? nullptr : &*it;
}

void applyBegin(OperationRun &run, const QJsonObject &record)
{
    run.action = text(record, "action");
    run.who = text(record, "who");
    run.program = text(record, "program");
    run.reason = text(record, "reason");
    run.parameters = record.value(QLatin1String("parameters")).toObject();
    run.startedAt = unstamp(record.value(QLatin1String("at")));
    const QJsonObject plan = record.value(QLatin1String("plan")).toObject();
    run.title = text(plan, "title");
    run.objectName = text(plan, "object");
    // Journals of before name the object alone.
    run.typedName = plan.contains(QLatin1String("typed_name")) ? text(plan, "typed_name") : run.objectName;
    run.tenant = text(plan, "tenant");
    // Journals of before name one tenant or none.
    run.tenants = plan.contains(QLatin1String("tenants"))
        ? Tenants::fromJson(plan.value(QLatin1String("tenants")).toObject())
        : Tenants(run.tenant);
    for (const QJsonValue &value : plan.value(QLatin1String("steps")).toArray()) {
        const QJsonObject step = value.toObject();
        run.steps.push_back({{text(step, "id"), text(step, "title"), text(step, "command"), text(step, "undo"),
                                 step.value(QLatin1String("changes_nothing")).toBool(),
                                 step.value(QLatin1String("point_of_no_return")).toBool()},
            StepState::State::Waiting, {}});
    }
}

void applyStepEnd(OperationRun &run, const QJsonObject &record)
{
    StepState *step = stepOf(run, text(record, "step"));
    if (step == nullptr)
        return;
    step->summary = text(record, "summary");
    const QString outcome = text(record, "outcome");
    step->state = outcome == QLatin1String("done") ? StepState::State::Done
        : outcome == QLatin1String("warning")      ? StepState::State::Warning
        : outcome == QLatin1String("unknown")      ? StepState::State::Unknown
                                                   : StepState::State::Failed;
}

} // namespace

QString programName() { return QFileInfo(QCoreApplication::applicationFilePath()).completeBaseName(); }

QString journalSuffix() { return QStringLiteral(".operation"); }

QString stamp(WallTime at)
{
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODateWithMs);
}

QJsonObject specToJson(const ActionSpec &spec)
{
    return {{QStringLiteral("id"), spec.id}, {QStringLiteral("right"), spec.right},
        {QStringLiteral("tenant_right"), spec.tenantRight}, {QStringLiteral("class"), int(spec.actionClass)}};
}

ActionSpec specFromJson(const QJsonObject &json)
{
    ActionSpec spec;
    spec.id = text(json, "id");
    spec.right = text(json, "right");
    spec.tenantRight = text(json, "tenant_right");
    const int given = json.value(QLatin1String("class")).toInt(int(ActionClass::Destructive));
    spec.actionClass = ActionClass(std::clamp(given, int(ActionClass::Reversible), int(ActionClass::Destructive)));
    return spec;
}

QJsonObject errorToJson(const Error &error)
{
    return {{QStringLiteral("kind"), kindName(error.kind)}, {QStringLiteral("what"), error.what},
        {QStringLiteral("where"), error.where}, {QStringLiteral("code"), error.code}};
}

QJsonValue redacted(const QJsonValue &value)
{
    if (value.isString())
        return redact(value.toString());
    if (value.isArray()) {
        QJsonArray all;
        for (const QJsonValue &each : value.toArray())
            all << redacted(each);
        return all;
    }
    if (!value.isObject())
        return value;
    QJsonObject all = value.toObject();
    for (auto it = all.begin(); it != all.end(); ++it)
        it.value() = redacted(it.value());
    return all;
}

QString runPhaseName(RunPhase phase)
{
    switch (phase) {
    case RunPhase::Running: return QStringLiteral("running");
    case RunPhase::Verifying: return QStringLiteral("verifying");
    case RunPhase::Done: return QStringLiteral("done");
    case RunPhase::DoneWithWarnings: return QStringLiteral("done-with-warnings");
    case RunPhase::Failed: return QStringLiteral("failed");
    case RunPhase::Cancelled: return QStringLiteral("cancelled");
    case RunPhase::Unknown: return QStringLiteral("unknown");
    case RunPhase::Interrupted: return QStringLiteral("interrupted");
    case RunPhase::Elsewhere: break;
    }
    return QStringLiteral("elsewhere");
}

bool needsDecision(const OperationRun &run)
{
    return run.phase == RunPhase::Interrupted || (run.phase == RunPhase::Unknown && !run.isWrittenOff);
}

bool isOver(RunPhase phase)
{
    return phase != RunPhase::Running && phase != RunPhase::Verifying && phase != RunPhase::Elsewhere;
}

OperationRun runFromJournal(const QString &id, const std::vector<QJsonObject> &records)
{
    OperationRun run;
    run.id = id;
    run.phase = RunPhase::Interrupted;
    for (const QJsonObject &record : records) {
        const QString event = text(record, "event");
        if (event == QLatin1String("begin")) {
            applyBegin(run, record);
        } else if (event == QLatin1String("step-begin")) {
            // Cut right after this: nobody knows whether the effect happened.
            if (StepState *step = stepOf(run, text(record, "step")))
                step->state = StepState::State::Unknown;
        } else if (event == QLatin1String("step-end")) {
            applyStepEnd(run, record);
        } else if (event == QLatin1String("verified")) {
            run.evidence = text(record, "summary");
        } else if (event == QLatin1String("end")) {
            run.phase = phaseOf(text(record, "phase"));
            run.endedAt = unstamp(record.value(QLatin1String("at")));
            run.error = errorFromJson(record.value(QLatin1String("error")));
        } else if (event == QLatin1String("written-off")) {
            run.isWrittenOff = true;
        }
    }
    return run;
}

} // namespace ph::operations
