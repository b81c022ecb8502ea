// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/statefile.h"
#include "services/localplatform/types.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace ph;
using namespace ph::localplatform;

class TestState final : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_file = m_folder.filePath(QStringLiteral("state.json"));

    void write(const QByteArray &content)
    {
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(content);
    }

private Q_SLOTS:
    void cleanup()
    {
        QDir folder(m_folder.path());
        for (const QString &each : folder.entryList(QDir::Files | QDir::Hidden))
            QVERIFY(folder.remove(each));
    }

    void whatWasSavedIsLoaded()
    {
        SavedState state;
        state.ports = {{QStringLiteral("redis"), 41001}, {QStringLiteral("gateway"), 41002}};
        state.profileId = QStringLiteral("6f1d1f6e-52a3-4c0f-8d31-0c7b3f0d9a11");
        state.isQuiet = true;
        state.seed = 7;
        QVERIFY(saveState(m_file, state));
        const auto loaded = loadState(m_file);
        QVERIFY(loaded);
        QCOMPARE(loaded->ports, state.ports);
        QCOMPARE(loaded->profileId, state.profileId);
        QCOMPARE(loaded->isQuiet, true);
        QCOMPARE(loaded->seed, 7);
        QCOMPARE(QFile::permissions(m_file) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions {});
    }

    void firstStartIsAFreshStateWithoutANotice()
    {
        QStringList notices;
        QCOMPARE(loadState(m_file).error().kind, ErrorKind::NotFound);
        const auto state = recoverState(m_file, false, notices);
        QVERIFY(state);
        QVERIFY(state->ports.isEmpty());
        QVERIFY(!state->profileId.isEmpty());
        QVERIFY(notices.isEmpty());
    }

    void damagedFileIsSetAsideAndTheEnvironmentStays_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("missing") << QByteArray();
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("cut off") << QByteArray("{\"version\": 1, \"ports\": {\"red");
        QTest::newRow("an array") << QByteArray("[1, 2]");
        QTest::newRow("zeros") << QByteArray(64, '\0');
        QTest::newRow("without an id") << QByteArray(R"({"version": 1, "ports": {"redis": 41009}})");
    }
    void damagedFileIsSetAsideAndTheEnvironmentStays()
    {
        QFETCH(QByteArray, content);
        SavedState state {{{QStringLiteral("redis"), 41001}}, QStringLiteral("6f1d1f6e-52a3-4c0f-8d31-0c7b3f0d9a11")};
        state.seed = 7;
        QVERIFY(saveState(m_file, state));
        content.isNull() ? (void)QFile::remove(m_file) : write(content);
        // A reader finds it by the copy and changes nothing; the start says what it did.
        QCOMPARE(loadState(m_file)->profileId, state.profileId);
        QCOMPARE(QFile::exists(m_file), !content.isNull());
        QStringList notices;
        const auto recovered = recoverState(m_file, true, notices);
        QVERIFY(recovered);
        QCOMPARE(recovered->profileId, state.profileId);
        QCOMPARE(recovered->ports, state.ports);
        QCOMPARE(recovered->seed, 7);
        QCOMPARE(notices.size(), 1);
        QVERIFY2(notices[0].contains(QLatin1String("state.json is ")), qPrintable(notices[0]));
        if (content.isNull())
            return;
        const QStringList aside
            = QDir(m_folder.path()).entryList({QStringLiteral("state.json.damaged-*")}, QDir::Files);
        QCOMPARE(aside.size(), 1);
        QVERIFY2(notices[0].contains(aside[0]), qPrintable(notices[0]));
        QFile kept(m_folder.filePath(aside[0]));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), content);
    }

    void anIdIsReadFromWhatIsLeftOfAFileWithoutACopy()
    {
        SavedState state {{{QStringLiteral("redis"), 41001}}, QStringLiteral("6f1d1f6e-52a3-4c0f-8d31-0c7b3f0d9a11")};
        QVERIFY(saveState(m_file, state));
        QVERIFY(QFile::remove(stateCopyOf(m_file)));
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.resize(file.size() - 12));
        file.close();
        QStringList notices;
        const auto recovered = recoverState(m_file, true, notices);
        QVERIFY(recovered);
        QCOMPARE(recovered->profileId, state.profileId);
        QVERIFY(recovered->ports.isEmpty());
        QVERIFY2(notices.value(0).contains(QLatin1String("ports were chosen anew")), qPrintable(notices.value(0)));
    }

    void aLostIdIsSaid()
    {
        write("[1, 2]");
        QCOMPARE(loadState(m_file).error().code, QStringLiteral("damaged-state"));
        QStringList notices;
        const auto recovered = recoverState(m_file, true, notices);
        QVERIFY(recovered);
        QVERIFY(!recovered->profileId.isEmpty());
        QVERIFY2(notices.value(0).contains(QLatin1String("a new one")), qPrintable(notices.value(0)));
    }

    void portsThatAreNoneAreLeftOut()
    {
        write(R"({"version": 1, "profile_id": "6f1d1f6e-52a3-4c0f-8d31-0c7b3f0d9a11",
                  "ports": {"redis": 70000, "api": "x", "gateway": -1}})");
        QVERIFY(loadState(m_file)->ports.isEmpty());
    }

    void fileOfANewerVersionIsRefused()
    {
        write(R"({"version": 99})");
        const auto loaded = loadState(m_file);
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, QStringLiteral("newer-version"));
        QVERIFY(!loaded.error().hint.isEmpty());
        QStringList notices;
        QCOMPARE(recoverState(m_file, true, notices).error().code, QStringLiteral("newer-version"));
        QVERIFY(QFile::exists(m_file));
    }

    void statusSurvivesTheWire()
    {
        PlatformStatus status;
        status.name = QStringLiteral("default");
        status.folder = QStringLiteral("/somewhere");
        status.pid = 17;
        status.since = WallTime {Milliseconds {1'700'000'000'123}};
        status.notices = {QStringLiteral("a notice")};
        PartStatus part;
        part.name = QStringLiteral("redis");
        part.endpoint = QStringLiteral("rediss://127.0.0.1:1/0");
        part.state = PartState::Unready;
        part.pid = 18;
        part.restarts = 2;
        part.detail = QStringLiteral("no answer");
        status.parts = {part};
        const auto back = statusFromJson(toJson(status));
        QVERIFY(back);
        QCOMPARE(toJson(*back), toJson(status));
        QVERIFY(!back->isReady());
        QCOMPARE(back->find(QStringLiteral("redis"))->state, PartState::Unready);
    }

    void heldPartDoesNotMakeThePlatformUnready()
    {
        PlatformStatus status;
        status.pid = 1;
        status.parts.resize(2);
        status.parts[0].state = PartState::Ready;
        status.parts[1].state = PartState::Held;
        QVERIFY(status.isReady());
        status.parts[1].state = PartState::Starting;
        QVERIFY(!status.isReady());
    }
};

PH_TEST(TestState)
#include "tst_state.moc"
