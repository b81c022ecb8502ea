// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/resp.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::transport::redis;

namespace {

/// Feeds in pieces of `step` bytes; the replies, or the error that ended it.
Result<std::vector<Reply>> parseAll(const QByteArray &bytes, qsizetype step, ParserLimits limits = {})
{
    ReplyParser parser(limits);
    std::vector<Reply> all;
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        if (auto fed = parser.feed(QByteArrayView(bytes).sliced(at, std::min(step, bytes.size() - at))); !fed)
            return fail(fed.error());
        for (;;) {
            auto next = parser.next();
            if (!next)
                return fail(next.error());
            if (!*next)
                break;
            all.push_back(std::move(**next));
        }
    }
    return all;
}

} // namespace

class TestResp : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void replies_data()
    {
        QTest::addColumn<int>("step");
        for (const int step : {1, 2, 3, 7, 1000})
            QTest::addRow("in pieces of %d", step) << step;
    }
    void replies()
    {
        QFETCH(int, step);
        const QByteArray bytes("+OK\r\n:-42\r\n$5\r\na\0b\r\n\r\n$-1\r\n-ERR no\r\n*-1\r\n*0\r\n"
                               "*3\r\n*2\r\n:1\r\n$1\r\nx\r\n$-1\r\n*1\r\n*1\r\n+deep\r\n$2\r\n77\r\n",
            sizeof("+OK\r\n:-42\r\n$5\r\na\0b\r\n\r\n$-1\r\n-ERR "
                   "no\r\n*-1\r\n*0\r\n*3\r\n*2\r\n:1\r\n$1\r\nx\r\n$-1\r\n*1\r\n*1\r\n+deep\r\n$2\r\n77\r\n")
                - 1);
        auto result = parseAll(bytes, step);
        QVERIFY(result.has_value());
        const auto &all = *result;
        QCOMPARE(all.size(), std::size_t(9));
        QCOMPARE(all[0].type(), Reply::Type::Status);
        QCOMPARE(all[0].bytes(), QByteArray("OK"));
        QCOMPARE(all[1].toInteger(), -42);
        QCOMPARE(all[2].bytes(), QByteArray("a\0b\r\n", 5));
        QVERIFY(all[3].isNil());
        QVERIFY(all[4].isError());
        QVERIFY(all[5].isNil());
        QVERIFY(all[6].isArray() && all[6].items().empty());
        QCOMPARE(all[7].items().size(), std::size_t(3));
        QCOMPARE(all[7].at(0).at(1).bytes(), QByteArray("x"));
        QCOMPARE(all[7].at(2).at(0).at(0).bytes(), QByteArray("deep"));
        QVERIFY(all[7].at(9).at(3).isNil());
        QCOMPARE(all[8].toInteger(), 77);
    }
    void growingArraysKeepTheirPlace()
    {
        QByteArray bytes("*5000\r\n");
        for (int i = 0; i < 5000; ++i)
            bytes += "*2\r\n:" + QByteArray::number(i) + "\r\n*1\r\n:" + QByteArray::number(i) + "\r\n";
        const auto result = parseAll(bytes, 4096);
        QVERIFY(result.has_value());
        for (int i = 0; i < 5000; ++i)
            QCOMPARE(result->at(0).at(std::size_t(i)).at(1).at(0).toInteger(-1), i);
    }
    void fields()
    {
        const auto result = parseAll("*4\r\n$4\r\nname\r\n$1\r\nx\r\n$4\r\nsize\r\n:7\r\n", 1000);
        QCOMPARE(result->at(0).field("size").toInteger(), 7);
        QVERIFY(result->at(0).field("none").isNil());
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("code");
        QTest::newRow("length of -2") << QByteArray("$-2\r\n") << "malformed";
        QTest::newRow("resp3 map") << QByteArray("%1\r\n+a\r\n+b\r\n") << "malformed";
        QTest::newRow("unknown type") << QByteArray("HTTP/1.1\r\n") << "malformed";
        QTest::newRow("not a number") << QByteArray(":12a\r\n") << "malformed";
        QTest::newRow("huge array") << QByteArray("*100000000000\r\n") << "malformed";
        QTest::newRow("large array") << QByteArray("*900000000\r\n") << "reply-too-large";
        QTest::newRow("too deep") << QByteArray("*1\r\n").repeated(40) << "malformed";
        QTest::newRow("bulk above the limit")
            << QByteArray("$600000000\r\n") + QByteArray(200'000, 'x') << "reply-too-large";
        QTest::newRow("only announced") << QByteArray("$99999999999\r\n") << "reply-too-large";
        QTest::newRow("only announced, in an array") << QByteArray("*2\r\n+a\r\n$100001\r\n") << "reply-too-large";
        QTest::newRow("many small items above the limit")
            << QByteArray("*100000\r\n") + QByteArray("+x\r\n").repeated(30'000) << "reply-too-large";
    }
    void refused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, code);
        const auto result = parseAll(bytes, 16'384, {.bytes = 100'000, .items = 1'000'000});
        QVERIFY(!result);
        QCOMPARE(result.error().code, code);
    }
    void limitIsPerReply()
    {
        const QByteArray reply = "$60000\r\n" + QByteArray(60'000, 'y') + "\r\n";
        const auto result = parseAll(reply.repeated(20), 16'384, {.bytes = 100'000, .items = 1000});
        QVERIFY(result.has_value());
        QCOMPARE(result->size(), std::size_t(20));
    }
    void deadAfterAnError()
    {
        ReplyParser parser;
        QVERIFY(parser.feed("!\r\n").has_value());
        QVERIFY(!parser.next());
        QVERIFY(!parser.feed("+OK\r\n"));
        QVERIFY(!parser.next());
    }

    void errorsOfTheServer_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("code");
        QTest::newRow("noperm") << QByteArray("NOPERM this user has no permissions") << ErrorKind::Forbidden
                                << "NOPERM";
        QTest::newRow("wrongpass") << QByteArray("WRONGPASS invalid username-password pair") << ErrorKind::Auth
                                   << "WRONGPASS";
        QTest::newRow("noauth") << QByteArray("NOAUTH Authentication required.") << ErrorKind::Auth << "NOAUTH";
        QTest::newRow("wrongtype") << QByteArray("WRONGTYPE Operation against a key") << ErrorKind::Server
                                   << "WRONGTYPE";
        QTest::newRow("plain") << QByteArray("ERR value is not an integer") << ErrorKind::Server << "ERR";
        QTest::newRow("renamed") << QByteArray("ERR unknown command 'HSCAN'") << ErrorKind::Server << "unknown-command";
        QTest::newRow("without code") << QByteArray("something") << ErrorKind::Server << "ERR";
        QTest::newRow("denied") << QByteArray("DENIED Redis is running in protected mode") << ErrorKind::Forbidden
                                << "DENIED";
        QTest::newRow("clients") << QByteArray("ERR max number of clients reached") << ErrorKind::Server
                                 << "max-clients";
        QTest::newRow("database") << QByteArray("ERR DB index is out of range") << ErrorKind::Server << "no-such-db";
    }
    void errorsOfTheServer()
    {
        QFETCH(QByteArray, text);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, code);
        const Error error = errorOf(Reply::text(Reply::Type::Error, text), QStringLiteral("here"));
        QCOMPARE(error.kind, kind);
        QCOMPARE(error.code, code);
    }

    void foreignServices()
    {
        QVERIFY(!foreignService("+OK", {}));
        QVERIFY(!foreignService("-ERR", {}));
        QVERIFY(foreignService("HTTP/1.1 400 Bad Request", {})->what.contains(QLatin1String("HTTP")));
        QCOMPARE(foreignService("SSH-2.0-OpenSSH", {})->code, QStringLiteral("wrong-service"));
        QCOMPARE(foreignService(QByteArrayView("\x15\x03\x01\x00\x02\x02\x16", 7), {})->code,
            QStringLiteral("tls-expected"));
    }
};

PH_TEST(TestResp)
#include "tst_resp.moc"
