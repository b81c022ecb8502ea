// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/queues/support.h"

using namespace ph;
using namespace ph::queues;
using celery::EventKind;

class TestEventDecoder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void captured_data();
    void captured();
    void capturedEnvelopes();
    void listOfEvents();
    void oddButLegal();
    void plainBody();
    void brokenListKeepsTheGoodOnes();
    void refusals_data();
    void refusals();
};

// Defined apart from the class: moc loses count of braces in the raw strings below.

// Each captured event of both generations, field by field.
void TestEventDecoder::captured_data()
{
    QTest::addColumn<QJsonObject>("event");
    for (const char *file : {"celery-events-5.7.0.json", "celery-events-5.2.6.json"}) {
        const QJsonObject events = test::readSample(QLatin1String(file))[QStringLiteral("events")].toObject();
        for (auto it = events.begin(); it != events.end(); ++it)
            QTest::addRow("%s %s", file, qPrintable(it.key())) << it.value().toObject();
    }
}

void TestEventDecoder::captured()
{
    QFETCH(QJsonObject, event);
    celery::EventDecoder decoder;
    const auto decoded = decoder.decode(test::view(test::envelope(QJsonDocument(event).toJson())));
    QVERIFY(decoded);
    QCOMPARE(decoded->events.size(), std::size_t(1));
    const celery::EventView &view = decoded->events[0];
    const auto expectText = [&event](const char *key, std::string_view got) {
        QCOMPARE(test::text(got), event[QLatin1String(key)].toString());
    };
    expectText("uuid", view.uuid);
    expectText("hostname", view.hostname);
    expectText("name", view.name);
    expectText("args", view.args);
    expectText("kwargs", view.kwargs);
    expectText("root_id", view.rootId);
    expectText("parent_id", view.parentId);
    expectText("queue", view.queue);
    expectText("result", view.result);
    expectText("exception", view.exception);
    expectText("traceback", view.traceback);
    expectText("sw_ver", view.softwareVersion);
    QCOMPARE(view.timestamp, event[QStringLiteral("timestamp")].toDouble());
    QCOMPARE(view.runtime, event[QStringLiteral("runtime")].toDouble(-1));
    QCOMPARE(view.terminated, event[QStringLiteral("terminated")].toBool());
    QCOMPARE(view.signum, event[QStringLiteral("signum")].toInt());
    QCOMPARE(double(view.active), event[QStringLiteral("active")].toDouble(-1));
    QCOMPARE(view.freq, event[QStringLiteral("freq")].toDouble());
    const QString type = event[QStringLiteral("type")].toString();
    QCOMPARE(test::text(view.subject), type.section(QLatin1Char('-'), 1));
    QVERIFY(type.startsWith(QLatin1String("task-")) ? isTaskEvent(view.kind) : isWorkerEvent(view.kind));
}

void TestEventDecoder::capturedEnvelopes()
{
    celery::EventDecoder decoder;
    int events = 0;
    for (const char *file : {"celery-events-5.7.0.json", "celery-events-5.2.6.json"}) {
        const QJsonObject raw
            = test::readSample(QLatin1String(file))[QStringLiteral("one_raw_envelope_per_channel")].toObject();
        for (const auto value : raw) {
            QJsonObject message = value.toObject();
            const QJsonValue expected = message.take(QStringLiteral("_decoded_body"));
            if (!message.contains(QStringLiteral("body")))
                continue; // a result channel or a request
            const auto decoded = decoder.decode(test::view(QJsonDocument(message).toJson()));
            if (!message[QStringLiteral("properties")][QStringLiteral("delivery_info")][QStringLiteral("exchange")]
                    .toString()
                    .startsWith(QLatin1String("celeryev")))
                continue;
            QVERIFY(decoded);
            QCOMPARE(decoded->rejected, 0);
            events += int(decoded->events.size());
        }
    }
    QVERIFY(events >= 4);
}

void TestEventDecoder::listOfEvents()
{
    celery::EventDecoder decoder;
    const QByteArray body = R"([{"type":"task-received","uuid":"a","name":"n","hostname":"h","timestamp":1795000000},
        {"type":"task-started","uuid":"a","hostname":"h","timestamp":1795000001.5}, {"type":"worker-online","hostname":"h"}])";
    const auto decoded = decoder.decode(test::view(test::envelope(body)));
    QVERIFY(decoded);
    QCOMPARE(decoded->events.size(), std::size_t(3));
    QCOMPARE(decoded->events[0].timestamp, 1795000000.0); // an integer
    QCOMPARE(decoded->events[1].kind, EventKind::TaskStarted);
    QCOMPARE(decoded->events[2].kind, EventKind::WorkerOnline);
}

void TestEventDecoder::oddButLegal()
{
    celery::EventDecoder decoder;
    // Lone surrogate, markup, control characters, arguments that are no text, numbers of the other kind, doubled keys.
    const QByteArray body
        = R"({"type":"task-failed","uuid":"u","exception":"bad \ud83d end","name":"<b>n\u0000\u001b[31m</b>",
        "args":[1,{"x":2}],"kwargs":null,"retries":2.0,"timestamp":1795000000,"runtime":1,"signum":null,"hostname":"h","hostname":"h2"})";
    const auto decoded = decoder.decode(test::view(test::envelope(body)));
    QVERIFY(decoded);
    const auto &event = decoded->events[0];
    QCOMPARE(test::text(event.exception), QStringLiteral("bad \uFFFD end"));
    QCOMPARE(event.name, std::string_view("<b>n\0\x1b[31m</b>", 14));
    QCOMPARE(test::text(event.args), QStringLiteral(R"([1,{"x":2}])"));
    QVERIFY(event.kwargs.data() == nullptr);
    QCOMPARE(int(event.retries), 2);
    QCOMPARE(event.runtime, 1.0);
    QCOMPARE(test::text(event.hostname), QStringLiteral("h2"));
    // No time that anything can have taken.
    for (const char *runtime : {"1e300", "-1e300", "-1", "\"5\""}) {
        const QByteArray odd = QByteArray(R"({"type":"task-succeeded","uuid":"u","runtime":)") + runtime + '}';
        const auto again = decoder.decode(test::view(test::envelope(odd)));
        QVERIFY(again);
        QVERIFY2(again->events[0].runtime < 0, runtime);
        QCOMPARE(again->events[0].runtime, celery::EventView().runtime); // unknown
    }
}

void TestEventDecoder::plainBody()
{
    celery::EventDecoder decoder;
    const auto decoded = decoder.decode(R"({"body":"{\"type\":\"task-sent\",\"uuid\":\"x\"}","properties":{}})");
    QVERIFY(decoded);
    QCOMPARE(test::text(decoded->events[0].uuid), QStringLiteral("x"));
}

void TestEventDecoder::brokenListKeepsTheGoodOnes()
{
    celery::EventDecoder decoder;
    const QByteArray body
        = R"([{"type":"task-sent","uuid":"a"}, 7, {"uuid":"no type"}, {"type":"task-sent"}, {"type":"task-sent","uuid":"b"}])";
    const auto decoded = decoder.decode(test::view(test::envelope(body)));
    QVERIFY(decoded);
    QCOMPARE(decoded->events.size(), std::size_t(2));
    QCOMPARE(decoded->rejected, 3);
}

void TestEventDecoder::refusals_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QString>("what");
    QTest::newRow("empty") << QByteArray() << QStringLiteral("no JSON object");
    QTest::newRow("no JSON") << QByteArray("PING") << QStringLiteral("no JSON object");
    QTest::newRow("cut") << QByteArray("{\"body\":\"abc") << QStringLiteral("JSON");
    QTest::newRow("no body") << QByteArray(R"({"a":1})") << QStringLiteral("no body");
    QTest::newRow("no base64") << QByteArray(R"({"body":"?","properties":{"body_encoding":"base64"}})")
                               << QStringLiteral("no base64");
    QTest::newRow("pickle") << QByteArray(
        R"({"body":"gAJ9","content-type":"application/x-python-serialize","properties":{"body_encoding":"base64"}})")
                            << QStringLiteral("serialized as application/x-python-serialize");
    QTest::newRow("broken event") << test::envelope("{\"type\":") << QStringLiteral("no event");
    QTest::newRow("number") << test::envelope("12") << QStringLiteral("neither");
    QTest::newRow("invalid UTF-8") << test::envelope("{\"type\":\"task-sent\",\"uuid\":\"\xff\"}")
                                   << QStringLiteral("no JSON");
    QTest::newRow("10 MB") << QByteArray(10 << 20, 'x') << QStringLiteral("the limit is");
}

void TestEventDecoder::refusals()
{
    QFETCH(QByteArray, message);
    QFETCH(QString, what);
    celery::EventDecoder decoder;
    const auto decoded = decoder.decode(test::view(message));
    QVERIFY(!decoded);
    QVERIFY2(decoded.error().what.contains(what), qPrintable(decoded.error().what));
    // and the decoder goes on
    QVERIFY(decoder.decode(test::view(test::envelope(R"({"type":"task-sent","uuid":"x"})"))));
}

PH_TEST(TestEventDecoder)
#include "tst_eventdecoder.moc"
