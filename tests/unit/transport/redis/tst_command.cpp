// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/command.h"
#include "services/transport/redis/readtable.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::transport::redis;

class TestCommand : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wireForm()
    {
        QByteArray out;
        Command("LRANGE", QByteArray("a\0b", 3), 0, -1).appendTo(out);
        QCOMPARE(out, QByteArray("*4\r\n$6\r\nLRANGE\r\n$3\r\na?b\r\n$1\r\n0\r\n$2\r\n-1\r\n").replace('?', '\0'));
    }
    void lineBreaksStayInside()
    {
        QByteArray out;
        Command("GET", "x\r\nFLUSHALL\r\n").appendTo(out);
        QCOMPARE(out, QByteArray("*2\r\n$3\r\nGET\r\n$13\r\nx\r\nFLUSHALL\r\n\r\n"));
    }

    void readTable_data()
    {
        QTest::addColumn<QByteArrayList>("argv");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char *name, const QByteArrayList &argv, bool allowed) {
            QTest::newRow(name) << argv << allowed;
        };
        row("get", {"GET", "k"}, true);
        row("lower case", {"get", "k"}, true);
        row("config get", {"CONFIG", "GET", "*"}, true);
        row("config set", {"CONFIG", "SET", "a", "b"}, false);
        row("config alone", {"CONFIG"}, false);
        row("object freq", {"OBJECT", "FREQ", "k"}, true);
        row("getex", {"GETEX", "k", "PERSIST"}, false);
        row("getdel", {"GETDEL", "k"}, false);
        row("sort", {"SORT", "k"}, false);
        row("sort store", {"SORT", "k", "STORE", "d"}, false);
        row("sort_ro", {"SORT_RO", "k"}, true);
        row("georadius", {"GEORADIUS", "k", "1", "1", "1", "km"}, false);
        row("eval", {"EVAL", "return 1", "0"}, false);
        row("eval_ro", {"EVAL_RO", "return 1", "0"}, false);
        row("keys", {"KEYS", "*"}, false);
        row("xread", {"XREAD", "COUNT", "5", "STREAMS", "s", "0"}, true);
        row("xread block", {"XREAD", "BLOCK", "0", "STREAMS", "s", "0"}, false);
        row("xread of a stream named block", {"XREAD", "STREAMS", "BLOCK", "0"}, true);
        row("xinfo stream", {"XINFO", "STREAM", "s"}, true);
        row("xinfo stream full", {"XINFO", "STREAM", "s", "full"}, false);
        row("name with a blank", {"CONFIG GET", "*"}, false);
        row("name with a nul", {QByteArray("GET\0", 4), "k"}, false);
        row("publish", {"PUBLISH", "c", "m"}, false);
        row("client kill", {"CLIENT", "KILL", "ID", "1"}, false);
        row("acl getuser", {"ACL", "GETUSER", "default"}, false);
        row("memory purge", {"MEMORY", "PURGE"}, false);
        row("monitor", {"MONITOR"}, false);
        row("subscribe", {"SUBSCRIBE", "c"}, false);
        row("empty name", {""}, false);
    }
    void readTable()
    {
        QFETCH(QByteArrayList, argv);
        QFETCH(bool, allowed);
        const auto result = checkRead(Command::fromArgv({argv.begin(), argv.end()}));
        QCOMPARE(result.has_value(), allowed);
        if (!allowed)
            QCOMPARE(result.error().code, QStringLiteral("not-a-read"));
    }
    void sharedConnectionIsNotBroken()
    {
        for (const char *name : {"MULTI", "select", "BRPOP", "MONITOR", "SUBSCRIBE", "RESET", "QUIT", "HELLO"})
            QVERIFY2(!checkShared(Command(name, "x")), name);
        QVERIFY(!checkShared(Command("client", "reply", "off")));
        QVERIFY(checkShared(Command("LPUSH", "BRPOP", "x")).has_value());
    }
};

PH_TEST(TestCommand)
#include "tst_command.moc"
