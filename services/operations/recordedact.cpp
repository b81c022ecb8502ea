// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/recordedact.h"

#include "services/base/files.h"
#include "services/base/journal.h"
#include "services/base/logging.h"
#include "services/operations/operationrecord.h"
#include "services/operations/runner.h"

namespace ph::operations {

namespace {

QJsonObject beginning(const RecordedAct &act)
{
    Plan plan;
    plan.title = act.title;
    plan.objectName = act.entry.object;
    for (const QString &change : act.changes)
        plan.steps.push_back({QString::number(plan.steps.size() + 1), change, {}, {}, false, false});
    return {{QStringLiteral("event"), QStringLiteral("begin")}, {QStringLiteral("action"), act.entry.action},
        {QStringLiteral("who"), act.who.isEmpty() ? act.entry.email : act.who},
        {QStringLiteral("program"), programName()}, {QStringLiteral("reason"), act.entry.reason},
        {QStringLiteral("environment"), act.entry.environment}, {QStringLiteral("plan"), plan.toJson()},
        {QStringLiteral("at"), stamp(act.entry.at)}};
}

std::vector<QJsonObject> ending(const RecordedAct &act, const Result<void> &done)
{
    std::vector<QJsonObject> records;
    QJsonObject end {{QStringLiteral("event"), QStringLiteral("end")}, {QStringLiteral("at"), stamp(act.entry.at)},
        {QStringLiteral("phase"), runPhaseName(done ? RunPhase::Done : RunPhase::Failed)}};
    if (!done)
        end.insert(QLatin1String("error"), errorToJson(done.error()));
    for (qsizetype i = 0; done && i < act.changes.size(); ++i)
        records.push_back({{QStringLiteral("event"), QStringLiteral("step-end")},
            {QStringLiteral("step"), QString::number(i + 1)}, {QStringLiteral("outcome"), QStringLiteral("done")}});
    if (done)
        records.push_back({{QStringLiteral("event"), QStringLiteral("verified")},
            {QStringLiteral("summary"), act.changes.join(QStringLiteral("; "))}});
    records.push_back(end);
    return records;
}

} // namespace

Result<void> recordAct(const QString &folder, const RecordedAct &act, const std::function<Result<void>()> &effect)
{
    const QString journals = folder + QStringLiteral("/operations");
    for (const QString &each : {folder, journals})
        if (auto made = makePrivateDirectory(each); !made)
            return made;
    auto journal = Journal::open(journals + QLatin1Char('/') + act.entry.operationId + journalSuffix());
    if (!journal)
        return fail(journal.error());
    if (auto begun = journal->append(beginning(act)); !begun)
        return fail(begun.error());
    Result<void> done = AuditOutbox(folder + QStringLiteral("/audit.outbox")).append(act.entry);
    if (done && effect)
        done = effect();
    for (const QJsonObject &record : ending(act, done))
        if (auto written = journal->append(record); !written) {
            qCWarning(logOperations).noquote()
                << "the end of" << act.title << "could not be journaled:" << brief(written.error());
            break;
        }
    return done;
}

} // namespace ph::operations
