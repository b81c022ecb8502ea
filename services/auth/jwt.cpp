// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/jwt.h"

#include "services/auth/base64url.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>
#include <array>

namespace ph::auth {

namespace {

Failure refuse(const char *code, const QString &what)
{
    return fail(ErrorKind::Auth, what, QStringLiteral("access token"), {}, QLatin1String(code));
}

struct Parts {
    QByteArrayView signedText; ///< header.payload as received
    QJsonObject header;
    QJsonObject claims;
    QByteArray signature;
};

std::optional<QJsonObject> objectFrom(QByteArrayView segment)
{
    const auto bytes = decodeBase64Url(segment);
    if (!bytes)
        return std::nullopt;
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(*bytes, &problem);
    if (problem.error != QJsonParseError::NoError || !document.isObject())
        return std::nullopt;
    return document.object();
}

/// Header, payload, signature; nullopt unless there are exactly three segments.
std::optional<std::array<QByteArrayView, 3>> segmentsOf(QByteArrayView token)
{
    const qsizetype first = token.indexOf('.');
    const qsizetype second = first < 0 ? -1 : token.indexOf('.', first + 1);
    if (second < 0 || token.indexOf('.', second + 1) >= 0)
        return std::nullopt;
    return std::array {token.first(first), token.sliced(first + 1, second - first - 1), token.sliced(second + 1)};
}

Result<Parts> split(QByteArrayView token)
{
    if (token.size() > maxTokenSize)
        return refuse(refusal::tooLong, QStringLiteral("the token has %1 bytes").arg(token.size()));
    const auto segments = segmentsOf(token);
    if (!segments)
        return refuse(refusal::form, QStringLiteral("not three segments"));
    const auto [head, body, tail] = *segments;
    auto header = objectFrom(head);
    auto claims = objectFrom(body);
    auto signature = decodeBase64Url(tail);
    if (!header || !claims || !signature)
        return refuse(refusal::form, QStringLiteral("a segment is not base64url of a JSON object"));
    return Parts {
        token.first(head.size() + 1 + body.size()), std::move(*header), std::move(*claims), std::move(*signature)};
}

/// What changes the meaning of a token without being understood here, or brings its own key, is refused.
Result<void> checkHeader(const QJsonObject &header)
{
    for (const QLatin1String name :
        {QLatin1String("crit"), QLatin1String("jwk"), QLatin1String("jku"), QLatin1String("x5c"), QLatin1String("x5u"),
            QLatin1String("b64"), QLatin1String("zip"), QLatin1String("enc")}) {
        if (header.contains(name))
            return refuse(refusal::header, QStringLiteral("the header has %1").arg(name));
    }
    const QJsonValue type = header[u"typ"];
    if (!type.isUndefined() && type.toString().compare(u"JWT", Qt::CaseInsensitive) != 0)
        return refuse(refusal::header, QStringLiteral("the token is of another type"));
    return {};
}

Result<void> checkSignature(const Parts &parts, const KeySet &keys, bool allowRs256)
{
    const QString name = parts.header[u"alg"].toString();
    std::optional<SignatureAlgorithm> algorithm;
    if (name == u"ES256")
        algorithm = SignatureAlgorithm::Es256;
    else if (name == u"RS256" && allowRs256)
        algorithm = SignatureAlgorithm::Rs256;
    if (!algorithm)
        return refuse(refusal::algorithm, QStringLiteral("the algorithm is not one of those allowed"));
    if (!parts.header[u"kid"].isString())
        return refuse(refusal::header, QStringLiteral("no kid; keys are not guessed"));
    const VerificationKey *key = keys.find(parts.header[u"kid"].toString());
    if (key == nullptr)
        return refuse(refusal::unknownKey, QStringLiteral("no published key has this kid"));
    if (key->algorithm() != *algorithm)
        return refuse(refusal::algorithm, QStringLiteral("the key is for another algorithm"));
    if (!key->verify(parts.signedText, parts.signature))
        return refuse(refusal::signature, QStringLiteral("the signature does not fit"));
    return {};
}

/// HS256 cannot be checked here. With a kid of a published key it is the classic confusion attack, and is refused.
Result<TokenProof> prove(const Parts &parts, const KeySet &keys, const TokenRules &rules)
{
    if (parts.header[u"alg"].toString() == u"HS256") {
        if (keys.find(parts.header[u"kid"].toString()) != nullptr)
            return refuse(refusal::algorithm, QStringLiteral("HS256 with the kid of a public key"));
        if (parts.signature.size() != 32)
            return refuse(refusal::signature, QStringLiteral("the signature has the wrong length"));
        return TokenProof::DisplayOnly;
    }
    if (auto checked = checkSignature(parts, keys, rules.allowRs256); !checked)
        return fail(checked.error());
    return TokenProof::Signature;
}

bool audienceHas(const QJsonValue &value, const QString &wanted)
{
    if (value.isString())
        return value.toString() == wanted;
    const QJsonArray list = value.toArray();
    return std::any_of(
        list.begin(), list.end(), [&](const QJsonValue &each) { return each.isString() && each.toString() == wanted; });
}

std::optional<WallTime> timeOf(const QJsonValue &value)
{
    constexpr double maxSeconds = 253'402'300'799.0; // year 9999
    const double seconds = value.toDouble(-1);
    if (!value.isDouble() || !(seconds >= 0 && seconds <= maxSeconds))
        return std::nullopt;
    return WallTime {Milliseconds {qint64(seconds * 1000)}};
}

Result<void> checkTimes(const QJsonObject &claims, Milliseconds leeway, WallTime now, VerifiedToken &token)
{
    const auto expires = timeOf(claims[u"exp"]);
    const auto issued = timeOf(claims[u"iat"]);
    const auto notBefore = claims.contains(u"nbf") ? timeOf(claims[u"nbf"]) : issued;
    if (!expires || !issued || !notBefore)
        return refuse(refusal::claims, QStringLiteral("exp, iat or nbf is missing or no time"));
    if (now >= *expires + leeway)
        return refuse(refusal::expired, QStringLiteral("expired %1 s ago").arg((now - *expires).count() / 1000));
    if (now + leeway < *notBefore || now + leeway < *issued)
        return refuse(refusal::notYetValid,
            QStringLiteral("valid only in %1 s").arg((std::max(*notBefore, *issued) - now).count() / 1000));
    token.issuedAt = *issued;
    token.expiresAt = *expires;
    return {};
}

bool isUuid(const QJsonValue &value)
{
    const QString text = value.toString();
    return text.size() == 36 && !QUuid::fromString(text).isNull();
}

Result<void> checkIdentity(const QJsonObject &claims)
{
    if (claims[u"role"].toString() == u"service_role")
        return refuse(refusal::serviceKey, QStringLiteral("a service key in the place of a person's token"));
    if (!isUuid(claims[u"sub"]) || !isUuid(claims[u"session_id"]))
        return refuse(refusal::claims, QStringLiteral("sub or session_id is no UUID: not a session token"));
    return {};
}

} // namespace

Result<VerifiedToken> verifyToken(QByteArrayView token, const KeySet &keys, const TokenRules &rules, WallTime serverNow)
{
    auto parts = split(token);
    if (!parts)
        return fail(parts.error());
    if (auto header = checkHeader(parts->header); !header)
        return fail(header.error());
    const auto proof = prove(*parts, keys, rules);
    if (!proof)
        return fail(proof.error());
    const QJsonObject &claims = parts->claims;
    if (!claims[u"iss"].isString() || claims[u"iss"].toString() != rules.issuer)
        return refuse(refusal::issuer, QStringLiteral("issued by another server than this environment's"));
    if (!audienceHas(claims[u"aud"], rules.audience))
        return refuse(refusal::audience, QStringLiteral("meant for another audience"));
    VerifiedToken verified;
    if (auto times = checkTimes(claims, rules.leeway, serverNow, verified); !times)
        return fail(times.error());
    if (auto identity = checkIdentity(claims); !identity)
        return fail(identity.error());
    verified.claims = std::move(parts->claims);
    verified.proof = *proof;
    return verified;
}

std::optional<QJsonObject> peekClaims(QByteArrayView token)
{
    if (token.size() > maxTokenSize)
        return std::nullopt;
    const auto segments = segmentsOf(token);
    return segments ? objectFrom((*segments)[1]) : std::nullopt;
}

} // namespace ph::auth
