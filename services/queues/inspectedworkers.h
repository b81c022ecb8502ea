// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/inspector.h"
#include "services/queues/listings.h"

#include <map>

namespace ph::queues {

/// What workers answered about themselves, kept: one that does not answer now (silent, lost, offline) is shown with
/// what it said last and how old that is. Not thread-safe.
class InspectedWorkers final {
public:
    void take(const InspectAnswers &answers, MonoTime now);
    /// Fills the inspect half of rows. What a former process ran is not shown: the queues it took from are.
    void fill(QList<WorkerStatus> &workers, MonoTime now) const;
    /// Who of `nodes` takes from which queue.
    [[nodiscard]] std::map<QByteArray, QStringList> consumers(const QStringList &nodes) const;
    /// Workers were asked, and each of `nodes` has told its queues.
    [[nodiscard]] bool isWhole(const QStringList &nodes) const;
    [[nodiscard]] bool wasAsked() const { return m_wasAsked; }

private:
    struct Said {
        WorkerStatus status; ///< its inspect half
        std::int64_t pid = 0;
        MonoTime at {};
        bool areQueuesKnown = false;
    };
    [[nodiscard]] Said &of(const QString &node, MonoTime now);
    void takeStats(const InspectAnswers &answers, MonoTime now);

    std::map<QString, Said> m_byNode;
    bool m_wasAsked = false;
};

} // namespace ph::queues
