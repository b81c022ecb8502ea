// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/supervisor.h"

#include "services/base/logging.h"
#include "services/localplatform/appfiles.h"
#include "services/localplatform/certificates.h"
#include "services/localplatform/parts/table.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ph::localplatform {

namespace {

constexpr Deadline s_untilTold {24LL * 3600 * 1000};
constexpr Deadline s_longestStop {25'000};

/// A postmaster that was killed leaves its pid file. All strays are dead by now, so the file is of nobody.
void removeStaleFiles(const Folder &folder)
{
    QFile::remove(folder.of("postgres") + QStringLiteral("/postmaster.pid"));
    QDir sockets(folder.sockets());
    for (const QString &file : sockets.entryList(
             {QStringLiteral(".s.PGSQL.*"), QStringLiteral("*.alive")}, QDir::Files | QDir::System | QDir::Hidden))
        sockets.remove(file);
}

} // namespace

Supervisor::Supervisor(Options options, const Clock &clock)
    : m_options(std::move(options))
    , m_clock(clock)
{
}

Supervisor::~Supervisor()
{
    m_scope->close();
    m_control.reset();
    m_runners.clear();
    if (m_lock >= 0)
        ::close(m_lock);
}

Result<void> Supervisor::takeFolder()
{
    ::umask(077);
    ::signal(SIGPIPE, SIG_IGN); // a guard may end while we write to it
    const rlimit noCore {0, 0};
    ::setrlimit(RLIMIT_CORE, &noCore);
    auto folder = Folder::named(m_options.name, m_options.base);
    if (!folder)
        return fail(folder.error());
    if (auto prepared = folder->prepare(); !prepared)
        return prepared;
    if (auto dropped = dropPrivileges(); !dropped)
        return dropped;
    m_folder = *folder;
    m_lock = ::open(QFile::encodeName(folder->lockFile()).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (m_lock < 0)
        return fail(ErrorKind::Unavailable, QString::fromLocal8Bit(std::strerror(errno)), folder->lockFile());
    if (::flock(m_lock, LOCK_EX | LOCK_NB) != 0)
        return fail(ErrorKind::Conflict, QStringLiteral("another supervisor has this folder"), folder->path(), {},
            QStringLiteral("running"));
    return {};
}

Result<void> Supervisor::prepare()
{
    const int strays = killStrays(m_folder->path());
    if (strays > 0)
        m_notices << QStringLiteral("%1 processes of an earlier run were still there and were ended").arg(strays);
    removeStaleFiles(*m_folder);
    auto programs = findPrograms(*m_folder);
    if (!programs)
        return fail(programs.error());
    auto state = recoverState(m_folder->stateFile(), QFile::exists(caFile(*m_folder)), m_notices);
    if (!state)
        return fail(state.error());
    auto ports = choosePorts(portNames(), state->ports, m_notices);
    if (!ports)
        return fail(ports.error());
    state->ports = *ports;
    state->isQuiet = m_options.isQuiet;
    state->seed = m_options.seed;
    for (const QString &notice : m_notices)
        qCWarning(logLocalPlatform, "%s", qPrintable(notice));
    if (auto saved = saveState(m_folder->stateFile(), *state); !saved)
        return saved;
    m_state = std::move(*state);
    const SecretStore secrets(m_folder->secrets());
    m_layout.reset(new Layout {*m_folder, *ports, *programs, m_options.isQuiet, m_options.seed});
    if (auto extracted = AppFiles::extract(*m_folder); !extracted)
        return extracted;
    if (auto certified = ensureCertificates(*m_folder, tlsServers()); !certified)
        return certified;
    if (auto written = writeConfiguration(*m_layout, secrets); !written)
        return written;
    m_prober = std::make_unique<Prober>(caFile(*m_folder), secrets);
    // Not the path of our program: the account we became may not be able to walk there.
    m_shared.reset(new PartRunner::Shared {*m_folder, secrets, QStringLiteral("/proc/self/exe"), *m_prober, m_clock});
    m_control = std::make_unique<ControlServer>(
        [this](QJsonObject request, std::stop_token stop) { return handle(std::move(request), stop); }, *m_scope);
    if (auto listens = m_control->listen(m_folder->controlSocket()); !listens)
        return listens;
    startParts();
    return {};
}

void Supervisor::startParts()
{
    m_shared->isReady = [this](const QString &part) {
        const PartRunner *runner = find(part);
        return runner != nullptr && runner->status().isReady();
    };
    m_shared->settlePorts = [this](const Part &part, int fruitless) { return settlePorts(part, fruitless); };
    for (Part &part : allParts(*m_layout))
        m_runners.push_back(std::make_unique<PartRunner>(std::move(part), *m_shared));
    for (const auto &runner : m_runners)
        m_scope->run(runner->live(m_scope->token()), runner->part().name);
}

Task<void> Supervisor::run(std::stop_token stop)
{
    const LiveTask live;
    m_since = m_clock.wall();
    if (auto taken = takeFolder(); !taken)
        co_return taken;
    if (auto prepared = prepare(); !prepared)
        co_return prepared;
    qCInfo(logLocalPlatform, "supervising %s", qPrintable(m_folder->path()));
    while (!m_downAsked) {
        auto next = co_await m_shared->changed.next(stop, s_untilTold);
        if (!next && isCancelled(next.error()))
            break;
    }
    auto stopped = co_await stopParts();
    m_control->close();
    QFile::remove(m_folder->controlSocket());
    co_return stopped;
}

bool Supervisor::canStop(const PartRunner &runner) const
{
    return std::all_of(m_runners.begin(), m_runners.end(),
        [&](const auto &other) { return other->hasStopped() || !other->part().needs.contains(runner.part().name); });
}

Task<void> Supervisor::stopParts()
{
    // What needs others goes first: a worker can still give its tasks back while Redis is there.
    const MonoTime until = m_clock.monotonic() + s_longestStop;
    for (;;) {
        const bool done = std::all_of(
            m_runners.begin(), m_runners.end(), [](const auto &r) { return r->status().state == PartState::Stopped; });
        if (done)
            co_return Result<void> {};
        for (const auto &runner : m_runners)
            if (canStop(*runner))
                runner->halt();
        const auto left = until - m_clock.monotonic();
        if (left <= Milliseconds {0})
            co_return fail(ErrorKind::Timeout, QStringLiteral("not every part ended in time"), m_folder->path());
        (void)co_await m_shared->changed.next(m_scope->token(), std::min<Milliseconds>(left, Milliseconds {500}));
    }
}

Task<QJsonObject> Supervisor::handle(QJsonObject request, std::stop_token stop)
{
    const QString verb = request.value(QLatin1String("verb")).toString();
    const QString part = request.value(QLatin1String("part")).toString();
    if (verb == QLatin1String("status"))
        co_return toJson(status());
    if (verb == QLatin1String("down")) {
        m_downAsked = true;
        m_shared->changed.notify();
        co_return toJson(status());
    }
    if (verb == QLatin1String("hold") || verb == QLatin1String("release"))
        co_return co_await holdOrRelease(part, verb == QLatin1String("hold"), stop);
    co_return fail(ErrorKind::Invalid, QStringLiteral("no such request"), verb.left(40));
}

Task<QJsonObject> Supervisor::holdOrRelease(QString part, bool hold, std::stop_token stop)
{
    PartRunner *runner = find(part);
    if (runner == nullptr) {
        QStringList names;
        for (const auto &each : m_runners)
            names << each->part().name;
        co_return fail(ErrorKind::NotFound, QStringLiteral("there is no part “%1”").arg(part.left(40)), part.left(40),
            QStringLiteral("there are: %1").arg(names.join(QLatin1String(", "))), QStringLiteral("no-such-part"));
    }
    hold ? runner->hold() : runner->release();
    const auto reached = [&] { return hold ? runner->status().state == PartState::Held : runner->status().isReady(); };
    const MonoTime until = m_clock.monotonic() + Milliseconds {60'000};
    while (!reached() && m_clock.monotonic() < until) {
        if (const QString held = hold ? QString() : heldBelow(*runner); !held.isEmpty())
            co_return fail(ErrorKind::Conflict,
                QStringLiteral("%1 is released; it starts when %2 does, which is held").arg(part, held), part,
                QStringLiteral("%1 is held: %2").arg(held, m_folder->command(QStringLiteral("release ") + held)),
                QStringLiteral("needs-held-part"));
        auto next = co_await m_shared->changed.next(stop, Deadline {1000});
        if (!next && isCancelled(next.error()))
            co_return fail(next.error());
    }
    if (!reached())
        co_return fail(ErrorKind::Timeout,
            QStringLiteral("%1 is %2: %3").arg(part, partStateName(runner->status().state), runner->status().detail),
            QStringLiteral("local platform"));
    co_return toJson(status());
}

/// A held part without which this one does not start, however far below; empty: none.
QString Supervisor::heldBelow(const PartRunner &runner)
{
    for (const QString &need : runner.part().needs) {
        const PartRunner *needed = find(need);
        if (needed == nullptr || needed->status().isReady())
            continue;
        if (needed->status().state == PartState::Held)
            return need;
        if (const QString deeper = heldBelow(*needed); !deeper.isEmpty())
            return deeper;
    }
    return {};
}

PartRunner *Supervisor::find(const QString &part)
{
    const auto found
        = std::find_if(m_runners.begin(), m_runners.end(), [&](const auto &each) { return each->part().name == part; });
    return found == m_runners.end() ? nullptr : found->get();
}

PlatformStatus Supervisor::status() const
{
    PlatformStatus status;
    status.name = m_folder->name();
    status.folder = m_folder->path();
    status.pid = QCoreApplication::applicationPid();
    status.since = m_since;
    status.isQuiet = m_options.isQuiet;
    status.seed = m_options.seed;
    status.notices = m_notices;
    for (const auto &runner : m_runners)
        status.parts.push_back(runner->status());
    return status;
}

} // namespace ph::localplatform
