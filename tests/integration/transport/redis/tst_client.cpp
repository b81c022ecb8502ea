// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/permits.h"
#include "tests/support/redisserver.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::redis;
using namespace std::chrono_literals;

namespace {

constexpr const char s_users[] = "user default off\n"
                                 "user reader on >read-pw +@read +@connection +info +time -@write ~* &*\n"
                                 "user operator on >oper-pw +@all ~* &*\n";

struct Peer {
    test::RedisServer server;
    std::unique_ptr<Client> client;
    PermitTestFactory permits;

    bool start(bool withOperator = true)
    {
        if (!server.start(s_users))
            return false;
        Client::Options options {.endpoint = server.endpoint()};
        options.reader = test::fixedCredentials(QStringLiteral("reader"), "read-pw");
        if (withOperator)
            options.operatorUser = test::fixedCredentials(QStringLiteral("operator"), "oper-pw");
        client = std::make_unique<Client>(std::move(options));
        return true;
    }
    Result<Reply> read(Command command) { return test::await(client->read(std::move(command), {}, 5s)); }
    Result<Reply> write(Command command)
    {
        return test::await(client->write(permits.write(), std::move(command), {}, 5s));
    }
};

} // namespace

class TestClient : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsAndWrites()
    {
        Peer peer;
        QVERIFY(peer.start());
        const QByteArray value("bin\0ary\r\n", 9);
        QVERIFY(peer.write(Command("SET", "k", value)).has_value());
        QCOMPARE(peer.read(Command("GET", "k"))->bytes(), value);
        QVERIFY(peer.read(Command("GET", "none"))->isNil());
        QCOMPARE(peer.client->state().phase, LinkPhase::Live);
        QTRY_VERIFY(peer.client->state().clock);
        QVERIFY(std::abs(peer.client->state().clock->offset.count()) < 1000);
    }
    /// One who asks once (`pilothousectl status`) is told too how fast the server answers.
    void answerTimeIsKnownBeforeTheFirstHeartbeat()
    {
        test::RedisServer server;
        QVERIFY(server.start(s_users));
        Client::Options options {.endpoint = server.endpoint()};
        options.reader = test::fixedCredentials(QStringLiteral("reader"), "read-pw");
        Client client(std::move(options));
        QVERIFY(test::await(client.read(Command("GET", "k"), {}, 5s)).has_value());
        QTRY_VERIFY_WITH_TIMEOUT(client.state().latency.has_value(), 1500); // heartbeats come every 2 s
    }
    void writesAreRefusedOnTheReadingSide()
    {
        Peer peer;
        QVERIFY(peer.start());
        QCOMPARE(peer.read(Command("SET", "k", "v")).error().code, QStringLiteral("not-a-read"));
        QCOMPARE(peer.read(Command("CONFIG", "GET", "*")).error().code, QStringLiteral("NOPERM"));
    }
    void withoutOperatorNothingIsWritten()
    {
        Peer peer;
        QVERIFY(peer.start(false));
        const auto result = peer.write(Command("SET", "k", "v"));
        QCOMPARE(result.error().kind, ErrorKind::Forbidden);
        QCOMPARE(result.error().code, QStringLiteral("no-operator"));
        QVERIFY(!result.error().hint.isEmpty());
    }
    void refusedPermitSendsNothing()
    {
        Peer peer;
        QVERIFY(peer.start());
        peer.permits.authority->verdict = fail(ErrorKind::Refused, QStringLiteral("locked"));
        QCOMPARE(peer.write(Command("SET", "k", "v")).error().what, QStringLiteral("locked"));
        peer.permits.authority->verdict = {};
        auto foreign = PermitTestFactory(QStringLiteral("other")).write();
        QCOMPARE(test::await(peer.client->write(std::move(foreign), Command("SET", "k", "v"), {}, 5s)).error().code,
            QStringLiteral("permit-environment"));
        QCOMPARE(peer.read(Command("EXISTS", "k"))->toInteger(), 0);
    }
    void manyInOneGo()
    {
        Peer peer;
        QVERIFY(peer.start());
        std::vector<Command> writes;
        std::vector<Command> reads;
        for (int i = 0; i < 3000; ++i) {
            writes.emplace_back("SET", "k" + QByteArray::number(i), i);
            reads.emplace_back("GET", "k" + QByteArray::number(i));
        }
        reads.emplace_back("LLEN", "k1"); // a wrong type spoils only itself
        const auto written = test::await(peer.client->writeAtomically(peer.permits.write(), std::move(writes), {}, 5s));
        QCOMPARE(written->size(), std::size_t(3000));
        const auto read = test::await(peer.client->readMany(std::move(reads), {}, 5s));
        QCOMPARE(read->size(), std::size_t(3001));
        QCOMPARE(read->at(2999).toInteger(), 2999);
        QVERIFY(read->at(3000).isError());
    }
    void scripts()
    {
        Peer peer;
        QVERIFY(peer.start());
        static constexpr Script s_swap {
            "swap", "redis.call('SET', KEYS[1], ARGV[1]); return redis.call('GET', KEYS[1])"};
        const auto result
            = test::await(peer.client->writeScript(peer.permits.write(), s_swap, {"a"}, {"b\r\nc"}, {}, 5s));
        QCOMPARE(result->bytes(), QByteArray("b\r\nc"));
    }
    void connectionBreakersAreRefused()
    {
        Peer peer;
        QVERIFY(peer.start());
        QCOMPARE(peer.write(Command("SUBSCRIBE", "c")).error().code, QStringLiteral("breaks-connection"));
        QCOMPARE(peer.write(Command("SELECT", 3)).error().code, QStringLiteral("breaks-connection"));
    }
    void cancelled()
    {
        Peer peer;
        QVERIFY(peer.start());
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(test::await(peer.client->read(Command("GET", "k"), stop.get_token(), 5s)).error().kind,
            ErrorKind::Cancelled);
        QVERIFY(peer.read(Command("GET", "k")).has_value());
    }
    void destroyedWhileWaiting()
    {
        Peer peer;
        QVERIFY(peer.start());
        QVERIFY(peer.read(Command("PING")).has_value());
        peer.server.pause();
        TaskScope scope;
        std::optional<Error> error;
        scope.spawn(
            peer.client->read(Command("GET", "k"), scope.token(), 5s), [&](Result<Reply> r) { error = r.error(); });
        peer.client.reset();
        QTRY_VERIFY(error);
        QCOMPARE(error->kind, ErrorKind::Cancelled);
        QTRY_COMPARE(liveTasks(), 0);
    }
    void probesByTheClosedList()
    {
        Peer peer;
        QVERIFY(peer.server.start());
        peer.client = std::make_unique<Client>(Client::Options {.endpoint = peer.server.endpoint()});
        const ReplyAddress address(peer.server.endpoint());
        const auto probe
            = [&](const Probe &each) { return test::await(peer.client->probe(peer.permits.probe(), each, {}, 5s)); };
        QCOMPARE(probe(Probe::bind(address))->toInteger(), 1);
        const QByteArray list = address.routingKey() + ".reply.celery.pidbox";
        QVERIFY(probe(Probe::takeReply(address, 20ms))->isNil());
        // A waiting probe does not hold up the others.
        std::optional<Result<Reply>> taken;
        TaskScope scope;
        scope.spawn(peer.client->probe(peer.permits.probe(), Probe::takeReply(address, 3s), scope.token(), 5s),
            [&](Result<Reply> r) { taken = std::move(r); });
        QVERIFY(peer.read(Command("PING")).has_value());
        QTRY_COMPARE(
            peer.server.cli({QStringLiteral("INFO"), QStringLiteral("clients")}).contains("blocked_clients:1"), true);
        peer.server.cli({QStringLiteral("LPUSH"), QString::fromLatin1(list), QStringLiteral("answer")});
        QTRY_VERIFY(taken);
        QCOMPARE((*taken)->at(1).bytes(), QByteArray("answer"));
        QCOMPARE(probe(Probe::unbind(address))->toInteger(), 1);
        QCOMPARE(probe(Probe::drop(address))->toInteger(), 0);
    }
    void cancelledProbeLeavesNoWaiterBehind()
    {
        Peer peer;
        QVERIFY(peer.server.start());
        peer.client = std::make_unique<Client>(Client::Options {.endpoint = peer.server.endpoint()});
        const ReplyAddress address(peer.server.endpoint());
        {
            TaskScope scope;
            scope.spawn(peer.client->probe(peer.permits.probe(), Probe::takeReply(address, 60s), scope.token(), 60s),
                [](Result<Reply>) { });
            QTRY_COMPARE(
                peer.server.cli({QStringLiteral("INFO"), QStringLiteral("clients")}).contains("blocked_clients:1"),
                true);
        }
        QTRY_COMPARE(
            peer.server.cli({QStringLiteral("INFO"), QStringLiteral("clients")}).contains("blocked_clients:0"), true);
    }
};

PH_TEST(TestClient)
#include "tst_client.moc"
