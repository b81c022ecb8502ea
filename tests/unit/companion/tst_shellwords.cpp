// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/shellwords.h"
#include "tests/support/testmain.h"

using namespace ph::ctl;

class TestShellWords : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void quotesMeanWhatTheyMeanToAShell()
    {
        QCOMPARE(unquoted(QStringLiteral("Acme\\ Pr")), QStringLiteral("Acme Pr"));
        QCOMPARE(unquoted(QStringLiteral("\"Acme P")), QStringLiteral("Acme P"));
        QCOMPARE(unquoted(QStringLiteral("'eu'\\''w")), QStringLiteral("eu'w"));
        QCOMPARE(unquoted(QStringLiteral("'a\\b'")), QStringLiteral("a\\b"));
        QCOMPARE(unquoted(QStringLiteral("$(id)")), QStringLiteral("$(id)"));
        QCOMPARE(unquoted(QStringLiteral("a\\")), QStringLiteral("a"));
    }

    void aLineFallsIntoWords()
    {
        QCOMPARE(typedWords(QStringLiteral("a  \"b c\" d\\ e")),
            (QStringList {QStringLiteral("a"), QStringLiteral("\"b c\""), QStringLiteral("d\\ e")}));
        QCOMPARE(typedWords(QStringLiteral("a ")), (QStringList {QStringLiteral("a"), QString()}));
        QCOMPARE(typedWords(QString()), QStringList {QString()});
    }

    void bashGetsWhatFollowsItsBreak_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("whole");
        QTest::addColumn<QString>("replacement");
        const auto add = [](const char *typed, const char *whole, const char *replacement) {
            QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(whole)
                                 << QString::fromUtf8(replacement);
        };
        add("Ac", "Acme Prod", "Acme\\ Prod");
        add("\"Ac", "Acme \"P\"", "Acme \\\"P\\\"");
        add("'e", "eu'w", "eu'\\''w");
        add("x:", "x:y=z", "y=z");
        add("--env=x:", "--env=x:y", "y");
        add("--env=\"x:", "--env=x:y", "x:y"); // quoted, it is no break
        add("Acme\\ ", "Acme Prod", "Acme\\ Prod");
        add("", "grün; rm", "grün\\;\\ rm");
    }
    void bashGetsWhatFollowsItsBreak()
    {
        QFETCH(QString, typed);
        QFETCH(QString, whole);
        QFETCH(QString, replacement);
        QCOMPARE(bashReplacement(typed, whole, QStringLiteral(" \t\n\"'><=;|&(:")), replacement);
    }
};

PH_TEST(TestShellWords)
#include "tst_shellwords.moc"
