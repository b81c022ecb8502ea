// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/profilestore.h"

#include "services/base/files.h"
#include "services/base/logging.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <algorithm>
#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

namespace ph::platform {

namespace {

constexpr qint64 s_profileLimit = 1024 * 1024;

Error notOurs(const QString &path, const QString &what, const QString &hint)
{
    return {ErrorKind::Refused, what, path, hint, QStringLiteral("foreign-file"), {}, {}};
}

/// Where passwords are sent is in it: nobody else may write it. One of ours that is too open is narrowed (said once in
/// the log); one of somebody else is not used, but for root's, who may provide environments that only he changes.
Result<void> makePrivate(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat info {};
    if (::stat(name.constData(), &info) != 0)
        return fail(systemError(errno, QStringLiteral("look at"), path));
    const bool isRoots = info.st_uid == 0 && ::geteuid() != 0;
    if (info.st_uid != ::geteuid() && !isRoots)
        return fail(notOurs(path, QStringLiteral("the file belongs to another user (uid %1)").arg(info.st_uid),
            QStringLiteral("look at what it says; then `chown` it to yourself, or move it away")));
    if (isRoots && (info.st_mode & 022) != 0)
        return fail(notOurs(path,
            QStringLiteral("others can write the file (mode %1)").arg(info.st_mode & 0777, 4, 8, QLatin1Char('0')),
            QStringLiteral("look at what it says; then take others' right to write away")));
    if (isRoots || (info.st_mode & 077) == 0)
        return {};
    if (::chmod(name.constData(), 0600) != 0)
        return fail(systemError(errno, QStringLiteral("set mode 0600"), path));
    qCWarning(logPlatform).noquote() << QStringLiteral("%1 was open to other users (mode %2); it is 0600 now")
                                            .arg(path)
                                            .arg(info.st_mode & 0777, 4, 8, QLatin1Char('0'));
    return {};
}

Result<Profile> readProfile(const QString &path)
{
    if (auto isPrivate = makePrivate(path); !isPrivate)
        return fail(isPrivate.error());
    const auto bytes = readFile(path, s_profileLimit);
    if (!bytes)
        return fail(bytes.error());
    QJsonParseError parse;
    const QJsonDocument document = QJsonDocument::fromJson(*bytes, &parse);
    if (!document.isObject())
        return fail(ErrorKind::Invalid,
            QStringLiteral("not a JSON object: %1 at byte %2").arg(parse.errorString()).arg(parse.offset), path,
            QStringLiteral("mend the file, or move it away and import the environment again"));
    auto profile = profileFromJson(document.object());
    if (!profile) {
        profile.error().where = path + QStringLiteral(": ") + profile.error().where;
        return profile;
    }
    if (const auto errors = validate(*profile); !errors.empty()) {
        Error error = errors.front();
        error.where = path + QStringLiteral(": ") + error.where;
        return fail(error);
    }
    return profile;
}

/// Names that mean local platforms wherever an environment is named: “local”, “Local platform”, “Local platform x”.
bool isLocalName(const QString &name)
{
    const QString folded = name.simplified().toCaseFolded();
    return folded == QLatin1String("local") || folded.startsWith(QLatin1String("local platform"));
}

} // namespace

ProfileStore::ProfileStore(QString configFolder)
    : m_folder(configFolder + QStringLiteral("/environments"))
{
}

QString ProfileStore::pathOf(const QString &id) const
{
    return m_folder + QLatin1Char('/') + id + QStringLiteral(".json");
}

Result<ProfileStore::Listing> ProfileStore::list() const
{
    Listing listing;
    const QDir dir(m_folder);
    // A folder that is closed to us looks like an empty one.
    if (::access(QFile::encodeName(m_folder).constData(), R_OK | X_OK) != 0 && errno != ENOENT)
        return fail(systemError(errno, QStringLiteral("read"), m_folder));
    for (const QString &name : dir.entryList({QStringLiteral("*.json")}, QDir::Files)) {
        auto profile = readProfile(dir.filePath(name));
        if (profile)
            listing.profiles.push_back(std::move(*profile));
        else
            listing.damaged.push_back(profile.error());
    }
    std::sort(listing.profiles.begin(), listing.profiles.end(),
        [](const Profile &a, const Profile &b) { return QString::localeAwareCompare(a.name, b.name) < 0; });
    return listing;
}

Result<Profile> ProfileStore::find(const QString &nameOrId) const
{
    auto listing = list();
    if (!listing)
        return fail(listing.error());
    std::vector<Profile> found;
    QStringList names;
    for (Profile &profile : listing->profiles) {
        names << profile.name;
        if (profile.id == nameOrId)
            return std::move(profile);
        if (profile.name.compare(nameOrId, Qt::CaseInsensitive) == 0)
            found.push_back(std::move(profile));
    }
    if (found.size() == 1)
        return std::move(found.front());
    if (found.size() > 1)
        return fail(ErrorKind::Conflict, QStringLiteral("two environments have this name"), nameOrId,
            QStringLiteral("give the id"));
    return fail(ErrorKind::NotFound, QStringLiteral("there is no environment of this name"), nameOrId,
        names.isEmpty() ? QStringLiteral("add one with `pilothousectl env add`, or start `pilothousectl local up`")
                        : QStringLiteral("there are: ") + names.join(QStringLiteral(", ")));
}

Result<void> ProfileStore::save(const Profile &profile) const
{
    if (const auto errors = validate(profile); !errors.empty())
        return fail(errors.front());
    if (profile.localFolder.isEmpty() && isLocalName(profile.name))
        return fail(ErrorKind::Conflict, QStringLiteral("this name means the local platform"), profile.name,
            QStringLiteral("choose another name"), QStringLiteral("name-reserved"));
    const auto listing = list();
    if (!listing)
        return fail(listing.error());
    for (const Profile &other : listing->profiles)
        if (other.id != profile.id && other.name.compare(profile.name, Qt::CaseInsensitive) == 0)
            return fail(ErrorKind::Conflict, QStringLiteral("another environment has this name"), profile.name,
                QStringLiteral("choose another name, or change that one"), QStringLiteral("name-taken"));
    if (auto made = makePrivateDirectory(m_folder); !made)
        return made;
    return replaceFile(pathOf(profile.id), QJsonDocument(profileToJson(profile)).toJson(QJsonDocument::Indented));
}

Result<LockFile> ProfileStore::lock() const
{
    if (auto made = makePrivateDirectory(m_folder); !made)
        return fail(made.error());
    auto lock = LockFile::takeWithin(m_folder + QStringLiteral("/.lock"), std::chrono::seconds(5));
    if (!lock && lock.error().kind == ErrorKind::Conflict)
        return fail(ErrorKind::Unavailable,
            QStringLiteral("another process is changing environments: ") + lock.error().what, m_folder,
            QStringLiteral("try again in a moment"), QStringLiteral("store-busy"));
    return lock;
}

Result<void> ProfileStore::remove(const QString &id) const
{
    const auto held = lock();
    if (!held)
        return fail(held.error());
    return removeFile(pathOf(id));
}

} // namespace ph::platform
