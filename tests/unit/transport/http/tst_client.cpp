// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/http/answer.h"
#include "services/transport/http/client.h"
#include "tests/support/fakehttp.h"
#include "tests/support/hostile.h"
#include "tests/support/permits.h"
#include "tests/support/sockets.h"
#include "tests/support/testmain.h"

#include <QJsonObject>

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::http;
using namespace std::chrono_literals;
using test::FakeAnswer;
using test::FakeHttp;
using test::FakeRequest;

namespace {

constexpr ReadEndpoint settings {Method::Get, "/settings", "auth.settings", Access::Public};
constexpr ReadEndpoint item {Method::Get, "/items/{id}", "items.one"};
constexpr ReadEndpoint query {Method::Post, "/api/v1/query", "prometheus.query"};
constexpr WriteEndpoint token {Method::Post, "/token", "auth.token", Access::Public};
constexpr WriteEndpoint removal {Method::Delete, "/factors/{id}", "auth.unenrol"};

Task<std::vector<SecretHeader>> provide(Access access, std::stop_token)
{
    std::vector<SecretHeader> headers;
    headers.push_back({"apikey", Secret("publishable")});
    if (access == Access::Identity)
        headers.push_back({"Authorization", Secret("Bearer abc")});
    co_return headers;
}

struct Bench {
    explicit Bench(FakeHttp::Handler handler)
        : server(std::move(handler))
        , client({server.url().resolved(QUrl(QStringLiteral("/base"))), {}, {}, QStringLiteral("Auth"),
                     QStringLiteral("test"), {}},
              provide, clock)
    {
    }
    Result<Response> read(ReadEndpoint endpoint, Request request = {}, std::stop_token stop = {})
    {
        return test::await(client.read(endpoint, std::move(request), stop));
    }
    SystemClock clock;
    FakeHttp server;
    Client client;
    PermitTestFactory permits;
};

FakeAnswer ok(const FakeRequest &) { return {.body = R"({"ok":true})"}; }

FakeHttp::Handler always(FakeAnswer answer)
{
    return [answer](const FakeRequest &) { return answer; };
}

} // namespace

class TestHttpClient : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reads()
    {
        Bench bench(ok);
        Request request;
        request.path = {{QStringLiteral("id"), QStringLiteral("7 & 8")}};
        request.query = {{QStringLiteral("select"), QStringLiteral("a,b")}};
        request.headers = {{QStringLiteral("X-Supabase-Api-Version"), QStringLiteral("2024-01-01")}};
        const auto response = bench.read(item, std::move(request));
        QVERIFY2(response, response ? "" : qPrintable(brief(response.error())));
        QCOMPARE(response->status, 200);
        QCOMPARE(jsonOf(*response)->object().value(QStringLiteral("ok")).toBool(), true);
        const FakeRequest &seen = bench.server.requests().first();
        QCOMPARE(seen.target, QByteArray("/base/items/7%20%26%208?select=a%2Cb"));
        QCOMPARE(seen.header("authorization"), QByteArray("Bearer abc"));
        QCOMPARE(seen.header("apikey"), QByteArray("publishable"));
        QCOMPARE(seen.header("x-supabase-api-version"), QByteArray("2024-01-01"));
        QVERIFY(seen.header("user-agent").startsWith("Pilothouse/"));
        QCOMPARE(QString::fromLatin1(seen.header("x-request-id")), response->requestId);
        QVERIFY(seen.header("cookie").isEmpty());
    }

    void publicReadsCarryNoIdentity()
    {
        Bench bench(ok);
        QVERIFY(bench.read(settings));
        QCOMPARE(bench.server.requests().first().header("authorization"), QByteArray());
        QCOMPARE(bench.server.requests().first().header("apikey"), QByteArray("publishable"));
    }

    void ownHeadersReplaceTheProviders()
    {
        Bench bench(ok);
        Request request;
        request.path = {{QStringLiteral("id"), QStringLiteral("1")}};
        request.secretHeaders.push_back({"Authorization", Secret("Bearer other")});
        QVERIFY(bench.read(item, std::move(request)));
        QCOMPARE(bench.server.requests().first().header("authorization"), QByteArray("Bearer other"));
    }

    void readsByPost()
    {
        Bench bench(ok);
        Request request;
        request.body = Body::form({{QStringLiteral("query"), QStringLiteral("up")}});
        QVERIFY(bench.read(query, std::move(request)));
        QCOMPARE(bench.server.requests().first().body, QByteArray("query=up"));
        QCOMPARE(
            bench.server.requests().first().header("content-type"), QByteArray("application/x-www-form-urlencoded"));
    }

    void hostileStringsArriveAsTheyAre()
    {
        Bench bench(ok);
        for (const QString &value : test::hostileStrings()) {
            const auto before = bench.server.requests().size();
            Request request;
            request.path = {{QStringLiteral("id"), value}};
            request.query = {{QStringLiteral("q"), value}};
            const auto response = bench.read(item, std::move(request));
            if (!response) {
                QCOMPARE(response.error().kind, ErrorKind::Invalid);
                QCOMPARE(bench.server.requests().size(), before);
                continue;
            }
            QCOMPARE(bench.server.requests().size(), before + 1);
            const FakeRequest seen = bench.server.requests().last();
            QCOMPARE(seen.method, QByteArray("GET"));
            const auto parts = seen.target.split('?');
            QCOMPARE(parts.size(), 2);
            const auto segments = parts[0].split('/');
            QCOMPARE(segments.size(), 4);
            QCOMPARE(QString::fromUtf8(QByteArray::fromPercentEncoding(segments[3])), value);
            QCOMPARE(QString::fromUtf8(QByteArray::fromPercentEncoding(parts[1].mid(2))), value);
        }
    }

    void writesWithAPermit()
    {
        Bench bench(ok);
        Request request;
        request.body = Body::json({{QStringLiteral("email"), QStringLiteral("a@b.c")}});
        const auto response = test::await(bench.client.session(bench.permits.session(), token, std::move(request), {}));
        QVERIFY2(response, response ? "" : qPrintable(brief(response.error())));
        const auto &seen = bench.server.requests().first();
        QCOMPARE(seen.method, QByteArray("POST"));
        QCOMPARE(seen.body, QByteArray(R"({"email":"a@b.c"})"));
        QCOMPARE(seen.header("content-length"), QByteArray("17"));
        QCOMPARE(seen.header("content-type"), QByteArray("application/json"));

        Request empty;
        empty.path = {{QStringLiteral("id"), QStringLiteral("f1")}};
        QVERIFY(test::await(bench.client.send(bench.permits.write(), removal, std::move(empty), {})));
        QCOMPARE(bench.server.requests().last().method, QByteArray("DELETE"));
        QCOMPARE(bench.server.requests().last().target, QByteArray("/base/factors/f1"));
    }

    void bigWriteBody()
    {
        Bench bench(ok);
        Request request;
        const QByteArray big(300'000, 'b');
        request.body = {"text/plain", Secret(big)};
        QVERIFY(test::await(bench.client.send(bench.permits.write(), token, std::move(request), {})));
        QCOMPARE(bench.server.requests().first().body, big);
    }

    void refusedPermitSendsNothing()
    {
        Bench bench(ok);
        bench.permits.authority->verdict = fail(ErrorKind::Refused, QStringLiteral("locked meanwhile"));
        const auto refused = test::await(bench.client.send(bench.permits.write(), token, {}, {}));
        QCOMPARE(refused.error().what, QStringLiteral("locked meanwhile"));
        const PermitTestFactory other(QStringLiteral("production"));
        const auto foreign = test::await(bench.client.send(other.write(), token, {}, {}));
        QCOMPARE(foreign.error().code, QStringLiteral("permit-environment"));
        QCOMPARE(bench.server.connections(), 0);
    }

    void everyStatusIsAnAnswer_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {204, 304, 400, 401, 403, 404, 405, 407, 409, 422, 429, 500, 501, 503})
            QTest::addRow("%d", status) << status;
    }
    void everyStatusIsAnAnswer()
    {
        QFETCH(int, status);
        const bool hasBody = status != 204 && status != 304;
        Bench bench(always({.status = status,
            .body = hasBody ? R"({"code":"x"})" : "",
            .headers = {{"WWW-Authenticate", "Basic realm=x"}}}));
        Request request;
        request.retries = 0;
        const auto response = bench.read(settings, std::move(request));
        QVERIFY2(response, response ? "" : qPrintable(brief(response.error())));
        QCOMPARE(response->status, status);
        QCOMPARE(response->body, hasBody ? QByteArray(R"({"code":"x"})") : QByteArray());
        QCOMPARE(response->isSuccess(), status == 204);
    }

    void readsAreRepeatedAfter503()
    {
        int calls = 0;
        Bench bench(
            [&calls](const FakeRequest &request) { return ++calls < 3 ? FakeAnswer {.status = 503} : ok(request); });
        QCOMPARE(bench.read(settings)->status, 200);
        QCOMPARE(calls, 3);
        calls = -100;
        QCOMPARE(bench.read(settings)->status, 503);
        QCOMPARE(calls, -97);
        QCOMPARE(bench.client.link().phase, LinkPhase::Degraded);
    }

    void retryAfterBeyondTheDeadlineIsNotWaitedFor()
    {
        int calls = 0;
        Bench bench([&calls](const FakeRequest &) {
            ++calls;
            return FakeAnswer {.status = 429, .headers = {{"Retry-After", "60"}}};
        });
        const auto response = bench.read(settings);
        QCOMPARE(response->status, 429);
        QCOMPARE(calls, 1);
        QCOMPARE(statusError(*response).retryAfter, Milliseconds(60s));
    }

    void writesAreNeverRepeated_data()
    {
        QTest::addColumn<bool>("hasBody");
        QTest::addColumn<bool>("hasKeptConnection");
        for (const bool body : {true, false})
            for (const bool kept : {true, false})
                QTest::addRow("%s, %s", body ? "body" : "no body", kept ? "after a read" : "first") << body << kept;
    }
    void writesAreNeverRepeated()
    {
        // The server reads the request and closes without an answer: exactly where Qt by itself would send it again.
        QFETCH(bool, hasBody);
        QFETCH(bool, hasKeptConnection);
        int posts = 0;
        Bench bench([&posts](const FakeRequest &request) {
            if (request.method == "GET")
                return ok(request);
            ++posts;
            return FakeAnswer {.raw = QByteArray()};
        });
        if (hasKeptConnection)
            QVERIFY(bench.read(settings));
        Request request;
        if (hasBody)
            request.body = Body::json({{QStringLiteral("a"), 1}});
        const auto result = test::await(bench.client.send(bench.permits.write(), token, std::move(request), {}));
        QVERIFY(!result);
        QCOMPARE(result.error().code, QStringLiteral("outcome-unknown"));
        QTest::qWait(20);
        QCOMPARE(posts, 1);
    }

    void refusedWriteIsKnownNotToBeDone()
    {
        SystemClock clock;
        Client client({QUrl(QStringLiteral("http://127.0.0.1:%1").arg(test::closedPort())), {}, {},
                          QStringLiteral("Auth"), QStringLiteral("test"), {}},
            {}, clock);
        const PermitTestFactory permits;
        const auto result = test::await(client.send(permits.write(), token, {}, {}));
        QCOMPARE(result.error().code, QStringLiteral("refused"));
        QCOMPARE(client.link().phase, LinkPhase::Down);
    }

    void redirectsStayOnTheOrigin()
    {
        Bench bench([](const FakeRequest &request) {
            if (request.path() == "/base/settings")
                return FakeAnswer {.status = 307, .headers = {{"Location", "/moved"}}};
            if (request.path() == "/moved")
                return ok(request);
            return FakeAnswer {.status = 302, .headers = {{"Location", "http://evil.example/"}}};
        });
        QCOMPARE(bench.read(settings)->status, 200);
        QCOMPARE(bench.server.requests().last().header("apikey"), QByteArray("publishable"));
        Request request;
        request.path = {{QStringLiteral("id"), QStringLiteral("1")}};
        QCOMPARE(bench.read(item, std::move(request)).error().code, QStringLiteral("redirect-origin"));
    }

    void redirectLoopsEndAndWritesDontFollow()
    {
        Bench bench(always({.status = 307, .headers = {{"Location", "/again"}}}));
        QCOMPARE(bench.read(settings).error().code, QStringLiteral("redirect-loop"));
        const auto before = bench.server.requests().size();
        QCOMPARE(test::await(bench.client.send(bench.permits.write(), token, {}, {})).error().code,
            QStringLiteral("redirect-write"));
        QCOMPARE(bench.server.requests().size(), before + 1);
    }

    void dateGivesTheServersClock()
    {
        const auto tenMinutesAhead = QDateTime::currentDateTimeUtc().addSecs(600);
        const QByteArray date = QLocale(QLocale::C)
                                    .toString(tenMinutesAhead, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"))
                                    .toLatin1();
        Bench bench(always({.headers = {{"Date", date}}}));
        QSignalSpy spy(&bench.client, &Client::linkChanged);
        QVERIFY(bench.read(settings));
        QCOMPARE(spy.size(), 1);
        const LinkState &link = bench.client.link();
        QCOMPARE(link.phase, LinkPhase::Live);
        QVERIFY(link.clock && link.clock->isSkewed());
        QVERIFY(std::abs(link.clock->offset.count() - 600'000) < 2'000);
        QVERIFY(link.latency.has_value());
    }

    /// A Date tells whole seconds and may be a second old (uvicorn, nginx write it once a second): such a server on
    /// this very machine is not said to be off.
    void aDateOfTheLastTwoSecondsAgrees()
    {
        const auto stale = QDateTime::fromMSecsSinceEpoch(QDateTime::currentMSecsSinceEpoch() - 1000, Qt::UTC);
        Bench bench(always(
            {.headers = {{"Date",
                 QLocale(QLocale::C).toString(stale, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'")).toLatin1()}}}));
        QVERIFY(bench.read(settings));
        const auto clock = bench.client.link().clock;
        QVERIFY(clock);
        QVERIFY2(std::abs(clock->offset.count()) <= clock->uncertainty.count(),
            qPrintable(QString::number(clock->offset.count())));
    }

    void plainHttpToAnotherHostIsRefused()
    {
        SystemClock clock;
        Client client(
            {QUrl(QStringLiteral("http://192.0.2.1")), {}, {}, QStringLiteral("Auth"), QStringLiteral("test"), {}},
            provide, clock);
        QCOMPARE(test::await(client.read(settings, {}, {})).error().code, QStringLiteral("plain-http"));
    }

    void providersErrorEndsTheRequest()
    {
        SystemClock clock;
        FakeHttp server(ok);
        auto locked = [](Access, std::stop_token) -> Task<std::vector<SecretHeader>> {
            co_return fail(ErrorKind::Unavailable, QStringLiteral("keyring locked"));
        };
        Client client({server.url(), {}, {}, QStringLiteral("Auth"), QStringLiteral("test"), {}}, locked, clock);
        QCOMPARE(test::await(client.read(settings, {}, {})).error().what, QStringLiteral("keyring locked"));
        QCOMPARE(server.connections(), 0);
    }

    void headerFromAProviderCantBeSplit()
    {
        SystemClock clock;
        FakeHttp server(ok);
        auto evil = [](Access, std::stop_token) -> Task<std::vector<SecretHeader>> {
            std::vector<SecretHeader> headers;
            headers.push_back({"Authorization", Secret("Bearer x\r\nX-Evil: 1")});
            co_return headers;
        };
        Client client({server.url(), {}, {}, QStringLiteral("Auth"), QStringLiteral("test"), {}}, evil, clock);
        QCOMPARE(test::await(client.read(settings, {}, {})).error().code, QStringLiteral("bad-header"));
        QCOMPARE(server.connections(), 0);
    }

    void dialsTheTunnelButNamesTheServer()
    {
        SystemClock clock;
        FakeHttp server(ok);
        auto dial = [port = server.port()](std::stop_token) { return dialTo(port); };
        Client client({QUrl(QStringLiteral("http://localhost:7777/p")), {}, {}, QStringLiteral("Auth"),
                          QStringLiteral("test"), dial},
            {}, clock);
        const auto response = test::await(client.read(settings, {}, {}));
        QVERIFY2(response, response ? "" : qPrintable(brief(response.error())));
        QCOMPARE(server.requests().first().header("host"), QByteArray("localhost:7777"));
        QCOMPARE(server.requests().first().target, QByteArray("/p/settings"));
    }

    void cancelled()
    {
        Bench bench(always({.never = true}));
        std::stop_source stop;
        TaskScope scope;
        std::optional<Result<Response>> got;
        scope.spawn(bench.client.read(settings, {}, stop.get_token()), [&](Result<Response> r) { got = std::move(r); });
        QTRY_COMPARE(bench.server.requests().size(), 1);
        stop.request_stop();
        QVERIFY(got);
        QCOMPARE(got->error().kind, ErrorKind::Cancelled);
        QVERIFY(bench.client.link().phase != LinkPhase::Down);
    }

    void clientDestroyedWhileWaiting()
    {
        SystemClock clock;
        FakeHttp server(always({.never = true}));
        auto client = std::make_unique<Client>(
            BaseEndpoint {server.url(), {}, {}, QStringLiteral("Auth"), QStringLiteral("test"), {}}, provide, clock);
        TaskScope scope;
        QList<ErrorKind> ended;
        for (int i = 0; i < 3; ++i)
            scope.spawn(
                client->read(settings, {}, scope.token()), [&](Result<Response> r) { ended << r.error().kind; });
        QTRY_COMPARE(server.requests().size(), 3);
        client.reset();
        QCOMPARE(ended, QList<ErrorKind>(3, ErrorKind::Cancelled));
        QCOMPARE(scope.running(), 0);
    }

    void callerDestroyedWhileWaiting()
    {
        Bench bench(always({.never = true}));
        {
            TaskScope scope;
            scope.spawn(
                bench.client.read(settings, {}, scope.token()), [](Result<Response>) { QFAIL("called after close"); });
            QTRY_COMPARE(bench.server.requests().size(), 1);
        }
        bench.server.handler = ok;
        QVERIFY(bench.read(settings));
    }

    void oneConnectionServesManyReads()
    {
        Bench bench(ok);
        for (int i = 0; i < 5; ++i)
            QVERIFY(bench.read(settings));
        QCOMPARE(bench.server.connections(), 1);
    }

private:
    static Task<DialTarget> dialTo(quint16 port) { co_return DialTarget {QStringLiteral("127.0.0.1"), port}; }
};

PH_TEST(TestHttpClient)
#include "tst_client.moc"
