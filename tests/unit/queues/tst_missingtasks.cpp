// SPDX-License-Identifier: GPL-3.0-or-later
// Which tasks that wait by their events are in no queue any more: only what is certain.
#include "services/queues/missingtasks.h"
#include "tests/support/testmain.h"

using namespace ph;
using queues::Micros;
using queues::MissingTasks;
using queues::WaitingTask;

namespace {
constexpr Micros s_second = 1'000'000;
const QByteArray s_queue = "agents";
} // namespace

class TestMissingTasks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatTwoReadingsMissIsCertain()
    {
        MissingTasks missing;
        missing.take(m_waiting, reading(100, {"b"}));
        QVERIFY(missing.certain().empty()); // on its way to a worker, perhaps
        missing.take(m_waiting, reading(103, {"b"}));
        QVERIFY(missing.certain().empty()); // too soon to be another look
        missing.take(m_waiting, reading(115, {"b"}));
        QCOMPARE(missing.certain(), (std::map<std::string, Micros> {{"a", 100 * s_second}}));
    }

    void whatTurnsUpIsNotMissing()
    {
        MissingTasks missing;
        missing.take(m_waiting, reading(100, {"b"}));
        missing.take(m_waiting, reading(115, {"a", "b"})); // delivered again
        missing.take(m_waiting, reading(130, {"b"}));
        QVERIFY(missing.certain().empty()); // it begins anew
        missing.take(std::span(m_waiting).subspan(1), reading(145, {"b"})); // a worker told of it
        QVERIFY(missing.certain().empty());
    }

    void whereNotAllWasReadNothingIsMissing()
    {
        MissingTasks missing;
        for (const int at : {100, 115, 130})
            missing.take(m_waiting, {{"llm"}, {}, at * s_second}); // its own queue was too long
        QVERIFY(missing.certain().empty());
        const std::vector<WaitingTask> unplaced {{"a", {}}}; // nothing told its queue
        for (const int at : {145, 160})
            missing.take(unplaced, reading(at, {}));
        QVERIFY(missing.certain().empty());
        for (const int at : {175, 190})
            missing.take(m_waiting, reading(at, {}));
        QCOMPARE(missing.certain().size(), 2u);
        missing.clear();
        QVERIFY(missing.certain().empty());
    }

private:
    static MissingTasks::Reading reading(int at, std::set<std::string> found)
    {
        return {{s_queue}, std::move(found), at * s_second};
    }
    const std::vector<WaitingTask> m_waiting {{"a", s_queue}, {"b", s_queue}};
};

PH_TEST(TestMissingTasks)
#include "tst_missingtasks.moc"
