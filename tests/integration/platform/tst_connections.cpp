// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/overview/linkpulse.h"
#include "services/platform/check/hostkeys.h"
#include "tests/support/checks.h"
#include "tests/support/fakehttp.h"
#include "tests/support/fakeproxy.h"
#include "tests/support/pgcluster.h"
#include "tests/support/redisserver.h"
#include "tests/support/testsshd.h"

#include <QWebSocket>
#include <QWebSocketServer>
#include <csignal>

using namespace ph;
using namespace ph::platform;
using namespace ph::transport;
using namespace std::chrono_literals;

namespace {

const SystemClock s_clock;

constexpr postgres::ReadStatement s_whoAmI {"test.who", "select current_user as who, inet_server_port() as port"};

const QMap<QString, QByteArray> s_passwords {
    {QStringLiteral("admin"), "admin-pw"}, {QStringLiteral("reader"), "read-pw"}};

/// The agent that the product's ssh asks, with the key that the test's sshd lets in.
class SshAgent {
public:
    explicit SshAgent(const test::TestSshd &sshd)
    {
        const QString socket = m_folder.filePath(QStringLiteral("a"));
        m_process.start(QStringLiteral("ssh-agent"), {QStringLiteral("-D"), QStringLiteral("-a"), socket});
        if (!m_process.waitForStarted())
            qFatal("ssh-agent is not there (Debian: openssh-client)");
        qputenv("SSH_AUTH_SOCK", socket.toUtf8());
        QElapsedTimer timer;
        timer.start();
        while (!QFile::exists(socket) && timer.elapsed() < 5000)
            QThread::msleep(5);
        if (!test::run(QStringLiteral("ssh-add"), {QStringLiteral("-q"), sshd.identityFile()}))
            qFatal("ssh-add failed");
    }
    ~SshAgent()
    {
        qunsetenv("SSH_AUTH_SOCK");
        m_process.kill();
        m_process.waitForFinished();
    }
    SshAgent(const SshAgent &) = delete;
    SshAgent &operator=(const SshAgent &) = delete;

private:
    QTemporaryDir m_folder;
    QProcess m_process;
};

Link sshLink(const test::TestSshd &sshd)
{
    Link link;
    link.id = QStringLiteral("ssh-bastion");
    link.kind = LinkKind::Ssh;
    link.role = QStringLiteral("bastion");
    link.url = QUrl(QStringLiteral("ssh://127.0.0.1:%1").arg(sshd.port()));
    link.user = sshd.user();
    return link;
}

/// A session with nothing but the pulse in it, as the window and `status` have it.
std::unique_ptr<PlatformSession> watching(std::vector<Link> links)
{
    SessionOptions options;
    options.profile = Profile::make(QStringLiteral("t"), EnvironmentKind::Local);
    options.profile.links = std::move(links);
    options.isAdHoc = true;
    options.secrets = test::secretsFrom(s_passwords);
    options.areas = {overview::linkPulseArea()};
    auto session = std::make_unique<PlatformSession>(std::move(options), s_clock);
    session->start();
    return session;
}

LinkPhase phaseOf(const PlatformSession &session, const QString &id)
{
    const auto link = const_cast<PlatformSession &>(session).links().find(id);
    return link ? link->state.phase : LinkPhase::Idle;
}

} // namespace

/// The transports of a whole profile: every link watched, and each reached by the route it names.
class TestConnections : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        qputenv("PILOTHOUSE_HOME", m_home.path().toUtf8());
        QVERIFY(m_cluster.start(m_ca.issue()));
        m_cluster.sql(QStringLiteral("create role reader login password 'read-pw'; create table t (x int)"));
    }
    void cleanupTestCase() { qunsetenv("PILOTHOUSE_HOME"); }

    void readerAndOperatorAreTwoLogins()
    {
        Profile profile = Profile::make(QStringLiteral("t"), EnvironmentKind::Production);
        Link link = postgresLink();
        link.operatorUser = QStringLiteral("admin");
        profile.links = {link};
        LinkBoard board;
        Connections connections(profile, test::secretsFrom(s_passwords), board, s_clock);
        QVERIFY(connections.postgres(QStringLiteral("replica")) == nullptr);
        auto *reader = connections.postgres(QStringLiteral("primary"));
        auto *acting = connections.postgresOperator(QStringLiteral("primary"));
        const auto who = [](postgres::Client *client) {
            const auto rows = test::await(client->read(s_whoAmI, postgres::Params(), {}, 9s));
            return rows ? (*rows)[0].text("who") : brief(rows.error());
        };
        QCOMPARE(who(reader), QStringLiteral("reader"));
        QCOMPARE(who(acting), QStringLiteral("admin"));
        QCOMPARE(connections.postgres(QStringLiteral("primary")), reader);
        QTRY_COMPARE(board.find(link.id)->state.phase, LinkPhase::Live);
        QVERIFY(board.find(link.id)->state.latency && board.find(link.id)->state.clock);
    }

    void aDeadPostgresIsSeenAndFoundAgain()
    {
        const auto session = watching({postgresLink()});
        const QString id = postgresLink().id;
        QTRY_COMPARE(phaseOf(*session, id), LinkPhase::Live);
        m_cluster.pauseAll();
        QTRY_COMPARE_WITH_TIMEOUT(phaseOf(*session, id), LinkPhase::Degraded, 5000);
        m_cluster.resumeAll();
        QTRY_COMPARE_WITH_TIMEOUT(phaseOf(*session, id), LinkPhase::Live, 5000);
        m_cluster.kill();
        QTRY_COMPARE_WITH_TIMEOUT(phaseOf(*session, id), LinkPhase::Down, 5000);
        QVERIFY(m_cluster.restart());
        QTRY_COMPARE_WITH_TIMEOUT(phaseOf(*session, id), LinkPhase::Live, 5000);
    }

    void everyAlertmanagerIsWatched()
    {
        const auto answer = [](const test::FakeRequest &) {
            return test::FakeAnswer {.body = R"({"versionInfo":{"version":"0.25.0"}})"};
        };
        test::FakeHttp first(answer);
        test::FakeHttp second(answer);
        Link a;
        a.kind = LinkKind::Alertmanager;
        a.id = QStringLiteral("am-1");
        a.url = first.url();
        Link b = a;
        b.id = QStringLiteral("am-2");
        b.url = second.url();
        const auto session = watching({a, b});
        QTRY_COMPARE(phaseOf(*session, a.id), LinkPhase::Live);
        QTRY_COMPARE(phaseOf(*session, b.id), LinkPhase::Live);
        second.stop();
        QTRY_COMPARE_WITH_TIMEOUT(phaseOf(*session, b.id), LinkPhase::Down, 5000);
        QCOMPARE(phaseOf(*session, a.id), LinkPhase::Live);
    }

    void realtimeIsASocketThatStays()
    {
        QWebSocketServer server(QStringLiteral("realtime"), QWebSocketServer::NonSecureMode);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QStringList heard;
        QUrl asked;
        QList<QWebSocket *> sockets;
        connect(&server, &QWebSocketServer::newConnection, &server, [&] {
            auto *socket = server.nextPendingConnection();
            socket->setParent(&server);
            asked = socket->requestUrl();
            sockets << socket;
            connect(socket, &QWebSocket::textMessageReceived, socket, [&heard, socket](const QString &text) {
                heard << text;
                socket->sendTextMessage(QStringLiteral("{\"event\":\"phx_reply\"}"));
            });
        });
        Link link;
        link.kind = LinkKind::Realtime;
        link.id = QStringLiteral("realtime");
        link.url = QUrl(QStringLiteral("ws://127.0.0.1:%1/realtime/v1").arg(server.serverPort()));
        link.publishableKey = QStringLiteral("sb_publishable_x");
        const auto session = watching({link});
        QTRY_COMPARE(phaseOf(*session, link.id), LinkPhase::Live);
        QCOMPARE(asked.path(), QStringLiteral("/realtime/v1/websocket"));
        QCOMPARE(asked.query(), QStringLiteral("vsn=1.0.0&apikey=sb_publishable_x"));
        QTRY_VERIFY(!heard.isEmpty());
        QVERIFY(heard.first().contains(QStringLiteral("heartbeat")));
        const quint16 port = server.serverPort();
        server.close();
        for (auto *socket : std::exchange(sockets, {}))
            socket->abort();
        QTRY_COMPARE_WITH_TIMEOUT(phaseOf(*session, link.id), LinkPhase::Down, 5000);
        QVERIFY(server.listen(QHostAddress::LocalHost, port));
        QTRY_COMPARE_WITH_TIMEOUT(phaseOf(*session, link.id), LinkPhase::Live, 5000);
    }

    void everythingThroughAnSshHost()
    {
        test::TestSshd sshd;
        const SshAgent agent(sshd);
        test::RedisServer redis;
        QVERIFY(redis.start());
        test::FakeHttp web([](const test::FakeRequest &) {
            return test::FakeAnswer {.body = R"({"status":"success","data":{"version":"2.42.0"}})"};
        });
        const Link host = sshLink(sshd);
        Link cache;
        cache.kind = LinkKind::Redis;
        cache.id = cache.role = QStringLiteral("cache");
        cache.url = QUrl(QStringLiteral("redis://127.0.0.1:%1/0").arg(redis.port()));
        Link prometheus;
        prometheus.kind = LinkKind::Prometheus;
        prometheus.id = QStringLiteral("prometheus");
        prometheus.url = web.url();
        Link database = postgresLink();
        for (Link *each : {&cache, &prometheus, &database})
            each->route.sshHost = QStringLiteral("bastion");
        auto session = watching({host, cache, prometheus, database});

        // Nothing is sent to a host whose key nobody has compared.
        for (const Link &each : {host, cache, prometheus, database}) {
            QTRY_COMPARE(phaseOf(*session, each.id), LinkPhase::Down);
            QCOMPARE(session->links().find(each.id)->state.reason.code, QStringLiteral("host-key-unknown"));
        }
        const auto keys = test::await(hostKeysOf(session->profile(), host.id, s_clock, {}));
        QVERIFY(keys && trustHostKeys(host, keys->shown));
        session->reconnectNow();
        for (const Link &each : {host, cache, prometheus, database})
            QTRY_VERIFY2_WITH_TIMEOUT(phaseOf(*session, each.id) == LinkPhase::Live,
                qPrintable(each.id + u' ' + brief(session->links().find(each.id)->state.reason)), 10'000);

        // Every forwarding is killed: each link is back within five seconds.
        const QByteArray ours = *test::run(QStringLiteral("pgrep"),
            {QStringLiteral("-P"), QString::number(QCoreApplication::applicationPid()), QStringLiteral("-x"),
                QStringLiteral("ssh")});
        const auto pids = ours.simplified().split(' ');
        QCOMPARE(pids.size(), 4);
        for (const QByteArray &pid : pids)
            QCOMPARE(::kill(pid.toInt(), SIGKILL), 0);
        QElapsedTimer timer;
        timer.start();
        QTRY_VERIFY(phaseOf(*session, cache.id) != LinkPhase::Live);
        for (const Link &each : {host, cache, prometheus, database})
            QTRY_COMPARE_WITH_TIMEOUT(phaseOf(*session, each.id), LinkPhase::Live, 5000);
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }

    void anSshHostThatIsNotThereIsNamed()
    {
        Link database = postgresLink();
        database.route.sshHost = QStringLiteral("bastoin");
        const auto session = watching({database});
        QTRY_COMPARE(phaseOf(*session, database.id), LinkPhase::Down);
        const Error reason = session->links().find(database.id)->state.reason;
        QCOMPARE(reason.code, QStringLiteral("no-ssh-host"));
        QVERIFY(reason.what.contains(QStringLiteral("bastoin")));
        QCOMPARE(reason.where, database.id + QStringLiteral(".route.ssh_host"));
    }

    void postgresThroughAProxy()
    {
        test::FakeProxy proxy(ProxyKind::Http, m_cluster.port());
        Link database = postgresLink();
        database.url = QUrl(QStringLiteral("postgresql://db.example:5432/app"));
        database.peerName = QStringLiteral("localhost");
        database.route.proxy = ProxyKind::Http;
        database.route.proxyHost = QStringLiteral("127.0.0.1");
        database.route.proxyPort = proxy.port();
        Profile profile = Profile::make(QStringLiteral("t"), EnvironmentKind::Production);
        profile.links = {database};
        LinkBoard board;
        Connections connections(profile, test::secretsFrom(s_passwords), board, s_clock);
        const auto rows = test::await(connections.postgres(database)->read(s_whoAmI, postgres::Params(), {}, 9s));
        QVERIFY2(rows, rows ? "" : qPrintable(brief(rows.error())));
        QVERIFY(proxy.asked.startsWith("CONNECT db.example:5432"));
    }

    void nothingIsLeftAlive() { QTRY_COMPARE(liveTasks(), 0); }

private:
    [[nodiscard]] Link postgresLink() const
    {
        Link link;
        link.kind = LinkKind::Postgres;
        link.id = QStringLiteral("postgres-primary");
        link.role = QStringLiteral("primary");
        link.url = QUrl(QStringLiteral("postgresql://127.0.0.1:%1/app").arg(m_cluster.port()));
        link.user = QStringLiteral("reader");
        link.caPem = m_ca.pem();
        return link;
    }

    QTemporaryDir m_home;
    test::TestCa m_ca;
    test::PgCluster m_cluster;
};

PH_TEST(TestConnections)
#include "tst_connections.moc"
