// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/checks.h"
#include "tests/support/fakehttp.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/sockets.h"

#include <QLocale>

using namespace ph;
using namespace ph::platform;
using test::FakeAnswer;
using test::FakeRequest;

namespace {

QByteArray httpDate(qint64 secondsFromNow)
{
    return QLocale::c()
        .toString(
            QDateTime::currentDateTimeUtc().addSecs(secondsFromNow), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"))
        .toLatin1();
}

FakeAnswer json(const QByteArray &body) { return {.body = body}; }

/// A project of Supabase behind its gateway, which asks for the key "pub".
FakeAnswer supabase(const FakeRequest &request)
{
    if (request.header("apikey") != "pub" && !request.path().contains(".well-known"))
        return {.status = 401, .body = R"({"message":"Invalid API key"})"};
    if (request.path().endsWith("/health"))
        return json(R"({"version":"v2.196.0","name":"GoTrue","description":"auth"})");
    if (request.path().endsWith("/settings"))
        return json(R"({"external":{"email":true,"keycloak":true,"google":false},"disable_signup":true})");
    if (request.path().endsWith("/jwks.json"))
        return json(R"({"keys":[{"kty":"EC","alg":"ES256","kid":"1"}]})");
    if (request.path().endsWith("/openid-configuration"))
        return json(R"({"issuer":"https://x.example/auth/v1"})");
    return {.status = 404, .body = "404 page not found\n", .type = "text/plain"};
}

Profile authAt(const QUrl &url, const QString &key = QStringLiteral("pub"))
{
    Profile profile = test::oneLink(LinkKind::Auth, url);
    profile.links.front().publishableKey = key;
    profile.links.front().issuer = QStringLiteral("https://x.example/auth/v1");
    return profile;
}

} // namespace

class TestWebCheck : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void knowsSupabaseAuth()
    {
        test::FakeHttp server(supabase);
        const LinkCheck check = test::checkOnly(authAt(server.url()));
        QVERIFY2(check.isGood, qPrintable(brief(check.error)));
        QCOMPARE(check.server, QStringLiteral("Supabase Auth v2.196.0"));
        QVERIFY(check.warnings.empty());
        QCOMPARE(check.facts.front().text, QStringLiteral("sign-in by email, keycloak"));
    }

    void aRefusedKeyIsNamed()
    {
        test::FakeHttp server(supabase);
        const LinkCheck wrong = test::checkOnly(authAt(server.url(), QStringLiteral("other")));
        QCOMPARE(wrong.error.code, QStringLiteral("key-refused"));
        QCOMPARE(wrong.error.what, QStringLiteral("the publishable key was refused"));
        const LinkCheck none = test::checkOnly(authAt(server.url(), {}));
        QCOMPARE(none.error.what, QStringLiteral("it asks for a publishable key"));
    }

    void aServiceKeyNeverLeaves()
    {
        test::FakeHttp server(supabase);
        const LinkCheck check = test::checkOnly(authAt(server.url(), QStringLiteral("sb_secret_abcdef")));
        QCOMPARE(check.error.code, QStringLiteral("service-key"));
        QVERIFY(!check.error.what.contains(QLatin1String("abcdef")));
        QCOMPARE(server.connections(), 0);
    }

    void anotherIssuerIsNamed()
    {
        test::FakeHttp server(supabase);
        Profile profile = authAt(server.url());
        profile.links.front().issuer = QStringLiteral("https://y.example/auth/v1");
        QCOMPARE(test::codes(test::checkOnly(profile).warnings), QStringList(QStringLiteral("issuer")));
    }

    void sharedSecretsAreNamed()
    {
        test::FakeHttp server([](const FakeRequest &request) {
            return request.path().endsWith("/jwks.json") ? json(R"({"keys":[]})") : supabase(request);
        });
        QCOMPARE(test::codes(test::checkOnly(authAt(server.url())).warnings), QStringList(QStringLiteral("hs256")));
    }

    void knowsTheOthers_data()
    {
        QTest::addColumn<LinkKind>("kind");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("server");
        QTest::newRow("rest")
            << LinkKind::Rest << QByteArray("/pilothouse/alive") << 404
            << QByteArray(
                   R"({"code":"PGRST125","details":null,"hint":null,"message":"Invalid path specified in request URL"})")
            << "PostgREST";
        QTest::newRow("realtime") << LinkKind::Realtime << QByteArray("/websocket") << 426 << QByteArray()
                                  << "a WebSocket server";
        QTest::newRow("admin") << LinkKind::Admin << QByteArray("/openapi.json") << 200
                               << QByteArray(
                                      R"({"openapi":"3.1.0","info":{"title":"agents","version":"1"},"paths":{}})")
                               << "agents 1";
        QTest::newRow("prometheus") << LinkKind::Prometheus << QByteArray("/api/v1/status/buildinfo") << 200
                                    << QByteArray(R"({"status":"success","data":{"version":"2.42.0"}})")
                                    << "Prometheus 2.42.0";
        QTest::newRow("promql only") << LinkKind::Prometheus << QByteArray("/api/v1/query") << 200
                                     << QByteArray(R"({"status":"success","data":{"resultType":"scalar"}})")
                                     << "a server that speaks PromQL";
        QTest::newRow("alertmanager") << LinkKind::Alertmanager << QByteArray("/api/v2/status") << 200
                                      << QByteArray(R"({"versionInfo":{"version":"0.25.0"}})") << "Alertmanager 0.25.0";
        QTest::newRow("vault standby") << LinkKind::SecretStore << QByteArray("/v1/sys/health") << 429
                                       << QByteArray(
                                              R"({"initialized":true,"sealed":false,"standby":true,"version":"2.7.2"})")
                                       << "Vault or OpenBao 2.7.2";
    }
    void knowsTheOthers()
    {
        QFETCH(LinkKind, kind);
        QFETCH(QByteArray, path);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, server);
        test::FakeHttp fake([=](const FakeRequest &request) {
            return request.path() == path
                ? FakeAnswer {.status = status, .body = body}
                : FakeAnswer {.status = 404, .body = "404 page not found", .type = "text/plain"};
        });
        QUrl url = fake.url();
        if (kind == LinkKind::Realtime)
            url.setScheme(QStringLiteral("ws"));
        const LinkCheck check = test::checkOnly(test::oneLink(kind, url));
        QVERIFY2(check.isGood, qPrintable(brief(check.error)));
        QCOMPARE(check.server, server);
    }

    void aSealedStoreIsNotGood()
    {
        test::FakeHttp fake([](const FakeRequest &) {
            return FakeAnswer {.status = 503, .body = R"({"initialized":true,"sealed":true,"version":"2.7.2"})"};
        });
        QCOMPARE(
            test::checkOnly(test::oneLink(LinkKind::SecretStore, fake.url())).error.code, QStringLiteral("sealed"));
    }

    void tellsTheWrongService_data()
    {
        QTest::addColumn<FakeAnswer>("answer");
        QTest::addColumn<QString>("code");
        QTest::newRow("a web page") << FakeAnswer {.body = "<html><body><h1>Welcome to nginx!</h1></body></html>",
            .type = "text/html"} << "wrong-service";
        QTest::newRow("404") << FakeAnswer {.status = 404, .body = "<html>404 Not Found</html>", .type = "text/html"}
                             << "wrong-service";
        QTest::newRow("other json") << FakeAnswer {.body = R"({"hello":1})"} << "wrong-service";
        QTest::newRow("array") << FakeAnswer {.body = "[]"} << "wrong-service";
        QTest::newRow("broken json") << FakeAnswer {.body = R"({"version": )"} << "wrong-service";
        QTest::newRow("10 MB page") << FakeAnswer {.status = 502,
            .body = "<html><b>Bad gateway</b>" + QByteArray(10'000'000, 'x') + "</html>",
            .type = "text/html"} << "502";
        QTest::newRow("redis") << FakeAnswer {.raw = QByteArray("-ERR wrong number of arguments for 'get' command\r\n")}
                               << "not-http";
    }
    void tellsTheWrongService()
    {
        QFETCH(FakeAnswer, answer);
        QFETCH(QString, code);
        test::FakeHttp fake([=](const FakeRequest &) { return answer; });
        for (const LinkKind kind :
            {LinkKind::Auth, LinkKind::Prometheus, LinkKind::Alertmanager, LinkKind::Rest, LinkKind::Admin}) {
            const LinkCheck check = test::checkOnly(test::oneLink(kind, fake.url()));
            QVERIFY(!check.isGood);
            QCOMPARE(check.error.code, code);
            QVERIFY(check.error.what.size() < 300);
            QVERIFY2(!check.error.what.contains(QLatin1Char('<')), qPrintable(check.error.what));
        }
    }

    /// https to what reads lines, and http to what hangs up on strangers.
    void namesWhatSaysNothingByItself()
    {
        const auto check = [](const char *scheme, quint16 port) {
            QElapsedTimer timer;
            timer.start();
            LinkCheck check = test::checkOnly(test::oneLink(
                LinkKind::Prometheus, QUrl(QStringLiteral("%1://127.0.0.1:%2").arg(QLatin1String(scheme)).arg(port))));
            if (timer.elapsed() > 4000)
                qFatal("it took %lld ms", timer.elapsed());
            return check.error;
        };
        const test::ScriptedServer lines([](QTcpSocket *socket, const QByteArray &received) {
            if (received.endsWith('\n'))
                socket->write("-ERR wrong number of arguments for 'get' command\r\n");
        });
        const Error redis = check("https", lines.port());
        QCOMPARE(redis.code, QStringLiteral("not-http"));
        QVERIFY2(redis.what.contains(QLatin1String("Redis")), qPrintable(redis.what));
        const test::ScriptedServer postgres([](QTcpSocket *socket, const QByteArray &received) {
            if (received.startsWith(QByteArray("\0\0\0\x08", 4)))
                socket->write("N");
            else
                socket->close();
        });
        for (const char *scheme : {"http", "https"}) {
            const Error error = check(scheme, postgres.port());
            QCOMPARE(error.code, QStringLiteral("not-http"));
            QVERIFY2(error.what.contains(QLatin1String("PostgreSQL")), qPrintable(error.what));
        }
    }

    void aWrongClockIsAWarning_data()
    {
        QTest::addColumn<qint64>("offset");
        QTest::addColumn<QString>("text");
        QTest::newRow("ahead") << qint64(600) << "the clock there is 10 min ahead of this computer's";
        QTest::newRow("behind") << qint64(-1200) << "the clock there is 20 min behind this computer's";
        QTest::newRow("right") << qint64(0) << "";
    }
    void aWrongClockIsAWarning()
    {
        QFETCH(qint64, offset);
        QFETCH(QString, text);
        test::FakeHttp fake([=](const FakeRequest &) {
            return FakeAnswer {
                .body = R"({"versionInfo":{"version":"0.25.0"}})", .headers = {{"Date", httpDate(offset)}}};
        });
        const LinkCheck check = test::checkOnly(test::oneLink(LinkKind::Alertmanager, fake.url()));
        QVERIFY(check.isGood);
        QCOMPARE(check.warnings.size(), text.isEmpty() ? 0U : 1U);
        if (!text.isEmpty()) {
            QCOMPARE(check.warnings.front().text, text);
            QCOMPARE(check.warnings.front().code, QStringLiteral("clock-skew"));
        }
    }

    void ourOwnClockIsBlamedWhenAllAgree()
    {
        test::FakeHttp fake([=](const FakeRequest &request) {
            const QByteArray body = request.path().contains("v2")
                ? R"({"versionInfo":{"version":"0.25.0"}})"
                : R"({"status":"success","data":{"version":"2.42.0"}})";
            return FakeAnswer {.body = body, .headers = {{"Date", httpDate(600)}}};
        });
        Profile profile = test::oneLink(LinkKind::Alertmanager, fake.url());
        profile.links.push_back(profile.links.front());
        profile.links.back().kind = LinkKind::Prometheus;
        profile.links.back().id = QStringLiteral("prometheus");
        const SystemClock clock;
        const auto all = test::await(checkProfile(profile, {}, test::secretsFrom({}), clock, {}));
        QVERIFY(all.has_value());
        QCOMPARE(all->links.size(), 2U);
        QVERIFY(all->isGood());
        QCOMPARE(test::codes(all->warnings), QStringList(QStringLiteral("clock-here")));
        QVERIFY(all->warnings.front().text.contains(QLatin1String("behind")));
        QCOMPARE(
            test::await(checkProfile(profile, {QStringLiteral("nope")}, test::secretsFrom({}), clock, {})).error().kind,
            ErrorKind::NotFound);
    }

    void refusesABadCertificate_data()
    {
        QTest::addColumn<QString>("code");
        for (const char *code : {"", "unknown-ca", "wrong-name", "expired", "self-signed"})
            QTest::newRow(*code ? code : "good") << code;
    }
    void refusesABadCertificate()
    {
        QFETCH(QString, code);
        const test::TestCa ca;
        const test::TestCa stranger("A stranger");
        test::LeafOptions options;
        if (code == QLatin1String("wrong-name"))
            options = {.dnsNames = {QStringLiteral("other.example")}, .addresses = {}};
        if (code == QLatin1String("expired"))
            options.notAfter = QDateTime::currentDateTimeUtc().addSecs(-60);
        const auto leaf = code == QLatin1String("self-signed") ? test::TestCa::selfSigned(options)
            : code == QLatin1String("unknown-ca")              ? stranger.issue(options)
                                                               : ca.issue(options);
        test::FakeHttp fake(supabase, leaf);
        Profile profile = authAt(fake.url(QStringLiteral("localhost")));
        profile.links.front().caPem = ca.pem();
        const LinkCheck check = test::checkOnly(profile);
        QCOMPARE(check.isGood, code.isEmpty());
        QCOMPARE(check.error.code, code);
        if (!code.isEmpty())
            QVERIFY(fake.requests().isEmpty());
    }

    void aPinThatFitsNothingBlocks()
    {
        const test::TestCa ca;
        test::FakeHttp fake(supabase, ca.issue());
        Profile profile = authAt(fake.url(QStringLiteral("localhost")));
        profile.links.front().caPem = ca.pem();
        profile.links.front().spkiPins = {QByteArray(32, 'a').toBase64(), QByteArray(32, 'b').toBase64()};
        QCOMPARE(test::checkOnly(profile).error.code, QStringLiteral("pin-mismatch"));
    }

    void tellsHowTheNetworkFailed()
    {
        const LinkCheck refused = test::checkOnly(
            test::oneLink(LinkKind::Prometheus, QUrl(QStringLiteral("http://127.0.0.1:%1").arg(test::closedPort()))));
        QCOMPARE(refused.error.code, QStringLiteral("refused"));
    }

    void aCancelledCheckEndsAtOnce()
    {
        test::FakeHttp fake([](const FakeRequest &) { return FakeAnswer {.never = true}; });
        static const SystemClock s_clock;
        std::stop_source stop;
        TaskScope scope;
        std::optional<Result<LinkCheck>> result;
        const Profile profile = test::oneLink(LinkKind::Prometheus, fake.url());
        scope.spawn(checkLink(profile, QStringLiteral("link"), test::secretsFrom({}), s_clock, stop.get_token()),
            [&](Result<LinkCheck> r) { result.emplace(std::move(r)); });
        QTRY_COMPARE(fake.requests().size(), 1);
        stop.request_stop();
        QTRY_VERIFY(result);
        QVERIFY(!*result && isCancelled(result->error()));
    }

    void nothingIsLeftAlive() { QTRY_COMPARE(liveTasks(), 0); }
};

PH_TEST(TestWebCheck)
#include "tst_webcheck.moc"
