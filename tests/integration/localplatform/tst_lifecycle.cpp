// SPDX-License-Identifier: GPL-3.0-or-later
// Parts that crash, hang and are held; a supervisor that is killed; ports that are taken; and nothing left behind.
#include "services/base/files.h"
#include "services/localplatform/statefile.h"
#include "services/wording/errors.h"
#include "tests/support/platform/ownplatform.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <csignal>

using namespace ph;
using namespace ph::localplatform;
using namespace ph::test;

namespace {

bool isThere(qint64 pid)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    // A process that has ended but was not collected by its parent yet is not there any more.
    return stat.open(QIODevice::ReadOnly) && !stat.readAll().contains(") Z ");
}

/// 0: that process is not there.
qint64 parentOf(qint64 pid)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    return stat.open(QIODevice::ReadOnly) ? stat.readAll().split(')').last().trimmed().split(' ').value(1).toLongLong()
                                          : 0;
}

} // namespace

class TestLifecycle final : public QObject {
    Q_OBJECT

    std::unique_ptr<OwnPlatform> m_own;

private Q_SLOTS:
    void initTestCase()
    {
        m_own = std::make_unique<OwnPlatform>();
        const auto up = m_own->up();
        QVERIFY2(up, up ? "" : qPrintable(brief(up.error()) + up.error().hint));
    }
    void cleanupTestCase() { m_own.reset(); }

    void heldPartStaysStoppedUntilReleased()
    {
        const qint64 before = m_own->part("worker-1").pid;
        QVERIFY(await(m_own->local().hold(QStringLiteral("worker-1"), {}), 30'000));
        QCOMPARE(m_own->part("worker-1").state, PartState::Held);
        QCOMPARE(m_own->part("worker-1").pid, 0);
        QVERIFY(!isThere(before));
        QVERIFY(m_own->status().isReady());
        QVERIFY(await(m_own->local().release(QStringLiteral("worker-1"), {}), 30'000));
        QVERIFY(m_own->part("worker-1").isReady());
        QVERIFY(m_own->part("worker-1").pid != before);
    }

    void unknownPartIsNamedWithTheKnownOnes()
    {
        const auto held = await(m_own->local().hold(QStringLiteral("reddis"), {}));
        QVERIFY(!held);
        QCOMPARE(held.error().kind, ErrorKind::NotFound);
        QVERIFY(held.error().hint.contains(QLatin1String("redis")));
    }

    void aReleasedPartNamesTheHeldOneItWaitsFor()
    {
        QVERIFY(await(m_own->local().hold(QStringLiteral("gateway"), {}), 30'000));
        QVERIFY(await(m_own->local().hold(QStringLiteral("postgres"), {}), 30'000));
        const auto released = await(m_own->local().release(QStringLiteral("gateway"), {}), 5'000); // at once
        QVERIFY(!released);
        QCOMPARE(released.error().code, QStringLiteral("needs-held-part"));
        QVERIFY2(released.error().hint.contains(QLatin1String("postgres")), qPrintable(released.error().hint));
        QVERIFY(await(m_own->local().release(QStringLiteral("postgres"), {}), 30'000));
        QTRY_VERIFY_WITH_TIMEOUT(m_own->part("gateway").isReady(), 30'000); // by itself
    }

    void killedPartComesBack()
    {
        const qint64 before = m_own->part("redis").pid;
        QCOMPARE(::kill(pid_t(before), SIGKILL), 0);
        QTRY_VERIFY_WITH_TIMEOUT(m_own->part("redis").restarts == 1 && m_own->part("redis").isReady(), 15'000);
        QVERIFY(m_own->part("redis").pid != before);
        QTRY_VERIFY_WITH_TIMEOUT(m_own->status().isReady(), 20'000);
    }

    void killedWorkerIsReadyWhenTheNewOneIs()
    {
        const PartStatus before = m_own->part("worker-1");
        QCOMPARE(::kill(pid_t(before.pid), SIGKILL), 0);
        QTRY_VERIFY_WITH_TIMEOUT(m_own->part("worker-1").restarts == before.restarts + 1, 10'000);
        PartStatus now = m_own->part("worker-1");
        QTRY_VERIFY_WITH_TIMEOUT((now = m_own->part("worker-1")).isReady(), 20'000);
        // Ready is said of a process that runs and has told so itself, not by what the killed one left.
        QVERIFY(now.pid > 0 && now.pid != before.pid);
        QFile log(now.log);
        QVERIFY(log.open(QIODevice::ReadOnly));
        const QByteArray all = log.readAll();
        QVERIFY(all.mid(all.lastIndexOf("--- started")).contains("Connected to")); // the last it says before that
        QVERIFY(m_own->status().isReady());
    }

    void stoppedWorkerIsSeen()
    {
        const qint64 pid = m_own->part("worker-2").pid;
        QCOMPARE(::kill(pid_t(pid), SIGSTOP), 0);
        QTRY_COMPARE_WITH_TIMEOUT(m_own->part("worker-2").state, PartState::Unready, 8'000); // not after 15 s
        QVERIFY(m_own->part("worker-2").detail.contains(QLatin1String("stopped")));
        QCOMPARE(::kill(pid_t(pid), SIGCONT), 0);
        QTRY_VERIFY_WITH_TIMEOUT(m_own->part("worker-2").isReady(), 10'000);
    }

    void aClusterMadeInThisRunStartsAgain()
    {
        const qint64 before = m_own->part("postgres").pid;
        QVERIFY(await(m_own->local().hold(QStringLiteral("postgres"), {}), 30'000));
        const auto released = await(m_own->local().release(QStringLiteral("postgres"), {}), 30'000);
        QVERIFY2(released, released ? "" : qPrintable(brief(released.error())));
        QVERIFY(m_own->part("postgres").isReady());
        const qint64 second = m_own->part("postgres").pid;
        QVERIFY(second != before);
        QCOMPARE(::kill(pid_t(second), SIGKILL), 0);
        QTRY_VERIFY_WITH_TIMEOUT(m_own->part("postgres").pid != second && m_own->part("postgres").isReady(), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_own->status().isReady(), 20'000);
    }

    void stoppedPartIsSeen()
    {
        const qint64 pid = m_own->part("prometheus").pid;
        QCOMPARE(::kill(pid_t(pid), SIGSTOP), 0);
        QTRY_COMPARE_WITH_TIMEOUT(m_own->part("prometheus").state, PartState::Unready, 15'000);
        QCOMPARE(::kill(pid_t(pid), SIGCONT), 0);
        QTRY_COMPARE_WITH_TIMEOUT(m_own->part("prometheus").state, PartState::Ready, 10'000);
        QCOMPARE(m_own->part("prometheus").pid, pid);
    }

    void killedGuardLeavesNothing()
    {
        const qint64 server = m_own->part("api").pid;
        const qint64 guard = parentOf(server);
        QVERIFY(guard > 1);
        const auto isBelow = [server](qint64 pid) {
            while (pid > 1 && pid != server)
                pid = parentOf(pid);
            return pid == server;
        };
        QList<qint64> workers;
        for (const qint64 pid : processesOf(m_own->path()))
            if (pid != server && isBelow(pid))
                workers << pid;
        QVERIFY(workers.size() >= 2);
        QCOMPARE(::kill(pid_t(guard), SIGKILL), 0);
        QTRY_VERIFY_WITH_TIMEOUT(m_own->part("api").restarts == 1 && m_own->part("api").isReady(), 20'000);
        QVERIFY(!isThere(server));
        // Its workers as well: they would answer in place of the new ones, and keep the port.
        for (const qint64 worker : workers)
            QTRY_VERIFY2_WITH_TIMEOUT(!isThere(worker), qPrintable(QString::number(worker)), 10'000);
    }

    void killedSupervisorLeavesNothing()
    {
        const auto status = m_own->status();
        QVERIFY(processesOf(m_own->path()).size() > 20); // guards, servers, and what these start
        QCOMPARE(::kill(pid_t(status.pid), SIGKILL), 0);
        QTRY_VERIFY_WITH_TIMEOUT(processesOf(m_own->path()).isEmpty(), 10'000);
        for (const PartStatus &part : status.parts)
            QVERIFY2(!isThere(part.pid), qPrintable(part.name));
        QVERIFY(!m_own->status().isRunning());
    }

    void staleFolderRecoversWithTheSameAddressesAndAccounts()
    {
        const auto before = m_own->local().profile();
        const auto accounts = m_own->local().accounts();
        // What a machine that lost its power leaves.
        QFile pidFile(m_own->path() + QStringLiteral("/postgres/postmaster.pid"));
        QVERIFY(pidFile.open(QIODevice::WriteOnly));
        pidFile.write("1\n/nowhere\n");
        pidFile.close();
        const auto up = m_own->up();
        QVERIFY2(up, up ? "" : qPrintable(brief(up.error()) + up.error().hint));
        QVERIFY(!up->wasRunning);
        QVERIFY(m_own->local().profile()->links == before->links);
        QCOMPARE(m_own->local().profile()->id, before->id);
        QVERIFY(m_own->local().accounts()->front().password.equals(accounts->front().password.reveal()));
    }

    void everythingKilledAtOnceLeavesNothing()
    {
        const qint64 supervisor = m_own->status().pid;
        const auto guardsFirst = processesOf(m_own->path());
        QCOMPARE(::kill(pid_t(supervisor), SIGSTOP), 0); // it must not help
        QList<qint64> guards;
        for (const qint64 pid : guardsFirst) {
            QFile name(QStringLiteral("/proc/%1/comm").arg(pid));
            if (name.open(QIODevice::ReadOnly) && name.readAll().trimmed() == "ph-guard")
                guards << pid;
        }
        QVERIFY(guards.size() >= 11);
        for (const qint64 guard : guards)
            ::kill(pid_t(guard), SIGKILL);
        ::kill(pid_t(supervisor), SIGKILL);
        // Nobody is left who could clean up: servers die with their guards, what they started by itself or at the next
        // start.
        QTRY_VERIFY_WITH_TIMEOUT(!m_own->status().isRunning(), 10'000);
        const auto up = m_own->up();
        QVERIFY2(up, up ? "" : qPrintable(brief(up.error()) + up.error().hint));
        for (const qint64 pid : guardsFirst)
            QVERIFY(!isThere(pid));
    }

    void damagedStateFileKeepsTheEnvironment()
    {
        const auto before = m_own->local().profile();
        QVERIFY(await(m_own->local().down({}), 60'000));
        QFile state(m_own->path() + QStringLiteral("/state.json"));
        QVERIFY(state.open(QIODevice::WriteOnly | QIODevice::Truncate));
        state.write("{\"version\": 1, \"ports\": {\"red");
        state.close();
        const auto up = m_own->up();
        QVERIFY2(up, up ? "" : qPrintable(brief(up.error()) + up.error().hint));
        QCOMPARE(m_own->local().profile()->id, before->id); // what was recorded of it is found again
        QVERIFY(m_own->local().profile()->links == before->links);
        QVERIFY2(up->status.notices.join(QLatin1Char('\n')).contains(QLatin1String("state.json.damaged-")),
            qPrintable(up->status.notices.join(QLatin1Char('\n'))));
    }

    void takenPortIsReplacedAndSaid()
    {
        QVERIFY(await(m_own->local().down({}), 60'000));
        QVERIFY(processesOf(m_own->path()).isEmpty());
        const QUrl before = m_own->url("auth");
        QTcpServer squatter;
        QVERIFY(squatter.listen(QHostAddress::LocalHost, quint16(before.port())));
        const auto up = m_own->up();
        QVERIFY2(up, up ? "" : qPrintable(brief(up.error()) + up.error().hint));
        QVERIFY(m_own->url("auth").port() != before.port());
        QVERIFY2(up->status.notices.join(QLatin1Char('\n')).contains(QString::number(before.port())),
            qPrintable(up->status.notices.join(QLatin1Char('\n'))));
        QVERIFY(m_own->part("gateway").endpoint.contains(QString::number(m_own->url("auth").port())));
    }

    void portTakenWhileItRunsIsReplacedAndSaid_data()
    {
        QTest::addColumn<QString>("part");
        QTest::addColumn<QString>("port");
        QTest::addColumn<QString>("link"); // of the profile, which the window follows
        QTest::addColumn<QString>("other"); // goes there, and is started again
        const auto row = [](const char *part, const char *port, const char *link, const char *other) {
            QTest::newRow(port) << QString::fromLatin1(part) << QString::fromLatin1(port) << QString::fromLatin1(link)
                                << QString::fromLatin1(other);
        };
        row("redis", "redis_tls", "redis-broker", "");
        row("redis", "redis", "", "worker-1");
        row("gateway", "gateway", "auth", "prometheus");
        row("postgres", "postgres", "postgres-primary", "gateway");
    }
    void portTakenWhileItRunsIsReplacedAndSaid()
    {
        QFETCH(QString, part);
        QFETCH(QString, port);
        QFETCH(QString, link);
        QFETCH(QString, other);
        const auto portNow = [&] { return loadState(m_own->local().folder().stateFile())->ports.value(port); };
        const QString id = m_own->local().profile()->id;
        const quint16 before = portNow();
        const qint64 otherPid = other.isEmpty() ? 0 : m_own->status().find(other)->pid;
        QTcpServer squatter;
        QCOMPARE(::kill(pid_t(m_own->status().find(part)->pid), SIGKILL), 0);
        QElapsedTimer timer;
        timer.start();
        while (!squatter.listen(QHostAddress::LocalHost, before))
            QVERIFY(timer.elapsed() < 5'000);
        QTRY_VERIFY_WITH_TIMEOUT(portNow() != before, 15'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_own->status().isReady(), 30'000);
        const QString notices = m_own->status().notices.join(QLatin1Char('\n'));
        QVERIFY2(
            notices.contains(QStringLiteral("port %1 of %2 is taken by ").arg(before).arg(port)), qPrintable(notices));
        QVERIFY2(notices.contains(QStringLiteral(": %1 now").arg(portNow())), qPrintable(notices));
        QCOMPARE(m_own->local().profile()->id, id);
        if (!link.isEmpty())
            QCOMPARE(m_own->local().profile()->find(link)->url.port(), int(portNow()));
        if (!other.isEmpty())
            QVERIFY2(notices.contains(other) && m_own->status().find(other)->pid != otherPid, qPrintable(notices));
    }

    void runningPlatformIsNotReset()
    {
        const auto reset = await(m_own->local().reset({}));
        QVERIFY(!reset);
        QCOMPARE(reset.error().kind, ErrorKind::Conflict);
        QVERIFY(QFile::exists(m_own->path()));
    }

    void aStartThatFailsIsSaidAndLeavesNothingRunning()
    {
        QVERIFY(await(m_own->local().down({}), 60'000));
        QFile dump(m_own->path() + QStringLiteral("/redis/dump.rdb"));
        QVERIFY(dump.open(QIODevice::ReadWrite | QIODevice::Truncate));
        dump.write("REDIS0010 and then nothing of the kind \xff\xff");
        dump.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
        dump.close();
        const auto up = m_own->up();
        QVERIFY(!up);
        QCOMPARE(up.error().code, QStringLiteral("part-failed"));
        QVERIFY2(up.error().what.contains(QLatin1String("RDB")), qPrintable(up.error().what)); // the cause, not the end
        const QString said = wording::errorSentence(up.error(), QStringLiteral("Not started")).reason;
        QVERIFY2(said.startsWith(QLatin1String("Redis does not start: ")), qPrintable(said));
        QVERIFY2(up.error().hint.contains(QLatin1String("/redis.log"))
                && up.error().hint.contains(QLatin1String("stopped again")),
            qPrintable(up.error().hint));
        QVERIFY(!m_own->status().isRunning());
        QVERIFY(processesOf(m_own->path()).isEmpty());
        QVERIFY(dump.remove());
        const auto again = m_own->up();
        QVERIFY2(again, again ? "" : qPrintable(brief(again.error()) + again.error().hint));
    }

    /// The roles of the database have that password: the start says which file, at once; nothing is started.
    void anEmptiedSecretIsSaidAtOnce()
    {
        QVERIFY(await(m_own->local().down({}), 60'000));
        const QString role = m_own->path() + QStringLiteral("/secrets/pg.superuser");
        const QByteArray password = readFile(role).value();
        QVERIFY(QFile::resize(role, 0));
        QVERIFY(QFile::resize(m_own->path() + QStringLiteral("/secrets/redis.reader"), 0));
        const auto up = m_own->up();
        QVERIFY(!up);
        QCOMPARE(up.error().kind, ErrorKind::Refused);
        QCOMPARE(up.error().where, role);
        QVERIFY2(up.error().hint.contains(QLatin1String("local reset --yes")), qPrintable(up.error().hint));
        QVERIFY(processesOf(m_own->path()).isEmpty());
        QFile file(role);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(password) == password.size());
        file.close();
        const auto again = m_own->up(); // Redis's own is made anew
        QVERIFY2(again, again ? "" : qPrintable(brief(again.error()) + again.error().hint));
    }

    void downThenResetLeavesNothing()
    {
        QVERIFY(await(m_own->local().down({}), 60'000));
        QVERIFY(processesOf(m_own->path()).isEmpty());
        const auto again = await(m_own->local().down({}));
        QVERIFY(!again);
        QCOMPARE(again.error().kind, ErrorKind::NotFound);
        QVERIFY(await(m_own->local().reset({}), 20'000));
        QVERIFY(!QFile::exists(m_own->path()));
        QVERIFY(!m_own->local().profile());
    }
};

PH_TEST(TestLifecycle)
#include "tst_lifecycle.moc"
