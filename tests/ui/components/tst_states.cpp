// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/clock.h"
#include "tests/support/testmain.h"
#include "ui/components/button.h"
#include "ui/components/statehost.h"

using namespace ph;
using namespace ph::ui;
using namespace std::chrono_literals;

class TestStates : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingMovesInTheFirst300Milliseconds()
    {
        LoadingBar bar;
        bar.setLoading(true);
        QVERIFY(!bar.isShown());
        bar.setLoading(false); // the answer came quickly
        bar.setLoading(true);
        QElapsedTimer timer;
        timer.start();
        QTRY_VERIFY(bar.isShown());
        QVERIFY(timer.elapsed() >= 280);
        bar.setLoading(false);
        QVERIFY(!bar.isShown());
    }

    void staleSaysSinceWhenWhyAndWhenNext()
    {
        ManualClock clock;
        auto *content = new Label(QStringLiteral("1 284"));
        StateHost host(content);
        host.setClock([&clock] { return clock.monotonic(); });
        host.show();
        ViewState state;
        state.stale = ViewState::Stale {
            QStringLiteral("13:58:04 UTC"), QStringLiteral("Prometheus not answering"), clock.monotonic() + 4s};
        host.setState(state);
        auto *bar = host.findChild<StaleBar *>();
        QVERIFY(bar->isVisible());
        QCOMPARE(bar->sentence(), QStringLiteral("as of 13:58:04 UTC · Prometheus not answering · next try in 4 s"));
        QVERIFY(content->isVisible()); // the last known stays
        clock.advance(3s);
        QTRY_VERIFY(bar->sentence().endsWith(QLatin1String("next try in 1 s")));
        QSignalSpy retry(&host, &StateHost::retryRequested);
        for (auto *button : bar->findChildren<QPushButton *>())
            QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(retry.count(), 1);
        host.setState({});
        QVERIFY(!bar->isVisible());
    }

    void emptySaysWhyAndOffersTheNextStep()
    {
        auto *content = new Label(QStringLiteral("rows"));
        StateHost host(content);
        host.show();
        ViewState state;
        state.kind = ViewState::Kind::Empty;
        state.sentence = QStringLiteral("No task failed in the last hour.");
        state.nextStep = QStringLiteral("Widen to 24 h");
        host.setState(state);
        QVERIFY(!content->isVisible());
        QSignalSpy next(&host, &StateHost::nextStepRequested);
        for (auto *button : host.findChildren<QPushButton *>())
            if (button->isVisible() && button->text() == state.nextStep)
                QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(next.count(), 1);
        host.setState({});
        QVERIFY(content->isVisible());
    }

    void anErrorLeavesOlderContentInPlace()
    {
        auto *content = new Label(QStringLiteral("rows"));
        StateHost host(content);
        host.show();
        ViewState state;
        state.kind = ViewState::Kind::Error;
        state.message = {BannerKind::Error, QStringLiteral("The queues could not be read"),
            QStringLiteral("connection refused"), {}, {}, true};
        host.setState(state);
        QVERIFY(host.banner()->isVisible());
        QVERIFY(content->isVisible());
        QCOMPARE(host.banner()->accessibleName(), QStringLiteral("The queues could not be read"));
    }

    void returnPressesAButton()
    {
        Button button(QStringLiteral("Try it here"));
        QSignalSpy pressed(&button, &QPushButton::clicked);
        button.show();
        for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space})
            QTest::keyClick(&button, key);
        QCOMPARE(pressed.count(), 3);
        button.setEnabled(false);
        QTest::keyClick(&button, Qt::Key_Return);
        QCOMPARE(pressed.count(), 3);
    }

    void partialNamesWhatIsMissing()
    {
        StateHost host(new Label(QStringLiteral("rows")));
        host.show();
        ViewState state;
        state.missing = {QStringLiteral("2 of 3 Alertmanagers answered")};
        host.setState(state);
        bool said = false;
        for (const auto *label : host.findChildren<Label *>())
            said = said || (label->isVisible() && label->fullText() == state.missing.first());
        QVERIFY(said);
    }
};
PH_TEST(TestStates)
#include "tst_states.moc"
