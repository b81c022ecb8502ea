// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/queues/support.h"

using namespace ph;
using namespace ph::queues;
using celery::EventKind;

/// data/state-rule.txt was written by celery.events.State itself (data/make_state_rule.py).
class TestStateRule : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void equalsCelery()
    {
        test::StoreFixture f;
        celery::EventDecoder decoder;
        int compared = 0;
        for (const QByteArray &line : test::readData(QStringLiteral("state-rule.txt")).split('\n')) {
            const QList<QByteArray> words = line.split(' ');
            if (words.size() == 3) {
                const QByteArray body = "{\"type\":\"task-" + words[1] + "\",\"uuid\":\"" + words[0]
                    + "\",\"hostname\":\"w@h\",\"timestamp\":" + words[2] + "}";
                const auto decoded = decoder.decode(test::view(test::envelope(body)));
                QVERIFY(decoded);
                f.store.apply(decoded->events);
            } else if (words.size() == 4) {
                const auto slot = f.store.slotOf(test::view(words[1]));
                QVERIFY(slot);
                const TaskRow row = *f.store.row(*slot);
                QVERIFY2(row.state == test::view(words[2]),
                    qPrintable(QStringLiteral("task %1: %2").arg(QString::fromLatin1(line), test::text(row.state))));
                ++compared;
            }
        }
        QCOMPARE(compared, 500);
    }

    void ranks()
    {
        StateNames names;
        const TaskState progress = names.codeOf("PROGRESS");
        QCOMPARE(rankOf(progress), 2);
        QCOMPARE(names.codeOf("PROGRESS"), progress);
        QCOMPARE(names.codeOf("SUCCESS"), TaskState::Success);
        QCOMPARE(test::text(names.nameOf(progress)), QStringLiteral("PROGRESS"));
        for (int i = 0; i < 100; ++i)
            (void)names.codeOf("CUSTOM" + std::to_string(i));
        QCOMPARE(names.codeOf("ONE MORE"), TaskState::Unknown);
        QCOMPARE(test::text(names.nameOf(progress)), QStringLiteral("PROGRESS"));
        QVERIFY(takesOver(TaskState::Success, TaskState::Retry));
        QVERIFY(takesOver(TaskState::Retry, TaskState::Pending));
        QVERIFY(!takesOver(TaskState::Success, TaskState::Started));
        QVERIFY(!takesOver(progress, TaskState::Started));
    }
};

PH_TEST(TestStateRule)
#include "tst_staterule.moc"
