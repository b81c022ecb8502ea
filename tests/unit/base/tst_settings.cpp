// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/files.h"
#include "services/base/settings.h"
#include "tests/support/testmain.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <sys/stat.h>

using namespace ph;

namespace {

const QString theme = QStringLiteral("appearance.theme");
const QString width = QStringLiteral("panel.width");

} // namespace

class TestSettings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void cleanup() { m_dir.reset(); }

    void survivesARestart()
    {
        {
            Settings settings(path(), 1);
            QVERIFY(settings.load());
            QCOMPARE(settings.text(theme, QStringLiteral("system")), QStringLiteral("system"));
            settings.set(theme, QStringLiteral("dark"));
            settings.set(width, 528);
        } // saved by its end
        QCOMPARE(QFileInfo(path()).permissions()
                & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
            QFile::Permissions());
        Settings settings(path(), 1);
        QVERIFY(settings.load());
        QCOMPARE(settings.text(theme), QStringLiteral("dark"));
        QCOMPARE(settings.number(width, 300, 100, 2000), 528);
        QCOMPARE(settings.number(width, 300, 100, 400), 300); // out of bounds
    }

    void savesSoonWithoutBeingAsked()
    {
        Settings settings(path(), 1);
        QVERIFY(settings.load());
        QSignalSpy saved(&settings, &Settings::saved);
        QSignalSpy changed(&settings, &Settings::changed);
        settings.set(theme, QStringLiteral("dark"));
        settings.set(theme, QStringLiteral("dark"));
        QCOMPARE(changed.size(), 1);
        QTRY_COMPARE(saved.size(), 1);
        QVERIFY(onDisk().contains(theme));
        settings.remove(theme);
        QTRY_COMPARE(saved.size(), 2);
        QVERIFY(!onDisk().contains(theme));
        QCOMPARE(changed.size(), 2);
    }

    void unknownKeysAreKept()
    {
        write("{\"version\":1,\"future.key\":{\"deep\":[1,2]},\"appearance.theme\":\"light\"}");
        {
            Settings settings(path(), 1);
            QVERIFY(settings.load());
            settings.set(theme, QStringLiteral("dark"));
        }
        QCOMPARE(
            onDisk().value(QStringLiteral("future.key")).toObject().value(QStringLiteral("deep")).toArray().size(), 2);
        QCOMPARE(onDisk().value(theme).toString(), QStringLiteral("dark"));
    }

    void twoProcessesKeepEachOthersChanges()
    {
        Settings one(path(), 1);
        Settings two(path(), 1);
        QVERIFY(one.load());
        QVERIFY(two.load());
        one.set(theme, QStringLiteral("dark"));
        two.set(width, 400);
        QVERIFY(one.flush());
        QVERIFY(two.flush());
        QCOMPARE(onDisk().value(theme).toString(), QStringLiteral("dark"));
        QCOMPARE(onDisk().value(width).toInt(), 400);
        QSignalSpy changed(&one, &Settings::changed);
        QVERIFY(one.load());
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.first().first().toString(), width);
    }

    void damagedFileIsSetAside_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("cut") << QByteArray("{\"version\":1,\"appearance.theme\":\"da");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("zeros") << QByteArray(100, '\0');
        QTest::newRow("a list") << QByteArray("[1,2]");
    }
    void damagedFileIsSetAside()
    {
        QFETCH(QByteArray, content);
        write(content);
        Settings settings(path(), 1);
        const auto loaded = settings.load();
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().kind, ErrorKind::Protocol);
        QCOMPARE(loaded.error().where, path());
        const auto kept = QDir(m_dir->path()).entryList({QStringLiteral("settings.json.damaged-*")}, QDir::Files);
        QCOMPARE(kept.size(), 1);
        QVERIFY(loaded.error().hint.contains(kept.first()));
        QCOMPARE(readFile(m_dir->filePath(kept.first())).value(), content);
        QCOMPARE(settings.text(theme, QStringLiteral("system")), QStringLiteral("system"));
        settings.set(theme, QStringLiteral("dark"));
        QVERIFY(settings.flush());
        QCOMPARE(onDisk().value(theme).toString(), QStringLiteral("dark"));
    }

    void anUnreadableFileIsNotWrittenOver()
    {
        QVERIFY(
            QDir(m_dir->path()).mkdir(QStringLiteral("settings.json"))); // readable by nobody as a file, root included
        Settings settings(path(), 1);
        QSignalSpy failed(&settings, &Settings::saveFailed);
        const auto loaded = settings.load();
        QCOMPARE(loaded.error().kind, ErrorKind::Unavailable);
        settings.set(theme, QStringLiteral("dark"));
        QCOMPARE(settings.text(theme), QStringLiteral("dark")); // works for this run
        const auto flushed = settings.flush();
        QVERIFY(!flushed);
        QCOMPARE(failed.size(), 1);
        QVERIFY(QFileInfo(path()).isDir());
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("settings not saved")));
    }

    void olderFilesAreMigrated()
    {
        write("{\"version\":1,\"dark\":true,\"other\":5}");
        const auto migrate = [](int from, QJsonObject values) {
            if (from < 2)
                values.insert(theme,
                    values.take(QStringLiteral("dark")).toBool() ? QStringLiteral("dark") : QStringLiteral("light"));
            return values;
        };
        Settings settings(path(), 2, migrate);
        QVERIFY(settings.load());
        QCOMPARE(settings.text(theme), QStringLiteral("dark"));
        QVERIFY(!settings.contains(QStringLiteral("dark")));
        settings.set(width, 1);
        QVERIFY(settings.flush());
        QCOMPARE(onDisk().value(QStringLiteral("version")).toInt(), 2);
        QVERIFY(!onDisk().contains(QStringLiteral("dark")));
        QCOMPARE(onDisk().value(QStringLiteral("other")).toInt(), 5);
    }

    void newerFilesKeepTheirVersion()
    {
        write("{\"version\":9,\"appearance.theme\":\"dark\"}");
        Settings settings(path(), 1);
        QVERIFY(settings.load());
        QCOMPARE(settings.fileVersion(), 9);
        settings.set(width, 1);
        QVERIFY(settings.flush());
        QCOMPARE(onDisk().value(QStringLiteral("version")).toInt(), 9);
    }

private:
    QString path() const { return m_dir->filePath(QStringLiteral("settings.json")); }
    void write(const QByteArray &content) const { QVERIFY(replaceFile(path(), content)); }
    QJsonObject onDisk() const { return QJsonDocument::fromJson(readFile(path()).value_or(QByteArray())).object(); }
    std::unique_ptr<QTemporaryDir> m_dir;
};

PH_TEST(TestSettings)
#include "tst_settings.moc"
