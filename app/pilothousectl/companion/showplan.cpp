// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/showplan.h"

#include "services/base/text.h"
#include "services/wording/errors.h"
#include "services/wording/numbers.h"

namespace ph::ctl {

using operations::PreconditionState;
using operations::StepState;

namespace {

QString markOf(PreconditionState state)
{
    switch (state) {
    case PreconditionState::Met: return QStringLiteral("yes");
    case PreconditionState::ToAccept: return QStringLiteral("accept");
    case PreconditionState::Failed: break;
    }
    return QStringLiteral("NO");
}

QString wordOf(StepState::State state)
{
    switch (state) {
    case StepState::State::Waiting: return QStringLiteral("not begun");
    case StepState::State::Running: return QStringLiteral("running");
    case StepState::State::Done: return QStringLiteral("done");
    case StepState::State::Warning: return QStringLiteral("done, with a warning");
    case StepState::State::Failed: return QStringLiteral("failed");
    case StepState::State::Unknown: break;
    }
    return QStringLiteral("unknown");
}

/// A command of a thousand ids would push the rest of the plan off the screen.
QString shownCommand(const QString &command)
{
    constexpr qsizetype shown = 800;
    return command.size() <= shown
        ? command
        : QStringLiteral("%1… (%2 characters; --json prints all of it)").arg(command.left(shown)).arg(command.size());
}

} // namespace

void showPlan(Output &out, const operations::Plan &plan, const operations::Verdict &verdict)
{
    out.line(plan.title);
    int number = 0;
    for (const operations::PlanStep &step : plan.steps) {
        out.line(QStringLiteral("  %1. %2").arg(++number).arg(step.title));
        out.line(QStringLiteral("     ") + shownCommand(step.command));
        if (!step.undo.isEmpty())
            out.line(QStringLiteral("     undo: ") + step.undo);
    }
    for (const operations::PlanTouch &touch : plan.touches) {
        out.line(QStringLiteral("  %1 %2%3")
                .arg(wording::number(touch.count), touch.what,
                    touch.isLost ? QStringLiteral(" (cannot be brought back)") : QString()));
        if (!touch.sample.isEmpty())
            out.line(QStringLiteral("     ") + touch.sample.join(QStringLiteral(", ")));
    }
    constexpr qsizetype mostTenants = 20; // --json tells all of them
    QStringList byTenant;
    for (auto it = plan.shownTenants.objects.begin(); it != plan.shownTenants.objects.end(); ++it)
        byTenant << QStringLiteral("%1 %2").arg(
            it.key().isEmpty() ? QStringLiteral("not told") : elidedEnd(visible(it.key()), 40),
            wording::number(qint64(it.value())));
    if (byTenant.size() > mostTenants) {
        byTenant = byTenant.mid(0, mostTenants);
        byTenant << QStringLiteral("…");
    }
    if (plan.shownTenants.objects.size() > plan.shownTenants.objects.count(QString()))
        out.line(QStringLiteral("  By tenant: ") + byTenant.join(QStringLiteral(", ")));
    for (const operations::PlanPrecondition &each : plan.preconditions)
        out.line(QStringLiteral("  %1? %2: %3").arg(each.text, markOf(each.state), each.evidence));
    if (!plan.estimate.isEmpty())
        out.line(QStringLiteral("  ") + plan.estimate);
    if (!plan.gentlerWay.isEmpty())
        out.line(QStringLiteral("  Gentler: ") + plan.gentlerWay);
    out.line(QStringLiteral("  Class %1%2")
            .arg(int(verdict.effectiveClass))
            .arg(verdict.allowed ? QStringLiteral(", allowed: ") + verdict.because
                                 : QStringLiteral(", not allowed: ")
                        + wording::errorSentence(verdict.refusal, QStringLiteral("refused")).body()));
}

void showRun(Output &out, const operations::OperationRun &run)
{
    out.line(QStringLiteral("%1: %2 (%3)").arg(run.title, operations::runPhaseName(run.phase), run.id));
    for (const StepState &state : run.steps)
        out.line(QStringLiteral("  %1: %2%3")
                .arg(state.step.title, wordOf(state.state),
                    state.summary.isEmpty() ? QString() : QStringLiteral(", ") + state.summary));
    if (!run.evidence.isEmpty())
        out.line(QStringLiteral("  ") + run.evidence);
    const bool isDone = run.phase == operations::RunPhase::Done || run.phase == operations::RunPhase::DoneWithWarnings;
    for (const StepState &state : run.steps)
        if (isDone && !state.step.undo.isEmpty())
            out.line(QStringLiteral("  undo: ") + state.step.undo);
    if (run.phase == operations::RunPhase::Unknown)
        out.line(QStringLiteral(
            "  It was sent, and no answer came. It is not repeated by itself: look whether it happened."));
}

} // namespace ph::ctl
