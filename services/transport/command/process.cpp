// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/command/process.h"

#include <QFileInfo>
#include <QStandardPaths>
#include <QThread>
#include <QTimer>
#include <csignal>
#include <unistd.h>
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

namespace ph::transport::command {

namespace {

void signalGroup(const QProcess *process, int signal)
{
    const auto pid = pid_t(process->processId());
    if (pid > 0 && ::kill(-pid, signal) != 0)
        ::kill(pid, signal);
}

/// Runs in the child between fork and exec: nothing here may allocate.
void prepareChild()
{
    ::setpgid(0, 0); // so that what it starts is ended with it
#ifdef Q_OS_LINUX
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
}

} // namespace

QProcessEnvironment scrubbedEnvironment(const QString &searchPath)
{
    const auto ours = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment scrubbed;
    for (const char *name : {"HOME", "USER", "LOGNAME", "TMPDIR", "TZ", "XDG_RUNTIME_DIR", "SSH_AUTH_SOCK"}) {
        const QString key = QString::fromLatin1(name);
        if (ours.contains(key))
            scrubbed.insert(key, ours.value(key));
    }
    scrubbed.insert(QStringLiteral("PATH"), searchPath);
    scrubbed.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    return scrubbed;
}

QString safeSearchPath()
{
    QStringList folders;
    for (const auto &folder : qEnvironmentVariable("PATH").split(QLatin1Char(':'), Qt::SkipEmptyParts)) {
        if (folder.startsWith(QLatin1Char('/')))
            folders << folder;
    }
    for (const char *usual : {"/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"}) {
        if (!folders.contains(QLatin1String(usual)))
            folders << QString::fromLatin1(usual);
    }
    return folders.join(QLatin1Char(':'));
}

Result<QString> findProgram(const QString &program, const QString &searchPath)
{
    if (program.startsWith(QLatin1Char('/'))) {
        const QFileInfo file(program);
        if (file.isFile() && file.isExecutable())
            return program;
    } else {
        const QString found
            = QStandardPaths::findExecutable(program, searchPath.split(QLatin1Char(':'), Qt::SkipEmptyParts));
        if (!found.isEmpty())
            return found;
    }
    return fail(ErrorKind::Unavailable, QStringLiteral("the program \"%1\" is not there").arg(program), {},
        QStringLiteral("install it, or add its folder to PATH"), QStringLiteral("program-missing"));
}

ProcessOwner makeProcess(
    const QString &path, const QStringList &arguments, const QString &searchPath, std::chrono::milliseconds grace)
{
    ProcessOwner process(new QProcess, EndProcess {grace});
    process->setProgram(path);
    process->setArguments(arguments);
    process->setProcessEnvironment(scrubbedEnvironment(searchPath));
    process->setStandardInputFile(QProcess::nullDevice());
    process->setChildProcessModifier(prepareChild);
    return process;
}

void EndProcess::operator()(QProcess *process) const
{
    process->disconnect();
    if (process->state() == QProcess::NotRunning) {
        process->deleteLater();
        return;
    }
    QObject::connect(process, &QProcess::finished, process, &QObject::deleteLater);
    QTimer::singleShot(grace, process, [process] { signalGroup(process, SIGKILL); });
    // A thread that ends hears no `finished` any more: then it waits here.
    const auto wait = [process, limit = int(grace.count())] {
        if (!process->waitForFinished(limit))
            signalGroup(process, SIGKILL);
        process->waitForFinished(limit);
    };
    QObject::connect(QThread::currentThread(), &QThread::finished, process, wait, Qt::DirectConnection);
    signalGroup(process, SIGTERM);
}

} // namespace ph::transport::command
