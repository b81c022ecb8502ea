// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/statefile.h"
#include "services/localplatform/types.h"
#include "tests/support/testmain.h"

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
    void cleanup() { QFile::remove(m_file); }

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

    void missingOrBrokenFileIsAFreshState_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("missing") << QByteArray();
        QTest::newRow("cut off") << QByteArray("{\"version\": 1, \"ports\": {\"red");
        QTest::newRow("an array") << QByteArray("[1, 2]");
        QTest::newRow("ports that are none")
            << QByteArray(R"({"version": 1, "ports": {"redis": 70000, "api": "x", "gateway": -1}})");
    }
    void missingOrBrokenFileIsAFreshState()
    {
        QFETCH(QByteArray, content);
        if (!content.isEmpty())
            write(content);
        const auto loaded = loadState(m_file);
        QVERIFY(loaded);
        QVERIFY(loaded->ports.isEmpty());
        QVERIFY(!loaded->profileId.isEmpty());
    }

    void fileOfANewerVersionIsRefused()
    {
        write(R"({"version": 99})");
        const auto loaded = loadState(m_file);
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, QStringLiteral("newer-version"));
        QVERIFY(!loaded.error().hint.isEmpty());
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
