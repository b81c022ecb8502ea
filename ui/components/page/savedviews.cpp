// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/page/savedviews.h"

#include "ui/components/filterbar.h"
#include "ui/components/safetext.h"
#include "ui/components/tablecolumns.h"
#include "ui/components/tableview.h"
#include "ui/components/viewstore.h"
#include "ui/theme/icons.h"

#include <QJsonArray>
#include <QMenu>

namespace ph::ui {

namespace {

constexpr qsizetype s_mostOfViewName = 40;

QString viewsKey() { return QStringLiteral("views"); }
QString nameOf(const QJsonValue &view) { return view.toObject().value(QStringLiteral("name")).toString(); }

} // namespace

SavedViews::SavedViews(const QString &key, const QString &title, ViewStore *store, Parts parts, QWidget *page)
    : QObject(page)
    , m_key(key)
    , m_title(title)
    , m_store(store)
    , m_parts(parts)
    , m_menu(new QMenu(page))
{
    parts.filter->viewsButton()->setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &SavedViews::fillMenu);
}

void SavedViews::load()
{
    if (m_store) {
        m_saved = m_store->load(m_key);
        m_parts.table->columns()->restoreState(m_saved.value(QStringLiteral("table")).toObject());
        m_parts.filter->setText(m_saved.value(QStringLiteral("filter")).toString());
    }
    m_isLoaded = true;
}

void SavedViews::save()
{
    if (!m_isLoaded)
        return;
    m_saved.insert(QStringLiteral("table"), m_parts.table->columns()->saveState());
    m_saved.insert(QStringLiteral("filter"), m_parts.filter->text());
    if (m_parts.panel && m_parts.panel->isVisible())
        m_saved.insert(QStringLiteral("detailWidth"), m_parts.panel->width());
    if (m_store)
        m_store->save(m_key, m_saved);
}

bool SavedViews::isPanelWanted() const { return m_saved.value(QStringLiteral("detailOpen")).toBool(); }

void SavedViews::setPanelWanted(bool wanted) { m_saved.insert(QStringLiteral("detailOpen"), wanted); }

int SavedViews::panelWidth() const { return m_saved.value(QStringLiteral("detailWidth")).toInt(size::detailPanel); }

void SavedViews::choose(int number)
{
    const QJsonArray views = m_saved.value(viewsKey()).toArray();
    if (number < 1 || number > views.size())
        return;
    const QJsonObject view = views[number - 1].toObject();
    m_parts.table->columns()->restoreState(view.value(QStringLiteral("table")).toObject());
    m_parts.filter->setText(view.value(QStringLiteral("filter")).toString());
}

void SavedViews::fillMenu()
{
    m_menu->clear();
    const QJsonArray views = m_saved.value(viewsKey()).toArray();
    for (int i = 0; i < views.size(); ++i) {
        const QString name = safeText(nameOf(views[i]));
        QAction *entry
            = m_menu->addAction(i < 9 ? tr("%1    %2", "saved view: its key, its name").arg(i + 1).arg(name) : name);
        connect(entry, &QAction::triggered, this, [this, i] { choose(i + 1); });
    }
    if (views.isEmpty())
        m_menu->addAction(tr("No saved views yet", "menu"))->setEnabled(false);
    m_menu->addSeparator();
    const QString filter = m_parts.filter->text();
    QAction *save = m_menu->addAction(themeIcon("bookmark-plus", Tone::Text),
        filter.isEmpty()
            ? tr("Save this view", "menu")
            : tr("Save this view as “%1”", "menu; %1 is the filter").arg(safeText(filter.left(s_mostOfViewName))));
    connect(save, &QAction::triggered, this, [this, filter] { add(filter.isEmpty() ? m_title : filter); });
    if (views.isEmpty())
        return;
    QMenu *menu = m_menu->addMenu(tr("Forget", "menu: remove a saved view"));
    for (int i = 0; i < views.size(); ++i)
        connect(menu->addAction(safeText(nameOf(views[i]))), &QAction::triggered, this, [this, i] { forget(i); });
}

void SavedViews::add(const QString &name)
{
    QJsonArray views = m_saved.value(viewsKey()).toArray();
    views.append(QJsonObject {{QStringLiteral("name"), name}, {QStringLiteral("filter"), m_parts.filter->text()},
        {QStringLiteral("table"), m_parts.table->columns()->saveState()}});
    m_saved.insert(viewsKey(), views);
    save();
}

void SavedViews::forget(int at)
{
    QJsonArray left = m_saved.value(viewsKey()).toArray();
    left.removeAt(at);
    m_saved.insert(viewsKey(), left);
    save();
}

} // namespace ph::ui
