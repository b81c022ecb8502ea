// SPDX-License-Identifier: GPL-3.0-or-later
// What Tab does: the proposals, and the real shells with them, as somebody types.
#include "tests/support/companion.h"
#include "tests/support/terminal.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

using namespace ph;
using test::Companion;
using test::words;

namespace {

/// A companion with environments of difficult names, and the log folder of a local platform.
struct Desk {
    Companion ctl;
    Desk()
    {
        for (const char *name : {"Acme Prod", "eu'west", "a$(id)b", "x:y=z"})
            if (ctl.run({QStringLiteral("env"), QStringLiteral("add"), QLatin1String(name), QStringLiteral("--link"),
                    QStringLiteral("redis-broker=rediss://r.example:6380/0"), QStringLiteral("--set"),
                    QStringLiteral("redis-broker.user=reader")})
                != 0)
                qFatal("%s", ctl.err.constData());
        const QString logs = ctl.home.filePath(QStringLiteral("local/default/log"));
        QDir().mkpath(logs);
        for (const char *part : {"redis", "worker-1", "supervisor"})
            ctl.write(QStringLiteral("local/default/log/%1.log").arg(QLatin1String(part)), "a line\n");
        ctl.write(QStringLiteral("one file.json"), "{}");
    }
    QList<QByteArray> proposed(const QStringList &typed)
    {
        m_code = ctl.run(QStringList {QStringLiteral("__complete"), QStringLiteral("zsh")} + typed);
        return ctl.out.isEmpty() ? QList<QByteArray> {} : ctl.out.chopped(1).split('\n');
    }
    QList<QByteArray> proposed(const char *typed) { return proposed(words(typed)); }
    [[nodiscard]] bool isFileMeant() const { return m_code == 9; }

private:
    int m_code = 0;
};

QStringList shellArguments(const QString &shell)
{
    return shell == QLatin1String("bash") ? words("--norc --noprofile -i")
        : shell == QLatin1String("zsh")   ? words("-f -i")
                                          : words("--no-config -i");
}

QByteArray shellSetup(const QString &shell)
{
    return shell == QLatin1String("bash") ? "source <(pilothousectl completion bash)"
        : shell == QLatin1String("zsh")
        ? "autoload -Uz compinit; compinit -u -D; source <(pilothousectl completion zsh)"
        : "source (pilothousectl completion fish | psub)";
}

QProcessEnvironment shellEnvironment(const Companion &ctl, const QString &shell)
{
    auto environment = ctl.environment();
    environment.insert(QStringLiteral("HOME"), ctl.home.path());
    environment.insert(
        QStringLiteral("TERM"), shell == QLatin1String("fish") ? QStringLiteral("xterm") : QStringLiteral("dumb"));
    environment.insert(QStringLiteral("PATH"),
        QFileInfo(qEnvironmentVariable("PH_CTL")).path() + QLatin1Char(':')
            + environment.value(QStringLiteral("PATH")));
    return environment;
}

} // namespace

class TestCompletion : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wordsThatMayFollow()
    {
        Desk desk;
        QCOMPARE(desk.proposed("tasks "), (QList<QByteArray> {"show", "export", "revoke"}));
        QCOMPARE(desk.proposed("sta"), (QList<QByteArray> {"status"}));
        QCOMPARE(desk.proposed("hel"), (QList<QByteArray> {"help"}));
        QCOMPARE(desk.proposed("help env exp"), (QList<QByteArray> {"export"}));
        QCOMPARE(desk.proposed("--env x:y=z work"), (QList<QByteArray> {"workers"}));
        QCOMPARE(desk.proposed("tasks --state ret"), (QList<QByteArray> {"retrying"}));
        QCOMPARE(desk.proposed("tasks --state=ret"), (QList<QByteArray> {"--state=retrying"}));
        QCOMPARE(desk.proposed("tasks revoke x --term"), (QList<QByteArray> {"--terminate"}));
        QCOMPARE(desk.proposed("local super"), (QList<QByteArray> {})); // for the program's own use
    }

    void onlyOptionsThatAreTaken()
    {
        Desk desk;
        QVERIFY(desk.proposed("queues --").contains("--watch"));
        QVERIFY(!desk.proposed("env show --").contains("--watch"));
        QVERIFY(!desk.proposed("env show --").contains("--csv"));
    }

    void namesOfEnvironmentsLinksUsersAndParts()
    {
        Desk desk;
        QCOMPARE(desk.proposed("queues --env ac"), (QList<QByteArray> {"Acme Prod"}));
        QCOMPARE(desk.proposed("env show eu"), (QList<QByteArray> {"eu'west"}));
        QCOMPARE(desk.proposed("env show x x"), (QList<QByteArray> {})); // it takes one
        QCOMPARE(desk.proposed("env set-secret x:y=z "), (QList<QByteArray> {"redis-broker"}));
        QCOMPARE(desk.proposed("env set-secret x:y=z redis-broker "), (QList<QByteArray> {"reader"}));
        QCOMPARE(desk.proposed("env check --env x:y=z "), (QList<QByteArray> {"redis-broker"}));
        QCOMPARE(desk.proposed("local hold "), (QList<QByteArray> {"redis", "worker-1"}));
        QCOMPARE(desk.proposed("local logs s"), (QList<QByteArray> {"supervisor"}));
        QCOMPARE(desk.proposed("local hold --name other "), (QList<QByteArray> {}));
    }

    /// A shell proposes files there, and nowhere else: `tasks show ` is no place for the files of this folder.
    void filesWhereAFileIsMeant()
    {
        Desk desk;
        for (const char *typed :
            {"env import ", "queues --ca ", "queues --ca=/e", "env export x:y=z ", "local up --base "}) {
            QCOMPARE(desk.proposed(typed), (QList<QByteArray> {}));
            QVERIFY2(desk.isFileMeant(), typed);
        }
        for (const char *typed : {"tasks show ", "env show ", "local hold redis ", "env add ", "nonsense "}) {
            (void)desk.proposed(typed);
            QVERIFY2(!desk.isFileMeant(), typed);
        }
    }

    void whatIsTypedInTheShellBecomesWhole_data()
    {
        QTest::addColumn<QString>("shell");
        for (const char *shell : {"bash", "zsh", "fish"})
            QTest::newRow(shell) << QString::fromLatin1(shell);
    }
    void whatIsTypedInTheShellBecomesWhole()
    {
        QFETCH(QString, shell);
        if (QStandardPaths::findExecutable(shell).isEmpty())
            QSKIP("this shell is not installed here");
        Desk desk;
        test::Terminal terminal;
        terminal.start(shell, shellArguments(shell), shellEnvironment(desk.ctl, shell));
        // What is waited for is never what was typed.
        terminal.type("cd \"$HOME\"; " + shellSetup(shell) + "; echo re''ady\r");
        QVERIFY2(terminal.waitFor("ready"), terminal.seen());
        const bool isFish = shell == QLatin1String("fish");
        const std::pair<QByteArray, QByteArray> cases[] = {{"loc", "local "},
            {"local hold wor", "local hold worker-1 "}, {"queues --env Ac", "queues --env Acme\\ Prod "},
            {"queues --env Acme\\ ", "queues --env Acme\\ Prod "},
            {"queues --env \"Acme P", "queues --env \"Acme Prod\" "}, {"queues --env=Ac", "queues --env=Acme\\ Prod "},
            {"queues --env x:", "queues --env x:y=z "}, {"queues --env a", "queues --env a\\$\\(id\\)b "},
            {"queues --env 'e", isFish ? "queues --env 'eu\\'west' " : "queues --env 'eu'\\''west' "},
            {"env import one", "env import one\\ file.json "}, {"help tas", "help tasks "}};
        for (const auto &[typed, whole] : cases) {
            terminal.forget();
            terminal.type("pilothousectl " + typed + "\t");
            QVERIFY2(terminal.waitFor("pilothousectl " + whole), typed + ": " + terminal.seen());
            terminal.forget();
            terminal.type("\x15" // Ctrl+U: the line is empty again
                          "echo ne''xt\r");
            QVERIFY2(terminal.waitFor("next"), terminal.seen());
        }
    }
};

PH_TEST(TestCompletion)
#include "tst_completion.moc"
