// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/dryrun.h"
#include "tests/support/redisserver.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::transport::redis;
using namespace std::chrono_literals;

namespace {

constexpr const char s_users[]
    = "user reader on >read-pw +@read +@connection +info +time +@pubsub -publish -@write ~* &*\n"
      "user deaf on >deaf-pw +@read ~*\n"
      "user operator on >oper-pw +@all ~* &*\n";

struct Peer {
    test::RedisServer server;
    bool start() { return server.start(s_users); }
    Result<DryAnswers> ask(const QString &user, const QByteArray &password, std::vector<Command> commands)
    {
        return test::await(dryRun({server.endpoint(), test::fixedCredentials(user, password)}, "pilothouse.check",
            std::move(commands), {}, 5s));
    }
};

std::vector<Command> changes()
{
    std::vector<Command> all;
    all.push_back(Command("SET", "k", "v"));
    all.push_back(Command("PUBLISH", "pilothouse.check", "hello"));
    all.push_back(Command("FLUSHALL"));
    all.push_back(Command("LLEN", "k"));
    return all;
}

} // namespace

class TestDryRun : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tellsTheReaderFromTheOperator()
    {
        Peer peer;
        QVERIFY(peer.start());
        const auto reader = peer.ask(QStringLiteral("reader"), "read-pw", changes());
        QVERIFY(reader.has_value());
        QCOMPARE(reader->at(0)->code, QStringLiteral("NOPERM"));
        QCOMPARE(reader->at(1)->code, QStringLiteral("NOPERM"));
        QCOMPARE(reader->at(2)->kind, ErrorKind::Forbidden);
        QVERIFY(!reader->at(3));
        const auto oper = peer.ask(QStringLiteral("operator"), "oper-pw", changes());
        QVERIFY(oper.has_value());
        for (const auto &each : *oper)
            QVERIFY(!each);
    }

    void nothingTakesEffect()
    {
        Peer peer;
        QVERIFY(peer.start());
        QCOMPARE(
            peer.server.cli({QStringLiteral("SET"), QStringLiteral("before"), QStringLiteral("1")}), QByteArray("OK"));
        QVERIFY(peer.ask(QStringLiteral("operator"), "oper-pw", changes()).has_value());
        QCOMPARE(peer.server.cli({QStringLiteral("GET"), QStringLiteral("before")}), QByteArray("1"));
        QCOMPARE(peer.server.cli({QStringLiteral("EXISTS"), QStringLiteral("k")}), QByteArray("0"));
        const QByteArray calls = peer.server.cli({QStringLiteral("INFO"), QStringLiteral("commandstats")});
        QVERIFY(!calls.contains("cmdstat_flushall:calls=1"));
        QVERIFY(!calls.contains("cmdstat_publish:calls=1"));
    }

    void aUserWithoutPubSubCannotBeAsked()
    {
        Peer peer;
        QVERIFY(peer.start());
        QCOMPARE(peer.ask(QStringLiteral("deaf"), "deaf-pw", changes()).error().code, QStringLiteral("NOPERM"));
        QCOMPARE(peer.ask(QStringLiteral("reader"), "wrong", changes()).error().code, QStringLiteral("WRONGPASS"));
    }

    void refusesWhatASubscriberMayRun()
    {
        Peer peer;
        QVERIFY(peer.start());
        for (const char *name : {"RESET", "ping", "Quit", "UNSUBSCRIBE", "psubscribe"}) {
            std::vector<Command> one;
            one.push_back(Command(name));
            QCOMPARE(peer.ask(QStringLiteral("operator"), "oper-pw", std::move(one)).error().kind, ErrorKind::Invalid);
        }
    }
};

PH_TEST(TestDryRun)
#include "tst_dryrun.moc"
