// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/checks.h"
#include "tests/support/redisserver.h"
#include "tests/support/testca.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>

using namespace ph;
using namespace ph::platform;

namespace {

/// The users that the local platform gives its Redis, with the name as the password.
QByteArray platformUsers()
{
    QFile file(qEnvironmentVariable("PH_SOURCE_DIR") + QStringLiteral("/resources/localplatform/config/users.acl.in"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no users.acl.in");
    QByteArray text = file.readAll();
    for (const char *name : {"platform", "reader", "silent", "operator", "exporter"})
        text.replace("{{redis." + QByteArray(name) + ".sha256}}",
            QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex());
    return text;
}

const QMap<QString, QByteArray> s_passwords {{QStringLiteral("pilothouse_reader"), "reader"},
    {QStringLiteral("pilothouse_silent"), "silent"}, {QStringLiteral("pilothouse_operator"), "operator"},
    {QStringLiteral("platform"), "platform"}};

struct Peer {
    test::RedisServer server;
    Profile profile;

    bool start(const QString &role = QStringLiteral("broker"), const QByteArray &users = platformUsers())
    {
        if (!server.start(users))
            return false;
        profile
            = test::oneLink(LinkKind::Redis, QUrl(QStringLiteral("redis://127.0.0.1:%1/0").arg(server.port())), role);
        profile.links.front().user = QStringLiteral("pilothouse_reader");
        return true;
    }
    QByteArray asPlatform(QStringList arguments) const
    {
        return server.cli(QStringList {QStringLiteral("--user"), QStringLiteral("platform"), QStringLiteral("--pass"),
                              QStringLiteral("platform")}
            + arguments);
    }
    LinkCheck check() const { return test::checkOnly(profile, test::secretsFrom(s_passwords)); }
};

/// A server that says `hello` to whoever connects.
class Greeter final {
public:
    explicit Greeter(QByteArray hello)
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, hello = std::move(hello)] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            socket->write(hello);
        });
    }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

private:
    QTcpServer m_server;
};

} // namespace

class TestRedisCheck : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void thePlatformsOwnUsersAreGood()
    {
        Peer peer;
        QVERIFY(peer.start());
        peer.profile.links.front().operatorUser = QStringLiteral("pilothouse_operator");
        peer.asPlatform({QStringLiteral("SADD"), QStringLiteral("_kombu.binding.celery"), QStringLiteral("celery")});
        const LinkCheck check = peer.check();
        QVERIFY2(check.isGood, qPrintable(brief(check.error)));
        for (const CheckNote &each : check.warnings)
            qWarning("%s: %s", qPrintable(each.code), qPrintable(each.text));
        QVERIFY(check.warnings.empty());
        QVERIFY(check.server.startsWith(QLatin1String("Redis 7")));
        QVERIFY(check.clock && std::abs(check.clock->offset.count()) < 2000);
        QCOMPARE(test::codes(check.facts), QStringList({QStringLiteral("keys"), QStringLiteral("operator")}));
        QVERIFY(check.facts.front().text.contains(QLatin1Char('1')));
    }

    void anEmptyDatabaseIsProbablyTheWrongOne()
    {
        Peer peer;
        QVERIFY(peer.start());
        const LinkCheck check = peer.check();
        QVERIFY(check.isGood);
        QCOMPARE(test::codes(check.warnings), QStringList(QStringLiteral("no-keys")));
    }

    void aReaderWithoutProbesIsNamed()
    {
        Peer peer;
        QVERIFY(peer.start());
        peer.profile.links.front().user = QStringLiteral("pilothouse_silent");
        QVERIFY(test::codes(peer.check().warnings).contains(QLatin1String("acl-probes")));
        peer.profile.isSilent = true;
        QVERIFY(!test::codes(peer.check().warnings).contains(QLatin1String("acl-probes")));
    }

    void aReaderThatMayWriteIsNamed()
    {
        Peer peer;
        QVERIFY(peer.start());
        peer.profile.links.front().user = QStringLiteral("platform");
        QVERIFY(test::codes(peer.check().warnings).contains(QLatin1String("reader-can-write")));
    }

    void namesRefusedCommands()
    {
        Peer peer;
        QVERIFY(peer.start(QStringLiteral("broker"),
            "user default off\nuser pilothouse_reader on >reader ~* &* +@read +@connection +@pubsub +info +time "
            "-lrange\n"));
        const LinkCheck check = peer.check();
        QVERIFY(check.isGood);
        const auto acl = std::ranges::find(check.warnings, QStringLiteral("acl"), &CheckNote::code);
        QVERIFY(acl != check.warnings.end());
        QVERIFY(acl->text.contains(QLatin1String("LRANGE")));
        QVERIFY(!acl->text.contains(QLatin1String("LLEN")));
    }

    /// Nothing of a queue could be read: the check failed, and says by name what is missing.
    void withoutReadingQueuesItIsNotGood_data()
    {
        QTest::addColumn<QByteArray>("rules");
        QTest::newRow("asked") << QByteArray("&* +@read +@connection +@pubsub +info +time -smembers -llen -object");
        QTest::newRow("deaf") << QByteArray("resetchannels +@read +@connection +info +time -smembers -llen -object");
    }
    void withoutReadingQueuesItIsNotGood()
    {
        QFETCH(QByteArray, rules);
        Peer peer;
        QVERIFY(peer.start(
            QStringLiteral("broker"), "user default off\nuser pilothouse_reader on >reader ~* " + rules + "\n"));
        const LinkCheck check = peer.check();
        QVERIFY(!check.isGood);
        QCOMPARE(check.error.code, QStringLiteral("NOPERM"));
        QVERIFY2(check.error.what.contains(QLatin1String("LLEN, SMEMBERS")), qPrintable(check.error.what));
        QVERIFY2(check.error.hint.contains(QLatin1String("+llen +smembers"))
                && check.error.hint.contains(QLatin1String("Redis: two users")),
            qPrintable(check.error.hint));
    }

    void withoutEventsNothingIsLive()
    {
        Peer peer;
        QVERIFY(peer.start(QStringLiteral("broker"),
            "user default off\nuser pilothouse_reader on >reader ~* resetchannels +@read +@connection +info +time\n"));
        QVERIFY(test::codes(peer.check().warnings).contains(QLatin1String("acl-events")));
    }

    void theOperatorIsTriedWithoutChangingAnything()
    {
        Peer peer;
        QVERIFY(peer.start());
        peer.profile.links.front().operatorUser = QStringLiteral("pilothouse_silent");
        QVERIFY(test::codes(peer.check().warnings).contains(QLatin1String("operator-acl")));
        peer.profile.links.front().operatorUser = QStringLiteral("nobody");
        const auto warnings = peer.check().warnings;
        const auto found = std::ranges::find(warnings, QStringLiteral("operator"), &CheckNote::code);
        QVERIFY(found != warnings.end());
        QCOMPARE(peer.asPlatform({QStringLiteral("DBSIZE")}), QByteArray("0"));
        const QByteArray calls = peer.asPlatform({QStringLiteral("INFO"), QStringLiteral("commandstats")});
        for (const char *change : {"cmdstat_set:calls", "cmdstat_del:calls", "cmdstat_publish:calls",
                 "cmdstat_eval:calls", "cmdstat_flushdb:calls", "cmdstat_lpush:calls"})
            QVERIFY2(!calls.contains(change) || calls.contains(QByteArray(change) + "=0,"),
                change); // refused ones are listed, too
    }

    void saysWhyNot_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("code");
        QTest::newRow("wrong password") << "pilothouse_reader" << QByteArray("no") << ErrorKind::Auth << "WRONGPASS";
        QTest::newRow("nobody") << "somebody" << QByteArray("no") << ErrorKind::Auth << "WRONGPASS";
        QTest::newRow("no user") << "" << QByteArray() << ErrorKind::Auth << "NOAUTH";
    }
    void saysWhyNot()
    {
        QFETCH(QString, user);
        QFETCH(QByteArray, password);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, code);
        Peer peer;
        QVERIFY(peer.start());
        peer.profile.links.front().user = user;
        const LinkCheck check = test::checkOnly(peer.profile, test::secretsFrom({{user, password}}));
        QVERIFY(!check.isGood);
        QCOMPARE(check.error.kind, kind);
        QCOMPARE(check.error.code, code);
    }

    void aMissingPasswordIsNotAWrongOne()
    {
        Peer peer;
        QVERIFY(peer.start());
        const LinkCheck check = test::checkOnly(peer.profile);
        QCOMPARE(check.error.kind, ErrorKind::Unavailable);
        QCOMPARE(check.error.code, QStringLiteral("no-password"));
    }

    void refusesABadCertificate_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("code");
        QTest::newRow("trusted") << "good" << "";
        QTest::newRow("unknown CA") << "stranger" << "unknown-ca";
        QTest::newRow("wrong name") << "name" << "wrong-name";
        QTest::newRow("expired") << "expired" << "expired";
    }
    void refusesABadCertificate()
    {
        QFETCH(QString, what);
        QFETCH(QString, code);
        const test::TestCa ca;
        const test::TestCa stranger("A stranger");
        test::LeafOptions options;
        if (what == QLatin1String("name")) {
            options.dnsNames = {QStringLiteral("other.example")};
            options.addresses = {};
        }
        if (what == QLatin1String("expired"))
            options.notAfter = QDateTime::currentDateTimeUtc().addSecs(-60);
        const auto leaf = ca.issue(options);
        test::RedisServer server;
        QVERIFY(server.startTls(leaf.certificatePem, leaf.keyPem));
        Profile profile
            = test::oneLink(LinkKind::Redis, QUrl(QStringLiteral("rediss://localhost:%1/0").arg(server.port())));
        profile.links.front().caPem = what == QLatin1String("stranger") ? stranger.pem() : ca.pem();
        const LinkCheck check = test::checkOnly(profile);
        QCOMPARE(check.isGood, code.isEmpty());
        if (!code.isEmpty()) {
            QCOMPARE(check.error.kind, ErrorKind::Tls);
            QCOMPARE(check.error.code, code);
        }
    }

    void tellsTheWrongService_data()
    {
        QTest::addColumn<QByteArray>("hello");
        QTest::newRow("ssh") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n");
        QTest::newRow("http") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n");
        QTest::newRow("malformed") << QByteArray("*-7\r\n$x\r\n");
    }
    void tellsTheWrongService()
    {
        QFETCH(QByteArray, hello);
        const Greeter greeter(hello);
        const LinkCheck check = test::checkOnly(
            test::oneLink(LinkKind::Redis, QUrl(QStringLiteral("redis://127.0.0.1:%1/0").arg(greeter.port()))));
        QVERIFY(!check.isGood);
        QCOMPARE(check.error.kind, ErrorKind::Protocol);
    }

    void tellsHowTheNetworkFailed()
    {
        const LinkCheck refused = test::checkOnly(
            test::oneLink(LinkKind::Redis, QUrl(QStringLiteral("redis://127.0.0.1:%1/0").arg(test::freePort()))));
        QCOMPARE(refused.error.code, QStringLiteral("refused"));
        const LinkCheck unknown = test::checkOnly(
            test::oneLink(LinkKind::Redis, QUrl(QStringLiteral("rediss://no-such-host.invalid:6380/0"))));
        QCOMPARE(unknown.error.code, QStringLiteral("dns"));
    }

    void aStoppedServerIsATimeOut()
    {
        Peer peer;
        QVERIFY(peer.start());
        peer.server.pause();
        const LinkCheck check = peer.check();
        peer.server.resume();
        QCOMPARE(check.error.kind, ErrorKind::Timeout);
    }
};

PH_TEST(TestRedisCheck)
#include "tst_redischeck.moc"
