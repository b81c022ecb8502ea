// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

/// The real keychain library against a real secret service in a bus of its own: open, closed, and not there.
class TestSystemKeychain : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_home {QStringLiteral("/tmp/phk-XXXXXX")};

    QProcessEnvironment environment(bool withBus) const
    {
        QProcessEnvironment made = QProcessEnvironment::systemEnvironment();
        for (const char *name :
            {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_CURRENT_DESKTOP", "GNOME_KEYRING_CONTROL"})
            made.remove(QLatin1String(name));
        const QString home = m_home.path();
        made.insert(QStringLiteral("HOME"), home);
        made.insert(QStringLiteral("XDG_DATA_HOME"), home + QStringLiteral("/data"));
        made.insert(QStringLiteral("XDG_CONFIG_HOME"), home + QStringLiteral("/config"));
        made.insert(QStringLiteral("XDG_RUNTIME_DIR"), home + QStringLiteral("/run"));
        if (!withBus)
            made.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("unix:path=%1/none").arg(home));
        return made;
    }

    QJsonObject probe(const QString &mode, bool remove = false)
    {
        const bool withBus = mode != u"none";
        const QString program = QStringLiteral(PH_KEYCHAIN_PROBE);
        QStringList arguments {mode};
        if (remove)
            arguments << QStringLiteral("--remove");
        QProcess process;
        process.setProcessEnvironment(environment(withBus));
        if (withBus)
            process.start(QStringLiteral("dbus-run-session"), QStringList {QStringLiteral("--"), program} + arguments);
        else
            process.start(program, arguments);
        if (!process.waitForFinished(60'000)) {
            process.kill();
            process.waitForFinished();
        }
        return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_home.isValid());
        for (const char *name : {"data", "config", "run"})
            QVERIFY(QDir(m_home.path()).mkdir(QLatin1String(name)));
        QVERIFY(QFile::setPermissions(
            m_home.path() + QStringLiteral("/run"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        for (const char *program : {"dbus-run-session", "gnome-keyring-daemon"}) {
            if (QStandardPaths::findExecutable(QLatin1String(program)).isEmpty())
                QSKIP("dbus-run-session (package dbus) or gnome-keyring is not installed");
        }
    }

    void openKeyring()
    {
        const QJsonObject said = probe(QStringLiteral("ready"));
        QCOMPARE(said[u"state"].toString(), QStringLiteral("ready"));
        QCOMPARE(said[u"before"].toString(), QStringLiteral("absent"));
        QCOMPARE(said[u"write"].toString(), QStringLiteral("ok"));
        QCOMPARE(said[u"after"].toString(), QStringLiteral("same"));
        QCOMPARE(said[u"other"].toString(), QStringLiteral("absent"));
        QCOMPARE(said[u"memory_only"].toBool(true), false);
        QCOMPARE(said[u"live_tasks"].toInt(-1), 0);
    }

    /// The same keyring, closed, with nobody to ask: never "not signed in".
    void closedKeyringIsToldApart()
    {
        const QJsonObject said = probe(QStringLiteral("locked"));
        QCOMPARE(said[u"state"].toString(), QStringLiteral("locked"));
        QCOMPARE(said[u"before"].toString(), QStringLiteral("keychain-locked"));
        QCOMPARE(said[u"write"].toString(), QStringLiteral("keychain-locked"));
        QCOMPARE(said[u"memory_only"].toBool(true), false);
    }

    void removes()
    {
        const QJsonObject said = probe(QStringLiteral("ready"), true);
        QCOMPARE(said[u"before"].toString(), QStringLiteral("same"));
        QCOMPARE(said[u"remove"].toString(), QStringLiteral("ok"));
        QCOMPARE(said[u"remove again"].toString(), QStringLiteral("ok"));
        QCOMPARE(said[u"gone"].toString(), QStringLiteral("absent"));
    }

    void withoutAServiceSecretsStayInMemoryAndItIsSaid()
    {
        const QJsonObject said = probe(QStringLiteral("none"));
        QCOMPARE(said[u"state"].toString(), QStringLiteral("missing"));
        QCOMPARE(said[u"before"].toString(), QStringLiteral("absent"));
        QCOMPARE(said[u"write"].toString(), QStringLiteral("ok"));
        QCOMPARE(said[u"after"].toString(), QStringLiteral("same"));
        QCOMPARE(said[u"memory_only"].toBool(), true);
        QCOMPARE(said[u"gone"].toString(), QStringLiteral("absent"));
        QDirIterator files(
            m_home.path() + QStringLiteral("/config"), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("binary"), qPrintable(file.fileName()));
        }
    }
};

PH_TEST(TestSystemKeychain)
#include "tst_systemkeychain.moc"
