// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/folder.h"

#include "services/base/files.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>
#include <cerrno>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ph::localplatform {

namespace {

/// A unix socket's path takes 107 bytes; PostgreSQL adds "/.s.PGSQL.65535".
constexpr qsizetype s_longestSocketFolder = 88;

QString defaultBase()
{
    const QString asked = qEnvironmentVariable("PILOTHOUSE_LOCAL_BASE");
    if (!asked.isEmpty())
        return QDir::cleanPath(QDir::current().absoluteFilePath(asked));
    if (::geteuid() == 0)
        return QStringLiteral("/var/lib/pilothouse/local");
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/pilothouse/local");
}

uid_t ownerUid()
{
    if (::geteuid() != 0)
        return ::geteuid();
    const auto account = unprivilegedAccount();
    return account ? account->uid : 0;
}

QString socketFolder(const QString &path)
{
    const QString own = path + QStringLiteral("/run");
    if (own.toUtf8().size() <= s_longestSocketFolder)
        return own;
    const auto digest = QCryptographicHash::hash(path.toUtf8(), QCryptographicHash::Sha256).toHex().left(12);
    return QStringLiteral("/tmp/pilothouse-%1-%2").arg(ownerUid()).arg(QString::fromLatin1(digest));
}

/// As it has to be typed: quoted when a shell would take it apart.
QString shellWord(QString word)
{
    static const QRegularExpression s_plain(QStringLiteral("\\A[A-Za-z0-9_./:@%+=,-]+\\z"));
    if (s_plain.match(word).hasMatch())
        return word;
    return QLatin1Char('\'') + word.replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

Failure failedAt(const QString &path, int code) { return fail(systemError(code, QStringLiteral("make"), path)); }

/// Permission bits say that the account may pass through the folder. (It has no supplementary groups:
/// dropPrivileges().)
bool letsThrough(const struct stat &folder, const Account &account)
{
    if (folder.st_uid == account.uid)
        return (folder.st_mode & S_IXUSR) != 0;
    return (folder.st_mode & (folder.st_gid == account.gid ? S_IXGRP : S_IXOTH)) != 0;
}

/// Every folder on the way to `path` lets the account through; the servers would else fail one by one, each with a
/// riddle.
Result<void> checkWayTo(const QString &path, const Account &account)
{
    for (QString folder = path; !folder.isEmpty() && folder != QLatin1String("/");
        folder = QFileInfo(folder).absolutePath()) {
        struct stat info {};
        if (::stat(QFile::encodeName(folder).constData(), &info) != 0)
            return failedAt(folder, errno);
        if (!letsThrough(info, account))
            return fail(ErrorKind::Refused,
                QStringLiteral("the account “%1”, which the servers run under, cannot enter it").arg(account.name),
                folder,
                QStringLiteral("let “%1” in: chmod o+x '%2'; or choose another folder with --base")
                    .arg(account.name, folder),
                QStringLiteral("folder-closed"));
    }
    return {};
}

/// Makes the folder if it is missing, and refuses one that is a link or somebody else's: /tmp is everybody's.
Result<void> ownFolder(const QString &path, uid_t uid, gid_t gid)
{
    const QByteArray name = QFile::encodeName(path);
    if (::mkdir(name.constData(), 0700) == 0) {
        if (::geteuid() == 0 && ::lchown(name.constData(), uid, gid) != 0)
            return failedAt(path, errno);
    } else if (errno != EEXIST) {
        return failedAt(path, errno);
    }
    struct stat info {};
    if (::lstat(name.constData(), &info) != 0)
        return failedAt(path, errno);
    if (!S_ISDIR(info.st_mode) || info.st_uid != uid)
        return fail(ErrorKind::Refused, QStringLiteral("belongs to another user, or is no folder"), path,
            QStringLiteral("choose another --name, or remove it"));
    if ((info.st_mode & 077) != 0 && ::chmod(name.constData(), 0700) != 0)
        return failedAt(path, errno);
    return {};
}

/// Folders of one base are made by one process at a time: between making one and giving it away, root's would look like
/// somebody else's to another. Anybody who may open the base may hold its lock, so no one waits for long.
class Turn {
public:
    explicit Turn(const QString &base)
        : m_base(::open(QFile::encodeName(base).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    {
        constexpr int tries = 100;
        constexpr useconds_t pause = 10'000;
        for (int i = 0; m_base >= 0 && i < tries && ::flock(m_base, LOCK_EX | LOCK_NB) != 0; ++i)
            ::usleep(pause);
    }
    ~Turn()
    {
        if (m_base >= 0)
            ::close(m_base);
    }
    Turn(const Turn &) = delete;
    Turn &operator=(const Turn &) = delete;

private:
    int m_base;
};

} // namespace

Result<Account> unprivilegedAccount()
{
    for (const char *name : {"pilothouse", "postgres"})
        if (const passwd *entry = ::getpwnam(name); entry != nullptr && entry->pw_uid != 0)
            return Account {QString::fromLatin1(name), entry->pw_uid, entry->pw_gid};
    return fail(ErrorKind::Unavailable, QStringLiteral("servers do not run as root, and there is no account for them"),
        QStringLiteral("accounts pilothouse, postgres"),
        QStringLiteral("make one: `apt-get install postgresql`, or `adduser --system pilothouse`"));
}

Result<Folder> Folder::named(const QString &name, const QString &base)
{
    static const QRegularExpression s_name(QStringLiteral("\\A[a-z0-9][a-z0-9-]{0,30}\\z"));
    if (!s_name.match(name).hasMatch())
        return fail(ErrorKind::Invalid, QStringLiteral("“%1” is no name for a local platform").arg(name.left(40)),
            QStringLiteral("--name"), QStringLiteral("small letters, digits and -, at most 31"));
    Folder folder;
    folder.m_name = name;
    if (const QFileInfo given(base); !base.isEmpty() && given.exists() && !given.isDir())
        return fail(ErrorKind::Invalid, QStringLiteral("“%1” is no folder").arg(base.left(80)),
            QStringLiteral("--base"), QStringLiteral("give a folder, or one that can be made"));
    folder.m_base = base.isEmpty() ? defaultBase() : QDir::cleanPath(QDir::current().absoluteFilePath(base));
    folder.m_path = folder.m_base + QLatin1Char('/') + name;
    folder.m_sockets = socketFolder(folder.m_path);
    return folder;
}

QString Folder::command(const QString &words) const
{
    QString all = QStringLiteral("pilothousectl local ") + words;
    if (m_name != QLatin1String("default"))
        all += QStringLiteral(" --name ") + m_name;
    if (m_base != defaultBase())
        all += QStringLiteral(" --base ") + shellWord(m_base);
    return QLatin1Char('`') + all + QLatin1Char('`');
}

bool Folder::exists() const { return QDir(m_path).exists(); }

Result<void> Folder::prepare() const
{
    uid_t uid = ::geteuid();
    gid_t gid = ::getegid();
    const bool isRoot = uid == 0;
    if (isRoot) {
        const auto account = unprivilegedAccount();
        if (!account)
            return fail(account.error());
        uid = account->uid;
        gid = account->gid;
    }
    const mode_t before = ::umask(isRoot ? 022 : 077);
    const bool made = QDir().mkpath(m_base);
    ::umask(before);
    if (!made)
        return fail(ErrorKind::Unavailable, QStringLiteral("the folder cannot be made"), m_base);
    const Turn turn(m_base);
    for (const QString &path : {m_path, app(), config(), logs(), secrets(), tls(), m_sockets})
        if (auto done = ownFolder(path, uid, gid); !done)
            return done;
    return {};
}

Result<void> Folder::checkWay() const
{
    if (::geteuid() != 0)
        return {};
    const auto account = unprivilegedAccount();
    return account ? checkWayTo(m_base, *account) : fail(account.error());
}

Result<void> Folder::remove() const
{
    if (m_sockets != m_path + QStringLiteral("/run"))
        QDir(m_sockets).removeRecursively();
    if (exists() && !QDir(m_path).removeRecursively())
        return fail(ErrorKind::Unavailable, QStringLiteral("not everything could be removed"), m_path);
    return {};
}

Result<void> dropPrivileges()
{
    if (::geteuid() != 0)
        return {};
    const auto account = unprivilegedAccount();
    if (!account)
        return fail(account.error());
    if (::setgroups(0, nullptr) != 0 || ::setgid(account->gid) != 0 || ::setuid(account->uid) != 0 || ::setuid(0) == 0)
        return fail(ErrorKind::Unavailable, QStringLiteral("cannot become the account %1").arg(account->name));
    return {};
}

} // namespace ph::localplatform
