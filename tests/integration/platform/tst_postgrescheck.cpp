// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/checks.h"
#include "tests/support/pgcluster.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/testsshd.h"

#include <QFile>

using namespace ph;
using namespace ph::platform;

namespace {

Profile at(const test::PgCluster &cluster, const QString &user, const test::TestCa &ca,
    const QString &host = QStringLiteral("localhost"))
{
    Profile profile = test::oneLink(LinkKind::Postgres,
        QUrl(QStringLiteral("postgresql://%1:%2/app").arg(host).arg(cluster.port())), QStringLiteral("primary"));
    profile.links.front().user = user;
    profile.links.front().caPem = ca.pem();
    return profile;
}

const QMap<QString, QByteArray> s_passwords {{QStringLiteral("admin"), "admin-pw"},
    {QStringLiteral("reader"), "read-pw"}, {QStringLiteral("writer"), "write-pw"}, {QStringLiteral("stranger"), "x"}};

} // namespace

class TestPostgresCheck : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_cluster.start(m_ca.issue()));
        m_cluster.sql(QStringLiteral("create role reader login password 'read-pw'; create role writer login password "
                                     "'write-pw'; create table t (x int); grant insert on t to writer"));
    }

    void aPoorLoginIsGood()
    {
        const LinkCheck check
            = test::checkOnly(at(m_cluster, QStringLiteral("reader"), m_ca), test::secretsFrom(s_passwords));
        QVERIFY2(check.isGood, qPrintable(brief(check.error)));
        QVERIFY(check.server.startsWith(QLatin1String("PostgreSQL 1")));
        QVERIFY(check.clock && std::abs(check.clock->offset.count()) < 5000);
        QVERIFY2(check.warnings.empty(), qPrintable(test::codes(check.warnings).join(QLatin1Char(' '))));
    }

    void tooManyRightsAreNamed()
    {
        QCOMPARE(
            test::codes(
                test::checkOnly(at(m_cluster, QStringLiteral("admin"), m_ca), test::secretsFrom(s_passwords)).warnings),
            QStringList(QStringLiteral("superuser")));
        QCOMPARE(
            test::codes(test::checkOnly(at(m_cluster, QStringLiteral("writer"), m_ca), test::secretsFrom(s_passwords))
                    .warnings),
            QStringList(QStringLiteral("reader-can-write")));
        Profile profile = at(m_cluster, QStringLiteral("reader"), m_ca);
        profile.links.front().role = QStringLiteral("replica");
        profile.links.front().operatorUser = QStringLiteral("stranger");
        QCOMPARE(test::codes(test::checkOnly(profile, test::secretsFrom(s_passwords)).warnings),
            QStringList({QStringLiteral("is-primary"), QStringLiteral("operator")}));
    }

    void saysWhyNot()
    {
        const auto lookup = test::secretsFrom(s_passwords);
        const LinkCheck login = test::checkOnly(at(m_cluster, QStringLiteral("stranger"), m_ca), lookup);
        QCOMPARE(login.error.kind, ErrorKind::Auth);
        Profile elsewhere = at(m_cluster, QStringLiteral("reader"), m_ca);
        elsewhere.links.front().url.setPath(QStringLiteral("/nope"));
        QCOMPARE(test::checkOnly(elsewhere, lookup).error.code, QStringLiteral("3D000"));
        const test::TestCa stranger("Stranger");
        QCOMPARE(test::checkOnly(at(m_cluster, QStringLiteral("reader"), stranger), lookup).error.code,
            QStringLiteral("unknown-ca"));
        Profile named = at(m_cluster, QStringLiteral("reader"), m_ca, QStringLiteral("127.0.0.1"));
        named.links.front().peerName = QStringLiteral("other.example");
        QCOMPARE(test::checkOnly(named, lookup).error.code, QStringLiteral("wrong-name"));
        Profile closed = at(m_cluster, QStringLiteral("reader"), m_ca);
        closed.links.front().url.setPort(test::freePort());
        QCOMPARE(test::checkOnly(closed, lookup).error.code, QStringLiteral("refused"));
    }

    void anotherService_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("http") << QByteArray("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("ssh") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n"); // begins as a yes to TLS does
        QTest::newRow("redis") << QByteArray("-ERR unknown command\r\n");
        QTest::newRow("10 MB of html") << QByteArray("<html>").repeated(1'700'000);
    }
    void anotherService()
    {
        QFETCH(QByteArray, answer);
        test::ScriptedServer server([answer](QTcpSocket *socket, const QByteArray &) { socket->write(answer); });
        Profile profile = test::oneLink(LinkKind::Postgres,
            QUrl(QStringLiteral("postgresql://127.0.0.1:%1/app").arg(server.port())), QStringLiteral("primary"));
        profile.links.front().user = QStringLiteral("reader");
        profile.links.front().caPem = m_ca.pem();
        const LinkCheck check = test::checkOnly(profile, test::secretsFrom(s_passwords));
        QVERIFY(!check.isGood);
        QCOMPARE(check.error.code, QStringLiteral("wrong-service"));
        QVERIFY(check.error.what.size() < 300 && !check.error.hint.isEmpty());
        QVERIFY2(check.error.where.contains(QString::number(server.port())), qPrintable(check.error.where));
    }

    /// They read lines, and PostgreSQL's greeting has none: nobody waits for them until every deadline is over.
    void aServiceOfLinesIsNamedSoon_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("name");
        QTest::newRow("http") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n") << "an HTTP server";
        QTest::newRow("redis") << QByteArray("-ERR wrong number of arguments for 'get' command\r\n") << "Redis";
    }
    void aServiceOfLinesIsNamedSoon()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, name);
        test::ScriptedServer server([answer](QTcpSocket *socket, const QByteArray &received) {
            if (received.contains('\n'))
                socket->write(answer);
        });
        for (const QByteArray &ca : {QByteArray(), m_ca.pem()}) {
            Profile profile = test::oneLink(LinkKind::Postgres,
                QUrl(QStringLiteral("postgresql://127.0.0.1:%1/app").arg(server.port())), QStringLiteral("primary"));
            profile.links.front().user = QStringLiteral("reader");
            profile.links.front().caPem = ca;
            QElapsedTimer timer;
            timer.start();
            const LinkCheck check = test::checkOnly(profile, test::secretsFrom(s_passwords));
            QCOMPARE(check.error.code, QStringLiteral("wrong-service"));
            QVERIFY2(check.error.what.contains(name), qPrintable(check.error.what));
            QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
        }
    }

private:
    test::TestCa m_ca;
    test::PgCluster m_cluster;
};

class TestSshCheck : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void firstKeyIsShownAndAChangedOneRefused()
    {
        QTemporaryDir home;
        qputenv("PILOTHOUSE_HOME", home.path().toUtf8());
        test::TestSshd sshd;
        sshd.start();
        const Profile profile
            = test::oneLink(LinkKind::Ssh, QUrl(QStringLiteral("ssh://127.0.0.1:%1").arg(sshd.port())));
        const LinkCheck first = test::checkOnly(profile);
        QVERIFY2(first.isGood, qPrintable(brief(first.error)));
        QCOMPARE(test::codes(first.warnings), QStringList(QStringLiteral("host-key-new")));
        QVERIFY(std::ranges::any_of(
            first.facts, [&](const CheckNote &fact) { return fact.text.contains(sshd.fingerprint()); }));
        const SystemClock clock;
        const auto keys = test::await(hostKeysOf(profile, QStringLiteral("link"), clock, {}));
        QVERIFY(keys && trustHostKeys(profile.links.front(), keys->shown));
        const LinkCheck known = test::checkOnly(profile);
        QVERIFY(known.isGood && known.warnings.empty());
        sshd.stop();
        const QString before = sshd.fingerprint();
        sshd.changeHostKey();
        sshd.start();
        const LinkCheck changed = test::checkOnly(profile);
        QCOMPARE(changed.error.code, QStringLiteral("host-key-changed"));
        QVERIFY2(changed.error.what.contains(before), qPrintable(changed.error.what));
        qunsetenv("PILOTHOUSE_HOME");
    }
};

PH_TEST(TestPostgresCheck)
PH_TEST(TestSshCheck)
#include "tst_postgrescheck.moc"
