// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/base64url.h"
#include "services/auth/jwt.h"
#include "tests/support/testmain.h"
#include "tests/support/tokensigner.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

using namespace ph;
using namespace ph::auth;
using ph::test::TokenSigner;

namespace {

constexpr qint64 nowSeconds = 1'800'000'000;
const WallTime now {Milliseconds {nowSeconds * 1000}};

TokenRules rules()
{
    TokenRules made;
    made.issuer = QStringLiteral("https://auth.test/auth/v1");
    return made;
}

KeySet keysOf(const TokenSigner &signer) { return *KeySet::parse(signer.jwks()); }

QString codeOf(const QByteArray &token, const KeySet &keys, const TokenRules &with = rules())
{
    const auto verified = verifyToken(token, keys, with, now);
    return verified ? QStringLiteral("accepted") : verified.error().code;
}

QJsonObject with(QJsonObject claims, const char *name, const QJsonValue &value)
{
    claims[QLatin1String(name)] = value;
    return claims;
}

} // namespace

class TestJwt : public QObject {
    Q_OBJECT
private:
    QJsonObject m_file;

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(QStringLiteral(PH_TEST_DATA "/data/jwt-fixtures.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_file = QJsonDocument::fromJson(file.readAll()).object();
        QCOMPARE(m_file[u"cases"].toArray().size(), 25);
    }

    /// Tokens made, and judged, by another implementation.
    void fixtures_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<bool>("accept");
        for (const QJsonValue &each : m_file[u"cases"].toArray())
            QTest::newRow(qPrintable(each[u"name"].toString()))
                << each[u"token"].toString().toLatin1() << each[u"accept"].toBool();
    }
    void fixtures()
    {
        QFETCH(QByteArray, token);
        QFETCH(bool, accept);
        const auto keys = KeySet::parse(QJsonDocument(m_file[u"jwks"].toObject()).toJson());
        QVERIFY(keys.has_value());
        QCOMPARE(keys->size(), 2);
        TokenRules configured;
        configured.issuer = m_file[u"issuer"].toString();
        const auto verified
            = verifyToken(token, *keys, configured, WallTime {Milliseconds {qint64(m_file[u"now"].toDouble()) * 1000}});
        QVERIFY2(verified.has_value() == accept, verified ? "accepted" : qPrintable(verified.error().what));
        if (verified)
            QCOMPARE(int(verified->proof), int(TokenProof::Signature));
    }

    void namesTheCauseInTheOrderOfTheChecks_data()
    {
        QTest::addColumn<QJsonObject>("claims");
        QTest::addColumn<QJsonObject>("header");
        QTest::addColumn<QString>("code");
        const QJsonObject good = TokenSigner::goodClaims(nowSeconds);
        const auto header
            = [](const char *name, const QJsonValue &value) { return QJsonObject {{QLatin1String(name), value}}; };
        QTest::newRow("good") << good << QJsonObject {} << "accepted";
        QTest::newRow("typ in small letters") << good << header("typ", QStringLiteral("jwt")) << "accepted";
        QTest::newRow("no typ") << good << header("typ", QJsonValue::Null) << "accepted";
        QTest::newRow("another type") << good << header("typ", QStringLiteral("logout+jwt")) << refusal::header;
        QTest::newRow("crit") << good << header("crit", QJsonArray {QStringLiteral("exp")}) << refusal::header;
        QTest::newRow("crit, empty") << good << header("crit", QJsonArray {}) << refusal::header;
        QTest::newRow("jku") << good << header("jku", QStringLiteral("https://evil.test/jwks")) << refusal::header;
        QTest::newRow("x5u") << good << header("x5u", QStringLiteral("https://evil.test/cert")) << refusal::header;
        QTest::newRow("b64") << good << header("b64", false) << refusal::header;
        QTest::newRow("alg none") << good << header("alg", QStringLiteral("none")) << refusal::algorithm;
        QTest::newRow("alg nOnE") << good << header("alg", QStringLiteral("nOnE")) << refusal::algorithm;
        QTest::newRow("alg ES384") << good << header("alg", QStringLiteral("ES384")) << refusal::algorithm;
        QTest::newRow("alg es256") << good << header("alg", QStringLiteral("es256")) << refusal::algorithm;
        QTest::newRow("alg RS256, not configured")
            << good << header("alg", QStringLiteral("RS256")) << refusal::algorithm;
        QTest::newRow("alg is a list") << good << header("alg", QJsonArray {QStringLiteral("ES256")})
                                       << refusal::algorithm;
        QTest::newRow("no alg") << good << header("alg", QJsonValue::Null) << refusal::algorithm;
        QTest::newRow("kid is a number") << good << header("kid", 1) << refusal::header;
        QTest::newRow("kid is a path") << good << header("kid", QStringLiteral("../../dev/null"))
                                       << refusal::unknownKey;
        QTest::newRow("iss missing") << with(good, "iss", QJsonValue::Undefined) << QJsonObject {} << refusal::issuer;
        QTest::newRow("iss with a slash more")
            << with(good, "iss", QStringLiteral("https://auth.test/auth/v1/")) << QJsonObject {} << refusal::issuer;
        QTest::newRow("iss is a list") << with(good, "iss", QJsonArray {QStringLiteral("https://auth.test/auth/v1")})
                                       << QJsonObject {} << refusal::issuer;
        QTest::newRow("aud missing") << with(good, "aud", QJsonValue::Undefined) << QJsonObject {} << refusal::audience;
        QTest::newRow("aud empty list") << with(good, "aud", QJsonArray {}) << QJsonObject {} << refusal::audience;
        QTest::newRow("aud part of a word")
            << with(good, "aud", QStringLiteral("unauthenticated")) << QJsonObject {} << refusal::audience;
        QTest::newRow("aud among others")
            << with(good, "aud", QJsonArray {1, QStringLiteral("x"), QStringLiteral("authenticated")}) << QJsonObject {}
            << "accepted";
        QTest::newRow("exp 59 s ago") << with(good, "exp", nowSeconds - 59) << QJsonObject {} << "accepted";
        QTest::newRow("exp 60 s ago") << with(good, "exp", nowSeconds - 60) << QJsonObject {} << refusal::expired;
        QTest::newRow("exp with a fraction")
            << with(good, "exp", double(nowSeconds) + 0.5) << QJsonObject {} << "accepted";
        QTest::newRow("exp beyond all time") << with(good, "exp", 1e300) << QJsonObject {} << refusal::claims;
        QTest::newRow("exp negative") << with(good, "exp", -1) << QJsonObject {} << refusal::claims;
        QTest::newRow("exp true") << with(good, "exp", true) << QJsonObject {} << refusal::claims;
        QTest::newRow("exp null") << with(good, "exp", QJsonValue::Null) << QJsonObject {} << refusal::claims;
        QTest::newRow("iat 60 s ahead") << with(good, "iat", nowSeconds + 60) << QJsonObject {} << "accepted";
        QTest::newRow("iat 61 s ahead") << with(good, "iat", nowSeconds + 61) << QJsonObject {} << refusal::notYetValid;
        QTest::newRow("iat missing") << with(good, "iat", QJsonValue::Undefined) << QJsonObject {} << refusal::claims;
        QTest::newRow("nbf 61 s ahead") << with(good, "nbf", nowSeconds + 61) << QJsonObject {} << refusal::notYetValid;
        QTest::newRow("nbf is text") << with(good, "nbf", QStringLiteral("0")) << QJsonObject {} << refusal::claims;
        QTest::newRow("sub is no UUID") << with(good, "sub", QStringLiteral("admin")) << QJsonObject {}
                                        << refusal::claims;
        QTest::newRow("sub in braces") << with(good, "sub", QStringLiteral("{0886c930-2781-41fd-a404-0aea8181ce1d}"))
                                       << QJsonObject {} << refusal::claims;
        QTest::newRow("sub is the null UUID")
            << with(good, "sub", QStringLiteral("00000000-0000-0000-0000-000000000000")) << QJsonObject {}
            << refusal::claims;
        QTest::newRow("session_id missing")
            << with(good, "session_id", QJsonValue::Undefined) << QJsonObject {} << refusal::claims;
        QTest::newRow("service_role") << with(good, "role", QStringLiteral("service_role")) << QJsonObject {}
                                      << refusal::serviceKey;
    }
    void namesTheCauseInTheOrderOfTheChecks()
    {
        QFETCH(QJsonObject, claims);
        QFETCH(QJsonObject, header);
        QFETCH(QString, code);
        QCOMPARE(codeOf(m_signer.sign(claims, header), keysOf(m_signer)), code);
    }

    /// The attacker signs with a key of his own and brings it along.
    void anEmbeddedKeyIsNotTrusted()
    {
        const TokenSigner attacker(TokenSigner::Kind::Es256, QStringLiteral("key-1"));
        const QJsonObject claims = TokenSigner::goodClaims(nowSeconds);
        const QByteArray token = attacker.sign(claims, {{QStringLiteral("jwk"), attacker.publicJwk()}});
        QCOMPARE(codeOf(token, keysOf(m_signer)), QLatin1String(refusal::header));
        QCOMPARE(codeOf(attacker.sign(claims), keysOf(m_signer)), QLatin1String(refusal::signature));
    }

    void hs256WithThePublicKeyIsConfusion()
    {
        const QJsonObject claims = TokenSigner::goodClaims(nowSeconds);
        const QJsonObject kid {{QStringLiteral("kid"), QStringLiteral("key-1")}};
        for (const QByteArray &secret : {m_signer.publicPem(), m_signer.publicPem().trimmed(), m_signer.jwks()})
            QCOMPARE(codeOf(TokenSigner::signHs256(claims, secret, kid), keysOf(m_signer)),
                QLatin1String(refusal::algorithm));
    }

    void hs256IsForDisplayOnly()
    {
        const auto verified = verifyToken(TokenSigner::signHs256(TokenSigner::goodClaims(nowSeconds), "any secret"),
            *KeySet::parse("{\"keys\":[]}"), rules(), now);
        QVERIFY(verified.has_value());
        QCOMPARE(int(verified->proof), int(TokenProof::DisplayOnly));
        // The other checks hold for it as well.
        const QByteArray foreign
            = TokenSigner::signHs256(with(TokenSigner::goodClaims(nowSeconds), "iss", QStringLiteral("x")), "s");
        QCOMPARE(codeOf(foreign, {}), QLatin1String(refusal::issuer));
    }

    void rs256OnlyWhereConfigured()
    {
        const TokenSigner rsa(TokenSigner::Kind::Rs256);
        const QByteArray token = rsa.sign(TokenSigner::goodClaims(nowSeconds));
        QCOMPARE(codeOf(token, keysOf(rsa)), QLatin1String(refusal::algorithm));
        TokenRules both = rules();
        both.allowRs256 = true;
        QCOMPARE(codeOf(token, keysOf(rsa), both), QStringLiteral("accepted"));
        // The algorithm is the key's: an RSA key does not verify a token that says ES256, nor the other way round.
        QCOMPARE(
            codeOf(rsa.sign(TokenSigner::goodClaims(nowSeconds), {{QStringLiteral("alg"), QStringLiteral("ES256")}}),
                keysOf(rsa), both),
            QLatin1String(refusal::algorithm));
        QCOMPARE(codeOf(m_signer.sign(
                            TokenSigner::goodClaims(nowSeconds), {{QStringLiteral("alg"), QStringLiteral("RS256")}}),
                     keysOf(m_signer), both),
            QLatin1String(refusal::algorithm));
    }

    void shortRsaKeysAreLeftOut()
    {
        QVERIFY(keysOf(TokenSigner(TokenSigner::Kind::Rs256, QStringLiteral("weak"), 1024)).isEmpty());
    }

    void formIsStrict_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QString>("code");
        const QByteArray good = m_signer.sign(TokenSigner::goodClaims(nowSeconds));
        const QList<QByteArray> parts = good.split('.');
        const auto row = [](const char *name, const QByteArray &token, const char *code = refusal::form) {
            QTest::newRow(name) << token << QString::fromLatin1(code);
        };
        row("one megabyte", good + QByteArray(1024 * 1024, 'A'), refusal::tooLong);
        row("four segments", good + ".AAAA");
        row("only dots", "..");
        row("a million dots", QByteArray(60'000, '.'));
        row("leading space", " " + good);
        row("trailing line break", good + "\n");
        row("zero byte inside", parts[0] + ".\0." + parts[2]);
        row("Bearer before it", "Bearer " + good);
        row("padding", parts[0] + "=." + parts[1] + '.' + parts[2]);
        row("header is a list", TokenSigner::encode("[]") + '.' + parts[1] + '.' + parts[2]);
        row("header is broken JSON", TokenSigner::encode("{\"alg\":") + '.' + parts[1] + '.' + parts[2]);
        row("payload is text", parts[0] + '.' + TokenSigner::encode("\"x\"") + '.' + parts[2]);
        row("nested very deeply", parts[0] + '.' + TokenSigner::encode(QByteArray(20'000, '[')) + '.' + parts[2]);
        row("signature missing", parts[0] + '.' + parts[1] + '.', refusal::signature);
        row("unsigned form", TokenSigner::encode("{\"alg\":\"none\"}") + '.' + parts[1] + '.', refusal::algorithm);
        // The last character of 64 bytes has four unused bits: another spelling of the same signature.
        QByteArray respelt = good;
        respelt.back() = char(respelt.back() == 'A' ? 'B' : respelt.back() + 1);
        row("another spelling of the signature", respelt);
    }
    void formIsStrict()
    {
        QFETCH(QByteArray, token);
        QFETCH(QString, code);
        QCOMPARE(codeOf(token, keysOf(m_signer)), code);
    }

    void everyFlippedBitIsSeen()
    {
        const QByteArray good = m_signer.sign(TokenSigner::goodClaims(nowSeconds));
        const KeySet keys = keysOf(m_signer);
        for (qsizetype i = 0; i < good.size(); i += 7) {
            QByteArray changed = good;
            changed[i] = char(changed[i] ^ 1);
            QVERIFY2(codeOf(changed, keys) != u"accepted", qPrintable(QString::number(i)));
        }
    }

    void errorsHoldNoToken()
    {
        const QByteArray token
            = m_signer.sign(with(TokenSigner::goodClaims(nowSeconds), "iss", QStringLiteral("other")));
        const auto refused = verifyToken(token, keysOf(m_signer), rules(), now);
        for (const QByteArray &part : token.split('.'))
            QVERIFY(!brief(refused.error()).contains(QString::fromLatin1(part)));
    }

    void keySetIsStrict()
    {
        const auto parse = [](const QByteArray &json) { return KeySet::parse(json); };
        QCOMPARE(parse("<html>").error().kind, ErrorKind::Protocol);
        QCOMPARE(parse("{}").error().kind, ErrorKind::Protocol);
        QCOMPARE(parse("{\"keys\":[" + QByteArray(70'000, ' ') + "]}").error().kind, ErrorKind::TooLarge);
        QVERIFY(parse("{\"keys\":[null,1,[],{}]}")->isEmpty());
        QJsonObject jwk = m_signer.publicJwk();
        const auto sizeWith = [&](const char *name, const QJsonValue &value) {
            return KeySet::parse(
                QJsonDocument(QJsonObject {{QStringLiteral("keys"), QJsonArray {with(jwk, name, value)}}}).toJson())
                ->size();
        };
        QCOMPARE(sizeWith("use", QStringLiteral("sig")), 1);
        QCOMPARE(sizeWith("use", QStringLiteral("enc")), 0);
        QCOMPARE(sizeWith("key_ops", QJsonArray {QStringLiteral("sign")}), 0);
        QCOMPARE(sizeWith("d", QStringLiteral("AAAA")), 0); // a private key
        QCOMPARE(sizeWith("kid", QStringLiteral("")), 0);
        QCOMPARE(sizeWith("alg", QStringLiteral("HS256")), 0);
        QCOMPARE(sizeWith("crv", QStringLiteral("P-384")), 0);
        QCOMPARE(sizeWith("y", jwk[u"x"]), 0); // not on the curve
        const QByteArray twice = QJsonDocument(QJsonObject {{QStringLiteral("keys"), QJsonArray {jwk, jwk}}}).toJson();
        QCOMPARE(parse(twice).error().kind, ErrorKind::Protocol);
    }

    void refetchIsRare()
    {
        ManualClock clock;
        KeyRefetchPolicy policy;
        policy.onFirstLoad(clock.monotonic());
        QVERIFY(policy.mayFetchForUnknownKey(clock.monotonic()));
        policy.onRefetched(clock.monotonic());
        clock.advance(Milliseconds {299'999});
        QVERIFY(!policy.mayFetchForUnknownKey(clock.monotonic()));
        clock.advance(Milliseconds {1});
        QVERIFY(policy.mayFetchForUnknownKey(clock.monotonic()));
        policy.onFailed(clock.monotonic());
        clock.advance(Milliseconds {29'999});
        QVERIFY(!policy.mayFetchForUnknownKey(clock.monotonic()));
        clock.advance(Milliseconds {1});
        QVERIFY(policy.mayFetchForUnknownKey(clock.monotonic()));
    }

    void base64UrlHasOneSpelling()
    {
        QCOMPARE(decodeBase64Url("").value(), QByteArray());
        QCOMPARE(decodeBase64Url("_-8").value(), QByteArray("\xff\xef", 2));
        QVERIFY(!decodeBase64Url("_-9"));
        QVERIFY(!decodeBase64Url("A"));
        QVERIFY(!decodeBase64Url("AA=="));
        QVERIFY(!decodeBase64Url("A+"));
    }

private:
    const TokenSigner m_signer;
};

PH_TEST(TestJwt)
#include "tst_jwt.moc"
