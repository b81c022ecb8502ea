// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/celery/pidbox.h"
#include "tests/unit/queues/support.h"

using namespace ph;
using namespace ph::queues;

class TestPidbox : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Our request bodies are those that were captured with a worker answering.
    void requests_data() { samples(); }
    void requests()
    {
        QFETCH(QJsonObject, exchange);
        const QJsonObject expected = exchange[QStringLiteral("request_body")].toObject();
        celery::PidboxRequest request;
        request.method = expected[QStringLiteral("method")].toString();
        request.arguments = expected[QStringLiteral("arguments")].toObject();
        for (const auto node : expected[QStringLiteral("destination")].toArray())
            request.destination << node.toString();
        request.replyId = expected[QStringLiteral("reply_to")][QStringLiteral("routing_key")].toString().toLatin1();
        request.ticket = expected[QStringLiteral("ticket")].toString().toLatin1();
        const QJsonObject built = QJsonDocument::fromJson(celery::pidboxEnvelope(request, 1'795'000'000)).object();
        const QByteArray body = QByteArray::fromBase64(built[QStringLiteral("body")].toString().toLatin1());
        QCOMPARE(QJsonDocument::fromJson(body).object(), expected);
        QCOMPARE(built[QStringLiteral("headers")][QStringLiteral("expires")].toDouble(), 1'795'000'010.0);
        QCOMPARE(
            built[QStringLiteral("properties")][QStringLiteral("delivery_info")][QStringLiteral("exchange")].toString(),
            QStringLiteral("celery.pidbox"));
    }

    void replies_data() { samples(); }
    void replies()
    {
        QFETCH(QJsonObject, exchange);
        if (!exchange.contains(QStringLiteral("reply_envelope")))
            QSKIP("no reply was captured");
        const auto reply
            = celery::parsePidboxReply(QJsonDocument(exchange[QStringLiteral("reply_envelope")].toObject()).toJson());
        QVERIFY(reply);
        QCOMPARE(QString::fromLatin1(reply->ticket),
            exchange[QStringLiteral("request_body")][QStringLiteral("ticket")].toString());
        QVERIFY(!reply->node.isEmpty());
        // The envelopes were captured before hosts and paths were made anonymous in the decoded copy: compare the
        // shapes.
        const QJsonObject expected = exchange[QStringLiteral("reply")].toObject();
        const QJsonValue value = expected.constBegin().value();
        QCOMPARE(reply->value.type(), value.type());
        if (value.isObject())
            QCOMPARE(reply->value.toObject().keys(), value.toObject().keys());
        QCOMPARE(celery::pidboxError(reply->value).isEmpty(), !value.toObject().contains(QLatin1String("error")));
    }

    void broken_data()
    {
        QTest::addColumn<QByteArray>("envelope");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("list") << QByteArray("[]");
        QTest::newRow("no base64") << QByteArray(R"({"body":"?","properties":{"body_encoding":"base64"}})");
        QTest::newRow("two nodes") << test::envelope(R"({"a":1,"b":2})");
        QTest::newRow("no object") << test::envelope("[1]");
    }
    void broken()
    {
        QFETCH(QByteArray, envelope);
        QVERIFY(!celery::parsePidboxReply(envelope));
    }

private:
    static void samples()
    {
        QTest::addColumn<QJsonObject>("exchange");
        for (const char *file : {"celery-pidbox-5.7.0.json", "celery-pidbox-5.2.6.json"}) {
            const QJsonArray exchanges = test::readSample(QLatin1String(file))[QStringLiteral("exchanges")].toArray();
            for (qsizetype i = 0; i < exchanges.size(); ++i)
                QTest::addRow("%s %d %s", file, int(i), qPrintable(exchanges[i][QStringLiteral("method")].toString()))
                    << exchanges[i].toObject();
        }
    }
};

PH_TEST(TestPidbox)
#include "tst_pidbox.moc"
