// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/tokensocket.h"
#include "tests/integration/auth/sessionfixture.h"
#include "tests/support/filekeychain.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QProcess>
#include <QTcpSocket>
#include <atomic>
#include <sys/stat.h>

using namespace ph;
using namespace ph::auth;
using namespace std::chrono_literals;
using ph::platform::MemoryKeychain;
using ph::test::AuthStandin;
using ph::test::await;
using ph::test::FileKeychain;
using ph::test::SessionUser;

/// One window and eight companions of one person share one session; nobody ever presents a token that was rotated away.
class TestManyProcesses : public QObject {
    Q_OBJECT
private:
    AuthStandin m_server;
    QTemporaryDir m_folder {QStringLiteral("/tmp/phm-XXXXXX")};
    ManualClock m_clock {SystemClock().wall()};
    std::unique_ptr<FileKeychain> m_keychain;

    std::vector<std::unique_ptr<QProcess>> startWorkers(int count, int expiries, const QString &way)
    {
        std::vector<std::unique_ptr<QProcess>> workers;
        for (int i = 0; i < count; ++i) {
            workers.push_back(std::make_unique<QProcess>());
            workers.back()->setProcessChannelMode(QProcess::ForwardedErrorChannel);
            workers.back()->start(QStringLiteral(PH_SESSION_WORKER), {m_folder.path(), QString::number(expiries), way});
        }
        return workers;
    }
    static bool areDone(const std::vector<std::unique_ptr<QProcess>> &workers)
    {
        return std::all_of(
            workers.begin(), workers.end(), [](const auto &worker) { return worker->state() == QProcess::NotRunning; });
    }
    static QJsonObject said(QProcess &worker)
    {
        return QJsonDocument::fromJson(worker.readAllStandardOutput()).object();
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString problem
            = m_server.start({{QStringLiteral("refresh"), QJsonObject {{QStringLiteral("reuse_interval_s"), 0}}}});
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("keychain")));
        m_keychain = std::make_unique<FileKeychain>(m_folder.path() + QStringLiteral("/keychain"));
        QFile config(m_folder.path() + QStringLiteral("/config.json"));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(QJsonDocument(QJsonObject {{QStringLiteral("url"), m_server.url().toString()},
                                       {QStringLiteral("ca"), QString::fromUtf8(m_server.caPem())},
                                       {QStringLiteral("key"), m_server.publishableKey()}})
                .toJson());
    }

    void everyRenewalUnderTheLockFile()
    {
        SessionUser window(m_server, *m_keychain, m_folder.path() + QStringLiteral("/session.lock"), m_clock);
        QVERIFY(window.signIn(m_server, QStringLiteral("oncall")).has_value());
        constexpr int expiries = 50;
        auto workers = startWorkers(8, expiries, QStringLiteral("lock"));
        for (int i = 0; i < expiries; ++i) {
            m_clock.advance(2h);
            const auto grant = await(window.service->accessToken({}), 90'000);
            QVERIFY2(grant.has_value(), grant ? "" : qPrintable(brief(grant.error())));
        }
        QTRY_VERIFY_WITH_TIMEOUT(areDone(workers), 100'000);
        for (const auto &worker : workers) {
            const QJsonObject answer = said(*worker);
            QCOMPARE(answer[u"errors"].toArray(), QJsonArray());
            QCOMPARE(answer[u"good"].toInt(), expiries);
            QCOMPARE(answer[u"distinct"].toInt(), expiries); // each expiry was a real renewal
        }
        QCOMPARE(m_server.sql(QStringLiteral("select count(*) from auth.sessions")), QStringLiteral("1"));
        m_clock.advance(2h);
        QVERIFY(await(window.service->accessToken({})).has_value());
    }

    void theWindowOwnsAndCompanionsAsk()
    {
        SessionUser window(m_server, *m_keychain, m_folder.path() + QStringLiteral("/session.lock"), m_clock);
        QVERIFY(window.signIn(m_server, QStringLiteral("oncall")).has_value());
        TokenServer tokens(*window.service, m_folder.path() + QStringLiteral("/run/session.sock"));
        QVERIFY(tokens.listen().has_value());
        struct stat seen {};
        QCOMPARE(::stat(QFile::encodeName(m_folder.path() + QStringLiteral("/run")).constData(), &seen), 0);
        QCOMPARE(int(seen.st_mode & 0777), 0700);
        QCOMPARE(
            ::stat(QFile::encodeName(m_folder.path() + QStringLiteral("/run/session.sock")).constData(), &seen), 0);
        QCOMPARE(int(seen.st_mode & 0077), 0);
        auto workers = startWorkers(8, 20, QStringLiteral("socket"));
        QTRY_VERIFY_WITH_TIMEOUT((m_clock.advance(20min), areDone(workers)), 60'000); // expiries go by meanwhile
        for (const auto &worker : workers) {
            const QJsonObject answer = said(*worker);
            QCOMPARE(answer[u"errors"].toArray(), QJsonArray());
            QCOMPARE(answer[u"good"].toInt(), 20);
        }
        QCOMPARE(tokens.answered(), 160);
    }

    /// With the auth server down the window's token is good until it expires, and so it is for companions: they prove
    /// it with the keys that the window has. Afterwards they are told why nobody can act.
    void companionsActWhileTheServerIsAway()
    {
        SessionUser window(m_server, *m_keychain, m_folder.path() + QStringLiteral("/session.lock"), m_clock);
        QVERIFY(window.signIn(m_server, QStringLiteral("oncall")).has_value());
        const QString path = m_folder.path() + QStringLiteral("/run/session.sock");
        TokenServer tokens(*window.service, path);
        QVERIFY(tokens.listen().has_value());
        const auto lender = [path](SharedSecret refused, std::stop_token stop) {
            return askWindow(path, std::move(refused), std::move(stop));
        };
        m_server.stopServer();
        MemoryKeychain none;
        SessionUser companion(m_server, none, m_folder.path() + QStringLiteral("/session.lock"), m_clock);
        const auto borrowed = await(companion.service->borrow(lender, {}));
        QVERIFY2(borrowed, borrowed ? "" : qPrintable(brief(borrowed.error())));
        QVERIFY(companion.service->identity());
        QCOMPARE(companion.service->identity()->email, window.service->identity()->email);
        QCOMPARE(companion.service->identity()->hasVerifiedFactor, window.service->identity()->hasVerifiedFactor);
        QVERIFY(companion.service->identity()->isVerified);

        m_clock.advance(2h); // the token has expired
        SessionUser later(m_server, none, m_folder.path() + QStringLiteral("/session.lock"), m_clock);
        const auto refused = await(later.service->borrow(lender, {}));
        QVERIFY(!refused);
        QVERIFY2(refused.error().kind == ErrorKind::Network, qPrintable(brief(refused.error())));
        QVERIFY(!later.service->identity());
        QVERIFY(later.state()->problem);
        m_server.startServer();
    }

    /// An unattended desk: the right to act is not lent on either. Back, it is.
    void aLockedWindowLendsNothing()
    {
        SessionUser window(m_server, *m_keychain, m_folder.path() + QStringLiteral("/session.lock"), m_clock);
        QVERIFY(window.signIn(m_server, QStringLiteral("oncall")).has_value());
        const QString path = m_folder.path() + QStringLiteral("/run/session.sock");
        std::atomic<bool> isLocked = true;
        TokenServer tokens(*window.service, path, [&isLocked] { return isLocked.load(); });
        QVERIFY(tokens.listen().has_value());
        const auto lender = [path](SharedSecret refused, std::stop_token stop) {
            return askWindow(path, std::move(refused), std::move(stop));
        };
        MemoryKeychain none;
        SessionUser companion(m_server, none, m_folder.path() + QStringLiteral("/session.lock"), m_clock);
        const auto refused = await(companion.service->borrow(lender, {}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Refused);
        QCOMPARE(refused.error().code, QStringLiteral("locked"));
        QVERIFY(!companion.service->identity());
        isLocked = false;
        QVERIFY(await(companion.service->borrow(lender, {})).has_value());
    }

    void strangersAtTheSocket()
    {
        SessionUser window(m_server, *m_keychain, m_folder.path() + QStringLiteral("/session.lock"), m_clock);
        QVERIFY(window.signIn(m_server, QStringLiteral("oncall")).has_value());
        const QString path = m_folder.path() + QStringLiteral("/run/session.sock");
        {
            TokenServer tokens(*window.service, path);
            QVERIFY(tokens.listen().has_value());
            for (const QByteArray &text : {QByteArray("{}\n"), QByteArray("nonsense\n"),
                     QByteArray("{\"want\":\"refresh_token\"}\n"), QByteArray(80 * 1024, 'x')}) {
                QLocalSocket socket;
                socket.connectToServer(path);
                QVERIFY(socket.waitForConnected(2000));
                socket.write(text);
                QTRY_COMPARE(int(socket.state()), int(QLocalSocket::UnconnectedState));
                QVERIFY(socket.readAll().isEmpty());
            }
            QVERIFY(await(askWindow(path, nullptr, {})).has_value());
            QVERIFY(await(window.service->signOut(LogoutScope::Local, {})).has_value());
            QCOMPARE(await(askWindow(path, nullptr, {})).error().code, QStringLiteral("signed-out"));
        }
        QCOMPARE(await(askWindow(path, nullptr, {})).error().code, QStringLiteral("no-window"));
        QCOMPARE(liveTasks(), 0);
    }
};

PH_TEST(TestManyProcesses)
#include "tst_manyprocesses.moc"
