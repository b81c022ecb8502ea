// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/tasktab.h"

#include "services/wording/numbers.h"
#include "ui/components/filterbar.h"
#include "ui/components/resourcepage.h"
#include "ui/queues/copyforms.h"
#include "ui/queues/taskdetailview.h"
#include "ui/queues/tasklanguage.h"

namespace ph::ui {

namespace {

queues::Micros microsOf(WallTime at) { return queues::Micros(at.time_since_epoch().count()) * 1000; }

} // namespace

TaskTab::TaskTab(
    models::QueuesModel &model, TaskActs &acts, WorkerActs &workerActs, models::TimeScope *time, QObject *parent)
    : QObject(parent)
    , m_model(model)
    , m_acts(acts)
    , m_workerActs(workerActs)
    , m_time(time)
{
    m_slide.setInterval(slideEvery);
    connect(&m_slide, &QTimer::timeout, this, &TaskTab::slide);
    if (m_time == nullptr)
        return;
    connect(m_time, &models::TimeScope::changed, this, [this] {
        setWindow();
        if (m_page != nullptr)
            m_page->refilter();
    });
    setWindow();
}

void TaskTab::setPage(ResourcePage *page)
{
    m_page = page;
    m_slide.start();
}

void TaskTab::setWindow()
{
    const models::TimeScope::Range range = m_time->range();
    m_window->isAll = m_time->isAll();
    m_window->from = microsOf(range.from);
    // Clocks of senders are not ours: what comes in while the range is live is of now.
    m_window->to = m_time->isLive() ? std::numeric_limits<queues::Micros>::max() : microsOf(range.to);
}

/// Rows leave as time goes on; only those that can are looked at.
void TaskTab::slide()
{
    if (m_time != nullptr && m_time->isLive() && !m_window->isAll) {
        const queues::Micros before = m_window->from;
        setWindow();
        m_model.tasks()->touchEnded(before, m_window->from);
    }
    if (m_page != nullptr && models::dependsOnClock(m_model.tasks(), m_page->filterBar()->text()))
        m_model.tasks()->touchUnfinished();
}

int TaskTab::outside() const
{
    if (m_window->isAll)
        return 0;
    int count = 0;
    const models::TaskTableModel *table = m_model.tasks();
    for (int row = 0; row < table->rowCount(); ++row) {
        const models::TaskEntry &entry = table->entry(row);
        count += entry.gap < 0 && entry.serial != 0 && !m_window->isTouchedBy(entry) ? 1 : 0;
    }
    return count;
}

QPair<QString, QString> TaskTab::countText(int shown) const
{
    const queues::StoreCounts &counts = m_counts = m_model.tasks()->counts();
    QString ofAll = tr("of %1 kept").arg(wording::number(qint64(counts.tasks)));
    if (const int elsewhere = outside(); elsewhere > 0)
        //: %1 is a number of tasks
        ofAll += tr(" · %1 outside the time range").arg(wording::number(qint64(elsewhere)));
    if (counts.evicted > 0)
        ofAll += tr(" · %1 made room").arg(wording::counted(qint64(counts.evicted), wording::Noun::Task));
    return {wording::counted(shown, wording::Noun::Task), ofAll};
}

ViewState TaskTab::emptyState(const QString &filter) const
{
    ViewState state;
    state.kind = ViewState::Kind::Empty;
    const qint64 kept = m_counts.tasks;
    const qsizetype silent = m_workerActs.nodesWithoutEvents().size();
    if (filter.isEmpty() && kept > 0 && !m_window->isAll) {
        state.sentence
            = tr("None of %1 was there in this time range.").arg(wording::counted(kept, wording::Noun::Task));
        state.nextStep = tr("Show all that is kept");
    } else if (filter.isEmpty() && silent > 0) {
        state.sentence = (silent == 1 ? tr("%1 runs tasks, but sends no events: it was started without them.")
                                      : tr("%1 run tasks, but send no events: they were started without them."))
                             .arg(wording::counted(silent, wording::Noun::Worker));
        state.nextStep = tr("Turn on events");
    } else if (filter.isEmpty()) {
        state.sentence = tr("No task event was heard yet. Tasks appear here as soon as a worker takes one.");
    } else {
        state.sentence = tr("None of %1 matches this filter.").arg(wording::counted(kept, wording::Noun::Task));
        if (const int elsewhere = outside(); elsewhere > 0)
            state.sentence += QLatin1Char(' ')
                + tr("%1 of them are outside the time range.").arg(wording::number(qint64(elsewhere)));
        state.nextStep = tr("Clear the filter");
    }
    return state;
}

void TaskTab::nextStep()
{
    if (!m_page->filterBar()->text().isEmpty())
        m_page->setFilter({});
    else if (!m_window->isAll && m_time != nullptr)
        m_time->setLast(Milliseconds {0});
    else
        m_workerActs.setEvents(m_workerActs.nodesWithoutEvents(), true);
}

ResourceDescriptor TaskTab::descriptor()
{
    ResourceDescriptor d;
    d.key = QStringLiteral("tasks");
    d.title = tr("Tasks");
    models::TaskTableModel *table = m_model.tasks();
    d.table = table;
    d.language = std::make_shared<TaskLanguage>(table, m_window);
    d.compile = [this, table](const QString &text) { return models::taskFilter(table, text, m_window); };
    d.filterHint = tr("state:failed  name:agents.*  runtime:>5s");
    d.sortBy = QStringLiteral("changed");
    d.sortOrder = Qt::DescendingOrder;
    d.foldable = {QStringLiteral("queue"), QStringLiteral("tenant"), QStringLiteral("tried")};
    d.countText = [this](int shown, int) { return countText(shown); };
    d.emptyState = [this](const QString &filter) { return emptyState(filter); };
    d.nextStep = [this] { nextStep(); };
    d.makeDetail = [this](QWidget *parent) { return new TaskDetailView(m_model, parent); };
    d.actions = m_acts.all();
    d.copyAs = taskCopyForms(m_model);
    return d;
}

} // namespace ph::ui
