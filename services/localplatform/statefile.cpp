// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/statefile.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
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

SavedState fresh()
{
    SavedState state;
    state.profileId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    return state;
}

} // namespace

Result<SavedState> loadState(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fresh();
    const QJsonDocument document = QJsonDocument::fromJson(file.read(s_longestState));
    if (!document.isObject())
        return fresh();
    const QJsonObject json = document.object();
    if (json.value(QLatin1String("version")).toInt() > SavedState::currentVersion)
        return fail(ErrorKind::Invalid, QStringLiteral("made by a newer Pilothouse"), path,
            QStringLiteral("update Pilothouse, or choose another --name"), QStringLiteral("newer-version"));
    SavedState state = fresh();
    state.ports = portsFrom(json.value(QLatin1String("ports")).toObject());
    const QUuid profile(json.value(QLatin1String("profile_id")).toString());
    if (!profile.isNull())
        state.profileId = profile.toString(QUuid::WithoutBraces);
    state.isQuiet = json.value(QLatin1String("quiet")).toBool();
    state.seed = json.value(QLatin1String("seed")).toInt(1);
    return state;
}

Result<void> saveState(const QString &path, const SavedState &state)
{
    QJsonObject ports;
    for (auto it = state.ports.begin(); it != state.ports.end(); ++it)
        ports.insert(it.key(), it.value());
    const QJsonObject json {{QStringLiteral("version"), SavedState::currentVersion}, {QStringLiteral("ports"), ports},
        {QStringLiteral("profile_id"), state.profileId}, {QStringLiteral("quiet"), state.isQuiet},
        {QStringLiteral("seed"), state.seed}};
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fail(ErrorKind::Unavailable, file.errorString(), path);
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    file.write(QJsonDocument(json).toJson());
    if (!file.commit())
        return fail(ErrorKind::Unavailable, file.errorString(), path);
    return {};
}

} // namespace ph::localplatform
