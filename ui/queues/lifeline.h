// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/types.h"
#include "ui/theme/tokens.h"

#include <QWidget>

namespace ph::ui {

/// A task's life as a line: sent, received, each run, each retry, the end; to scale, with the times of first and last
/// below.
class LifeLine final : public QWidget {
    Q_OBJECT
public:
    explicit LifeLine(QWidget *parent = nullptr);
    /// `marks` in their order; `now` ends the line of a task that is not over. `runtime`: its last try's in seconds, as
    /// the worker measured it; less than 0: not told.
    void setLife(
        const std::vector<queues::LifeMark> &marks, queues::TaskState state, queues::Micros now, double runtime = -1);
    /// Of a task that nobody works on any more, though nothing told its end: it was over by `end`.
    void setLostLife(const std::vector<queues::LifeMark> &marks, queues::TaskState state, queues::Micros end);
    /// "33.9 s in all · 7.4 s of work"; of a task that is not over "waiting 1 m 13 s so far", of a lost one "at most
    /// 1 m 13 s of work".
    [[nodiscard]] QString summary() const { return m_summary; }
    /// "sent → received 38 ms → started 1.17 s → failed 2.1 s".
    [[nodiscard]] QString steps() const { return m_steps; }
    [[nodiscard]] QSize sizeHint() const override { return {400, 56}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Span {
        queues::Micros from;
        queues::Micros to;
        Tone tone;
    };
    void draw(const std::vector<queues::LifeMark> &marks, queues::TaskState state, queues::Micros end, Tone openTone);
    void describeLost();
    void describe(queues::TaskState state, bool isOpen, double runtime = -1);
    [[nodiscard]] int xOf(queues::Micros at) const;

    std::vector<queues::LifeMark> m_marks;
    std::vector<Span> m_runs;
    queues::Micros m_first = 0;
    queues::Micros m_last = 0;
    QString m_summary;
    QString m_steps;
};

} // namespace ph::ui
