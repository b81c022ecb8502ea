// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/page/pagetools.h"

#include "ui/components/flowlayout.h"
#include "ui/components/label.h"
#include "ui/components/layout.h"
#include "ui/components/page/actionrow.h"
#include "ui/components/statepill.h"
#include "ui/components/tablecolumns.h"
#include "ui/components/tableview.h"

#include <QMenu>

namespace ph::ui {

PageTools::PageTools(PageActions &actions, TableView *table, bool canPause, QObject *parent)
    : QObject(parent)
    , m_actions(actions)
    , m_table(table)
    , m_row(new FlowLayout(nullptr))
    , m_count(new Label({}, TextStyle::BodyStrong))
    , m_ofAll(new Label({}, TextStyle::Small, Tone::Muted))
    , m_stream(new QWidget)
    , m_liveDot(new StateDot)
    , m_live(new Label({}, TextStyle::Small, Tone::Muted))
{
    addCounts();
    addLive();
    m_row->addWidget(m_table->pendingButton());
    m_row->startTrailing();
    if (canPause)
        addPause();
    addColumns();
    addActions();
}

void PageTools::addCounts()
{
    m_row->addWidget(m_count);
    m_row->addWidget(m_ofAll);
}

void PageTools::addLive()
{
    m_liveDot->setAccessibleName(tr("Stream state", "dot before the age of live data"));
    auto *live = hbox(m_stream, {}, 8);
    live->addWidget(m_liveDot);
    live->addWidget(m_live);
    m_stream->hide();
    m_row->addWidget(m_stream);
}

void PageTools::addPause()
{
    auto *pause = new Button(tr("Pause", "button: hold a live table still"));
    pause->setThemeIcon("pause");
    pause->setCheckable(true);
    connect(pause, &QPushButton::toggled, this, [this, pause](bool paused) {
        m_table->index()->setPaused(paused);
        pause->setText(paused ? tr("Resume", "button: let a live table move again") : tr("Pause"));
        pause->setThemeIcon(paused ? "play" : "pause");
    });
    m_row->addWidget(pause);
}

void PageTools::addColumns()
{
    auto *columns = new Button(tr("Columns", "button: menu of table columns"));
    columns->setThemeIcon("columns-3");
    auto *menu = new QMenu(columns);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        m_table->columns()->fillMenu(menu);
    });
    columns->setPopup(menu);
    m_row->addWidget(columns);
}

void PageTools::addActions()
{
    for (const RowAction &action : m_actions.all()) {
        if (!action.onPage)
            continue;
        auto *button = new Button(action.text, action.role);
        if (!action.icon.isEmpty())
            button->setThemeIcon(action.icon);
        connect(button, &QPushButton::clicked, this, [this, &action] { action.run(m_actions.targetOf(action)); });
        m_row->addWidget(button);
        m_buttons.append({button, &action});
    }
}

void PageTools::setCounts(const QString &shown, const QString &ofAll)
{
    m_count->setText(shown);
    m_ofAll->setText(ofAll);
    m_ofAll->setVisible(!ofAll.isEmpty());
}

void PageTools::setLiveText(const QString &text, models::Status status)
{
    m_liveDot->setStatus(status);
    m_live->setText(text);
    m_stream->setVisible(!text.isEmpty());
}

void PageTools::refresh()
{
    for (const auto &[button, action] : std::as_const(m_buttons)) {
        const ActionOffer offer = m_actions.offer(*action);
        button->setVisible(offer.state.isShown);
        button->setText(offer.text());
        explainOn(button, offer);
    }
}

} // namespace ph::ui
