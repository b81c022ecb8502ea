// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/activityacts.h"

#include "services/wording/errors.h"
#include "ui/components/environmentlook.h"
#include "ui/operations/reviewflow.h"
#include "ui/shell/activitypanel.h"

#include <QFileInfo>
#include <algorithm>

namespace ph::app {

using namespace std::chrono_literals;
using operations::OperationRun;
using operations::Runner;

ActivityActs::ActivityActs(ui::ShellWindow &window, platform::PlatformSession &session)
    : m_window(window)
    , m_session(session)
    , m_journals(QFileInfo(session.runner()->outbox().path()).path())
{
    Runner *runner = session.runner();
    connect(runner, &Runner::changed, &window.context().activity, &models::ActivityModel::update);
    ui::ActivityPanel *panel = window.activityPanel();
    connect(panel, &ui::ActivityPanel::cancelRequested, runner, [runner](const QString &id) { runner->cancel(id); });
    connect(panel, &ui::ActivityPanel::undoRequested, this, &ActivityActs::undo);
    connect(panel, &ui::ActivityPanel::resumeRequested, this, &ActivityActs::resume);
    connect(panel, &ui::ActivityPanel::abandonRequested, this, &ActivityActs::askToAbandon);
    connect(&m_journals, &operations::JournalWatch::changed, this, &ActivityActs::readHistory);
    m_elsewhere.setInterval(1s);
    connect(&m_elsewhere, &QTimer::timeout, this, &ActivityActs::readHistory);
    readHistory();
}

ActivityActs::~ActivityActs() { m_scope.close(); }

void ActivityActs::readHistory()
{
    Runner *runner = m_session.runner();
    auto read = [runner](std::stop_token stop) { return runner->history(std::move(stop)); };
    m_scope.spawn(onThread<std::vector<OperationRun>>(runner, read, m_scope.token(), 15s),
        [this](Result<std::vector<OperationRun>> runs) {
            if (!runs)
                return;
            m_window.context().activity.setHistory(*runs);
            const bool isElsewhere = std::ranges::any_of(
                *runs, [](const OperationRun &run) { return run.phase == operations::RunPhase::Elsewhere; });
            if (isElsewhere != m_elsewhere.isActive())
                isElsewhere ? m_elsewhere.start() : m_elsewhere.stop();
        });
}

void ActivityActs::undo(const QString &id)
{
    const OperationRun *run = m_window.context().activity.find(id);
    if (!run || !run->undo)
        return;
    const ui::ReviewFlow::Place place {&m_window.context().dialogs, &m_window.context().toasts};
    ui::ReviewFlow::start(
        m_session, run->undo->spec(), [undo = run->undo] { return undo; }, QStringLiteral("undo-2"), place, this);
}

void ActivityActs::resume(const QString &id)
{
    const OperationRun *run = m_window.context().activity.find(id);
    if (!run || run->phase != operations::RunPhase::Interrupted)
        return;
    const ui::ReviewFlow::Place place {&m_window.context().dialogs, &m_window.context().toasts};
    ui::ReviewFlow::resume(m_session, *run, QStringLiteral("history"), place, this);
}

void ActivityActs::askToAbandon(const QString &id)
{
    const OperationRun *run = m_window.context().activity.find(id);
    if (!run)
        return;
    ui::ReviewView view;
    view.icon = QStringLiteral("history");
    view.title = tr("Write off: %1", "title; %1 is an operation").arg(run->title);
    view.environment = m_session.profile().label;
    view.environmentTone = ui::toneOfColour(m_session.profile().colour);
    view.happenNote = tr("What it had done stays done, what it had not is not done. Nothing is sent to a server.");
    view.wantsReason = true;
    view.reasonRequired = true;
    view.verb = tr("Write it off", "button");
    ui::DialogLayer *layer = &m_window.context().dialogs;
    auto *dialog = ui::ReviewDialog::open(layer, view);
    connect(dialog, &ui::ReviewDialog::cancelled, layer, &ui::DialogLayer::close);
    connect(dialog, &ui::ReviewDialog::confirmed, this, [this, dialog, id](const QString &reason) {
        dialog->setBusy(tr("Writing it down…"));
        abandon(id, reason);
    });
}

void ActivityActs::abandon(const QString &id, const QString &reason)
{
    Runner *runner = m_session.runner();
    auto work = [runner, id, reason](std::stop_token stop) { return runner->abandon(id, reason, std::move(stop)); };
    m_scope.spawn(onThread<void>(runner, work, m_scope.token(), 30s), [this](const Result<void> &done) {
        auto *dialog = qobject_cast<ui::ReviewDialog *>(m_window.context().dialogs.dialog());
        if (!done && dialog) {
            const auto sentence = wording::errorSentence(done.error(), tr("It was not written off"));
            return dialog->setError(
                {ui::BannerKind::Error, sentence.title, sentence.body(), {}, sentence.details, false});
        }
        if (dialog)
            m_window.context().dialogs.close();
        readHistory();
    });
}

} // namespace ph::app
