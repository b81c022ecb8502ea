// SPDX-License-Identifier: GPL-3.0-or-later
// Acts as the companion tells them: those that were cut off, changes of an environment's guards, why somebody cannot
// act here, and workers that are dismissed.
#include "services/auth/tokensocket.h"
#include "services/base/journal.h"
#include "services/operations/plan.h"
#include "services/queues/lastseen.h"
#include "tests/support/companion.h"
#include "tests/support/redisserver.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QDirIterator>

using namespace ph;
using test::Companion;
using test::words;

namespace {

/// The environment “eu”, and the folder of its journals.
struct Eu {
    Companion ctl;
    QString journals;

    Eu()
    {
        if (ctl.run(words("env add eu --kind staging --json")) != 0)
            qFatal("%s", ctl.err.constData());
        journals
            = ctl.home.filePath(QStringLiteral("state/environments/%1/operations").arg(ctl.object()[u"id"].toString()));
    }
    /// What the disk holds when the program is killed between send and answer.
    void cut(const QString &id)
    {
        QDir().mkpath(journals);
        operations::Plan plan;
        plan.title = QStringLiteral("Revoke the stuck one");
        auto journal = Journal::open(journals + QStringLiteral("/%1.operation").arg(id));
        if (!journal
            || !journal->append({{QStringLiteral("event"), QStringLiteral("begin")},
                {QStringLiteral("action"), QStringLiteral("tasks.revoke")}, {QStringLiteral("plan"), plan.toJson()},
                {QStringLiteral("at"), QStringLiteral("2026-01-31T13:58:00.000Z")}})
            || !journal->append({{QStringLiteral("event"), QStringLiteral("step-begin")}}))
            qFatal("no journal");
    }
    [[nodiscard]] QJsonObject verdict()
    {
        (void)ctl.run(words("status --env eu --json"));
        return ctl.object()[u"verdict"].toObject();
    }
};

/// An environment “dev” with a broker of its own, and what is kept of it.
struct Dev {
    Companion ctl;
    test::RedisServer redis;
    QString id;

    explicit Dev(const QStringList &more = {})
    {
        if (!redis.start({}))
            qFatal("no Redis");
        if (ctl.run(words("env add dev --kind local --json --link")
                + QStringList {QStringLiteral("redis-broker=redis://127.0.0.1:%1/0").arg(redis.port())} + more)
            != 0)
            qFatal("%s", ctl.err.constData());
        id = ctl.object()[u"id"].toString();
        // A task that waits, so that there is something to revoke.
        (void)redis.cli({QStringLiteral("SADD"), QStringLiteral("_kombu.binding.celery"), QStringLiteral("celery")});
    }
    [[nodiscard]] QString state() const { return ctl.home.filePath(QStringLiteral("state/environments/") + id); }
};

/// The companion, while this process answers as the window.
struct Beside {
    QProcess process;
    QByteArray err;

    int run(const Companion &ctl, const QStringList &arguments)
    {
        process.setProcessEnvironment(ctl.environment());
        process.start(qEnvironmentVariable("PH_CTL"), arguments);
        if (!QTest::qWaitFor([this] { return process.state() == QProcess::NotRunning; }, 60'000))
            qFatal("the companion did not end");
        err = process.readAllStandardError();
        return process.exitCode();
    }
};

} // namespace

class TestActs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatAKillCutIsToldByStatusUntilItIsWrittenOff()
    {
        Eu eu;
        QCOMPARE(eu.verdict()[u"headline"].toString(), QStringLiteral("All is well."));
        eu.cut(QStringLiteral("0c0c"));
        const QJsonObject verdict = eu.verdict();
        QCOMPARE(verdict[u"severity"].toString(), QStringLiteral("warning"));
        QCOMPARE(verdict[u"lines"][0][u"code"].toString(), QStringLiteral("act-cut-off"));
        QCOMPARE(verdict[u"lines"][0][u"object"].toString(), QStringLiteral("Revoke the stuck one"));
        QCOMPARE(eu.ctl.run(words("status --env eu")), 7);
        QVERIFY2(eu.ctl.out.contains("1 thing to watch: an act was cut off: Revoke the stuck one."), eu.ctl.out);
        QVERIFY2(eu.ctl.out.contains("`pilothousectl operations`"), eu.ctl.out);
        QCOMPARE(eu.ctl.run(words("operations --env eu")), 6);
        QVERIFY2(eu.ctl.out.contains("0c0c"), eu.ctl.out);
        QVERIFY(eu.ctl.run(words("operations resume 0c0c --env eu --dry-run")) != 0); // no area of it here
        QVERIFY2(eu.ctl.err.contains("write it off"), eu.ctl.err);
        QCOMPARE(eu.ctl.run(words("operations abandon 0c0c --env eu --reason INC-2291")), 0);
        QCOMPARE(eu.verdict()[u"headline"].toString(), QStringLiteral("All is well."));
        QCOMPARE(eu.ctl.run(words("status --env eu")), 0);
    }

    /// What nobody knows the end of is listed as unknown until somebody writes it off.
    void whatWasWrittenOffIsListedSo()
    {
        Eu eu;
        eu.cut(QStringLiteral("0c0c"));
        auto journal = Journal::open(eu.journals + QStringLiteral("/0c0c.operation"));
        QVERIFY(journal.has_value());
        QVERIFY(journal->append(
            {{QStringLiteral("event"), QStringLiteral("end")}, {QStringLiteral("phase"), QStringLiteral("unknown")}}));
        journal = fail(ErrorKind::Unavailable, QStringLiteral("closed"));
        (void)eu.ctl.run(words("operations --env eu"));
        QVERIFY2(eu.ctl.out.contains("unknown"), eu.ctl.out);
        QCOMPARE(eu.ctl.run(words("operations abandon 0c0c --env eu --reason INC-2291")), 0);
        (void)eu.ctl.run(words("operations --env eu"));
        QVERIFY2(eu.ctl.out.contains("written off") && !eu.ctl.out.contains("unknown"), eu.ctl.out);
    }

    /// A full disk or a crash left nothing of it: that is told, and the file stays.
    void anEmptiedJournalIsTold()
    {
        Eu eu;
        eu.cut(QStringLiteral("0c0c"));
        const QString path = eu.journals + QStringLiteral("/0c0c.operation");
        QVERIFY(QFile::resize(path, 0));
        QCOMPARE(eu.verdict()[u"lines"][0][u"code"].toString(), QStringLiteral("act-outcome-unknown"));
        QCOMPARE(eu.ctl.run(words("status --env eu")), 7);
        QCOMPARE(eu.ctl.run(words("operations --env eu")), 1);
        QVERIFY2(eu.ctl.err.contains("the file is empty") && eu.ctl.err.contains(path.toUtf8()), eu.ctl.err);
        QCOMPARE(eu.ctl.run(words("operations abandon 0c0c --env eu --reason INC-2291")), 1);
        QVERIFY(QFile::exists(path));
    }

    void anEmptiedAuditLogIsToldAndStopsActing()
    {
        Eu eu;
        QCOMPARE(eu.ctl.run(words("env edit eu --set protected=yes")), 0);
        QCOMPARE(eu.ctl.run(words("env edit eu --set protected=no --reason drill --yes eu")), 0);
        const QString path = QFileInfo(eu.journals).path() + QStringLiteral("/audit.outbox");
        QVERIFY(QFile::exists(path));
        QCOMPARE(eu.ctl.run(words("status --env eu")), 0);
        QVERIFY(QFile::resize(path, 0));
        QCOMPARE(eu.verdict()[u"lines"][0][u"code"].toString(), QStringLiteral("audit-damaged"));
        QCOMPARE(eu.ctl.run(words("status --env eu")), 7);
        QCOMPARE(eu.ctl.run(words("operations --env eu")), 1);
        QVERIFY2(eu.ctl.err.contains("The audit log of this computer is damaged: the file is empty")
                && eu.ctl.err.contains(path.toUtf8()),
            eu.ctl.err);
        QCOMPARE(eu.ctl.run(words("env edit eu --set protected=yes")), 0);
        QCOMPARE(eu.ctl.run(words("env edit eu --set protected=no --reason drill --yes eu")), 1);
        QVERIFY2(eu.ctl.err.contains("The audit log of this computer is damaged"), eu.ctl.err);
        QCOMPARE(QFileInfo(path).size(), 0); // kept as it is
    }

    /// Its task has ended meanwhile: whoever asks what going on would do is told so.
    void whatACrashCutAndHasEndedIsToldSo()
    {
        Dev dev;
        const QString id = QStringLiteral("0a0a0a0a-0000-4000-8000-000000000001");
        const QJsonObject result {{QStringLiteral("status"), QStringLiteral("SUCCESS")},
            {QStringLiteral("result"), QJsonValue::Null}, {QStringLiteral("traceback"), QJsonValue::Null},
            {QStringLiteral("children"), QJsonArray()}, {QStringLiteral("task_id"), id},
            {QStringLiteral("date_done"), QStringLiteral("2026-01-31T13:58:00.000000")}};
        (void)dev.redis.cli({QStringLiteral("SET"), QStringLiteral("celery-task-meta-") + id,
            QString::fromUtf8(QJsonDocument(result).toJson(QJsonDocument::Compact))});
        QVERIFY(makePrivateDirectory(dev.state() + QStringLiteral("/operations")));
        {
            operations::Plan plan;
            plan.title = QStringLiteral("Revoke the stuck one");
            plan.steps.push_back({QStringLiteral("publish"), QStringLiteral("Tell all workers"), {}, {}, false, true});
            auto journal = Journal::open(dev.state() + QStringLiteral("/operations/0c0c.operation"));
            QVERIFY(journal
                && journal->append({{QStringLiteral("event"), QStringLiteral("begin")},
                    {QStringLiteral("action"), QStringLiteral("tasks.revoke")},
                    {QStringLiteral("parameters"), QJsonObject {{QStringLiteral("ids"), QJsonArray {id}}}},
                    {QStringLiteral("plan"), plan.toJson()}}));
        }
        QCOMPARE(dev.ctl.run(words("operations resume 0c0c --env dev --dry-run")), 3); // nobody can sign in there
        QVERIFY2(dev.ctl.out.contains("The task has ended (SUCCESS): nothing is left to do. Going on ends it as done "
                                      "and sends nothing."),
            dev.ctl.out + dev.ctl.err);
    }

    /// Whoever asks what was done here sees the guards that were taken away, beside the acts on servers.
    void relaxedGuardsAreListedAsActs()
    {
        Eu eu;
        QCOMPARE(eu.ctl.run(words("operations --env eu --json")), 0);
        QVERIFY(eu.ctl.object()[u"operations"].toArray().isEmpty());
        QCOMPARE(eu.ctl.run(words("env edit eu --set protected=yes --set label=EU")), 0); // relaxes nothing
        QCOMPARE(eu.ctl.run(words("env edit eu --set protected=no --reason drill --yes eu")), 0);
        QCOMPARE(eu.ctl.run(words("operations --env eu --json")), 0);
        const QJsonArray acts = eu.ctl.object()[u"operations"].toArray();
        QCOMPARE(acts.size(), 1);
        QCOMPARE(acts[0][u"action"].toString(), QStringLiteral("environment.relax"));
        QCOMPARE(acts[0][u"title"].toString(), QStringLiteral("Relax guards of eu"));
        QCOMPARE(acts[0][u"phase"].toString(), QStringLiteral("done"));
        QCOMPARE(acts[0][u"reason"].toString(), QStringLiteral("drill"));
        const QString who = acts[0][u"who"].toString(); // somebody is named: here the account of the computer
        QVERIFY2(
            who.endsWith(QStringLiteral("(account of this computer; nobody was signed in)")) && !who.startsWith(u' '),
            qPrintable(who));
        QVERIFY(acts[0][u"evidence"].toString().contains(QLatin1String("no longer protected")));
        QCOMPARE(eu.ctl.run(words("operations --env eu")), 0);
        QVERIFY2(eu.ctl.out.contains("Relax guards of eu"), eu.ctl.out);
    }

    /// Nobody can sign in there: telling somebody to do it would lead nowhere.
    void whereNobodyCanSignInThatIsTheReason()
    {
        Dev dev;
        for (const char *line : {"tasks revoke 0a0a --env dev --dry-run", "tasks revoke 0a0a --env dev --yes"}) {
            QCOMPARE(dev.ctl.run(words(line)), 3);
            QVERIFY2(
                dev.ctl.err.contains("This environment has no sign-in server: nobody can act in it."), dev.ctl.err);
            QVERIFY2(dev.ctl.err.contains("env edit NAME --link auth="), dev.ctl.err);
            QVERIFY2(!dev.ctl.err.contains("Nobody is signed in"), dev.ctl.err);
        }
    }

    /// The session is the window's, and the window is locked: that is why, also where the plan alone is asked for.
    void aLockedWindowIsNotNobody()
    {
        Dev dev(words("--link auth=http://127.0.0.1:1/auth/v1 --set auth.issuer=http://127.0.0.1:1/auth/v1 "
                      "--set auth.publishable_key=sb_publishable_sample"));
        const QString folder = dev.ctl.home.filePath(QStringLiteral("run/") + dev.id);
        QVERIFY(makePrivateDirectory(dev.ctl.home.filePath(QStringLiteral("run"))));
        QVERIFY(makePrivateDirectory(folder));
        ph::auth::LockedTokenServer window(folder + QStringLiteral("/session.sock"));
        QVERIFY(window.listen());
        for (const char *line : {"tasks revoke 0a0a --env dev --dry-run", "tasks revoke 0a0a --env dev --yes"}) {
            Beside beside;
            QCOMPARE(beside.run(dev.ctl, words(line)), 5);
            QVERIFY2(beside.err.contains("Pilothouse is locked"), beside.err);
            QVERIFY2(!beside.err.contains("Nobody is signed in"), beside.err);
        }
    }

    /// Lost for good: left out by all who look, until somebody takes it back.
    void aLostWorkerIsForgottenAndBroughtBack()
    {
        Dev dev;
        QCOMPARE(dev.ctl.run(words("workers forget celery@gone --env dev")), 1);
        QVERIFY2(dev.ctl.err.contains("No worker was forgotten"), dev.ctl.err);
        QVERIFY(dev.ctl.run(words("queues --env dev --json")) != 4);
        ph::queues::WorkerStatus lost;
        lost.worker.hostname = "celery@gone";
        lost.health = ph::queues::WorkerHealth::Lost;
        const WallTime now = SystemClock().wall();
        lost.heardAt = now - std::chrono::minutes(5);
        ph::queues::LastSeen seen {now, dev.ctl.object()[u"source"].toString(), {}, {}};
        seen.workers.workers = {lost};
        QVERIFY(ph::queues::writeLastSeen(dev.state() + QStringLiteral("/queues-seen.json"), seen));
        const auto isListed = [&dev] {
            (void)dev.ctl.run(words("workers --env dev --json"));
            const QJsonArray workers = dev.ctl.object()[u"workers"].toArray();
            return std::ranges::any_of(workers,
                [](const QJsonValue &each) { return each[u"worker"].toString() == QStringLiteral("celery@gone"); });
        };
        QVERIFY2(isListed(), dev.ctl.out + dev.ctl.err);
        QCOMPARE(dev.ctl.run(words("workers forget celery@other --env dev")), 1);
        QCOMPARE(dev.ctl.run(words("workers forget celery@gone --env dev --broker redis://127.0.0.1:1/0")), 2);
        QCOMPARE(dev.ctl.run(words("workers forget celery@gone --env dev --json")), 0);
        QCOMPARE(dev.ctl.object()[u"forgotten"].toArray(), (QJsonArray {QStringLiteral("celery@gone")}));
        QVERIFY(!isListed());
        QCOMPARE(dev.ctl.run(words("workers forget celery@gone --undo --env dev")), 0);
        QVERIFY2(dev.ctl.out.contains("is told of again"), dev.ctl.out);
        QVERIFY(isListed());
        QCOMPARE(dev.ctl.run(words("workers forget celery@gone --undo --env dev")), 1); // it is not forgotten
    }
};
PH_TEST(TestActs)
#include "tst_acts.moc"
