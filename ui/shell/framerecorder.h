// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QFile>
#include <QJsonObject>
#include <QStringList>
#include <chrono>

namespace ph::ui {

/// Time of the calling thread as the kernel tells it: how long it ran, and how long it was ready but had to wait for a
/// processor.
struct ThreadTimes {
    std::chrono::nanoseconds running {0};
    std::chrono::nanoseconds waiting {0}; ///< in the run queue: the machine's fault, not ours
};

/// Reads /proc/self/task/TID/schedstat of the thread that made it. Without that file (other systems) waiting is always
/// 0.
class ThreadClock final {
public:
    ThreadClock();
    ~ThreadClock();
    ThreadClock(const ThreadClock &) = delete;
    ThreadClock &operator=(const ThreadClock &) = delete;
    [[nodiscard]] ThreadTimes now() const;

private:
    int m_file = -1;
};

/// What the handling of one event cost the GUI thread.
struct EventCost {
    std::chrono::nanoseconds wall {0};
    std::chrono::nanoseconds waiting {0};
    /// What a person felt and we caused: wall time minus the wait for a processor.
    [[nodiscard]] std::chrono::nanoseconds stall() const { return wall - waiting; }
};

/// Measures every event of the GUI thread: paints of windows, and stalls. With a file it writes one JSON object a line
/// for the beginning (with CLOCK_MONOTONIC, and how long the process ran before), for each paint and each event above
/// `reportAbove`, for the marks of a start ("first_paint", "usable": a click would be answered within a frame,
/// "live_content"), and a summary at the end (pilothouse --record-frames FILE). All `t_ms` count from the beginning.
class FrameRecorder final {
public:
    static constexpr std::chrono::milliseconds reportAbove {8};
    static constexpr std::chrono::milliseconds stallLimit {50};
    static constexpr std::chrono::milliseconds answerWithin {16};

    FrameRecorder();
    ~FrameRecorder();
    FrameRecorder(const FrameRecorder &) = delete;
    FrameRecorder &operator=(const FrameRecorder &) = delete;

    /// 0600; false if it cannot be written.
    bool writeTo(const QString &path);
    void setEnabled(bool enabled) { m_enabled = enabled; }
    [[nodiscard]] bool isEnabled() const { return m_enabled; }

    struct Totals {
        int paints = 0;
        std::chrono::nanoseconds paintTotal {0};
        std::chrono::nanoseconds worstPaint {0};
        std::chrono::nanoseconds worstStall {0};
        int stalls = 0; ///< above stallLimit
        QString worstReceiver; ///< class and event of the worst stall
    };
    [[nodiscard]] const Totals &totals() const { return m_totals; }
    void reset() { m_totals = {}; }
    [[nodiscard]] QJsonObject summary() const;

    /// The recorder of this program when it is an Application that records; else null.
    [[nodiscard]] static FrameRecorder *active();
    /// Writes the mark when the next paint has been done; once for each name.
    void markAtNextPaint(const QString &name);

    /// Around the outermost handling of an event; called by Application::notify.
    void record(const QObject *receiver, int eventType, bool isPaint, const EventCost &cost);
    [[nodiscard]] const ThreadClock &clock() const { return m_clock; }

private:
    void write(const QJsonObject &line);
    void writeMark(const QString &name);
    void afterPaint();
    void awaitAnswer();
    [[nodiscard]] double sinceStart() const; ///< ms
    QStringList m_marks; ///< written
    QStringList m_awaited; ///< for the next paint
    QObject m_context; ///< of timers: they end with it
    ThreadClock m_clock;
    QFile m_file;
    Totals m_totals;
    std::chrono::steady_clock::time_point m_start;
    bool m_enabled = false;
};

/// QApplication that lets a FrameRecorder see what each event costs. Free of cost while the recorder is off.
class Application final : public QApplication {
    Q_OBJECT
public:
    using QApplication::QApplication;
    [[nodiscard]] FrameRecorder &recorder() { return m_recorder; }
    bool notify(QObject *receiver, QEvent *event) override;

private:
    FrameRecorder m_recorder;
    int m_depth = 0;
};

} // namespace ph::ui
