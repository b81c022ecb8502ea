// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/servicekey.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <vector>

namespace ph::platform {

namespace {

bool isTokenCharacter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'
        || c == '.' || c == '=' || c == '+' || c == '/';
}

/// Runs of characters that a key or token consists of.
std::vector<QByteArrayView> wordsOf(QByteArrayView text)
{
    std::vector<QByteArrayView> words;
    qsizetype start = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i < text.size() && isTokenCharacter(text[i]))
            continue;
        if (i > start)
            words.push_back(text.sliced(start, i - start));
        start = i + 1;
    }
    return words;
}

bool isPowerfulRole(const QJsonValue &role)
{
    const QString name = role.toString();
    return name == u"service_role" || name == u"supabase_admin" || name == u"supabase_auth_admin";
}

/// "SUPABASE_SERVICE_ROLE_KEY=…", "service_role_eyJ…": what calls itself so is not tried out.
bool isCalledServiceKey(QByteArrayView word)
{
    constexpr qsizetype shortestKey = 16;
    static constexpr QByteArrayView name("service_role");
    return word.size() >= name.size() + shortestKey && word.toByteArray().toLower().contains(name);
}

/// Looks into every dotted piece, also of a token that is glued to something or uses plain base64.
bool isServiceKeyWord(QByteArrayView word)
{
    if (word.indexOf("sb_secret_") >= 0 || isCalledServiceKey(word))
        return true;
    for (QByteArray piece : word.toByteArray().split('.')) {
        piece.replace('+', '-').replace('/', '_').replace('=', "");
        const auto claims = QByteArray::fromBase64Encoding(
            piece, QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
        if (claims && isPowerfulRole(QJsonDocument::fromJson(*claims).object()[u"role"]))
            return true;
    }
    return false;
}

} // namespace

Result<void> refuseServiceKey(QByteArrayView text)
{
    for (const QByteArrayView word : wordsOf(text)) {
        if (isServiceKeyWord(word))
            return fail(ErrorKind::Invalid,
                QStringLiteral("this is a service key: it bypasses every right of the platform"), QStringLiteral("key"),
                QStringLiteral("use the publishable key (sb_publishable_… or anon) and sign in as a person"),
                QStringLiteral("service-key"));
    }
    return {};
}

} // namespace ph::platform
