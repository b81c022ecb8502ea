// SPDX-License-Identifier: GPL-3.0-or-later
// What the companion prints: for people, for scripts, for spreadsheets.
#include "app/pilothousectl/companion/exitcode.h"
#include "app/pilothousectl/companion/output.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

using namespace ph;
using namespace ph::ctl;

namespace {

/// What `print` writes to stdout and stderr.
struct Printed {
    QByteArray out;
    QByteArray err;
};

QByteArray contentOf(std::FILE *file)
{
    std::rewind(file);
    QByteArray content;
    for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file))
        content += char(c);
    std::fclose(file);
    return content;
}

Printed printed(Output::Format format, const std::function<void(Output &)> &print)
{
    std::FILE *out = std::tmpfile();
    std::FILE *err = std::tmpfile();
    Output output(format, out, err);
    print(output);
    output.flush();
    return {contentOf(out), contentOf(err)};
}

const std::vector<Column> &columns()
{
    static const std::vector<Column> s_columns {{QStringLiteral("TASK"), QStringLiteral("name")},
        {QStringLiteral("RUNTIME"), QStringLiteral("runtime"), Align::Right}};
    return s_columns;
}

} // namespace

class TestOutput : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// "Nobody is signed in" is false then, and scripts tell it from a missing right by the exit code.
    void aSessionThatCouldNotBeRenewedIsNotNobody()
    {
        Error waits {ErrorKind::RateLimited,
            QStringLiteral(
                "signed in as dana@northwind.example, but the session could not be renewed: the server had too "
                "many tries from this address"),
            QStringLiteral("Supabase Auth"), {}, QStringLiteral("session-not-renewed"), {}, {}};
        waits.retryAfter = std::chrono::milliseconds(4000);
        const Printed seen = printed(
            Output::Format::Human, [&waits](Output &out) { out.error(waits, QStringLiteral("No task was revoked")); });
        QVERIFY2(seen.err.contains("igned in as dana@northwind.example") && seen.err.contains("too many tries")
                && seen.err.contains("again in 4"),
            seen.err);
        QVERIFY2(!seen.err.contains("Nobody"), seen.err);
        QCOMPARE(int(exitCodeOf(waits)), int(ExitCode::Unreachable));
    }

    /// On a narrow terminal the widest columns give way; what is copied does not.
    void aTableFitsIntoTheTerminal()
    {
        const std::vector<Column> wide {{QStringLiteral("TASK"), QStringLiteral("name")},
            {QStringLiteral("ID"), QStringLiteral("id"), Align::Left, true},
            {QStringLiteral("AGE"), QStringLiteral("age"), Align::Right}};
        const QString id(36, QLatin1Char('a'));
        const auto text = printed(Output::Format::Human, [&](Output &out) {
            out.setWidth(60);
            out.table(wide,
                {{Cell(QStringLiteral("agents.a_task_with_a_long_name")), Cell(id), Cell(QStringLiteral("2.5 s"))}});
        });
        const auto lines = QString::fromUtf8(text.out).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        for (const QString &line : lines)
            QVERIFY2(line.size() <= 60, qPrintable(line));
        QVERIFY(lines[1].contains(id) && lines[1].endsWith(QLatin1String("2.5 s")));
        QVERIFY2(lines[1].startsWith(QLatin1String("agents.")) && lines[1].contains(QStringLiteral("…")),
            qPrintable(lines[1]));
    }

    void csvHoldsValuesNotTheirPictures()
    {
        const auto text = printed(Output::Format::Csv, [](Output &out) {
            out.table(columns(),
                {{Cell(QStringLiteral("a, \"b\"")), Cell(QStringLiteral("2.5 s"), 2.5)},
                    {Cell(QStringLiteral("=cmd()")), Cell(QStringLiteral("–"), QJsonValue::Null)}});
        });
        QCOMPARE(text.out, QByteArray("name,runtime\r\n\"a, \"\"b\"\"\",2.5\r\n'=cmd(),\r\n"));
    }

    void jsonHasStableKeys()
    {
        const auto text = printed(Output::Format::Json, [](Output &out) {
            out.table(columns(), {{Cell(QStringLiteral("a")), Cell(QStringLiteral("2.5 s"), 2.5)}});
        });
        QCOMPARE(text.out, QByteArray("[{\"name\":\"a\",\"runtime\":2.5}]\n"));
    }

    /// Names come from the platform: no terminal command in them is carried out, no line is broken.
    void hostileTextIsShownAsText()
    {
        const QString hostile = QStringLiteral("a\x1b[2Jb\nc\u202E");
        const auto text = printed(Output::Format::Human, [&](Output &out) {
            out.table(columns(), {{Cell(hostile), Cell(QStringLiteral("1 s"))}});
            out.line(hostile);
            out.note(hostile);
        });
        for (const QByteArray &each : {text.out, text.err}) {
            QVERIFY(!each.contains('\x1b'));
            QVERIFY(!each.contains("\u202E"));
            QVERIFY2(each.contains("\\x1b[2Jb"), each.constData());
        }
        QCOMPARE(text.out.count('\n'), 2 + 2); // the table's two lines; line() keeps the line end it was given
    }

    void longCellsAreCut()
    {
        const auto text = printed(Output::Format::Human, [&](Output &out) {
            out.table(columns(), {{Cell(QString(500, QLatin1Char('x'))), Cell(QStringLiteral("1 s"))}});
        });
        for (const QByteArray &line : text.out.split('\n'))
            QVERIFY2(QString::fromUtf8(line).size() < 80, line.constData());
        QVERIFY(text.out.contains("…"));
    }

    void aFullDiskIsNoticed()
    {
        std::FILE *full = std::fopen("/dev/full", "w");
        QVERIFY(full);
        Output output(Output::Format::Human, full, stderr);
        QVERIFY(!output.isBroken());
        output.line(QStringLiteral("an answer"));
        output.flush();
        QVERIFY(output.isBroken());
        std::fclose(full);
    }

    void whatIsSaidBesideTheAnswerIsJsonToo()
    {
        const auto say = [](Output &out) {
            out.progress(QStringLiteral("1 of 2"), {{QStringLiteral("ready"), 1}});
            out.note(QStringLiteral("a note"));
            out.outcome(QStringLiteral("It is done."), {{QStringLiteral("done"), true}});
        };
        const auto json = printed(Output::Format::Json, say);
        QCOMPARE(json.out, QByteArray("{\"done\":true}\n"));
        QCOMPARE(json.err, QByteArray("{\"progress\":{\"ready\":1}}\n{\"note\":\"a note\"}\n"));
        const auto human = printed(Output::Format::Human, say);
        QCOMPARE(human.out, QByteArray("It is done.\n"));
        QCOMPARE(human.err, QByteArray("1 of 2\na note\n"));
    }

    void errorsAreSentencesOrJson()
    {
        const Error error {ErrorKind::Network, QStringLiteral("connection refused"), QStringLiteral("redis x:1"),
            QStringLiteral("start the server"), QStringLiteral("refused"), {}, {}};
        const auto human = printed(
            Output::Format::Human, [&](Output &out) { out.error(error, QStringLiteral("The queues were not read")); });
        QVERIFY2(human.err.startsWith("The queues were not read. redis x:1"), human.err.constData());
        QVERIFY(human.out.isEmpty());
        const auto json
            = printed(Output::Format::Json, [&](Output &out) { out.error(error, QStringLiteral("not read")); });
        const QJsonObject object = QJsonDocument::fromJson(json.err).object()[QStringLiteral("error")].toObject();
        QCOMPARE(object[QStringLiteral("code")].toString(), QStringLiteral("refused"));
        QCOMPARE(object[QStringLiteral("kind")].toString(), QStringLiteral("network"));
    }
};

PH_TEST(TestOutput)
#include "tst_output.moc"
