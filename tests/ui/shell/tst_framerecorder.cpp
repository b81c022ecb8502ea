// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/framerecorder.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTimer>
#include <QWidget>
#include <QtTest>
#include <thread>

using namespace ph::ui;
using namespace std::chrono_literals;

namespace {

/// Keeps the thread busy for so much of its own running time.
void burn(const ThreadClock &clock, std::chrono::nanoseconds time)
{
    const auto start = clock.now().running;
    while (clock.now().running - start < time) { }
}

Application *app() { return static_cast<Application *>(qApp); }

} // namespace

class TestFrameRecorder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void waitingForAProcessorIsNoStallOfOurs()
    {
        const EventCost cost {80ms, 70ms};
        QCOMPARE(cost.stall(), std::chrono::nanoseconds {10ms});
        FrameRecorder recorder;
        recorder.record(this, QEvent::Timer, false, cost);
        QCOMPARE(recorder.totals().stalls, 0);
        recorder.record(this, QEvent::Timer, false, {80ms, 1ms});
        QCOMPARE(recorder.totals().stalls, 1);
        QVERIFY(recorder.totals().worstReceiver.startsWith(QLatin1String("TestFrameRecorder/")));
    }

    void aBusySlotIsSeenAsAStall()
    {
        FrameRecorder &recorder = app()->recorder();
        recorder.reset();
        recorder.setEnabled(true);
        bool done = false;
        QTimer::singleShot(0, this, [&] {
            burn(recorder.clock(), 70ms);
            done = true;
        });
        QTRY_VERIFY(done);
        recorder.setEnabled(false);
        QVERIFY2(
            recorder.totals().worstStall >= 65ms, qPrintable(QString::number(recorder.totals().worstStall.count())));
        QVERIFY(recorder.totals().stalls >= 1);
    }

    void paintsAreCountedAndWritten()
    {
        QTemporaryDir folder(QStringLiteral("/tmp/phXXXXXX"));
        const QString path = folder.filePath(QStringLiteral("frames.jsonl"));
        {
            FrameRecorder recorder;
            QVERIFY(recorder.writeTo(path));
            recorder.record(this, QEvent::UpdateRequest, true, {4ms, 0ms});
            recorder.record(this, QEvent::Timer, false, {1ms, 0ms}); // too small to tell
            recorder.record(this, QEvent::Timer, false, {60ms, 0ms});
        }
        QFile file(path);
        QCOMPARE(
            QFile::permissions(path) & (QFileDevice::ReadGroup | QFileDevice::ReadOther), QFileDevice::Permissions());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QStringList kinds;
        QJsonObject summary;
        for (const QByteArray &line : file.readAll().trimmed().split('\n')) {
            summary = QJsonDocument::fromJson(line).object();
            kinds << summary.value(QStringLiteral("kind")).toString();
        }
        QCOMPARE(kinds.join(QLatin1Char(' ')), QStringLiteral("begin paint mark event summary"));
        QCOMPARE(summary.value(QStringLiteral("paints")).toInt(), 1);
        QCOMPARE(summary.value(QStringLiteral("stalls_above_50_ms")).toInt(), 1);
        FrameRecorder none;
        QVERIFY(!none.writeTo(QStringLiteral("/nowhere/at/all")));
    }

    void theMarksOfAStart()
    {
        QTemporaryDir folder(QStringLiteral("/tmp/phXXXXXX"));
        const QString path = folder.filePath(QStringLiteral("frames.jsonl"));
        FrameRecorder recorder;
        QVERIFY(recorder.writeTo(path));
        const auto marks = [&path] {
            QFile file(path);
            QStringList names;
            if (file.open(QIODevice::ReadOnly))
                for (const QByteArray &line : file.readAll().split('\n'))
                    if (const auto mark = QJsonDocument::fromJson(line).object();
                        mark.value(QStringLiteral("kind")) == QLatin1String("mark"))
                        names << mark.value(QStringLiteral("name")).toString();
            return names;
        };
        recorder.record(this, QEvent::UpdateRequest, true, {4ms, 0ms});
        QCOMPARE(marks(), QStringList {QStringLiteral("first_paint")});
        QTRY_COMPARE(marks().value(1), QStringLiteral("usable"));
        recorder.markAtNextPaint(QStringLiteral("live_content"));
        recorder.markAtNextPaint(QStringLiteral("live_content"));
        recorder.record(this, QEvent::Timer, false, {1ms, 0ms});
        QCOMPARE(marks().size(), 2); // nothing was painted since
        recorder.record(this, QEvent::UpdateRequest, true, {4ms, 0ms});
        recorder.record(this, QEvent::UpdateRequest, true, {4ms, 0ms});
        QCOMPARE(marks().mid(2), QStringList {QStringLiteral("live_content")});
    }

    void realPaintsArrive()
    {
        FrameRecorder &recorder = app()->recorder();
        recorder.reset();
        recorder.setEnabled(true);
        QWidget window;
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.update();
        QTRY_VERIFY(recorder.totals().paints > 0);
        recorder.setEnabled(false);
    }
};

int main(int argc, char **argv)
{
    Application application(argc, argv);
    TestFrameRecorder test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_framerecorder.moc"
