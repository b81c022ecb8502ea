// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/route/relay.h"
#include "services/transport/tls/tls.h"
#include "tests/support/fakeproxy.h"
#include "tests/support/hostile.h"
#include "tests/support/pgcluster.h"
#include "tests/support/sockets.h"
#include "tests/support/testmain.h"

#include <QDir>

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::postgres;
using namespace std::chrono_literals;

namespace {

constexpr ReadStatement s_ssl {"test.ssl",
    "select ssl, version, current_database() as db, current_user as who, inet_server_port() as port, "
    "current_setting('default_transaction_read_only') as ro "
    "from pg_stat_ssl where pid = pg_backend_pid()"};

QByteArray pinOf(const test::TestCertificate &certificate)
{
    return spkiPin(QSslCertificate(certificate.certificatePem, QSsl::Pem));
}

} // namespace

/// A real PostgreSQL with TLS: every refusal has its reason, and nothing around us weakens the connection.
class TestPostgresTls : public QObject {
    Q_OBJECT
    test::TestCa m_ca {"Company CA"};
    test::TestCertificate m_good = m_ca.issue();
    test::PgCluster m_cluster;

    [[nodiscard]] Endpoint endpoint() const
    {
        Endpoint result = m_cluster.endpoint();
        result.tls.caPem = m_ca.pem();
        return result;
    }
    static Result<Rows> ask(
        Endpoint endpoint, const QString &user = QStringLiteral("admin"), const QByteArray &password = "admin-pw")
    {
        Client client({.endpoint = std::move(endpoint), .credentials = test::fixedCredentials(user, password)});
        return test::await(client.read(s_ssl, Params(), {}, 9s));
    }
    static void compare(const Result<Rows> &result, const char *code, ErrorKind kind = ErrorKind::Tls)
    {
        QVERIFY(!result);
        const Error &error = result.error();
        QVERIFY2(error.kind == kind && error.code == QLatin1String(code),
            qPrintable(kindName(error.kind) + QLatin1Char(' ') + brief(error)));
        QVERIFY(!error.what.isEmpty() && !error.where.isEmpty());
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_cluster.start(m_good)); }

    void trusted()
    {
        const auto rows = ask(endpoint());
        QVERIFY2(rows.has_value(), rows ? "" : qPrintable(brief(rows.error())));
        QVERIFY((*rows)[0].boolean(0));
        QVERIFY((*rows)[0].text("version") >= QStringLiteral("TLSv1.2"));
        Endpoint byAddress = endpoint();
        byAddress.host = QStringLiteral("127.0.0.1");
        QVERIFY(ask(byAddress).has_value());
    }
    void unknownCa()
    {
        Endpoint other = endpoint();
        other.tls.caPem.clear();
        compare(ask(other), "unknown-ca");
        other.tls.caPem = test::TestCa("Somebody else").pem();
        compare(ask(other), "unknown-ca");
    }
    void pins()
    {
        Endpoint pinned = endpoint();
        pinned.tls.spkiPins = {pinOf(m_ca.issue())};
        compare(ask(pinned), "pin-mismatch");
        pinned.tls.spkiPins = {pinOf(m_good)};
        QVERIFY(ask(pinned).has_value());
    }
    void aPinnedCertificateThatIsOnlySentAlongIsNoProof()
    {
        auto rogue = m_ca.issue();
        const QByteArray pin = pinOf(m_good);
        rogue.certificatePem += m_good.certificatePem;
        QVERIFY(m_cluster.restartWith(rogue, {}));
        Endpoint pinned = endpoint();
        pinned.tls.spkiPins = {pin};
        compare(ask(pinned), "pin-mismatch");
        QVERIFY(m_cluster.restartWith(m_good, {}));
    }
    void aNameOfItsOwnIsVerified()
    {
        QVERIFY(m_cluster.restartWith(m_ca.issue({.dnsNames = {QStringLiteral("db.internal")}, .addresses = {}}), {}));
        Endpoint named = endpoint();
        named.host = QStringLiteral("localhost"); // a name of DNS, not an address
        compare(ask(named), "wrong-name");
        named.tls.peerName = QStringLiteral("db.internal");
        const auto rows = ask(named);
        QVERIFY2(rows.has_value(), rows ? "" : qPrintable(brief(rows.error())));
        named.tls.peerName = QStringLiteral("other.internal");
        compare(ask(named), "wrong-name");
        named.host = QStringLiteral("nowhere.invalid");
        compare(ask(named), "dns", ErrorKind::Network);
        QVERIFY(m_cluster.restartWith(m_good, {}));
    }
    void throughAProxy()
    {
        test::FakeProxy proxy(ProxyKind::Socks5, m_cluster.port());
        Route route;
        route.proxy = ProxyKind::Socks5;
        route.proxyHost = QStringLiteral("127.0.0.1");
        route.proxyPort = proxy.port();
        Endpoint far = endpoint();
        far.host = QStringLiteral("db.example"); // known to the proxy alone
        far.port = 5432;
        far.route = route;
        far.tls.peerName = QStringLiteral("localhost");
        compare(ask(far), "", ErrorKind::Unavailable); // never around the proxy
        Relay relay(route, far.host, far.port);
        const auto askThrough = [&] {
            Client client({.endpoint = far,
                .credentials = test::fixedCredentials(QStringLiteral("admin"), "admin-pw"),
                .dial = relay.dialer()});
            return test::await(client.read(s_ssl, Params(), {}, 9s));
        };
        const auto rows = askThrough();
        QVERIFY2(rows.has_value(), rows ? "" : qPrintable(brief(rows.error())));
        QVERIFY(proxy.asked.contains("db.example"));
        QVERIFY(!proxy.asked.contains("admin-pw"));
        route.proxyPort = test::closedPort();
        Relay dead(route, far.host, far.port);
        const auto refused = test::await(dead.dial({}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, QStringLiteral("proxy"));
        QVERIFY(refused.error().where.contains(QStringLiteral("db.example")));
    }
    void plainIsRefused()
    {
        Endpoint plain = endpoint();
        plain.tls.enabled = false;
        compare(ask(plain), "plain-refused", ErrorKind::Invalid);
        plain.allowPlain = true; // allowed by the profile, but the server wants TLS
        compare(ask(plain), "28000", ErrorKind::Auth);
    }

    void tunnelsVerifyTheServersName()
    {
        Endpoint tunnelled = endpoint();
        tunnelled.host = QStringLiteral("db.example");
        tunnelled.port = 5432;
        const quint16 port = m_cluster.port();
        const auto askThrough = [&] {
            Client client({.endpoint = tunnelled,
                .credentials = test::fixedCredentials(QStringLiteral("admin"), "admin-pw"),
                .dial = [port](std::stop_token) {
                    return [](quint16 to) -> Task<DialTarget> {
                        co_return DialTarget {QStringLiteral("127.0.0.1"), to};
                    }(port);
                }});
            return test::await(client.read(s_ssl, Params(), {}, 9s));
        };
        compare(askThrough(), "wrong-name");
        tunnelled.host = QStringLiteral("localhost");
        QVERIFY(askThrough().has_value());
    }

    void environmentChangesNothing()
    {
        QTemporaryDir home;
        QDir(home.path()).mkpath(QStringLiteral(".postgresql"));
        const auto put = [&home](const char *name, const QByteArray &text) {
            QFile file(home.filePath(QLatin1String(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        };
        put(".pgpass", "*:*:*:*:stolen\n");
        put(".pg_service.conf", "[evil]\nsslmode=disable\nhost=192.0.2.1\n");
        put(".postgresql/root.crt", test::TestCa("Rogue").pem());
        const std::vector<std::pair<const char *, QByteArray>> hostile {{"PGSSLMODE", "disable"},
            {"PGHOST", "192.0.2.1"}, {"PGHOSTADDR", "192.0.2.1"}, {"PGPORT", "1"}, {"PGDATABASE", "postgres"},
            {"PGUSER", "evil"}, {"PGPASSWORD", "stolen"},
            {"PGPASSFILE", home.filePath(QStringLiteral(".pgpass")).toUtf8()},
            {"PGOPTIONS", "-c default_transaction_read_only=on"}, {"PGSERVICE", "evil"},
            {"PGSERVICEFILE", home.filePath(QStringLiteral(".pg_service.conf")).toUtf8()},
            {"PGSSLROOTCERT", "/dev/null"}, {"PGSSLCERT", "/dev/null"}, {"PGSSLKEY", "/dev/null"},
            {"PGSSLCRL", "/dev/null"}, {"PGGSSENCMODE", "require"}, {"PGREQUIREPEER", "nobody"},
            {"PGTARGETSESSIONATTRS", "standby"}, {"PGSSLMINPROTOCOLVERSION", "TLSv1"},
            {"PGSSLMAXPROTOCOLVERSION", "TLSv1.1"}, {"PGCHANNELBINDING", "disable"}, {"PGCONNECT_TIMEOUT", "1"},
            {"PGCLIENTENCODING", "LATIN1"}, {"PGAPPNAME", "evil"}, {"PGTZ", "Asia/Tokyo"}, {"PGDATESTYLE", "German"},
            {"PGSSLNEGOTIATION", "direct"}, {"PGREQUIREAUTH", "none"}, {"HOME", home.path().toUtf8()}};
        std::vector<std::pair<const char *, QByteArray>> before;
        for (const auto &[name, value] : hostile) {
            before.emplace_back(name, qgetenv(name));
            qputenv(name, value);
        }
        qunsetenv("PGSERVICE"); // what the first Client of a process does: see forgetInheritedService()
        const auto rows = ask(endpoint());
        Endpoint unknown = endpoint();
        unknown.tls.caPem.clear();
        const auto refused = ask(unknown);
        for (const auto &[name, value] : before)
            value.isNull() ? qunsetenv(name) : qputenv(name, value);
        QVERIFY2(rows.has_value(), rows ? "" : qPrintable(brief(rows.error())));
        QVERIFY((*rows)[0].boolean(0));
        QCOMPARE((*rows)[0].text("db"), QStringLiteral("app"));
        QCOMPARE((*rows)[0].text("who"), QStringLiteral("admin"));
        QCOMPARE((*rows)[0].integer("port"), m_cluster.port());
        QCOMPARE((*rows)[0].text("ro"), QStringLiteral("off"));
        compare(refused, "unknown-ca");
    }

    /// Whatever stands in a field of the profile: the connection is the one that was meant, or none.
    void fieldsAreNoParameters()
    {
        QStringList hostile = test::hostileStrings().mid(0, 12);
        hostile << QStringLiteral("app sslmode=disable") << QStringLiteral("app' sslmode='disable")
                << QStringLiteral("app\\' sslmode=disable")
                << QStringLiteral("postgres://127.0.0.1/app?sslmode=disable") << QStringLiteral("app\nsslmode=disable")
                << QStringLiteral("=");
        for (const QString &text : hostile) {
            Endpoint database = endpoint();
            database.database = text;
            compare(ask(database), "3D000", ErrorKind::NotFound);
            compare(ask(endpoint(), text), "28P01", ErrorKind::Auth);
            compare(ask(endpoint(), QStringLiteral("admin"), text.toUtf8()), "28P01", ErrorKind::Auth);
        }
    }

    void otherCertificates_data()
    {
        QTest::addColumn<QString>("code");
        QTest::newRow("wrong name") << "wrong-name";
        QTest::newRow("expired") << "expired";
        QTest::newRow("old tls") << "tls-version";
    }
    void otherCertificates()
    {
        QFETCH(QString, code);
        const auto now = QDateTime::currentDateTimeUtc();
        test::LeafOptions options;
        QStringList settings;
        if (code == QLatin1String("wrong-name"))
            options = {.dnsNames = {QStringLiteral("db.example")}, .addresses = {}};
        else if (code == QLatin1String("expired"))
            options = {.notBefore = now.addDays(-9), .notAfter = now.addDays(-1)};
        else
            settings = {QStringLiteral("ssl_min_protocol_version=TLSv1"),
                QStringLiteral("ssl_max_protocol_version=TLSv1.1"), QStringLiteral("ssl_ciphers=DEFAULT@SECLEVEL=0")};
        m_cluster.kill();
        QVERIFY(m_cluster.restartWith(m_ca.issue(options), settings));
        compare(ask(endpoint()), code.toLatin1().constData());
    }
};

PH_TEST(TestPostgresTls)
#include "tst_postgrestls.moc"
