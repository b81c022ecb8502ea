// SPDX-License-Identifier: GPL-3.0-or-later
// Profiles that come from elsewhere and go elsewhere: no secret crosses, no guard gets weaker.
#include "services/platform/profile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace ph::platform {

namespace {

Result<void> refuseSecrets(const QJsonValue &value, const QString &where)
{
    static const QRegularExpression s_secretName(
        QStringLiteral("pass(word|phrase)?$|secret(_key)?$|token$|service_role|private_key"),
        QRegularExpression::CaseInsensitiveOption);
    if (value.isString() && isServiceKey(value.toString()))
        return fail(ErrorKind::Invalid, QStringLiteral("a service key must not reach a desktop"), where,
            QStringLiteral(
                "use the publishable key; acts that need the service key go through the platform's admin service"),
            QStringLiteral("service-key"));
    if (value.isString() && value.toString().contains(QLatin1String("PRIVATE KEY-----")))
        return fail(ErrorKind::Invalid, QStringLiteral("the file holds a private key"), where,
            QStringLiteral("remove it; a CA is given by its certificate"), QStringLiteral("secret"));
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            const QString field = where.isEmpty() ? it.key() : where + QLatin1Char('.') + it.key();
            if (s_secretName.match(it.key()).hasMatch() && it.value().isString() && !it.value().toString().isEmpty())
                return fail(ErrorKind::Invalid, QStringLiteral("the file holds a secret"), field,
                    QStringLiteral("remove it; secrets are entered once and kept in the keyring"),
                    QStringLiteral("secret"));
            if (auto inner = refuseSecrets(it.value(), field); !inner)
                return inner;
        }
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            if (auto inner = refuseSecrets(array.at(i), QStringLiteral("%1[%2]").arg(where).arg(i)); !inner)
                return inner;
    }
    return {};
}

} // namespace

Result<Profile> importProfile(const QByteArray &file)
{
    if (file.size() > 1024 * 1024)
        return fail(ErrorKind::TooLarge, QStringLiteral("the file is larger than 1 MiB"), QStringLiteral("import"));
    QJsonParseError parse;
    const QJsonDocument document = QJsonDocument::fromJson(file, &parse);
    if (!document.isObject())
        return fail(ErrorKind::Invalid,
            QStringLiteral("not a JSON object: %1 at byte %2").arg(parse.errorString()).arg(parse.offset),
            QStringLiteral("import"), QStringLiteral("export one with `pilothousectl env export NAME`"));
    if (auto clean = refuseSecrets(document.object(), {}); !clean)
        return fail(clean.error());
    auto profile = profileFromJson(document.object());
    if (!profile)
        return profile;
    const Profile start = Profile::make(profile->name, profile->kind);
    profile->id = start.id;
    profile->isProtected = profile->isProtected || start.isProtected;
    profile->isReadOnly = profile->isReadOnly || start.isReadOnly;
    profile->unknown = {};
    profile->localFolder.clear();
    if (auto errors = validate(*profile); !errors.empty())
        return fail(errors.front());
    return profile;
}

QByteArray exportProfile(const Profile &profile)
{
    QJsonObject json = profileToJson(profile);
    json.remove(QLatin1String("id"));
    json.remove(QLatin1String("local_folder"));
    for (const QString &key : profile.unknown.keys())
        json.remove(key);
    return QJsonDocument(json).toJson(QJsonDocument::Indented);
}

} // namespace ph::platform
