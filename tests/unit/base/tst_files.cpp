// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/files.h"
#include "services/base/lockfile.h"
#include "services/base/process.h"
#include "tests/support/testmain.h"

#include <QTemporaryDir>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace ph;

namespace {

int modeOf(const QString &path)
{
    struct stat info {};
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? int(info.st_mode & 07777) : -1;
}

/// The umask of a test, put back at its end.
class Umask {
public:
    explicit Umask(mode_t mask)
        : m_former(::umask(mask))
    {
    }
    ~Umask() { ::umask(m_former); }
    Umask(const Umask &) = delete;
    Umask &operator=(const Umask &) = delete;

private:
    mode_t m_former;
};

} // namespace

class TestFiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void cleanup() { m_dir.reset(); }

    void whatIsMadeIsPrivate_data()
    {
        QTest::addColumn<int>("mask");
        QTest::newRow("open umask") << 0;
        QTest::newRow("usual umask") << 022;
        QTest::newRow("strict umask") << 077;
        QTest::newRow("odd umask") << 0277;
    }
    void whatIsMadeIsPrivate()
    {
        QFETCH(int, mask);
        const Umask umask {mode_t(mask)};
        QVERIFY(makePrivateDirectory(at("a/b/c")));
        for (const char *part : {"a", "a/b", "a/b/c"})
            QCOMPARE(modeOf(at(part)), 0700);
        QVERIFY(replaceFile(at("a/file"), "x"));
        QCOMPARE(modeOf(at("a/file")), 0600);
        QVERIFY(ensurePrivateFile(at("a/empty")));
        QCOMPARE(modeOf(at("a/empty")), 0600);
        const auto lock = LockFile::take(at("a/lock"));
        QVERIFY(lock);
        QCOMPARE(modeOf(at("a/lock")), 0600);
    }

    void openFilesAndFoldersAreNarrowed()
    {
        QVERIFY(QDir(m_dir->path()).mkdir(QStringLiteral("wide")));
        ::chmod(QFile::encodeName(at("wide")).constData(), 0777);
        QVERIFY(makePrivateDirectory(at("wide")));
        QCOMPARE(modeOf(at("wide")), 0700);
        writePlain(at("f"), "old", 0666);
        QVERIFY(replaceFile(at("f"), "new"));
        QCOMPARE(modeOf(at("f")), 0600);
        QCOMPARE(readFile(at("f")).value(), QByteArray("new"));
    }

    void aLinkInTheFoldersPlaceIsRefused()
    {
        QVERIFY(QDir(m_dir->path()).mkdir(QStringLiteral("real")));
        QVERIFY(QFile::link(at("real"), at("link")));
        const auto made = makePrivateDirectory(at("link"));
        QVERIFY(!made);
        QCOMPARE(made.error().kind, ErrorKind::Unavailable);
    }

    void aFileInTheFoldersPlaceIsNamed()
    {
        writePlain(at("f"), "x", 0600);
        const auto made = makePrivateDirectory(at("f/sub"));
        QVERIFY(!made);
        QCOMPARE(made.error().code, QStringLiteral("ENOTDIR"));
        QVERIFY(made.error().where.startsWith(at("f")));
    }

    void replacingNeverLeavesRemains()
    {
        QVERIFY(replaceFile(at("f"), "one"));
        QVERIFY(replaceFile(at("f"), "two"));
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files | QDir::Hidden), QStringList {QStringLiteral("f")});
        const auto failed = replaceFile(at("missing/f"), "x");
        QVERIFY(!failed);
        QCOMPARE(failed.error().kind, ErrorKind::NotFound);
    }

    void aReaderSeesOldOrNewOnly()
    {
        // A writer that goes on for ever, killed in the middle of it.
        const QByteArray a(200'000, 'a');
        const QByteArray b(200'000, 'b');
        QVERIFY(replaceFile(at("f"), a));
        const pid_t writer = ::fork();
        if (writer == 0) {
            for (int i = 0;; ++i)
                (void)replaceFile(at("f"), i % 2 == 0 ? b : a);
        }
        for (int i = 0; i < 200; ++i) {
            const auto read = readFile(at("f"));
            QVERIFY(read && (*read == a || *read == b));
        }
        ::kill(writer, SIGKILL);
        ::waitpid(writer, nullptr, 0);
        const auto read = readFile(at("f"));
        QVERIFY(read && (*read == a || *read == b));
    }

    void sizesAreCapped()
    {
        QVERIFY(replaceFile(at("f"), QByteArray(100, 'x')));
        QCOMPARE(readFile(at("f"), 100).value().size(), 100);
        QCOMPARE(readFile(at("f"), 99).error().kind, ErrorKind::TooLarge);
        QCOMPARE(readFile(QStringLiteral("/dev/zero"), 99).error().kind, ErrorKind::Unavailable);
        QCOMPARE(readFile(at("absent")).error().kind, ErrorKind::NotFound);
        QCOMPARE(readFile(m_dir->path()).error().kind, ErrorKind::Unavailable);
    }

    void aFifoDoesNotHoldTheReader()
    {
        QCOMPARE(::mkfifo(QFile::encodeName(at("fifo")).constData(), 0600), 0);
        QCOMPARE(readFile(at("fifo")).error().kind, ErrorKind::Unavailable);
    }

    void secretFilesMustBePrivate()
    {
        writePlain(at("s"), "hunter2\n", 0644);
        const auto open = readSecretFile(at("s"));
        QVERIFY(!open);
        QCOMPARE(open.error().kind, ErrorKind::Refused);
        QVERIFY(open.error().what.contains(QStringLiteral("0644")));
        ::chmod(QFile::encodeName(at("s")).constData(), 0600);
        QCOMPARE(readSecretFile(at("s")).value().reveal(), QByteArrayView("hunter2"));
    }

    void foldersFollowTheEnvironment()
    {
        const QStringList names {QStringLiteral("PILOTHOUSE_HOME"), QStringLiteral("PILOTHOUSE_STATE_DIR"),
            QStringLiteral("XDG_CONFIG_HOME"), QStringLiteral("XDG_STATE_HOME"), QStringLiteral("XDG_CACHE_HOME"),
            QStringLiteral("XDG_DATA_HOME"), QStringLiteral("XDG_RUNTIME_DIR")};
        QHash<QString, QByteArray> former;
        for (const QString &name : names) {
            former.insert(name, qgetenv(name.toUtf8().constData()));
            qunsetenv(name.toUtf8().constData());
        }
        const QString home = QDir::homePath();
        QCOMPARE(Folders::standard().state, home + QStringLiteral("/.local/state/pilothouse"));
        QCOMPARE(Folders::standard().runtime, QStringLiteral("/tmp/pilothouse-%1").arg(::geteuid()));
        qputenv("XDG_CONFIG_HOME", "/x/c");
        qputenv("XDG_CACHE_HOME", "relative/is/ignored");
        QCOMPARE(Folders::standard().config, QStringLiteral("/x/c/pilothouse"));
        QCOMPARE(Folders::standard().cache, home + QStringLiteral("/.cache/pilothouse"));
        qputenv("PILOTHOUSE_HOME", "/y/");
        qputenv("PILOTHOUSE_STATE_DIR", "/z");
        QCOMPARE(Folders::standard().config, QStringLiteral("/y/config"));
        QCOMPARE(Folders::standard().runtime, QStringLiteral("/y/run"));
        QCOMPARE(Folders::standard().state, QStringLiteral("/z"));
        for (const QString &name : names) {
            if (former.value(name).isNull())
                qunsetenv(name.toUtf8().constData());
            else
                qputenv(name.toUtf8().constData(), former.value(name));
        }
    }

    void oneHolds()
    {
        auto first = LockFile::take(at("lock"));
        QVERIFY(first);
        QCOMPARE(LockFile::holder(at("lock")), std::optional<qint64>(::getpid()));
        const auto second = LockFile::take(at("lock"));
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::Conflict);
        QCOMPARE(second.error().code, QStringLiteral("LOCKED"));
        QVERIFY2(second.error().what.contains(QString::number(::getpid())), qPrintable(second.error().what));
        first->release();
        QVERIFY(!LockFile::holder(at("lock")));
        QVERIFY(LockFile::take(at("lock")));
    }

    void aKilledHolderLetsGo()
    {
        int ready[2];
        QCOMPARE(::pipe(ready), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            const auto lock = LockFile::take(at("lock"));
            const char answer = lock ? 'y' : 'n';
            if (::write(ready[1], &answer, 1) == 1)
                ::pause();
            ::_exit(1);
        }
        char answer = 0;
        QCOMPARE(::read(ready[0], &answer, 1), 1);
        QCOMPARE(answer, 'y');
        const auto refused = LockFile::take(at("lock"));
        QVERIFY(!refused);
        QVERIFY(refused.error().what.contains(QString::number(child)));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        ::close(ready[0]);
        ::close(ready[1]);
        QVERIFY(!LockFile::holder(at("lock"))); // its name is still in the file
        QVERIFY(LockFile::take(at("lock")));
    }

    void aRemovedLockFileBindsTheNext()
    {
        auto first = LockFile::take(at("lock"));
        QVERIFY(first);
        first->releaseAndRemove();
        QVERIFY(!QFile::exists(at("lock")));
        const auto second = LockFile::take(at("lock"));
        QVERIFY(second);
        QVERIFY(!LockFile::take(at("lock")));
    }

    void hardened()
    {
        // In a child: it is for the whole process.
        const pid_t child = ::fork();
        if (child == 0) {
            rlimit limit {1, 1};
            const bool done = hardenProcess().has_value();
            const bool noCore = ::getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0;
            const bool notDumpable = ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
            const bool isPrivate = ::umask(0) == 077;
            ::_exit(done && noCore && notDumpable && isPrivate ? 0 : 1);
        }
        int status = -1;
        ::waitpid(child, &status, 0);
        QCOMPARE(status, 0);
    }

private:
    QString at(const char *name) const { return m_dir->filePath(QString::fromUtf8(name)); }
    static void writePlain(const QString &path, const QByteArray &content, mode_t mode)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        ::chmod(QFile::encodeName(path).constData(), mode);
    }
    std::unique_ptr<QTemporaryDir> m_dir;
};

PH_TEST(TestFiles)
#include "tst_files.moc"
