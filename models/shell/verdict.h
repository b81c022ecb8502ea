// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/column.h"
#include "services/overview/overview.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

namespace ph::models {

/// The one answer to “is everything all right, and if not, where?” for the window: what services/overview judges of the
/// session's boards, judged again whenever they change and once a second (silence is seen by waiting).
class Verdict final : public QObject {
    Q_OBJECT
public:
    explicit Verdict(const Clock &clock, QObject *parent = nullptr);

    /// Null: no environment is open. The boards may die first.
    void setBoards(const platform::LinkBoard *links, const platform::VerdictBoard *areas);

    [[nodiscard]] const overview::Verdict &now() const { return m_now; }
    [[nodiscard]] bool isJudged() const { return m_links != nullptr; }
    [[nodiscard]] Status status() const;
    /// The lines somebody has to see, worst first: broken ones, or else warnings.
    [[nodiscard]] std::vector<overview::VerdictLine> needing() const;
    /// "Look first at: … Not seen: … The rest is fine: …, judged 1 s ago."
    [[nodiscard]] QString rest() const;

Q_SIGNALS:
    /// What it says is another; the age alone is not.
    void changed();

private:
    void judge();

    const Clock &m_clock;
    QPointer<const platform::LinkBoard> m_links;
    QPointer<const platform::VerdictBoard> m_areas;
    overview::Verdict m_now;
    QTimer m_tick;
};

} // namespace ph::models
