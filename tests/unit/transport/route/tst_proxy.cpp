// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/http/client.h"
#include "services/transport/route/proxy.h"
#include "services/transport/tls/tls.h"
#include "tests/support/fakehttp.h"
#include "tests/support/fakeproxy.h"
#include "tests/support/sockets.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::http;
using test::FakeProxy;

namespace {

constexpr ReadEndpoint health {Method::Get, "/health", "auth.health", Access::Public};

} // namespace

class TestProxy : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_ca = std::make_unique<test::TestCa>(); }
    void cleanup()
    {
        for (const char *name : {"https_proxy", "http_proxy", "no_proxy"})
            qunsetenv(name);
    }

    void loopbackIsNeverProxied()
    {
        qputenv("https_proxy", "http://192.0.2.9:3128");
        qputenv("http_proxy", "http://192.0.2.9:3128");
        for (const auto kind : {ProxyKind::System, ProxyKind::Socks5, ProxyKind::Http, ProxyKind::None}) {
            const Route route {.proxy = kind, .proxyHost = QStringLiteral("192.0.2.9"), .proxyPort = 3128};
            for (const char *url : {"https://localhost:1", "http://127.0.0.1", "https://127.1.2.3", "wss://[::1]"})
                QCOMPARE(proxyFor(route, QUrl(QString::fromLatin1(url))).type(), QNetworkProxy::NoProxy);
        }
    }

    void systemProxyForSecureSchemesOnly()
    {
        qputenv("https_proxy", "http://192.0.2.9:3128");
        qputenv("http_proxy", "http://192.0.2.9:3128");
        QCOMPARE(
            proxyFor({}, QUrl(QStringLiteral("https://auth.example.com"))).hostName(), QStringLiteral("192.0.2.9"));
        QCOMPARE(proxyFor({}, QUrl(QStringLiteral("wss://auth.example.com"))).hostName(), QStringLiteral("192.0.2.9"));
        QCOMPARE(proxyFor({}, QUrl(QStringLiteral("http://auth.example.com"))).type(), QNetworkProxy::NoProxy);
        QCOMPARE(proxyFor({.proxy = ProxyKind::None}, QUrl(QStringLiteral("https://auth.example.com"))).type(),
            QNetworkProxy::NoProxy);
    }

    void reachesTheServerThroughTheProxy_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("HTTP CONNECT") << int(ProxyKind::Http);
        QTest::newRow("SOCKS5") << int(ProxyKind::Socks5);
    }
    void reachesTheServerThroughTheProxy()
    {
        QFETCH(int, kind);
        test::FakeHttp server([](const test::FakeRequest &) { return test::FakeAnswer {.body = "{}"}; },
            m_ca->issue({.dnsNames = {QStringLiteral("auth.internal.example")}, .addresses = {}}));
        FakeProxy proxy(ProxyKind(kind), server.port());
        const auto response
            = read({.proxy = ProxyKind(kind), .proxyHost = QStringLiteral("127.0.0.1"), .proxyPort = proxy.port()});
        QVERIFY2(response, response ? "" : qPrintable(brief(response.error())));
        QCOMPARE(response->body, QByteArray("{}"));
        // The proxy resolves the name, and sees nothing of the request.
        QVERIFY2(proxy.asked.contains("auth.internal.example"), proxy.asked.toHex());
        QVERIFY(!proxy.asked.contains("/health"));
    }

    void aProxyThatRefusesIsNamed()
    {
        FakeProxy proxy(ProxyKind::Http, 1);
        proxy.refuses = true;
        const auto response
            = read({.proxy = ProxyKind::Http, .proxyHost = QStringLiteral("127.0.0.1"), .proxyPort = proxy.port()});
        QCOMPARE(response.error().kind, ErrorKind::Network);
        QCOMPARE(response.error().code, QStringLiteral("proxy"));
    }

    void noProxyThere_data() { reachesTheServerThroughTheProxy_data(); }
    void noProxyThere()
    {
        QFETCH(int, kind);
        const auto response = read(
            {.proxy = ProxyKind(kind), .proxyHost = QStringLiteral("127.0.0.1"), .proxyPort = test::closedPort()});
        QCOMPARE(response.error().code, QStringLiteral("proxy"));
    }

private:
    Result<Response> read(const Route &route)
    {
        Client client({QUrl(QStringLiteral("https://auth.internal.example")), {.caPem = m_ca->pem()}, route,
                          QStringLiteral("Auth"), QStringLiteral("test"), {}},
            {}, m_clock);
        Request request;
        request.retries = 0;
        return test::await(client.read(health, std::move(request), {}));
    }
    SystemClock m_clock;
    std::unique_ptr<test::TestCa> m_ca;
};

PH_TEST(TestProxy)
#include "tst_proxy.moc"
