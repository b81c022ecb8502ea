// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/queuespage.h"

#include "services/queues/eventsoperation.h"
#include "services/queues/revokeoperation.h"
#include "services/wording/errors.h"
#include "ui/components/layout.h"
#include "ui/components/tableview.h"
#include "ui/components/toast.h"
#include "ui/components/viewstore.h"
#include "ui/queues/queuesstate.h"
#include "ui/queues/queuetab.h"
#include "ui/queues/tasktab.h"

#include <QButtonGroup>
#include <QJsonObject>
#include <QPaintEvent>
#include <QPainter>
#include <QStackedWidget>

namespace ph::ui {

using namespace std::chrono_literals;

namespace {
constexpr qsizetype s_mostOfId = 80;

QString viewKey() { return QStringLiteral("queues.page"); }
QKeySequence tabKey(int tab) { return QKeySequence(QStringLiteral("Alt+%1").arg(tab + 1)); }
} // namespace

QueuesPage::QueuesPage(
    models::QueuesModel &model, ViewStore *store, ReviewFlow::Place place, models::TimeScope *time, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_store(store)
    , m_toasts(place.toasts)
    , m_taskActs(new TaskActs(model, place, this))
    , m_workerActs(new WorkerActs(model, place, this))
    , m_stack(new QStackedWidget)
    , m_tabs(new QButtonGroup(this))
{
    auto *column = vbox(this, {}, 0);
    column->addWidget(makeTabs());
    column->addWidget(m_stack, 1);
    auto *tasks = new TaskTab(model, *m_taskActs, *m_workerActs, time, this);
    m_pages = {new ResourcePage(queueTab(model), store), new ResourcePage(tasks->descriptor(), store),
        new ResourcePage(workerTab(model, *m_workerActs), store)};
    tasks->setPage(page(Tab::Tasks));
    for (ResourcePage *page : m_pages) {
        m_stack->addWidget(page);
        connect(page, &ResourcePage::retryRequested, this, [this] { m_model.session().reconnectNow(); });
        connect(page, &ResourcePage::refreshRequested, &m_model, &models::QueuesModel::refresh);
        connect(page, &ResourcePage::actRefused, this, [this](const QString &reason) {
            if (m_toasts != nullptr)
                m_toasts->note(reason);
        });
    }
    connect(&m_model, &models::QueuesModel::changed, this, &QueuesPage::refreshStates);
    m_second.setInterval(1s);
    connect(&m_second, &QTimer::timeout, this, [this] {
        refreshStates();
        // Ages and running times go on without any event.
        m_pages[size_t(tab())]->table()->viewport()->update();
    });
    const QJsonObject saved = m_store ? m_store->load(viewKey()) : QJsonObject();
    showTab(Tab(std::clamp(saved.value(QLatin1String("tab")).toInt(), 0, int(Tab::Workers))));
}

QueuesPage::~QueuesPage() { m_scope.close(); }

QList<KeyInfo> QueuesPage::tabKeys()
{
    QList<KeyInfo> all;
    const std::array titles {
        tr("Show queues", "key list"), tr("Show tasks", "key list"), tr("Show workers", "key list")};
    for (int i = 0; i < int(titles.size()); ++i)
        all.append({tabKey(i).toString(QKeySequence::NativeText), titles[size_t(i)]});
    return all;
}

QList<KeyInfo> QueuesPage::actKeys()
{
    QList<KeyInfo> all = tabKeys();
    const auto add = [&all](const QString &id, const QKeySequence &key, const QString &text) {
        all.append({key.toString(QKeySequence::NativeText), text, {}, id, key});
    };
    add(queues::RevokeOperation::specOf(false).id, TaskActs::revokeKey(), tr("Revoke the selected tasks", "key list"));
    add(queues::RevokeOperation::specOf(true).id, TaskActs::terminateKey(),
        tr("Terminate the selected tasks", "key list"));
    add(queues::EventsOperation::specOf(true).id, WorkerActs::eventsOnKey(),
        tr("Turn on events of the selected workers", "key list"));
    add(queues::EventsOperation::specOf(false).id, WorkerActs::eventsOffKey(),
        tr("Turn off events of the selected workers", "key list"));
    add(WorkerActs::forgetId(), WorkerActs::forgetKey(), tr("Forget the selected workers that are gone", "key list"));
    return all;
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
        button->setShortcut(tabKey(i));
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
    m_pages[size_t(tab)]->takeKeyboard();
    if (m_store)
        m_store->save(viewKey(), {{QStringLiteral("tab"), int(tab)}});
    Q_EMIT tabChanged();
}

QueuesPage::Tab QueuesPage::tab() const { return Tab(m_stack->currentIndex()); }

bool QueuesPage::open(const QString &kind, const QString &id)
{
    const QString place = kind.section(QLatin1Char('?'), 0, 0);
    const QString filter = kind.section(QLatin1Char('?'), 1);
    const Tab tab = place == QLatin1String("tasks") ? Tab::Tasks
        : place == QLatin1String("workers")         ? Tab::Workers
                                                    : Tab::Queues;
    showTab(tab);
    if (!filter.isEmpty())
        m_pages[size_t(tab)]->showOnly(filter);
    if (id.isEmpty() || m_pages[size_t(tab)]->openObject(id))
        return true;
    if (tab != Tab::Tasks || m_toasts == nullptr)
        return false;
    seekTask(id);
    return true;
}

void QueuesPage::seekTask(const QString &id)
{
    queues::QueueService *service = m_model.service();
    m_scope.spawn(onThread<queues::TaskLook>(
                      service, [service, id](std::stop_token stop) { return service->look(id, std::move(stop)); },
                      m_scope.token(), 10s, id),
        [this, id](const Result<queues::TaskLook> &look) { showSought(id, look); });
}

void QueuesPage::showSought(const QString &id, const Result<queues::TaskLook> &look)
{
    if (!look && isCancelled(look.error()))
        return;
    m_model.tasks()->setActive(false); // what was found is in the store: it is read at once
    updateActive();
    if (page(Tab::Tasks)->openObject(id))
        return;
    const auto failure = !look                                                ? look.error()
        : look->resultError && look->resultError->kind != ErrorKind::NotFound ? *look->resultError
                                                                              : Error {};
    const QString name = id.left(s_mostOfId);
    m_toasts->note(failure.code.isEmpty() && failure.what.isEmpty()
            ? taskNotFoundText(name, *look)
            : tr("Whether there is a task “%1” is not known: %2")
                  .arg(name, wording::errorSentence(failure, tr("Results were not read")).reason));
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

void QueuesPage::paintEvent(QPaintEvent *event)
{
    QPainter(this).fillRect(event->rect(), Theme::current().palette().surface); // of one piece with the list below
}

void QueuesPage::updateActive() { m_model.tasks()->setActive(isVisible() && tab() == Tab::Tasks); }

void QueuesPage::refreshStates()
{
    if (!isVisible())
        return;
    const bool isStream = tab() == Tab::Tasks;
    ResourcePage *page = m_pages[size_t(tab())];
    ViewState state = queuesViewState(m_model, isStream);
    if (tab() == Tab::Workers && !state.stale && m_model.workerReading())
        state.missing << silentWorkerNotes(m_model.workerReading()->value);
    page->setState(state);
    const LiveText live = queuesLiveText(m_model, isStream);
    page->setLiveText(live.text, live.status);
    page->refreshActions();
}

} // namespace ph::ui
