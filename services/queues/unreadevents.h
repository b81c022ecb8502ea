// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"

#include <QString>

#include <utility>

namespace ph::queues {

/// Events that could not be read, in one spell: no `quiet` without one.
class UnreadEvents {
public:
    static constexpr Milliseconds quiet {300'000};

    /// `all` were counted since the stream began; call it every few seconds.
    void count(quint64 all, WallTime now)
    {
        if (m_events > 0 && now - m_last > quiet)
            *this = UnreadEvents(m_counted);
        if (all == m_counted)
            return;
        if (m_events == 0)
            m_since = now;
        m_events += all - std::exchange(m_counted, all);
        m_last = now;
    }
    /// What was wrong with one of them; the first of a spell is kept.
    void note(const QString &what)
    {
        if (m_example.isEmpty())
            m_example = what;
    }

    [[nodiscard]] quint64 events() const { return m_events; } ///< of this spell; 0: there is none
    [[nodiscard]] WallTime since() const { return m_since; }
    [[nodiscard]] WallTime last() const { return m_last; } ///< when the newest was noticed
    [[nodiscard]] const QString &example() const { return m_example; } ///< may be empty

    UnreadEvents() = default;

private:
    explicit UnreadEvents(quint64 counted)
        : m_counted(counted)
    {
    }

    quint64 m_counted = 0;
    quint64 m_events = 0;
    WallTime m_since {};
    WallTime m_last {};
    QString m_example;
};

} // namespace ph::queues
