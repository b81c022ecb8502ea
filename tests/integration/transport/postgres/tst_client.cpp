// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/hostile.h"
#include "tests/support/permits.h"
#include "tests/support/pgcluster.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::postgres;
using namespace std::chrono_literals;

namespace {

constexpr ReadStatement s_one {"test.one", "select 1 as one, null as nothing, now() as at"};
constexpr ReadStatement s_echo {"test.echo", "select $1::text as value"};
constexpr ReadStatement s_items {"test.items", "select id, name from item order by id"};
constexpr ReadStatement s_writesInARead {"test.sneaky", "insert into item values (99, 'x') returning id"};
constexpr ReadStatement s_slow {"test.slow", "select pg_sleep(60)"};
constexpr ReadStatement s_missing {"test.missing", "select * from no_such_table"};
constexpr ReadStatement s_large {"test.large", "select repeat('x', 1000) from generate_series(1, 5000)"};
constexpr ReadStatement s_settings {"test.settings",
    "select current_setting('transaction_read_only') as ro, current_setting('statement_timeout') as st, "
    "current_setting('lock_timeout') as lt, current_setting('TimeZone') as tz"};
constexpr WriteStatement s_insert {"test.insert", "insert into item values ($1::int, $2)"};
constexpr WriteStatement s_rename {"test.rename", "update item set name = $2 where id = $1::int"};
constexpr WriteStatement s_sleep {"test.sleep", "select pg_sleep(60)"};

} // namespace

class TestPgClient : public QObject {
    Q_OBJECT
    std::unique_ptr<test::PgCluster> m_cluster;
    PermitTestFactory m_permits;

    [[nodiscard]] std::unique_ptr<Client> client(const char *user = "writer", const char *password = "write-pw")
    {
        Client::Options options {.endpoint = m_cluster->endpoint()};
        options.credentials = test::fixedCredentials(QLatin1String(user), password);
        options.mayWrite = true;
        return std::make_unique<Client>(std::move(options));
    }
    template <class... P>
    Result<Rows> read(Client &on, ReadStatement statement, P... params)
    {
        return test::await(on.read(statement, Params(params...), {}, 5s));
    }
    Result<std::vector<Rows>> write(Client &on, std::vector<WriteStep> steps)
    {
        return test::await(on.transact(m_permits.write(), std::move(steps), {}, 5s));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<test::PgCluster>();
        QVERIFY(m_cluster->start());
        m_cluster->sql(QStringLiteral(
            "create table item (id int primary key, name text); "
            "create role writer login password 'write-pw'; grant select, insert, update on item to writer; "
            "create role reader login password 'read-pw'; grant select on item to reader"));
    }
    void init() { m_cluster->sql(QStringLiteral("truncate item")); }

    void reads()
    {
        auto pg = client("reader", "read-pw");
        const auto rows = read(*pg, s_one);
        QVERIFY2(rows.has_value(), rows ? "" : qPrintable(brief(rows.error())));
        QCOMPARE(rows->size(), 1);
        QCOMPARE((*rows)[0].integer("one"), 1);
        QVERIFY((*rows)[0].isNull(1));
        QVERIFY(std::abs(((*rows)[0].time(2).value() - SystemClock().wall()).count()) < 5000);
        QTRY_COMPARE(pg->state().phase, LinkPhase::Live);
        QVERIFY(pg->state().clock && std::abs(pg->state().clock->offset.count()) < 1000);
        QVERIFY(pg->state().latency);
    }
    void readsAreReadOnlyWithLimits()
    {
        auto pg = client();
        const auto settings = read(*pg, s_settings);
        QCOMPARE((*settings)[0].text("ro"), QStringLiteral("on"));
        QVERIFY((*settings)[0].text("st") != QStringLiteral("0"));
        QCOMPARE((*settings)[0].text("lt"), QStringLiteral("2s"));
        QCOMPARE((*settings)[0].text("tz"), QStringLiteral("UTC"));
        const auto sneaky = read(*pg, s_writesInARead);
        QCOMPARE(sneaky.error().kind, ErrorKind::Refused);
        QCOMPARE(sneaky.error().code, QStringLiteral("25006"));
        QCOMPARE(m_cluster->sql(QStringLiteral("select count(*) from item")), QByteArray("0"));
    }
    void writes()
    {
        auto pg = client();
        const auto done = write(
            *pg, {{s_insert, Params(1, QStringLiteral("one"))}, {s_rename, Params(1, QStringLiteral("uno")), 1}});
        QVERIFY(done.has_value());
        QCOMPARE(done->at(1).affected(), 1);
        QCOMPARE((*read(*pg, s_items))[0].text("name"), QStringLiteral("uno"));
    }
    void allOrNothing()
    {
        auto pg = client();
        const auto twice = write(
            *pg, {{s_insert, Params(1, QStringLiteral("one"))}, {s_insert, Params(1, QStringLiteral("again"))}});
        QCOMPARE(twice.error().kind, ErrorKind::Conflict);
        QCOMPARE(twice.error().code, QStringLiteral("23505"));
        const auto missed
            = write(*pg, {{s_insert, Params(2, QStringLiteral("two"))}, {s_rename, Params(7, QStringLiteral("x")), 1}});
        QCOMPARE(missed.error().code, QStringLiteral("row-count"));
        QVERIFY(read(*pg, s_items)->isEmpty());
    }
    void permitsAreAsked()
    {
        auto pg = client();
        m_permits.authority->verdict = fail(ErrorKind::Refused, QStringLiteral("locked"));
        QCOMPARE(write(*pg, {{s_insert, Params(1, QStringLiteral("x"))}}).error().what, QStringLiteral("locked"));
        m_permits.authority->verdict = {};
        QVERIFY(read(*pg, s_items)->isEmpty());
        Client::Options options {.endpoint = m_cluster->endpoint(),
            .credentials = test::fixedCredentials(QStringLiteral("reader"), "read-pw")};
        Client reader(std::move(options));
        QCOMPARE(
            write(reader, {{s_insert, Params(1, QStringLiteral("x"))}}).error().code, QStringLiteral("no-operator"));
    }
    void errorsAreTyped()
    {
        auto pg = client();
        QCOMPARE(read(*pg, s_missing).error().code, QStringLiteral("42P01"));
        auto reader = client("reader", "read-pw");
        const auto refused = write(*reader, {{s_insert, Params(1, QStringLiteral("x"))}});
        QVERIFY2(refused.error().kind == ErrorKind::Forbidden, qPrintable(brief(refused.error())));
        QCOMPARE(refused.error().code, QStringLiteral("42501"));
        QVERIFY(read(*pg, s_one).has_value());
    }
    void hostileStringsAreData()
    {
        auto pg = client();
        for (const QString &text : test::hostileStrings()) {
            const auto rows = read(*pg, s_echo, text);
            if (text.contains(QChar::Null)) {
                QCOMPARE(rows.error().code, QStringLiteral("nul-in-text"));
                continue;
            }
            QVERIFY2(rows.has_value(), qPrintable(text));
            QCOMPARE((*rows)[0].text("value"), text);
        }
    }
    void deadlineEndsTheStatementOnTheServer()
    {
        auto pg = client();
        const auto slow = test::await(pg->read(s_slow, Params(), {}, 300ms));
        QCOMPARE(slow.error().kind, ErrorKind::Timeout);
        QTRY_COMPARE(m_cluster->sql(QStringLiteral("select count(*) from pg_stat_activity where state = 'active' and "
                                                   "query like '%pg_sleep(60)' and pid <> pg_backend_pid()")),
            QByteArray("0"));
        QVERIFY(read(*pg, s_one).has_value());
    }
    void stopEndsTheStatementOnTheServer()
    {
        auto pg = client();
        const QString active = QStringLiteral("select count(*) from pg_stat_activity where state = 'active' and query "
                                              "like '%pg_sleep(60)' and pid <> pg_backend_pid()");
        {
            TaskScope scope;
            scope.spawn(pg->read(s_slow, Params(), scope.token(), 60s), [](Result<Rows>) { });
            QTRY_COMPARE(m_cluster->sql(active), QByteArray("1"));
        }
        QTRY_COMPARE(m_cluster->sql(active), QByteArray("0"));
        for (int i = 0; i < 6; ++i) // no connection was lost to it
            QVERIFY(read(*pg, s_one).has_value());
    }
    void abandonedTransactionChangesNothing()
    {
        auto pg = client();
        const auto slow = test::await(
            pg->transact(m_permits.write(), {{s_insert, Params(1, QStringLiteral("x"))}, {s_sleep}}, {}, 300ms));
        QCOMPARE(slow.error().kind, ErrorKind::Timeout);
        QVERIFY(slow.error().code != QStringLiteral("outcome-unknown"));
        QVERIFY(read(*pg, s_items)->isEmpty());
    }
    void waitsForNoLockForEver()
    {
        auto pg = client();
        m_cluster->sql(QStringLiteral("insert into item values (1, 'x')"));
        QProcess locker;
        locker.start(QStringLiteral("psql"),
            {QStringLiteral("-X"),
                QStringLiteral("host=127.0.0.1 port=%1 user=admin password=admin-pw dbname=app")
                    .arg(m_cluster->port())});
        locker.write("begin; update item set name = 'locked' where id = 1; select 'held';\n");
        QVERIFY(QTest::qWaitFor([&] { return locker.waitForReadyRead(50), locker.readAll().contains("held"); }));
        const auto result = write(*pg, {{s_rename, Params(1, QStringLiteral("mine"))}});
        QCOMPARE(result.error().code, QStringLiteral("55P03"));
        locker.kill();
        locker.waitForFinished();
    }
    void largeAnswersAreRefused()
    {
        Client::Options options {.endpoint = m_cluster->endpoint(),
            .credentials = test::fixedCredentials(QStringLiteral("reader"), "read-pw"),
            .largestAnswer = 1'000'000};
        Client pg(std::move(options));
        QCOMPARE(read(pg, s_large).error().kind, ErrorKind::TooLarge);
        QVERIFY(read(pg, s_one).has_value());
    }
    void manyAtOnceShareThePool()
    {
        auto pg = client();
        TaskScope scope;
        int answered = 0;
        for (int i = 0; i < 100; ++i)
            scope.spawn(
                pg->read(s_echo, Params(QString::number(i)), scope.token(), 10s), [&answered, i](Result<Rows> r) {
                    if (r && (*r)[0].integer("value") == i)
                        ++answered;
                });
        QTRY_COMPARE(answered, 100);
        const int connections
            = m_cluster->sql(QStringLiteral("select count(*) from pg_stat_activity where usename = 'writer'")).toInt();
        QVERIFY2(connections >= 1 && connections <= 4, qPrintable(QString::number(connections)));
    }
    void killedBackendsComeBack()
    {
        auto pg = client();
        QVERIFY(read(*pg, s_one).has_value());
        m_cluster->sql(
            QStringLiteral("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'writer'"));
        // The first use finds out; the link heals by itself.
        QTRY_VERIFY(read(*pg, s_one).has_value());
        QTRY_COMPARE(pg->state().phase, LinkPhase::Live);
    }
    void destroyedWhileWaiting()
    {
        std::optional<Error> error;
        TaskScope scope;
        {
            auto pg = client();
            QVERIFY(read(*pg, s_one).has_value());
            scope.spawn(pg->read(s_slow, Params(), scope.token(), 60s), [&](Result<Rows> r) { error = r.error(); });
            QTest::qWait(20);
        }
        QTRY_VERIFY(error);
        QCOMPARE(error->kind, ErrorKind::Cancelled);
        QTRY_COMPARE(liveTasks(), 0);
    }
    void failures_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("code");
        QTest::newRow("password") << QByteArray("password") << ErrorKind::Auth << "28P01";
        QTest::newRow("unknown login") << QByteArray("login") << ErrorKind::Auth
                                       << "28P01"; // PostgreSQL does not tell them apart
        QTest::newRow("database") << QByteArray("database") << ErrorKind::NotFound << "3D000";
        QTest::newRow("port") << QByteArray("port") << ErrorKind::Network << "refused";
        QTest::newRow("name") << QByteArray("name") << ErrorKind::Network << "dns";
        QTest::newRow("tls wanted") << QByteArray("tls") << ErrorKind::Protocol << "not-tls";
    }
    void failures()
    {
        QFETCH(QByteArray, change);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, code);
        Client::Options options {.endpoint = m_cluster->endpoint()};
        QString user = QStringLiteral("reader");
        QByteArray password = "read-pw";
        if (change == "password")
            password = "wrong";
        else if (change == "login")
            user = QStringLiteral("nobody_here");
        else if (change == "database")
            options.endpoint.database = QStringLiteral("nothing here' sslmode=disable");
        else if (change == "port")
            options.endpoint.port = test::freePort();
        else if (change == "name" || change == "tls")
            options.endpoint.tls.enabled = true;
        if (change == "name")
            options.endpoint.host = QStringLiteral("no-such-host.invalid");
        options.credentials = test::fixedCredentials(user, password);
        Client pg(std::move(options));
        const auto result = test::await(pg.read(s_one, Params(), {}, 9s));
        QVERIFY(!result);
        QVERIFY2(result.error().code == code && result.error().kind == kind,
            qPrintable(kindName(result.error().kind) + brief(result.error())));
        QVERIFY(!brief(result.error()).contains(QStringLiteral("read-pw")));
    }
};

PH_TEST(TestPgClient)
#include "tst_client.moc"
