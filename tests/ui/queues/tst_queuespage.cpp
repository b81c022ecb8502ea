// SPDX-License-Identifier: GPL-3.0-or-later
// The page of tasks: filter language, details, copying, gaps, and what it says while the broker is away.
#include "tests/support/accessibility.h"
#include "tests/support/testmain.h"
#include "tests/ui/queues/queuesscene.h"
#include "ui/components/filteredit.h"
#include "ui/queues/copyforms.h"
#include "ui/queues/lifeline.h"
#include "ui/queues/queuesstate.h"
#include "ui/queues/tasklanguage.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace ph;
using namespace ph::ui;
using queues::celery::EventKind;

class TestQueuesPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_redis = std::make_unique<test::RedisServer>();
        QVERIFY(m_redis->start(test::aclOfReadme()));
    }
    void cleanup()
    {
        m_scene.reset();
        m_redis.reset();
        QTRY_COMPARE(liveTasks(), 0);
    }

    void filterLanguage_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QStringList>("ids");
        const auto ids
            = [](const char *list) { return QString::fromLatin1(list).split(QLatin1Char(' '), Qt::SkipEmptyParts); };
        QTest::newRow("none") << QString() << ids("t1 t2 t3");
        QTest::newRow("state") << QStringLiteral("state:failed ") << ids("t2");
        QTest::newRow("two states") << QStringLiteral("state:failed,succeeded ") << ids("t2 t3");
        QTest::newRow("two chips of states") << QStringLiteral("state:failed state:succeeded ") << ids("t2 t3");
        QTest::newRow("two states, and not one")
            << QStringLiteral("state:failed,succeeded -state:failed ") << ids("t3");
        QTest::newRow("glob") << QStringLiteral("name:agents.* ") << ids("t1 t2");
        QTest::newRow("not") << QStringLiteral("-name:agents.* ") << ids("t3");
        QTest::newRow("free word") << QStringLiteral("llm ") << ids("t3");
    }
    void filterLanguage()
    {
        QFETCH(QString, filter);
        QFETCH(QStringList, ids);
        show();
        feedThree();
        QTRY_COMPARE(m_scene->tasks()->table()->index()->rowCount(), 3);
        FilterBar *bar = m_scene->tasks()->filterBar();
        bar->focusEdit();
        QTest::keyClicks(bar->edit(), filter);
        QVERIFY2(!bar->hasMistake(), qPrintable(bar->mistakeText()));
        const auto sorted = [this] {
            QStringList shown = m_scene->shownTasks();
            shown.sort();
            return shown;
        };
        QTRY_COMPARE(sorted(), ids);
    }

    /// A mistake is told, and the last good filter stays in force.
    void aMistakeInTheFilter()
    {
        show();
        feedThree();
        FilterBar *bar = m_scene->tasks()->filterBar();
        bar->focusEdit();
        QTest::keyClicks(bar->edit(), QStringLiteral("state:failed "));
        QTRY_COMPARE(m_scene->shownTasks(), QStringList {QStringLiteral("t2")});
        QTest::keyClicks(bar->edit(), QStringLiteral("colour:red "));
        QTRY_VERIFY(bar->hasMistake());
        QVERIFY2(bar->mistakeText().contains(QLatin1String("colour")), qPrintable(bar->mistakeText()));
        QCOMPARE(m_scene->shownTasks(), QStringList {QStringLiteral("t2")});
    }

    /// The button says what the review will: what is over is left out.
    void severalTasksAreCountedAsTheReviewDoes()
    {
        show();
        auto &store = m_scene->session.queues().store();
        const double now = double(QDateTime::currentSecsSinceEpoch());
        test::feed(store, EventKind::TaskStarted, "r1", now, "agents.run");
        for (const char *id : {"d1", "d2", "d3"})
            test::feed(store, EventKind::TaskSucceeded, id, now, "agents.run");
        QTRY_COMPARE(m_scene->shownTasks().size(), 4);
        m_scene->tasks()->table()->selectAll();
        QTRY_VERIFY(m_scene->button(QStringLiteral("Terminate 1 of 4 tasks")));
        QVERIFY(m_scene->button(QStringLiteral("Revoke 1 of 4 tasks")));
    }

    /// No state that a task could have: said, not searched for in vain.
    void anUnknownStateIsAMistake()
    {
        show();
        feedThree();
        FilterBar *bar = m_scene->tasks()->filterBar();
        for (const char *each : {"state:foo ", "state:none ", "state:progress "}) {
            m_scene->tasks()->setFilter({});
            QTRY_COMPARE(m_scene->shownTasks().size(), 3);
            bar->focusEdit();
            QTest::keyClicks(bar->edit(), QLatin1String(each));
            QVERIFY2(bar->hasMistake(), each);
            QCOMPARE(m_scene->shownTasks().size(), 3);
        }
    }

    /// Every state that is offered is understood and finds its tasks, the platform's own too.
    void everyStateThatIsOfferedFindsItsTasks()
    {
        show();
        feedThree();
        m_scene->session.queues().store().merge({.id = "q1", .state = queues::TaskState::Pending});
        queues::celery::ResultMeta own;
        own.taskId = "p1";
        own.status = "PROGRESS";
        QVERIFY(m_scene->session.queues().store().mergeResult(own, true));
        QTRY_COMPARE(m_scene->shownTasks().size(), 5);
        const TaskLanguage language(m_scene->model.tasks());
        const QString typed = QStringLiteral("state:");
        const auto offered = language.complete(typed, int(typed.size()), {});
        QStringList found;
        for (const auto &item : offered.items) {
            const QString filter = typed + item.text;
            QVERIFY2(!language.read(filter).mistake, qPrintable(filter));
            m_scene->tasks()->setFilter(filter);
            QTRY_COMPARE(m_scene->tasks()->table()->index()->rowCount(), item.note.toInt());
            found += m_scene->shownTasks();
        }
        QCOMPARE(found.size(), 5);
        QVERIFY(found.contains(QStringLiteral("p1")) && found.contains(QStringLiteral("q1")));
    }

    /// Where no argument of tasks names a tenant, nothing is offered that could not be found, and why is said.
    void aTenantIsOfferedOnlyWhereTasksNameIt()
    {
        const SystemClock clock;
        for (const bool isMapped : {true, false}) {
            queues::TaskStore store({}, clock, isMapped ? "tenant" : "");
            store.merge({.id = "t1", .state = queues::TaskState::Received, .kwargs = "{'tenant': 'acme-labs'}"});
            models::TaskTableModel table(store, clock);
            table.setActive(true);
            const TaskLanguage language(&table);
            const auto offers = [&language](const QString &typed, const QString &text) {
                const auto offered = language.complete(typed, int(typed.size()), {});
                return std::ranges::any_of(offered.items, [&text](const auto &item) { return item.text == text; });
            };
            QVERIFY(offers(QStringLiteral("queu"), QStringLiteral("queue:")));
            QCOMPARE(offers(QStringLiteral("tena"), QStringLiteral("tenant:")), isMapped);
            QCOMPARE(offers(QString(), QStringLiteral("tenant:")), isMapped);
            const auto reading = language.read(QStringLiteral("tenant:acme-labs"));
            QCOMPARE(reading.mistake.has_value(), !isMapped);
            QVERIFY(isMapped || reading.mistake->expected.contains(QLatin1String("the environment names none")));
        }
    }

    /// The numbers beside the values are of what the other tokens leave, as the table will show them.
    void offeredCountsAreOfWhatIsLeft()
    {
        show();
        feedThree();
        FilterBar *bar = m_scene->tasks()->filterBar();
        m_scene->tasks()->setFilter(QStringLiteral("state:failed"));
        QTRY_COMPARE(m_scene->shownTasks(), QStringList {QStringLiteral("t2")});
        bar->focusEdit();
        QTest::keyClicks(bar->edit(), QStringLiteral("name:"));
        const auto *list = m_scene->window.findChild<SuggestionList *>();
        QVERIFY(list && list->isVisible());
        int all = 0;
        for (int row = 0; row < list->count(); ++row)
            all += list->item(row)->data(SuggestionList::NoteRole).toInt();
        QCOMPARE(all, 1);
        QVERIFY(!bar->hasMistake());
        QCOMPARE(m_scene->shownTasks(), QStringList {QStringLiteral("t2")});
    }

    /// The verdict's “Open the tasks”: those that were taken and that no worker has, whatever was shown before.
    void theTasksThatNobodyHas()
    {
        const QByteArray message
            = R"json([{"body": "W1tdLCB7fSwge31d", "content-encoding": "utf-8", "content-type": "application/json",
            "headers": {"lang": "py", "task": "agents.run", "id": "orphan", "argsrepr": "()", "kwargsrepr": "{}"},
            "properties": {"correlation_id": "orphan", "delivery_tag": "tag", "body_encoding": "base64",
                "delivery_info": {"exchange": "", "routing_key": "agents"}}}, "", "agents"])json";
        const double taken = double(QDateTime::currentSecsSinceEpoch() - 300);
        m_redis->cli(
            {QStringLiteral("HSET"), QStringLiteral("unacked"), QStringLiteral("tag"), QString::fromLatin1(message)});
        m_redis->cli({QStringLiteral("ZADD"), QStringLiteral("unacked_index"), QString::number(taken, 'f', 1),
            QStringLiteral("tag")});
        show();
        feedFinished(60);
        auto *table = m_scene->tasks()->table();
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->shownTasks().size() >= 60, 10'000);
        QVERIFY(m_scene->tasks()->openObject(QStringLiteral("f0")));
        table->scrollToBottom();
        QVERIFY(m_scene->page->open(QStringLiteral("tasks?held:nobody"), {}));
        QTRY_COMPARE_WITH_TIMEOUT(m_scene->shownTasks(), QStringList {QStringLiteral("orphan")}, 15'000);
        QCOMPARE(m_scene->tasks()->filterBar()->text(), QStringLiteral("held:nobody"));
        QVERIFY(!m_scene->tasks()->detail()->isVisible());
    }

    /// What a task was called with is read whole, however narrow the panel is.
    void longArgumentsAreWrapped()
    {
        const QString kwargs = QStringLiteral("{'session_id': '%1'}").arg(QString(300, QLatin1Char('x')));
        show();
        const QByteArray text = kwargs.toUtf8();
        queues::celery::EventView event;
        event.kind = queues::celery::EventKind::TaskReceived;
        event.subject = "";
        event.uuid = "long";
        event.hostname = "w1@host";
        event.timestamp = double(QDateTime::currentSecsSinceEpoch());
        event.kwargs = text.constData();
        m_scene->session.queues().store().apply({&event, 1});
        QTRY_VERIFY(m_scene->tasks()->openObject(QStringLiteral("long")));
        const auto value = [&]() -> Label * {
            for (Label *each : m_scene->tasks()->detail()->findChildren<Label *>())
                if (each->isVisible() && each->fullText().contains(QStringLiteral("session_id")))
                    return each;
            return nullptr;
        };
        QTRY_VERIFY_WITH_TIMEOUT(value() != nullptr, 10'000);
        QVERIFY(value()->wordWrap());
        QTRY_VERIFY(value()->height() >= value()->heightForWidth(value()->width()));
        QVERIFY(value()->height() > 2 * value()->fontMetrics().height());
    }

    void detailsAndCopy()
    {
        show();
        feedThree();
        QTRY_VERIFY(m_scene->tasks()->openObject(QStringLiteral("t1")));
        QTRY_VERIFY(m_scene->tasks()->detail()->isVisible());
        QCOMPARE(m_scene->tasks()->detail()->currentId(), QStringLiteral("t1"));
        QTRY_VERIFY(m_scene->says(QStringLiteral("w1@host")));
        m_scene->tasks()->table()->setFocus();
        QTest::keyClick(m_scene->tasks()->table(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("t1"));
        QCOMPARE(test::unnamedFocusable(&m_scene->window), QStringList());
    }

    /// Heard by its heartbeats, but silent when it is asked: one line says so, whatever its name looks like.
    void aWorkerThatDoesNotAnswerIsNamed()
    {
        show();
        queues::celery::EventView beat;
        beat.kind = EventKind::WorkerHeartbeat;
        beat.hostname = "w<b>1</b>@host";
        beat.freq = 60;
        beat.timestamp = double(QDateTime::currentSecsSinceEpoch());
        m_scene->session.queues().store().apply({&beat, 1});
        m_scene->page->showTab(QueuesPage::Tab::Workers);
        m_scene->model.refresh();
        QTRY_VERIFY_WITH_TIMEOUT(
            m_scene->says(QStringLiteral("1 of 1 worker did not answer within 2 s: w<b>1</b>@host")), 15'000);
        m_scene->page->showTab(QueuesPage::Tab::Queues);
        QVERIFY(!m_scene->says(QStringLiteral("did not answer within")));
    }

    /// A link to a task: one that only its stored result tells of is found; one that never was is said, as no success.
    void aLinkToATaskThatIsNotListed()
    {
        show();
        m_redis->cli({QStringLiteral("SET"), QStringLiteral("celery-task-meta-late"),
            QStringLiteral(R"json({"status": "SUCCESS", "result": 7, "traceback": null, "children": [],)json"
                           R"json( "task_id": "late", "date_done": "2026-11-23T01:02:03.211384"})json")});
        QVERIFY(m_scene->page->open(QStringLiteral("tasks"), QStringLiteral("late")));
        QTRY_COMPARE_WITH_TIMEOUT(m_scene->tasks()->detail()->currentId(), QStringLiteral("late"), 10'000);
        QCOMPARE(m_scene->toasts->count(), 0);
        QVERIFY(m_scene->page->open(QStringLiteral("tasks"), QStringLiteral("never-was")));
        QTRY_COMPARE_WITH_TIMEOUT(m_scene->toasts->count(), 1, 10'000);
        const auto *toast = m_scene->toasts->findChild<Toast *>();
        QCOMPARE(toast->kind(), ToastKind::Note);
        QVERIFY2(
            toast->text().startsWith(QStringLiteral("There is no task “never-was” here")), qPrintable(toast->text()));
        QVERIFY2(
            toast->text().endsWith(QStringLiteral("; no message waits in a known queue")), qPrintable(toast->text()));
    }

    /// Among those that wait it was looked for, and the note says among how many.
    void whatIsNotFoundIsSaidWithTheSearch()
    {
        const QString message = QStringLiteral(R"({"body": "W1tdLCB7fSwge31d", "content-encoding": "utf-8",)"
                                               R"("content-type": "application/json", "headers": {"lang": "py",)"
                                               R"("task": "x", "id": "other"}, "properties": {"correlation_id":)"
                                               R"("other", "delivery_info": {"exchange": "", "routing_key": "agents"},)"
                                               R"("delivery_tag": "d", "body_encoding": "base64"}})");
        for (int i = 0; i < 3; ++i)
            m_redis->cli({QStringLiteral("LPUSH"), QStringLiteral("agents"), message});
        m_redis->cli({QStringLiteral("SADD"), QStringLiteral("_kombu.binding.celery"),
            QStringLiteral("celery\x06\x16\x06\x16"
                           "agents")});
        show();
        QTRY_VERIFY_WITH_TIMEOUT(
            m_scene->model.queueReading() && !m_scene->model.queueReading()->value.queues.isEmpty(), 10'000);
        QVERIFY(m_scene->page->open(QStringLiteral("tasks"), QStringLiteral("never-was")));
        QTRY_COMPARE_WITH_TIMEOUT(m_scene->toasts->count(), 1, 10'000);
        const QString text = m_scene->toasts->findChild<Toast *>()->text();
        QVERIFY2(text.endsWith(QStringLiteral("; not among 3 waiting messages")), qPrintable(text));
    }

    /// Of a search that was cut short it is said how far it came, and not that there is no such task.
    void aSearchThatWasCutIsNoProof()
    {
        queues::TaskLook look;
        look.search = queues::WaitingReader::Search {0, 400, 900};
        QCOMPARE(taskNotFoundText(QStringLiteral("x"), look),
            QStringLiteral("The task “x” was not found: no event, result or worker tells of it; searched 400 of 900 "
                           "waiting messages"));
    }

    /// What is copied can be pasted into a shell, a ticket, a script.
    void copyAsLinkJsonAndCommand()
    {
        show();
        feedThree();
        const auto copied = [](const QList<CopyAs> &forms, const QString &name, const QStringList &ids) {
            for (const CopyAs &form : forms)
                if (form.text == name)
                    return form.make(ids);
            return QString();
        };
        const QString env = QStringLiteral("'%1'").arg(m_scene->session.session().profile().name);
        const QString one = QStringLiteral("t1");
        const auto tasks = taskCopyForms(m_scene->model);
        QCOMPARE(copied(tasks, QStringLiteral("Task id"), {one, QStringLiteral("t2")}), QStringLiteral("t1\nt2"));
        QCOMPARE(copied(tasks, QStringLiteral("Command"), {one}),
            QStringLiteral("pilothousectl tasks show 't1' --env ") + env);
        QVERIFY(copied(tasks, QStringLiteral("Link"), {one}).endsWith(QLatin1String("/queues/tasks/t1")));
        const auto json = [](const QString &text) { return QJsonDocument::fromJson(text.toUtf8()); };
        const QJsonObject task = json(copied(tasks, QStringLiteral("JSON"), {one})).object();
        QCOMPARE(task[u"name"].toString(), QStringLiteral("agents.run"));
        QCOMPARE(task[u"state"].toString(), QStringLiteral("RECEIVED"));
        QCOMPARE(task[u"args"].toString(), QStringLiteral("('acme-labs', 1)"));
        QCOMPARE(json(copied(tasks, QStringLiteral("JSON"), {one, QStringLiteral("t2")})).array().size(), 2);
        QTRY_VERIFY(m_scene->model.workers()->rowCount() == 1);
        const QString node = QStringLiteral("w1@host");
        const auto workers = workerCopyForms(m_scene->model);
        QCOMPARE(json(copied(workers, QStringLiteral("JSON"), {node})).object()[u"worker"].toString(), node);
        QCOMPARE(
            copied(workers, QStringLiteral("Command"), {node}), QStringLiteral("pilothousectl workers --env ") + env);
    }

    /// A task that waits says for how long so far, offers nothing that cannot be, and tells when its worker is gone.
    void aWaitingTaskTellsTheTruth()
    {
        show();
        auto &store = m_scene->session.queues().store();
        const double now = double(m_scene->session.session().clock().wall().time_since_epoch().count()) / 1000;
        test::feed(store, EventKind::TaskReceived, "t1", now - 73, "agents.run", "(1,)");
        test::feed(store, EventKind::TaskReceived, "t2", now - 5, "agents.run");
        test::feed(store, EventKind::TaskStarted, "t2", now - 4);
        QTRY_VERIFY(m_scene->tasks()->openObject(QStringLiteral("t1")));
        QTRY_VERIFY(m_scene->says(QStringLiteral("waiting 1\u202fm 1")));
        QVERIFY(m_scene->says(QStringLiteral("so far")));
        QAbstractButton *terminate = m_scene->button(QStringLiteral("Terminate"));
        QVERIFY(terminate && !terminate->isEnabled());
        QVERIFY(m_scene->says(QStringLiteral("It does not run: revoking is enough")));
        QVERIFY(m_scene->says(QStringLiteral("None yet.")));
        for (QAbstractButton *each : m_scene->window.findChildren<QAbstractButton *>())
            QVERIFY(!each->isVisible() || each->text() != QLatin1String("Copy")); // there is no result to copy
        const int row = m_scene->model.tasks()->rowOf(QStringLiteral("t1"));
        // Nothing more is heard of the worker.
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->says(QStringLiteral("Its worker is lost: last heard at ")), 10'000);
        QVERIFY(m_scene->model.tasks()->toolTip(row, models::TaskTableModel::State).contains(QLatin1String("lost")));
        QCOMPARE(m_scene->model.tasks()->status(row, models::TaskTableModel::State), models::Status::Warning);
        QVERIFY(m_scene->tasks()->openObject(QStringLiteral("t2")));
        QTRY_VERIFY(m_scene->button(QStringLiteral("Terminate"))->isEnabled());
        QTRY_VERIFY(m_scene->says(QStringLiteral("so far · ")));
    }

    /// A platform may say only when its turn comes that a waiting task was revoked: until then it carries the mark.
    void aRevokeThatWasSentIsSaid()
    {
        show();
        auto &store = m_scene->session.queues().store();
        const double now = double(m_scene->session.session().clock().wall().time_since_epoch().count()) / 1000;
        test::feed(store, EventKind::TaskSent, "t1", now - 5, "agents.run");
        QTRY_VERIFY(m_scene->tasks()->openObject(QStringLiteral("t1")));
        m_scene->session.queues().noteRevokeSent({QStringLiteral("t1")});
        QTRY_VERIFY(m_scene->says(QStringLiteral("Revoke noted ")));
        const int row = m_scene->model.tasks()->rowOf(QStringLiteral("t1"));
        QCOMPARE(m_scene->model.tasks()->text(row, models::TaskTableModel::State), QStringLiteral("queued"));
        QVERIFY(m_scene->model.tasks()
                ->toolTip(row, models::TaskTableModel::State)
                .contains(QLatin1String("revoke noted")));
        test::feed(store, EventKind::TaskRevoked, "t1", now);
        QTRY_VERIFY(!m_scene->says(QStringLiteral("Revoke noted ")));
    }

    /// Known by a snapshot alone: a sentence, no empty line of life.
    void noTimesAreASentence()
    {
        show();
        m_scene->session.queues().store().merge({.id = "s1", .name = "agents.run", .queue = "agents"});
        QTRY_VERIFY(m_scene->tasks()->openObject(QStringLiteral("s1")));
        QTRY_VERIFY(m_scene->says(QStringLiteral("No event told its times")));
        QVERIFY(!m_scene->window.findChild<LifeLine *>()->isVisible());
    }

    /// What is missing is a row of its own, where it happened.
    void aLostStreamIsAGapRow()
    {
        show();
        feedThree();
        QTRY_COMPARE(m_scene->shownTasks().size(), 3);
        m_redis->cli(
            {QStringLiteral("CLIENT"), QStringLiteral("KILL"), QStringLiteral("TYPE"), QStringLiteral("pubsub")});
        QTRY_COMPARE_WITH_TIMEOUT(m_scene->session.queues().store().gaps().size(), std::size_t(1), 10'000);
        const auto gapRow = [this] {
            const models::IndexModel *index = m_scene->tasks()->table()->index();
            for (int row = 0; row < index->rowCount(); ++row)
                if (index->table()->isGap(index->sourceRow(row)))
                    return index->sourceRow(row);
            return -1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(gapRow() >= 0, 10'000);
        const QString text = m_scene->model.tasks()->text(gapRow(), 0);
        QVERIFY2(text.startsWith(QLatin1String("Stream interrupted")), qPrintable(text));
        // Back by itself, and the gap is closed.
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->session.queues().store().gaps()[0].until.has_value(), 10'000);
    }

    /// The count is what is seen; a row that matches no more stays only while it is selected, and that is said.
    void aSelectedRowThatMatchesNoMoreIsExplained()
    {
        show();
        auto &store = m_scene->session.queues().store();
        test::feed(store, EventKind::TaskReceived, "t1", 1'795'000'000, "agents.run");
        test::feed(store, EventKind::TaskReceived, "t2", 1'795'000'001, "agents.run");
        m_scene->tasks()->setFilter(QStringLiteral("state:received"));
        QTRY_COMPARE(m_scene->shownTasks().size(), 2);
        QVERIFY(m_scene->tasks()->table()->selectId(QStringLiteral("t1")));
        test::feed(store, EventKind::TaskSucceeded, "t1", 1'795'000'002);
        test::feed(store, EventKind::TaskSucceeded, "t2", 1'795'000'002);
        QTRY_COMPARE(m_scene->shownTasks(), QStringList {QStringLiteral("t1")});
        QTRY_VERIFY(m_scene->says(QStringLiteral("1 selected row no longer matches")));
        QTRY_VERIFY(m_scene->says(QStringLiteral("0 tasks")));
        QTest::keyClick(m_scene->tasks()->table(), Qt::Key_Escape);
        QTRY_COMPARE(m_scene->shownTasks(), QStringList());
    }

    void emptySaysWhyAndWhat()
    {
        show();
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->says(QStringLiteral("No task event was heard yet")), 10'000);
        feedThree();
        QTRY_COMPARE(m_scene->shownTasks().size(), 3);
        m_scene->tasks()->setFilter(QStringLiteral("name:nothing.like.it"));
        QTRY_VERIFY(m_scene->says(QStringLiteral("matches this filter")));
        QVERIFY(m_scene->button(QStringLiteral("Clear the filter")));
        QTest::mouseClick(m_scene->button(QStringLiteral("Clear the filter")), Qt::LeftButton);
        QTRY_COMPARE(m_scene->shownTasks().size(), 3);
    }

    /// Purged by somebody else: no event tells, the empty list does. The other one waits on.
    void whatWasPurgedWaitsNoMore()
    {
        show();
        const auto now = double(m_scene->session.session().clock().wall().time_since_epoch().count()) / 1000;
        for (const char *id : {"purged", "waits"}) {
            queues::celery::EventView sent;
            sent.kind = EventKind::TaskSent;
            sent.uuid = id;
            sent.queue = "agents";
            sent.timestamp = now - 60;
            m_scene->session.queues().store().apply({&sent, 1});
        }
        m_redis->cli({QStringLiteral("LPUSH"), QStringLiteral("agents"),
            QStringLiteral(R"({"body":"W1tdLHt9LHt9XQ==","content-encoding":"utf-8","content-type":"application/json",)"
                           R"("headers":{"lang":"py","task":"x","id":"waits"},"properties":{"correlation_id":"waits",)"
                           R"("delivery_info":{"exchange":"","routing_key":"agents"},"delivery_tag":"d",)"
                           R"("body_encoding":"base64"}})")});
        QTRY_VERIFY(m_scene->tasks()->openObject(QStringLiteral("purged")));
        QTRY_VERIFY(m_scene->says(QStringLiteral(" so far")));
        QTRY_VERIFY(m_scene->says(QStringLiteral("None yet.")));
        QTimer looks; // as F5 does: else it looks each quarter of a minute
        connect(&looks, &QTimer::timeout, this, [this] { m_scene->model.refresh(); });
        looks.start(2000);
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->says(QStringLiteral("No longer in its queue: purged, or taken")), 40'000);
        QTRY_VERIFY(m_scene->says(QStringLiteral("waited at most ")));
        QTRY_VERIFY(m_scene->says(QStringLiteral("None: nothing works on it")));
        const models::TaskTableModel *table = m_scene->model.tasks();
        QVERIFY(table->remark(table->rowOf(QStringLiteral("waits"))).isEmpty());
    }

    /// What the head counts and what the sentence counts are of one moment, while tasks come in.
    void headAndSentenceCountTheSame()
    {
        show();
        m_scene->tasks()->setFilter(QStringLiteral("name:nothing.like.it"));
        for (int tasks = 60; tasks <= 180; tasks += 60) {
            feedFinished(tasks);
            const QString body = QStringLiteral("None of %1 tasks").arg(tasks);
            const QString head = QStringLiteral("of %1 kept").arg(tasks);
            QTRY_VERIFY(m_scene->says(body));
            QVERIFY(m_scene->says(head));
        }
    }

    /// What could not be read is not zero: a dash, with its reason for eyes and ears; the rest of the row is told.
    void whatCouldNotBeReadIsADash()
    {
        m_redis->cli({QStringLiteral("SET"), QStringLiteral("unacked"), QStringLiteral("of another program")});
        m_redis->cli({QStringLiteral("SADD"), QStringLiteral("_kombu.binding.celery"),
            QStringLiteral("celery\x06\x16\x06\x16"
                           "agents")});
        show();
        m_scene->page->showTab(QueuesPage::Tab::Queues);
        const models::TableModel *table = m_scene->model.queues();
        QTRY_COMPARE_WITH_TIMEOUT(table->rowCount(), 1, 10'000);
        const auto cell = [table](const char *key, int role) {
            return table->index(0, table->columnOf(QLatin1String(key))).data(role).toString();
        };
        for (const char *key : {"unacked", "scheduled"}) {
            QCOMPARE(cell(key, Qt::DisplayRole), QStringLiteral("–"));
            for (const int role : {int(Qt::ToolTipRole), int(Qt::AccessibleDescriptionRole)})
                QVERIFY2(cell(key, role).contains(QLatin1String("Not known: the key unacked could not be read")),
                    qPrintable(cell(key, role)));
        }
        QCOMPARE(cell("ready", Qt::DisplayRole), QStringLiteral("0"));
        m_redis->cli({QStringLiteral("DEL"), QStringLiteral("unacked")});
        QTRY_COMPARE_WITH_TIMEOUT(cell("unacked", Qt::DisplayRole), QStringLiteral("0"), 10'000);
        QCOMPARE(cell("unacked", Qt::ToolTipRole), QString());
    }

    void nobodyThereIsAnErrorWithItsReason()
    {
        const quint16 port = m_redis->port();
        m_redis->kill();
        m_scene = std::make_unique<test::QueuesScene>(test::BrokerSession::Options {port});
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->says(QStringLiteral("The queues cannot be read")), 10'000);
        QVERIFY(m_scene->says(QStringLiteral("refused")));
        QVERIFY(m_redis->restart());
        QTRY_VERIFY_WITH_TIMEOUT(!m_scene->says(QStringLiteral("The queues cannot be read")), 10'000); // by itself
    }

    /// A frozen broker: what is shown stays, and is said to be old.
    void aFrozenBrokerIsStale()
    {
        show();
        m_scene->page->showTab(QueuesPage::Tab::Queues);
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->model.queueReading().has_value(), 10'000);
        m_redis->cli({QStringLiteral("LPUSH"), QStringLiteral("agents"), QStringLiteral("x")});
        m_redis->cli({QStringLiteral("SADD"), QStringLiteral("_kombu.binding.celery"),
            QStringLiteral("celery\x06\x16\x06\x16"
                           "agents")});
        m_scene->model.refresh();
        m_redis->pause();
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->says(QStringLiteral("no answer for")), 10'000);
        const QString server = QStringLiteral("at 127.0.0.1:%1: ").arg(m_redis->port()); // which one, where it is
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->says(server), 10'000);
        m_redis->resume();
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->says(QStringLiteral("live")), 10'000);
    }

private:
    void show()
    {
        m_scene = std::make_unique<test::QueuesScene>(test::BrokerSession::Options {m_redis->port()});
        m_scene->page->showTab(QueuesPage::Tab::Tasks);
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->session.queues().state().isListening, 10'000);
    }
    void feedFinished(int tasks)
    {
        auto &store = m_scene->session.queues().store();
        for (int i = 0; i < tasks; ++i) {
            queues::celery::EventView event;
            const std::string id = "f" + std::to_string(i);
            event.kind = EventKind::TaskSucceeded;
            event.uuid = id;
            event.timestamp = 1'795'000'000 + i;
            store.apply({&event, 1});
        }
    }
    void feedThree()
    {
        auto &store = m_scene->session.queues().store();
        test::feed(store, EventKind::TaskReceived, "t1", 1'795'000'000, "agents.run", "('acme-labs', 1)");
        test::feed(store, EventKind::TaskReceived, "t2", 1'795'000'001, "agents.plan");
        test::feed(store, EventKind::TaskFailed, "t2", 1'795'000'002);
        test::feed(store, EventKind::TaskReceived, "t3", 1'795'000'003, "llm.complete");
        test::feed(store, EventKind::TaskSucceeded, "t3", 1'795'000'004);
    }

    std::unique_ptr<test::RedisServer> m_redis;
    std::unique_ptr<test::QueuesScene> m_scene;
};

PH_TEST(TestQueuesPage)
#include "tst_queuespage.moc"
