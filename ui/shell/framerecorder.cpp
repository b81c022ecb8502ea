// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/framerecorder.h"

#include <QEvent>
#include <QJsonDocument>
#include <QPointer>
#include <QTimer>
#include <QWidget>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ph::ui {

namespace {

double ms(std::chrono::nanoseconds time) { return double(time.count()) / 1e6; }

/// How long the process has run: its start is in /proc/self/stat in ticks of the clock that counts since boot (field
/// 22, behind the name in brackets).
std::optional<double> processAge()
{
    QFile stat(QStringLiteral("/proc/self/stat"));
    if (!stat.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QByteArray line = stat.readAll();
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    timespec now {};
    if (fields.size() < 20 || ::clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        return std::nullopt;
    const double started = fields[19].toDouble() / double(::sysconf(_SC_CLK_TCK));
    return (double(now.tv_sec) + double(now.tv_nsec) / 1e9 - started) * 1000;
}

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
    QJsonObject begin {{QStringLiteral("kind"), QStringLiteral("begin")}, {QStringLiteral("t_ms"), sinceStart()},
        {QStringLiteral("monotonic_ms"), ms(m_start.time_since_epoch())}};
    if (const auto age = processAge())
        begin.insert(QStringLiteral("process_age_ms"), *age);
    write(begin);
    return true;
}

FrameRecorder *FrameRecorder::active()
{
    auto *application = qobject_cast<Application *>(QCoreApplication::instance());
    return application != nullptr && application->recorder().isEnabled() ? &application->recorder() : nullptr;
}

double FrameRecorder::sinceStart() const { return ms(std::chrono::steady_clock::now() - m_start); }

void FrameRecorder::markAtNextPaint(const QString &name)
{
    if (m_file.isOpen() && !m_marks.contains(name) && !m_awaited.contains(name))
        m_awaited.append(name);
}

void FrameRecorder::writeMark(const QString &name)
{
    m_marks.append(name);
    write({{QStringLiteral("kind"), QStringLiteral("mark")}, {QStringLiteral("name"), name},
        {QStringLiteral("t_ms"), sinceStart()}});
    m_file.flush(); // whoever waits for it reads along
}

void FrameRecorder::awaitAnswer()
{
    // Queued like a click: what the start has put into the queue before is done first.
    QTimer::singleShot(0, &m_context, [this, asked = std::chrono::steady_clock::now()] {
        if (std::chrono::steady_clock::now() - asked > answerWithin)
            return awaitAnswer();
        writeMark(QStringLiteral("usable"));
    });
}

void FrameRecorder::afterPaint()
{
    if (m_marks.isEmpty()) {
        writeMark(QStringLiteral("first_paint"));
        awaitAnswer();
    }
    const QStringList awaited = std::exchange(m_awaited, {});
    for (const QString &name : awaited)
        writeMark(name);
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
    if (isPaint)
        afterPaint();
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
