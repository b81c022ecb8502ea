// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/endpoint.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::redis;

class TestEndpoint : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void plainOnlyToLoopback_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("tls");
        QTest::addColumn<bool>("fine");
        QTest::newRow("loopback") << "127.0.0.1" << false << true;
        QTest::newRow("loopback net") << "127.8.0.1" << false << true;
        QTest::newRow("localhost") << "localhost" << false << true;
        QTest::newRow("ipv6 loopback") << "::1" << false << true;
        QTest::newRow("plain elsewhere") << "redis.example" << false << false;
        QTest::newRow("plain private net") << "10.0.0.1" << false << false;
        QTest::newRow("tls elsewhere") << "redis.example" << true << true;
        QTest::newRow("name that begins like loopback") << "127.0.0.1.evil.example" << false << false;
        QTest::newRow("option") << "-oProxyCommand=x" << true << false;
        QTest::newRow("empty") << "" << true << false;
    }
    void plainOnlyToLoopback()
    {
        QFETCH(QString, host);
        QFETCH(bool, tls);
        QFETCH(bool, fine);
        Endpoint endpoint;
        endpoint.host = host;
        endpoint.tls.enabled = tls;
        const auto result = endpoint.check();
        QCOMPARE(result.has_value(), fine);
        if (!fine)
            QCOMPARE(result.error().kind, ErrorKind::Invalid);
    }
    void sentinelsToo()
    {
        Endpoint endpoint;
        endpoint.tls.enabled = false;
        endpoint.sentinel = Sentinel {
            {{QStringLiteral("127.0.0.1"), 26379}, {QStringLiteral("10.1.1.1"), 26379}}, QStringLiteral("main")};
        QVERIFY(!endpoint.check());
        endpoint.tls.enabled = true;
        QVERIFY(endpoint.check().has_value());
    }
    void namesItself()
    {
        Endpoint endpoint;
        endpoint.label = QStringLiteral("Redis broker");
        endpoint.host = QStringLiteral("::1");
        endpoint.db = 3;
        endpoint.keyPrefix = "acme:";
        QCOMPARE(endpoint.where(), QStringLiteral("Redis broker [::1]:6379/3"));
        QCOMPARE(endpoint.key("celery"), QByteArray("acme:celery"));
    }
};

PH_TEST(TestEndpoint)
#include "tst_endpoint.moc"
