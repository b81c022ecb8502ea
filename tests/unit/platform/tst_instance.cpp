// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/instance/instance.h"
#include "tests/support/testmain.h"

#include <QFileInfo>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <sys/stat.h>

using namespace ph;
using namespace ph::platform;
using namespace std::chrono_literals;

namespace {

InstanceServer::Handler answering(const QJsonObject &answer)
{
    return [answer](const QJsonObject &, std::stop_token) {
        return [](QJsonObject value) -> Task<QJsonObject> { co_return value; }(answer);
    };
}

struct First {
    QTemporaryDir folder {QStringLiteral("/tmp/ph-XXXXXX")};
    QString runtime = folder.filePath(QStringLiteral("run"));
    std::unique_ptr<Instance> instance;
    QString path = Instance::socketPath(runtime, QStringLiteral("p1"));

    bool claim()
    {
        auto claimed = Instance::claim(runtime, QStringLiteral("p1"));
        if (!claimed)
            qWarning("%s", qPrintable(brief(claimed.error())));
        else
            instance = std::move(*claimed);
        return instance != nullptr;
    }
    Result<QJsonObject> ask(const QString &method, const QJsonObject &params = {})
    {
        return test::await(askInstance(path, method, params, {}, 3s));
    }
    /// What comes back to raw bytes; empty when the connection is closed without an answer.
    QByteArray say(const QByteArray &bytes)
    {
        QLocalSocket socket;
        socket.connectToServer(path);
        socket.write(bytes);
        QElapsedTimer timer;
        timer.start();
        while (socket.state() != QLocalSocket::UnconnectedState && timer.elapsed() < 7000)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
        return socket.readAll();
    }
};

} // namespace

class TestInstance : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSecondFindsTheFirst()
    {
        First first;
        QVERIFY(first.claim());
        int raised = 0;
        first.instance->server().handle(QStringLiteral("raise"), [&](const QJsonObject &params, std::stop_token stop) {
            ++raised;
            return answering(params)(params, stop);
        });
        const auto second = Instance::claim(first.runtime, QStringLiteral("p1"));
        QVERIFY(!second);
        QCOMPARE(second.error().code, QStringLiteral("already-running"));
        const auto answer = first.ask(QStringLiteral("raise"), {{QStringLiteral("page"), QStringLiteral("queues")}});
        QVERIFY(answer.has_value());
        QCOMPARE(raised, 1);
        QCOMPARE(answer->value(QLatin1String("page")).toString(), QStringLiteral("queues"));
    }

    void environmentsStandSideBySide()
    {
        First first;
        QVERIFY(first.claim());
        QVERIFY(Instance::claim(first.runtime, QStringLiteral("p2")).has_value());
    }

    void whoeverIsGoneLeavesNothingInTheWay()
    {
        First first;
        QVERIFY(first.claim());
        first.instance.reset();
        QCOMPARE(first.ask(QStringLiteral("raise")).error().code, QStringLiteral("no-window"));
        QFile stale(first.path);
        QVERIFY(stale.open(QIODevice::WriteOnly)); // as a crash may leave it
        stale.close();
        QVERIFY(first.claim());
    }

    void nobodyElseGetsIn()
    {
        const mode_t former = ::umask(0);
        First first;
        QVERIFY(first.claim());
        ::umask(former);
        QCOMPARE(QFileInfo(first.runtime).permissions()
                & (QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther),
            QFile::Permissions());
        struct stat status {};
        QCOMPARE(::stat(first.path.toLocal8Bit().constData(), &status), 0);
        QVERIFY(S_ISSOCK(status.st_mode));
        QCOMPARE(int(status.st_mode & 077), 0);
    }

    void errorsCross()
    {
        First first;
        QVERIFY(first.claim());
        first.instance->server().handle(QStringLiteral("sign"), [](const QJsonObject &, std::stop_token) {
            return [](int) -> Task<QJsonObject> {
                co_return fail(ErrorKind::Auth, QStringLiteral("nobody is signed in"), QStringLiteral("window"),
                    QStringLiteral("sign in"), QStringLiteral("signed-out"));
            }(0);
        });
        const auto refused = first.ask(QStringLiteral("sign"));
        QCOMPARE(refused.error().kind, ErrorKind::Auth);
        QCOMPARE(refused.error().code, QStringLiteral("signed-out"));
        QCOMPARE(refused.error().hint, QStringLiteral("sign in"));
        QCOMPARE(first.ask(QStringLiteral("nope")).error().code, QStringLiteral("unknown-method"));
    }

    void badRequestsGetNothing()
    {
        First first;
        QVERIFY(first.claim());
        QVERIFY(first.say("not json\n").contains("instance-protocol"));
        QVERIFY(first.say("{\"version\":99,\"method\":\"raise\"}\n").contains("instance-protocol"));
        QVERIFY(first.say(QByteArray(200'000, 'x')).isEmpty()); // cut off, not collected
        QVERIFY(first.say("[[[[\n").contains("instance-protocol"));
        first.instance->server().handle(
            QStringLiteral("big"), answering({{QStringLiteral("x"), QString(100'000, QLatin1Char('y'))}}));
        QVERIFY(!first.ask(QStringLiteral("big")));
        QCOMPARE(first.ask(QStringLiteral("raise"), {{QStringLiteral("x"), QString(100'000, QLatin1Char('y'))}})
                     .error()
                     .kind,
            ErrorKind::TooLarge);
        QCOMPARE(first.ask(QStringLiteral("nope")).error().code, QStringLiteral("unknown-method")); // still there
    }

    void aSlowAnswerIsATimeOutAndTheOwnerMayGo()
    {
        First first;
        QVERIFY(first.claim());
        first.instance->server().handle(QStringLiteral("slow"), [](const QJsonObject &, std::stop_token stop) {
            return [](std::stop_token token) -> Task<QJsonObject> {
                (void)co_await sleepFor(60s, token);
                co_return QJsonObject {};
            }(stop);
        });
        QCOMPARE(test::await(askInstance(first.path, QStringLiteral("slow"), {}, {}, 100ms)).error().kind,
            ErrorKind::Timeout);
        first.instance.reset();
    }

    void nothingIsLeftAlive() { QTRY_COMPARE(liveTasks(), 0); }
};

PH_TEST(TestInstance)
#include "tst_instance.moc"
