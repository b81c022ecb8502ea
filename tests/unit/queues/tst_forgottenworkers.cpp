// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/files.h"
#include "services/queues/forgottenworkers.h"
#include "services/queues/workerlisting.h"
#include "tests/support/testmain.h"

#include <QFileInfo>

using namespace ph;
using namespace ph::queues;
using namespace std::chrono_literals;

class TestForgottenWorkers : public QObject {
    Q_OBJECT
    ManualClock m_clock;
    QTemporaryDir m_folder;

    [[nodiscard]] QString file() const { return m_folder.filePath(QStringLiteral("e1/workers-forgotten.json")); }
    [[nodiscard]] WorkerStatus worker(const char *name, WorkerHealth health, Milliseconds ago) const
    {
        WorkerStatus status;
        status.worker.hostname = name;
        status.health = health;
        status.heardAt = m_clock.wall() - ago;
        return status;
    }
    static QStringList names(const QList<WorkerStatus> &workers)
    {
        QStringList all;
        for (const WorkerStatus &each : workers)
            all << QString::fromStdString(each.worker.hostname);
        return all;
    }

private Q_SLOTS:
    void cleanup() { QFile::remove(file()); }

    void whoIsForgottenIsLeftOutAndKept()
    {
        QVERIFY(ForgottenWorkers::read(file())); // nobody yet
        const auto forgotten = ForgottenWorkers::forget(file(), {QStringLiteral("gone@host")}, m_clock.wall());
        QVERIFY(forgotten);
        QVERIFY(*forgotten == *ForgottenWorkers::read(file())); // by another program
        QCOMPARE(QFileInfo(file()).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        WorkerListing listing;
        listing.workers = {worker("alive@host", WorkerHealth::Alive, 1s), worker("gone@host", WorkerHealth::Lost, 60s)};
        forgotten->setAside(listing);
        QCOMPARE(names(listing.workers), QStringList {QStringLiteral("alive@host")});
        QCOMPARE(names(listing.forgotten), QStringList {QStringLiteral("gone@host")});
    }

    void whoIsHeardIsThereAgain()
    {
        const auto forgotten = ForgottenWorkers::forget(file(), {QStringLiteral("gone@host")}, m_clock.wall());
        QVERIFY(forgotten);
        QVERIFY(forgotten->has(worker("gone@host", WorkerHealth::Lost, 60s)));
        QVERIFY(!forgotten->has(worker("gone@host", WorkerHealth::Alive, 60s))); // even if a clock was set back
        m_clock.advance(10s);
        const WorkerStatus lostAgain = worker("gone@host", WorkerHealth::Lost, 5s);
        QVERIFY(!forgotten->has(lostAgain)); // that is a new loss
        QCOMPARE(forgotten->heardAgain({lostAgain}), QStringList {QStringLiteral("gone@host")});
        const auto back = ForgottenWorkers::bringBack(file(), forgotten->heardAgain({lostAgain}));
        QVERIFY(back && *back == ForgottenWorkers {});
    }

    void changesOfTwoProgramsAddUp()
    {
        QVERIFY(ForgottenWorkers::forget(file(), {QStringLiteral("a")}, m_clock.wall()));
        const auto both = ForgottenWorkers::forget(file(), {QStringLiteral("b")}, m_clock.wall());
        QVERIFY(both && both->has(worker("a", WorkerHealth::Offline, 1s)));
        QVERIFY(both->has(worker("b", WorkerHealth::Lost, 1s)));
        const auto one = ForgottenWorkers::bringBack(file(), {QStringLiteral("a"), QStringLiteral("never was")});
        QVERIFY(one && !one->has(worker("a", WorkerHealth::Offline, 1s)));
        QVERIFY(one->has(worker("b", WorkerHealth::Lost, 1s)));
    }

    void whatIsNotItsOwnIsRefusedAndLeftAlone()
    {
        QVERIFY(makePrivateDirectory(QFileInfo(file()).path()));
        QVERIFY(replaceFile(file(), "{\"version\":2}"));
        QVERIFY(!ForgottenWorkers::read(file()));
        QVERIFY(!ForgottenWorkers::forget(file(), {QStringLiteral("a")}, m_clock.wall()));
        QCOMPARE(*readFile(file()), QByteArray("{\"version\":2}"));
    }

    /// Who comes late is told of it by the file of what was seen last, and leaves it out as well.
    void aRecalledWorkerIsForgottenToo()
    {
        LastSeen seen;
        seen.at = m_clock.wall();
        seen.workers.workers = {worker("gone@host", WorkerHealth::Lost, 60s)};
        const auto again = lastSeenFrom(toJson(seen));
        QVERIFY(again);
        const auto forgotten = ForgottenWorkers::forget(file(), {QStringLiteral("gone@host")}, m_clock.wall());
        const InspectedWorkers inspected;
        const WorkerListing listing = listWorkers({{}, &*again, inspected, *forgotten, {}, {}}, m_clock);
        QVERIFY(listing.workers.isEmpty());
        QVERIFY(listing.silentNodes.isEmpty());
        QCOMPARE(names(listing.forgotten), QStringList {QStringLiteral("gone@host")});
        seen.workers = listing; // what is kept of it goes on from session to session
        QCOMPARE(lastSeenFrom(toJson(seen))->workers.workers.size(), 1);
    }
};
PH_TEST(TestForgottenWorkers)
#include "tst_forgottenworkers.moc"
