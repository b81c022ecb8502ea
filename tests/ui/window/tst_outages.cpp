// SPDX-License-Identifier: GPL-3.0-or-later
// Servers that are stopped and killed while the window is open: told within 5 s, live again within 5 s of their answer,
// ages that grow, and a window that never stands still.
#include "tests/ui/window/windowscene.h"

#include <QDir>
#include <QFile>
#include <csignal>

using namespace ph;
using namespace std::chrono_literals;
using ph::test::WindowScene;

namespace {

constexpr int s_told = 5000; // ms: what the product promises

/// The process and what it started: a stopped PostgreSQL answers as long as one of its backends runs.
QList<qint64> familyOf(qint64 pid)
{
    QList<qint64> all {pid};
    for (const QString &entry : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile stat(QStringLiteral("/proc/%1/stat").arg(entry));
        if (entry.toLongLong() <= 0 || !stat.open(QIODevice::ReadOnly))
            continue;
        const QByteArray text = stat.readAll();
        if (text.mid(text.lastIndexOf(')') + 2).split(' ').value(1).toLongLong() == pid)
            all << entry.toLongLong();
    }
    return all;
}

qint64 pidOf(const QString &part)
{
    const auto status = test::await(test::platform().status({}));
    const auto *found = status ? status->find(part) : nullptr;
    return found ? found->pid : 0;
}

bool isReady(const QString &part)
{
    const auto status = test::await(test::platform().status({}));
    const auto *found = status ? status->find(part) : nullptr;
    return found && found->isReady();
}

} // namespace

class TestOutages : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<WindowScene> m_scene;
    QList<qint64> m_stopped;

    ui::FrameRecorder &recorder() { return test::application()->recorder(); }
    bool isLive(const QString &link) { return m_scene->link(link).status == models::Status::Ok; }
    QString stallText()
    {
        const auto &totals = recorder().totals();
        return QStringLiteral("%1 ms in %2").arg(double(totals.worstStall.count()) / 1e6).arg(totals.worstReceiver);
    }
    void rows()
    {
        QTest::addColumn<QString>("part");
        QTest::addColumn<QString>("link");
        QTest::newRow("Redis") << QStringLiteral("redis") << QStringLiteral("redis-broker");
        QTest::newRow("Prometheus") << QStringLiteral("prometheus") << QStringLiteral("prometheus");
        QTest::newRow("gateway") << QStringLiteral("gateway") << QStringLiteral("auth");
        QTest::newRow("Postgres") << QStringLiteral("postgres") << QStringLiteral("postgres-primary");
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_scene = std::make_unique<WindowScene>();
        QVERIFY(m_scene->openSignedIn());
        QVERIFY(m_scene->window().open(QStringLiteral("overview")));
    }
    void init()
    {
        QFETCH(QString, link);
        QTRY_VERIFY_WITH_TIMEOUT(isLive(link), 2 * s_told);
        recorder().reset();
        recorder().setEnabled(true);
    }
    void cleanup()
    {
        recorder().setEnabled(false);
        for (const qint64 pid : std::exchange(m_stopped, {}))
            ::kill(pid_t(pid), SIGCONT);
    }
    void cleanupTestCase()
    {
        m_scene.reset();
        QTRY_COMPARE(liveTasks(), 0);
    }

    void aStoppedServerIsSilentAndComesBack_data() { rows(); }
    void aStoppedServerIsSilentAndComesBack()
    {
        QFETCH(QString, part);
        QFETCH(QString, link);
        const qint64 pid = pidOf(part);
        QVERIFY(pid > 0);
        m_stopped = familyOf(pid);
        for (const qint64 each : std::as_const(m_stopped))
            QCOMPARE(::kill(pid_t(each), SIGSTOP), 0);
        QTRY_VERIFY_WITH_TIMEOUT(!isLive(link), s_told);
        // its age grows while it is gone
        const auto *board = &m_scene->flow().current()->session().links();
        const MonoTime heard = board->find(link)->state.lastHeard;
        const QString first = m_scene->link(link).heard;
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->link(link).heard != first, s_told);
        QVERIFY(board->find(link)->state.lastHeard == heard);
        for (const qint64 each : std::exchange(m_stopped, {}))
            ::kill(pid_t(each), SIGCONT);
        QTRY_VERIFY_WITH_TIMEOUT(isLive(link), s_told);
        QVERIFY2(recorder().totals().worstStall < ui::FrameRecorder::stallLimit, qPrintable(stallText()));
    }

    void aKilledServerIsDownAndComesBack_data() { rows(); }
    void aKilledServerIsDownAndComesBack()
    {
        QFETCH(QString, part);
        QFETCH(QString, link);
        // Held: the supervisor would start it again before anybody could look.
        QVERIFY(test::await(test::platform().hold(part, {}), 30'000));
        QTRY_COMPARE_WITH_TIMEOUT(m_scene->link(link).status, models::Status::Failed, s_told);
        QVERIFY2(m_scene->link(link).brief.contains(QStringLiteral("down")), qPrintable(m_scene->link(link).brief));
        // the shell goes on meanwhile
        QVERIFY(m_scene->window().open(QStringLiteral("queues")));
        QVERIFY(m_scene->window().open(QStringLiteral("settings")));
        QVERIFY(m_scene->window().open(QStringLiteral("overview")));
        QVERIFY(test::await(test::platform().release(part, {}), 60'000));
        QVERIFY(isReady(part));
        QTRY_VERIFY_WITH_TIMEOUT(isLive(link), s_told);
        QVERIFY2(recorder().totals().worstStall < ui::FrameRecorder::stallLimit, qPrintable(stallText()));
    }

    void oneDeadRedisIsOneFindingAndStaysDownWhileItIsTried_data()
    {
        QTest::addColumn<QString>("link");
        QTest::newRow("Redis") << QStringLiteral("redis-broker");
    }
    void oneDeadRedisIsOneFindingAndStaysDownWhileItIsTried()
    {
        const auto &links = m_scene->window().context().links;
        const auto &verdict = m_scene->window().context().verdict;
        QVERIFY(test::await(test::platform().hold(QStringLiteral("redis"), {}), 30'000));
        const auto redisRows = [&links] {
            QList<models::LinkRow> rows;
            for (const models::LinkRow &row : links.rows())
                if (row.name.startsWith(QLatin1String("Redis")) || row.name == u"Celery events")
                    rows << row;
            return rows;
        };
        const auto areAllDown = [&redisRows] {
            const auto rows = redisRows();
            return rows.size() == 5
                && std::ranges::all_of(rows, [](const auto &row) { return row.status == models::Status::Failed; });
        };
        QTRY_VERIFY_WITH_TIMEOUT(areAllDown(), s_told);
        QTRY_COMPARE(verdict.now().needsYou, 1);
        const QString sentence = verdict.now().sentence;
        QVERIFY2(sentence.contains(QLatin1String("(broker, results, limits, cache, Celery events) has not answered")),
            qPrintable(sentence));
        // tried again and again meanwhile: never a word of anything but no answer
        QSignalSpy looked(&links, &QAbstractItemModel::dataChanged);
        while (looked.count() < 20) {
            QVERIFY(looked.wait(2000));
            QVERIFY(areAllDown());
            for (const models::LinkRow &row : redisRows())
                QVERIFY2(row.words.startsWith(QLatin1String("no answer")), qPrintable(row.words));
        }
        QVERIFY(test::await(test::platform().release(QStringLiteral("redis"), {}), 60'000));
        QTRY_COMPARE_WITH_TIMEOUT(verdict.now().needsYou, 0, 2 * s_told);
    }
};
PH_TEST(TestOutages)
#include "tst_outages.moc"
