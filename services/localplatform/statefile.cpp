// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/statefile.h"

#include "services/base/files.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUuid>

namespace ph::localplatform {

namespace {

constexpr qint64 s_longestState = 256 * 1024;

Ports portsFrom(const QJsonObject &json)
{
    Ports ports;
    for (auto it = json.begin(); it != json.end(); ++it) {
        const int port = it.value().toInt();
        if (port > 0 && port < 65536)
            ports.insert(it.key(), quint16(port));
    }
    return ports;
}

Failure damaged(const QString &path)
{
    return fail(ErrorKind::Invalid, QStringLiteral("the file is damaged"), path,
        QStringLiteral("the next start sets it aside and says what became of the environment"),
        QStringLiteral("damaged-state"));
}

/// One file alone. NotFound: it is not there; "damaged-state": it is not whole.
Result<SavedState> readOne(const QString &path)
{
    if (!QFileInfo::exists(path))
        return fail(ErrorKind::NotFound, QStringLiteral("there is no such file"), path);
    const auto bytes = readFile(path, s_longestState);
    if (!bytes)
        return damaged(path); // a folder in its place, too long, somebody else's: nothing of ours
    const QJsonDocument document = QJsonDocument::fromJson(*bytes);
    const QJsonObject json = document.object();
    if (json.value(QLatin1String("version")).toInt() > SavedState::currentVersion)
        return fail(ErrorKind::Invalid, QStringLiteral("made by a newer Pilothouse"), path,
            QStringLiteral("update Pilothouse, or choose another --name"), QStringLiteral("newer-version"));
    const QUuid profile(json.value(QLatin1String("profile_id")).toString());
    if (profile.isNull())
        return damaged(path);
    SavedState state;
    state.profileId = profile.toString(QUuid::WithoutBraces);
    state.ports = portsFrom(json.value(QLatin1String("ports")).toObject());
    state.isQuiet = json.value(QLatin1String("quiet")).toBool();
    state.seed = json.value(QLatin1String("seed")).toInt(1);
    return state;
}

/// The id in a file that is no JSON any more: cut off at its end, or with a hole.
QString idLeftIn(const QString &path)
{
    static const QRegularExpression s_id(
        QStringLiteral("\"profile_id\"\\s*:\\s*\"([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\""));
    const auto bytes = readFile(path, s_longestState);
    return bytes ? s_id.match(QString::fromLatin1(*bytes)).captured(1).toLower() : QString();
}

enum class Source { File, Copy, Remains };

struct Found {
    SavedState state;
    Source source = Source::File;
};

Result<Found> find(const QString &path)
{
    auto own = readOne(path);
    if (own)
        return Found {std::move(*own)};
    if (own.error().code == QLatin1String("newer-version"))
        return fail(own.error());
    auto copy = readOne(stateCopyOf(path));
    if (copy)
        return Found {std::move(*copy), Source::Copy};
    if (copy.error().code == QLatin1String("newer-version"))
        return fail(copy.error());
    for (const QString &each : {path, stateCopyOf(path)})
        if (const QString id = idLeftIn(each); !id.isEmpty())
            return Found {SavedState {{}, id}, Source::Remains};
    return fail(own.error().kind == ErrorKind::NotFound && copy.error().kind != ErrorKind::NotFound ? copy.error()
                                                                                                    : own.error());
}

QString newId() { return QUuid::createUuid().toString(QUuid::WithoutBraces); }

/// "state.json is damaged; it is kept as state.json.damaged-…", or that it is not there.
Result<QString> setAside(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    if (!QFileInfo::exists(path))
        return QStringLiteral("%1 is missing").arg(name);
    const QString stem = path
        + QStringLiteral(".damaged-%1")
              .arg(QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss")));
    QString aside = stem;
    for (int more = 2; QFileInfo::exists(aside); ++more)
        aside = stem + QStringLiteral("-%1").arg(more);
    if (!QFile::rename(path, aside))
        return fail(ErrorKind::Unavailable, QStringLiteral("it is damaged and cannot be renamed"), path,
            QStringLiteral("move it away, then start again"));
    return QStringLiteral("%1 is damaged; it is kept as %2").arg(name, QFileInfo(aside).fileName());
}

} // namespace

QString stateCopyOf(const QString &file) { return QFileInfo(file).absolutePath() + QStringLiteral("/state-copy.json"); }

Result<SavedState> loadState(const QString &path)
{
    auto found = find(path);
    if (!found)
        return fail(found.error());
    return std::move(found->state);
}

Result<SavedState> recoverState(const QString &path, bool wasUsed, QStringList &notices)
{
    auto found = find(path);
    if (!found && found.error().code == QLatin1String("newer-version"))
        return fail(found.error());
    if (found && found->source == Source::File)
        return std::move(found->state);
    const bool isNew = !found && found.error().kind == ErrorKind::NotFound && !wasUsed;
    if (isNew)
        return SavedState {{}, newId()};
    const auto what = setAside(path);
    if (!what)
        return fail(what.error());
    if (found && found->source == Source::Copy) {
        notices << *what + QStringLiteral(": the environment was taken from its copy and is the same as before");
        return std::move(found->state);
    }
    if (found) {
        notices << *what + QStringLiteral(": the environment is the same as before, its ports were chosen anew");
        return std::move(found->state);
    }
    notices << *what
            + QStringLiteral(": nothing tells which environment this was, so it is a new one, with new ports; "
                             "what was recorded of the earlier one is not shown with it");
    return SavedState {{}, newId()};
}

Result<void> saveState(const QString &path, const SavedState &state)
{
    QJsonObject ports;
    for (auto it = state.ports.begin(); it != state.ports.end(); ++it)
        ports.insert(it.key(), it.value());
    const QJsonObject json {{QStringLiteral("version"), SavedState::currentVersion}, {QStringLiteral("ports"), ports},
        {QStringLiteral("profile_id"), state.profileId}, {QStringLiteral("quiet"), state.isQuiet},
        {QStringLiteral("seed"), state.seed}};
    const QByteArray text = QJsonDocument(json).toJson();
    if (auto saved = replaceFile(path, text); !saved)
        return saved;
    return replaceFile(stateCopyOf(path), text);
}

} // namespace ph::localplatform
