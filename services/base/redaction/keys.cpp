// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/redaction/keys.h"

#include <QString>
#include <algorithm>
#include <array>

namespace ph::redaction {

namespace {

/// Lower case without separators.
QString plainName(QStringView name)
{
    QString plain;
    plain.reserve(name.size());
    for (const QChar c : name) {
        if (c.isLetterOrNumber())
            plain += c.toLower();
    }
    return plain;
}

/// The part after the last separator or camel-case step: "cipherPass" → "pass".
QString lastWord(QStringView name)
{
    qsizetype start = 0;
    for (qsizetype i = 1; i < name.size(); ++i) {
        if (!name[i - 1].isLetterOrNumber() || (name[i].isUpper() && name[i - 1].isLower()))
            start = i;
    }
    return name.sliced(start).toString().toLower();
}

template <std::size_t N>
bool endsWithAny(const QString &plain, const std::array<QLatin1String, N> &endings)
{
    return std::any_of(endings.begin(), endings.end(), [&](QLatin1String ending) { return plain.endsWith(ending); });
}

template <std::size_t N>
bool isAny(const QString &word, const std::array<QLatin1String, N> &words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array passwordEndings {QLatin1String("password"), QLatin1String("passwd"), QLatin1String("passphrase"),
    QLatin1String("pwd"), QLatin1String("passwort"), QLatin1String("requirepass"), QLatin1String("masterauth"),
    QLatin1String("redisauth"), QLatin1String("rediscliauth"), QLatin1String("cipherpass"), QLatin1String("userpass"),
    QLatin1String("dbpass")};
constexpr std::array passwordWords {QLatin1String("pass"), QLatin1String("pw"), QLatin1String("passcode"),
    QLatin1String("otp"), QLatin1String("pgpassword")};
constexpr std::array tokenEndings {QLatin1String("token"), QLatin1String("secret"), QLatin1String("apikey"),
    QLatin1String("credential"), QLatin1String("credentials"), QLatin1String("privatekey"), QLatin1String("accesskey"),
    QLatin1String("secretkey"), QLatin1String("secretaccesskey"), QLatin1String("signingkey"),
    QLatin1String("encryptionkey"), QLatin1String("servicekey"), QLatin1String("servicerolekey"),
    QLatin1String("anonkey"), QLatin1String("sessionkey"), QLatin1String("codeverifier"), QLatin1String("totpuri"),
    QLatin1String("secretbase32"), QLatin1String("jwt"), QLatin1String("xamzsignature"),
    QLatin1String("xgoogsignature"), QLatin1String("hmackey"), QLatin1String("jwtkey")};
constexpr std::array authorizationEndings {
    QLatin1String("authorization"), QLatin1String("xforwardedauth"), QLatin1String("authheader")};
constexpr std::array pluralEndings {QLatin1String("passwords"), QLatin1String("secrets"), QLatin1String("tokens"),
    QLatin1String("apikeys"), QLatin1String("cookies")};
constexpr std::array queryWords {QLatin1String("sig"), QLatin1String("signature"), QLatin1String("key"),
    QLatin1String("code"), QLatin1String("auth"), QLatin1String("session"), QLatin1String("ticket"),
    QLatin1String("hmac"), QLatin1String("policy"), QLatin1String("tokenhash"), QLatin1String("sign")};

} // namespace

KeyKind kindOfKey(QStringView name)
{
    if (name.size() < 2 || name.size() > 200)
        return KeyKind::None;
    const QString plain = plainName(name);
    if (endsWithAny(plain, passwordEndings))
        return KeyKind::Password;
    if (endsWithAny(plain, tokenEndings))
        return KeyKind::Token;
    if (endsWithAny(plain, authorizationEndings))
        return KeyKind::Authorization;
    if (plain.endsWith(QLatin1String("cookie")) || plain.endsWith(QLatin1String("cookie2")))
        return KeyKind::Cookie;
    if (endsWithAny(plain, pluralEndings))
        return KeyKind::Plural;
    if (isAny(lastWord(name), passwordWords))
        return KeyKind::Password;
    return isAny(plain, queryWords) ? KeyKind::QueryOnly : KeyKind::None;
}

} // namespace ph::redaction
