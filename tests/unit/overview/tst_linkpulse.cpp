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

    void open(LinkKind kind = LinkKind::Prometheus)
    {
        Profile profile = Profile::make(QStringLiteral("t"), platform::EnvironmentKind::Local);
        platform::Link link;
        link.id = QStringLiteral("prometheus");
        link.kind = kind;
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
        QTRY_VERIFY_WITH_TIMEOUT(watched.session->links().links().front().state.lastHeard > first, 10'000);
    }

    void aGatewayThatAnswersForADeadServerIsNotLive()
    {
        Watched watched;
        watched.server.handler
            = [](const test::FakeRequest &) { return FakeAnswer {.status = 502, .body = "<html>Bad gateway</html>"}; };
        watched.open();
        QTRY_COMPARE(watched.phase(), LinkPhase::Degraded);
    }

    /// Whatever answers at the address: the strip and `status` call nothing live that the check would refuse.
    void whatIsNotTheServiceIsNotLive_data()
    {
        QTest::addColumn<LinkKind>("kind");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("code");
        const auto page = QByteArray("<html>Welcome to nginx!</html>");
        for (const LinkKind kind : {LinkKind::Auth, LinkKind::Rest, LinkKind::Admin, LinkKind::Prometheus,
                 LinkKind::Alertmanager, LinkKind::SecretStore})
            QTest::addRow("a page, for %s", qPrintable(platform::linkKindName(kind)))
                << kind << 200 << page << QStringLiteral("wrong-service");
        QTest::newRow("other JSON") << LinkKind::Prometheus << 200 << QByteArray(R"({"a":1})")
                                    << QStringLiteral("wrong-service");
        QTest::newRow("success of nothing")
            << LinkKind::Prometheus << 200 << QByteArray("{\"status\":\"success\",\"data\":{}}")
            << QStringLiteral("wrong-service");
        QTest::newRow("no such path") << LinkKind::Alertmanager << 404 << page << QStringLiteral("wrong-service");
        QTest::newRow("the key is refused")
            << LinkKind::Auth << 401 << QByteArray(R"({"message":"no key"})") << QStringLiteral("key-refused");
        QTest::newRow("a page without end")
            << LinkKind::Prometheus << 200 << QByteArray(10 * 1024 * 1024, 'x') << QString();
    }
    void whatIsNotTheServiceIsNotLive()
    {
        QFETCH(LinkKind, kind);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, code);
        Watched watched;
        watched.server.handler = [=](const test::FakeRequest &) { return FakeAnswer {.status = status, .body = body}; };
        watched.open(kind);
        QTRY_COMPARE(watched.phase(), LinkPhase::Down);
        const transport::LinkState state = watched.session->links().links().front().state;
        QVERIFY(code.isEmpty() || state.reason.code == code);
        QVERIFY(!state.reason.what.contains(QLatin1Char('<')));
    }

    /// Its answers change nothing: not for a moment, and it is one trouble with one beginning.
    void anotherServiceStaysDown()
    {
        Watched watched;
        watched.server.handler = [](const test::FakeRequest &) { return FakeAnswer {.body = "hello"}; };
        watched.open();
        QTRY_COMPARE(watched.phase(), LinkPhase::Down);
        const MonoTime since = watched.session->links().links().front().state.since;
        const auto before = watched.server.requests().size();
        QTRY_VERIFY_WITH_TIMEOUT(watched.server.requests().size() >= before + 2, 8000);
        QCOMPARE(watched.phase(), LinkPhase::Down);
        QCOMPARE(watched.session->links().links().front().state.since, since);
    }

    void theRightServiceOnThePortAgainIsLive()
    {
        Watched watched;
        const auto right = watched.server.handler;
        watched.server.handler = [](const test::FakeRequest &) { return FakeAnswer {.body = "hello"}; };
        watched.open();
        QTRY_COMPARE(watched.phase(), LinkPhase::Down);
        watched.server.handler = right;
        QTRY_COMPARE_WITH_TIMEOUT(watched.phase(), LinkPhase::Live, 5000);
    }

    /// Of an admin service the root is asked in between: where it leads is not ours to judge.
    void aRootThatLeadsElsewhereIsASignOfLife()
    {
        Watched watched;
        watched.server.handler = [](const test::FakeRequest &request) {
            if (request.path().endsWith("/openapi.json"))
                return FakeAnswer {.body = "{\"openapi\":\"3.1.0\"}"};
            return FakeAnswer {.status = 302, .headers = {{"Location", "https://login.example/"}}};
        };
        watched.open(LinkKind::Admin);
        QTRY_COMPARE(watched.phase(), LinkPhase::Live);
        const auto before = watched.server.requests().size();
        QTRY_VERIFY_WITH_TIMEOUT(watched.server.requests().size() > before, 8000);
        QTest::qWait(300); // the answer is told to the board at most ten times a second
        QCOMPARE(watched.phase(), LinkPhase::Live);
        QVERIFY(watched.server.requests().back().path().endsWith("/"));
    }

    void aSealedStoreIsThereButNotWell()
    {
        Watched watched;
        watched.server.handler = [](const test::FakeRequest &) {
            return FakeAnswer {.status = 503, .body = R"({"initialized":true,"sealed":true})"};
        };
        watched.open(LinkKind::SecretStore);
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
