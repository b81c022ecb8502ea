// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/subscriber.h"
#include "services/transport/tls/tls.h"
#include "tests/support/redisserver.h"
#include "tests/support/testca.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::redis;
using namespace std::chrono_literals;

namespace {

QByteArray pinOf(const test::TestCertificate &certificate)
{
    return spkiPin(QSslCertificate(certificate.certificatePem, QSsl::Pem));
}

} // namespace

/// A real Redis with TLS: every refusal has its reason.
class TestRedisTls : public QObject {
    Q_OBJECT
    test::TestCa m_ca {"Company CA"};

    static Result<Reply> ping(Endpoint endpoint, CredentialSource credentials = {})
    {
        Client client({.endpoint = std::move(endpoint), .reader = std::move(credentials)});
        return test::await(client.read(Command("PING"), {}, 5s));
    }
    static void compare(const Result<Reply> &result, const char *code)
    {
        QVERIFY(!result);
        const Error &error = result.error();
        QVERIFY2(error.kind == ErrorKind::Tls && error.code == QLatin1String(code),
            qPrintable(kindName(error.kind) + QLatin1Char(' ') + brief(error)));
        QVERIFY(!error.what.isEmpty() && !error.hint.isEmpty() && !error.where.isEmpty());
    }

private Q_SLOTS:
    void trusted()
    {
        const auto leaf = m_ca.issue();
        test::RedisServer server;
        QVERIFY(server.startTls(leaf.certificatePem, leaf.keyPem));
        Endpoint endpoint = server.endpoint();
        endpoint.tls.caPem = m_ca.pem();
        QVERIFY(ping(endpoint).has_value()); // by address
        endpoint.host = QStringLiteral("localhost");
        QVERIFY(ping(endpoint).has_value()); // by name
        Subscriber subscriber({.endpoint = endpoint, .channels = {"c"}});
        subscriber.start();
        QTRY_COMPARE(subscriber.state().phase, LinkPhase::Live);
    }
    /// redis:// on the port of a Redis with TLS: it hangs up without a word, and the reason is found out.
    void plainAddressOfATlsPort()
    {
        const auto leaf = m_ca.issue();
        test::RedisServer server;
        QVERIFY(server.startTls(leaf.certificatePem, leaf.keyPem));
        Endpoint endpoint = server.endpoint();
        endpoint.tls.enabled = false;
        const auto refused = ping(endpoint);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, QStringLiteral("tls-expected"));
        QVERIFY2(refused.error().hint.contains(QLatin1String("rediss://")), qPrintable(refused.error().hint));
    }
    /// Redis with tls-auth-clients (its default): both ways in which TLS says so.
    void aClientCertificateIsDemanded_data()
    {
        QTest::addColumn<QByteArray>("protocols");
        QTest::newRow("TLS 1.3") << QByteArray("tls-auth-clients yes\ntls-protocols \"TLSv1.3\"");
        QTest::newRow("TLS 1.2") << QByteArray("tls-auth-clients yes\ntls-protocols \"TLSv1.2\"");
    }
    void aClientCertificateIsDemanded()
    {
        QFETCH(QByteArray, protocols);
        const auto leaf = m_ca.issue();
        QTemporaryDir folder;
        QFile ca(folder.filePath(QStringLiteral("ca.pem")));
        QVERIFY(ca.open(QIODevice::WriteOnly) && ca.write(m_ca.pem()) > 0);
        ca.close();
        test::RedisServer server;
        QVERIFY(server.startTls(
            leaf.certificatePem, leaf.keyPem, protocols + "\ntls-ca-cert-file " + ca.fileName().toUtf8()));
        Endpoint endpoint = server.endpoint();
        endpoint.tls.caPem = m_ca.pem();
        const auto refused = ping(endpoint);
        QVERIFY(!refused);
        const QString said = refused.error().what + QLatin1Char('\n') + refused.error().hint;
        QVERIFY2(said.contains(QLatin1String("client certificate")), qPrintable(brief(refused.error())));
        QVERIFY2(said.contains(QLatin1String("Pilothouse")), qPrintable(said));
    }
    void unknownCa()
    {
        const auto leaf = test::TestCa("Somebody else").issue();
        test::RedisServer server;
        QVERIFY(server.startTls(leaf.certificatePem, leaf.keyPem));
        Endpoint endpoint = server.endpoint();
        compare(ping(endpoint), "unknown-ca");
        endpoint.tls.caPem = m_ca.pem();
        compare(ping(endpoint), "unknown-ca");
    }
    void selfSigned()
    {
        const auto leaf = test::TestCa::selfSigned();
        test::RedisServer server;
        QVERIFY(server.startTls(leaf.certificatePem, leaf.keyPem));
        compare(ping(server.endpoint()), "self-signed");
    }
    void wrongName()
    {
        const auto leaf = m_ca.issue({.dnsNames = {QStringLiteral("redis.example")}, .addresses = {}});
        test::RedisServer server;
        QVERIFY(server.startTls(leaf.certificatePem, leaf.keyPem));
        Endpoint endpoint = server.endpoint();
        endpoint.tls.caPem = m_ca.pem();
        compare(ping(endpoint), "wrong-name");
        endpoint.tls.peerName = QStringLiteral("redis.example"); // a tunnel: another name than the dialled one
        QVERIFY(ping(endpoint).has_value());
        endpoint.tls.peerName = QStringLiteral("redis.example.evil");
        compare(ping(endpoint), "wrong-name");
    }
    void expired()
    {
        const auto now = QDateTime::currentDateTimeUtc();
        test::LeafOptions options;
        options.notBefore = now.addDays(-9);
        options.notAfter = now.addDays(-1);
        const auto leaf = m_ca.issue(options);
        test::RedisServer server;
        QVERIFY(server.startTls(leaf.certificatePem, leaf.keyPem));
        Endpoint endpoint = server.endpoint();
        endpoint.tls.caPem = m_ca.pem();
        compare(ping(endpoint), "expired");
    }
    void notYetValid()
    {
        const auto now = QDateTime::currentDateTimeUtc();
        test::LeafOptions options;
        options.notBefore = now.addDays(3);
        options.notAfter = now.addDays(9);
        const auto leaf = m_ca.issue(options);
        test::RedisServer server;
        QVERIFY(server.startTls(leaf.certificatePem, leaf.keyPem));
        Endpoint endpoint = server.endpoint();
        endpoint.tls.caPem = m_ca.pem();
        compare(ping(endpoint), "not-yet-valid");
    }
    void pins()
    {
        const auto pinned = m_ca.issue();
        const auto other = m_ca.issue(); // the same CA, another key
        test::RedisServer server;
        QVERIFY(
            server.startTls(other.certificatePem, other.keyPem, "user default off\nuser reader on >right +@all ~*\n"));
        Endpoint endpoint = server.endpoint();
        endpoint.tls.caPem = m_ca.pem();
        const auto credentials = test::fixedCredentials(QStringLiteral("reader"), "right");
        QVERIFY(ping(endpoint, credentials).has_value());
        endpoint.tls.spkiPins = {pinOf(pinned)};
        bool asked = false;
        const auto watched = [&asked, &credentials](std::stop_token stop) {
            asked = true;
            return credentials(stop);
        };
        compare(ping(endpoint, watched), "pin-mismatch");
        QVERIFY(!asked); // no password leaves before the pin is checked
        endpoint.tls.spkiPins = {pinOf(pinned), pinOf(other)};
        QVERIFY(ping(endpoint, credentials).has_value());
    }
    void pinnedCertificateSentAlongDoesNotCount()
    {
        const auto pinned = m_ca.issue();
        const auto rogue = m_ca.issue();
        test::RedisServer server; // sends the pinned certificate as an "intermediate", which proves nothing
        QVERIFY(server.startTls(rogue.certificatePem + pinned.certificatePem, rogue.keyPem));
        Endpoint endpoint = server.endpoint();
        endpoint.tls.caPem = m_ca.pem();
        endpoint.tls.spkiPins = {pinOf(pinned)};
        compare(ping(endpoint), "pin-mismatch");
    }
    void oldTls()
    {
        const auto leaf = m_ca.issue();
        test::RedisServer server;
        QVERIFY(server.startTls(
            leaf.certificatePem, leaf.keyPem, "tls-protocols \"TLSv1 TLSv1.1\"\ntls-ciphers DEFAULT@SECLEVEL=0\n"));
        Endpoint endpoint = server.endpoint();
        endpoint.tls.caPem = m_ca.pem();
        compare(ping(endpoint), "tls-version");
    }
    void tls12IsFine()
    {
        const auto leaf = m_ca.issue();
        test::RedisServer server;
        QVERIFY(server.startTls(leaf.certificatePem, leaf.keyPem, "tls-protocols \"TLSv1.2\"\n"));
        Endpoint endpoint = server.endpoint();
        endpoint.tls.caPem = m_ca.pem();
        QVERIFY(ping(endpoint).has_value());
    }
    void refusedCertificateIsNotTriedAgainByItself()
    {
        const auto leaf = test::TestCa("Somebody else").issue();
        test::RedisServer server;
        QVERIFY(server.startTls(leaf.certificatePem, leaf.keyPem));
        Client client({.endpoint = server.endpoint()});
        client.start();
        QTRY_COMPARE(client.state().phase, LinkPhase::Down);
        QVERIFY(!client.state().nextTry);
    }
};

PH_TEST(TestRedisTls)
#include "tst_redistls.moc"
