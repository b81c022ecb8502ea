// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/queues/celeryworker.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <csignal>

namespace ph::test {

namespace {

QString sources() { return qEnvironmentVariable("PH_SOURCE_DIR") + QStringLiteral("/resources/localplatform"); }

bool waitForText(QProcess &process, QByteArray &seen, const QByteArray &wanted, int timeoutMs)
{
    QElapsedTimer timer;
    timer.start();
    while (!seen.contains(wanted)) {
        const qint64 left = timeoutMs - timer.elapsed();
        if (left <= 0 || (process.state() == QProcess::NotRunning && process.bytesAvailable() == 0))
            return false;
        process.waitForReadyRead(int(std::min<qint64>(left, 100)));
        seen += process.readAllStandardError();
    }
    return true;
}

} // namespace

QString celeryPython()
{
    const QString python = qEnvironmentVariable("PH_PYTHON", QStringLiteral("python3"));
    QProcess probe;
    probe.start(python, {QStringLiteral("-c"), QStringLiteral("import celery, redis")});
    if (!probe.waitForFinished(20'000) || probe.exitCode() != 0)
        return {};
    return python;
}

QProcessEnvironment agentEnvironment(quint16 redisPort)
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("ADK_REDIS_ADDRESS"), QStringLiteral("redis://127.0.0.1:%1").arg(redisPort));
    environment.insert(QStringLiteral("PYTHONPATH"),
        sources() + QLatin1Char(':') + qEnvironmentVariable("PH_SOURCE_DIR")
            + QStringLiteral("/tests/integration/queues"));
    environment.insert(QStringLiteral("PYTHONDONTWRITEBYTECODE"), QStringLiteral("1"));
    return environment;
}

CeleryWorker::~CeleryWorker() { stop(); }

bool CeleryWorker::start(const QString &node, quint16 redisPort, const QStringList &queues, int slots,
    const QString &app, const QStringList &more)
{
    QStringList arguments {QStringLiteral("-m"), QStringLiteral("celery"), QStringLiteral("-A"), app,
        QStringLiteral("worker"), QStringLiteral("-n"), node + QStringLiteral("@test"), QStringLiteral("-c"),
        QString::number(slots), QStringLiteral("-l"), QStringLiteral("info")};
    arguments << more;
    if (!queues.isEmpty())
        arguments << QStringLiteral("-Q") << queues.join(QLatin1Char(','));
    m_process.setProcessEnvironment(agentEnvironment(redisPort));
    m_process.setWorkingDirectory(m_folder.path());
    m_process.setStandardOutputFile(m_folder.filePath(QStringLiteral("out.log")));
    m_process.start(celeryPython(), arguments);
    const bool isReady = waitForText(m_process, m_log, " ready.", 40'000);
    if (!isReady)
        qWarning("%s", m_log.constData());
    return isReady;
}

void CeleryWorker::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    resume();
    // SIGQUIT: a cold end; a warm one waits for running tasks.
    ::kill(pid_t(m_process.processId()), SIGQUIT);
    if (!m_process.waitForFinished(5000)) {
        m_process.kill();
        m_process.waitForFinished(5000);
    }
}

void CeleryWorker::pause() { ::kill(pid_t(m_process.processId()), SIGSTOP); }

void CeleryWorker::resume() { ::kill(pid_t(m_process.processId()), SIGCONT); }

std::optional<QByteArray> runPython(const QStringList &arguments, quint16 redisPort, int timeoutMs)
{
    QProcess process;
    process.setProcessEnvironment(agentEnvironment(redisPort));
    process.start(celeryPython(), arguments);
    if (!process.waitForFinished(timeoutMs) || process.exitCode() != 0) {
        qWarning("%s", process.readAllStandardError().constData());
        process.kill();
        process.waitForFinished(1000);
        return std::nullopt;
    }
    return process.readAllStandardOutput();
}

QJsonObject CompanionRun::json() const { return QJsonDocument::fromJson(out).object(); }

Companion::Companion()
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("PILOTHOUSE_HOME"), m_home.path());
    // Not the local platforms of whoever runs the tests.
    environment.insert(QStringLiteral("PILOTHOUSE_LOCAL_BASE"), m_home.filePath(QStringLiteral("local")));
    m_process.setProcessEnvironment(environment);
}

Companion::~Companion()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished(2000);
    }
}

bool Companion::start(const QStringList &arguments, const QByteArray &untilLine)
{
    m_err.clear();
    m_process.start(qEnvironmentVariable("PH_CTL"), arguments);
    if (!m_process.waitForStarted(5000))
        return false;
    return untilLine.isEmpty() || waitForText(m_process, m_err, untilLine, 20'000);
}

CompanionRun Companion::finish(int timeoutMs)
{
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(timeoutMs)) {
        m_process.kill();
        m_process.waitForFinished(2000);
        return {-1, m_process.readAllStandardOutput(), m_err + m_process.readAllStandardError()};
    }
    return {m_process.exitCode(), m_process.readAllStandardOutput(), m_err + m_process.readAllStandardError()};
}

QByteArray Companion::read()
{
    m_process.waitForReadyRead(0);
    return m_process.readAllStandardOutput();
}

const QByteArray &Companion::errSoFar()
{
    m_process.waitForReadyRead(0);
    m_err += m_process.readAllStandardError();
    return m_err;
}

} // namespace ph::test
