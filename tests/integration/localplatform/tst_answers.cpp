// SPDX-License-Identifier: GPL-3.0-or-later
// Every part of a started platform answers for real, with certificates that are verified, and keeps its secrets.
#include "services/localplatform/programs.h"
#include "tests/support/platform/ownplatform.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslSocket>

using namespace ph;
using namespace ph::localplatform;
using namespace ph::test;

class TestAnswers final : public QObject {
    Q_OBJECT

    std::unique_ptr<OwnPlatform> m_own;
    QNetworkAccessManager m_http;

    QSslConfiguration tls(bool withCa = true) const
    {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setCaCertificates(withCa
                ? QSslCertificate::fromData(m_own->local().profile()->links.front().caPem)
                : QList<QSslCertificate> {});
        return configuration;
    }

    /// Status and body; status 0 when there was no answer.
    std::pair<int, QByteArray> ask(
        const QUrl &url, const QByteArray &body = {}, const QByteArray &apiKey = {}, bool withCa = true)
    {
        QNetworkRequest request(url);
        request.setSslConfiguration(tls(withCa));
        m_http.clearConnectionCache(); // a connection that was verified before would be used again
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
        request.setTransferTimeout(5000);
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
        if (!apiKey.isEmpty())
            request.setRawHeader("apikey", apiKey);
        const std::unique_ptr<QNetworkReply> reply(body.isEmpty() ? m_http.get(request) : m_http.post(request, body));
        if (!QTest::qWaitFor([&] { return reply->isFinished(); }, 8000))
            return {};
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll()};
    }

    /// What Redis answers to each line, over TLS, as that user.
    QByteArray redis(const QString &user, const QByteArray &lines, bool withCa = true)
    {
        const auto profile = m_own->local().profile();
        const auto *link = profile->find(QStringLiteral("redis-broker"));
        const auto password = m_own->local().password(*link, user);
        QSslSocket socket;
        socket.setSslConfiguration(tls(withCa));
        socket.connectToHostEncrypted(link->url.host(), quint16(link->url.port()));
        if (!QTest::qWaitFor(
                [&] { return socket.isEncrypted() || socket.state() == QAbstractSocket::UnconnectedState; }, 5000)
            || !socket.isEncrypted())
            return "no TLS: " + socket.errorString().toUtf8();
        socket.write("AUTH " + user.toUtf8() + ' ' + password->reveal().toByteArray() + "\r\n" + lines + "PING\r\n");
        QByteArray answer;
        (void)QTest::qWaitFor(
            [&] {
                answer += socket.readAll();
                return answer.endsWith("+PONG\r\n");
            },
            5000);
        return answer;
    }

    Ended psql(const QString &user, const QString &statement, const QByteArray &ca)
    {
        const auto profile = m_own->local().profile();
        const auto *link = profile->find(QStringLiteral("postgres-primary"));
        const auto password = m_own->local().password(*link, user);
        QTemporaryDir place;
        const QString file = place.filePath(QStringLiteral("ca.crt"));
        QFile open(file);
        [[maybe_unused]] const bool opened = open.open(QIODevice::WriteOnly);
        open.write(ca);
        open.close();
        return runProgram(QStringLiteral("psql"),
            {QStringLiteral("-X"), QStringLiteral("-A"), QStringLiteral("-t"), QStringLiteral("-c"), statement}, 15'000,
            {QStringLiteral("PGHOST=127.0.0.1"), QStringLiteral("PGPORT=%1").arg(link->url.port()),
                QStringLiteral("PGDATABASE=postgres"), QStringLiteral("PGUSER=") + user,
                QStringLiteral("PGSSLMODE=verify-full"), QStringLiteral("PGSSLROOTCERT=") + file,
                QStringLiteral("PGPASSWORD=") + QString::fromLatin1(password->reveal())});
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_own = std::make_unique<OwnPlatform>();
        QElapsedTimer timer;
        timer.start();
        const auto up = m_own->up();
        QVERIFY2(up, up ? "" : qPrintable(brief(up.error()) + up.error().hint));
        QVERIFY(!up->wasRunning);
        QVERIFY2(timer.elapsed() < 30'000, qPrintable(QStringLiteral("ready after %1 ms").arg(timer.elapsed())));
        for (const PartStatus &part : up->status.parts) {
            QVERIFY2(part.isReady(), qPrintable(part.name));
            QVERIFY2(part.pid > 0, qPrintable(part.name));
            QVERIFY2(QFile::exists(part.log), qPrintable(part.log));
        }
    }
    void cleanupTestCase() { m_own.reset(); }

    void profileIsUsable()
    {
        const auto profile = m_own->local().profile();
        QVERIFY(profile);
        const auto errors = platform::validate(*profile);
        QVERIFY2(errors.empty(), errors.empty() ? "" : qPrintable(brief(errors.front())));
        QCOMPARE(profile->kind, platform::EnvironmentKind::Local);
    }

    void gatewaySignsInADemoAccount()
    {
        const auto profile = m_own->local().profile();
        const auto *link = profile->find(QStringLiteral("auth"));
        const auto accounts = m_own->local().accounts();
        QVERIFY(accounts);
        QCOMPARE(accounts->size(), size_t(4));
        for (const DemoAccount &account : *accounts) {
            const QJsonObject body {{QStringLiteral("email"), account.email},
                {QStringLiteral("password"), QString::fromLatin1(account.password.reveal())}};
            const auto [status, answer] = ask(QUrl(link->url.toString() + QStringLiteral("/token?grant_type=password")),
                QJsonDocument(body).toJson(), link->publishableKey.toLatin1());
            QVERIFY2(status == 200, answer.constData());
            QVERIFY(QJsonDocument::fromJson(answer).object().contains(QLatin1String("access_token")));
        }
        QCOMPARE(ask(QUrl(link->url.toString() + QStringLiteral("/health")), {}, link->publishableKey.toLatin1(), false)
                     .first,
            0);
    }

    void redisAnswersOverVerifiedTls()
    {
        QCOMPARE(redis(QStringLiteral("pilothouse_reader"), {}), QByteArray("+OK\r\n+PONG\r\n"));
        const QByteArray unknown = redis(QStringLiteral("pilothouse_reader"), {}, false);
        QVERIFY2(unknown.startsWith("no TLS"), unknown.constData());
    }

    void redisReaderIsRefusedWrites()
    {
        const QByteArray answer = redis(QStringLiteral("pilothouse_reader"),
            "SET a 1\r\nPUBLISH x y\r\nCONFIG SET save x\r\nDEL celery\r\nCLIENT KILL ID 9999\r\n");
        QCOMPARE(answer.count("-NOPERM"), 5);
        QVERIFY(!redis(QStringLiteral("pilothouse_operator"), "SET pilothouse:op:test 1 EX 5\r\n").contains("NOPERM"));
    }

    void postgresAnswersOverVerifiedTls()
    {
        const QByteArray ca = m_own->local().profile()->links.front().caPem;
        const Ended good = psql(QStringLiteral("pilothouse_reader"),
            QStringLiteral("select ssl from pg_stat_ssl where pid = pg_backend_pid()"), ca);
        QVERIFY2(good.code == 0, good.err.constData());
        QCOMPARE(good.out.trimmed(), QByteArray("t"));
        const Ended write = psql(QStringLiteral("pilothouse_reader"), QStringLiteral("delete from auth.users"), ca);
        QVERIFY(write.code != 0);
    }

    void backendRunsATask()
    {
        const QUrl api(m_own->part("api").endpoint);
        const auto [status, answer] = ask(api.resolved(QUrl(QStringLiteral("/api/agents/run"))),
            R"({"tenant": "acme-labs", "session_id": "s-test"})");
        QCOMPARE(status, 202);
        const QString id = QJsonDocument::fromJson(answer).object().value(QLatin1String("task_id")).toString();
        QTRY_COMPARE_WITH_TIMEOUT(
            QJsonDocument::fromJson(ask(api.resolved(QUrl(QStringLiteral("/tasks/") + id))).second)
                .object()
                .value(QLatin1String("state"))
                .toString(),
            QStringLiteral("SUCCESS"), 15'000);
    }

    void limitRefusesTheEleventhMessage()
    {
        const QUrl chat = QUrl(m_own->part("api").endpoint).resolved(QUrl(QStringLiteral("/api/chat")));
        QList<int> statuses;
        for (int i = 0; i < 11; ++i)
            statuses << ask(chat, R"({"tenant": "acme-labs", "session_id": "s-test"})").first;
        QCOMPARE(statuses.count(200), 10);
        QCOMPARE(statuses.last(), 429);
    }

    void prometheusScrapesEverything()
    {
        const QUrl targets = m_own->url("prometheus").resolved(QUrl(QStringLiteral("/api/v1/targets")));
        const auto down = [&] {
            QStringList names;
            const auto active = QJsonDocument::fromJson(ask(targets).second)
                                    .object()
                                    .value(QLatin1String("data"))
                                    .toObject()
                                    .value(QLatin1String("activeTargets"))
                                    .toArray();
            for (const QJsonValue &target : active)
                if (target.toObject().value(QLatin1String("health")).toString() != QLatin1String("up"))
                    names << target.toObject().value(QLatin1String("scrapePool")).toString();
            return active.size() == 6 ? names.join(QLatin1Char(' ')) : QStringLiteral("%1 targets").arg(active.size());
        };
        QTRY_COMPARE_WITH_TIMEOUT(down(), QString(), 20'000);
    }

    void requestsToTheGatewayAreCounted()
    {
        // Demo accounts have signed in above; each counts by its route, never by what was typed.
        const QUrl query
            = m_own->url("prometheus")
                  .resolved(QUrl(QStringLiteral(
                      "/api/v1/query?query=sum(gateway_http_requests_total{path=\"/auth/v1/token\",status=\"200\"})")));
        QTRY_VERIFY_WITH_TIMEOUT(
            QJsonDocument::fromJson(
                ask(query).second)[QLatin1String("data")][QLatin1String("result")][0][QLatin1String("value")][1]
                    .toString()
                    .toDouble()
                >= 4,
            15'000);
    }

    void companionListsEveryPart()
    {
        const Ended ended = companion({QStringLiteral("local"), QStringLiteral("status"), QStringLiteral("--json"),
            QStringLiteral("--base"), m_own->local().folder().base(), QStringLiteral("--name"), QStringLiteral("own")});
        QVERIFY2(ended.code == 0, ended.err.constData());
        const auto status = statusFromJson(ended.json());
        QVERIFY(status);
        QCOMPARE(status->parts.size(), m_own->status().parts.size());
        QVERIFY(status->find(QStringLiteral("gateway"))->isReady());
    }

    void secondUpSaysSo()
    {
        const auto before = m_own->status();
        const auto up = m_own->up();
        QVERIFY(up);
        QVERIFY(up->wasRunning);
        QCOMPARE(up->status.pid, before.pid);
        const QStringList place {
            QStringLiteral("--base"), m_own->local().folder().base(), QStringLiteral("--name"), QStringLiteral("own")};
        const QStringList words {QStringLiteral("local"), QStringLiteral("up")};
        const Ended same = companion(words + place + QStringList {QStringLiteral("--quiet")});
        QCOMPARE(same.code, 0);
        QVERIFY2(same.err.contains("already running"), same.err.constData());
        QVERIFY2(!same.err.contains("as asked"), same.err.constData());
        // What cannot be had without a new start is said, with the way there: name and folder too.
        const Ended other = companion(words + place + QStringList {QStringLiteral("--seed"), QStringLiteral("5")});
        QCOMPARE(other.code, 7);
        const QByteArray folder = "--name own --base " + m_own->local().folder().base().toUtf8();
        for (const QByteArray &part :
            {QByteArray("already running"), QByteArray("runs without the load generator, and was left so"),
                "`pilothousectl local down " + folder + "`", "`pilothousectl local up --seed 5 " + folder + "`"})
            QVERIFY2(other.err.contains(part), other.err.constData());
        QCOMPARE(m_own->status().pid, before.pid);
    }

    void everythingInTheFolderIsPrivate()
    {
        QDirIterator it(m_own->path(), QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden | QDir::System,
            QDirIterator::Subdirectories);
        int seen = 0;
        while (it.hasNext()) {
            const QString path = it.next();
            const auto others = QFile::permissions(path)
                & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther);
            QVERIFY2(!others || QFileInfo(path).isSymLink(), qPrintable(path));
            ++seen;
        }
        QVERIFY(seen > 100);
    }

    void secretsAreNowhereButInTheirFolder()
    {
        const SecretStore store(m_own->local().folder().secrets());
        QList<QByteArray> secrets;
        for (const QString &name : QDir(m_own->local().folder().secrets()).entryList(QDir::Files))
            if (name != QLatin1String("gateway.publishable"))
                secrets << store.existing(name)->reveal().toByteArray();
        QVERIFY(secrets.size() > 10);
        const auto check = [&](const QString &path, const QByteArray &content) {
            for (const QByteArray &secret : secrets)
                QVERIFY2(!content.contains(secret), qPrintable(path));
        };
        QDirIterator it(m_own->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            if (!file.fileName().startsWith(m_own->local().folder().secrets()) && file.open(QIODevice::ReadOnly))
                check(file.fileName(), file.readAll());
        }
        for (const qint64 pid : processesOf(m_own->path())) {
            QFile arguments(QStringLiteral("/proc/%1/cmdline").arg(pid));
            if (arguments.open(QIODevice::ReadOnly))
                check(arguments.fileName(), arguments.readAll());
        }
    }
};

PH_TEST(TestAnswers)
#include "tst_answers.moc"
