// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/queuespage.h"

#include "models/base/tablefilter.h"
#include "models/queues/taskfilter.h"
#include "models/shell/address.h"
#include "services/wording/numbers.h"
#include "ui/components/filterbar.h"
#include "ui/components/layout.h"
#include "ui/components/schemafilter.h"
#include "ui/components/tableview.h"
#include "ui/queues/queuedetails.h"
#include "ui/queues/queuesstate.h"
#include "ui/queues/shellword.h"
#include "ui/queues/taskdetailview.h"

#include <QButtonGroup>
#include <QJsonDocument>
#include <QStackedWidget>

namespace ph::ui {

using namespace std::chrono_literals;

namespace {

const wording::FilterSchema &queueSchema()
{
    using wording::FieldType;
    static const wording::FilterSchema s_schema {{
        {QStringLiteral("queue"), FieldType::Text, {}, QueuesPage::tr("name of the queue"), true},
        {QStringLiteral("ready"), FieldType::Number, {}, QueuesPage::tr("waiting messages, as >100")},
        {QStringLiteral("unacked"), FieldType::Number, {}, QueuesPage::tr("taken and not acknowledged")},
        {QStringLiteral("scheduled"), FieldType::Number, {}, QueuesPage::tr("waiting for their time")},
        {QStringLiteral("oldest"), FieldType::Duration, {}, QueuesPage::tr("age of the oldest, as >1m")},
        {QStringLiteral("consumers"), FieldType::Text, {}, QueuesPage::tr("workers that take from it"), true},
    }};
    return s_schema;
}

const wording::FilterSchema &workerSchema()
{
    using wording::FieldType;
    static const wording::FilterSchema s_schema {{
        {QStringLiteral("state"), FieldType::Enum,
            {QStringLiteral("alive"), QStringLiteral("late"), QStringLiteral("lost"), QStringLiteral("offline")},
            QueuesPage::tr("health of the worker")},
        {QStringLiteral("worker"), FieldType::Text, {}, QueuesPage::tr("name of the node"), true},
        {QStringLiteral("busy"), FieldType::Number, {}, QueuesPage::tr("tasks running")},
        {QStringLiteral("processed"), FieldType::Number, {}, QueuesPage::tr("since it started")},
        {QStringLiteral("queues"), FieldType::Text, {}, QueuesPage::tr("queues it takes from"), true},
    }};
    return s_schema;
}

} // namespace

QueuesPage::QueuesPage(models::QueuesModel &model, ViewStore *store, ReviewFlow::Place place, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_store(store)
    , m_acts(new QueueActs(model, place, this))
    , m_stack(new QStackedWidget)
    , m_tabs(new QButtonGroup(this))
{
    auto *column = vbox(this, {}, 0);
    column->addWidget(makeTabs());
    column->addWidget(m_stack, 1);
    m_pages = {new ResourcePage(queueDescriptor(), store), new ResourcePage(taskDescriptor(), store),
        new ResourcePage(workerDescriptor(), store)};
    for (ResourcePage *page : m_pages) {
        m_stack->addWidget(page);
        connect(page, &ResourcePage::retryRequested, this, [this] { m_model.session().reconnectNow(); });
        connect(page, &ResourcePage::refreshRequested, &m_model, &models::QueuesModel::refresh);
    }
    // A queue or worker leads to its tasks.
    connect(&m_model, &models::QueuesModel::changed, this, &QueuesPage::refreshStates);
    m_second.setInterval(1s);
    connect(&m_second, &QTimer::timeout, this, [this] {
        refreshStates();
        // Ages and running times go on without any event.
        m_pages[size_t(tab())]->table()->viewport()->update();
    });
    showTab(Tab::Queues);
}

QWidget *QueuesPage::makeTabs()
{
    auto *bar = new QWidget;
    auto *row = hbox(bar, {16, 10, 16, 0}, 4);
    const std::array titles {tr("Queues"), tr("Tasks"), tr("Workers")};
    for (int i = 0; i < int(titles.size()); ++i) {
        auto *button = new Button(titles[size_t(i)]);
        button->setCheckable(true);
        button->setCompact(true);
        button->setShortcut(QKeySequence(QStringLiteral("Alt+%1").arg(i + 1)));
        m_tabs->addButton(button, i);
        row->addWidget(button);
    }
    row->addStretch();
    connect(m_tabs, &QButtonGroup::idClicked, this, [this](int id) { showTab(Tab(id)); });
    return bar;
}

void QueuesPage::showTab(Tab tab)
{
    m_tabs->button(int(tab))->setChecked(true);
    m_stack->setCurrentIndex(int(tab));
    updateActive();
    refreshStates();
    m_pages[size_t(tab)]->table()->setFocus();
}

QueuesPage::Tab QueuesPage::tab() const { return Tab(m_stack->currentIndex()); }

bool QueuesPage::open(const QString &kind, const QString &id)
{
    const Tab tab = kind == QLatin1String("tasks") ? Tab::Tasks
        : kind == QLatin1String("workers")         ? Tab::Workers
                                                   : Tab::Queues;
    showTab(tab);
    return id.isEmpty() || m_pages[size_t(tab)]->openObject(id);
}

void QueuesPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_second.start();
    updateActive();
    refreshStates();
}

void QueuesPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_second.stop();
    updateActive();
}

void QueuesPage::updateActive() { m_model.tasks()->setActive(isVisible() && tab() == Tab::Tasks); }

void QueuesPage::refreshStates()
{
    if (!isVisible())
        return;
    const bool isStream = tab() == Tab::Tasks;
    ResourcePage *page = m_pages[size_t(tab())];
    page->setState(queuesViewState(m_model, isStream));
    const LiveText live = queuesLiveText(m_model, isStream);
    page->setLiveText(live.text, live.status);
    page->refreshActions();
}

ResourceDescriptor QueuesPage::taskDescriptor()
{
    ResourceDescriptor d;
    d.key = QStringLiteral("tasks");
    d.title = tr("Tasks");
    models::TaskTableModel *table = m_model.tasks();
    d.table = table;
    d.language = std::make_shared<SchemaFilter>(
        models::taskFilterSchema(), models::taskValues(table), m_model.session().clock());
    d.compile = [table](const QString &text) { return models::taskFilter(table, text); };
    d.filterHint = tr("state:failed  name:agents.*  runtime:>5s");
    d.sortBy = QStringLiteral("changed");
    d.sortOrder = Qt::DescendingOrder;
    d.foldable = {QStringLiteral("queue"), QStringLiteral("tried")};
    d.countText = [table](int shown, int) {
        const queues::StoreCounts counts = table->counts();
        QString ofAll = tr("of %1 kept").arg(wording::number(qint64(counts.tasks)));
        if (counts.evicted > 0)
            ofAll += tr(" · %1 made room").arg(wording::counted(qint64(counts.evicted), wording::Noun::Task));
        return QPair<QString, QString> {wording::counted(shown, wording::Noun::Task), ofAll};
    };
    d.emptyState = [this, table](const QString &filter) {
        ViewState state;
        state.kind = ViewState::Kind::Empty;
        const qsizetype silent = m_acts->nodesWithoutEvents().size();
        if (filter.isEmpty() && silent > 0) {
            state.sentence = tr("%1 run tasks, but send no events: they were started without them.")
                                 .arg(wording::counted(silent, wording::Noun::Worker));
            state.nextStep = tr("Turn on events");
        } else if (filter.isEmpty()) {
            state.sentence = tr("No task event was heard yet. Tasks appear here as soon as a worker takes one.");
        } else {
            state.sentence = tr("None of %1 matches this filter.")
                                 .arg(wording::counted(qint64(table->counts().tasks), wording::Noun::Task));
            state.nextStep = tr("Clear the filter");
        }
        return state;
    };
    d.nextStep = [this] {
        ResourcePage *page = m_pages[size_t(Tab::Tasks)];
        if (page->filterBar()->text().isEmpty())
            m_acts->setEvents(m_acts->nodesWithoutEvents(), true);
        else
            page->setFilter({});
    };
    d.makeDetail = [this](QWidget *parent) { return new TaskDetailView(m_model, parent); };
    d.actions = m_acts->ofTasks();
    d.copyAs = {
        {tr("Task id"), [](const QStringList &ids) { return ids.join(QLatin1Char('\n')); }},
        {tr("Link"),
            [this](const QStringList &ids) {
                QStringList links;
                for (const QString &id : ids)
                    links << models::addressText(
                        {m_model.session().profile().name, QStringLiteral("queues"), QStringLiteral("tasks/") + id});
                return links.join(QLatin1Char('\n'));
            }},
        {tr("Command"),
            [this](const QStringList &ids) {
                QStringList words {QStringLiteral("pilothousectl --env"), shellWord(m_model.session().profile().name),
                    QStringLiteral("tasks show")};
                for (const QString &id : ids)
                    words << shellWord(id);
                return words.join(QLatin1Char(' '));
            }},
    };
    return d;
}

ResourceDescriptor QueuesPage::queueDescriptor()
{
    ResourceDescriptor d;
    d.key = QStringLiteral("queues");
    d.title = tr("Queues");
    models::QueueListModel *table = m_model.queues();
    d.table = table;
    d.language = std::make_shared<SchemaFilter>(
        queueSchema(), models::tableValues(table, queueSchema()), m_model.session().clock());
    d.compile = [this, table](const QString &text) {
        return models::tableFilter(table, queueSchema(), text, {m_model.session().clock().wall()});
    };
    d.filterHint = tr("ready:>100  oldest:>1m");
    d.sortBy = QStringLiteral("ready");
    d.sortOrder = Qt::DescendingOrder;
    d.countText = [this](int shown, int) {
        qint64 ready = 0;
        if (m_model.queueReading())
            for (const queues::QueueStatus &queue : m_model.queueReading()->value.queues)
                ready += queue.ready;
        return QPair<QString, QString> {wording::counted(shown, wording::Noun::Queue),
            tr("%1 waiting").arg(wording::counted(ready, wording::Noun::Task))};
    };
    d.emptyState = [](const QString &filter) {
        ViewState state;
        state.kind = ViewState::Kind::Empty;
        state.sentence = filter.isEmpty()
            ? tr("The broker knows no queue yet. A queue appears when a worker declares it or a task is sent to it.")
            : tr("No queue matches this filter.");
        return state;
    };
    d.makeDetail = [this](QWidget *parent) { return new QueueDetailView(m_model, parent); };
    d.copyAs = {{tr("Name"), [](const QStringList &ids) { return ids.join(QLatin1Char('\n')); }},
        {tr("redis-cli"), [](const QStringList &ids) {
             QStringList lines;
             for (const QString &id : ids)
                 lines << QStringLiteral("redis-cli LLEN ") + shellWord(id);
             return lines.join(QLatin1Char('\n'));
         }}};
    d.canPause = false;
    return d;
}

ResourceDescriptor QueuesPage::workerDescriptor()
{
    ResourceDescriptor d;
    d.key = QStringLiteral("workers");
    d.title = tr("Workers");
    models::WorkerListModel *table = m_model.workers();
    d.table = table;
    d.language = std::make_shared<SchemaFilter>(
        workerSchema(), models::tableValues(table, workerSchema()), m_model.session().clock());
    d.compile = [this, table](const QString &text) {
        return models::tableFilter(table, workerSchema(), text, {m_model.session().clock().wall()});
    };
    d.filterHint = tr("state:late,lost");
    d.sortBy = QStringLiteral("state");
    d.sortOrder = Qt::AscendingOrder;
    d.countText = [](int shown, int total) {
        return QPair<QString, QString> {
            wording::counted(shown, wording::Noun::Worker), tr("of %1 heard of").arg(wording::number(qint64(total)))};
    };
    d.emptyState = [](const QString &filter) {
        ViewState state;
        state.kind = ViewState::Kind::Empty;
        state.sentence = filter.isEmpty() ? tr("No worker was heard. Workers send a heartbeat every 2 s; start one, or "
                                               "check that they use this broker.")
                                          : tr("No worker matches this filter.");
        return state;
    };
    d.actions = m_acts->ofWorkers();
    d.makeDetail = [this](QWidget *parent) { return new WorkerDetailView(m_model, parent); };
    d.copyAs = {{tr("Name"), [](const QStringList &ids) { return ids.join(QLatin1Char('\n')); }}};
    d.canPause = false;
    return d;
}

} // namespace ph::ui
