// SPDX-License-Identifier: GPL-3.0-or-later
// What the state folder holds of operations: those that ended, and those that were cut.
#include "services/base/logging.h"
#include "services/operations/activeoperation.h"
#include "services/operations/operationrecord.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <algorithm>

namespace ph::operations {

QString Runner::pathOf(const QString &operationId) const
{
    return m_folder + QStringLiteral("/operations/") + operationId + journalSuffix();
}

namespace {

/// Who may do an act may write it off; an act of this computer alone (recordedact.h) asks for no right. Journals of
/// before do not say which right it was: there somebody must be signed in.
Result<void> mayWriteOff(const Guard &guard, const QJsonObject &begin)
{
    if (!begin.contains(QLatin1String("parameters")))
        return {};
    const QJsonObject plan = begin.value(QLatin1String("plan")).toObject();
    const auto spec = specFromJson(begin.value(QLatin1String("spec")).toObject());
    const Verdict verdict = guard.can(spec, Tenants::fromJson(plan.value(QLatin1String("tenants")).toObject()));
    if (verdict.allowed || (spec.right.isEmpty() && verdict.refusal.code.isEmpty()))
        return {};
    return fail(verdict.refusal);
}

/// A journal that cannot be read: what it did is not known, and somebody must look.
OperationRun unreadable(const QString &path, const Error &error)
{
    OperationRun run;
    run.id = QFileInfo(path).fileName().chopped(journalSuffix().size());
    run.title = QStringLiteral("An operation whose journal cannot be read");
    run.phase = RunPhase::Unknown;
    run.startedAt = WallTime {Milliseconds {QFileInfo(path).lastModified().toMSecsSinceEpoch()}};
    run.error = error;
    run.error->where = path;
    run.error->hint = QStringLiteral("look whether it happened; then keep the file as evidence and move it away");
    run.error->code = QStringLiteral("JOURNAL_DAMAGED");
    return run;
}

} // namespace

Task<void> Runner::abandon(QString operationId, QString reason, std::stop_token stop)
{
    auto before = co_await offload<JournalContent>(&m_pool, stop, diskDeadline, &Journal::read, pathOf(operationId));
    if (!before)
        co_return fail(before.error());
    if (before->records.empty())
        co_return fail(ErrorKind::NotFound, QStringLiteral("there is no such operation"), operationId.left(60));
    if (auto allowed = mayWriteOff(m_guard, before->records.front()); !allowed)
        co_return fail(allowed.error());
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

Task<void> Runner::checkAudit(std::stop_token stop)
{
    auto check = [](AuditOutbox outbox) -> Result<void> {
        if (auto entries = outbox.read(); !entries)
            return fail(entries.error());
        return {};
    };
    co_return co_await offload<void>(&m_pool, stop, diskDeadline, check, m_outbox);
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
                qCInfo(logOperations).noquote() << "unreadable operation" << brief(content.error());
                runs.push_back(unreadable(path, content.error()));
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
