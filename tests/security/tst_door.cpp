// SPDX-License-Identifier: GPL-3.0-or-later
// The one door, from outside: what servers really hear when every Operation of the product is tried where it may not
// act.
#include "services/overview/linkpulse.h"
#include "services/queues/eventsoperation.h"
#include "services/queues/queueservice.h"
#include "services/queues/revokeoperation.h"
#include "tests/support/checks.h"
#include "tests/support/fakehttp.h"
#include "tests/support/pgcluster.h"
#include "tests/support/redisserver.h"

#include <QDirIterator>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>

using namespace ph;
using namespace std::chrono_literals;
using operations::Confirmation;
using operations::Identity;
using operations::Operation;
using operations::OperationRun;
using platform::LinkKind;
using platform::PlatformSession;
using queues::QueueService;

namespace {

const SystemClock s_clock;

/// Every Operation there is; check_writers.py fails when one is not here.
struct Kind {
    const char *name;
    std::shared_ptr<Operation> (*make)(QueueService &service);
};

std::shared_ptr<Operation> revoke(QueueService &service, bool terminate)
{
    return std::make_shared<queues::RevokeOperation>(
        service, queues::RevokeRequest {{QStringLiteral("8d6f7f0a-0f9c-4a53-9a07-000000000001")}, terminate});
}

std::shared_ptr<Operation> events(QueueService &service, bool enable)
{
    return std::make_shared<queues::EventsOperation>(service, QStringList {QStringLiteral("w1@host")}, enable);
}

const std::vector<Kind> &everyOperation()
{
    static const std::vector<Kind> s_all {
        {"RevokeOperation", [](QueueService &service) { return revoke(service, false); }},
        {"RevokeOperation, terminate", [](QueueService &service) { return revoke(service, true); }},
        {"EventsOperation", [](QueueService &service) { return events(service, true); }},
        {"EventsOperation, off", [](QueueService &service) { return events(service, false); }},
    };
    return s_all;
}

/// What a Redis was told, by its own MONITOR.
class Monitor {
public:
    explicit Monitor(quint16 port)
    {
        m_process.start(
            QStringLiteral("redis-cli"), {QStringLiteral("-p"), QString::number(port), QStringLiteral("MONITOR")});
        m_process.waitForStarted();
        QElapsedTimer timer;
        timer.start();
        while (!said().startsWith("OK") && timer.elapsed() < 5000)
            m_process.waitForReadyRead(100);
    }
    ~Monitor()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Monitor(const Monitor &) = delete;
    Monitor &operator=(const Monitor &) = delete;

    const QByteArray &said()
    {
        m_said += m_process.readAllStandardOutput();
        return m_said;
    }
    /// Each command with its arguments, as Redis quotes them.
    QList<QStringList> commands()
    {
        static const QRegularExpression s_word(QStringLiteral("\"((?:[^\"\\\\]|\\\\.)*)\""));
        QList<QStringList> all;
        for (const QByteArray &line : said().split('\n')) {
            // The worker's heartbeats are the test's own.
            if (line.contains("[0 lua]") || !line.contains('"') || line.contains("/0.celeryev/worker.heartbeat\""))
                continue;
            QStringList words;
            for (auto each = s_word.globalMatch(QString::fromUtf8(line)); each.hasNext();)
                words << each.next().captured(1);
            all << words;
        }
        return all;
    }

private:
    QProcess m_process;
    QByteArray m_said;
};

/// Between reading and writing: Celery's inspect, on names of our own.
bool isProbe(const QStringList &words)
{
    static const QRegularExpression s_ours(QStringLiteral("^[0-9a-f-]{36}\\.reply\\.celery\\.pidbox$"));
    static const QStringList s_methods {QStringLiteral("ping"), QStringLiteral("stats"), QStringLiteral("active"),
        QStringLiteral("reserved"), QStringLiteral("scheduled"), QStringLiteral("registered"),
        QStringLiteral("active_queues"), QStringLiteral("query_task"), QStringLiteral("conf"), QStringLiteral("clock"),
        QStringLiteral("revoked"), QStringLiteral("report"), QStringLiteral("heartbeat")};
    const QString name = words.value(0).toUpper();
    const QString key = words.value(1);
    if (name == u"SADD" || name == u"SREM")
        return key == u"_kombu.binding.reply.celery.pidbox";
    if (name == u"BRPOP" || name == u"DEL")
        return s_ours.match(key).hasMatch();
    if (name != u"PUBLISH" || key != u"/0.celery.pidbox")
        return false;
    const QString envelope = QString(words.value(2)).replace(QLatin1String("\\\""), QLatin1String("\""));
    const QByteArray body = QByteArray::fromBase64(
        QJsonDocument::fromJson(envelope.toUtf8()).object().value(QLatin1String("body")).toString().toLatin1());
    return s_methods.contains(QJsonDocument::fromJson(body).object().value(QLatin1String("method")).toString());
}

Identity somebody(const QStringList &rights)
{
    Identity identity;
    identity.subject = QStringLiteral("00000000-0000-4000-8000-000000000001");
    identity.email = QStringLiteral("ada@pilothouse.test");
    identity.role = QStringLiteral("admin");
    for (const QString &right : rights)
        identity.rights.push_back({right, {}, QStringLiteral("role admin")});
    identity.isVerified = true;
    identity.validUntil = s_clock.monotonic() + 1h;
    identity.signedInAt = s_clock.monotonic();
    return identity;
}

/// All the way: plan, everything confirmed that can be, run.
Task<OperationRun> tryIt(PlatformSession *session, QueueService *service, Kind kind, std::stop_token stop)
{
    auto operation = kind.make(*service);
    auto plan = co_await operation->plan(stop);
    if (!plan)
        co_return fail(plan.error());
    const Confirmation confirmation {
        operations::ActionClass::Destructive, plan->objectName, QStringLiteral("the door is tried"), plan->fingerprint};
    co_return co_await session->runner()->run(operation, confirmation, stop);
}

} // namespace

class TestDoor : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(
            m_redis.start("user pilothouse_reader on >read +@all ~* &*\nuser pilothouse_operator on >act +@all ~* &*"));
        // PostgreSQL writes down every statement that it is given.
        QVERIFY(m_cluster.start(m_ca.issue(),
            "logging_collector = on\nlog_directory = 'log'\nlog_filename = 'all.log'\nlog_statement = 'all'\n"));
        m_cluster.sql(QStringLiteral("create role reader login password 'read-pw'"));
    }
    void cleanup() { QTRY_COMPARE(liveTasks(), 0); }

    void everyOperation_data()
    {
        QTest::addColumn<int>("index");
        for (size_t i = 0; i < ::everyOperation().size(); ++i)
            QTest::newRow(::everyOperation()[i].name) << int(i);
    }
    void everyOperation()
    {
        QFETCH(int, index);
        const Kind kind = ::everyOperation()[size_t(index)];
        Monitor monitor(m_redis.port());
        const qsizetype heardBefore = statements().size();
        const auto before = m_web.requests().size();
        {
            const auto session = open(true);
            auto *service = settled(*session);
            QVERIFY(service != nullptr);
            session->identities().set(std::make_shared<Identity>(somebody({QStringLiteral("platform.queues"),
                QStringLiteral("platform.redis"), QStringLiteral("platform.limits"), QStringLiteral("jobs.manage")})));
            const auto run = attempt(*session, *service, kind);
            QVERIFY2(!run, "it ran in a read-only environment");
            QCOMPARE(run.error().code, QStringLiteral("read-only"));
            QVERIFY(!run.error().what.isEmpty() && !run.error().hint.isEmpty());
        }
        // The servers' own word for it. The pulse and the areas read all the while.
        QVERIFY(monitor.commands().size() > 5);
        for (const QStringList &words : monitor.commands())
            QVERIFY2(isProbe(words) || !changesData(words.value(0)),
                qPrintable(QStringLiteral("Redis heard ") + words.join(QLatin1Char(' ')).left(300)));
        const auto requests = m_web.requests();
        QVERIFY(requests.size() > before);
        for (const auto &request : requests)
            QCOMPARE(request.method, QByteArray("GET"));
        const QByteArray sql = statements().mid(heardBefore);
        QVERIFY2(sql.contains("clock_timestamp"), "the pulse is heard");
        static const QRegularExpression s_change(
            QStringLiteral(
                "\\b(insert|update|delete|truncate|create|drop|alter|grant|notify|call|copy)\\b|BEGIN(?! READ ONLY)"),
            QRegularExpression::CaseInsensitiveOption);
        QVERIFY2(!s_change.match(QString::fromLatin1(sql)).hasMatch(), sql.constData());
    }

    void aMissingRightIsNamed_data() { everyOperation_data(); }
    void aMissingRightIsNamed()
    {
        QFETCH(int, index);
        const Kind kind = ::everyOperation()[size_t(index)];
        Monitor monitor(m_redis.port());
        const auto session = open(false);
        auto *service = settled(*session);
        QVERIFY(service != nullptr);
        const QString needed = kind.make(*service)->spec().right;
        QVERIFY(!needed.isEmpty());
        session->identities().set(std::make_shared<Identity>(somebody({QStringLiteral("platform.view")})));
        const auto run = attempt(*session, *service, kind);
        QVERIFY(!run);
        QCOMPARE(run.error().kind, ErrorKind::Forbidden);
        QCOMPARE(run.error().code, needed);
        QVERIFY2(run.error().what.contains(needed), qPrintable(run.error().what));
        QVERIFY2(!run.error().hint.isEmpty(), "says who can grant it");
        for (const QStringList &words : monitor.commands())
            QVERIFY2(
                isProbe(words) || !changesData(words.value(0)), qPrintable(words.join(QLatin1Char(' ')).left(300)));
    }

    /// The same with the right and without the lock is heard: the recording sees what it must see.
    void whatMayBeDoneIsHeard()
    {
        Monitor monitor(m_redis.port());
        const auto session = open(false);
        auto *service = settled(*session);
        QVERIFY(service != nullptr);
        session->identities().set(std::make_shared<Identity>(somebody({QStringLiteral("platform.queues")})));
        const auto run = attempt(*session, *service, ::everyOperation().front());
        QVERIFY2(run, run ? "" : qPrintable(brief(run.error())));
        QTRY_VERIFY(std::ranges::any_of(monitor.commands(),
            [](const QStringList &words) { return words.value(0).toUpper() == u"PUBLISH" && !isProbe(words); }));
    }

private:
    std::unique_ptr<PlatformSession> open(bool isReadOnly)
    {
        platform::SessionOptions options;
        options.profile = platform::Profile::make(QStringLiteral("door"), platform::EnvironmentKind::Local);
        options.profile.isReadOnly = isReadOnly;
        platform::Link broker;
        broker.kind = LinkKind::Redis;
        broker.id = broker.role = QStringLiteral("broker");
        broker.url = QUrl(QStringLiteral("redis://127.0.0.1:%1/0").arg(m_redis.port()));
        broker.user = QStringLiteral("pilothouse_reader");
        broker.operatorUser = QStringLiteral("pilothouse_operator");
        platform::Link web;
        web.kind = LinkKind::Prometheus;
        web.id = QStringLiteral("prometheus");
        web.url = m_web.url();
        platform::Link database;
        database.kind = LinkKind::Postgres;
        database.id = database.role = QStringLiteral("primary");
        database.url = QUrl(QStringLiteral("postgresql://127.0.0.1:%1/app").arg(m_cluster.port()));
        database.caPem = m_ca.pem();
        database.user = QStringLiteral("reader");
        options.profile.links = {broker, web, database};
        options.secrets = test::secretsFrom({{QStringLiteral("pilothouse_reader"), "read"},
            {QStringLiteral("pilothouse_operator"), "act"}, {QStringLiteral("reader"), "read-pw"}});
        options.stateFolder = m_state.path() + u'/' + QString::number(++m_sessions);
        options.areas = {overview::linkPulseArea(), queues::queuesArea()};
        auto session = std::make_unique<PlatformSession>(std::move(options), s_clock);
        session->start();
        return session;
    }
    /// The queues' service, once it listens and knows of a worker.
    QueueService *settled(PlatformSession &session)
    {
        if (!test::await(session.ready({})))
            return nullptr;
        auto *service = session.area<QueueService>();
        QElapsedTimer timer;
        timer.start();
        while (service != nullptr && timer.elapsed() < 10'000) {
            const QByteArray beat = "[{\"type\":\"worker-heartbeat\",\"hostname\":\"w1@host\",\"freq\":60,\"active\":0,"
                                    "\"processed\":0,\"timestamp\":"
                + QByteArray::number(double(s_clock.wall().time_since_epoch().count()) / 1000, 'f', 3) + "}]";
            m_redis.cli({QStringLiteral("PUBLISH"), QStringLiteral("/0.celeryev/worker.heartbeat"),
                QString::fromLatin1("{\"body\":\"" + beat.toBase64()
                    + "\",\"content-type\":\"application/json\",\"properties\":{\"body_encoding\":\"base64\"}}")});
            const auto alive = test::await(
                onThread<QStringList>(service, [service](std::stop_token) { return aliveOf(service); }, {}, 5s));
            const auto up = [&](const char *id) {
                const auto link = session.links().find(QLatin1String(id));
                return link && link->state.phase == transport::LinkPhase::Live;
            };
            if (alive && !alive->isEmpty() && up("prometheus") && up("primary"))
                return service;
            QTest::qWait(20);
        }
        return nullptr;
    }
    static Task<QStringList> aliveOf(QueueService *service) { co_return service->aliveNodes(); }
    static Result<OperationRun> attempt(PlatformSession &session, QueueService &service, Kind kind)
    {
        return test::await(onThread<OperationRun>(
                               session.runner(),
                               [&session, &service, kind](
                                   std::stop_token stop) { return tryIt(&session, &service, kind, std::move(stop)); },
                               {}, 20s),
            20'000);
    }
    [[nodiscard]] QByteArray statements() const
    {
        QDirIterator files(m_cluster.folder(), {QStringLiteral("all.log")}, QDir::Files, QDirIterator::Subdirectories);
        QFile log(files.hasNext() ? files.next() : QString());
        return log.open(QIODevice::ReadOnly) ? log.readAll() : QByteArray();
    }
    /// By Redis's own table of commands, and what acts without being a write of data.
    bool changesData(const QString &name)
    {
        static const QStringList s_acts {QStringLiteral("PUBLISH"), QStringLiteral("SPUBLISH"), QStringLiteral("EVAL"),
            QStringLiteral("EVALSHA"), QStringLiteral("CONFIG"), QStringLiteral("FLUSHALL"), QStringLiteral("SHUTDOWN"),
            QStringLiteral("REPLICAOF"), QStringLiteral("FCALL"), QStringLiteral("EXEC")};
        if (s_acts.contains(name.toUpper()))
            return true;
        if (!m_writes.contains(name)) {
            const QByteArray info = m_redis.cli({QStringLiteral("COMMAND"), QStringLiteral("INFO"), name});
            m_writes.insert(name, info.split('\n').contains("write"));
        }
        return m_writes.value(name);
    }

    test::RedisServer m_redis;
    test::TestCa m_ca;
    test::PgCluster m_cluster;
    test::FakeHttp m_web {[](const test::FakeRequest &) {
        return test::FakeAnswer {.body = R"({"status":"success","data":{"version":"2"}})"};
    }};
    QTemporaryDir m_state;
    QMap<QString, bool> m_writes;
    int m_sessions = 0;
};

PH_TEST(TestDoor)
#include "tst_door.moc"
