// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/http/answer.h"
#include "tests/support/testmain.h"

#include <QJsonObject>

using namespace ph;
using namespace ph::transport::http;
using namespace std::chrono_literals;

class TestAnswer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void jsonDepthIsCapped()
    {
        const QString where = QStringLiteral("here");
        QVERIFY(parseJson(QByteArray(64, '[') + QByteArray(64, ']'), where));
        QCOMPARE(
            parseJson(QByteArray(65, '[') + QByteArray(65, ']'), where).error().code, QStringLiteral("json-depth"));
        QCOMPARE(parseJson(QByteArray(5'000'000, '['), where).error().code, QStringLiteral("json-depth"));
        QVERIFY(parseJson("{\"a\":\"[[[[\\\"[[[[{{{{\"}", where, 1));
        const auto broken = parseJson(R"({"a":)", where);
        QCOMPARE(broken.error().kind, ErrorKind::Protocol);
        QCOMPARE(broken.error().code, QStringLiteral("bad-json"));
        QCOMPARE(broken.error().where, where);
    }

    void excerptOfAnErrorPageIsShortAndPlain()
    {
        QByteArray page
            = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title><style>p{color:red}</style>"
              "<script>alert('no')</script></head><body><h1>Bad &lt;Gateway&gt;</h1>\n\n<img src='/etc/passwd'>";
        page += "<p>upstream a < b</p>" + QByteArray(10'000'000, 'x');
        QElapsedTimer timer;
        timer.start();
        const QString excerpt = plainExcerpt(page);
        QVERIFY(timer.elapsed() < 50);
        QVERIFY2(excerpt.startsWith(QStringLiteral("502 Bad Gateway Bad <Gateway> upstream a < b xxx")),
            qPrintable(excerpt));
        QVERIFY(excerpt.size() <= 161);
        QVERIFY(!excerpt.contains(QStringLiteral("alert")));
    }

    void excerptHasNoControlsOrDirectionOverrides()
    {
        const QString excerpt = plainExcerpt(QStringLiteral("a\u202Eb\u0007c\u001B[31md\u2028e\u200Bf").toUtf8());
        QCOMPARE(excerpt, QStringLiteral("a b c [31md e f"));
        QCOMPARE(plainExcerpt(QByteArray("\xff\xfe\x00\x01", 4)), QString());
    }

    void retryAfter()
    {
        const QByteArray date = "Sun, 06 Nov 1994 08:49:37 GMT";
        QCOMPARE(parseRetryAfter("12", {}, {}), Milliseconds(12s));
        QCOMPARE(parseRetryAfter("99999999999", {}, {}), Milliseconds(24h));
        QCOMPARE(parseRetryAfter("-1", {}, {}), std::nullopt);
        QCOMPARE(parseRetryAfter("soon", {}, {}), std::nullopt);
        QCOMPARE(parseRetryAfter("", {}, {}), std::nullopt);
        QCOMPARE(parseRetryAfter("Sun, 06 Nov 1994 08:50:00 GMT", date, {}), Milliseconds(23s));
        QCOMPARE(parseRetryAfter("Sun, 06 Nov 1994 08:40:00 GMT", date, {}), Milliseconds(0s));
    }

    void statusTellsTheKind_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("kind");
        const auto row = [](int status, ErrorKind kind) { QTest::addRow("%d", status) << status << int(kind); };
        row(400, ErrorKind::Invalid);
        row(401, ErrorKind::Auth);
        row(403, ErrorKind::Forbidden);
        row(404, ErrorKind::NotFound);
        row(409, ErrorKind::Conflict);
        row(412, ErrorKind::Conflict);
        row(413, ErrorKind::TooLarge);
        row(418, ErrorKind::Invalid);
        row(429, ErrorKind::RateLimited);
        row(500, ErrorKind::Server);
        row(503, ErrorKind::Server);
        row(304, ErrorKind::Protocol);
    }
    void statusTellsTheKind()
    {
        QFETCH(int, status);
        QFETCH(int, kind);
        Response response;
        response.status = status;
        response.where = QStringLiteral("Auth auth.user");
        response.headers = {{"Retry-After", "3"}};
        response.requestId = QStringLiteral("r-1");
        const Error error = statusError(response);
        QCOMPARE(int(error.kind), kind);
        QCOMPARE(error.retryAfter, Milliseconds(3s));
        QCOMPARE(error.requestId, QStringLiteral("r-1"));
        QCOMPARE(error.where, QStringLiteral("Auth auth.user"));
    }

    void bodies()
    {
        const Body body = Body::form({{QStringLiteral("query"), QStringLiteral("up{a=\"b&c\"} + 1")},
            {QStringLiteral("t"), QStringLiteral("é=")}});
        QCOMPARE(body.bytes.reveal().toByteArray(), QByteArray("query=up%7Ba%3D%22b%26c%22%7D%20%2B%201&t=%C3%A9%3D"));
        QCOMPARE(
            Body::json(QJsonObject {{QStringLiteral("a"), 1}}).bytes.reveal().toByteArray(), QByteArray("{\"a\":1}"));
    }
};

PH_TEST(TestAnswer)
#include "tst_answer.moc"
