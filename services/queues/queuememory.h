// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"
#include "services/queues/forgottenworkers.h"
#include "services/queues/lastseen.h"

class QThreadPool;

namespace ph::queues {

/// What is kept of queues and workers between sessions, in two files of the environment's folder that all windows and
/// commands of this user share: what was seen last, and which workers somebody forgot. Reads and writes in `pool`;
/// lives on the service's thread, which ends its coroutines before it goes.
class QueueMemory final {
public:
    QueueMemory(const QString &folder, QThreadPool &pool, const Clock &clock);

    /// What an earlier session saw, or one beside this; nothing before recall().
    [[nodiscard]] const std::optional<LastSeen> &lastSeen() const { return m_lastSeen; }
    [[nodiscard]] const ForgottenWorkers &forgotten() const { return m_forgotten; }

    /// Reads what was seen last. NotFound: nothing ever was.
    [[nodiscard]] Task<void> recall(std::stop_token stop);
    [[nodiscard]] Task<void> keep(LastSeen seen, std::stop_token stop);
    /// Reads who is forgotten: did another program change it?
    [[nodiscard]] Task<bool> readForgotten(std::stop_token stop);
    [[nodiscard]] Task<void> forget(QStringList nodes, std::stop_token stop);
    [[nodiscard]] Task<void> bringBack(QStringList nodes, std::stop_token stop);

private:
    QString m_seenFile;
    QString m_forgottenFile;
    QThreadPool &m_pool;
    const Clock &m_clock;
    std::optional<LastSeen> m_lastSeen;
    ForgottenWorkers m_forgotten;
    bool m_isTroubleTold = false;
};

} // namespace ph::queues
