// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/hostile.h"
#include "tests/support/permits.h"
#include "tests/support/redisserver.h"
#include "tests/support/testmain.h"

#include <QTcpSocket>

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::redis;
using namespace std::chrono_literals;

namespace {

/// The arguments of one line of MONITOR: 1785.1 [0 127.0.0.1:4242] "get" "a\x00b"
std::vector<QByteArray> argumentsOf(const QByteArray &line)
{
    std::vector<QByteArray> all;
    qsizetype at = line.indexOf("] ") + 2;
    while (at > 1 && at < line.size() && line[at] == '"') {
        QByteArray argument;
        for (++at; at < line.size() && line[at] != '"'; ++at) {
            if (line[at] != '\\') {
                argument += line[at];
                continue;
            }
            switch (line[++at]) {
            case 'n': argument += '\n'; break;
            case 'r': argument += '\r'; break;
            case 't': argument += '\t'; break;
            case 'a': argument += '\a'; break;
            case 'b': argument += '\b'; break;
            case 'x':
                argument += QByteArray::fromHex(line.mid(at + 1, 2));
                at += 2;
                break;
            default: argument += line[at];
            }
        }
        all.push_back(argument);
        at += 2;
    }
    return all;
}

/// What a server is told, as it tells itself.
class Monitor {
public:
    explicit Monitor(quint16 port)
    {
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        m_socket.waitForConnected();
        m_socket.write("MONITOR\r\n");
        m_socket.waitForReadyRead();
        m_socket.readLine();
    }
    /// The next command that is not one of the connection's own.
    std::vector<QByteArray> next()
    {
        for (int i = 0; i < 500; ++i) {
            while (!m_socket.canReadLine()) {
                if (!m_socket.waitForReadyRead(2000))
                    return {};
            }
            const auto argv = argumentsOf(m_socket.readLine().trimmed());
            static const QByteArrayList s_own {"ping", "client", "time", "auth", "select"};
            if (!argv.empty() && !s_own.contains(argv.front().toLower()))
                return argv;
        }
        return {};
    }

private:
    QTcpSocket m_socket;
};

} // namespace

/// Hostile strings are data: the commands that arrive are the ones that were meant.
class TestShape : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void argumentsArriveAsTheyAre()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        Client::Options options {.endpoint = server.endpoint()};
        options.operatorUser = [](std::stop_token) -> Task<Credentials> { co_return Credentials {}; };
        Client client(std::move(options));
        const PermitTestFactory permits;
        QVERIFY(test::await(client.read(Command("PING"), {}, 5s)).has_value());
        Monitor monitor(server.port());
        for (const QString &text : test::hostileStrings()) {
            const QByteArray bytes = text.toUtf8();
            const std::vector<std::vector<QByteArray>> commands {{"GET", bytes},
                {"SCAN", "0", "MATCH", bytes, "COUNT", "100"}, {"HMGET", bytes, bytes, "x"},
                {"PUBSUB", "NUMSUB", bytes}};
            for (const auto &argv : commands) {
                const auto result = test::await(client.read(Command::fromArgv(argv), {}, 5s));
                QVERIFY2(result.has_value(), bytes);
                QCOMPARE(monitor.next(), argv);
            }
            const std::vector<QByteArray> write {"LPUSH", bytes, bytes};
            QVERIFY(test::await(client.write(permits.write(), Command::fromArgv(write), {}, 5s)).has_value());
            QCOMPARE(monitor.next(), write);
            QVERIFY(test::await(client.write(permits.write(), Command("DEL", bytes), {}, 5s)).has_value());
            QCOMPARE(monitor.next(), (std::vector<QByteArray> {"DEL", bytes}));
        }
    }
    void hostileNamesAreNoCommands()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        Client client({.endpoint = server.endpoint()});
        for (const QString &text : test::hostileStrings())
            QCOMPARE(test::await(client.read(Command(text.toUtf8(), "x"), {}, 5s)).error().code,
                QStringLiteral("not-a-read"));
    }
};

PH_TEST(TestShape)
#include "tst_shape.moc"
