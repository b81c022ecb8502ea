// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/journalwatch.h"
#include "services/platform/session/platformsession.h"

namespace ph::overview {

/// Acts whose end nobody knows: cut off by a crash or kill, or sent and never answered, by whichever window or
/// companion of this user. To watch, until each is gone on with or written off.
/// `audit`: what is wrong with the local audit log, if anything is.
[[nodiscard]] platform::AreaVerdict judgeActs(
    const std::vector<operations::OperationRun> &runs, const std::optional<Error> &audit, MonoTime now);

/// Reads the environment's journals when the session begins and whenever they change, and tells the board. Lives on the
/// session's I/O thread.
class UnfinishedActs final : public platform::AreaService {
    Q_OBJECT
public:
    explicit UnfinishedActs(platform::AreaContext &context);
    ~UnfinishedActs() override;

private:
    void look();
    void read();
    void report();

    platform::AreaContext &m_context;
    operations::JournalWatch m_journals;
    QTimer m_tick;
    std::vector<operations::OperationRun> m_runs; ///< as read last; what is over and known is left out
    std::optional<Error> m_audit; ///< what was wrong with the local audit log at the last reading
    bool m_isRead = false;
    bool m_isReading = false;
    int m_readings = 1; ///< that are due
    TaskScope m_scope;
};

/// The line for app's table of areas.
[[nodiscard]] platform::AreaFactory unfinishedActsArea();

} // namespace ph::overview
