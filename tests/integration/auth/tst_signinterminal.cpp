// SPDX-License-Identifier: GPL-3.0-or-later
// `auth login` as a person does it: on a terminal that asks for the password and does not show it.
#include "tests/integration/auth/sessionscene.h"
#include "tests/support/companion.h"
#include "tests/support/terminal.h"

#include <QRegularExpression>
#include <csignal>

using namespace ph;
using namespace ph::test;

class TestSignInTerminal : public SessionScene {
    Q_OBJECT
private:
    Companion m_ctl;

    void start(Terminal &terminal, const QStringList &more = {})
    {
        const QString ca = m_ctl.write(QStringLiteral("ca.pem"), m_server.caPem());
        terminal.start(qEnvironmentVariable("PH_CTL"),
            QStringList {QStringLiteral("auth"), QStringLiteral("login"), QStringLiteral("admin@pilothouse.test"),
                QStringLiteral("--auth"), m_server.url().toString(), QStringLiteral("--publishable-key"),
                m_server.publishableKey(), QStringLiteral("--ca"), ca}
                + more,
            m_ctl.environment());
    }
    /// The terminal stands ready for a password: nothing of it will be seen.
    static bool isAsking(Terminal &terminal)
    {
        return terminal.waitFor("Password") && terminal.until(10'000, [&] { return !terminal.isEchoing(); });
    }
    static bool isAskingForCode(Terminal &terminal)
    {
        return terminal.waitFor("authenticator app (") && terminal.until(10'000, [&] { return !terminal.isEchoing(); });
    }

private Q_SLOTS:
    void thePasswordIsAskedForAndNotShown()
    {
        Terminal terminal;
        const termios before = terminal.settings();
        start(terminal, {QStringLiteral("--print-access-token")});
        QVERIFY2(isAsking(terminal), terminal.seen());
        const QByteArray password = m_server.password(QStringLiteral("admin"));
        terminal.type(password + '\r');
        QVERIFY2(isAskingForCode(terminal), terminal.seen());
        terminal.type("\r");
        QCOMPARE(terminal.exitCode(), 0);
        static const QRegularExpression token(QStringLiteral("eyJ[\\w-]+[.]eyJ[\\w-]+[.][\\w-]+"));
        const auto seesToken = [&] { return QString::fromUtf8(terminal.seen()).contains(token); };
        QVERIFY2(terminal.until(5'000, seesToken), terminal.seen());
        QVERIFY2(terminal.seen().contains("auth logout"), terminal.seen()); // nobody keeps it: how it is ended
        QVERIFY2(!terminal.seen().contains(password), terminal.seen());
        QCOMPARE(terminal.settings().c_lflag, before.c_lflag);
        QCOMPARE(sessionsOf(QStringLiteral("admin")), 1);
    }

    void mistakesAreTakenBack()
    {
        Terminal terminal;
        start(terminal, {QStringLiteral("--print-access-token")});
        QVERIFY2(isAsking(terminal), terminal.seen());
        terminal.type("nonsense\x15" + m_server.password(QStringLiteral("admin")) + "x\u00e9\x7f\x7f\r");
        QVERIFY2(isAskingForCode(terminal), terminal.seen());
        terminal.type("\r");
        QCOMPARE(terminal.exitCode(), 0);
    }

    void aWrongPasswordIsSaidAndTheTerminalIsAsBefore()
    {
        Terminal terminal;
        const termios before = terminal.settings();
        start(terminal);
        QVERIFY2(isAsking(terminal), terminal.seen());
        terminal.type("not-the-password\r");
        QVERIFY2(isAskingForCode(terminal), terminal.seen());
        terminal.type("\r");
        QCOMPARE(terminal.exitCode(), 3);
        QVERIFY2(terminal.waitFor("Nobody was signed in."), terminal.seen());
        QVERIFY2(terminal.waitFor("not right"), terminal.seen());
        QVERIFY2(!terminal.seen().contains("not-the-password"), terminal.seen());
        QCOMPARE(terminal.settings().c_lflag, before.c_lflag);
    }

    void nothingTypedIsNoPassword()
    {
        Terminal terminal;
        start(terminal);
        QVERIFY2(isAsking(terminal), terminal.seen());
        terminal.type("\r");
        QCOMPARE(terminal.exitCode(), 2);
        QVERIFY2(terminal.waitFor("no password was typed"), terminal.seen());
        QVERIFY(terminal.isEchoing());
    }

    /// Ctrl+C, and a signal from elsewhere: the shell that comes back shows again what is typed.
    void whoGivesUpGetsTheTerminalBack_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("Ctrl+C") << 0;
        QTest::newRow("kill -INT") << SIGINT;
        QTest::newRow("kill") << SIGTERM;
    }
    void whoGivesUpGetsTheTerminalBack()
    {
        QFETCH(int, signal);
        Terminal terminal;
        const termios before = terminal.settings();
        start(terminal);
        QVERIFY2(isAsking(terminal), terminal.seen());
        terminal.type("half a passw");
        if (signal == 0)
            terminal.type("\x03");
        else
            ::kill(terminal.processId(), signal);
        QCOMPARE(terminal.exitCode(), 6);
        QCOMPARE(terminal.settings().c_lflag, before.c_lflag);
        QVERIFY2(!terminal.seen().contains("passw\r") && !terminal.seen().contains("half"), terminal.seen());
        QCOMPARE(sessionsOf(QStringLiteral("admin")), 0);
    }
};

PH_TEST(TestSignInTerminal)
#include "tst_signinterminal.moc"
