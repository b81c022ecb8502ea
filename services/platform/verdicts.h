// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"

#include <QObject>
#include <QString>
#include <QTimer>
#include <mutex>
#include <vector>

namespace ph::platform {

/// Notice: worth knowing, nobody has to act. Warning: will break. Broken: is broken now.
enum class Severity { Fine, Notice, Warning, Broken };

/// One thing that an area found. Texts are ready for people, plain, without a full stop at the end of `sentence`.
struct VerdictLine {
    Severity severity = Severity::Warning;
    QString code {}; ///< stable, for --json: "queue-not-draining"
    QString sentence; ///< "agents.high has not drained since 13:58"
    QString detail {}; ///< one or two full sentences: "1 284 tasks wait there, most for acme-labs."
    QString object {}; ///< the object's own name: "agents.high"
    QString next {}; ///< what helps, as on a button: "Open agents.high"
    QString address {}; ///< where that leads, below the environment: "queues/agents.high"
    WallTime since {}; ///< zero: unknown
    /// It follows from the area's other findings, if there are any as bad: these stand before it.
    bool isEffect = false;
};

/// What one area says of the environment now.
struct AreaVerdict {
    QString area; ///< "queues"
    QString title; ///< "Queues"
    QString summary {}; ///< when all is well: "1 595 waiting, 37 running"
    QString notSeen {}; ///< what it cannot see at present, and why: "task events (broker down)"; quiet is then no proof
    std::vector<VerdictLine> lines {};
    MonoTime judgedAt {};
};

/// What all areas of one session say: the Overview and `pilothousectl status` read it. Areas report from their threads,
/// whenever their answer changes and at least every 5 s (judgedAt tells a silent area); the owner's thread hears of it
/// at most 4 times a second.
class VerdictBoard final : public QObject {
    Q_OBJECT
public:
    explicit VerdictBoard(QObject *parent = nullptr);

    /// Callable from any thread; takes the place of what the area said before.
    void report(AreaVerdict verdict);
    /// By area name.
    [[nodiscard]] std::vector<AreaVerdict> areas() const;

Q_SIGNALS:
    /// On the owner's thread.
    void changed();

private:
    mutable std::mutex m_mutex;
    std::vector<AreaVerdict> m_areas;
    bool m_isAnnounced = false;
    QTimer m_timer;
};

} // namespace ph::platform
