// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/queues/queuesession.h"

#include <QJsonObject>

namespace ph::ctl::queues {

/// The first reading that an export waits for: only when it is over does the stream's silence mean anything.
class ExportSnapshot final {
public:
    /// `isAwaited`: false with --events-only. `patience`: nothing more was answered for so long: it is given up.
    ExportSnapshot(bool isAwaited, Milliseconds patience, MonoTime now)
        : m_isOver(!isAwaited)
        , m_isAwaited(isAwaited)
        , m_patience(patience)
        , m_movedAt(now)
    {
    }

    /// Whole, or given up.
    [[nodiscard]] bool isOver() const { return m_isOver; }
    [[nodiscard]] MonoTime overAt() const { return m_overAt; }
    /// The stream is down: the time does not count.
    void pause(MonoTime now) { m_movedAt = now; }
    /// Cancelled is the only error.
    [[nodiscard]] Task<void> look(Context *ctx, const QueueSession *opened);

    /// What of it the export lacks.
    struct Parts {
        QStringList missing; ///< sentences
        qint64 waitingLeft = 0;
        bool areResultsPart = false;
        /// Into the summary: snapshot, snapshot_missing, waiting_left_out, results_left_out.
        void addTo(QJsonObject &summary, bool isAwaited) const;
    };
    [[nodiscard]] Task<Parts> parts(Context *ctx, const QueueSession *opened) const;
    [[nodiscard]] bool isAwaited() const { return m_isAwaited; }

private:
    bool m_isOver;
    bool m_isAwaited;
    Milliseconds m_patience;
    MonoTime m_movedAt;
    MonoTime m_overAt {};
    std::uint64_t m_steps = 0;
    std::optional<Error> m_failed;
};

} // namespace ph::ctl::queues
