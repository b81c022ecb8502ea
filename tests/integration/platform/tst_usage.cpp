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

    /// --dry-run of a verb that knows none would be taken for a promise: it is refused, not passed over.
    void optionsOfActsAreRefusedWhereNothingIsActed_data()
    {
        QTest::addColumn<QStringList>("arguments");
        for (const char *line : {"queues --dry-run", "tasks --yes", "tasks show x --reason why", "status --dry-run",
                 "env list --yes", "operations --reason why", "local up --dry-run", "auth logout --dry-run",
                 "workers forget x --dry-run", "operations abandon x --reason why --dry-run", "env show eu --yes eu"})
            QTest::newRow(line) << words(line);
    }
    void optionsOfActsAreRefusedWhereNothingIsActed()
    {
        QFETCH(QStringList, arguments);
        Companion ctl;
        QCOMPARE(ctl.run(arguments), 2);
        QVERIFY2(ctl.err.contains("takes no --") && ctl.err.contains("--help"), ctl.err);
        QVERIFY(ctl.out.isEmpty());
    }

    void helpNamesWhatAVerbTakes()
    {
        Companion ctl;
        const auto help
            = [&ctl](const char *verb) { return ctl.run(words(verb) + words("--help")) == 0 ? ctl.out : ctl.err; };
        for (const char *reading : {"queues", "tasks", "status", "operations", "env list", "workers forget"})
            for (const char *option : {"--dry-run", "--yes", "--reason"})
                QVERIFY2(!help(reading).contains(option), reading);
        for (const char *acting : {"tasks revoke", "workers enable-events", "operations resume", "env edit"})
            for (const char *option : {"--dry-run", "--yes", "--reason"})
                QVERIFY2(help(acting).contains(option), acting);
        QVERIFY(!help("operations abandon").contains("--dry-run") && help("operations abandon").contains("--reason"));
        // Plain addresses are for reading; of an act the plan alone can be looked at on them.
        QVERIFY2(help("tasks revoke").contains("With --dry-run: Celery's broker"), help("tasks revoke"));
        QVERIFY(!help("tasks revoke").contains("--prometheus"));
        for (const char *kept : {"operations", "operations resume", "operations abandon", "workers forget"})
            QVERIFY2(!help(kept).contains("--broker"), kept);
        QCOMPARE(ctl.run(words("operations --broker redis://127.0.0.1:1/0")), 2);
        QVERIFY2(ctl.err.contains("--env"), ctl.err);
    }

    void aDatabaseThatTheServerDoesNotHaveIsNamed()
    {
        test::RedisServer server;
        QVERIFY(server.start({}));
        Companion ctl;
        const QString address = QStringLiteral("redis://127.0.0.1:%1/99").arg(server.port());
        QVERIFY(ctl.run({QStringLiteral("queues"), QStringLiteral("--broker"), address}) != 0);
        QVERIFY2(ctl.err.contains("no database of that number") && ctl.err.contains("0 to 15"), ctl.err);
        QVERIFY2(!ctl.err.contains("log"), ctl.err);
    }

    void emptyValuesAreNotTakenForNothingGiven()
    {
        Companion ctl;
        QCOMPARE(ctl.run({QStringLiteral("env"), QStringLiteral("add"), QStringLiteral("eu"), QStringLiteral("--link"),
                     QStringLiteral("prometheus=https://m.example")}),
            0);
        for (const char *option : {"--broker", "--env", "--redis"}) {
            QCOMPARE(ctl.run({QStringLiteral("queues"), QLatin1String(option), QString()}), 2);
            QVERIFY2(ctl.err.startsWith(QByteArray("The queues were not read. ") + option), ctl.err);
        }
    }

    /// What a verb does not take is not asked for: Qt would print a line of its own about it.
    void noVerbPrintsLinesOfQt_data()
    {
        QTest::addColumn<QStringList>("arguments");
        Companion ctl;
        QCOMPARE(ctl.run({QStringLiteral("--help")}), 0);
        int verbs = 0;
        for (const QByteArray &line : ctl.out.split('\n')) {
            if (!line.startsWith("  ") || line.startsWith("  pilothousectl"))
                continue;
            QStringList arguments = QString::fromUtf8(line.mid(2, line.indexOf("  ", 2) - 2)).split(u' ');
            const QString area = arguments.first();
            if (area == u"local" || area == u"completion" || area == u"auth") // of this machine, or ask for a password
                continue;
            arguments.removeIf([](const QString &word) { return word.startsWith(u'['); });
            for (QString &word : arguments)
                if (word.contains(u'…') || word.toUpper() == word)
                    word = QStringLiteral("eu");
            ++verbs;
            QTest::newRow(line.left(30).trimmed().constData()) << arguments;
        }
        QVERIFY(verbs > 20);
    }
    void noVerbPrintsLinesOfQt()
    {
        QFETCH(QStringList, arguments);
        Companion ctl;
        QCOMPARE(ctl.run({QStringLiteral("env"), QStringLiteral("add"), QStringLiteral("eu"), QStringLiteral("--kind"),
                     QStringLiteral("local"), QStringLiteral("--link"),
                     QStringLiteral("redis-broker=redis://127.0.0.1:1/0")}),
            0);
        (void)ctl.run(arguments + QStringList {QStringLiteral("--env"), QStringLiteral("eu")});
        QVERIFY2(!ctl.err.contains("QCommandLineParser") && !ctl.err.contains("default:"), ctl.err);
    }

    void unknownOptionIsOneSentence()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("queues --limit 3")), 2);
        QVERIFY2(ctl.err.startsWith("The queues were not read. Unknown option 'limit'. `pilothousectl queues --help`"),
            ctl.err);
    }

    /// What did not happen comes first, what to do last; never a fixed phrase for everything.
    void everyRefusalSaysWhatDidNotHappenAndWhatToDo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("begins");
        QTest::addColumn<QByteArray>("advises");
        const auto add = [](const char *line, int code, const char *begins, const char *advises) {
            QTest::newRow(line) << words(line) << code << QByteArray(begins) << QByteArray(advises);
        };
        add("tasks revoke", 2, "No task was revoked. ", "`pilothousectl tasks revoke ID");
        add("tasks show", 2, "The tasks were not looked up. ", "`pilothousectl tasks show --help`");
        add("local hold", 2, "The part was not held. ", "`pilothousectl local hold --help`");
        add("env set-secret a", 2, "The password was not stored. ", "`pilothousectl env set-secret --help`");
        add("queues", 2, "The queues were not read. ", "`pilothousectl local up`");
        add("queues --broker redis://127.0.0.1:1/0", 4,
            "The queues were not read. Redis broker 127.0.0.1:1/0: ", "Is the server running");
        add("status --env nowhere", 1, "The status was not read. nowhere: ", "`pilothousectl env add`");
        add("auth login", 2, "Nobody was signed in. ", "`pilothousectl auth login EMAIL`");
        add("tasks --state faild", 2, "The tasks were not read. ", "");
        add("tasks revok x", 2, "The tasks were not read. ", "Did you mean “tasks revoke”?");
        add("env", 2, "Nothing was done. “env” needs a verb. ", "env list");
        add("env chek", 2, "Nothing was done. There is no “env chek”. ", "“env check”");
        add("sttus", 2, "Nothing was done. There is no “sttus”. ", "“status”");
    }
    void everyRefusalSaysWhatDidNotHappenAndWhatToDo()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QByteArray, begins);
        QFETCH(QByteArray, advises);
        Companion ctl;
        QCOMPARE(ctl.run(arguments), code);
        QVERIFY2(ctl.err.startsWith(begins), ctl.err);
        QVERIFY2(ctl.err.contains(advises), ctl.err);
        QVERIFY2(ctl.out.isEmpty(), ctl.out);
    }

    void whatWasTypedWrongIsAnObjectForScripts()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("queues --json nonsense")), 2);
        const QJsonObject error = QJsonDocument::fromJson(ctl.err).object()[QStringLiteral("error")].toObject();
        QCOMPARE(error[QStringLiteral("failed")].toString(), QStringLiteral("The queues were not read"));
        QVERIFY(error[QStringLiteral("what")].toString().contains(QLatin1String("nonsense")));
    }

    void helpIsThereForAreasAndVerbs()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("help tasks revoke")), 0);
        QVERIFY(ctl.out.contains("--terminate"));
        QCOMPARE(ctl.run(words("env --help")), 0);
        QVERIFY(ctl.out.contains("env set-secret") && !ctl.out.contains("queues"));
        QCOMPARE(ctl.run(words("help")), 0);
        QVERIFY(ctl.out.contains("Exit codes"));
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
