// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/listener.h"
#include "tests/support/pgcluster.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::postgres;
using namespace std::chrono_literals;

namespace {

constexpr ReadStatement s_one {"test.one", "select 1"};
constexpr ReadStatement s_slow {"test.slow", "select pg_sleep(60)"};
constexpr int s_limit = 5000; // what a person waits at most for the truth, in milliseconds

} // namespace

/// A PostgreSQL that stops, dies and comes back while the links are open.
class TestPgOutages : public QObject {
    Q_OBJECT
    test::PgCluster m_cluster;

    [[nodiscard]] Client::Options options() const
    {
        return {.endpoint = m_cluster.endpoint(),
            .credentials = test::fixedCredentials(QStringLiteral("admin"), "admin-pw")};
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_cluster.start()); }

    void cleanup() { m_cluster.resumeAll(); }

    void stoppedAndContinued()
    {
        Client client(options());
        Listener listener({.endpoint = m_cluster.endpoint(),
            .credentials = options().credentials,
            .channels = {QStringLiteral("jobs")}});
        client.start();
        listener.start();
        QTRY_COMPARE(client.state().phase, LinkPhase::Live);
        QTRY_COMPARE(listener.state().phase, LinkPhase::Live);
        m_cluster.pauseAll();
        QTRY_COMPARE_WITH_TIMEOUT(client.state().phase, LinkPhase::Degraded, s_limit);
        QTRY_COMPARE_WITH_TIMEOUT(listener.state().phase, LinkPhase::Degraded, s_limit);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(test::await(client.read(s_one, Params(), {}, 300ms)).error().kind, ErrorKind::Timeout);
        QVERIFY(timer.elapsed() < 2000);
        m_cluster.resumeAll();
        QTRY_COMPARE_WITH_TIMEOUT(client.state().phase, LinkPhase::Live, s_limit);
        QTRY_COMPARE_WITH_TIMEOUT(listener.state().phase, LinkPhase::Live, s_limit);
        QVERIFY(test::await(client.read(s_one, Params(), {}, 5s)).has_value());
    }
    void killedAndRestarted()
    {
        Client client(options());
        client.start();
        QTRY_COMPARE(client.state().phase, LinkPhase::Live);
        m_cluster.kill();
        QTRY_COMPARE_WITH_TIMEOUT(client.state().phase, LinkPhase::Down, s_limit);
        QCOMPARE(test::await(client.read(s_one, Params(), {}, 5s)).error().kind, ErrorKind::Network);
        QVERIFY(m_cluster.restart());
        QTRY_COMPARE_WITH_TIMEOUT(client.state().phase, LinkPhase::Live, s_limit);
        QVERIFY(test::await(client.read(s_one, Params(), {}, 5s)).has_value());
    }
    void closesWhileTheServerIsStopped()
    {
        QElapsedTimer timer;
        {
            Client client(options());
            client.start();
            QTRY_COMPARE(client.state().phase, LinkPhase::Live);
            TaskScope scope;
            scope.spawn(client.read(s_slow, Params(), scope.token(), 60s), [](Result<Rows>) { });
            QTRY_COMPARE(m_cluster.sql(QStringLiteral("select count(*) from pg_stat_activity where query like "
                                                      "'%pg_sleep(60)' and pid <> pg_backend_pid()")),
                QByteArray("1"));
            m_cluster.pauseAll();
            timer.start();
        }
        QVERIFY2(timer.elapsed() < 500,
            qPrintable(QString::number(timer.elapsed()))); // nobody waits for a server that hangs
        m_cluster.resumeAll();
        QTRY_COMPARE(liveTasks(), 0);
    }
};

PH_TEST(TestPgOutages)
#include "tst_outages.moc"
