// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/probe.h"
#include "tests/support/testmain.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace ph;
using namespace ph::transport::redis;

namespace {

Endpoint brokerEndpoint()
{
    Endpoint endpoint;
    endpoint.host = QStringLiteral("127.0.0.1");
    endpoint.db = 5;
    endpoint.keyPrefix = "acme:";
    return endpoint;
}

QByteArray envelope(const QByteArray &body, const char *encoding = "base64")
{
    return R"({"body":")" + body.toBase64() + R"(","properties":{"body_encoding":")" + encoding
        + R"("},"headers":{"expires":1785500000.5}})";
}

} // namespace

class TestProbe : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void request()
    {
        const auto probe = Probe::request(
            brokerEndpoint(), InspectMethod::ActiveQueues, envelope(R"({"method":"active_queues","arguments":{}})"));
        QVERIFY(probe.has_value());
        const auto &argv = probe->command().argv();
        QCOMPARE(argv.at(0), QByteArray("PUBLISH"));
        QCOMPARE(argv.at(1), QByteArray("acme:/5.celery.pidbox"));
        const auto sent = QJsonDocument::fromJson(argv.at(2)).object();
        QCOMPARE(QByteArray::fromBase64(sent[QLatin1String("body")].toString().toLatin1()),
            QByteArray(R"({"arguments":{},"method":"active_queues"})"));
        QCOMPARE(sent[QLatin1String("headers")].toObject()[QLatin1String("expires")].toDouble(), 1785500000.5);
    }

    void refusesEverythingElse_data()
    {
        QTest::addColumn<QByteArray>("envelope");
        QTest::newRow("acts") << envelope(R"({"method":"shutdown"})");
        QTest::newRow("enable_events") << envelope(R"({"method":"enable_events"})");
        QTest::newRow("another inspect") << envelope(R"({"method":"stats"})");
        QTest::newRow("no method") << envelope(R"({})");
        QTest::newRow("list") << envelope(R"(["ping"])");
        QTest::newRow("not json") << envelope("ping");
        QTest::newRow("other encoding") << envelope(R"({"method":"ping"})", "utf-8");
        QTest::newRow("no envelope") << QByteArray("{}");
        QTest::newRow("junk") << QByteArray("\xff\x00{", 3);
        QTest::newRow("base64 with junk")
            << QByteArray(R"({"body":"eyJ*ZXRob2Qi","properties":{"body_encoding":"base64"}})");
    }
    void refusesEverythingElse()
    {
        QFETCH(QByteArray, envelope);
        const auto probe = Probe::request(brokerEndpoint(), InspectMethod::Ping, envelope);
        QVERIFY(!probe);
        QCOMPARE(probe.error().code, QStringLiteral("not-a-probe"));
    }

    void nameThatStandsTwice()
    {
        // Whichever of the two a parser takes: what is sent holds the checked one only, or nothing is sent.
        for (const char *body :
            {R"({"method":"shutdown","method":"ping"})", R"({"method":"ping","method":"shutdown"})"}) {
            const auto probe = Probe::request(brokerEndpoint(), InspectMethod::Ping, envelope(body));
            if (probe) {
                const auto sent = QJsonDocument::fromJson(probe->command().argv().at(2)).object();
                QCOMPARE(QByteArray::fromBase64(sent[QLatin1String("body")].toString().toLatin1()),
                    QByteArray(R"({"method":"ping"})"));
            }
        }
    }

    void repliesAreOurOwn()
    {
        const ReplyAddress one(brokerEndpoint());
        const ReplyAddress two(brokerEndpoint());
        QVERIFY(one.routingKey() != two.routingKey());
        const auto bind = Probe::bind(one).command().argv();
        QCOMPARE(bind.at(0), QByteArray("SADD"));
        QCOMPARE(bind.at(1), QByteArray("acme:_kombu.binding.reply.celery.pidbox"));
        QCOMPARE(bind.at(2), one.routingKey() + "\x06\x16\x06\x16" + one.routingKey() + ".reply.celery.pidbox");
        QCOMPARE(Probe::unbind(one).command().argv().at(2), bind.at(2));
        QCOMPARE(Probe::drop(one).command().argv().at(1), "acme:" + one.routingKey() + ".reply.celery.pidbox");
        const auto take = Probe::takeReply(one, std::chrono::milliseconds {0});
        QCOMPARE(take.command().argv(),
            (std::vector<QByteArray> {"BRPOP", "acme:" + one.routingKey() + ".reply.celery.pidbox", "0.010"}));
        QVERIFY(take.blocksFor());
    }

    /// Taken away is what a Pilothouse left, by its name and its age, and nothing else.
    void whatWasLeftBehindIsKnown()
    {
        constexpr qint64 now = 1'795'000'000;
        const auto memberOf = [](const ReplyAddress &address) { return Probe::bind(address).command().argv().at(2); };
        const ReplyAddress old(brokerEndpoint(), now - 301);
        const auto found = ReplyAddress::leftBehind(brokerEndpoint(), memberOf(old), now);
        QVERIFY(found);
        QCOMPARE(Probe::unbind(*found).command().argv(), Probe::unbind(old).command().argv());
        QCOMPARE(Probe::drop(*found).command().argv(), Probe::drop(old).command().argv());
        QCOMPARE(old.routingKey().size(), 36); // README's ACL knows it by this form
        QVERIFY(!ReplyAddress::leftBehind(brokerEndpoint(), memberOf(ReplyAddress(brokerEndpoint(), now - 200)), now));
        const QByteArray member = memberOf(old);
        for (const QByteArray &other :
            {QByteArray(), member.left(36), member + 'x', QByteArray(member).replace("piloth", "x"),
                QByteArray("0b0cfcb4-5c3e-4f4e-9d5e-0a5b8f4d0001\x06\x16\x06\x16"
                           "0b0cfcb4-5c3e-4f4e-9d5e-0a5b8f4d0001.reply.celery.pidbox"),
                QByteArray(member).replace(".reply.celery.pidbox", ".reply.celery.pidboy"),
                QByteArray(member).replace(15, 4, "zzzz")})
            QVERIFY2(other == member || !ReplyAddress::leftBehind(brokerEndpoint(), other, now), other);
        const auto scan = ReplyAddress::scan(brokerEndpoint(), "0").argv();
        QCOMPARE(scan.at(1), QByteArray("acme:_kombu.binding.reply.celery.pidbox"));
    }
};

PH_TEST(TestProbe)
#include "tst_probe.moc"
