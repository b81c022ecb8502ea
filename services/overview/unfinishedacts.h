// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/journalwatch.h"
#include "services/platform/session/platformsession.h"

namespace ph::overview {

/// Acts whose end nobody knows: cut off by a crash or kill, or sent and never answered, by whichever window or
/// companion of this user. To watch, until each is gone on with or written off.
[[nodiscard]] platform::AreaVerdict judgeActs(const std::vector<operations::OperationRun> &runs, MonoTime now);

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
    bool m_isRead = false;
    bool m_isReading = false;
    int m_readings = 1; ///< that are due
    TaskScope m_scope;
};

/// The line for app's table of areas.
[[nodiscard]] platform::AreaFactory unfinishedActsArea();

} // namespace ph::overview
