// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/celery/message.h"
#include "services/queues/celery/resultmeta.h"
#include "tests/unit/queues/support.h"

using namespace ph;
using namespace ph::queues;

class TestMessages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isoTimes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("micros");
        const qint64 base = 1'795'395'714'000'000;
        QTest::newRow("5.7") << QByteArray("2026-11-23T01:01:54.835658+00:00") << base + 835'658;
        QTest::newRow("5.2, without an offset") << QByteArray("2026-11-23T01:01:54.835658") << base + 835'658;
        QTest::newRow("zulu, no fraction") << QByteArray("2026-11-23T01:01:54Z") << base;
        QTest::newRow("east") << QByteArray("2026-11-23 06:31:54.5+05:30") << base + 500'000;
        QTest::newRow("west, compact") << QByteArray("2026-11-22T20:01:54-0500") << base;
        QTest::newRow("month 13") << QByteArray("2026-13-01T00:00:00") << qint64(-1);
        QTest::newRow("rubbish behind") << QByteArray("2026-11-23T01:01:54+00:00x") << qint64(-1);
        QTest::newRow("empty") << QByteArray() << qint64(-1);
    }
    void isoTimes()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, micros);
        QCOMPARE(qint64(celery::parseIsoTime(test::view(text)).value_or(-1)), micros);
    }

    /// Message protocol 1 (task_protocol = 1, senders other than Python): all of it is in the body.
    void protocolOne()
    {
        const QJsonObject task {{QStringLiteral("task"), QStringLiteral("tasks.add")},
            {QStringLiteral("id"), QStringLiteral("p1-1")}, {QStringLiteral("args"), QJsonArray {1, 2}},
            {QStringLiteral("kwargs"), QJsonObject {{QStringLiteral("tenant"), QStringLiteral("acme")}}},
            {QStringLiteral("retries"), 2}, {QStringLiteral("eta"), QJsonValue()},
            {QStringLiteral("expires"), QJsonValue()}, {QStringLiteral("utc"), true}};
        const QJsonObject properties {{QStringLiteral("body_encoding"), QStringLiteral("base64")},
            {QStringLiteral("delivery_info"), QJsonObject {{QStringLiteral("routing_key"), QStringLiteral("celery")}}},
            {QStringLiteral("priority"), 3}};
        const QJsonObject whole {
            {QStringLiteral("body"),
                QString::fromLatin1(QJsonDocument(task).toJson(QJsonDocument::Compact).toBase64())},
            {QStringLiteral("headers"), QJsonObject()}, {QStringLiteral("properties"), properties}};
        const QByteArray text = QJsonDocument(whole).toJson(QJsonDocument::Compact);
        celery::MessageReader reader;
        const auto message = reader.message(test::view(text));
        QVERIFY(message.has_value());
        QCOMPARE(test::text(message->id), QStringLiteral("p1-1"));
        QCOMPARE(test::text(message->task), QStringLiteral("tasks.add"));
        QCOMPARE(test::text(message->argsRepr), QStringLiteral("[1,2]"));
        QCOMPARE(message->retries, 2);
        QCOMPARE(message->priority, 3);
        const auto arguments = reader.arguments(test::view(text));
        QVERIFY(arguments.has_value());
        QCOMPARE(test::text(arguments->kwargs), QStringLiteral("{\"tenant\":\"acme\"}"));
        const QByteArray held = '[' + text + ",\"\",\"celery\"]";
        const auto unacked = reader.unacked(test::view(held));
        QVERIFY(unacked.has_value());
        QCOMPARE(test::text(unacked->message.id), QStringLiteral("p1-1"));
        QCOMPARE(QByteArray::fromStdString(unacked->routingKey), QByteArray("celery"));
    }
    void capturedLists()
    {
        celery::MessageReader reader;
        const QJsonObject lists
            = test::readSample(QStringLiteral("celery-broker-keys-5.7.0.json"))[QStringLiteral("lists")].toObject();
        int messages = 0;
        for (const auto list : lists) {
            for (const auto value : list.toArray()) {
                QJsonObject raw = value.toObject();
                const QJsonArray body = raw.take(QStringLiteral("_decoded_body")).toArray();
                const QByteArray bytes = QJsonDocument(raw).toJson();
                const auto message = reader.message(test::view(bytes));
                QVERIFY(message);
                const QJsonObject headers = raw[QStringLiteral("headers")].toObject();
                QCOMPARE(test::text(message->id), headers[QStringLiteral("id")].toString());
                QCOMPARE(test::text(message->task), headers[QStringLiteral("task")].toString());
                QCOMPARE(test::text(message->argsRepr), headers[QStringLiteral("argsrepr")].toString());
                QCOMPARE(message->eta != 0, !headers[QStringLiteral("eta")].isNull());
                QCOMPARE(message->redelivered, headers[QStringLiteral("redelivered")].toBool());
                QCOMPARE(test::text(message->routingKey),
                    raw[QStringLiteral("properties")][QStringLiteral("delivery_info")][QStringLiteral("routing_key")]
                        .toString());
                const auto arguments = reader.arguments(test::view(bytes));
                QVERIFY(arguments);
                QCOMPARE(
                    QJsonDocument::fromJson(QByteArray::fromStdString(arguments->args)).array(), body[0].toArray());
                QCOMPARE(
                    QJsonDocument::fromJson(QByteArray::fromStdString(arguments->kwargs)).object(), body[1].toObject());
                const auto unacked = reader.unacked(test::view(QByteArray("[" + bytes + ",\"\",\"llm\"]")));
                QVERIFY(unacked);
                QCOMPARE(unacked->message.id, message->id);
                QCOMPARE(test::text(unacked->routingKey), QStringLiteral("llm"));
                ++messages;
            }
        }
        QVERIFY(messages >= 4);
    }

    void brokenMessages_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("x");
        QTest::newRow("cut") << QByteArray(R"({"headers":{"id":"1","task":"t")");
        QTest::newRow("no headers") << QByteArray(R"({"body":""})");
        QTest::newRow("RQ-like") << QByteArray(R"(["a","b"])");
        QTest::newRow("headers of a wrong type") << QByteArray(R"({"headers":7})");
    }
    void brokenMessages()
    {
        QFETCH(QByteArray, text);
        celery::MessageReader reader;
        QVERIFY(!reader.message(test::view(text)));
        QVERIFY(!reader.unacked(test::view(text)));
        QVERIFY(!reader.arguments(test::view(text)));
        QVERIFY(!celery::parseResultMeta(test::view(text)));
    }

    void capturedResults_data()
    {
        QTest::addColumn<QJsonObject>("payload");
        for (const char *file : {"celery-result-meta-5.7.0.json", "celery-result-meta-5.2.6.json"}) {
            const QJsonObject all = test::readSample(QLatin1String(file))[QStringLiteral("by_status")].toObject();
            for (auto it = all.begin(); it != all.end(); ++it)
                QTest::addRow("%s %s", file, qPrintable(it.key())) << it.value()[QStringLiteral("payload")].toObject();
        }
    }
    void capturedResults()
    {
        QFETCH(QJsonObject, payload);
        const auto meta = celery::parseResultMeta(test::view(QJsonDocument(payload).toJson(QJsonDocument::Compact)));
        QVERIFY(meta);
        QCOMPARE(test::text(meta->taskId), payload[QStringLiteral("task_id")].toString());
        QCOMPARE(test::text(meta->status), payload[QStringLiteral("status")].toString());
        QCOMPARE(test::text(meta->traceback), payload[QStringLiteral("traceback")].toString());
        QCOMPARE(meta->dateDone != 0, !payload[QStringLiteral("date_done")].isNull());
        if (meta->status == "FAILURE")
            QVERIFY2(meta->exceptionText.starts_with("ValueError("), meta->exceptionText.c_str());
        if (meta->status == "SUCCESS")
            QVERIFY(meta->exceptionText.empty() && !meta->result.empty());
    }

    void extendedResult()
    {
        const auto meta = celery::parseResultMeta(
            R"({"status":"SUCCESS","result":{"a":[1]},"traceback":null,"children":[],"date_done":"2026-11-23T01:01:54.8","task_id":"x",)"
            R"("name":"n","args":[7],"kwargs":{},"worker":"ext@host","retries":3,"queue":"celery","group_id":"g"})");
        QVERIFY(meta);
        QCOMPARE(test::text(meta->result), QStringLiteral(R"({"a":[1]})"));
        QCOMPARE(test::text(meta->args), QStringLiteral("[7]"));
        QCOMPARE(test::text(meta->worker), QStringLiteral("ext@host"));
        QCOMPARE(meta->retries, 3);
        QCOMPARE(test::text(meta->groupId), QStringLiteral("g"));
    }
};

PH_TEST(TestMessages)
#include "tst_messages.moc"
