// SPDX-License-Identifier: GPL-3.0-or-later
// What the state folder holds of operations: those that ended, and those that were cut.
#include "services/base/logging.h"
#include "services/operations/activeoperation.h"
#include "services/operations/operationrecord.h"

#include <QDir>
#include <algorithm>

namespace ph::operations {

QString Runner::pathOf(const QString &operationId) const
{
    return m_folder + QStringLiteral("/operations/") + operationId + journalSuffix();
}

Task<void> Runner::abandon(QString operationId, QString reason, std::stop_token stop)
{
    auto write = [](QString path, AuditOutbox outbox, AuditEntry entry) -> Result<void> {
        auto journal = Journal::open(path);
        if (!journal)
            return fail(journal.error());
        const OperationRun run = runFromJournal(entry.operationId, journal->records());
        if (!needsDecision(run))
            return fail(
                ErrorKind::Conflict, QStringLiteral("it is over already: %1").arg(runPhaseName(run.phase)), run.title);
        entry.action = run.action;
        entry.object = run.objectName;
        entry.tenant = run.tenant;
        if (auto told = outbox.append(entry); !told)
            return told;
        // One that ended unknown stays that: writing it off makes nobody know.
        const bool isCut = run.phase == RunPhase::Interrupted;
        QJsonObject last {{QStringLiteral("event"), isCut ? QStringLiteral("end") : QStringLiteral("written-off")},
            {QStringLiteral("at"), stamp(entry.at)}, {QStringLiteral("reason"), entry.reason}};
        if (isCut)
            last.insert(QLatin1String("phase"), runPhaseName(RunPhase::Cancelled));
        auto ended = journal->append(last);
        if (!ended)
            return fail(ended.error());
        return {};
    };
    AuditEntry entry;
    entry.requestId = operationId + QStringLiteral("/abandoned");
    entry.operationId = operationId;
    entry.stage = QStringLiteral("abandoned");
    entry.reason = std::move(reason);
    entry.environment = m_guard.policy().id;
    entry.at = m_clock.wall();
    if (const auto identity = m_identities.identity()) {
        entry.subject = identity->subject;
        entry.email = identity->email;
    }
    co_return co_await offload<void>(&m_pool, stop, diskDeadline, write, pathOf(operationId), m_outbox, entry);
}

Task<std::vector<OperationRun>> Runner::history(std::stop_token stop)
{
    auto readAll = [](QString folder) -> Result<std::vector<OperationRun>> {
        std::vector<OperationRun> runs;
        const QDir dir(folder);
        for (const QString &name : dir.entryList({QLatin1Char('*') + journalSuffix()}, QDir::Files)) {
            const QString path = dir.filePath(name);
            auto content = Journal::read(path);
            if (!content) {
                qCWarning(logOperations).noquote() << "unreadable operation" << brief(content.error());
                continue;
            }
            if (content->records.empty())
                continue; // cut before anything was journaled: nothing happened
            OperationRun run = runFromJournal(name.chopped(journalSuffix().size()), content->records);
            if (run.phase == RunPhase::Interrupted && LockFile::holder(path + QStringLiteral(".lock")))
                run.phase = RunPhase::Elsewhere;
            runs.push_back(std::move(run));
        }
        std::sort(runs.begin(), runs.end(),
            [](const OperationRun &a, const OperationRun &b) { return a.startedAt > b.startedAt; });
        return runs;
    };
    auto runs = co_await offload<std::vector<OperationRun>>(
        &m_pool, stop, diskDeadline, readAll, m_folder + QStringLiteral("/operations"));
    if (runs)
        for (OperationRun &run : *runs)
            if (const auto active = m_active.value(run.id))
                run = active->run;
    co_return runs;
}

} // namespace ph::operations
