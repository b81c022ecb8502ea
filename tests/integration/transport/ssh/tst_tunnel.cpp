// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/http/client.h"
#include "services/transport/route/tunnel.h"
#include "tests/support/fakehttp.h"
#include "tests/support/recordingproxy.h"
#include "tests/support/sockets.h"
#include "tests/support/testmain.h"
#include "tests/support/testsshd.h"

#include <QFileInfo>
#include <QTcpServer>
#include <QTcpSocket>
#include <csignal>

using namespace ph;
using namespace ph::transport;
using namespace std::chrono_literals;
using test::FakeHttp;

namespace {
constexpr http::ReadEndpoint health {http::Method::Get, "/health", "auth.health", http::Access::Public};
}

/// The system's ssh against a real sshd.
class TestTunnel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_sshd = std::make_unique<test::TestSshd>();
        m_ca = std::make_unique<test::TestCa>();
        m_server = std::make_unique<FakeHttp>([](const test::FakeRequest &) { return test::FakeAnswer {.body = "{}"}; },
            m_ca->issue({.dnsNames = {QStringLiteral("auth.internal.example")}, .addresses = {}}));
    }
    void init() { QFile::remove(m_sshd->file(QStringLiteral("known"))); }

    void unknownHostIsRefusedUntilItsKeyIsConfirmed()
    {
        Tunnel tunnel = makeTunnel();
        const auto refused = test::await(tunnel.dial({}));
        QCOMPARE(refused.error().kind, ErrorKind::Tls);
        QCOMPARE(refused.error().code, QStringLiteral("host-key-unknown"));
        QVERIFY(refused.error().what.contains(m_sshd->fingerprint()));

        const auto keys = scan();
        QCOMPARE(keys.size(), 1);
        QCOMPARE(keys.first().fingerprint, m_sshd->fingerprint());
        QVERIFY(known().trust(host(), keys));
        QCOMPARE(known().keysOf(host()), keys);
        const auto permissions = QFileInfo(host().knownHostsFile).permissions();
        QVERIFY(!(permissions & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther)));
        tunnel.restart();
        const auto target = test::await(tunnel.dial({}));
        QVERIFY2(target, target ? "" : qPrintable(brief(target.error())));
        QCOMPARE(target->host, QStringLiteral("127.0.0.1"));
    }

    void httpsThroughTheTunnel()
    {
        trust();
        Tunnel tunnel = makeTunnel();
        http::Client client(endpoint(tunnel), {}, m_clock);
        const auto response = test::await(client.read(health, {}, {}));
        QVERIFY2(response, response ? "" : qPrintable(brief(response.error())));
        QCOMPARE(m_server->requests().last().header("host"), QByteArray("auth.internal.example"));
        QCOMPARE(tunnel.link().phase, LinkPhase::Live);
    }

    void killedTunnelIsBackWithinFiveSeconds()
    {
        trust();
        Tunnel tunnel = makeTunnel();
        http::Client client(endpoint(tunnel), {}, m_clock);
        QVERIFY(test::await(client.read(health, {}, {})));
        const auto first = tunnel.processId();
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(::kill(pid_t(first), SIGKILL), 0);
        QTRY_COMPARE(tunnel.link().phase, LinkPhase::Down);
        QTRY_COMPARE(tunnel.link().phase, LinkPhase::Live);
        const auto response = test::await(client.read(health, {}, {}));
        QVERIFY2(response, response ? "" : qPrintable(brief(response.error())));
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(tunnel.processId() != first);
    }

    void killedSshdIsFoundAgain()
    {
        trust();
        test::RecordingProxy proxy(m_sshd->port());
        auto through = host();
        through.port = proxy.port();
        QVERIFY(known().trust(through, scan()));
        Tunnel tunnel(through, QStringLiteral("127.0.0.1"), m_server->port(), m_clock);
        QVERIFY(test::await(tunnel.dial({})));
        proxy.stopListening();
        proxy.dropConnections();
        QTRY_COMPARE(tunnel.link().phase, LinkPhase::Down);
        QTRY_COMPARE(tunnel.link().reason.code, QStringLiteral("refused"));
        QVERIFY(tunnel.link().nextTry.has_value());
        proxy.startListening();
        QTRY_COMPARE(tunnel.link().phase, LinkPhase::Live);
    }

    void changedHostKeyBlocksAndNamesBoth()
    {
        trust();
        const QString before = m_sshd->fingerprint();
        Tunnel tunnel = makeTunnel();
        QVERIFY(test::await(tunnel.dial({})));
        m_sshd->stop();
        m_sshd->changeHostKey();
        m_sshd->start();
        tunnel.restart();
        const auto refused = test::await(tunnel.dial({}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Tls);
        QCOMPARE(refused.error().code, QStringLiteral("host-key-changed"));
        QVERIFY2(refused.error().what.contains(before), qPrintable(refused.error().what));
        QVERIFY(refused.error().what.contains(m_sshd->fingerprint()));
        QVERIFY2(!tunnel.link().nextTry, "not tried again by itself");
    }

    void wrongKeyIsAnAuthError()
    {
        trust();
        auto stranger = host();
        stranger.identityFile = m_sshd->file(QStringLiteral("host")); // a key, but not the one that is let in
        Tunnel tunnel(stranger, QStringLiteral("127.0.0.1"), m_server->port(), m_clock);
        const auto refused = test::await(tunnel.dial({}));
        QCOMPARE(refused.error().kind, ErrorKind::Auth);
        QCOMPARE(refused.error().code, QStringLiteral("ssh-auth"));
        QVERIFY(!refused.error().hint.isEmpty());
    }

    void nobodyThere()
    {
        auto nowhere = host();
        nowhere.port = test::closedPort();
        Tunnel tunnel(nowhere, QStringLiteral("127.0.0.1"), 1, m_clock);
        const auto refused = test::await(tunnel.dial({}));
        QCOMPARE(refused.error().code, QStringLiteral("refused"));
        command::Client commands(QStringLiteral("test"), m_clock);
        QCOMPARE(test::await(scanHostKeys(commands, nowhere, {})).error().kind, ErrorKind::Network);
    }

    void hostileHostStartsNothing()
    {
        auto evil = host();
        evil.host = QStringLiteral("-oProxyCommand=touch %1").arg(m_sshd->file(QStringLiteral("evil")));
        Tunnel tunnel(evil, QStringLiteral("127.0.0.1"), 1, m_clock);
        QCOMPARE(test::await(tunnel.dial({})).error().kind, ErrorKind::Invalid);
        Tunnel target(host(), evil.host, 1, m_clock);
        QCOMPARE(test::await(target.dial({})).error().kind, ErrorKind::Invalid);
        QVERIFY(!QFile::exists(m_sshd->file(QStringLiteral("evil"))));
    }

    /// ssh tells of a forwarding before it has bound its socket: who is told to dial then is refused.
    void whatIsUpCanBeDialled()
    {
        trust();
        QTcpServer behind;
        QVERIFY(behind.listen(QHostAddress::LocalHost));
        for (int i = 0; i < 8; ++i) {
            Tunnel tunnel(host(), QStringLiteral("127.0.0.1"), behind.serverPort(), m_clock);
            const auto target = test::await(tunnel.dial({}));
            QVERIFY2(target, qPrintable(target ? QString() : brief(target.error())));
            QTcpSocket socket;
            socket.connectToHost(target->host, target->port);
            QVERIFY2(socket.waitForConnected(5000), qPrintable(socket.errorString()));
        }
    }

    void missingSshIsNamed()
    {
        Tunnel tunnel(host(), QStringLiteral("127.0.0.1"), 1, m_clock, QStringLiteral("/nonexistent"));
        const auto refused = test::await(tunnel.dial({}));
        QCOMPARE(refused.error().kind, ErrorKind::Unavailable);
        QVERIFY(refused.error().what.contains(QStringLiteral("ssh")));
    }

    void optionsThatSafetyHangsOn()
    {
        const auto argv = sshArguments(host(), {});
        for (const char *option : {"-oBatchMode=yes", "-oStrictHostKeyChecking=yes", "-oForwardAgent=no",
                 "-oExitOnForwardFailure=yes", "-oPermitLocalCommand=no"})
            QVERIFY2(argv->arguments().contains(QLatin1String(option)), option);
        QCOMPARE(argv->arguments().mid(argv->arguments().size() - 2),
            (QStringList {QStringLiteral("--"), QStringLiteral("127.0.0.1")}));
    }

    void destroyedWhileDialling()
    {
        trust();
        auto tunnel = std::make_unique<Tunnel>(host(), QStringLiteral("127.0.0.1"), m_server->port(), m_clock);
        TaskScope scope;
        std::optional<Result<DialTarget>> got;
        scope.spawn(tunnel->dial(scope.token()), [&](Result<DialTarget> r) { got = std::move(r); });
        tunnel.reset();
        QVERIFY(got);
        QCOMPARE(got->error().kind, ErrorKind::Cancelled);
    }

    void sshEndsWithItsOwner()
    {
        trust();
        auto tunnel = std::make_unique<Tunnel>(host(), QStringLiteral("127.0.0.1"), m_server->port(), m_clock);
        QVERIFY(test::await(tunnel->dial({})));
        const auto pid = pid_t(tunnel->processId());
        tunnel.reset();
        QTRY_VERIFY(::kill(pid, 0) != 0);
    }

private:
    [[nodiscard]] SshHost host() const
    {
        return {.host = QStringLiteral("127.0.0.1"),
            .port = m_sshd->port(),
            .user = m_sshd->user(),
            .knownHostsFile = m_sshd->file(QStringLiteral("known")),
            .identityFile = m_sshd->identityFile(),
            .userConfig = false};
    }
    [[nodiscard]] KnownHosts known() const { return KnownHosts(host().knownHostsFile); }
    [[nodiscard]] QList<HostKey> scan()
    {
        command::Client commands(QStringLiteral("test"), m_clock);
        auto keys = test::await(scanHostKeys(commands, host(), {}));
        return keys ? keys->keys : QList<HostKey> {};
    }
    void trust() { QVERIFY(known().trust(host(), scan())); }
    [[nodiscard]] Tunnel makeTunnel() { return Tunnel(host(), QStringLiteral("127.0.0.1"), m_server->port(), m_clock); }
    [[nodiscard]] http::BaseEndpoint endpoint(Tunnel &tunnel) const
    {
        return {QUrl(QStringLiteral("https://auth.internal.example")), {.caPem = m_ca->pem()}, {},
            QStringLiteral("Auth"), QStringLiteral("test"), tunnel.dialer()};
    }

    SystemClock m_clock;
    std::unique_ptr<test::TestSshd> m_sshd;
    std::unique_ptr<test::TestCa> m_ca;
    std::unique_ptr<FakeHttp> m_server;
};

PH_TEST(TestTunnel)
#include "tst_tunnel.moc"
