// SPDX-License-Identifier: GPL-3.0-or-later
// A person revokes a task: select, look at the plan, confirm, see that it happened. Real Redis, real Celery worker.
#include "models/shell/activitymodel.h"
#include "services/queues/revokeoperation.h"
#include "tests/support/testmain.h"
#include "tests/ui/queues/queuesscene.h"
#include "ui/components/reviewdialog.h"
#include "ui/operations/reviewflow.h"

using namespace ph;
using namespace ph::ui;

class TestRevokeClick : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (test::celeryPython().isEmpty())
            QSKIP("no Python with Celery: set PH_PYTHON");
        QVERIFY(m_redis.start(test::aclOfReadme()));
        QVERIFY(m_worker.start(QStringLiteral("w1"), m_redis.port(), {QStringLiteral("agents")}));
    }
    void cleanup() { QTRY_COMPARE(liveTasks(), 0); }

    void selectReviewConfirmSee()
    {
        const QString id = sendLater();
        test::QueuesScene scene({m_redis.port()});
        askToRevoke(scene, id);
        QVERIFY(dialog(scene) != nullptr);
        const QString command = dialog(scene)->commands();
        QVERIFY2(command.startsWith(QLatin1String("PUBLISH /0.celery.pidbox {")), qPrintable(command));
        QVERIFY2(command.contains(QLatin1String("\"method\":\"revoke\"")) && command.contains(id), qPrintable(command));
        QVERIFY(dialog(scene)->cancelButton()->hasFocus()); // the safe one
        QVERIFY(celeryState(id) != "REVOKED"); // nothing happened by looking
        dialog(scene)->reasonEdit()->setText(QStringLiteral("stuck since noon"));
        QTest::mouseClick(dialog(scene)->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!scene.layer->isOpen(), 15'000);
        QTRY_VERIFY2(scene.says(QStringLiteral("1 of 1 revoked")), "the toast says how it ended");
        QCOMPARE(celeryState(id), QByteArray("REVOKED"));
        const int row = scene.model.tasks()->rowOf(id);
        QTRY_COMPARE(scene.model.tasks()->text(row, models::TaskTableModel::State), QStringLiteral("revoked"));
        const auto history = scene.session.history();
        QCOMPARE(history.size(), size_t(1));
        QCOMPARE(history[0].reason, QStringLiteral("stuck since noon"));
    }

    void cancellingDoesNothing()
    {
        const QString id = sendLater();
        test::QueuesScene scene({m_redis.port()});
        askToRevoke(scene, id);
        QVERIFY(dialog(scene) != nullptr);
        QTest::mouseClick(dialog(scene)->cancelButton(), Qt::LeftButton);
        QTRY_VERIFY(!scene.layer->isOpen());
        QVERIFY(celeryState(id) != "REVOKED");
        QVERIFY(scene.session.history().empty());
    }

    /// In a read-only environment the plan is shown, with the reason why it cannot be done.
    void readOnlyShowsThePlanAndTheReason()
    {
        const QString id = sendLater();
        test::QueuesScene scene({.port = m_redis.port(), .isReadOnly = true});
        askToRevoke(scene, id);
        QVERIFY(dialog(scene) != nullptr);
        QVERIFY(!dialog(scene)->verbButton()->isEnabled());
        QVERIFY2(dialog(scene)->view().refusal.contains(QLatin1String("read-only")),
            qPrintable(dialog(scene)->view().refusal));
    }

    /// What a crash cut is gone on with, after a look at what is left.
    void goOnAfterACrash()
    {
        const QString id = sendLater();
        QTemporaryDir folder(QStringLiteral("/tmp/phq-XXXXXX"));
        const QString state = folder.filePath(QStringLiteral("state"));
        writeCut(state, id);
        test::QueuesScene scene({.port = m_redis.port(), .stateFolder = state});
        goOn(scene);
        QTRY_VERIFY_WITH_TIMEOUT(dialog(scene) != nullptr, 10'000);
        QCOMPARE(dialog(scene)->view().steps.size(), 1); // what is left
        QTest::mouseClick(dialog(scene)->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!scene.layer->isOpen(), 15'000);
        QCOMPARE(operations::runPhaseName(scene.session.history()[0].phase), QStringLiteral("done"));
        QCOMPARE(celeryState(id), QByteArray("REVOKED"));
        QVERIFY(scene.session.auditStages().contains(QStringLiteral("outcome")));
    }

    /// The task ended while nobody looked: that is said, and the click ends what was cut off.
    void goOnWithNothingLeft()
    {
        const QString id = send("{'seconds': 0.01}");
        QTRY_COMPARE_WITH_TIMEOUT(celeryState(id), QByteArray("SUCCESS"), 10'000);
        QTemporaryDir folder(QStringLiteral("/tmp/phq-XXXXXX"));
        const QString state = folder.filePath(QStringLiteral("state"));
        writeCut(state, id);
        test::QueuesScene scene({.port = m_redis.port(), .stateFolder = state});
        goOn(scene);
        QTRY_VERIFY_WITH_TIMEOUT(dialog(scene) != nullptr, 10'000);
        QVERIFY(dialog(scene)->view().steps.isEmpty() && dialog(scene)->view().refusal.isEmpty());
        QCOMPARE(dialog(scene)->view().happenNote,
            QStringLiteral("A crash cut this off. The task has ended (SUCCESS): nothing is left to do. It is ended as "
                           "done, and nothing is sent."));
        QVERIFY(dialog(scene)->verbButton()->isEnabled());
        QCOMPARE(dialog(scene)->verbButton()->text(), QStringLiteral("End it"));
        QTest::mouseClick(dialog(scene)->verbButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!scene.layer->isOpen(), 15'000);
        const auto run = scene.session.history()[0];
        QCOMPARE(operations::runPhaseName(run.phase), QStringLiteral("done"));
        QCOMPARE(run.evidence, QStringLiteral("The task has ended (SUCCESS): nothing is left to do."));
        QCOMPARE(celeryState(id), QByteArray("SUCCESS"));
    }

    /// Class 1: the click does it, and the message that tells has the way back.
    void eventsOffAndOnAgain()
    {
        test::QueuesScene scene({m_redis.port()});
        QTRY_VERIFY_WITH_TIMEOUT(scene.session.isWhole(QStringLiteral("w1@test")), 20'000);
        scene.page->showTab(QueuesPage::Tab::Workers);
        auto *table = scene.page->page(QueuesPage::Tab::Workers)->table();
        QTRY_VERIFY_WITH_TIMEOUT(table->selectId(QStringLiteral("w1@test")), 10'000);
        QTest::keyClick(table, Qt::Key_Return);
        const auto newest = [&scene] {
            const auto history = scene.session.history();
            return history.empty() ? QString()
                                   : history[0].action + QLatin1Char(' ') + operations::runPhaseName(history[0].phase);
        };
        QTRY_VERIFY(scene.button(QStringLiteral("Turn off events")));
        QTest::mouseClick(scene.button(QStringLiteral("Turn off events")), Qt::LeftButton);
        // This worker was started with events on: it changes nothing, and the message does not say that it did.
        QTRY_COMPARE_WITH_TIMEOUT(newest(), QStringLiteral("queues.disable_events done-with-warnings"), 15'000);
        QTRY_VERIFY(scene.button(QStringLiteral("Undo")));
        const QString told = scene.toasts->findChild<Toast *>()->text();
        QVERIFY2(told.contains(QLatin1String("already")), qPrintable(told));
        QTest::mouseClick(scene.button(QStringLiteral("Undo")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(newest(), QStringLiteral("queues.enable_events done"), 15'000);
        QVERIFY(!scene.layer->isOpen());
    }

    /// Before anything is touched it is said whose it is, the most first, and what nobody tells.
    void theReviewCountsByTenant()
    {
        operations::Plan plan;
        plan.touches.push_back({QStringLiteral("tasks that wait"), 33, {}, false});
        plan.shownTenants.objects
            = {{QStringLiteral("acme-labs"), 10}, {QStringLiteral("bluefin"), 22}, {QString(), 1}};
        const auto profile = platform::Profile::make(QStringLiteral("t"), platform::EnvironmentKind::Local);
        const auto view = reviewOf(plan, {}, nullptr, profile, queues::RevokeOperation::specOf(false), {});
        QVERIFY(view.touchTable);
        QCOMPARE(view.touchTable->rows,
            (QList<QStringList> {{QStringLiteral("bluefin"), QStringLiteral("22")},
                {QStringLiteral("acme-labs"), QStringLiteral("10")},
                {QStringLiteral("not told"), QStringLiteral("1")}}));
        plan.shownTenants.objects = {{QString(), 33}};
        QVERIFY(!reviewOf(plan, {}, nullptr, profile, queues::RevokeOperation::specOf(false), {}).touchTable);
    }

    /// What is lost for good is counted and confirmed in red; the gentler way is a click away.
    void terminatingIsSaidToBeDangerous()
    {
        operations::Plan plan;
        plan.gentlerWay = QStringLiteral("Revoking without terminating lets running tasks end.");
        plan.touches.push_back({QStringLiteral("tasks that run: their processes are killed"), 3, {}, true});
        const auto profile = platform::Profile::make(QStringLiteral("t"), platform::EnvironmentKind::Local);
        const auto view = reviewOf(plan, {}, nullptr, profile, queues::RevokeOperation::specOf(true), {});
        QVERIFY(view.isDanger);
        QCOMPARE(view.remarks.first().strong, QStringLiteral("3 tasks that run: their processes are killed"));
        plan.touches[0].isLost = false;
        QVERIFY(!reviewOf(plan, {}, nullptr, profile, queues::RevokeOperation::specOf(false), {}).isDanger);
    }

    void theGentlerWayIsAClickAway()
    {
        const auto sent = test::runPython({QStringLiteral("-c"),
                                              QStringLiteral("from adk_agent.tasks import agents\n"
                                                             "print(agents.plan_steps.apply_async(('t', 's'), "
                                                             "{'seconds': 12}).id, end='')")},
            m_redis.port());
        QVERIFY(sent);
        const QString id = QString::fromUtf8(*sent);
        test::QueuesScene scene({m_redis.port()});
        QTRY_VERIFY_WITH_TIMEOUT(scene.session.isWhole(QStringLiteral("w1@test")), 20'000);
        bool isChosen = false;
        auto *flow = ReviewFlow::start(
            scene.session.session(), queues::RevokeOperation::specOf(true),
            [&scene, id]() -> std::shared_ptr<operations::Operation> {
                return std::make_shared<queues::RevokeOperation>(
                    scene.session.queues(), queues::RevokeRequest {{id}, true});
            },
            QStringLiteral("ban"), {scene.layer, scene.toasts}, &scene.window);
        flow->setGentler(QStringLiteral("Revoke instead"), [&isChosen] { isChosen = true; });
        QTRY_VERIFY_WITH_TIMEOUT(dialog(scene) != nullptr, 10'000);
        QVERIFY(dialog(scene)->view().gentler); // it runs
        QTest::mouseClick(scene.button(QStringLiteral("Revoke instead")), Qt::LeftButton);
        QVERIFY(isChosen);
        QTRY_VERIFY(!scene.layer->isOpen());
        QVERIFY(celeryState(id) != "REVOKED");
    }

private:
    /// Selects the task and presses the key: the review is open then.
    void askToRevoke(test::QueuesScene &scene, const QString &id)
    {
        QTRY_VERIFY_WITH_TIMEOUT(scene.session.isWhole(QStringLiteral("w1@test")), 20'000);
        scene.page->showTab(QueuesPage::Tab::Tasks);
        QTRY_VERIFY_WITH_TIMEOUT(scene.tasks()->table()->selectId(id), 10'000);
        QTest::keyClick(scene.tasks()->table(), Qt::Key_R, Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(dialog(scene) != nullptr, 10'000);
    }
    static ReviewDialog *dialog(const test::QueuesScene &scene)
    {
        return qobject_cast<ReviewDialog *>(scene.layer->dialog());
    }
    QString sendLater() { return send("countdown=3600"); }
    QString send(const char *how)
    {
        const auto sent = test::runPython({QStringLiteral("-c"),
                                              QStringLiteral("from adk_agent.tasks import agents\n"
                                                             "print(agents.plan_steps.apply_async(('t', 's'), "
                                                             "%1).id, end='')")
                                                  .arg(QLatin1String(how))},
            m_redis.port());
        return sent ? QString::fromUtf8(*sent) : QString();
    }
    /// What a crash leaves on the disk that comes while the only step is under way.
    static void writeCut(const QString &state, const QString &id)
    {
        QVERIFY(QDir().mkpath(state + QStringLiteral("/operations")));
        auto journal = Journal::open(state + QStringLiteral("/operations/0f0f.operation"));
        QVERIFY(journal);
        operations::Plan plan;
        plan.title = QStringLiteral("Revoke the stuck one");
        plan.objectName = id;
        plan.steps.push_back({QStringLiteral("publish"), QStringLiteral("Tell all workers to skip the task"),
            QStringLiteral("PUBLISH …"), {}, false, true});
        QVERIFY(journal->append({{QStringLiteral("event"), QStringLiteral("begin")},
            {QStringLiteral("action"), QStringLiteral("tasks.revoke")}, {QStringLiteral("plan"), plan.toJson()},
            {QStringLiteral("parameters"),
                QJsonObject {{QStringLiteral("ids"), QJsonArray {id}}, {QStringLiteral("terminate"), false}}}}));
        QVERIFY(journal->append({{QStringLiteral("event"), QStringLiteral("step-begin")},
            {QStringLiteral("step"), QStringLiteral("publish")}}));
    }
    static void goOn(test::QueuesScene &scene)
    {
        QTRY_VERIFY_WITH_TIMEOUT(scene.session.isWhole(QStringLiteral("w1@test")), 20'000);
        models::ActivityModel activity;
        activity.setHistory(scene.session.history());
        QCOMPARE(activity.needing(), 1);
        ReviewFlow::resume(scene.session.session(), activity.run(0), QStringLiteral("history"),
            {scene.layer, scene.toasts}, &scene.window);
    }
    QByteArray celeryState(const QString &id)
    {
        const QByteArray json = m_redis.cli({QStringLiteral("GET"), QStringLiteral("celery-task-meta-") + id});
        for (const char *state : {"REVOKED", "SUCCESS"})
            if (json.contains(QByteArray("\"status\": \"") + state + '"'))
                return state;
        return {};
    }

    test::RedisServer m_redis;
    test::CeleryWorker m_worker;
};

PH_TEST(TestRevokeClick)
#include "tst_revokeclick.moc"
