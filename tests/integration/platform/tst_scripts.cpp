// SPDX-License-Identifier: GPL-3.0-or-later
// What a script relies on (one document, exit codes, nothing between), and what --help tells.
#include "tests/support/companion.h"
#include "tests/support/terminal.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QRegularExpression>

using namespace ph;
using test::Companion;
using test::words;

namespace {

/// "env show" of "  env show [NAME]   One environment: …".
QStringList allVerbs(Companion &ctl)
{
    (void)ctl.run(words("help"));
    static const QRegularExpression s_line(QStringLiteral("^  ([a-z][a-z-]*(?: [a-z][a-z-]*)?)(?: .*)?  \\S"));
    QStringList verbs;
    for (const QString &line : QString::fromUtf8(ctl.out).split(QLatin1Char('\n')))
        if (const auto match = s_line.match(line); match.hasMatch() && !line.contains(QLatin1String("[--env NAME]")))
            verbs << match.captured(1);
    verbs.replaceInStrings(QRegularExpression(QStringLiteral("^completion .*")), QStringLiteral("completion"));
    return verbs;
}

int runShell(Companion &ctl, const char *script)
{
    QProcess shell;
    shell.setProcessEnvironment(ctl.environment());
    shell.start(QStringLiteral("bash"),
        {QStringLiteral("-c"), QString::fromUtf8(script), QStringLiteral("bash"), qEnvironmentVariable("PH_CTL")});
    if (!shell.waitForFinished())
        qFatal("the shell did not end");
    ctl.out = shell.readAllStandardOutput();
    ctl.err = shell.readAllStandardError();
    return shell.exitCode();
}

} // namespace

class TestScripts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyVerbHasHelpWithAnExample()
    {
        Companion ctl;
        const QStringList verbs = allVerbs(ctl);
        QVERIFY2(verbs.size() > 30 && verbs.contains(QLatin1String("tasks revoke")), ctl.out);
        for (const QString &verb : verbs) {
            QCOMPARE(ctl.run(QStringList {QStringLiteral("help")} + verb.split(QLatin1Char(' '))), 0);
            const QByteArray example = ctl.out.mid(ctl.out.indexOf("\nExample:\n"));
            QVERIFY2(example.contains("pilothousectl " + verb.toUtf8()), ctl.out);
            QVERIFY2(ctl.out.startsWith("Usage: pilothousectl " + verb.toUtf8()), ctl.out);
            for (const QByteArray &line : ctl.out.split('\n'))
                QVERIFY2(QString::fromUtf8(line).size() <= 110 || example.contains(line), line);
        }
    }

    void exitCodesAreExplained()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("help exit-codes")), 0);
        for (int code = 0; code <= 7; ++code)
            QVERIFY2(ctl.out.contains("\n  " + QByteArray::number(code) + "  "), ctl.out);
    }

    void whatWasMeantIsSaid()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("env add Staging --link prometheus=https://m.example")), 0);
        QCOMPARE(ctl.run(words("status --env Stagign")), 1);
        QVERIFY2(ctl.err.contains("id you mean “Staging”?"), ctl.err);
        QCOMPARE(ctl.run(words("tasks --stat failed")), 2);
        QVERIFY2(ctl.err.contains("Did you mean “--state”?"), ctl.err);
        QCOMPARE(ctl.run(words("env list --jsn")), 2);
        QVERIFY2(ctl.err.contains("Did you mean “--json”?"), ctl.err);
    }

    /// Also acts, whose answer for people is one sentence.
    void everyAnswerIsOneDocument_data()
    {
        QTest::addColumn<QString>("line");
        for (const char *line : {"env add eu --link prometheus=https://m.example", "env add eu2 --dry-run",
                 "env edit Acme --set label=EU", "env export Acme", "env export Acme FILE",
                 "env import SAMPLE --dry-run", "env import SAMPLE --yes", "env remove Acme --dry-run",
                 "env remove Acme --yes Acme", "env list", "env show Acme", "local down", "local reset --dry-run",
                 "local reset --yes", "local logs", "operations", "auth logout", "completion zsh"})
            QTest::newRow(line) << QString::fromLatin1(line);
    }
    void everyAnswerIsOneDocument()
    {
        QFETCH(QString, line);
        Companion ctl;
        QCOMPARE(
            ctl.run(words("env add Acme --link auth=https://a.example/auth/v1 --set auth.issuer=https://a.example")),
            0);
        QCOMPARE(ctl.run(words("env export Acme")), 0);
        const QByteArray sample = QByteArray(ctl.out).replace("\"Acme\"", "\"Sample\"");
        line.replace(QLatin1String("SAMPLE"), ctl.write(QStringLiteral("sample.json"), sample));
        line.replace(QLatin1String("FILE"), ctl.home.filePath(QStringLiteral("out.json")));
        QDir(ctl.home.path()).mkpath(QStringLiteral("local/default/log"));
        ctl.write(QStringLiteral("local/default/log/redis.log"), "a line\nanother\n");
        QCOMPARE(ctl.run(line.split(QLatin1Char(' ')) + QStringList {QStringLiteral("--json")}), 0);
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(ctl.out, &error);
        QVERIFY2(error.error == QJsonParseError::NoError && !document.isNull(), ctl.out);
        QVERIFY2(ctl.err.isEmpty(), ctl.err);
    }

    /// What is said about an answer is no loose text between objects.
    void notesAreObjectsToo()
    {
        Companion ctl;
        QCOMPARE(ctl.run(words("env add Acme --link prometheus=https://m.example")), 0);
        ctl.write(QStringLiteral("config/environments/broken.json"), "{{{");
        QDir folder(ctl.home.path());
        const int code = ctl.run(words("env list --json"));
        QVERIFY2(code == 7, ctl.err + ctl.out);
        for (const QByteArray &line : ctl.err.trimmed().split('\n'))
            QVERIFY2(QJsonDocument::fromJson(line).object().contains(QLatin1String("note")), line);
        // and people are not told that there is none
        QCOMPARE(ctl.run(words("env list")), 7);
        QVERIFY2(!ctl.err.contains("There is no environment"), ctl.err);
    }

    void coloursAreForTerminalsThatWantThem_data()
    {
        QTest::addColumn<QString>("option");
        QTest::addColumn<QString>("noColor");
        QTest::addColumn<bool>("isColoured");
        QTest::newRow("a terminal") << QString() << QString() << true;
        QTest::newRow("NO_COLOR") << QString() << QStringLiteral("1") << false;
        QTest::newRow("--no-color") << QStringLiteral("--no-color") << QString() << false;
    }
    void coloursAreForTerminalsThatWantThem()
    {
        QFETCH(QString, option);
        QFETCH(QString, noColor);
        QFETCH(bool, isColoured);
        Companion ctl;
        QCOMPARE(ctl.run(words("env add Acme --link prometheus=https://m.example")), 0);
        auto environment = ctl.environment();
        environment.insert(QStringLiteral("TERM"), QStringLiteral("xterm"));
        environment.insert(QStringLiteral("NO_COLOR"), noColor);
        test::Terminal terminal;
        terminal.start(qEnvironmentVariable("PH_CTL"),
            option.isEmpty() ? words("env list") : words("env list") + QStringList {option}, environment);
        QCOMPARE(terminal.exitCode(), 0);
        QVERIFY2(terminal.waitFor("Acme"), terminal.seen());
        QCOMPARE(terminal.seen().contains('\x1b'), isColoured);
    }

    /// Each: what is wrong, where, and an exit code that is not "done".
    void hostileCallsEndWithASentence_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("says");
        const auto add = [](const char *script, int code, const char *says) {
            QTest::newRow(script) << QByteArray(script) << code << QByteArray(says);
        };
        add("\"$1\" env add $'caf\\xe9'", 2, "is no text in UTF-8");
        add("\"$1\" env add $'a\\x1b[2Jb'", 2, "control characters");
        add("\"$1\" env show $'a\\x1b[2Jb'", 1, "a\\x1b[2Jb");
        add("\"$1\" help > /dev/full", 1, "could not be written");
        add("\"$1\" help queues > /dev/full", 1, "could not be written");
        add("\"$1\" completion bash > /dev/full", 1, "could not be written");
        add("\"$1\" env list --json >&-", 1, "could not be written");
        add("\"$1\" env add x --link redis-broker=rediss://h/abc", 2, "no database number");
        add("\"$1\" env add x --link prometheus=https://h --set prometheus.ca_pem=garbage", 2, "no PEM certificate");
        add("\"$1\" env add x --link prometheus=https://h:99999", 2, "prometheus.url");
        add("\"$1\" env import /", 1, "not a file");
        add("\"$1\" env import /dev/zero", 1, "not a file");
        add("\"$1\" queues --broker redis://127.0.0.1:1/0 --credentials /", 1, "not a file");
        add("\"$1\" env export Acme /nonexistent/x", 1, "/nonexistent/x: ");
        add("\"$1\" env export Acme --yes file", 2, "bare --yes stands last");
        add("\"$1\" env remove Acme --yes Another", 5, "It was not confirmed: this removes its link");
        add("\"$1\" local reset --yes another", 5, "not the object's");
        add("\"$1\" local status --base /etc/passwd", 2, "is no folder");
        add("\"$1\" local logs --name never", 1, "never started");
        add("\"$1\" local accounts --name never", 1, "never started");
        add("\"$1\" auth login ''", 2, "the e-mail address is missing");
        add("\"$1\" auth login a@b.c d@e.f", 2, "one e-mail address is expected");
        add("\"$1\" local up --name $'abc\\n'", 2, "no name for a local platform");
        add("\"$1\" local up --seed -5", 2, "a whole number from 0");
        add("\"$1\" local up --seed 99999999999999999999", 2, "a whole number from 0");
        add("\"$1\" tasks --broker redis://127.0.0.1:1/0 --most -1", 2, "--most");
        add("\"$1\" queues --broker redis://127.0.0.1:1/-1", 2, "no database number");
        add("\"$1\" queues --broker", 2, "Missing value after '--broker'");
        add("touch \"$PILOTHOUSE_HOME/config/x\"; rm -r \"$PILOTHOUSE_HOME/config/environments\"; touch "
            "\"$PILOTHOUSE_HOME/config/environments\"; \"$1\" env list",
            1, "environments: ");
    }
    void hostileCallsEndWithASentence()
    {
        QFETCH(QByteArray, script);
        QFETCH(int, code);
        QFETCH(QByteArray, says);
        Companion ctl;
        QCOMPARE(ctl.run(words("env add Acme --kind staging --link prometheus=https://m.example")), 0);
        QDir(ctl.home.path()).mkpath(QStringLiteral("local/default"));
        const int ended = runShell(ctl, script.constData());
        QVERIFY2(ended == code, "ended with " + QByteArray::number(ended) + ": " + ctl.out + ctl.err);
        QVERIFY2(ctl.err.contains(says), ctl.err);
        QVERIFY2(!ctl.err.contains('\x1b') && ctl.err.count('\n') == 1, ctl.err);
        QVERIFY2(ctl.out.isEmpty(), ctl.out);
    }
};

PH_TEST(TestScripts)
#include "tst_scripts.moc"
