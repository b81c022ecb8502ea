// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/childserver.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <csignal>
#include <sys/prctl.h>

namespace ph::test {

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

bool waitForPort(quint16 port, int milliseconds)
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < milliseconds) {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        if (socket.waitForConnected(200)) {
            socket.abort();
            return true;
        }
        QThread::msleep(10);
    }
    return false;
}

ChildServer::ChildServer()
    : m_folder(QStringLiteral("/tmp/ph-XXXXXX"))
{
}

ChildServer::~ChildServer() { finish(SIGKILL); }

QString ChildServer::write(const QString &name, const QByteArray &content) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly))
        qFatal("cannot write %s", qPrintable(file.fileName()));
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(content);
    return file.fileName();
}

bool ChildServer::launch(const QString &program, const QStringList &arguments, const std::function<void()> &inChild)
{
    m_process = std::make_unique<QProcess>();
    m_process->setChildProcessModifier(inChild ? inChild : [] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process->setProcessChannelMode(QProcess::MergedChannels);
    m_process->setStandardOutputFile(path(QStringLiteral("log")), QIODevice::Append);
    m_process->setWorkingDirectory(folder());
    m_process->start(program, arguments);
    if (!m_process->waitForStarted(5000) || !waitForPort(m_port, 10'000) || m_process->state() != QProcess::Running) {
        QFile log(path(QStringLiteral("log")));
        const QByteArray text = log.open(QIODevice::ReadOnly) ? log.readAll().right(2000) : QByteArray();
        qWarning(
            "%s did not start: %s\n%s", qPrintable(program), qPrintable(m_process->errorString()), text.constData());
        finish(SIGKILL);
        return false;
    }
    return true;
}

void ChildServer::finish(int signal)
{
    if (!m_process || m_process->state() == QProcess::NotRunning)
        return;
    ::kill(pid_t(m_process->processId()), SIGCONT);
    ::kill(pid_t(m_process->processId()), signal);
    m_process->waitForFinished(10'000);
}

void ChildServer::pause() const { ::kill(pid_t(pid()), SIGSTOP); }

void ChildServer::resume() const { ::kill(pid_t(pid()), SIGCONT); }

void ChildServer::kill() { finish(SIGKILL); }

std::optional<QByteArray> run(const QString &program, const QStringList &arguments, const QByteArray &input)
{
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(30'000) || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        qWarning("%s failed: %s %s", qPrintable(program), qPrintable(process.errorString()),
            process.readAllStandardError().constData());
        return {};
    }
    return process.readAllStandardOutput();
}

} // namespace ph::test
