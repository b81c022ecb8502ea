// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/column.h"
#include "services/base/clock.h"

#include <QMap>
#include <QObject>

namespace ph::models {

/// What an area has to say on the Overview. Sentences without a full stop.
struct Finding {
    enum class Kind {
        NeedsYou, ///< broken now or about to: somebody must act
        LookFirst, ///< a likely cause worth a look
        NotSeen, ///< a source is silent: quiet is no proof
    };
    QString id; ///< stable within the area
    Kind kind = Kind::NeedsYou;
    Status status = Status::Failed; ///< Failed or Warning
    int weight = 0; ///< the heavier comes first
    QString sentence; ///< "agents.high has not drained since 13:58"
    QString detail {}; ///< "1 284 tasks wait there, most for acme-labs"
    QString action {}; ///< "Open agents.high"
    QString page {}; ///< where the action leads: area and object
    QString object {};
    bool operator==(const Finding &) const = default;
};

/// The one answer to “is everything all right, and if not, where?”, put together from what the areas report.
class Verdict final : public QObject {
    Q_OBJECT
public:
    explicit Verdict(const Clock &clock, QObject *parent = nullptr);

    /// Everything an area has to say now (nothing: it is fine). Counts as judged at this moment.
    void report(const QString &area, const QList<Finding> &findings);
    /// The area is gone (another environment).
    void forget(const QString &area);

    [[nodiscard]] QList<Finding> needing() const { return of(Finding::Kind::NeedsYou); }
    [[nodiscard]] Status status() const;
    /// "2 things need you:", or "Nothing needs you."; empty as long as nobody reported.
    [[nodiscard]] QString lead() const;
    /// "agents.high has not drained since 13:58, and Prometheus is silent."
    [[nodiscard]] QString sentence() const;
    [[nodiscard]] QString detail() const;
    /// "Look first at: … Not seen: … The rest is fine, judged 1 s ago."
    [[nodiscard]] QString rest() const;

Q_SIGNALS:
    void changed();

private:
    struct Report {
        QList<Finding> findings;
        MonoTime at;
    };
    [[nodiscard]] QList<Finding> of(Finding::Kind kind) const;
    const Clock &m_clock;
    QMap<QString, Report> m_reports;
};

} // namespace ph::models
