// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/processlock.h"

#include "services/base/backoff.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ph::auth {

namespace {

Failure cannot(const QString &file)
{
    return fail(ErrorKind::Unavailable, qt_error_string(errno), file, QStringLiteral("check the rights of this folder"),
        QStringLiteral("lock-file"));
}

Result<int> openLock(const QString &file)
{
    const QString folder = QFileInfo(file).absolutePath();
    if (!QFileInfo::exists(folder)) {
        if (!QDir().mkpath(folder))
            return cannot(folder);
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    const int descriptor
        = ::open(QFile::encodeName(file).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    return descriptor < 0 ? Result<int>(cannot(file)) : descriptor;
}

} // namespace

struct ProcessLock::File {
    explicit File(int descriptor_)
        : descriptor(descriptor_)
    {
    }
    ~File() { ::close(descriptor); } // releases the lock: the descriptor is neither inherited nor duplicated
    File(const File &) = delete;
    File &operator=(const File &) = delete;
    int descriptor;
};

Task<ProcessLock> ProcessLock::acquire(QString file, Deadline patience, std::stop_token stop)
{
    const LiveTask live;
    const auto descriptor = openLock(file);
    if (!descriptor)
        co_return fail(descriptor.error());
    ProcessLock lock;
    lock.m_file = std::make_shared<File>(*descriptor);
    QElapsedTimer waited;
    waited.start();
    // There is no asynchronous flock; a refresh takes milliseconds, so looking again soon is cheap and rare.
    Backoff backoff(Milliseconds {5}, Milliseconds {25});
    while (::flock(*descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            co_return cannot(file);
        if (waited.hasExpired(patience.count()))
            co_return fail(ErrorKind::Unavailable,
                QStringLiteral("another Pilothouse is renewing this session for too long"), file, {},
                QStringLiteral("lock-busy"));
        if (const auto slept = co_await sleepFor(backoff.next(), stop); !slept)
            co_return fail(slept.error());
    }
    co_return lock;
}

} // namespace ph::auth
