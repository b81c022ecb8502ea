// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/overview/linkpulse.h"
#include "tests/support/fakehttp.h"
#include "tests/support/testmain.h"

using namespace ph;
using platform::LinkKind;
using platform::Profile;
using test::FakeAnswer;
using transport::LinkPhase;

namespace {

const SystemClock s_clock;

struct Watched {
    test::FakeHttp server {[](const test::FakeRequest &) {
        return FakeAnswer {.body = R"({"status":"success","data":{"version":"2"}})"};
    }};
    std::unique_ptr<platform::PlatformSession> session;

    void open()
    {
        Profile profile = Profile::make(QStringLiteral("t"), platform::EnvironmentKind::Local);
        platform::Link link;
        link.id = QStringLiteral("prometheus");
        link.kind = LinkKind::Prometheus;
        link.label = QStringLiteral("Prometheus");
        link.url = server.url();
        profile.links = {link};
        platform::SessionOptions options;
        options.profile = profile;
        options.isAdHoc = true;
        options.secrets = [](const QString &, std::stop_token) {
            return [](int) -> Task<std::optional<Secret>> { co_return std::optional<Secret> {}; }(0);
        };
        options.areas = {overview::linkPulseArea()};
        session = std::make_unique<platform::PlatformSession>(std::move(options), s_clock);
        session->start();
    }
    [[nodiscard]] LinkPhase phase() const
    {
        const auto links = session->links().links();
        return links.empty() ? LinkPhase::Idle : links.front().state.phase;
    }
};

} // namespace

class TestLinkPulse : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void followsAServerThatDiesAndComesBack()
    {
        Watched watched;
        watched.open();
        QTRY_COMPARE(watched.phase(), LinkPhase::Live);
        watched.server.stop();
        QTRY_COMPARE_WITH_TIMEOUT(watched.phase(), LinkPhase::Down, 5000);
        watched.server.start();
        QTRY_COMPARE_WITH_TIMEOUT(watched.phase(), LinkPhase::Live, 5000);
    }

    void agesGrowAndShrink()
    {
        Watched watched;
        watched.open();
        QTRY_COMPARE(watched.phase(), LinkPhase::Live);
        const MonoTime first = watched.session->links().links().front().state.lastHeard;
        QTRY_VERIFY_WITH_TIMEOUT(watched.session->links().links().front().state.lastHeard > first, 4000);
    }

    void aGatewayThatAnswersForADeadServerIsNotLive()
    {
        Watched watched;
        watched.server.handler
            = [](const test::FakeRequest &) { return FakeAnswer {.status = 502, .body = "<html>Bad gateway</html>"}; };
        watched.open();
        QTRY_COMPARE(watched.phase(), LinkPhase::Degraded);
    }

    void askingNowAsksNow()
    {
        Watched watched;
        watched.open();
        QTRY_COMPARE(watched.phase(), LinkPhase::Live);
        const auto before = watched.server.requests().size();
        QElapsedTimer timer;
        timer.start();
        watched.session->reconnectNow();
        QTRY_VERIFY(watched.server.requests().size() > before);
        QVERIFY(timer.elapsed() < 1500);
    }

    void nothingIsLeftAlive() { QTRY_COMPARE(liveTasks(), 0); }
};

PH_TEST(TestLinkPulse)
#include "tst_linkpulse.moc"
