// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/overview/unfinishedacts.h"

#include "services/wording/overviewtexts.h"

#include <algorithm>

namespace ph::overview {

using namespace std::chrono_literals;
using operations::OperationRun;
using operations::RunPhase;
using platform::Severity;
using platform::VerdictLine;

namespace {

constexpr auto s_tick = 1s;

bool isCut(const OperationRun &run) { return run.phase == RunPhase::Interrupted; }
bool isUnknown(const OperationRun &run) { return needsDecision(run) && !isCut(run); }

template <class Which>
void find(const std::vector<OperationRun> &runs, Which which, const QString &code, wording::ActTrouble trouble,
    std::vector<VerdictLine> &lines)
{
    const auto count = std::ranges::count_if(runs, which);
    if (count == 0)
        return;
    const auto oldest = std::ranges::min_element(
        runs, {}, [which](const OperationRun &run) { return which(run) ? run.startedAt : WallTime::max(); });
    const wording::FindingWords words = wording::actsWithoutEnd(trouble, oldest->title, count);
    lines.push_back({.severity = Severity::Warning,
        .code = code,
        .sentence = words.sentence,
        .detail = words.detail,
        .object = oldest->title,
        .next = words.next,
        .address = QStringLiteral("activity"),
        .since = oldest->startedAt});
}

} // namespace

platform::AreaVerdict judgeActs(const std::vector<OperationRun> &runs, const std::optional<Error> &audit, MonoTime now)
{
    platform::AreaVerdict verdict {.area = QStringLiteral("activity"), .title = wording::actsTitle(), .judgedAt = now};
    find(runs, isCut, QStringLiteral("act-cut-off"), wording::ActTrouble::CutOff, verdict.lines);
    find(runs, isUnknown, QStringLiteral("act-outcome-unknown"), wording::ActTrouble::OutcomeUnknown, verdict.lines);
    if (audit) {
        const wording::FindingWords words = wording::auditDamaged(audit->where);
        verdict.lines.push_back({.severity = Severity::Warning,
            .code = QStringLiteral("audit-damaged"),
            .sentence = words.sentence,
            .detail = words.detail,
            .object = audit->where,
            .next = words.next,
            .address = QStringLiteral("activity")});
    }
    if (verdict.lines.empty())
        verdict.summary = wording::actsSummary();
    return verdict;
}

UnfinishedActs::UnfinishedActs(platform::AreaContext &context)
    : m_context(context)
    , m_journals(context.stateFolder)
{
    const auto written = [this] {
        m_readings = 2; // once more a moment later: an act's last line may follow what told of it
        look();
    };
    connect(&m_journals, &operations::JournalWatch::changed, this, written);
    connect(&context.runner, &operations::Runner::changed, this, written);
    connect(&m_tick, &QTimer::timeout, this, &UnfinishedActs::look);
    m_tick.start(s_tick);
    look();
}

UnfinishedActs::~UnfinishedActs() { m_scope.close(); }

void UnfinishedActs::look()
{
    // A process that is killed writes nothing: only its lock tells.
    const bool isUnderWay = std::ranges::any_of(m_runs, [](const OperationRun &run) { return !isOver(run.phase); });
    if ((m_readings > 0 || isUnderWay) && !m_isReading)
        read();
    if (m_isRead)
        report();
}

void UnfinishedActs::read()
{
    m_isReading = true;
    m_readings = std::max(0, m_readings - 1);
    m_scope.spawn(m_context.runner.history(m_scope.token()), [this](const Result<std::vector<OperationRun>> &runs) {
        m_isReading = false;
        if (!runs) {
            m_readings = std::max(1, m_readings);
            return;
        }
        m_runs.clear();
        std::ranges::copy_if(*runs, std::back_inserter(m_runs),
            [](const OperationRun &run) { return !isOver(run.phase) || needsDecision(run); });
        m_isRead = true;
        report();
    });
    m_scope.spawn(m_context.runner.checkAudit(m_scope.token()), [this](const Result<void> &checked) {
        const bool isDamaged = !checked && checked.error().kind == ErrorKind::Protocol;
        m_audit = isDamaged ? std::optional(checked.error()) : std::nullopt;
        if (m_isRead)
            report();
    });
}

void UnfinishedActs::report() { m_context.verdicts.report(judgeActs(m_runs, m_audit, m_context.clock.monotonic())); }

platform::AreaFactory unfinishedActsArea()
{
    return {"activity", [](platform::AreaContext &context) { return std::make_unique<UnfinishedActs>(context); }};
}

} // namespace ph::overview
