// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/localplatform.h"

#include "services/localplatform/control.h"
#include "services/localplatform/starter.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>

namespace ph::localplatform {

namespace {

constexpr Deadline s_answerTime {5000};
constexpr Deadline s_betweenLooks {120};
constexpr Deadline s_longestDown {40'000};
constexpr Deadline s_longestHold {70'000};
constexpr int s_triesUntilHopeless = 3;

QString companion()
{
    const QString beside = QCoreApplication::applicationDirPath() + QStringLiteral("/pilothousectl");
    return QFileInfo(beside).isExecutable() ? beside : QStandardPaths::findExecutable(QStringLiteral("pilothousectl"));
}

PlatformStatus notRunning(const Folder &folder)
{
    PlatformStatus status;
    status.name = folder.name();
    status.folder = folder.path();
    return status;
}

Task<PlatformStatus> askStatus(Folder folder, std::stop_token stop)
{
    const auto answer = co_await askSupervisor(folder.controlSocket(), QStringLiteral("status"), stop, s_answerTime);
    if (!answer && answer.error().kind == ErrorKind::NotFound)
        co_return notRunning(folder);
    if (!answer)
        co_return fail(answer.error());
    co_return statusFromJson(*answer);
}

/// With the way to start it, when nobody listens.
Error withStart(const Folder &folder, Error error)
{
    if (error.kind == ErrorKind::NotFound && error.hint.isEmpty())
        error.hint = QStringLiteral("start it with %1").arg(folder.command(QStringLiteral("up")));
    return error;
}

Failure doesNotStart(const PartStatus &part)
{
    return fail(ErrorKind::Unavailable, QStringLiteral("%1 does not start: %2").arg(part.title, part.detail), part.name,
        QStringLiteral("its log: %1").arg(part.log), QStringLiteral("part-failed"));
}

/// Asks for `down` and waits until the supervisor is gone.
Task<void> takeDown(Folder folder, transport::LocalPermit permit, const Clock *clock, std::stop_token stop)
{
    const auto told = co_await tellSupervisor(folder.controlSocket(),
        {{QStringLiteral("verb"), QStringLiteral("down")}}, std::move(permit), stop, s_longestHold);
    if (!told)
        co_return fail(told.error());
    const qint64 pid = told->value(QLatin1String("pid")).toInteger();
    const MonoTime until = clock->monotonic() + s_longestDown;
    while (isAlive(pid)) {
        if (clock->monotonic() > until)
            co_return fail(
                ErrorKind::Timeout, QStringLiteral("the supervisor (process %1) does not end").arg(pid), folder.path());
        if (auto slept = co_await sleepFor(Deadline {60}, stop); !slept)
            co_return slept;
    }
    co_return Result<void> {};
}

Failure notInTime(const Folder &folder, const PlatformStatus &status)
{
    QStringList late;
    for (const PartStatus &part : status.parts)
        if (!part.isReady() && part.state != PartState::Held)
            late << QStringLiteral("%1 (%2)").arg(
                part.name, part.detail.isEmpty() ? partStateName(part.state) : part.detail);
    return fail(ErrorKind::Timeout, QStringLiteral("not ready in time: %1").arg(late.join(QLatin1String(", "))),
        status.folder,
        QStringLiteral("it goes on starting: look with %1, end it with %2")
            .arg(folder.command(QStringLiteral("status")), folder.command(QStringLiteral("down"))));
}

/// Until the supervisor listens, or is gone again with its reason.
Task<PlatformStatus> waitForSupervisor(Folder folder, qint64 pid, std::stop_token stop)
{
    for (int look = 0; look < 400; ++look) {
        auto status = co_await askStatus(folder, stop);
        if (!status || status->isRunning())
            co_return status;
        if (!isAlive(pid))
            co_return fail(ErrorKind::Unavailable, lastWords(folder), folder.path(),
                QStringLiteral("log: %1").arg(folder.log(QStringLiteral("supervisor"))),
                QStringLiteral("supervisor-ended"));
        if (auto slept = co_await sleepFor(s_betweenLooks, stop); !slept)
            co_return fail(slept.error());
    }
    co_return fail(ErrorKind::Timeout, QStringLiteral("the supervisor does not answer"), folder.path());
}

Task<PlatformStatus> waitUntilReady(
    Folder folder, PlatformStatus status, LocalPlatform::Up options, const Clock *clock, std::stop_token stop)
{
    const MonoTime until = clock->monotonic() + options.patience;
    while (!status.isReady()) {
        if (options.progress)
            options.progress(status);
        for (const PartStatus &part : status.parts)
            if (part.state == PartState::Backoff && part.restarts >= s_triesUntilHopeless)
                co_return doesNotStart(part);
        if (clock->monotonic() > until)
            co_return notInTime(folder, status);
        if (auto slept = co_await sleepFor(s_betweenLooks, stop); !slept)
            co_return fail(slept.error());
        auto next = co_await askStatus(folder, stop);
        if (!next)
            co_return next;
        if (!next->isRunning())
            co_return fail(ErrorKind::Unavailable, QStringLiteral("the supervisor ended: %1").arg(lastWords(folder)),
                folder.path(), QStringLiteral("log: %1").arg(folder.log(QStringLiteral("supervisor"))),
                QStringLiteral("supervisor-ended"));
        status = std::move(*next);
    }
    if (options.progress)
        options.progress(status);
    co_return status;
}

} // namespace

/// Allows what stays inside the folder, and nothing else.
class LocalPlatform::Authority final : public transport::PermitAuthority {
public:
    Authority(QString socket, const Clock &clock)
        : m_socket(std::move(socket))
        , m_clock(clock)
    {
    }
    [[nodiscard]] Result<void> stillAllows(const transport::PermitScope &scope) const override
    {
        if (scope.environment == m_socket)
            return {};
        return fail(ErrorKind::Refused, QStringLiteral("the permit is for another folder"), scope.environment);
    }
    [[nodiscard]] MonoTime now() const override { return m_clock.monotonic(); }

private:
    QString m_socket;
    const Clock &m_clock;
};

LocalPlatform::LocalPlatform(Folder folder, QString program, const Clock &clock)
    : m_folder(std::move(folder))
    , m_program(std::move(program))
    , m_clock(clock)
    , m_authority(std::make_shared<Authority>(m_folder.controlSocket(), clock))
{
}

Result<std::unique_ptr<LocalPlatform>> LocalPlatform::make(Options options, const Clock &clock)
{
    auto folder = Folder::named(options.name, options.base);
    if (!folder)
        return fail(folder.error());
    const QString program = options.program.isEmpty() ? companion() : options.program;
    return std::unique_ptr<LocalPlatform>(new LocalPlatform(std::move(*folder), program, clock));
}

transport::LocalPermit LocalPlatform::permit(const QString &step) const
{
    return permitOf(m_folder, m_authority, m_clock, step);
}

transport::LocalPermit LocalPlatform::permitOf(
    const Folder &folder, const std::shared_ptr<const Authority> &authority, const Clock &clock, const QString &step)
{
    return {transport::PermitScope {
                folder.controlSocket(), QStringLiteral("local"), step, clock.monotonic() + s_longestHold, {}, {}, {}},
        authority};
}

Task<LocalPlatform::UpResult> LocalPlatform::up(Up options, std::stop_token stop)
{
    const Folder folder = m_folder;
    const QString program = m_program;
    const Clock &clock = m_clock;
    const auto authority = m_authority;
    auto startPermit = std::make_shared<transport::LocalPermit>(permit(QStringLiteral("up")));
    UpResult result;
    auto status = co_await askStatus(folder, stop);
    if (status && !status->isRunning()) {
        const auto start = [](const Folder &f, const QString &p, bool quiet, int seed,
                               std::shared_ptr<transport::LocalPermit> allowed) {
            return startSupervisor(f, p, quiet, seed, std::move(*allowed));
        };
        const auto pid = co_await offload<qint64>(QThreadPool::globalInstance(), stop, Deadline {20'000}, start, folder,
            program, options.isQuiet, options.seed, std::move(startPermit));
        if (!pid)
            co_return fail(pid.error());
        status = co_await waitForSupervisor(folder, *pid, stop);
    } else if (status) {
        result.wasRunning = true;
    }
    if (status)
        status = co_await waitUntilReady(folder, std::move(*status), std::move(options), &clock, stop);
    if (!status && status.error().code == QLatin1String("part-failed")) {
        // "Was not started" is to be true: what has begun to run ends again. One that ran before is left alone.
        bool isDown = false;
        if (!result.wasRunning)
            isDown = bool(
                co_await takeDown(folder, permitOf(folder, authority, clock, QStringLiteral("up")), &clock, stop));
        status.error().hint += isDown ? QStringLiteral("; the other parts were stopped again")
                                      : QStringLiteral("; the other parts run on, this ends them: %1")
                                            .arg(folder.command(QStringLiteral("down")));
    }
    if (!status)
        co_return fail(status.error());
    result.status = std::move(*status);
    co_return result;
}

Task<PlatformStatus> LocalPlatform::status(std::stop_token stop) { co_return co_await askStatus(m_folder, stop); }

Task<PlatformStatus> LocalPlatform::tell(QString verb, QString part, std::stop_token stop)
{
    const Folder folder = m_folder;
    auto answer = co_await tellSupervisor(folder.controlSocket(),
        {{QStringLiteral("verb"), verb}, {QStringLiteral("part"), part}}, permit(verb), stop, s_longestHold);
    if (!answer)
        co_return fail(withStart(folder, answer.error()));
    co_return statusFromJson(*answer);
}

Task<void> LocalPlatform::down(std::stop_token stop)
{
    const Folder folder = m_folder;
    auto done = co_await takeDown(folder, permit(QStringLiteral("down")), &m_clock, stop);
    co_return done ? done : fail(withStart(folder, done.error()));
}

Task<PlatformStatus> LocalPlatform::hold(QString part, std::stop_token stop)
{
    co_return co_await tell(QStringLiteral("hold"), part, stop);
}

Task<PlatformStatus> LocalPlatform::release(QString part, std::stop_token stop)
{
    co_return co_await tell(QStringLiteral("release"), part, stop);
}

Task<void> LocalPlatform::reset(std::stop_token stop)
{
    const Folder folder = m_folder;
    const auto status = co_await askStatus(folder, stop);
    if (!status)
        co_return fail(status.error());
    if (status->isRunning())
        co_return fail(ErrorKind::Conflict, QStringLiteral("it runs"), folder.path(),
            QStringLiteral("stop it with %1").arg(folder.command(QStringLiteral("down"))));
    const auto remove = [](const Folder &f) { return f.remove(); };
    co_return co_await offload<void>(QThreadPool::globalInstance(), stop, Deadline {60'000}, remove, folder);
}

} // namespace ph::localplatform
