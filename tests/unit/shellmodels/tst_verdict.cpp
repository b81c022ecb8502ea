// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/verdict.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::models;
using namespace std::chrono_literals;

class TestVerdict : public QObject {
    Q_OBJECT
    ManualClock m_clock;
    platform::LinkBoard m_links;

    [[nodiscard]] platform::AreaVerdict area(const QString &name, std::vector<platform::VerdictLine> lines = {}) const
    {
        platform::AreaVerdict verdict;
        verdict.area = name.toLower();
        verdict.title = name;
        verdict.lines = std::move(lines);
        verdict.judgedAt = m_clock.monotonic();
        return verdict;
    }

    [[nodiscard]] static platform::VerdictLine stuck()
    {
        platform::VerdictLine line;
        line.severity = platform::Severity::Broken;
        line.sentence = QStringLiteral("agents.high has not drained since 13:58");
        line.detail = QStringLiteral("1 284 tasks wait there.");
        line.object = QStringLiteral("agents.high");
        line.next = QStringLiteral("Open agents.high");
        line.address = QStringLiteral("queues/queues/agents.high");
        return line;
    }

private Q_SLOTS:
    void claimsNothingBeforeItJudged()
    {
        const Verdict verdict(m_clock);
        QVERIFY(!verdict.isJudged());
        QVERIFY(verdict.now().lead.isEmpty());
        QCOMPARE(verdict.rest(), QStringLiteral("Nothing was judged yet."));
    }

    void hearsWhatAreasReport()
    {
        platform::VerdictBoard areas;
        Verdict verdict(m_clock);
        verdict.setBoards(&m_links, &areas);
        areas.report(area(QStringLiteral("Workers")));
        areas.report(area(QStringLiteral("Queues"), {stuck()}));
        QTRY_COMPARE(verdict.now().lead, QStringLiteral("1 thing needs you:"));
        QCOMPARE(verdict.status(), Status::Failed);
        QCOMPARE(verdict.needing().size(), 1U);
        QCOMPARE(verdict.needing().front().next, QStringLiteral("Open agents.high"));
        m_clock.advance(1s);
        QCOMPARE(verdict.rest(),
            QStringLiteral("The rest is fine: Links (0 of 0 live), Workers.  "
                           "Judged 1\u202fs ago."));
        areas.report(area(QStringLiteral("Queues")));
        QTRY_COMPARE(verdict.status(), Status::Ok);
        QVERIFY(verdict.needing().empty());
    }

    void anAreaThatFallsSilentIsNotSeen()
    {
        platform::VerdictBoard areas;
        Verdict verdict(m_clock);
        verdict.setBoards(&m_links, &areas);
        areas.report(area(QStringLiteral("Queues")));
        QTRY_COMPARE(verdict.status(), Status::Ok);
        m_clock.advance(20s);
        QTRY_COMPARE(verdict.status(), Status::Warning); // by its own tick: nobody reports
        QVERIFY(verdict.rest().contains(QStringLiteral("Not seen: Queues.")));
    }

    void sameWordsAreNoNews()
    {
        platform::VerdictBoard areas;
        Verdict verdict(m_clock);
        verdict.setBoards(&m_links, &areas);
        areas.report(area(QStringLiteral("Queues"), {stuck()}));
        QTRY_COMPARE(verdict.status(), Status::Failed);
        QSignalSpy changed(&verdict, &Verdict::changed);
        QSignalSpy heard(&areas, &platform::VerdictBoard::changed);
        areas.report(area(QStringLiteral("Queues"), {stuck()}));
        QTRY_COMPARE(heard.count(), 1);
        QCOMPARE(changed.count(), 0);
    }

    void outlivesItsBoards()
    {
        Verdict verdict(m_clock);
        {
            platform::VerdictBoard areas;
            verdict.setBoards(&m_links, &areas);
        }
        verdict.setBoards(nullptr, nullptr);
        QVERIFY(!verdict.isJudged());
    }
};
PH_TEST(TestVerdict)
#include "tst_verdict.moc"
