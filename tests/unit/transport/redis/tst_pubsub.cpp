// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/pubsub.h"
#include "tests/support/testmain.h"

using namespace ph::transport::redis;
using Status = PubSubStep::Status;
using Kind = PubSubFrame::Kind;

class TestPubSub : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void frames()
    {
        const QByteArray bytes(
            "*4\r\n$8\r\npmessage\r\n$2\r\n/*\r\n$3\r\n/a1\r\n$5\r\nhe\r\no\r\n"
            "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$0\r\n\r\n"
            "*3\r\n$10\r\npsubscribe\r\n$2\r\n/*\r\n:1\r\n"
            "*2\r\n$4\r\npong\r\n$0\r\n\r\n+PONG\r\n*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n-NOPERM no\r\n");
        QList<PubSubFrame> frames;
        qsizetype at = 0;
        while (at < bytes.size()) {
            const auto step = readPubSubFrame(QByteArrayView(bytes).sliced(at), 1000);
            QCOMPARE(step.status, Status::Frame);
            frames.append(step.frame);
            at += step.size;
        }
        QCOMPARE(frames.size(), 7);
        QCOMPARE(frames[0].kind, Kind::Message);
        QCOMPARE(frames[0].channel, QByteArrayView("/a1"));
        QCOMPARE(frames[0].payload, QByteArrayView("he\r\no"));
        QCOMPARE(frames[1].kind, Kind::Message);
        QCOMPARE(frames[1].payload.size(), 0);
        QCOMPARE(frames[2].kind, Kind::Subscribed);
        QCOMPARE(frames[3].kind, Kind::Pong);
        QCOMPARE(frames[4].kind, Kind::Pong);
        QCOMPARE(frames[5].kind, Kind::Other);
        QCOMPARE(frames[6].kind, Kind::Error);
        QCOMPARE(frames[6].payload, QByteArrayView("NOPERM no"));
    }
    /// Cut anywhere, a frame only asks for more, and says truly how much more at least.
    void cutAnywhere()
    {
        for (const QByteArray &frame :
            {QByteArray("*4\r\n$8\r\npmessage\r\n$2\r\n/*\r\n$3\r\n/a1\r\n$12\r\nhello\r\nworld\r\n"),
                QByteArray("*3\r\n$10\r\npsubscribe\r\n$2\r\n/*\r\n:11\r\n"), QByteArray("+PONG\r\n")}) {
            for (qsizetype size = 0; size < frame.size(); ++size) {
                const auto step = readPubSubFrame(QByteArrayView(frame).first(size), 1000);
                QCOMPARE(step.status, Status::NeedMore);
                QVERIFY2(step.size > size && step.size <= frame.size(),
                    qPrintable(QStringLiteral("%1 at %2").arg(step.size).arg(size)));
            }
        }
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("tooLarge");
        QTest::newRow("announced beyond the limit")
            << QByteArray("*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$600000000\r\n") << true;
        QTest::newRow("length overflow") << QByteArray("*3\r\n$99999999999999999999\r\n") << false;
        QTest::newRow("negative length") << QByteArray("*3\r\n$-7\r\n") << false;
        QTest::newRow("empty array") << QByteArray("*0\r\n") << false;
        QTest::newRow("null array") << QByteArray("*-1\r\n") << false;
        QTest::newRow("nested array") << QByteArray("*3\r\n*1\r\n") << false;
        QTest::newRow("long array") << QByteArray("*5\r\n") << false;
        QTest::newRow("no number") << QByteArray("*\r\n") << false;
        QTest::newRow("bulk without end") << QByteArray("*2\r\n$4\r\npongXX") << false;
        QTest::newRow("http") << QByteArray("HTTP/1.1 400\r\n") << false;
        QTest::newRow("resp3 push") << QByteArray(">3\r\n") << false;
        QTest::newRow("endless line") << QByteArray("+") + QByteArray(5000, 'x') << false;
        QTest::newRow("lone line feed") << QByteArray("+a\n") << false;
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, tooLarge);
        QCOMPARE(readPubSubFrame(bytes, 1'000'000).status, tooLarge ? Status::TooLarge : Status::Malformed);
    }
};

PH_TEST(TestPubSub)
#include "tst_pubsub.moc"
