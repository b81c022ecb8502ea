// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/http/url.h"
#include "tests/support/hostile.h"
#include "tests/support/testmain.h"

#include <QUrlQuery>

using namespace ph;
using namespace ph::transport::http;

class TestUrl : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void baseIsHttpsOrLoopback_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("code");
        const auto row = [](const char *url, const char *code) {
            QTest::newRow(url) << QString::fromLatin1(url) << QString::fromLatin1(code);
        };
        row("https://auth.example.com/auth/v1", "");
        row("http://127.0.0.1:9999", "");
        row("http://127.8.9.1", "");
        row("http://[::1]:80/x", "");
        row("http://localhost", "");
        row("http://auth.example.com", "plain-http");
        row("http://127.0.0.1.evil.example", "plain-http");
        row("http://localhost.evil.example", "plain-http");
        row("http://192.168.1.1", "plain-http");
        row("ftp://127.0.0.1", "bad-url");
        row("file:///etc/passwd", "bad-url");
        row("https://user:pw@host", "bad-url");
        row("https://host/?a=b", "bad-url");
        row("https://host/#a", "bad-url");
        row("auth.example.com", "bad-url");
        row("", "bad-url");
    }
    void baseIsHttpsOrLoopback()
    {
        QFETCH(QString, url);
        QFETCH(QString, code);
        const auto result = checkBaseUrl(QUrl(url), QStringLiteral("Auth"));
        QCOMPARE(result ? QString() : result.error().code, code);
    }

    void prefixAndPathAndQuery()
    {
        Request request;
        request.path = {{QStringLiteral("id"), QStringLiteral("a b")}};
        request.query = {{QStringLiteral("x"), QStringLiteral("1")}, {QStringLiteral("x"), QStringLiteral("é&=+")}};
        for (const char *base : {"https://h/auth/v1", "https://h/auth/v1/"}) {
            const auto url = buildUrl(QUrl(QString::fromLatin1(base)), "/factors/{id}/verify", request, {});
            QCOMPARE(
                url.value().toEncoded(), QByteArray("https://h/auth/v1/factors/a%20b/verify?x=1&x=%C3%A9%26%3D%2B"));
        }
    }

    void hostileValuesKeepTheShape()
    {
        const QUrl base(QStringLiteral("https://h:8443/p"));
        int sent = 0;
        for (const QString &value : test::hostileStrings()) {
            Request request;
            request.query = {{QStringLiteral("a"), value}, {value, QStringLiteral("b")}};
            const auto asQuery = buildUrl(base, "/x", request, {});
            QVERIFY(asQuery);
            QCOMPARE(asQuery->path(), QStringLiteral("/p/x"));
            QVERIFY(!asQuery->hasFragment());
            QCOMPARE(asQuery->authority(), QStringLiteral("h:8443"));
            const auto pairs = asQuery->query(QUrl::FullyEncoded).split(QLatin1Char('&'));
            QCOMPARE(pairs.size(), 2);
            QCOMPARE(QString::fromUtf8(QByteArray::fromPercentEncoding(pairs[0].mid(2).toLatin1())), value);

            Request inPath;
            inPath.path = {{QStringLiteral("id"), value}};
            const auto asPath = buildUrl(base, "/x/{id}/y", inPath, {});
            if (!asPath) {
                QCOMPARE(asPath.error().kind, ErrorKind::Invalid);
                continue;
            }
            ++sent;
            const auto segments = asPath->toEncoded().split('/');
            QCOMPARE(segments.size(), 7); // https: "" h:8443 p x ID y
            QCOMPARE(segments[6], QByteArray("y"));
            QCOMPARE(QString::fromUtf8(QByteArray::fromPercentEncoding(segments[5])), value);
        }
        QVERIFY2(sent > 25, "most strings are good path parts once they are encoded");
    }

    void redirects_data()
    {
        QTest::addColumn<QByteArray>("location");
        QTest::addColumn<QString>("result");
        const auto row = [](const char *location, const char *result) {
            QTest::newRow(location) << QByteArray(location) << QString::fromLatin1(result);
        };
        row("/other?x=1", "https://h:8443/other?x=1");
        row("https://h:8443/other", "https://h:8443/other");
        row("http://h:8443/other", "redirect-downgrade");
        row("https://h/other", "redirect-origin");
        row("https://evil.example/", "redirect-origin");
        row("//evil.example/", "redirect-origin");
        row("https://h:8443@evil.example/", "redirect-origin");
        row("https://u:p@h:8443/", "redirect-origin");
        row("javascript:alert(1)", "redirect-downgrade");
        row("", "redirect-broken");
    }
    void redirects()
    {
        QFETCH(QByteArray, location);
        QFETCH(QString, result);
        const auto target = redirectTarget(QUrl(QStringLiteral("https://h:8443/p")), location, {});
        QCOMPARE(target ? target->toString() : target.error().code, result);
    }

    void headersCantBeSplit()
    {
        QVERIFY(checkHeader("X-A", "plain value", {}));
        QVERIFY(!checkHeader("X-A", "a\r\nX-B: 1", {}));
        QVERIFY(!checkHeader("X-A", QByteArrayView("a\0b", 3), {}));
        QVERIFY(!checkHeader("X A", "a", {}));
        QVERIFY(!checkHeader("", "a", {}));
    }
};

PH_TEST(TestUrl)
#include "tst_url.moc"
