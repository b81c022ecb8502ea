// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/csv.h"
#include "services/base/text.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStandardPaths>

using namespace ph;

namespace {

/// RFC 4180, written again from its other side.
QList<QStringList> readCsv(const QString &text)
{
    QList<QStringList> rows {{QString()}};
    bool inQuotes = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        QString &cell = rows.last().last();
        const QChar c = text[i];
        if (inQuotes && c == u'"' && i + 1 < text.size() && text[i + 1] == u'"') {
            cell += c;
            ++i;
        } else if (c == u'"') {
            inQuotes = !inQuotes;
        } else if (!inQuotes && c == u',') {
            rows.last().append(QString());
        } else if (!inQuotes && c == u'\r') {
            rows.append(QStringList {QString()});
            ++i;
        } else {
            cell += c;
        }
    }
    rows.removeLast();
    return rows;
}

} // namespace

class TestText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsShownIsWhatThereIs_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QString &text, const QString &expected) {
            QTest::newRow(name) << text << expected;
        };
        row("plain", QStringLiteral("Grüße, 漢字 & <b>"), QStringLiteral("Grüße, 漢字 & <b>"));
        row("escape sequence", QStringLiteral("a\x1b[31mb"), QStringLiteral("a\\x1b[31mb"));
        row("bidi override", QStringLiteral("invoice\u202efdp.exe"), QStringLiteral("invoice\\u202efdp.exe"));
        row("bidi isolate", QStringLiteral("\u2066x\u2069"), QStringLiteral("\\u2066x\\u2069"));
        row("zero width", QStringLiteral("ad\u200bmin"), QStringLiteral("ad\\u200bmin"));
        row("soft hyphen", QStringLiteral("ad\u00admin"), QStringLiteral("ad\\xadmin"));
        row("byte order mark", QStringLiteral("\ufeffx"), QStringLiteral("\\ufeffx"));
        row("joiner among Latin letters", QStringLiteral("ad\u200dmin"), QStringLiteral("ad\\u200dmin"));
        row("joiner of an emoji", QStringLiteral("👩\u200d🔧"), QStringLiteral("👩\u200d🔧"));
        row("joiner of a script", QStringLiteral("می\u200cخواهم"), QStringLiteral("می\u200cخواهم"));
        row("lines", QStringLiteral("a\r\nb\nc\td"), QStringLiteral("a⏎b⏎c d"));
        row("lone return", QStringLiteral("done\rerror"), QStringLiteral("done\\x0derror"));
        row("NUL", QString(QChar(0)), QStringLiteral("\\x00"));
        row("line separator", QStringLiteral("a\u2028b"), QStringLiteral("a\\u2028b"));
        row("half a pair", QString(QChar(0xd800)), QStringLiteral("\ufffd"));
        row("tag", QStringLiteral("x\U000e0041"), QStringLiteral("x\\U000e0041"));
        row("filler", QStringLiteral("x\u3164"), QStringLiteral("x\\u3164"));
    }
    void whatIsShownIsWhatThereIs()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const QString got = visible(text);
        if (QLatin1String(QTest::currentDataTag()) == QLatin1String("half a pair"))
            QVERIFY(got == expected || got == QStringLiteral("\\ud800"));
        else
            QCOMPARE(got, expected);
        QCOMPARE(visible(got), got);
    }

    void detailsKeepTheirLines()
    {
        QCOMPARE(visible(QStringLiteral("a\r\nb\tc\x1b"), LineEnds::Keep), QStringLiteral("a\nb\tc\\x1b"));
    }

    void idsAreShortenedInTheMiddle()
    {
        QCOMPARE(elidedMiddle(QStringLiteral("91b3c0de"), 12), QStringLiteral("91b3c0de"));
        QCOMPARE(
            elidedMiddle(QStringLiteral("91b3c0de-7f21-4a5e-9d1c-2b7f6c0e1a44"), 13), QStringLiteral("91b3c0de…1a44"));
        for (int longest = 0; longest < 12; ++longest) {
            const QString shortened = elidedMiddle(QStringLiteral("😀").repeated(20), longest);
            QVERIFY(shortened.isValidUtf16());
            QVERIFY(shortened.size() <= qMax(5, longest));
        }
        QCOMPARE(elidedEnd(QStringLiteral("a long text"), 6), QStringLiteral("a lon…"));
        QVERIFY(elidedEnd(QStringLiteral("😀😀😀"), 4).isValidUtf16());
    }

    void fileNames()
    {
        const QString other = QStringLiteral("export");
        QCOMPARE(safeFileName(QStringLiteral("acme-labs.csv"), other), QStringLiteral("acme-labs.csv"));
        QCOMPARE(safeFileName(QStringLiteral("../../etc/passwd"), other), QStringLiteral("_.._etc_passwd"));
        QCOMPARE(safeFileName(QStringLiteral("-rf"), other), QStringLiteral("rf"));
        QCOMPARE(safeFileName(QStringLiteral(".."), other), other);
        QCOMPARE(safeFileName(QStringLiteral("日本"), other), other);
        QCOMPARE(safeFileName(QString(500, QLatin1Char('a')), other).size(), 80);
    }

    void hostileCellsAreTexts_data()
    {
        QTest::addColumn<QString>("cell");
        for (const char *cell :
            {"=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1", "＋1", "－1", "＠x", "=HYPERLINK(\"http://x\",\"y\")",
                "=cmd|' /C calc'!A0", "\"=1", "a\"b", "a,b", "a;b", " blank ", "'x", "plain", "", "DDE(\"a\")"})
            QTest::newRow(cell) << QString::fromUtf8(cell);
    }
    void hostileCellsAreTexts()
    {
        QFETCH(QString, cell);
        CsvWriter csv({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
        csv.add({QStringLiteral("first"), cell, QStringLiteral("last")});
        const auto rows = readCsv(QString::fromUtf8(csv.take()));
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[1].size(), 3);
        QCOMPARE(rows[1][0], QStringLiteral("first"));
        QCOMPARE(rows[1][2], QStringLiteral("last"));
        const QString got = rows[1][1];
        const QString unguarded = got.startsWith(u'\'') && !cell.startsWith(u'\'') ? got.mid(1) : got;
        QCOMPARE(unguarded, cell);
        const QString seen = got.trimmed();
        QVERIFY2(seen.isEmpty() || !QStringLiteral("=+-@＝＋－＠").contains(seen.front()), qPrintable(got));
        QVERIFY(!got.startsWith(u'\t') && !got.startsWith(u'\r'));
    }

    /// No raw NUL or escape sequence in a file; whatever else a name holds comes back as it was.
    void controlCharactersAreShown_data()
    {
        QTest::addColumn<QString>("cell");
        QTest::addColumn<QString>("read");
        QTest::newRow("NUL") << QStringLiteral("a\0b").left(3) << QStringLiteral("a\\x00b");
        QTest::newRow("terminal escape") << QStringLiteral("\x1b[31m") << QStringLiteral("\\x1b[31m");
        QTest::newRow("bell, delete, C1")
            << QStringLiteral("\a\x7f") + QChar(0x9b) << QStringLiteral("\\x07\\x7f\\x9b");
        QTest::newRow("tab and lines") << QStringLiteral("tab\tand\r\nline")
                                       << QStringLiteral("tab\\x09and\\x0d\\x0aline");
        QTest::newRow("direction") << QStringLiteral("gpj\u202e.exe\u2066") << QStringLiteral("gpj\\u202e.exe\\u2066");
        QTest::newRow("a formula behind a tab") << QStringLiteral("\t=1") << QStringLiteral("\\x09=1");
        QTest::newRow("a formula behind one") << QStringLiteral("\x01=1+1") << QStringLiteral("\\x01=1+1");
        for (const char *same : {"C:\\temp\\x00", "naïve “ü” 東京 🚀"})
            QTest::newRow(same) << QString::fromUtf8(same) << QString::fromUtf8(same);
    }
    void controlCharactersAreShown()
    {
        QFETCH(QString, cell);
        QFETCH(QString, read);
        CsvWriter csv({QStringLiteral("a"), QStringLiteral("b")});
        csv.add({cell, QJsonArray {cell}});
        const QByteArray bytes = csv.take();
        QVERIFY(std::ranges::none_of(
            bytes, [](char c) { return (uchar(c) < 0x20 && c != '\n' && c != '\r') || c == 0x7f; }));
        QCOMPARE(readCsv(QString::fromUtf8(bytes))[1][0], read);
    }

    void numbersStayNumbers()
    {
        CsvWriter csv({QStringLiteral("n")});
        (void)csv.take();
        csv.add({-5});
        csv.add({-0.5});
        csv.add({9007199254740993LL});
        csv.add({1e6});
        csv.add({0.1});
        csv.add({true});
        csv.add({QJsonValue()});
        csv.add({QJsonArray {1, QStringLiteral("x")}});
        csv.add({});
        QCOMPARE(csv.take(),
            QByteArray("-5\r\n-0.5\r\n9007199254740993\r\n1000000\r\n0.1\r\ntrue\r\n\r\n\"[1,\"\"x\"\"]\"\r\n\r\n"));
    }

    void ndjson()
    {
        const QJsonObject object {{QStringLiteral("a"), QStringLiteral("two\nlines")}};
        const QByteArray line = ndjsonLine(object);
        QCOMPARE(line.count('\n'), 1);
        QVERIFY(line.endsWith('\n'));
        QCOMPARE(QJsonDocument::fromJson(line).object(), object);
    }
};

PH_TEST(TestText)
#include "tst_text.moc"
