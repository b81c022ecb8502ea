// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/redisserver.h"
#include "tests/support/sockets.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::redis;
using namespace std::chrono_literals;

namespace {

/// A real sentinel that watches one master.
class SentinelServer final : public test::ChildServer {
public:
    bool start(quint16 master)
    {
        setPort(test::freePort());
        const QByteArray configuration = "port " + QByteArray::number(port())
            + "\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 " + QByteArray::number(master) + " 1\n";
        return launch(QStringLiteral("redis-server"),
            {write(QStringLiteral("sentinel.conf"), configuration), QStringLiteral("--sentinel")});
    }
};

} // namespace

class TestSentinel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsTheMaster()
    {
        test::RedisServer master;
        QVERIFY(master.start());
        master.cli({QStringLiteral("SET"), QStringLiteral("who"), QStringLiteral("master")});
        SentinelServer sentinel;
        QVERIFY(sentinel.start(master.port()));
        Endpoint endpoint = master.endpoint();
        endpoint.host.clear();
        // The first one is dead: the next is asked.
        endpoint.sentinel = Sentinel {
            {{QStringLiteral("127.0.0.1"), test::closedPort()}, {QStringLiteral("127.0.0.1"), sentinel.port()}},
            QStringLiteral("main")};
        Client client({.endpoint = endpoint});
        QCOMPARE(test::await(client.read(Command("GET", "who"), {}, 5s))->bytes(), QByteArray("master"));
    }
    void saysThatTheMasterIsUnknown()
    {
        test::RedisServer master;
        QVERIFY(master.start());
        SentinelServer sentinel;
        QVERIFY(sentinel.start(master.port()));
        Endpoint endpoint = master.endpoint();
        endpoint.sentinel = Sentinel {{{QStringLiteral("127.0.0.1"), sentinel.port()}}, QStringLiteral("other")};
        Client client({.endpoint = endpoint});
        QCOMPARE(test::await(client.read(Command("GET", "who"), {}, 5s)).error().code, QStringLiteral("no-master"));
    }
};

PH_TEST(TestSentinel)
#include "tst_sentinel.moc"
