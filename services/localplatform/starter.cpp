// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/starter.h"

#include "services/localplatform/programs.h"
#include "services/localplatform/secretstore.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ph::localplatform {

namespace {

/// Private, and the account's: as root we would otherwise leave a file of root's in its folder.
Result<void> makeLog(const QString &path)
{
    const int file = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return fail(ErrorKind::Unavailable, QString::fromLocal8Bit(std::strerror(errno)), path);
    bool good = ::fchmod(file, 0600) == 0;
    if (const auto account = unprivilegedAccount(); ::geteuid() == 0 && account)
        good = ::fchown(file, account->uid, account->gid) == 0 && good;
    ::close(file);
    if (!good)
        return fail(ErrorKind::Unavailable, QStringLiteral("its owner cannot be set"), path);
    return {};
}

} // namespace

Result<qint64> startSupervisor(
    const Folder &folder, const QString &program, bool isQuiet, int seed, transport::LocalPermit permit)
{
    if (auto redeemed = permit.redeem(folder.controlSocket()); !redeemed)
        return fail(redeemed.error());
    if (auto found = findPrograms(folder); !found)
        return fail(found.error());
    if (!QFileInfo(program).isExecutable())
        return fail(ErrorKind::Unavailable, QStringLiteral("pilothousectl is not beside this program nor in PATH"),
            QStringLiteral("local platform"));
    if (auto prepared = folder.prepare(); !prepared)
        return fail(prepared.error());
    if (auto open = folder.checkWay(); !open)
        return fail(open.error());
    const bool isMade = QFileInfo::exists(folder.of("postgres") + QStringLiteral("/PG_VERSION"));
    if (auto settled = SecretStore(folder.secrets()).settleEmpty(isMade); !settled) {
        settled.error().hint
            = QStringLiteral("put the file back from a copy, or make the platform anew, without its "
                             "data: %1, then %2")
                  .arg(folder.command(QStringLiteral("reset --yes")), folder.command(QStringLiteral("up")));
        return fail(settled.error());
    }
    if (auto made = makeLog(folder.log(QStringLiteral("supervisor"))); !made)
        return fail(made.error());
    QStringList arguments {QStringLiteral("local"), QStringLiteral("supervise"), QStringLiteral("--name"),
        folder.name(), QStringLiteral("--base"), folder.base(), QStringLiteral("--seed"), QString::number(seed)};
    if (isQuiet)
        arguments << QStringLiteral("--quiet");
    QProcess supervisor;
    supervisor.setProgram(program);
    supervisor.setArguments(arguments);
    supervisor.setWorkingDirectory(QStringLiteral("/"));
    supervisor.setStandardInputFile(QProcess::nullDevice());
    supervisor.setStandardOutputFile(folder.log(QStringLiteral("supervisor")), QIODevice::Append);
    supervisor.setStandardErrorFile(folder.log(QStringLiteral("supervisor")), QIODevice::Append);
    qint64 pid = 0;
    if (!supervisor.startDetached(&pid))
        return fail(ErrorKind::Unavailable, supervisor.errorString(), program);
    return pid;
}

bool isAlive(qint64 pid) { return ::kill(pid_t(pid), 0) == 0 || errno == EPERM; }

QString lastWords(const Folder &folder)
{
    QFile file(folder.log(QStringLiteral("supervisor")));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(std::max<qint64>(0, file.size() - 4000));
    const auto lines = file.readAll().trimmed().split('\n');
    return QString::fromUtf8(lines.last().left(500));
}

} // namespace ph::localplatform
