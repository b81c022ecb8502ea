// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/partrunner.h"

#include "services/base/logging.h"
#include "services/localplatform/causeline.h"

#include <QFile>
#include <csignal>
#include <utility>

namespace ph::localplatform {

namespace {

constexpr Deadline s_betweenFirstQuestions {150};
constexpr Deadline s_betweenQuestions {1000};
constexpr Deadline s_longestSetup {120'000};
constexpr Deadline s_veryLong {24LL * 3600 * 1000};
constexpr int s_silencesUntilUnready = 2;

/// SIGSTOP, or a debugger: such a process answers nothing, and its heartbeat would be missed only later.
bool isFrozen(qint64 pid)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    if (pid == 0 || !stat.open(QIODevice::ReadOnly))
        return false;
    const QByteArray text = stat.readAll();
    const QByteArray state = text.mid(text.lastIndexOf(')') + 2, 1); // the name before it may hold anything
    return state == "T" || state == "t";
}

} // namespace

PartRunner::PartRunner(Part part, Shared &shared)
    : m_part(std::move(part))
    , m_shared(shared)
{
    m_status.name = m_part.name;
    m_status.title = m_part.title;
    m_status.endpoint = m_part.endpoint;
    m_status.log = m_shared.folder.log(m_part.name);
    m_status.since = m_shared.clock.wall();
}

void PartRunner::set(PartState state, const QString &detail)
{
    const qint64 pid = m_child ? m_child->pid() : 0;
    if (state == m_status.state && detail == m_status.detail && pid == m_status.pid)
        return;
    if (state != m_status.state)
        m_status.since = m_shared.clock.wall();
    m_status.state = state;
    m_status.detail = detail;
    m_status.pid = pid;
    m_shared.changed.notify();
}

Task<void> PartRunner::live(std::stop_token stop)
{
    const LiveTask live;
    while (!m_halted && !stop.stop_requested()) {
        if (auto can = co_await waitUntilStartable(stop); !can)
            break;
        if (m_next) {
            m_part = *std::exchange(m_next, std::nullopt);
            continue;
        }
        if (!isWanted())
            continue;
        if (auto settled = m_shared.settlePorts(m_part, m_fruitless); !settled) {
            if (auto paused = co_await backOff(brief(settled.error()), stop); !paused)
                break;
            continue;
        }
        if (!isWanted()) // it moved
            continue;
        const auto ended = co_await runOnce(stop);
        if (m_child && m_child->ending() && m_child->ending()->lostGuard)
            killStrays(m_shared.folder.path(), m_part.name);
        m_child.reset();
        if (!isWanted() || stop.stop_requested())
            continue;
        ++m_status.restarts;
        if (auto paused = co_await backOff(ended ? QStringLiteral("ended by itself") : ended.error().what, stop);
            !paused)
            break;
    }
    set(PartState::Stopped);
    co_return Result<void> {};
}

Task<void> PartRunner::waitUntilStartable(std::stop_token stop)
{
    for (;;) {
        if (m_halted)
            co_return Result<void> {};
        QString missing;
        for (const QString &need : m_part.needs)
            if (missing.isEmpty() && !m_shared.isReady(need))
                missing = need;
        if (m_held)
            set(PartState::Held,
                QStringLiteral("held; %1 starts it")
                    .arg(m_shared.folder.command(QStringLiteral("release ") + m_part.name)));
        else if (missing.isEmpty())
            co_return Result<void> {};
        else
            set(PartState::Waiting, QStringLiteral("waits for %1").arg(missing));
        if (auto next = co_await m_shared.changed.next(stop, s_veryLong); !next && isCancelled(next.error()))
            co_return next;
    }
}

Task<void> PartRunner::backOff(QString why, std::stop_token stop)
{
    qCWarning(logLocalPlatform, "%s: %s", qPrintable(m_part.name), qPrintable(why));
    set(PartState::Backoff, why);
    co_return co_await pause(stop);
}

Task<void> PartRunner::pause(std::stop_token stop)
{
    auto left = m_backoff.next();
    while (isWanted() && left.count() > 0) {
        const auto slice = std::min(left, Milliseconds {200});
        if (auto slept = co_await sleepFor(slice, stop); !slept)
            co_return slept;
        left -= slice;
    }
    co_return Result<void> {};
}

Task<void> PartRunner::runOnce(std::stop_token stop)
{
    ++m_fruitless;
    set(PartState::Starting);
    for (const Command &command : m_part.before)
        if (auto done = co_await runToEnd(command, stop); !done)
            co_return done;
    if (!isWanted())
        co_return Result<void> {};
    if (m_part.probe.kind == Probe::Kind::File)
        QFile::remove(m_part.probe.file); // a predecessor's, which was killed, says nothing about this one
    auto child = startChild(m_part.command);
    if (!child)
        co_return fail(child.error());
    m_child = std::move(*child);
    if (auto answered = co_await waitForAnswer(stop); !answered)
        co_return answered;
    co_return co_await watch(stop);
}

Task<void> PartRunner::runToEnd(Command command, std::stop_token stop)
{
    if (!command.unlessExists.isEmpty() && QFile::exists(command.unlessExists))
        co_return Result<void> {};
    auto started = startChild(command);
    if (!started)
        co_return fail(started.error());
    const std::unique_ptr<Child> child = std::move(*started);
    if (auto ended = co_await child->waitForEnd(stop, s_longestSetup); !ended)
        co_return ended;
    if (child->ending() && child->ending()->isGood())
        co_return Result<void> {};
    const QString what = child->ending() ? child->ending()->what : QStringLiteral("did not end");
    co_return fail(ErrorKind::Unavailable,
        QStringLiteral("%1 %2: %3").arg(command.program.section(QLatin1Char('/'), -1), what, causeIn(m_status.log)));
}

Task<void> PartRunner::waitForAnswer(std::stop_token stop)
{
    // “It runs” is believed at the second look: a program that cannot start ends at once.
    for (bool first = true;; first = false) {
        if (m_child->ending())
            co_return co_await watch(stop);
        auto answer = co_await ask(stop);
        if (answer && !(first && m_part.probe.kind == Probe::Kind::Alive))
            break;
        if (isWanted())
            set(PartState::Starting, answer ? QString() : answer.error().what);
        auto ended = co_await m_child->waitForEnd(stop, s_betweenFirstQuestions);
        if (!ended && isCancelled(ended.error()))
            co_return ended;
    }
    for (const Command &command : m_part.after)
        if (auto done = co_await runToEnd(command, stop); !done) {
            m_child->stop();
            (void)co_await m_child->waitForEnd(stop, m_part.grace + Milliseconds {2000});
            co_return done;
        }
    m_fruitless = 0;
    co_return Result<void> {};
}

Task<void> PartRunner::ask(std::stop_token stop)
{
    const bool isAskedItself = m_part.probe.kind != Probe::Kind::File && m_part.probe.kind != Probe::Kind::Alive;
    if (!isAskedItself && isFrozen(m_child->pid()))
        co_return fail(ErrorKind::Network, QStringLiteral("its process is stopped (SIGSTOP)"));
    co_return co_await m_shared.prober.ask(m_part.probe, stop);
}

Task<void> PartRunner::watch(std::stop_token stop)
{
    int silences = 0;
    const MonoTime began = m_shared.clock.monotonic();
    if (!m_child->ending() && isWanted())
        set(PartState::Ready);
    while (!m_child->ending()) {
        const auto ended = co_await m_child->waitForEnd(stop, s_betweenQuestions);
        if (!ended && isCancelled(ended.error()))
            break;
        if (m_child->ending() || !isWanted())
            continue;
        auto answer = co_await ask(stop);
        if (!isWanted() || m_child->ending())
            continue;
        silences = answer ? 0 : silences + 1;
        if (silences == 0)
            set(PartState::Ready);
        else if (silences >= s_silencesUntilUnready)
            set(PartState::Unready, answer.error().what);
    }
    if (m_shared.clock.monotonic() - began > Milliseconds {30'000})
        m_backoff.reset();
    const QString what = m_child->ending() ? m_child->ending()->what : QStringLiteral("was left");
    // Who was killed had no reason of its own.
    const bool wasKilled = m_child->ending() && m_child->ending()->signal == SIGKILL;
    const QString line = wasKilled ? QString() : causeIn(m_status.log);
    co_return fail(ErrorKind::Unavailable, line.isEmpty() ? what : what + QStringLiteral(": ") + line);
}

void PartRunner::hold()
{
    m_held = true;
    if (m_child) {
        set(PartState::Stopping);
        m_child->stop();
    }
    m_shared.changed.notify();
}

void PartRunner::release()
{
    m_held = false;
    m_backoff.reset();
    m_shared.changed.notify();
}

void PartRunner::halt()
{
    m_halted = true;
    if (m_child) {
        set(PartState::Stopping);
        m_child->stop();
    }
    m_shared.changed.notify();
}

void PartRunner::refit(Part part)
{
    m_status.endpoint = part.endpoint;
    m_next = std::move(part);
    m_backoff.reset();
    if (m_child) {
        set(PartState::Stopping, QStringLiteral("is started again: a port has moved"));
        m_child->stop();
    }
    m_shared.changed.notify();
}

Result<QList<std::pair<QString, QByteArray>>> PartRunner::environmentOf(const Command &command) const
{
    QList<std::pair<QString, QByteArray>> all {
        {QStringLiteral("PATH"), QByteArrayLiteral("/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")},
        {QStringLiteral("HOME"), QFile::encodeName(m_shared.folder.path())},
        {QStringLiteral("LANG"), QByteArrayLiteral("C.UTF-8")},
        {QStringLiteral("PILOTHOUSE_LOCAL_FOLDER"), QFile::encodeName(m_shared.folder.path())},
        {QStringLiteral("PILOTHOUSE_LOCAL_PART"), m_part.name.toUtf8()}};
    for (auto it = command.environment.begin(); it != command.environment.end(); ++it)
        all.append({it.key(), it.value().toUtf8()});
    for (auto it = command.secretEnvironment.begin(); it != command.secretEnvironment.end(); ++it) {
        auto secret = m_shared.secrets.existing(it.value());
        if (!secret)
            return fail(secret.error());
        all.append({it.key(), secret->reveal().toByteArray()});
    }
    return all;
}

Result<std::unique_ptr<Child>> PartRunner::startChild(const Command &command) const
{
    auto environment = environmentOf(command);
    if (!environment)
        return fail(environment.error());
    Child::Start start {m_part.name, m_shared.guardProgram, command, std::move(*environment), m_status.log,
        m_part.stopSignal, m_part.grace};
    if (start.command.workingFolder.isEmpty())
        start.command.workingFolder = m_shared.folder.path();
    return Child::start(start);
}

} // namespace ph::localplatform
