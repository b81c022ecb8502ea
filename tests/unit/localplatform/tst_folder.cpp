// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/certificates.h"
#include "services/localplatform/folder.h"
#include "services/localplatform/secretstore.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSslCertificate>
#include <QTemporaryDir>
#include <atomic>
#include <sys/stat.h>
#include <thread>
#include <vector>

using namespace ph;
using namespace ph::localplatform;

namespace {

constexpr QFile::Permissions s_others
    = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;

}

class TestFolder final : public QObject {
    Q_OBJECT

    QTemporaryDir m_base;

    Folder folder(const char *name) const { return *Folder::named(QLatin1String(name), m_base.path()); }

private Q_SLOTS:
    void nameIsChecked_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"", "..", "a/b", "-x", "Grün", "a b", "$(x)", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void nameIsChecked()
    {
        QFETCH(QString, name);
        const auto folder = Folder::named(name, m_base.path());
        QVERIFY(!folder);
        QCOMPARE(folder.error().kind, ErrorKind::Invalid);
    }

    void everythingInItIsPrivate()
    {
        const mode_t before = ::umask(0);
        const Folder f = folder("private");
        const auto prepared = f.prepare();
        ::umask(before);
        QVERIFY2(prepared, prepared ? "" : qPrintable(brief(prepared.error())));
        for (const QString &path : {f.path(), f.app(), f.config(), f.logs(), f.secrets(), f.tls(), f.sockets()})
            QCOMPARE(QFile::permissions(path) & s_others, QFile::Permissions {});
    }

    void socketsAreInAShortPath()
    {
        const Folder f
            = *Folder::named(QStringLiteral("x"), m_base.path() + QLatin1Char('/') + QString(120, QLatin1Char('d')));
        QVERIFY(f.sockets().size() < 60);
        QVERIFY(f.prepare());
        QCOMPARE(QFile::permissions(f.sockets()) & s_others, QFile::Permissions {});
        QVERIFY(f.remove());
        QVERIFY(!QFile::exists(f.sockets()));
    }

    /// Root's servers run under another account; a base in /root would else end in a riddle from each of them.
    void aBaseThatTheServersCannotEnterIsNamed()
    {
        if (::geteuid() != 0)
            QSKIP("an ordinary user's servers run under the user's own account");
        QTemporaryDir closed; // 0700, root's
        const Folder f = *Folder::named(QStringLiteral("x"), closed.filePath(QStringLiteral("below")));
        QVERIFY(f.prepare());
        const auto way = f.checkWay();
        QVERIFY(!way);
        QCOMPARE(way.error().code, QStringLiteral("folder-closed"));
        QCOMPARE(way.error().where, closed.path());
        QVERIFY2(way.error().hint.contains(QStringLiteral("chmod o+x '%1'").arg(closed.path())),
            qPrintable(way.error().hint));
        QFile::setPermissions(closed.path(), QFile::permissions(closed.path()) | QFile::ExeOther);
        QVERIFY(f.checkWay());
    }

    /// As root a folder belongs to root until it is given to the servers' account: nobody else sees that moment.
    void preparedByManyAtOnce()
    {
        constexpr int rounds = 20;
        const mode_t mask = ::umask(022); // the process's, which the threads share
        for (int round = 0; round < rounds; ++round) {
            const Folder f = folder(QStringLiteral("many-%1").arg(round).toLatin1().constData());
            std::atomic<int> refused = 0;
            {
                std::vector<std::jthread> together;
                for (int i = 0; i < 4; ++i)
                    together.emplace_back([&f, &refused] { refused += f.prepare() ? 0 : 1; });
            }
            QCOMPARE(refused.load(), 0);
        }
        ::umask(mask);
    }

    void linkInPlaceOfTheFolderIsRefused()
    {
        const Folder f = folder("linked");
        QVERIFY(QFile::link(m_base.path(), f.path()));
        const auto prepared = f.prepare();
        QVERIFY(!prepared);
        QCOMPARE(prepared.error().kind, ErrorKind::Refused);
    }

    void secretsAreKeptAndPrivate()
    {
        const SecretStore store(m_base.path());
        const mode_t before = ::umask(0);
        const auto made = store.get(QStringLiteral("redis.reader"));
        ::umask(before);
        QVERIFY(made);
        QVERIFY(made->size() >= 32);
        QVERIFY(store.get(QStringLiteral("redis.reader"))->equals(made->reveal()));
        QCOMPARE(QFile::permissions(store.path(QStringLiteral("redis.reader"))) & s_others, QFile::Permissions {});
        QVERIFY(!store.get(QStringLiteral("redis.operator"))->equals(made->reveal()));
    }

    void secretThatOthersMayReadIsRefused()
    {
        const SecretStore store(m_base.path());
        QVERIFY(store.get(QStringLiteral("open")));
        QFile::setPermissions(store.path(QStringLiteral("open")), QFile::ReadOwner | QFile::ReadOther);
        QVERIFY(!store.get(QStringLiteral("open")));
    }

    /// A full disk emptied them: what no server keeps is made anew, the rest is named, never taken for a password.
    void emptiedSecretsAreNamedOrMadeAnew()
    {
        QTemporaryDir folder;
        const SecretStore store(folder.path());
        for (const char *name : {"redis.reader", "pg.superuser"}) {
            QVERIFY(store.get(QLatin1String(name)));
            QVERIFY(QFile::resize(store.path(QLatin1String(name)), 0));
            QCOMPARE(store.get(QLatin1String(name)).error().code, QStringLiteral("empty-secret"));
        }
        const auto refused = store.settleEmpty(true);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Refused);
        QCOMPARE(refused.error().where, store.path(QStringLiteral("pg.superuser")));
        QVERIFY(QFile::exists(refused.error().where));
        QVERIFY(store.settleEmpty(false)); // nothing was made with it yet
        for (const char *name : {"redis.reader", "pg.superuser"})
            QVERIFY(store.get(QLatin1String(name)));
    }

    void typeablePasswordHasEveryClass()
    {
        const SecretStore store(m_base.path());
        const auto made = store.typeable(QStringLiteral("demo.admin"));
        const QString text = QString::fromLatin1(made->reveal());
        QVERIFY(QRegularExpression(QStringLiteral("^[A-Za-z0-9]{4}(-[A-Za-z0-9]{4}){3}$")).match(text).hasMatch());
        for (const char *wanted : {"[a-z]", "[A-Z]", "[0-9]"})
            QVERIFY(text.contains(QRegularExpression(QLatin1String(wanted))));
    }

    void certificatesFitTheLoopbackAndStay()
    {
        const Folder f = folder("tls");
        QVERIFY(f.prepare());
        QVERIFY(ensureCertificates(f, {QStringLiteral("redis"), QStringLiteral("gateway")}));
        const auto ca = QSslCertificate::fromPath(caFile(f));
        const auto server = QSslCertificate::fromPath(certificateFile(f, QStringLiteral("redis")));
        QCOMPARE(ca.size(), 1);
        QCOMPARE(server.size(), 1);
        QCOMPARE(server.first().issuerInfo(QSslCertificate::CommonName),
            ca.first().subjectInfo(QSslCertificate::CommonName));
        const auto names = server.first().subjectAlternativeNames();
        QVERIFY(names.contains(QSsl::DnsEntry, QStringLiteral("localhost")));
        QVERIFY(names.contains(QSsl::IpAddressEntry, QStringLiteral("127.0.0.1")));
        QVERIFY(server.first().expiryDate() > QDateTime::currentDateTime().addDays(300));
        QCOMPARE(QFile::permissions(keyFile(f, QStringLiteral("redis"))) & s_others, QFile::Permissions {});
        QVERIFY(ensureCertificates(f, {QStringLiteral("redis"), QStringLiteral("gateway")}));
        QCOMPARE(QSslCertificate::fromPath(caFile(f)), ca);
        // A key that is lost means new certificates: the authority's own key was never kept.
        QVERIFY(QFile::remove(keyFile(f, QStringLiteral("gateway"))));
        QVERIFY(ensureCertificates(f, {QStringLiteral("redis"), QStringLiteral("gateway")}));
        QVERIFY(QSslCertificate::fromPath(caFile(f)) != ca);
    }
};

PH_TEST(TestFolder)
#include "tst_folder.moc"
