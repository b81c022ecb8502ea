// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"
#include "ui/components/button.h"
#include "ui/components/detailpanel.h"
#include "ui/queues/traceback.h"

using namespace ph;
using namespace ph::ui;

namespace {

QString frame(const char *path, int line, const char *function)
{
    return QStringLiteral("  File \"%1\", line %2, in %3\n    call()\n    ^^^^^^\n")
        .arg(QLatin1String(path), QString::number(line), QLatin1String(function));
}

QStringList shown(const std::vector<TracebackLine> &lines)
{
    QStringList texts;
    for (const TracebackLine &line : lines)
        if (!line.text.startsWith(QLatin1String("  ")))
            texts << (line.isException        ? QStringLiteral("! ")
                             : line.isLastOwn ? QStringLiteral("> ")
                                              : QString())
                    + line.text;
    return texts;
}

} // namespace

class TestTraceback : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theExceptionThenItsFrames()
    {
        const QString text = QStringLiteral("Traceback (most recent call last):\n")
            + frame("/venv/lib/python3.11/site-packages/celery/app/trace.py", 477, "trace_task")
            + frame("/venv/lib/python3.11/site-packages/celery/app/trace.py", 760, "__protected_call__")
            + frame("/srv/app/agents/run.py", 88, "run_session") + QStringLiteral("ValueError: no plan\n");
        const auto lines = readTraceback(text, QStringLiteral("ValueError: no plan"));
        QCOMPARE(shown(lines),
            (QStringList {QStringLiteral("! ValueError: no plan"), QStringLiteral("2 library frames folded"),
                QStringLiteral("> app/agents/run.py:88 in run_session")}));
        QCOMPARE(lines[1].folded.size(), 4); // each with its line of code
        QVERIFY(lines[1].folded[0].contains(QLatin1String("trace.py:477 in trace_task")));
    }

    /// What caused the other comes first, as Python says it; nobody's frames stand below another's name.
    void chainedExceptionsStandApart()
    {
        const QString text = QStringLiteral("Traceback (most recent call last):\n")
            + frame("/srv/app/llm/client.py", 12, "complete") + QStringLiteral("TimeoutError: 30 s\n\n")
            + QStringLiteral("The above exception was the direct cause of the following exception:\n\n")
            + QStringLiteral("Traceback (most recent call last):\n")
            + frame("/srv/app/agents/run.py", 88, "run_session") + QStringLiteral("agents.errors.StepFailed: plan\n");
        QCOMPARE(shown(readTraceback(text, QStringLiteral("StepFailed('plan')"))),
            (QStringList {QStringLiteral("! TimeoutError: 30 s"), QStringLiteral("> app/llm/client.py:12 in complete"),
                QStringLiteral("The above exception was the direct cause of the following exception:"),
                QStringLiteral("! StepFailed('plan')"), QStringLiteral("agents.errors.StepFailed: plan"),
                QStringLiteral("> app/agents/run.py:88 in run_session")}));
    }

    void whatIsNoTracebackComesBackLineByLine()
    {
        QCOMPARE(shown(readTraceback(QStringLiteral("worker lost\nexit 9"), {})),
            (QStringList {QStringLiteral("worker lost"), QStringLiteral("exit 9")}));
        QVERIFY(readTraceback({}, {}).empty());
    }

    /// By pointer and by keyboard.
    void aFoldOpensAndCloses()
    {
        CodeBlock block(QStringLiteral("Exception"));
        block.addFold(QStringLiteral("2 library frames folded"), QStringLiteral("2 library frames"),
            {QStringLiteral("trace.py:477"), QStringLiteral("trace.py:760")});
        block.resize(400, 200);
        block.show();
        QVERIFY(QTest::qWaitForWindowExposed(&block));
        auto *fold = block.findChild<Button *>();
        const auto seen = [&block] {
            QStringList texts;
            for (const Label *label : block.findChildren<Label *>())
                if (label->isVisible())
                    texts << label->fullText();
            return texts;
        };
        QCOMPARE(seen(), QStringList());
        QTest::mouseClick(fold, Qt::LeftButton);
        QCOMPARE(seen(), (QStringList {QStringLiteral("trace.py:477"), QStringLiteral("trace.py:760")}));
        QCOMPARE(fold->text(), QStringLiteral("2 library frames"));
        fold->setFocus();
        QTest::keyClick(fold, Qt::Key_Return);
        QCOMPARE(seen(), QStringList());
        QCOMPARE(fold->text(), QStringLiteral("2 library frames folded"));
    }
};

PH_TEST(TestTraceback)
#include "tst_traceback.moc"
