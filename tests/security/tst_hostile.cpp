// SPDX-License-Identifier: GPL-3.0-or-later
// Hostile text in a profile's fields: what it reaches keeps its shape. (SQL, URLs, headers and commands have the same
// in the tests of their transports.)
#include "services/platform/connections/endpoints.h"
#include "services/queues/celery/keyspace.h"
#include "services/queues/celery/pidbox.h"
#include "services/transport/redis/client.h"
#include "tests/support/fakehttp.h"
#include "tests/support/hostile.h"
#include "tests/support/redisserver.h"
#include "tests/support/testmain.h"

#include <QJsonDocument>
#include <QUrlQuery>

using namespace ph;
using namespace ph::transport;
using namespace std::chrono_literals;
using platform::Link;
using platform::LinkKind;
using platform::Profile;

namespace {

constexpr http::ReadEndpoint s_root {http::Method::Get, "/", "test.root", http::Access::Public};

QByteArrayList scan(redis::Client &client, const QByteArray &pattern)
{
    QByteArrayList found;
    QByteArray cursor = "0";
    do {
        auto page = test::await(client.read(redis::Command("SCAN", cursor, "MATCH", pattern, "COUNT", 1000), {}, 5s));
        if (!page)
            return {};
        for (const redis::Reply &key : page->at(1).items())
            found << key.bytes();
        cursor = page->at(0).bytes();
    } while (cursor != "0");
    return found;
}

} // namespace

class TestHostile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_redis.start()); }

    /// A key prefix is text, also where Redis takes a glob: it finds its own keys and no other's.
    void keyPrefixesInGlobs()
    {
        redis::Client client({.endpoint = m_redis.endpoint()});
        for (const QString &text : test::hostileStrings()) {
            const QByteArray prefix = text.toUtf8();
            m_redis.cli({QStringLiteral("FLUSHALL")});
            queues::celery::KeySpace keys;
            keys.prefix = prefix;
            const QByteArray own = prefix + "_kombu.binding.celery";
            for (const QByteArray &key :
                {own, QByteArray("_kombu.binding.celery"), QByteArray("x_kombu.binding.celery"),
                    QByteArray("a_kombu.binding.celery"), QByteArray("xx_kombu.binding.x")})
                QVERIFY(set(key));
            QCOMPARE(scan(client, keys.bindingPattern()), QByteArrayList {own});
            const queues::celery::ResultKeySpace results {prefix};
            QVERIFY(set(prefix + "celery-task-meta-1"));
            QVERIFY(set("zcelery-task-meta-1"));
            QCOMPARE(scan(client, results.pattern()), QByteArrayList {prefix + "celery-task-meta-1"});
        }
    }

    /// A queue's name is whatever a tenant's producer chose: it is one key, whatever it looks like.
    void queueNamesAreKeys()
    {
        redis::Client client({.endpoint = m_redis.endpoint()});
        m_redis.cli({QStringLiteral("FLUSHALL")});
        const queues::celery::KeySpace keys;
        for (const QString &text : test::hostileStrings()) {
            const auto length
                = test::await(client.read(redis::Command("LLEN", keys.queueKey(text.toUtf8(), 0)), {}, 5s));
            QVERIFY2(length, length ? "" : qPrintable(brief(length.error())));
            QCOMPARE(length->toInteger(), 0);
        }
    }

    /// Task ids in the envelope for workers: one JSON string each.
    void taskIdsInThePidbox()
    {
        for (const QString &text : test::hostileStrings()) {
            queues::celery::PidboxRequest request;
            request.method = QStringLiteral("revoke");
            request.arguments = {{QStringLiteral("task_id"), text}, {QStringLiteral("terminate"), false}};
            const QJsonObject envelope
                = QJsonDocument::fromJson(queues::celery::pidboxEnvelope(request, 1795000000)).object();
            const QByteArray body = QByteArray::fromBase64(envelope.value(QLatin1String("body")).toString().toLatin1());
            const QJsonObject back = QJsonDocument::fromJson(body).object();
            QCOMPARE(back.value(QLatin1String("method")).toString(), QStringLiteral("revoke"));
            const QJsonObject arguments = back.value(QLatin1String("arguments")).toObject();
            QCOMPARE(arguments.size(), 2);
            QCOMPARE(arguments.value(QLatin1String("task_id")).toString(), text);
        }
    }

    /// An SSH host of a profile: refused by name, or exactly the words that were meant.
    void sshHostsOfProfiles()
    {
        const auto wordsFor = [](const Link &link) {
            auto argv = sshArguments(platform::sshHost(link), {});
            return argv ? argv->arguments() : QStringList();
        };
        Link good;
        good.kind = LinkKind::Ssh;
        good.url = QUrl(QStringLiteral("ssh://bastion.example:2222"));
        good.user = QStringLiteral("ada");
        const QStringList meant = wordsFor(good);
        QVERIFY(meant.size() > 20);
        int refused = 0;
        for (const QString &text : test::hostileStrings()) {
            Link byUser = good;
            byUser.user = text;
            const QStringList words = wordsFor(byUser);
            if (words.isEmpty()) {
                ++refused;
            } else {
                QCOMPARE(words.size(), meant.size());
                QCOMPARE(words.at(words.indexOf(QStringLiteral("-l")) + 1), text);
            }
            Link byHost = good;
            byHost.url.setHost(text);
            const QStringList hostWords = wordsFor(byHost);
            QVERIFY2(hostWords.isEmpty() || !hostWords.last().startsWith(QLatin1Char('-')), qPrintable(text));
            QVERIFY(hostWords.isEmpty() || hostWords.size() == meant.size());
        }
        QVERIFY2(refused > 35, qPrintable(QString::number(refused)));
    }

    /// A publishable key goes into a header and into the socket's address.
    void publishableKeys()
    {
        test::FakeHttp server([](const test::FakeRequest &) { return test::FakeAnswer {.body = "{}"}; });
        const SystemClock clock;
        int sent = 0;
        for (const QString &text : test::hostileStrings()) {
            const auto before = server.requests().size();
            http::AuthProvider provider = [text](http::Access, std::stop_token) { return apikey(text.toUtf8()); };
            http::Client client(
                {server.url(), {}, {}, QStringLiteral("Auth"), QStringLiteral("t"), {}}, provider, clock);
            const auto response = test::await(client.read(s_root, {}, {}));
            if (!response) {
                QCOMPARE(response.error().kind, ErrorKind::Invalid);
                QCOMPARE(server.requests().size(), before);
                continue;
            }
            ++sent;
            QCOMPARE(server.requests().last().header("apikey"), text.toUtf8().trimmed());
            QVERIFY(server.requests().last().header("x-evil").isEmpty());
        }
        QVERIFY(sent > 30);
    }

private:
    static Task<std::vector<http::SecretHeader>> apikey(QByteArray value)
    {
        std::vector<http::SecretHeader> all;
        all.push_back({"apikey", Secret(value)});
        co_return all;
    }
    bool set(const QByteArray &key)
    {
        // Over the wire, since an argument list holds no NUL.
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), m_redis.port());
        socket.write("*3\r\n$3\r\nSET\r\n$" + QByteArray::number(key.size()) + "\r\n" + key + "\r\n$1\r\n1\r\n");
        return socket.waitForReadyRead(5000) && socket.readAll().startsWith("+OK");
    }

    test::RedisServer m_redis;
};

PH_TEST(TestHostile)
#include "tst_hostile.moc"
