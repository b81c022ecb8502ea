// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/lifeline.h"

#include "models/queues/taskstatus.h"
#include "services/wording/times.h"
#include "ui/components/statepill.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <algorithm>

namespace ph::ui {

using queues::LifeStep;
using queues::Micros;

namespace {

constexpr int s_dot = 8;
constexpr int s_bar = 12;
constexpr int s_middle = 14;
/// A sender tells that it sent after it did: this early a step is no sign of clocks that differ.
constexpr Micros s_sameClock = 250'000;

QString span(Micros from, Micros to)
{
    return wording::duration(std::chrono::microseconds(std::max<Micros>(0, to - from)));
}

QString timeText(Micros at) { return wording::preciseTime(WallTime {Milliseconds {at / 1000}}); }

QString stepWord(LifeStep step, queues::TaskState state)
{
    switch (step) {
    case LifeStep::Sent: return LifeLine::tr("sent");
    case LifeStep::Received: return LifeLine::tr("received");
    case LifeStep::Started: return LifeLine::tr("started");
    case LifeStep::Retried: return LifeLine::tr("to be retried");
    case LifeStep::Ended: break;
    }
    return models::taskStateWord(state, {});
}

} // namespace

LifeLine::LifeLine(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setLayoutDirection(Qt::LeftToRight); // time runs one way
}

void LifeLine::setLife(const std::vector<queues::LifeMark> &marks, queues::TaskState state, Micros now, double runtime)
{
    draw(marks, state, now, Tone::Accent);
    if (!marks.empty())
        describe(state, !queues::isFinished(state) && state != queues::TaskState::Rejected, runtime);
}

void LifeLine::setLostLife(const std::vector<queues::LifeMark> &marks, queues::TaskState state, Micros end)
{
    draw(marks, state, end, Tone::Warn);
    if (marks.empty())
        return;
    describe(state, false);
    describeLost();
}

void LifeLine::draw(const std::vector<queues::LifeMark> &marks, queues::TaskState state, Micros end, Tone openTone)
{
    m_marks = marks;
    m_runs.clear();
    if (marks.empty()) {
        m_summary = m_steps = QString();
        return update();
    }
    const auto earlier = [](const queues::LifeMark &a, const queues::LifeMark &b) { return a.at < b.at; };
    const auto [first, last] = std::minmax_element(marks.begin(), marks.end(), earlier);
    m_first = first->at;
    const bool isOpen = !queues::isFinished(state) && state != queues::TaskState::Rejected;
    m_last = isOpen ? std::max(end, last->at) : last->at;
    Micros started = 0;
    for (const queues::LifeMark &mark : marks) {
        if (mark.step == LifeStep::Started) {
            started = mark.at;
        } else if (started != 0 && (mark.step == LifeStep::Retried || mark.step == LifeStep::Ended)) {
            const Tone tone = mark.step == LifeStep::Retried ? Tone::Warn : toneOf(models::taskStatus(state));
            m_runs.push_back({started, std::max(started, mark.at), tone});
            started = 0;
        }
    }
    if (started != 0)
        m_runs.push_back({started, m_last, openTone});
    update();
}

void LifeLine::describe(queues::TaskState state, bool isOpen, double runtime)
{
    Micros worked = 0;
    for (const Span &run : m_runs)
        worked += run.to - run.from;
    // Events tell when they were made; the worker measured the work itself.
    if (runtime >= 0 && state == queues::TaskState::Success && !m_runs.empty())
        worked += Micros(runtime * 1e6) - (m_runs.back().to - m_runs.back().from);
    // Of what goes on, whole seconds: the text is made again each second.
    const QString all = isOpen && m_last - m_first >= 1'000'000 ? wording::age(Milliseconds {(m_last - m_first) / 1000})
                                                                : span(m_first, m_last);
    if (!isOpen && m_first == m_last)
        m_summary.clear(); // its end alone is known
    else if (m_runs.empty())
        m_summary = (isOpen ? tr("waiting %1 so far") : tr("%1 in all")).arg(all);
    else
        m_summary = (isOpen ? tr("%1 so far · %2 of work") : tr("%1 in all · %2 of work")).arg(all, span(0, worked));
    QStringList words;
    for (size_t i = 0; i < m_marks.size(); ++i) {
        const QString word = stepWord(m_marks[i].step, state);
        if (i == 0)
            words << word;
        else if (m_marks[i].at <= m_marks[i - 1].at && m_marks[i - 1].at - m_marks[i].at < s_sameClock)
            //: %1 is a step in a task's life; no time lies between it and the step before
            words << tr("%1 at once").arg(word);
        else if (m_marks[i].at < m_marks[i - 1].at)
            //: %1 is a step in a task's life; its time is before that of the step before
            words << tr("%1 (clocks differ)").arg(word);
        else
            words << word + QLatin1Char(' ') + span(m_marks[i - 1].at, m_marks[i].at);
    }
    m_steps = words.join(QStringLiteral(" → "));
    setAccessibleName(tr("Life of the task: %1. %2").arg(m_steps, m_summary));
}

/// Its end lies somewhere before the end of the line.
void LifeLine::describeLost()
{
    const QString most = wording::duration(
        std::chrono::microseconds(m_runs.empty() ? m_last - m_first : m_runs.back().to - m_runs.back().from));
    //: of a task whose end nobody told; %1 is a duration
    m_summary = (m_runs.empty() ? tr("waited at most %1") : tr("worked at most %1")).arg(most);
    setAccessibleName(tr("Life of the task: %1. %2").arg(m_steps, m_summary));
}

int LifeLine::xOf(Micros at) const
{
    if (m_last <= m_first)
        return s_dot / 2;
    return s_dot / 2 + int(double(width() - s_dot) * double(at - m_first) / double(m_last - m_first));
}

void LifeLine::paintEvent(QPaintEvent *)
{
    if (m_marks.empty())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Palette &colours = Theme::current().palette();
    painter.setPen(QPen(colours.muted, 1, Qt::DashLine));
    painter.drawLine(xOf(m_first), s_middle, xOf(m_last), s_middle);
    painter.setPen(Qt::NoPen);
    for (const Span &run : m_runs) {
        const int from = xOf(run.from);
        painter.setBrush(Theme::current().color(run.tone));
        painter.drawRoundedRect(QRect(from, s_middle - s_bar / 2, std::max(4, xOf(run.to) - from), s_bar), 3, 3);
    }
    painter.setBrush(colours.muted);
    for (const queues::LifeMark &mark : m_marks)
        if (mark.step == LifeStep::Sent || mark.step == LifeStep::Received)
            painter.drawEllipse(QPoint(xOf(mark.at), s_middle), s_dot / 2 - 1, s_dot / 2 - 1);
    painter.setFont(Theme::current().font(TextStyle::Mono));
    painter.setLayoutDirection(Qt::LeftToRight); // a painter has the program's, not the widget's
    painter.setPen(colours.muted);
    const QRect below(0, s_middle + s_bar / 2 + 6, width(), 20);
    painter.drawText(below, Qt::AlignLeft | Qt::AlignTop, timeText(m_first));
    if (m_last > m_first)
        painter.drawText(below, Qt::AlignRight | Qt::AlignTop, timeText(m_last));
}

} // namespace ph::ui
