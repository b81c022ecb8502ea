// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/files.h"
#include "services/base/logging.h"
#include "services/base/logsink.h"
#include "services/base/redact.h"
#include "services/base/redactjson.h"
#include "tests/support/testmain.h"
#include "tests/unit/base/redactcorpus.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace ph;

namespace {

/// The forms in which the secret must not be found.
QList<QByteArray> formsOf(const QByteArray &secret)
{
    return {secret, secret.toBase64(QByteArray::OmitTrailingEquals),
        secret.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals), secret.toHex(),
        secret.toHex().toUpper()};
}

/// Nanoseconds of processor time: a busy machine does not count.
qint64 threadTime()
{
    timespec time {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return qint64(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

QByteArray lineOf(const test::Planted &planted)
{
    QByteArray line(planted.line);
    const QByteArray secret(planted.secret);
    line.replace("@64", (QByteArray("user:") + secret + ":x").toBase64()); // embedded: not at a border of three bytes
    line.replace("@16", secret.toHex().toUpper());
    return line;
}

} // namespace

class TestRedact : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Structured values keep their shape: what stands under a secret's name goes, whatever its kind.
    void valuesKeepTheirShape()
    {
        const QJsonObject value {{QStringLiteral("tenant"), QStringLiteral("acme")}, {QStringLiteral("tokens"), 12},
            {QStringLiteral("password"), 12345678},
            {QStringLiteral("options"),
                QJsonObject {
                    {QStringLiteral("api_key"), QStringLiteral("hunter2hunter2")}, {QStringLiteral("tries"), 3}}},
            {QStringLiteral("urls"), QJsonArray {QStringLiteral("https://u:hunter2hunter2@h/x"), 7}}};
        const QJsonObject shown = redact(QJsonValue(value)).toObject();
        QCOMPARE(shown[QLatin1String("tenant")].toString(), QStringLiteral("acme"));
        QCOMPARE(shown[QLatin1String("tokens")].toInt(), 12);
        QCOMPARE(shown[QLatin1String("password")].toString(), QString(redactedMark));
        QCOMPARE(shown[QLatin1String("options")][u"tries"].toInt(), 3);
        QCOMPARE(shown[QLatin1String("urls")].toArray().at(1).toInt(), 7);
        const QByteArray text = QJsonDocument(shown).toJson();
        QVERIFY2(!text.contains("hunter2") && !text.contains("12345678"), text.constData());
    }
    void theCorpusIsLargeEnough()
    {
        QVERIFY(std::size(test::planted) + std::size(test::registered) >= 60);
        QVERIFY(std::size(test::benign) >= 20);
    }

    void noPlantedSecretComesOut_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<QByteArray>("line");
        for (const auto &planted : test::planted)
            QTest::newRow(planted.secret) << QByteArray(planted.secret) << lineOf(planted);
    }
    void noPlantedSecretComesOut()
    {
        QFETCH(QByteArray, secret);
        QFETCH(QByteArray, line);
        const QByteArray out = redact(line);
        for (const QByteArray &form : formsOf(secret))
            QVERIFY2(!out.contains(form), out.constData());
        QVERIFY(out.contains(redactedMark.data()));
        QCOMPARE(redact(out), out);
        // The same inside JSON, twice, as logs of logs have it.
        QByteArray nested = line;
        for (int depth = 0; depth < 2; ++depth) {
            nested.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
            nested = "{\"message\":\"" + nested + "\",\"level\":\"error\"}";
        }
        QByteArray inner = secret;
        for (int depth = 0; depth < 2; ++depth)
            inner.replace("\\", "\\\\").replace("\"", "\\\"");
        const QByteArray nestedOut = redact(nested);
        QVERIFY2(!nestedOut.contains(inner), nestedOut.constData());
    }

    void registeredSecretsGoInEveryForm()
    {
        for (const auto &planted : test::registered) {
            const QByteArray secret(planted.secret);
            const QByteArray line = lineOf(planted);
            const KnownSecret known {Secret(secret)};
            const QByteArray out = redact(line);
            for (const QByteArray &form : formsOf(secret))
                QVERIFY2(!out.contains(form), out.constData());
            QVERIFY2(out.contains(redactedMark.data()), out.constData());
            QVERIFY2(!QByteArray::fromBase64(out).contains("foo-b"), out.constData());
        }
    }

    void aSecretIsForgottenWithItsHandle()
    {
        const QString line = QStringLiteral("the word is quartz");
        {
            KnownSecret outer;
            {
                KnownSecret known {Secret("quartz")};
                QVERIFY(!redact(line).contains(QStringLiteral("quartz")));
                outer = std::move(known);
            }
            QVERIFY(!redact(line).contains(QStringLiteral("quartz")));
        }
        QCOMPARE(redact(line), line);
        const KnownSecret tooShort {Secret("the")};
        QCOMPARE(redact(line), line);
    }

    void lookAlikesStay_data()
    {
        QTest::addColumn<QByteArray>("line");
        for (const char *line : test::benign)
            QTest::newRow(line) << QByteArray(line);
    }
    void lookAlikesStay()
    {
        QFETCH(QByteArray, line);
        QCOMPARE(redact(line), line);
    }

    void whatSurroundsASecretStays()
    {
        QCOMPARE(redact(QStringLiteral("redis://ops:pw@h:6379/0 refused")),
            QStringLiteral("redis://ops:[redacted]@h:6379/0 refused"));
        QCOMPARE(redact(QStringLiteral("https://x.test/a?token=abcdef123456&limit=20 404")),
            QStringLiteral("https://x.test/a?token=[redacted]&limit=20 404"));
        QCOMPARE(redact(QStringLiteral(R"({"password":"x1","user":"ops"})")),
            QStringLiteral(R"({"password":"[redacted]","user":"ops"})"));
        QCOMPARE(redact(QStringLiteral("host=db password=abc sslmode=require")),
            QStringLiteral("host=db password=[redacted] sslmode=require"));
        QCOMPARE(redact(QStringLiteral("key phk_a1b2c3d4e5 made")), QStringLiteral("key phk_[redacted] made"));
    }

    void brokenTextIsNoWayAround()
    {
        QString text = QStringLiteral("Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln ");
        text += QChar(0xd800); // half of a pair
        QVERIFY(!redact(text).contains(QStringLiteral("eyJ")));
        QVERIFY(!redact(QByteArray("\xff\xfe password=hunter2")).contains("hunter2"));
        QVERIFY(!redact(QByteArray("a\0password=hunter2", 18)).contains("hunter2"));
    }

    void hostileTextTakesLinearTime_data()
    {
        QTest::addColumn<QByteArray>("unit");
        for (const char *unit : {"password=", "password={", "password=(", "\\", "\\\"", "eyJ", "AUTH ", "\"AUTH\" \"",
                 "a:", "://", "u://a:b@", "-----BEGIN PRIVATE KEY-----", "bearer ", "PASSWORD '", "?token=",
                 "redis-cli ", "SETUSER >", " -u a:", "Cookie: ", "authorization: a ", "x", "'password\\\\'"})
            QTest::newRow(unit) << QByteArray(unit);
    }
    void hostileTextTakesLinearTime()
    {
        QFETCH(QByteArray, unit);
        const auto cost = [&](qsizetype size) {
            const QString text = QString::fromUtf8(unit.repeated(size / unit.size()));
            const qint64 before = threadTime();
            (void)redact(text);
            return threadTime() - before;
        };
        (void)cost(1000);
        const qint64 once = cost(30'000);
        const qint64 tenfold = cost(300'000);
        const QString figures = QStringLiteral("%1 ms, then %2 ms").arg(once / 1'000'000).arg(tenfold / 1'000'000);
        QVERIFY2(tenfold < 50 * std::max<qint64>(once, 2'000'000), qPrintable(figures)); // quadratic would be 100 times
    }

    void everySinkIsRedacted()
    {
        const QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("logs/pilothouse.log"));
        ManualClock clock;
        LogOptions options;
        options.toStderr = false;
        options.file = file;
        options.clock = &clock;
        QVERIFY(installLogSink(options));
        for (const auto &planted : test::planted)
            qCWarning(logTransport).noquote() << planted.line;
        qCWarning(logTransport) << "two lines\n2026-01-01T00:00:00.000Z error pilothouse.base: forged \x1b[31m";
        qWarning("from elsewhere password=%s", "hunter2xyz");
        removeLogSink();
        const QByteArray log = readFile(file).value();
        for (const auto &planted : test::planted) {
            for (const QByteArray &form : formsOf(planted.secret))
                QVERIFY2(!log.contains(form), planted.line);
        }
        QVERIFY(!log.contains("hunter2xyz"));
        QVERIFY(log.startsWith("2023-11-14T22:13:20.000Z warning pilothouse.transport: "));
        QVERIFY(!log.contains('\x1b'));
        QVERIFY(!log.contains("\n2026-01-01"));
        struct stat info {};
        QCOMPARE(::stat(QFile::encodeName(file).constData(), &info), 0);
        QCOMPARE(int(info.st_mode & 07777), 0600);
    }

    void theLogRotates()
    {
        const QTemporaryDir dir;
        LogOptions options;
        options.toStderr = false;
        options.file = dir.filePath(QStringLiteral("l"));
        options.rotateAt = 1000;
        options.kept = 2;
        const mode_t former = ::umask(0);
        QVERIFY(installLogSink(options));
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([thread] {
                for (int i = 0; i < 30; ++i)
                    qCWarning(logBase) << "line" << i << "of" << thread << "with some words to fill it";
            });
        }
        for (auto &thread : threads)
            thread.join();
        removeLogSink();
        ::umask(former);
        const QDir folder(dir.path());
        QCOMPARE(folder.entryList(QDir::Files),
            (QStringList {QStringLiteral("l"), QStringLiteral("l.1"), QStringLiteral("l.2")}));
        for (const QFileInfo &info : folder.entryInfoList(QDir::Files)) {
            QVERIFY(info.size() <= 1000);
            QCOMPARE(info.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
            for (const QByteArray &line : readFile(info.filePath()).value().trimmed().split('\n'))
                QVERIFY2(line.contains("warning pilothouse.base: line"),
                    line.constData()); // no line is torn by another thread's
        }
    }

    /// For who reads standard error of --json: each message an object, redacted as ever.
    void toStandardErrorAsObjects()
    {
        const QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("err"));
        const int before = ::dup(STDERR_FILENO);
        const int to = ::open(QFile::encodeName(file).constData(), O_WRONLY | O_CREAT, 0600);
        ::dup2(to, STDERR_FILENO);
        LogOptions options;
        options.isJson = true;
        QVERIFY(installLogSink(options));
        qCInfo(logTransport).noquote() << "SSH “bastion”: started again\nsecond line";
        qCWarning(logTransport) << "password=hunter2xyz";
        removeLogSink();
        ::dup2(before, STDERR_FILENO);
        ::close(before);
        ::close(to);
        const QList<QByteArray> lines = readFile(file).value().trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        const QJsonObject first = QJsonDocument::fromJson(lines[0]).object()[u"log"].toObject();
        QCOMPARE(first[u"level"].toString(), QStringLiteral("info"));
        QCOMPARE(first[u"category"].toString(), QStringLiteral("pilothouse.transport"));
        QVERIFY(first[u"message"].toString().startsWith(QStringLiteral("SSH “bastion”: started again\n")));
        QVERIFY(QJsonDocument::fromJson(lines[1]).object().contains(u"log"));
        QVERIFY(!lines[1].contains("hunter2xyz"));
    }

    void longMessagesAreCutAfterTheyWereRedacted()
    {
        const QString long_ = QStringLiteral("x ").repeated(1000) + QStringLiteral("password='hunter2");
        const QString line = logLine(QtInfoMsg, QStringLiteral("c"), long_, {}, 2014);
        QVERIFY(!line.contains(QStringLiteral("hunt")));
        QVERIFY(line.contains(QStringLiteral("characters cut)")));
    }
};

PH_TEST(TestRedact)
#include "tst_redact.moc"
