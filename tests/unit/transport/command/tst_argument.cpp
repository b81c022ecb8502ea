// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/command/argument.h"
#include "tests/support/hostile.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::transport::command;

namespace {

using Make = Result<Argument> (*)(const QString &);
const QList<std::pair<const char *, Make>> validators {{"host", &Argument::host}, {"user", &Argument::user},
    {"stanza", &Argument::stanza}, {"label", &Argument::backupLabel}, {"path", &Argument::path}};

} // namespace

Q_DECLARE_METATYPE(Make)

class TestArgument : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void accepts_data()
    {
        QTest::addColumn<Make>("make");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("good");
        const auto row = [](const char *name, Make make, const char *value, bool good) {
            QTest::addRow("%s %s", name, value) << make << QString::fromUtf8(value) << good;
        };
        row("host", &Argument::host, "db1.example.com", true);
        row("host", &Argument::host, "10.0.0.1", true);
        row("host", &Argument::host, "fe80::1", true);
        row("host", &Argument::host, "::1", true);
        row("host", &Argument::host, "fe80::1%eth0", false);
        row("host", &Argument::host, "-oProxyCommand=touch x", false);
        row("host", &Argument::host, "-h", false);
        row("host", &Argument::host, "host\n", false);
        row("host", &Argument::host, "user@host", false);
        row("host", &Argument::host, "[::1]", false);
        row("host", &Argument::host, "", false);
        row("user", &Argument::user, "john.doe", true);
        row("user", &Argument::user, "_svc-1", true);
        row("user", &Argument::user, "-l", false);
        row("user", &Argument::user, "a b", false);
        row("stanza", &Argument::stanza, "main-15", true);
        row("stanza", &Argument::stanza, "Main", false);
        row("stanza", &Argument::stanza, "--all", false);
        row("label", &Argument::backupLabel, "20261123-033839F", true);
        row("label", &Argument::backupLabel, "20261123-033839F_20261124-033839I", true);
        row("label", &Argument::backupLabel, "20261123-033839F_20261124-033839F", false);
        row("label", &Argument::backupLabel, "latest", false);
        row("path", &Argument::path, "/var/lib/pg main/a_b.c", true);
        row("path", &Argument::path, "/home/jürgen/x", true);
        row("path", &Argument::path, "/a/../etc/passwd", false);
        row("path", &Argument::path, "relative", false);
        row("path", &Argument::path, "/a$(b)", false);
        row("path", &Argument::path, "/a\"b", false);
    }
    void accepts()
    {
        QFETCH(Make, make);
        QFETCH(QString, value);
        QFETCH(bool, good);
        const auto result = make(value);
        QCOMPARE(result.has_value(), good);
        if (good)
            QCOMPARE(result->text(), value);
        else
            QCOMPARE(result.error().kind, ErrorKind::Invalid);
    }

    void hostileValuesNeverBeginAnOptionOrHoldShellSigns()
    {
        for (const QString &value : test::hostileStrings()) {
            for (const auto &[name, make] : validators) {
                const auto result = make(value);
                if (!result) {
                    QVERIFY(!result.error().what.contains(QLatin1Char('\n')));
                    continue;
                }
                QCOMPARE(result->text(), value);
                QVERIFY2(!value.startsWith(QLatin1Char('-')), name);
                for (const char c : {'\n', '\0', '$', '`', ';', '|', '&', '\'', '"', '<', '>', '(', '*', '?', '\\'})
                    QVERIFY2(!value.contains(QLatin1Char(c)), name);
            }
        }
    }

    void remoteWordsAreQuoted()
    {
        QCOMPARE(quotedForRemoteShell(QStringLiteral("a'b $x")), QStringLiteral("'a'\\''b $x'"));
    }
};

PH_TEST(TestArgument)
#include "tst_argument.moc"
