// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/activitypanel.h"

namespace ph::ui {

namespace {

constexpr int s_activityWidth = 440;
constexpr int s_mostRuns = 100;
constexpr std::chrono::milliseconds s_agesEvery {1000};

} // namespace

ActivityPanel::ActivityPanel(models::ActivityModel &model, const Clock &clock, QWidget *room)
    : SidePanel(tr("Activity", "panel: running and past operations"), s_activityWidth, room)
    , m_model(model)
    , m_clock(clock)
{
    setEmptyText(
        tr("Nothing was changed here yet. Every change shows its steps, its result and its way back in this place.",
            "empty activity panel"));
    connect(&model, &QAbstractItemModel::rowsInserted, this,
        [this](const QModelIndex &, int first, int last) { insert(first, last); });
    connect(&model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &first, const QModelIndex &last) {
        for (int row = first.row(); row <= last.row(); ++row)
            refresh(row);
    });
    connect(&model, &QAbstractItemModel::modelReset, this, &ActivityPanel::rebuild);
    connect(this, &SidePanel::opened, this, &ActivityPanel::tellAges);
    connect(&m_tick, &QTimer::timeout, this, &ActivityPanel::tellAges);
    m_tick.start(s_agesEvery);
    rebuild();
}

void ActivityPanel::insert(int first, int last)
{
    for (int row = first; row <= last && row < s_mostRuns; ++row) {
        auto *item = new ActivityItem;
        connect(item, &ActivityItem::cancelRequested, this, &ActivityPanel::cancelRequested);
        connect(item, &ActivityItem::undoRequested, this, &ActivityPanel::undoRequested);
        connect(item, &ActivityItem::resumeRequested, this, &ActivityPanel::resumeRequested);
        connect(item, &ActivityItem::abandonRequested, this, &ActivityPanel::abandonRequested);
        m_items.insert(row, item);
        list()->insertWidget(row, item);
        refresh(row);
    }
    while (m_items.size() > s_mostRuns)
        delete m_items.takeLast();
    setEmpty(m_items.isEmpty());
}

void ActivityPanel::rebuild()
{
    qDeleteAll(m_items);
    m_items.clear();
    if (m_model.rowCount() > 0)
        insert(0, m_model.rowCount() - 1);
    setEmpty(m_items.isEmpty());
}

void ActivityPanel::refresh(int row)
{
    if (row < m_items.size())
        m_items[row]->setRun(m_model.run(row), m_clock.wall());
}

void ActivityPanel::tellAges()
{
    if (!isVisible())
        return;
    for (ActivityItem *item : std::as_const(m_items))
        item->setNow(m_clock.wall());
}

} // namespace ph::ui
