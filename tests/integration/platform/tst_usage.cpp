// SPDX-License-Identifier: GPL-3.0-or-later
// What the companion refuses, and how it says so: whoever mistypes, or whose script has an empty variable, is told.
#include "tests/support/companion.h"
#include "tests/support/redisserver.h"
#include "tests/support/testmain.h"

using namespace ph;
using test::Companion;
using test::words;

class TestUsage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// What an answer cannot be is refused; the refusal names what it can be.
    void answersThatDoNotExistAreRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("several tables") << words("status --csv");
        QTest::newRow("a document") << words("tasks show x --csv");
        QTest::newRow("one environment") << words("env show x --csv");
        QTest::newRow("an act") << words("tasks revoke x --csv");
        QTest::newRow("a table that does not change") << words("env list --watch");
    }
    void answersThatDoNotExistAreRefused()
    {
        QFETCH(QStringList, arguments);
        Companion ctl;
        QCOMPARE(ctl.run(arguments), 2);
        QVERIFY(ctl.out.isEmpty());
        QVERIFY2(ctl.err.contains(arguments.last() == QLatin1String("--csv") ? "--json" : "answers once"), ctl.err);
    }

    void emptyValuesAreNotTakenForNothingGiven()
    {
        Companion ctl;
        QCOMPARE(ctl.run({QStringLiteral("env"), QStringLiteral("add"), QStringLiteral("eu"), QStringLiteral("--link"),
                     QStringLiteral("prometheus=https://m.example")}),
            0);
        for (const char *option : {"--broker", "--env", "--redis"}) {
            QCOMPARE(ctl.run({QStringLiteral("queues"), QLatin1String(option), QString()}), 2);
            QVERIFY2(ctl.err.startsWith(option), ctl.err);
        }
    }

    void unknownOptionIsOneSentence()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("queues --limit 3")), 2);
        QVERIFY2(ctl.err.startsWith("Unknown option 'limit'. `pilothousectl queues --help`"), ctl.err);
    }

    void tablesHaveNamedColumnsAndRawNumbers()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("env list --csv")), 0);
        QCOMPARE(ctl.out, QByteArray("name,kind,protected,read_only,links,id\r\n"));
        test::RedisServer server;
        QVERIFY(server.start({}));
        const QString address = QStringLiteral("redis://127.0.0.1:%1/0").arg(server.port());
        QCOMPARE(ctl.run({QStringLiteral("env"), QStringLiteral("check"), QStringLiteral("--broker"), address,
                     QStringLiteral("--csv")}),
            7); // it answers; that it keeps no append-only file and the like are warnings
        const auto lines = ctl.out.split('\n');
        QVERIFY2(lines[0].startsWith("link,kind,good,server,latency_ms,clock_offset_ms,warnings,"), ctl.out);
        const auto cells = lines[1].split(',');
        QCOMPARE(cells[0], QByteArray("redis-broker"));
        bool isNumber = false;
        (void)cells[4].toInt(&isNumber);
        QVERIFY2(isNumber, lines[1]);
    }

    /// `pilothousectl … | head -1` got what it wanted.
    void aReaderThatLeavesIsNoFailure()
    {
        Companion ctl;
        const QString program = qEnvironmentVariable("PH_CTL");
        QProcess shell;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PILOTHOUSE_HOME"), ctl.home.path());
        environment.insert(QStringLiteral("PILOTHOUSE_LOCAL_BASE"), ctl.home.filePath(QStringLiteral("local")));
        shell.setProcessEnvironment(environment);
        // SIGPIPE ignored, as under many supervisors: the write itself fails then.
        shell.start(QStringLiteral("bash"),
            {QStringLiteral("-c"),
                QStringLiteral("trap '' PIPE; { sleep 0.2; \"$1\" env list --json; echo \"rc $?\" >&2; } | true"),
                QStringLiteral("bash"), program});
        QVERIFY(shell.waitForFinished());
        QCOMPARE(shell.readAllStandardError(), QByteArray("rc 0\n"));
    }

    void everythingWrongIsSaidTheMainThingFirst()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("env add eu --link prometheus=http://m.example --link auth=http://a.example")), 2);
        const auto lines = ctl.err.trimmed().split('\n');
        QVERIFY2(lines.size() >= 2, ctl.err);
        QVERIFY2(lines.first().startsWith("The environment was not added."), ctl.err);
        for (qsizetype i = 1; i < lines.size(); ++i)
            QVERIFY2(lines[i].startsWith("Also wrong."), ctl.err);
    }

    void nothingIsToldOfATaskThatNobodyKnows()
    {
        test::RedisServer server;
        QVERIFY(server.start({}));
        Companion ctl;
        QCOMPARE(ctl.run({QStringLiteral("tasks"), QStringLiteral("show"), QStringLiteral("nonsense"),
                     QStringLiteral("--broker"), QStringLiteral("redis://127.0.0.1:%1/0").arg(server.port()),
                     QStringLiteral("--no-probes")}),
            1);
        QVERIFY2(ctl.out.isEmpty(), ctl.out);
        QVERIFY2(ctl.err.contains("no task “nonsense”"), ctl.err);
    }
};

PH_TEST(TestUsage)
#include "tst_usage.moc"
