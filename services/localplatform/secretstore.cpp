// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/secretstore.h"

#include "services/base/logging.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ph::localplatform {

namespace {

constexpr qint64 s_mostBytes = 64 * 1024;

Failure broken(const QString &path, int code)
{
    return fail(code == ENOENT ? ErrorKind::NotFound : ErrorKind::Unavailable,
        QString::fromLocal8Bit(std::strerror(code)), path);
}

/// The database holds them: roles and demo accounts have these passwords, sessions were signed with these keys.
bool isKeptByDatabase(const QString &name)
{
    for (const char *group : {"pg.", "demo.", "gateway."})
        if (name.startsWith(QLatin1String(group)))
            return true;
    return false;
}

Error emptied(const QString &path)
{
    return {ErrorKind::Refused, QStringLiteral("the file is empty: a full disk or a crash took the secret in it"), path,
        {}, QStringLiteral("empty-secret"), {}, {}};
}

} // namespace

Result<void> SecretStore::settleEmpty(bool isMade) const
{
    const QDir folder(m_folder);
    for (const QFileInfo &each : folder.entryInfoList(QDir::Files | QDir::Hidden | QDir::NoSymLinks)) {
        if (each.size() > 0)
            continue;
        if (isMade && isKeptByDatabase(each.fileName()))
            return fail(emptied(each.filePath()));
        qCWarning(logLocalPlatform).noquote() << each.filePath() << "was empty and is made anew";
        if (!QFile::remove(each.filePath()))
            return fail(emptied(each.filePath()));
    }
    return {};
}

Result<Secret> SecretStore::existing(const QString &name) const
{
    const int file = ::open(QFile::encodeName(path(name)).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return broken(path(name), errno);
    struct stat info {};
    if (::fstat(file, &info) != 0 || info.st_size > s_mostBytes || (info.st_mode & 077) != 0) {
        ::close(file);
        return fail(ErrorKind::Unavailable, QStringLiteral("others may read this secret, or it is none"), path(name),
            QStringLiteral("set its mode to 0600"));
    }
    QByteArray bytes(qsizetype(info.st_size), '\0');
    const ssize_t got = ::read(file, bytes.data(), size_t(bytes.size()));
    ::close(file);
    if (got != bytes.size())
        return broken(path(name), EIO);
    while (bytes.endsWith('\n'))
        bytes.chop(1);
    if (bytes.isEmpty())
        return fail(emptied(path(name)));
    return Secret::take(bytes);
}

Result<void> SecretStore::put(const QString &name, QByteArrayView bytes) const
{
    const QByteArray target = QFile::encodeName(path(name));
    const QByteArray partial = target + ".part";
    ::unlink(partial.constData());
    const int file = ::open(partial.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return broken(path(name), errno);
    const bool written
        = ::write(file, bytes.data(), size_t(bytes.size())) == ssize_t(bytes.size()) && ::fsync(file) == 0;
    const int code = errno;
    ::close(file);
    if (!written || ::rename(partial.constData(), target.constData()) != 0)
        return broken(path(name), written ? errno : code);
    return {};
}

Result<Secret> SecretStore::get(const QString &name) const
{
    auto there = existing(name);
    if (there || there.error().kind != ErrorKind::NotFound)
        return there;
    Secret made = Secret::random(24);
    if (auto kept = put(name, made.reveal()); !kept)
        return fail(kept.error());
    return made;
}

Result<Secret> SecretStore::typeable(const QString &name) const
{
    auto there = existing(name);
    if (there || there.error().kind != ErrorKind::NotFound)
        return there;
    // Without letters and digits that are mistaken for each other; one group always has a small letter, a capital and a
    // digit.
    static constexpr char small[] = "abcdefghijkmnpqrstuvwxyz";
    static constexpr char capital[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    static constexpr char digit[] = "23456789";
    auto *source = QRandomGenerator::system();
    const auto pick = [source](QByteArrayView from) { return from[source->bounded(from.size())]; };
    QByteArray text;
    for (int group = 0; group < 4; ++group) {
        if (group > 0)
            text += '-';
        text += pick(QByteArrayView(capital, sizeof capital - 1));
        text += pick(QByteArrayView(small, sizeof small - 1));
        text += pick(QByteArrayView(digit, sizeof digit - 1));
        text += pick(QByteArrayView(small, sizeof small - 1));
    }
    Secret made = Secret::take(text);
    if (auto kept = put(name, made.reveal()); !kept)
        return fail(kept.error());
    return made;
}

Result<QByteArray> SecretStore::sha256Hex(const QString &name) const
{
    auto secret = get(name);
    if (!secret)
        return fail(secret.error());
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(secret->reveal());
    return hash.result().toHex();
}

} // namespace ph::localplatform
