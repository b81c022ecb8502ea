// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/linkstripmodel.h"
#include "services/wording/times.h"
#include "tests/support/testmain.h"

#include <QAbstractItemModelTester>

using namespace ph;
using namespace ph::models;
using namespace std::chrono_literals;
using transport::LinkPhase;
using transport::LinkState;

class TestLinkStripModel : public QObject {
    Q_OBJECT
    static platform::LinkInfo link(const LinkState &state)
    {
        platform::LinkInfo info;
        info.id = QStringLiteral("redis-broker");
        info.label = QStringLiteral("Redis broker");
        info.address = QStringLiteral("127.0.0.1:6380");
        info.state = state;
        return info;
    }
private Q_SLOTS:
    void eachPhaseSaysItInWords()
    {
        const MonoTime now {100s};
        LinkState live;
        live.phase = LinkPhase::Live;
        live.latency = 4ms;
        live.lastHeard = now - 1s;
        QCOMPARE(LinkStripModel::describe(link(live), now).status, Status::Ok);
        QVERIFY(LinkStripModel::describe(link(live), now).brief.contains(QLatin1String("ms")));

        live.lastHeard = now - 40s; // nothing was said for long: not proof of health
        const LinkRow silent = LinkStripModel::describe(link(live), now);
        QCOMPARE(silent.status, Status::Warning);
        QVERIFY2(silent.brief.contains(QLatin1String("silent")), qPrintable(silent.brief));

        LinkState down;
        down.phase = LinkPhase::Down;
        down.since = now - 12s;
        down.nextTry = now + 4s;
        down.reason
            = {ErrorKind::Network, QStringLiteral("connection refused"), QStringLiteral("127.0.0.1:6380"), {}, {}};
        const LinkRow row = LinkStripModel::describe(link(down), now);
        QCOMPARE(row.status, Status::Failed);
        QVERIFY2(row.brief.contains(QLatin1String("12")), qPrintable(row.brief));
        QVERIFY2(row.detail.contains(QLatin1String("next try")), qPrintable(row.detail));
        QVERIFY(row.detail.contains(QLatin1String("127.0.0.1:6380")));
    }

    void aLinkThatIsTriedAgainStaysDownUntilItAnswers()
    {
        const MonoTime now {100s};
        LinkState state;
        state.phase = LinkPhase::Connecting;
        state.since = now - 2s;
        QCOMPARE(LinkStripModel::describe(link(state), now).words, QStringLiteral("connecting"));

        state.lastHeard = now - 23s; // it answered in this run, and was lost
        state.reason = {ErrorKind::Timeout, QStringLiteral("no answer"), {}, {}, {}, {}, {}};
        const LinkRow retried = LinkStripModel::describe(link(state), now);
        QCOMPARE(retried.status, Status::Failed);
        QCOMPARE(retried.words, QStringLiteral("no answer, trying now"));
        QCOMPARE(retried.brief,
            QStringLiteral("down %1").arg(wording::age(23s))); // since it was last heard, not since our last try

        state.phase = LinkPhase::Down;
        state.nextTry = now + 3s;
        QCOMPARE(LinkStripModel::describe(link(state), now).words,
            QStringLiteral("no answer, retry in %1").arg(wording::age(3s)));
    }

    void aSilentLinkShowsNoOldAnswer()
    {
        const MonoTime now {100s};
        LinkState state;
        state.phase = LinkPhase::Degraded;
        state.latency = 15ms;
        state.lastHeard = now - 7s;
        state.reason
            = {ErrorKind::Timeout, QStringLiteral("no answer for %1").arg(wording::age(7s)), {}, {}, {}, {}, {}};
        const LinkRow row = LinkStripModel::describe(link(state), now);
        QCOMPARE(row.status, Status::Warning);
        QCOMPARE(row.answer, QStringLiteral("–"));
        QCOMPARE(row.words, QStringLiteral("no answer for %1").arg(wording::age(7s)));
    }

    void agesGrowWhileTheServerIsStopped()
    {
        ManualClock clock;
        platform::LinkBoard board;
        LinkState down;
        down.phase = LinkPhase::Down;
        down.since = clock.monotonic();
        board.add(link(down));
        LinkStripModel model(clock);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setBoard(&board);
        QCOMPARE(model.rowCount(), 1);
        const QString before = model.row(0).brief;
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        clock.advance(30s);
        QTRY_VERIFY(model.row(0).brief != before);
        QCOMPARE(reset.count(), 0);
        LinkState live;
        live.phase = LinkPhase::Live;
        board.report(QStringLiteral("redis-broker"), live);
        QTRY_COMPARE(model.row(0).status, Status::Ok);
    }

    void survivesItsBoard()
    {
        ManualClock clock;
        LinkStripModel model(clock);
        {
            platform::LinkBoard board;
            board.add(link({}));
            model.setBoard(&board);
            QCOMPARE(model.rowCount(), 1);
        }
        QCOMPARE(model.rowCount(), 0);
    }
};
PH_TEST(TestLinkStripModel)
#include "tst_linkstripmodel.moc"
