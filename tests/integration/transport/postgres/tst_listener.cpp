// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/listener.h"
#include "tests/support/pgcluster.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::postgres;
using namespace std::chrono_literals;

class TestListener : public QObject {
    Q_OBJECT
    test::PgCluster m_cluster;

    [[nodiscard]] Listener::Options options() const
    {
        return {.endpoint = m_cluster.endpoint(),
            .credentials = test::fixedCredentials(QStringLiteral("admin"), "admin-pw"),
            .channels = {QStringLiteral("jobs"), QStringLiteral("Odd \"name'; --")}};
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_cluster.start()); }

    void hears()
    {
        Listener listener(options());
        QSignalSpy listening(&listener, &Listener::listening);
        QSignalSpy notified(&listener, &Listener::notified);
        listener.start();
        QTRY_COMPARE(listening.size(), 1);
        QCOMPARE(listener.state().phase, LinkPhase::Live);
        m_cluster.sql(QStringLiteral("notify jobs, 'one'; notify other, 'no'; notify \"Odd \"\"name'; --\", 'two'"));
        QTRY_COMPARE(notified.size(), 2);
        QCOMPARE(notified[0][0].toString(), QStringLiteral("jobs"));
        QCOMPARE(notified[0][1].toString(), QStringLiteral("one"));
        QCOMPARE(notified[1][0].toString(), QStringLiteral("Odd \"name'; --"));
        // Between two heartbeats and during one: nothing is lost.
        for (int i = 0; i < 30; ++i)
            m_cluster.sql(QStringLiteral("notify jobs, '%1'").arg(i));
        QTRY_COMPARE(notified.size(), 32);
        QTRY_VERIFY_WITH_TIMEOUT(listener.state().latency, 5000);
    }
    void tellsTheGapWhenItsBackendIsKilled()
    {
        Listener listener(options());
        QSignalSpy listening(&listener, &Listener::listening);
        QSignalSpy gaps(&listener, &Listener::gap);
        QSignalSpy notified(&listener, &Listener::notified);
        listener.start();
        QTRY_COMPARE(listening.size(), 1);
        m_cluster.sql(QStringLiteral(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pilothouse'"));
        QTRY_COMPARE(listening.size(), 2);
        QCOMPARE(gaps.size(), 1);
        m_cluster.sql(QStringLiteral("notify jobs, 'again'"));
        QTRY_COMPARE(notified.size(), 1);
    }
    void comesBackAfterARestart()
    {
        Listener listener(options());
        QSignalSpy listening(&listener, &Listener::listening);
        listener.start();
        QTRY_COMPARE(listening.size(), 1);
        m_cluster.kill();
        QTRY_COMPARE(listener.state().phase, LinkPhase::Down);
        QVERIFY(m_cluster.restart());
        QTRY_COMPARE(listening.size(), 2);
        QCOMPARE(listener.state().phase, LinkPhase::Live);
    }
    void nothingIsLeftBehind()
    {
        for (int i = 0; i < 5; ++i) {
            Listener listener(options());
            listener.start();
            if (i % 2 == 0)
                QTRY_COMPARE(listener.state().phase, LinkPhase::Live);
        }
        QTRY_COMPARE(liveTasks(), 0);
    }
};

PH_TEST(TestListener)
#include "tst_listener.moc"
