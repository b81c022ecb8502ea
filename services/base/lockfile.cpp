// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/lockfile.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QThread>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ph {

namespace {

/// Start of a process in clock ticks since boot: with it a pid that was given to another process is recognised.
QByteArray startTime(qint64 pid)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!stat.open(QIODevice::ReadOnly))
        return {};
    const QByteArray line = stat.readAll();
    // The second field is the program's name in brackets and may hold spaces: count from its end.
    const auto fields = line.sliced(line.lastIndexOf(')') + 1).simplified().split(' ');
    return fields.size() > 19 ? fields.at(19) : QByteArray();
}

bool isAlive(qint64 pid, const QByteArray &started)
{
    if (pid <= 0 || (::kill(pid_t(pid), 0) != 0 && errno == ESRCH))
        return false;
    const QByteArray now = startTime(pid);
    return started.isEmpty() || now.isEmpty() || now == started;
}

bool isSameFile(int fd, const QString &path)
{
    struct stat opened {};
    struct stat named {};
    return ::fstat(fd, &opened) == 0 && ::stat(QFile::encodeName(path).constData(), &named) == 0
        && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

Result<void> nameHolder(int fd, const QString &path)
{
    const qint64 pid = ::getpid();
    if (::fchmod(fd, 0600) != 0 || ::ftruncate(fd, 0) != 0 || ::lseek(fd, 0, SEEK_SET) != 0)
        return fail(systemError(errno, QStringLiteral("write"), path));
    return writeAll(fd, QByteArray::number(pid) + ' ' + startTime(pid) + '\n', path);
}

Failure heldBySomebody(const QString &path)
{
    // The winner writes its pid just after it got the lock: give it a moment.
    std::optional<qint64> pid;
    for (int attempt = 0; attempt < 20 && !pid; ++attempt) {
        pid = LockFile::holder(path);
        if (!pid)
            QThread::msleep(1);
    }
    const QString who
        = pid ? QStringLiteral("held by process %1").arg(*pid) : QStringLiteral("held by another process");
    return fail(ErrorKind::Conflict, who, path, QStringLiteral("wait until it is done, or end it there"),
        QStringLiteral("LOCKED"));
}

} // namespace

LockFile &LockFile::operator=(LockFile &&other) noexcept
{
    if (this != &other) {
        release();
        m_fd = std::move(other.m_fd);
        m_path = std::move(other.m_path);
    }
    return *this;
}

Result<LockFile> LockFile::takeWithin(const QString &path, std::chrono::milliseconds patience)
{
    for (const QDeadlineTimer deadline(patience);;) {
        auto lock = take(path);
        if (lock || lock.error().kind != ErrorKind::Conflict || deadline.hasExpired())
            return lock;
        QThread::msleep(10);
    }
}

Result<LockFile> LockFile::take(const QString &path)
{
    for (;;) {
        auto fd = openFile(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK);
        if (!fd)
            return fail(fd.error());
        int locked = -1;
        do {
            locked = ::flock(fd->get(), LOCK_EX | LOCK_NB);
        } while (locked != 0 && errno == EINTR);
        if (locked != 0) {
            if (errno == EWOULDBLOCK)
                return heldBySomebody(path);
            return fail(systemError(errno, QStringLiteral("lock"), path));
        }
        // The former holder may have removed the file between our open and our lock: a lock on a nameless file binds
        // nobody.
        if (!isSameFile(fd->get(), path))
            continue;
        if (auto named = nameHolder(fd->get(), path); !named)
            return fail(named.error());
        LockFile lock;
        lock.m_fd = std::move(*fd);
        lock.m_path = path;
        return lock;
    }
}

std::optional<qint64> LockFile::holder(const QString &path)
{
    const auto content = readFile(path, 256);
    if (!content)
        return {};
    const auto words = content->simplified().split(' ');
    bool ok = false;
    const qint64 pid = words.first().toLongLong(&ok);
    if (!ok || !isAlive(pid, words.size() > 1 ? words.at(1) : QByteArray()))
        return {};
    return pid;
}

void LockFile::release()
{
    if (!m_fd.isOpen())
        return;
    // Emptied first: while we hold it, so that no later holder's name is lost.
    if (::ftruncate(m_fd.get(), 0) != 0)
        m_path.clear();
    m_fd.close();
}

void LockFile::releaseAndRemove()
{
    if (m_fd.isOpen())
        ::unlink(QFile::encodeName(m_path).constData());
    release();
}

} // namespace ph
