// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/route/tunnel.h"

#include "services/base/logging.h"
#include "services/base/stoplink.h"
#include "services/transport/command/process.h"
#include "services/transport/route/ssherror.h"

#include <QPointer>
#include <QTcpServer>

namespace ph::transport {

using command::Argument;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype keptLog = 64 * 1024;

quint16 freeLoopbackPort()
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : 0;
}

Task<DialTarget> tunnelGone() { co_return fail(ErrorKind::Cancelled, QStringLiteral("the tunnel was taken down")); }

/// Another try can't help until a person did something.
bool needsAPerson(const Error &error)
{
    return error.kind == ErrorKind::Tls || error.kind == ErrorKind::Auth || error.kind == ErrorKind::Invalid
        || error.kind == ErrorKind::Unavailable;
}

} // namespace

struct Tunnel::Running {
    command::ProcessOwner process;
    QByteArray log {};
    bool isUp = false;
};

Tunnel::Tunnel(
    SshHost ssh, QString targetHost, quint16 targetPort, const Clock &clock, QString searchPath, QObject *parent)
    : QObject(parent)
    , m_ssh(std::move(ssh))
    , m_targetHost(std::move(targetHost))
    , m_targetPort(targetPort)
    , m_clock(clock)
    , m_searchPath(searchPath.isEmpty() ? command::safeSearchPath() : std::move(searchPath))
    , m_where(m_targetHost.isEmpty()
              ? QStringLiteral("SSH %1").arg(m_ssh.host)
              : QStringLiteral("SSH %1 to %2:%3").arg(m_ssh.host, m_targetHost).arg(m_targetPort))
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &Tunnel::start);
    m_link.edit().since = m_clock.monotonic();
}

Tunnel::~Tunnel() { m_life.request_stop(); }

Dial Tunnel::dialer()
{
    return [self = QPointer(this)](std::stop_token stop) { return self ? self->dial(std::move(stop)) : tunnelGone(); };
}

Task<DialTarget> Tunnel::dial(std::stop_token stop)
{
    const StopLink either(std::move(stop), m_life.get_token());
    if (m_running && m_running->isUp)
        co_return DialTarget {QStringLiteral("127.0.0.1"), m_localPort};
    const bool failedJustNow = !m_running && link().phase == LinkPhase::Down && needsAPerson(link().reason)
        && m_clock.monotonic() - m_failedAt < 2s;
    if (failedJustNow)
        co_return fail(link().reason);
    auto answer = Pending<DialTarget>::make();
    m_waiting.push_back(answer);
    begin();
    co_return co_await answer->wait(either.token(), 12s, m_where);
}

void Tunnel::begin()
{
    if (!m_running && !m_retry.isActive())
        start();
}

void Tunnel::restart()
{
    m_running.reset();
    m_backoff.reset();
    start();
}

qint64 Tunnel::processId() const { return m_running ? m_running->process->processId() : 0; }

Result<command::Argv> Tunnel::arguments() const
{
    if (m_targetHost.isEmpty())
        return sshArguments(m_ssh, {});
    auto target = Argument::host(m_targetHost);
    if (!target)
        return fail(target.error());
    return sshArguments(m_ssh, {Argument::forward(m_localPort, *target, m_targetPort)});
}

void Tunnel::start()
{
    m_retry.stop();
    if (m_localPort == 0 && !m_targetHost.isEmpty())
        m_localPort = freeLoopbackPort();
    const auto argv = arguments();
    if (!argv) {
        failed(argv.error());
        return;
    }
    const auto ssh = command::findProgram(argv->program(), m_searchPath);
    if (!ssh) {
        failed(ssh.error());
        return;
    }
    m_running.reset(new Running {command::makeProcess(*ssh, argv->arguments(), m_searchPath, 1s)});
    QProcess *process = m_running->process.get();
    connect(
        process, &QProcess::readyReadStandardError, this, [this, process] { listen(process->readAllStandardError()); });
    connect(process, &QProcess::finished, this, &Tunnel::ended);
    connect(process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            ended();
    });
    process->start(QIODevice::ReadOnly);
    if (link().phase != LinkPhase::Down) // Down keeps its reason until a try succeeds
        publish(LinkPhase::Connecting, {});
}

void Tunnel::listen(const QByteArray &said)
{
    m_link.edit().lastHeard = m_clock.monotonic();
    QByteArray &log = m_running->log;
    log += said;
    if (log.size() > keptLog)
        log.remove(0, log.size() - keptLog);
    // Written once the host let us in and every forwarding stands. "Local forwarding listening on" is written before
    // the socket is bound: who dials then is refused.
    constexpr QByteArrayView sign("Entering interactive session");
    if (!m_running->isUp && log.contains(sign))
        up();
}

void Tunnel::up()
{
    m_running->isUp = true;
    m_running->log.clear();
    m_backoff.reset();
    publish(LinkPhase::Live, {});
    answerWaiting(DialTarget {QStringLiteral("127.0.0.1"), m_localPort});
}

void Tunnel::ended()
{
    if (!m_running)
        return;
    listen(m_running->process->readAllStandardError());
    const bool wasUp = m_running->isUp;
    Error error = sshError(m_running->log, KnownHosts(m_ssh.knownHostsFile).keysOf(m_ssh), m_where);
    m_running.reset();
    if (error.code == QLatin1String("port-taken"))
        m_localPort = 0;
    if (wasUp)
        qCInfo(logTransport).noquote() << m_where << "ended and is started again";
    failed(std::move(error));
}

void Tunnel::failed(Error error)
{
    error.where = m_where;
    m_failedAt = m_clock.monotonic();
    std::optional<MonoTime> next;
    if (!needsAPerson(error)) {
        const Milliseconds wait = m_backoff.next();
        next = m_clock.monotonic() + wait;
        m_retry.start(wait);
    }
    publish(LinkPhase::Down, error, next);
    answerWaiting(fail(std::move(error)));
}

void Tunnel::answerWaiting(const Result<DialTarget> &result)
{
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto &each : waiting)
        each->resolve(result);
}

void Tunnel::publish(LinkPhase phase, Error reason, std::optional<MonoTime> nextTry)
{
    m_link.enter(phase, std::move(reason), nextTry, m_clock.monotonic());
    Q_EMIT linkChanged(link());
}

} // namespace ph::transport
