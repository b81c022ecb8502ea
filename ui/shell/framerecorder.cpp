// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/framerecorder.h"

#include <QEvent>
#include <QJsonDocument>
#include <QPointer>
#include <QWidget>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ph::ui {

namespace {

double ms(std::chrono::nanoseconds time) { return double(time.count()) / 1e6; }

} // namespace

ThreadClock::ThreadClock()
{
#ifdef SYS_gettid
    const QByteArray path = "/proc/self/task/" + QByteArray::number(qint64(::syscall(SYS_gettid))) + "/schedstat";
    m_file = ::open(path.constData(), O_RDONLY | O_CLOEXEC);
#endif
}

ThreadClock::~ThreadClock()
{
    if (m_file >= 0)
        ::close(m_file);
}

ThreadTimes ThreadClock::now() const
{
    char text[96];
    const auto size = m_file < 0 ? 0 : ::pread(m_file, text, sizeof(text) - 1, 0);
    if (size <= 0)
        return {};
    text[size] = 0;
    char *end = nullptr;
    const long long running = std::strtoll(text, &end, 10);
    const long long waiting = std::strtoll(end, nullptr, 10);
    return {std::chrono::nanoseconds {running}, std::chrono::nanoseconds {waiting}};
}

FrameRecorder::FrameRecorder()
    : m_start(std::chrono::steady_clock::now())
{
}

FrameRecorder::~FrameRecorder()
{
    if (m_file.isOpen())
        write(summary());
}

bool FrameRecorder::writeTo(const QString &path)
{
    m_file.setFileName(path);
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return false;
    m_file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    m_enabled = true;
    return true;
}

QJsonObject FrameRecorder::summary() const
{
    return {{QStringLiteral("kind"), QStringLiteral("summary")}, {QStringLiteral("paints"), m_totals.paints},
        {QStringLiteral("paint_mean_ms"), m_totals.paints > 0 ? ms(m_totals.paintTotal) / m_totals.paints : 0.0},
        {QStringLiteral("paint_worst_ms"), ms(m_totals.worstPaint)},
        {QStringLiteral("stall_worst_ms"), ms(m_totals.worstStall)},
        {QStringLiteral("stall_worst_in"), m_totals.worstReceiver},
        {QStringLiteral("stalls_above_50_ms"), m_totals.stalls}};
}

void FrameRecorder::write(const QJsonObject &line)
{
    m_file.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
}

void FrameRecorder::record(const QObject *receiver, int eventType, bool isPaint, const EventCost &cost)
{
    const auto stall = cost.stall();
    if (isPaint) {
        ++m_totals.paints;
        m_totals.paintTotal += cost.wall;
        m_totals.worstPaint = std::max(m_totals.worstPaint, cost.wall);
    }
    const QString where = QStringLiteral("%1/%2")
                              .arg(receiver ? QLatin1String(receiver->metaObject()->className()) : QLatin1String("?"))
                              .arg(eventType);
    if (stall > m_totals.worstStall) {
        m_totals.worstStall = stall;
        m_totals.worstReceiver = where;
    }
    m_totals.stalls += stall > stallLimit;
    if (!m_file.isOpen() || (!isPaint && cost.wall < reportAbove))
        return;
    const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - m_start);
    write({{QStringLiteral("t_ms"), double(at.count())},
        {QStringLiteral("kind"), isPaint ? QStringLiteral("paint") : QStringLiteral("event")},
        {QStringLiteral("in"), where}, {QStringLiteral("wall_ms"), ms(cost.wall)},
        {QStringLiteral("waited_ms"), ms(cost.waiting)}, {QStringLiteral("stall_ms"), ms(stall)}});
}

bool Application::notify(QObject *receiver, QEvent *event)
{
    if (!m_recorder.isEnabled() || m_depth > 0 || !receiver || receiver->thread() != thread())
        return QApplication::notify(receiver, event);
    const QPointer<QObject> guarded = receiver; // it may delete itself
    const int type = event->type();
    const bool isPaint = type == QEvent::UpdateRequest || type == QEvent::Expose || type == QEvent::Paint;
    ++m_depth;
    const ThreadTimes before = m_recorder.clock().now();
    const auto start = std::chrono::steady_clock::now();
    const bool result = QApplication::notify(receiver, event);
    const auto wall = std::chrono::steady_clock::now() - start;
    const ThreadTimes after = m_recorder.clock().now();
    --m_depth;
    m_recorder.record(
        guarded, type, isPaint, {wall, std::min<std::chrono::nanoseconds>(after.waiting - before.waiting, wall)});
    return result;
}

} // namespace ph::ui
