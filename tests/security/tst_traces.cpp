// SPDX-License-Identifier: GPL-3.0-or-later
// What a whole session leaves behind: no secret in any file, nothing that others may read, no refresh token in memory
// once it is in the keychain.
#include "services/auth/autharea.h"
#include "services/auth/sessionstore.h"
#include "services/base/files.h"
#include "services/base/logging.h"
#include "services/base/logsink.h"
#include "services/base/process.h"
#include "services/overview/linkpulse.h"
#include "services/queues/queueservice.h"
#include "tests/support/authstandin.h"
#include "tests/support/pgcluster.h"
#include "tests/support/redisserver.h"
#include "tests/support/testmain.h"

#include <QDirIterator>
#include <QLoggingCategory>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace ph;
using namespace std::chrono_literals;
using platform::LinkKind;
using platform::PlatformSession;

namespace {

const SystemClock s_clock;
constexpr char s_veil = 0x5a;

QByteArray veiled(QByteArrayView bytes)
{
    QByteArray out = bytes.toByteArray();
    for (char &c : out)
        c = char(c ^ s_veil);
    return out;
}

/// A keychain whose entries this process' memory does not hold in clear.
class VeiledKeychain final : public platform::Keychain {
public:
    Task<std::optional<Secret>> read(QString key, std::stop_token) override
    {
        const auto entry = entries.constFind(key);
        if (entry == entries.constEnd())
            co_return std::optional<Secret> {};
        QByteArray plain = veiled(*entry);
        co_return std::optional<Secret>(Secret::take(plain));
    }
    Task<void> write(QString key, Secret value, std::stop_token) override
    {
        entries.insert(key, veiled(value.reveal()));
        co_return Result<void> {};
    }
    Task<void> remove(QString key, std::stop_token) override
    {
        entries.remove(key);
        co_return Result<void> {};
    }
    Task<platform::KeychainState> state(std::stop_token) override { co_return platform::KeychainState::Ready; }
    Task<void> unlock(std::stop_token) override { co_return Result<void> {}; }
    [[nodiscard]] bool isMemoryOnly() const override { return false; }

    /// Of whoever is signed in, veiled.
    [[nodiscard]] QByteArray veiledRefreshToken() const
    {
        for (const QByteArray &entry : entries) {
            QByteArray plain = veiled(entry);
            const auto stored = auth::SessionStore::decode(Secret::take(plain));
            if (stored)
                return veiled(stored->refreshToken.reveal());
        }
        return {};
    }
    QMap<QString, QByteArray> entries;
};

struct Wanted {
    QByteArray name;
    QByteArray bytes;
};

/// The forms in which a secret could lie in a file. Base64 has three, by where it begins.
std::vector<Wanted> formsOf(const QByteArray &name, const QByteArray &secret)
{
    std::vector<Wanted> all {{name + " as text", secret}, {name + " in hex", secret.toHex()},
        {name + " in HEX", secret.toHex().toUpper()}, {name + " percent-encoded", secret.toPercentEncoding()}};
    const QString text = QString::fromUtf8(secret);
    all.push_back(
        {name + " in UTF-16", QByteArray(reinterpret_cast<const char *>(text.utf16()), qsizetype(2 * text.size()))});
    QByteArray bigEndian;
    for (const QChar c : text)
        bigEndian.append(char(c.unicode() >> 8)).append(char(c.unicode() & 0xff));
    all.push_back({name + " in UTF-16 BE", bigEndian});
    for (int shift = 0; shift < 3; ++shift) {
        const QByteArray shifted = QByteArray(shift, 'x') + secret;
        const auto middle = [shift](QByteArray encoded) { return encoded.mid(shift == 0 ? 0 : 4).chopped(4); };
        all.push_back({name + " in base64", middle(shifted.toBase64())});
        all.push_back({name + " in base64url", middle(shifted.toBase64(QByteArray::Base64UrlEncoding))});
    }
    return all;
}

QStringList everythingIn(const QString &folder)
{
    QStringList all {folder};
    QDirIterator each(
        folder, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (each.hasNext())
        all << each.next();
    return all;
}

} // namespace

class TestTraces : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(hardenProcess()); // as both programs begin
        ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); // but this one is looked into
        ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
        ::umask(022);
        const QString problem = m_auth.start();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        QVERIFY(m_redis.start("user default off\nuser reader on >" + s_redisPassword + " +@all ~* &*"));
        QVERIFY(m_cluster.start(m_ca.issue()));
        m_cluster.sql(QStringLiteral("create role reader login password '%1'").arg(QString::fromLatin1(s_pgPassword)));
        QVERIFY(m_home.isValid());
        qputenv("PILOTHOUSE_HOME", m_home.filePath(QStringLiteral("home")).toUtf8());
        qputenv("XDG_RUNTIME_DIR", m_home.filePath(QStringLiteral("run")).toUtf8());
        QVERIFY(QDir().mkpath(m_home.filePath(QStringLiteral("run"))));
        QVERIFY(QDir().mkpath(m_home.filePath(QStringLiteral("tmp"))));
        QFile::setPermissions(
            m_home.filePath(QStringLiteral("run")), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QFile::setPermissions(
            m_home.filePath(QStringLiteral("tmp")), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        qputenv("TMPDIR", m_home.filePath(QStringLiteral("tmp")).toUtf8()); // temporary files are looked at too
    }
    void cleanup()
    {
        removeLogSink();
        ::umask(022);
    }

    void noSecretInAnyFile()
    {
        QLoggingCategory::setFilterRules(QStringLiteral("pilothouse.*.debug=true\nqt.network.ssl.debug=true"));
        const QString log = Folders::standard().state + QStringLiteral("/log/pilothouse.log");
        QVERIFY(makePrivateDirectory(QFileInfo(log).path()));
        QVERIFY(installLogSink({.toStderr = false, .file = log}));
        std::vector<Wanted> wanted;
        const auto plant = [&](const char *name, const QByteArray &secret) {
            QVERIFY2(secret.size() >= 8, name);
            for (Wanted &each : formsOf(name, secret))
                wanted.push_back(std::move(each));
        };
        {
            const auto session = wholeSession();
            // What goes wrong is written at length: a wrong password, a server that is gone, a refused token.
            (void)signIn(*session, "wrong-Password-4711-xyz");
            plant("the wrong password", "wrong-Password-4711-xyz");
            plant("the access token", accessToken(*session));
            plant("the refresh token", veiled(m_keychain.veiledRefreshToken()));
            m_redis.kill();
            QTRY_COMPARE(phaseOf(*session, "broker"), transport::LinkPhase::Down);
            QVERIFY(m_redis.restart());
            QTRY_COMPARE(phaseOf(*session, "broker"), transport::LinkPhase::Live);
            qCWarning(logPlatform) << "postgresql://reader:" + s_pgPassword + "@db/app"
                                   << "Authorization: Bearer " + accessToken(*session);
        }
        plant("the account's password", m_auth.password(QStringLiteral("oncall")));
        plant("the Redis password", s_redisPassword);
        plant("the Postgres password", s_pgPassword);
        removeLogSink();
        QLoggingCategory::setFilterRules({});

        int files = 0;
        for (const QString &path : everythingIn(m_home.path())) {
            QFile file(path);
            if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
                continue;
            ++files;
            const QByteArray content = file.readAll();
            for (const Wanted &each : wanted)
                QVERIFY2(!content.contains(each.bytes) && !path.toUtf8().contains(each.bytes),
                    qPrintable(QString::fromUtf8(each.name) + QStringLiteral(" is in ") + path));
        }
        QVERIFY2(files >= 2, "a log and a CA file at least");
        QFile logged(log);
        QVERIFY(logged.open(QIODevice::ReadOnly) && logged.size() > 100);
    }

    void everyFileAndSocketIsOurs_data()
    {
        QTest::addColumn<int>("mask");
        QTest::newRow("umask 022") << 022;
        QTest::newRow("umask 000") << 0;
    }
    void everyFileAndSocketIsOurs()
    {
        QFETCH(int, mask);
        ::umask(mode_t(mask));
        const QString log = Folders::standard().state + QStringLiteral("/log/mask.log");
        QVERIFY(makePrivateDirectory(QFileInfo(log).path()));
        QVERIFY(installLogSink({.toStderr = false, .file = log}));
        const auto session = wholeSession();
        qCWarning(logPlatform) << "something to write";
        int sockets = 0;
        for (const QString &path : everythingIn(m_home.path())) {
            struct stat is {};
            if (path == m_home.path() || ::lstat(QFile::encodeName(path).constData(), &is) != 0)
                continue;
            sockets += S_ISSOCK(is.st_mode) ? 1 : 0;
            QVERIFY2((is.st_mode & 077) == 0,
                qPrintable(QStringLiteral("%1 has mode %2").arg(path).arg(is.st_mode & 07777, 0, 8)));
            QCOMPARE(is.st_uid, ::geteuid());
        }
        QVERIFY2(sockets >= 1, "the socket that lends tokens");
    }

    /// The socket's mode is one fence, the kernel's word on who connects the other: with the mode taken away (as root
    /// can) a second person still gets nothing.
    void aSecondPersonIsRefused()
    {
        if (::geteuid() != 0)
            QSKIP("only root can become somebody else");
        const auto session = wholeSession();
        const QString path = auth::tokenSocketPath(session->profile().id);
        QVERIFY(QFileInfo::exists(path));
        QCOMPARE(connectAs(65534, path), QByteArray("EACCES"));
        for (QString folder = path; folder.size() >= m_home.path().size(); folder = QFileInfo(folder).path())
            QCOMPARE(::chmod(QFile::encodeName(folder).constData(), 0777), 0);
        QCOMPARE(connectAs(65534, path), QByteArray("nothing"));
        QVERIFY(connectAs(0, path).startsWith("{\"access_token\""));
        QFile::remove(path);
    }

    void noRefreshTokenInMemory()
    {
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
        QSKIP("a sanitizer keeps what was freed");
#endif
#endif
        const auto session = wholeSession();
        QVERIFY(!m_keychain.veiledRefreshToken().isEmpty());
        // Renewed once, so that it went through the keychain and the network both ways; then the desk is locked.
        QVERIFY(test::await(
            onThread<auth::AccessGrant>(
                service(*session),
                [auth = service(*session)](std::stop_token stop) { return renew(auth, std::move(stop)); }, {}, 20s),
            20'000));
        session->guard().setLocked(true);
        const QByteArray wanted = m_keychain.veiledRefreshToken();
        QVERIFY(wanted.size() >= 10);
        QTest::qWait(50); // what the network wrote is through
        const auto found = searchOwnImage(wanted);
        if (!found)
            QSKIP("this system lets no process look into another");
        QVERIFY2(found->isEmpty(), found->constData());
        // The search finds what is there.
        QByteArray control = veiled(wanted);
        QVERIFY(!searchOwnImage(wanted)->isEmpty());
        wipeBytes(control.data(), control.size());
    }

private:
    static auth::SessionService *service(PlatformSession &session)
    {
        return &session.area<auth::AuthArea>()->session();
    }
    static Task<auth::AccessGrant> renew(auth::SessionService *auth, std::stop_token stop)
    {
        auto grant = co_await auth->accessToken(stop);
        if (!grant)
            co_return fail(grant.error());
        co_return co_await auth->renewedToken(grant->token, stop);
    }
    static transport::LinkPhase phaseOf(PlatformSession &session, const char *id)
    {
        const auto link = session.links().find(QLatin1String(id));
        return link ? link->state.phase : transport::LinkPhase::Idle;
    }
    static Result<void> signIn(PlatformSession &session, const QByteArray &password)
    {
        auto *auth = service(session);
        return test::await(onThread<void>(
                               auth,
                               [auth, password](std::stop_token stop) {
                                   return auth->signIn(
                                       QStringLiteral("oncall@pilothouse.test"), Secret(password), std::move(stop));
                               },
                               {}, 20s),
            20'000);
    }
    static QByteArray accessToken(PlatformSession &session)
    {
        auto *auth = service(session);
        const auto grant = test::await(onThread<auth::AccessGrant>(
            auth, [auth](std::stop_token stop) { return auth->accessToken(std::move(stop)); }, {}, 20s));
        return grant ? grant->token->reveal().toByteArray() : QByteArray();
    }

    /// Signed in, everything connected: as a window has it.
    std::unique_ptr<PlatformSession> wholeSession()
    {
        platform::SessionOptions options;
        options.profile = platform::Profile::make(QStringLiteral("traces"), platform::EnvironmentKind::Local);
        platform::Link auth;
        auth.id = QStringLiteral("auth");
        auth.kind = LinkKind::Auth;
        auth.url = m_auth.url();
        auth.issuer = m_auth.url().toString();
        auth.publishableKey = m_auth.publishableKey();
        auth.caPem = m_auth.caPem();
        platform::Link broker;
        broker.kind = LinkKind::Redis;
        broker.id = broker.role = QStringLiteral("broker");
        broker.url = QUrl(QStringLiteral("redis://127.0.0.1:%1/0").arg(m_redis.port()));
        broker.user = QStringLiteral("reader");
        platform::Link database;
        database.kind = LinkKind::Postgres;
        database.id = database.role = QStringLiteral("primary");
        database.url = QUrl(QStringLiteral("postgresql://127.0.0.1:%1/app").arg(m_cluster.port()));
        database.user = QStringLiteral("reader");
        database.caPem = m_ca.pem();
        options.profile.links = {auth, broker, database};
        m_keychain.entries.clear();
        m_keychain.entries.insert(platform::keychainKey(options.profile, broker, broker.user), veiled(s_redisPassword));
        m_keychain.entries.insert(
            platform::keychainKey(options.profile, database, database.user), veiled(s_pgPassword));
        options.keychain = &m_keychain;
        options.secrets
            = [this](const QString &key, std::stop_token stop) { return m_keychain.read(key, std::move(stop)); };
        options.stateFolder = Folders::standard().state + u'/' + options.profile.id;
        options.areas = {auth::authArea(auth::SessionRole::Window), overview::linkPulseArea(), queues::queuesArea()};
        auto session = std::make_unique<PlatformSession>(std::move(options), s_clock);
        session->start();
        const auto ready = test::await(session->ready({}));
        const auto signedIn = signIn(*session, m_auth.password(QStringLiteral("oncall")));
        if (!ready || !signedIn)
            qFatal("no session: %s", qPrintable(signedIn ? QString() : brief(signedIn.error())));
        QElapsedTimer timer;
        timer.start();
        const auto isLive = [&](const char *id) { return phaseOf(*session, id) == transport::LinkPhase::Live; };
        while (timer.elapsed() < 10'000 && !(isLive("broker") && isLive("primary") && isLive("auth")))
            QTest::qWait(10);
        return session;
    }

    /// What a process of that user gets from the socket: an errno's name, its line, or "nothing".
    static QByteArray connectAs(uid_t uid, const QString &path)
    {
        QProcess asker;
        asker.setChildProcessModifier([uid] {
            if (uid != 0 && (::setgid(65534) != 0 || ::setuid(uid) != 0))
                ::_exit(99);
        });
        // The system's: in a folder that everybody may enter.
        asker.start(QStringLiteral("/usr/bin/python3"),
            {QStringLiteral("-c"),
                QStringLiteral(
                    "import errno,socket,sys\n"
                    "s=socket.socket(socket.AF_UNIX); s.settimeout(5)\n"
                    "try:\n"
                    "  s.connect(sys.argv[1]); s.sendall(b'{\"want\":\"access_token\"}\\n')\n"
                    "  print(s.recv(65536).decode()[:40] or 'nothing')\n"
                    "except OSError as e: print(errno.errorcode.get(e.errno, str(e)) if e.errno not in (32, 104) "
                    "else 'nothing')"),
                path});
        // The answer comes from this process' own I/O thread: no event loop of ours is needed.
        asker.waitForFinished(10'000);
        return asker.readAllStandardOutput().trimmed();
    }

    /// Where the veiled bytes stand in clear in this process' memory; read by another process.
    static std::optional<QByteArray> searchOwnImage(const QByteArray &veiledBytes)
    {
        static const QString s_search = QStringLiteral(
            "import sys\n"
            "want=bytes(b^0x5a for b in bytes.fromhex(sys.argv[2]))\n"
            "regions=0\n"
            "with open('/proc/%s/maps'%sys.argv[1]) as maps, open('/proc/%s/mem'%sys.argv[1],'rb',0) as mem:\n"
            "  for line in maps:\n"
            "    span,mode=line.split()[:2]\n"
            "    if 'rw' not in mode: continue\n"
            "    a,b=(int(x,16) for x in span.split('-'))\n"
            "    try:\n"
            "      mem.seek(a); data=mem.read(b-a)\n"
            "    except (OSError,ValueError): continue\n"
            "    regions+=1; at=data.find(want)\n"
            "    while at>=0:\n"
            "      around=bytes(c if 32<=c<127 else 46 for c in "
            "data[max(0,at-60):at]+b'<TOKEN>'+data[at+len(want):at+len(want)+40])\n"
            "      print(line.split()[-1], hex(a+at), around.decode()); at=data.find(want,at+1)\n"
            "sys.exit(0 if regions>3 else 9)\n");
        QProcess search;
        search.start(QStringLiteral("python3"),
            {QStringLiteral("-c"), s_search, QString::number(QCoreApplication::applicationPid()),
                QString::fromLatin1(veiledBytes.toHex())});
        if (!search.waitForFinished(30'000) || search.exitCode() != 0)
            return {};
        return search.readAllStandardOutput();
    }

    const QByteArray s_redisPassword = "redis-Planted-9f1c7e55";
    const QByteArray s_pgPassword = "pg-Planted-1b2d77aa04";
    QTemporaryDir m_home {QStringLiteral("/tmp/pht-XXXXXX")};
    VeiledKeychain m_keychain;
    test::AuthStandin m_auth;
    test::RedisServer m_redis;
    test::TestCa m_ca;
    test::PgCluster m_cluster;
};

PH_TEST(TestTraces)
#include "tst_traces.moc"
