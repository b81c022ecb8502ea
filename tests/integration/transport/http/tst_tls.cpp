// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/http/client.h"
#include "services/transport/tls/tls.h"
#include "tests/support/fakehttp.h"
#include "tests/support/permits.h"
#include "tests/support/testmain.h"

#include <QSslCertificate>
#include <QTcpSocket>

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::http;
using namespace std::chrono_literals;
using test::FakeAnswer;
using test::FakeHttp;
using test::FakeRequest;
using test::LeafOptions;
using test::TestCa;

namespace {

constexpr ReadEndpoint health {Method::Get, "/health", "auth.health", Access::Public};
constexpr WriteEndpoint token {Method::Post, "/token", "auth.token", Access::Public};

FakeAnswer ok(const FakeRequest &) { return {.body = "{}"}; }

QByteArray pinOf(const test::TestCertificate &certificate)
{
    return spkiPin(QSslCertificate(certificate.certificatePem));
}

} // namespace

/// Real TLS servers with real certificates: each wrong one is refused with its reason, and no request reaches the
/// server.
class TestHttpTls : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_ca = std::make_unique<TestCa>(); }

    void knownCaAndName()
    {
        FakeHttp server(ok, m_ca->issue());
        for (const char *host : {"localhost", "127.0.0.1"}) {
            const auto response = read(server.url(QString::fromLatin1(host)));
            QVERIFY2(response, response ? "" : qPrintable(brief(response.error())));
        }
    }

    void refused_data()
    {
        QTest::addColumn<QString>("which");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("says");
        QTest::newRow("unknown CA") << "unknown-ca" << "unknown-ca" << "Some other CA";
        QTest::newRow("self-signed") << "self-signed" << "self-signed" << "self-signed";
        QTest::newRow("wrong name") << "wrong-name" << "wrong-name" << "other.example";
        QTest::newRow("expired") << "expired" << "expired" << "2020-01-02 03:04 UTC";
        QTest::newRow("not yet valid") << "not-yet" << "not-yet-valid" << "valid only from";
    }
    void refused()
    {
        QFETCH(QString, which);
        QFETCH(QString, code);
        QFETCH(QString, says);
        const TestCa stranger("Some other CA");
        const auto now = QDateTime::currentDateTimeUtc();
        const QHash<QString, test::TestCertificate> certificates {
            {QStringLiteral("unknown-ca"), stranger.issue()},
            {QStringLiteral("self-signed"), TestCa::selfSigned()},
            {QStringLiteral("wrong-name"),
                m_ca->issue({.dnsNames = {QStringLiteral("other.example")}, .addresses = {}})},
            {QStringLiteral("expired"),
                m_ca->issue({.notBefore = QDateTime({2019, 1, 1}, {0, 0}, Qt::UTC),
                    .notAfter = QDateTime({2020, 1, 2}, {3, 4}, Qt::UTC)})},
            {QStringLiteral("not-yet"), m_ca->issue({.notBefore = now.addDays(2), .notAfter = now.addDays(3)})},
        };
        FakeHttp server(ok, certificates.value(which));
        const auto response = read(server.url());
        QVERIFY(!response);
        QCOMPARE(response.error().kind, ErrorKind::Tls);
        QCOMPARE(response.error().code, code);
        QVERIFY2(response.error().what.contains(says), qPrintable(response.error().what));
        QVERIFY(!response.error().hint.isEmpty());
        QVERIFY(server.requests().isEmpty());
    }

    void oldTls()
    {
        FakeHttp server(ok, m_ca->issue());
        QT_WARNING_PUSH
        QT_WARNING_DISABLE_DEPRECATED
        server.setProtocol(QSsl::TlsV1_1);
        QT_WARNING_POP
        const auto response = read(server.url());
        QVERIFY(!response);
        QCOMPARE(response.error().kind, ErrorKind::Tls);
        QVERIFY(server.requests().isEmpty());
    }

    void pinOfAnotherKeyBlocksBeforeTheBody()
    {
        const auto first = m_ca->issue();
        const auto second = m_ca->issue();
        FakeHttp server(ok, second);
        QVERIFY(read(server.url())); // without pins the second certificate of the CA is good
        QVERIFY(read(server.url(), {pinOf(first), pinOf(second)}));
        const auto before = server.requests().size();
        const auto response = read(server.url(), {pinOf(first)});
        QCOMPARE(response.error().code, QStringLiteral("pin-mismatch"));
        QVERIFY(response.error().what.contains(QString::fromLatin1(pinOf(second))));

        auto client = makeClient(server.url(), {pinOf(first)});
        Request request;
        request.body = {"text/plain", Secret("the password")};
        const PermitTestFactory permits;
        QCOMPARE(test::await(client->session(permits.session(), token, std::move(request), {})).error().code,
            QStringLiteral("pin-mismatch"));
        QCOMPARE(server.requests().size(), before);
    }

    void aPinnedCertificateThatIsOnlySentAlongIsNoProof()
    {
        const auto pinned = m_ca->issue();
        auto rogue = m_ca->issue();
        rogue.certificatePem += pinned.certificatePem;
        FakeHttp server(ok, rogue);
        QVERIFY(read(server.url()));
        const auto before = server.requests().size();
        QCOMPARE(read(server.url(), {pinOf(pinned)}).error().code, QStringLiteral("pin-mismatch"));
        QCOMPARE(server.requests().size(), before);
    }

    void manyAtOnceAreAllPinned()
    {
        FakeHttp server(ok, m_ca->issue());
        auto client = makeClient(server.url(), {QByteArrayLiteral("AAAA")});
        TaskScope scope;
        QStringList codes;
        for (int i = 0; i < 20; ++i)
            scope.spawn(client->read(health, {}, scope.token()),
                [&](Result<Response> r) { codes << (r ? QStringLiteral("let in") : r.error().code); });
        QTRY_COMPARE(codes.size(), 20);
        QCOMPARE(codes, QStringList(20, QStringLiteral("pin-mismatch")));
        QVERIFY(server.requests().isEmpty());
    }

    void throughATunnelTheServersNameIsVerified()
    {
        FakeHttp server(ok, m_ca->issue({.dnsNames = {QStringLiteral("auth.example.com")}, .addresses = {}}));
        const auto dial = [port = server.port()](std::stop_token) { return dialTo(port); };
        const auto ask = [&](const QString &url) {
            Client client({QUrl(url), {.caPem = m_ca->pem()}, {}, QStringLiteral("Auth"), QStringLiteral("test"), dial},
                {}, m_clock);
            return test::await(client.read(health, {}, {}));
        };
        const auto good = ask(QStringLiteral("https://auth.example.com/auth/v1"));
        QVERIFY2(good, good ? "" : qPrintable(brief(good.error())));
        QCOMPARE(server.requests().last().header("host"), QByteArray("auth.example.com"));
        QCOMPARE(ask(QStringLiteral("https://other.example.com")).error().code, QStringLiteral("wrong-name"));
    }

    void tlsToAPlainServer()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, this, [&server] {
            auto *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket,
                [socket] { socket->write("HTTP/1.1 400 Bad Request\r\n\r\n"); });
        });
        const auto response = read(QUrl(QStringLiteral("https://127.0.0.1:%1").arg(server.serverPort())));
        QCOMPARE(response.error().kind, ErrorKind::Protocol);
        QCOMPARE(response.error().code, QStringLiteral("not-tls"));
    }

    void plainToATlsServer()
    {
        FakeHttp server(ok, m_ca->issue());
        QUrl url = server.url();
        url.setScheme(QStringLiteral("http"));
        const auto response = read(url);
        QVERIFY(!response);
        QVERIFY2(
            response.error().code == QLatin1String("needs-tls") || response.error().code == QLatin1String("closed"),
            qPrintable(brief(response.error())));
    }

    void redirectFromHttpsToHttp()
    {
        FakeHttp server(
            [](const FakeRequest &) {
                return FakeAnswer {.status = 302, .headers = {{"Location", "http://127.0.0.1/x"}}};
            },
            m_ca->issue());
        QCOMPARE(read(server.url()).error().code, QStringLiteral("redirect-downgrade"));
    }

    void badCaIsSaid()
    {
        Client client({QUrl(QStringLiteral("https://localhost")), {.caPem = "nonsense"}, {}, QStringLiteral("Auth"),
                          QStringLiteral("test"), {}},
            {}, m_clock);
        QCOMPARE(test::await(client.read(health, {}, {})).error().code, QStringLiteral("bad-ca"));
    }

private:
    static Task<DialTarget> dialTo(quint16 port) { co_return DialTarget {QStringLiteral("127.0.0.1"), port}; }
    std::unique_ptr<Client> makeClient(const QUrl &url, QList<QByteArray> pins)
    {
        return std::make_unique<Client>(BaseEndpoint {url, {.caPem = m_ca->pem(), .spkiPins = std::move(pins)}, {},
                                            QStringLiteral("Auth"), QStringLiteral("test"), {}},
            AuthProvider {}, m_clock);
    }
    Result<Response> read(const QUrl &url, QList<QByteArray> pins = {})
    {
        const auto client = makeClient(url, std::move(pins));
        return test::await(client->read(health, {}, {}));
    }

    SystemClock m_clock;
    std::unique_ptr<TestCa> m_ca;
};

PH_TEST(TestHttpTls)
#include "tst_tls.moc"
