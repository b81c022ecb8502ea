// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/loopbacklistener.h"
#include "services/auth/pkce.h"
#include "tests/support/testmain.h"

#include <QRegularExpression>
#include <QTcpSocket>

using namespace ph;
using namespace ph::auth;
using namespace std::chrono_literals;

namespace {

/// Sends `text` and returns all that comes back; empty when the connection is refused.
QByteArray exchange(quint16 port, const QByteArray &text)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    QByteArray answer;
    bool isOver = false;
    QObject::connect(&socket, &QTcpSocket::connected, &socket, [&] { socket.write(text); });
    QObject::connect(&socket, &QTcpSocket::disconnected, &socket, [&] { isOver = true; });
    QObject::connect(&socket, &QTcpSocket::errorOccurred, &socket, [&] { isOver = true; });
    QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [&] { answer += socket.readAll(); });
    (void)QTest::qWaitFor([&] { return isOver; }, 8000);
    return answer + socket.readAll();
}

QByteArray get(const LoopbackListener &listener, const QByteArray &target, QByteArray host = {})
{
    if (host.isEmpty())
        host = "127.0.0.1:" + QByteArray::number(listener.port());
    return exchange(listener.port(), "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: */*\r\n\r\n");
}

struct Waiting {
    explicit Waiting(LoopbackListener &listener, Deadline patience = 5s)
    {
        scope.spawn(listener.code(scope.token(), patience), [this](Result<Secret> r) { result.emplace(std::move(r)); });
    }
    ~Waiting() { scope.close(); }
    std::optional<Result<Secret>> result;
    TaskScope scope;
};

} // namespace

class TestLoopback : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// RFC 7636, appendix B.
    void challengeOfTheStandard()
    {
        QCOMPARE(pkceChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            QByteArray("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    }

    void flowsDiffer()
    {
        const PkceFlow a;
        const PkceFlow b;
        QCOMPARE(a.verifier().size(), 43);
        QVERIFY(QRegularExpression(QStringLiteral("^/callback/[A-Za-z0-9_-]{32}$"))
                .match(QString::fromLatin1(a.path()))
                .hasMatch());
        QVERIFY(!a.verifier().equals(b.verifier().reveal()));
        QVERIFY(a.state() != b.state());
        QVERIFY(!a.verifier().equals(a.state()));
    }

    void takesTheCodeOnceAndCloses()
    {
        const PkceFlow flow;
        LoopbackListener listener(flow.path());
        QVERIFY(listener.listen().has_value());
        QCOMPARE(listener.redirectUrl().toString(),
            QStringLiteral("http://127.0.0.1:%1").arg(listener.port()) + QString::fromLatin1(flow.path()));
        const quint16 port = listener.port();
        Waiting waiting(listener);
        const QByteArray page = get(listener, flow.path() + "?code=9d4f%2D11&x=1");
        QVERIFY(page.startsWith("HTTP/1.1 200"));
        QVERIFY(page.contains("no-store"));
        QTRY_VERIFY(waiting.result.has_value());
        QVERIFY(waiting.result->has_value());
        QVERIFY((*waiting.result)->equals("9d4f-11"));
        QVERIFY(exchange(port, "GET " + flow.path() + "?code=other HTTP/1.1\r\nHost: x\r\n\r\n")
                .isEmpty()); // replayed: nobody listens
    }

    void foreignRequestsChangeNothing()
    {
        const PkceFlow flow;
        const PkceFlow earlier;
        LoopbackListener listener(flow.path());
        QVERIFY(listener.listen().has_value());
        Waiting waiting(listener);
        QVERIFY(get(listener, earlier.path() + "?code=stolen").startsWith("HTTP/1.1 404"));
        QVERIFY(get(listener, "/favicon.ico").startsWith("HTTP/1.1 404"));
        QVERIFY(get(listener, flow.path() + "/?code=x").startsWith("HTTP/1.1 404"));
        QVERIFY(get(listener, flow.path() + "?code=x", "evil.test")
                .startsWith("HTTP/1.1 400")); // a name that resolves to 127.0.0.1
        QVERIFY(get(listener, flow.path()).startsWith("HTTP/1.1 400"));
        QVERIFY(get(listener, flow.path() + "?code=" + QByteArray(600, 'x')).startsWith("HTTP/1.1 400"));
        const QByteArray host = "\r\nHost: 127.0.0.1:" + QByteArray::number(listener.port()) + "\r\n\r\n";
        QVERIFY(
            exchange(listener.port(), "POST " + flow.path() + "?code=x HTTP/1.1" + host).startsWith("HTTP/1.1 400"));
        QVERIFY(exchange(listener.port(), QByteArray("\x16\x03\x01\r\n\r\n")).startsWith("HTTP/1.1 400"));
        const QByteArray hostile = get(listener, "/<script>alert(1)</script>?code=x");
        QVERIFY(!hostile.contains("<script>"));
        QCOMPARE(listener.refusedRequests(), 9);
        QVERIFY(!waiting.result);
        QVERIFY(get(listener, flow.path() + "?code=mine").startsWith("HTTP/1.1 200"));
        QTRY_VERIFY(waiting.result.has_value());
        QVERIFY((*waiting.result)->equals("mine"));
    }

    void largeRequestsAreCut()
    {
        const PkceFlow flow;
        LoopbackListener listener(flow.path());
        QVERIFY(listener.listen().has_value());
        const QByteArray answer = exchange(listener.port(), "GET /" + QByteArray(20'000, 'a'));
        QVERIFY(answer.isEmpty() || answer.startsWith("HTTP/1.1 431")); // the rest unread may reset the connection
        QCOMPARE(listener.refusedRequests(), 1);
    }

    void aNoOfThePersonIsSaid()
    {
        const PkceFlow flow;
        LoopbackListener listener(flow.path());
        QVERIFY(listener.listen().has_value());
        Waiting waiting(listener);
        const QByteArray page = get(listener,
            flow.path() + "?error=access_denied&error_code=access_denied&error_description=The+person+said+%3Cb%3Eno");
        QVERIFY(page.startsWith("HTTP/1.1 200"));
        QVERIFY(!page.contains("<b>no"));
        QTRY_VERIFY(waiting.result.has_value());
        QCOMPARE(waiting.result->error().code, QStringLiteral("access_denied"));
        QCOMPARE(waiting.result->error().what, QStringLiteral("The person said <b>no"));
    }

    void patienceEndsWithTheCause()
    {
        const PkceFlow flow;
        LoopbackListener listener(flow.path());
        QVERIFY(listener.listen().has_value());
        Waiting waiting(listener, 30ms);
        QTRY_VERIFY(waiting.result.has_value());
        QCOMPARE(waiting.result->error().code, QStringLiteral("browser-timeout"));
        QVERIFY(waiting.result->error().hint.contains(QStringLiteral("allow-list")));
    }

    void listenerMayGoWhileSomebodyWaits()
    {
        const PkceFlow flow;
        auto listener = std::make_unique<LoopbackListener>(flow.path());
        QVERIFY(listener->listen().has_value());
        const int before = liveTasks();
        {
            Waiting waiting(*listener);
            listener.reset();
        }
        QCOMPARE(liveTasks(), before);
    }
};

PH_TEST(TestLoopback)
#include "tst_loopback.moc"
