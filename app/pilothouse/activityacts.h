// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"
#include "services/operations/journalwatch.h"
#include "services/platform/session/platformsession.h"
#include "ui/shell/shellwindow.h"

namespace ph::app {

/// What Activity's buttons do: stop a running operation, undo a finished one (through the same review as any change),
/// go on with or write off one that a crash cut. And what others do here: the companion, other windows. Main thread.
class ActivityActs final : public QObject {
    Q_OBJECT
public:
    /// The session has started; both outlive it.
    ActivityActs(ui::ShellWindow &window, platform::PlatformSession &session);
    ~ActivityActs() override;

private:
    void readHistory();
    void undo(const QString &id);
    void resume(const QString &id);
    void askToAbandon(const QString &id);
    void abandon(const QString &id, const QString &reason);

    ui::ShellWindow &m_window;
    platform::PlatformSession &m_session;
    operations::JournalWatch m_journals;
    QTimer m_elsewhere; ///< while another process is at work
    TaskScope m_scope;
};

} // namespace ph::app
