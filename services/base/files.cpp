// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace ph {

namespace {

constexpr mode_t privateFile = 0600;
constexpr mode_t privateDirectory = 0700;
constexpr qint64 secretLimit = 64 * 1024;

QByteArray native(const QString &path) { return QFile::encodeName(path); }

QString folderOf(const QString &path) { return QFileInfo(path).absolutePath(); }

Result<void> makeOne(const QString &path)
{
    const QByteArray name = native(path);
    if (::mkdir(name.constData(), privateDirectory) == 0) {
        // mkdir honours the umask only by taking bits away; an odd umask (0777) must not lock us out.
        if (::chmod(name.constData(), privateDirectory) != 0)
            return fail(systemError(errno, QStringLiteral("set mode 0700"), path));
        return {};
    }
    if (errno != EEXIST)
        return fail(systemError(errno, QStringLiteral("create the folder"), path));
    return {};
}

Result<void> makeParents(const QString &path)
{
    const QFileInfo info(path);
    if (info.isDir())
        return {};
    const QString parent = info.absolutePath();
    if (parent != path) {
        if (auto made = makeParents(parent); !made)
            return made;
    }
    return makeOne(path);
}

Result<void> syncFd(int fd, const QString &where)
{
    while (::fsync(fd) != 0) {
        if (errno != EINTR)
            return fail(systemError(errno, QStringLiteral("make durable"), where));
    }
    return {};
}

QString errnoName(int errorNumber)
{
#ifdef __GLIBC__
    if (const char *name = ::strerrorname_np(errorNumber))
        return QString::fromLatin1(name);
#endif
    return QString::number(errorNumber);
}

Result<void> writeNewFile(const QString &path, QByteArrayView content)
{
    auto fd = openFile(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
    if (!fd)
        return fail(fd.error());
    if (::fchmod(fd->get(), privateFile) != 0)
        return fail(systemError(errno, QStringLiteral("set mode 0600"), path));
    if (auto written = writeAll(fd->get(), content, path); !written)
        return written;
    return syncFd(fd->get(), path);
}

} // namespace

Error systemError(int errorNumber, const QString &act, const QString &where)
{
    const auto kind = errorNumber == ENOENT ? ErrorKind::NotFound : ErrorKind::Unavailable;
    const QString reason = QString::fromStdString(std::generic_category().message(errorNumber)).toLower();
    QString hint;
    if (errorNumber == ENOSPC || errorNumber == EDQUOT)
        hint = QStringLiteral("free disk space");
    else if (errorNumber == EACCES || errorNumber == EPERM)
        hint = QStringLiteral("check who owns it and its mode");
    return {kind, QStringLiteral("could not %1: %2").arg(act, reason), where, hint, errnoName(errorNumber), {}, {}};
}

void FileDescriptor::close()
{
    if (m_fd >= 0)
        ::close(std::exchange(m_fd, -1));
}

Result<FileDescriptor> openFile(const QString &path, int flags)
{
    const QByteArray name = native(path);
    int fd = -1;
    do {
        fd = ::open(name.constData(), flags | O_CLOEXEC, privateFile);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0)
        return fail(systemError(errno, QStringLiteral("open"), path));
    return FileDescriptor(fd);
}

Result<void> writeAll(int fd, QByteArrayView bytes, const QString &where)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(fd, bytes.data(), size_t(bytes.size()));
        if (written < 0) {
            if (errno == EINTR)
                continue;
            return fail(systemError(errno, QStringLiteral("write"), where));
        }
        bytes = bytes.sliced(written);
    }
    return {};
}

Result<void> syncDirectory(const QString &path)
{
    auto fd = openFile(path, O_RDONLY | O_DIRECTORY);
    if (!fd)
        return fail(fd.error());
    return syncFd(fd->get(), path);
}

Result<void> makePrivateDirectory(const QString &path)
{
    const QString absolute = QDir::cleanPath(QFileInfo(path).absoluteFilePath());
    if (auto made = makeParents(absolute); !made)
        return made;
    auto fd = openFile(absolute, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    if (!fd)
        return fail(fd.error());
    struct stat info {};
    if (::fstat(fd->get(), &info) != 0)
        return fail(systemError(errno, QStringLiteral("look at"), absolute));
    if (info.st_uid != ::geteuid())
        return fail(ErrorKind::Unavailable,
            QStringLiteral("the folder belongs to another user (uid %1)").arg(info.st_uid), absolute,
            QStringLiteral("remove it or choose another folder"));
    if ((info.st_mode & 07777) != privateDirectory && ::fchmod(fd->get(), privateDirectory) != 0)
        return fail(systemError(errno, QStringLiteral("set mode 0700"), absolute));
    return {};
}

Result<void> replaceFile(const QString &path, QByteArrayView content)
{
    static std::atomic<unsigned> s_counter = 0;
    const QString temporary = QStringLiteral("%1.%2-%3.new").arg(path).arg(::getpid()).arg(++s_counter);
    const QByteArray temporaryName = native(temporary);
    ::unlink(temporaryName.constData()); // of a former process with our pid
    if (auto written = writeNewFile(temporary, content); !written) {
        ::unlink(temporaryName.constData());
        written.error().where = path; // the name that the caller knows
        return written;
    }
    if (::rename(temporaryName.constData(), native(path).constData()) != 0) {
        const int reason = errno;
        ::unlink(temporaryName.constData());
        return fail(systemError(reason, QStringLiteral("replace"), path));
    }
    return syncDirectory(folderOf(path));
}

Result<QByteArray> readFile(const QString &path, qint64 limit)
{
    // O_NONBLOCK: a FIFO in the file's place must not hold us.
    auto fd = openFile(path, O_RDONLY | O_NONBLOCK);
    if (!fd)
        return fail(fd.error());
    struct stat info {};
    if (::fstat(fd->get(), &info) != 0)
        return fail(systemError(errno, QStringLiteral("look at"), path));
    if (!S_ISREG(info.st_mode))
        return fail(
            ErrorKind::Unavailable, QStringLiteral("not a regular file"), path, {}, QStringLiteral("not-a-file"));
    const auto tooLarge = [&] {
        return fail(ErrorKind::TooLarge, QStringLiteral("the file is larger than %1 bytes").arg(limit), path);
    };
    if (info.st_size > limit)
        return tooLarge();
    QByteArray content;
    content.reserve(info.st_size + 1);
    char buffer[16 * 1024];
    for (;;) {
        const ssize_t got = ::read(fd->get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(systemError(errno, QStringLiteral("read"), path));
        if (got == 0)
            return content;
        if (content.size() + got > limit)
            return tooLarge();
        content.append(buffer, got);
    }
}

Result<void> requirePrivateFile(const QString &path)
{
    struct stat info {};
    if (::stat(native(path).constData(), &info) != 0)
        return fail(systemError(errno, QStringLiteral("look at"), path));
    if (S_ISDIR(info.st_mode))
        return fail(ErrorKind::Unavailable, QStringLiteral("a folder"), path, {}, QStringLiteral("not-a-file"));
    if (info.st_uid != ::geteuid() && info.st_uid != 0)
        return fail(
            ErrorKind::Refused, QStringLiteral("the file belongs to another user (uid %1)").arg(info.st_uid), path);
    if ((info.st_mode & 077) != 0)
        return fail(ErrorKind::Refused,
            QStringLiteral("other users can read the file (mode %1)").arg(info.st_mode & 0777, 4, 8, QLatin1Char('0')),
            path, QStringLiteral("run chmod 600 on it"), QStringLiteral("open-mode"));
    return {};
}

Result<Secret> readSecretFile(const QString &path)
{
    if (auto isPrivate = requirePrivateFile(path); !isPrivate)
        return fail(isPrivate.error());
    auto content = readFile(path, secretLimit);
    if (!content)
        return fail(content.error());
    QByteArrayView line(*content);
    if (line.endsWith('\n'))
        line.chop(1);
    if (line.endsWith('\r'))
        line.chop(1);
    Secret secret(line);
    wipeBytes(content->data(), content->size());
    return secret;
}

Result<void> ensurePrivateFile(const QString &path)
{
    auto fd = openFile(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK);
    if (!fd)
        return fail(fd.error());
    if (::fchmod(fd->get(), privateFile) != 0)
        return fail(systemError(errno, QStringLiteral("set mode 0600"), path));
    return {};
}

Result<void> removeFile(const QString &path)
{
    if (::unlink(native(path).constData()) != 0) {
        if (errno == ENOENT)
            return {};
        return fail(systemError(errno, QStringLiteral("remove"), path));
    }
    return syncDirectory(folderOf(path));
}

} // namespace ph
