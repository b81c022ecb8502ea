// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/journal.h"
#include "tests/support/testmain.h"

#include <QProcess>
#include <QTemporaryDir>

using namespace ph;

namespace {

constexpr int patience = 10'000; // ms; a deadline, never a pause

std::unique_ptr<QProcess> startOperator(const QString &verb, const QString &path)
{
    auto process = std::make_unique<QProcess>();
    process->start(qEnvironmentVariable("PH_OPERATOR"), {verb, path});
    return process->waitForStarted(patience) ? std::move(process) : nullptr;
}

QByteArray readLine(QProcess &process)
{
    while (!process.canReadLine() && process.waitForReadyRead(patience)) { }
    return process.readLine().trimmed();
}

} // namespace

class TestJournalCrash : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void cleanup() { m_dir.reset(); }

    void twoProcessesRaceAndOneGetsIt()
    {
        for (int round = 0; round < 20; ++round) {
            const QString path = m_dir->filePath(QStringLiteral("race-%1").arg(round));
            std::unique_ptr<QProcess> both[] {
                startOperator(QStringLiteral("hold"), path), startOperator(QStringLiteral("hold"), path)};
            QVERIFY(both[0] && both[1]);
            for (auto &process : both)
                process->write("go\n");
            for (auto &process : both)
                process->waitForBytesWritten(patience);
            const QByteArray said[] {readLine(*both[0]), readLine(*both[1])};
            const int winner = said[0] == "held" ? 0 : 1;
            QCOMPARE(said[winner], QByteArray("held"));
            const QByteArray expected = "refused: held by process " + QByteArray::number(both[winner]->processId());
            QCOMPARE(said[1 - winner], expected);
            const auto content = Journal::read(path);
            QVERIFY(content);
            QCOMPARE(content->records.size(), size_t(1));
            QCOMPARE(content->records[0].value(QStringLiteral("by")).toInteger(), both[winner]->processId());
            for (auto &process : both) {
                process->closeWriteChannel();
                QVERIFY(process->state() == QProcess::NotRunning || process->waitForFinished(patience));
            }
        }
    }

    void killedBetweenRecordAndEffect()
    {
        const QString path = m_dir->filePath(QStringLiteral("op"));
        const auto process = startOperator(QStringLiteral("act"), path);
        QVERIFY(process);
        QCOMPARE(readLine(*process), QByteArray("durable"));
        QVERIFY(!Journal::open(path)); // it is held
        process->kill();
        QVERIFY(process->waitForFinished(patience));
        auto journal = Journal::open(path); // and free again, with the record that says what was about to happen
        QVERIFY2(journal, qPrintable(journal ? QString() : brief(journal.error())));
        QCOMPARE(journal->records().size(), size_t(1));
        QCOMPARE(journal->records()[0].value(QStringLiteral("step")).toInt(), 1);
    }

    void killedOverAndOverWhileAppending()
    {
        const QString path = m_dir->filePath(QStringLiteral("op"));
        size_t records = 0;
        for (int round = 0; round < 10; ++round) {
            const auto process = startOperator(QStringLiteral("act"), path);
            QVERIFY(process);
            QCOMPARE(readLine(*process), QByteArray("durable"));
            process->kill();
            process->waitForFinished(patience);
            const auto content = Journal::read(path);
            QVERIFY(content);
            QCOMPARE(content->records.size(), ++records);
        }
    }

    void aDiskThatIsFullLeavesNoHalfRecord()
    {
        const QString path = m_dir->filePath(QStringLiteral("op"));
        const auto process = startOperator(QStringLiteral("full"), path);
        QVERIFY(process);
        QCOMPARE(readLine(*process), QByteArray("refused: EFBIG"));
        QCOMPARE(readLine(*process), QByteArray("record 2"));
        process->waitForFinished(patience);
        const auto content = Journal::read(path);
        QVERIFY(content);
        QCOMPARE(content->tornBytes, 0);
        QCOMPARE(content->records.size(), size_t(2));
        QCOMPARE(content->records[1].value(QStringLiteral("step")).toInt(), 3);
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
};

PH_TEST(TestJournalCrash)
#include "tst_journalcrash.moc"
