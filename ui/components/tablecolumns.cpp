// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/tablecolumns.h"

#include "ui/components/celldelegate.h"
#include "ui/components/tableheader.h"

#include <QJsonArray>
#include <QMenu>
#include <QTableView>

namespace ph::ui {

namespace {
constexpr int s_leastColumn = 48;
constexpr int s_mostColumn = 4000; ///< of what was kept: a broken file makes no endless table
constexpr int s_leastStretched = 180;
constexpr int s_leastText = 84; ///< of a text that gives way; the rest of it is in the tooltip
constexpr int s_leastId = 90; ///< both ends of an id are told apart
constexpr int s_leastName = 132; ///< of the column that names the object, and of the stretching one
constexpr int s_mostFitted = 480;
constexpr int s_sortArrow = 18;
constexpr int s_foldLimit = 5000;
constexpr int s_fitRows = 200;
} // namespace

TableColumns::TableColumns(QTableView *view, models::IndexModel *index, CellDelegate *delegate)
    : QObject(view)
    , m_view(view)
    , m_index(index)
    , m_delegate(delegate)
    , m_head(new TableHeader(view))
{
    view->setHorizontalHeader(m_head);
    m_head->setSortIndicatorShown(true); // the view turned it off: it does not sort by itself
    m_head->setAccessibleName(tr("Columns", "name of the head of a table"));
    m_head->setMinimumSectionSize(s_leastColumn);
    connect(m_head, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        auto *menu = new QMenu(m_view);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillMenu(menu);
        menu->popup(m_head->mapToGlobal(at));
    });
    connect(m_head, &QHeaderView::sectionClicked, this, &TableColumns::onHeadClicked);
    connect(m_head, &QHeaderView::sectionMoved, this, &TableColumns::changed);
    connect(m_head, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (m_isFitting || width == 0)
            return;
        takeWidth(column, width);
        stretch();
        Q_EMIT changed();
    });
}

void TableColumns::applyDefaults()
{
    m_isFitting = true;
    m_widths.clear();
    m_yielded.clear();
    for (int column = 0; column < table()->columns().size(); ++column) {
        m_widths.append({table()->columns()[column].width, false});
        m_view->setColumnWidth(column, table()->columns()[column].width);
        hide(column, !table()->columns()[column].isShown);
    }
    m_isFitting = false;
    stretch();
}

/// What the view makes of it is no person's width.
void TableColumns::hide(int column, bool hidden)
{
    const bool wasFitting = std::exchange(m_isFitting, true);
    m_view->setColumnHidden(column, hidden);
    m_isFitting = wasFitting;
}

void TableColumns::takeWidth(int column, int width)
{
    if (column < m_widths.size() && column != stretchingColumn())
        m_widths[column] = {width, width != table()->columns()[column].width};
}

/// The first that is shown; -1: none stretches.
int TableColumns::stretchingColumn() const
{
    for (int column = 0; column < table()->columns().size(); ++column)
        if (table()->columns()[column].stretches && !m_view->isColumnHidden(column))
            return column;
    return -1;
}

int TableColumns::leastOf(int column) const
{
    const Width &width = m_widths[column];
    if (width.isPersons)
        return width.wanted;
    switch (table()->columns()[column].kind) {
    case models::ColumnKind::Strong: return std::min(width.wanted, s_leastName);
    case models::ColumnKind::Text:
    case models::ColumnKind::Muted: return std::min(width.wanted, s_leastText);
    case models::ColumnKind::Id: return std::min(width.wanted, s_leastId);
    default: return width.wanted;
    }
}

/// A column that a person set, asked for or sorts by stays.
bool TableColumns::mayYield(int column) const
{
    const auto &info = table()->columns()[column];
    return info.yields && !m_widths[column].isPersons && !m_unfolded.contains(info.key)
        && m_index->sortColumn() != column;
}

int TableColumns::leastWidthWith(const QStringList &yielding) const
{
    const int stretching = stretchingColumn();
    int width = 0;
    for (int column = 0; column < m_widths.size(); ++column) {
        const auto &info = table()->columns()[column];
        const bool isShown = !m_view->isColumnHidden(column) || m_yielded.contains(info.key);
        if (isShown && !yielding.contains(info.key))
            width += column == stretching ? std::min(info.width, s_leastName) : leastOf(column);
    }
    return width;
}

int TableColumns::leastWidth() const
{
    if (!table() || m_widths.size() != table()->columns().size())
        return 0;
    QStringList yielding;
    for (int column = 0; column < m_widths.size(); ++column)
        if (mayYield(column))
            yielding << table()->columns()[column].key;
    return leastWidthWith(yielding);
}

void TableColumns::yield()
{
    QStringList yielding;
    for (int column = int(m_widths.size()) - 1; column >= 0; --column) {
        const QString key = table()->columns()[column].key;
        const bool isThere = !m_view->isColumnHidden(column) || m_yielded.contains(key);
        if (isThere && mayYield(column) && leastWidthWith(yielding) > m_view->viewport()->width())
            yielding << key;
    }
    if (yielding == m_yielded)
        return;
    const QStringList back = std::exchange(m_yielded, yielding);
    for (const QString &key : back)
        hide(table()->columnOf(key), yielding.contains(key));
    for (const QString &key : yielding)
        hide(table()->columnOf(key), true);
    Q_EMIT foldedChanged();
}

void TableColumns::stretch()
{
    if (!table() || m_widths.size() != table()->columns().size())
        return;
    yield();
    shareRoom();
}

void TableColumns::shareRoom()
{
    const int stretching = stretchingColumn();
    if (stretching < 0)
        return;
    const int declared = table()->columns()[stretching].width;
    int used = 0;
    int spare = 0; ///< px that texts can give
    for (int column = 0; column < m_widths.size(); ++column)
        if (column != stretching && !m_view->isColumnHidden(column)) {
            used += m_widths[column].wanted;
            spare += m_widths[column].wanted - leastOf(column);
        }
    const int room = m_view->viewport()->width() - used;
    const int name = std::max(room, std::min({declared, s_leastStretched, std::max(room + spare, s_leastName)}));
    const int missing = std::clamp(name - room, 0, spare);
    m_isFitting = true;
    int given = 0;
    int shared = 0;
    for (int column = 0; column < m_widths.size(); ++column) {
        if (column == stretching || m_view->isColumnHidden(column))
            continue;
        int width = m_widths[column].wanted;
        if (missing > 0) { // each in proportion to what it can give; no pixel is lost
            shared += width - leastOf(column);
            const int upTo = missing * shared / spare;
            width -= upTo - given;
            given = upTo;
        }
        m_view->setColumnWidth(column, width);
    }
    m_view->setColumnWidth(stretching, std::max(s_leastColumn, name));
    m_isFitting = false;
}

// --- sorting  ---

void TableColumns::onHeadClicked(int column)
{
    const bool again = m_index->sortColumn() == column;
    const bool down = again ? m_index->sortOrder() == Qt::AscendingOrder : table()->columns()[column].descendingFirst;
    sortBy(table()->columns()[column].key, down ? Qt::DescendingOrder : Qt::AscendingOrder);
    Q_EMIT changed();
}

void TableColumns::sortBy(const QString &key, Qt::SortOrder order)
{
    const int column = table()->columnOf(key);
    if (column < 0)
        return;
    m_head->setSortIndicator(column, order);
    m_index->sort(column, order);
}

bool TableColumns::isNewestFirst() const
{
    const int column = m_index->sortColumn();
    return table() != nullptr && column >= 0 && m_index->sortOrder() == Qt::DescendingOrder
        && table()->columns().at(column).kind == models::ColumnKind::Time;
}

// --- what is shown  ---

void TableColumns::setShown(int column, bool shown)
{
    const QString key = table()->columns()[column].key;
    m_folded.removeIf([&key](const auto &folded) { return folded.first == key; });
    m_yielded.removeAll(key);
    if (shown)
        m_unfolded.insert(key);
    else
        m_unfolded.remove(key);
    hide(column, !shown);
    stretch();
    Q_EMIT changed();
    Q_EMIT foldedChanged();
}

void TableColumns::showFolded()
{
    QStringList hidden = m_yielded;
    for (const auto &[key, value] : std::as_const(m_folded))
        hidden << key;
    for (const QString &key : std::as_const(hidden))
        setShown(table()->columnOf(key), true);
}

void TableColumns::fillMenu(QMenu *menu)
{
    if (!table())
        return;
    for (int column = 0; column < table()->columns().size(); ++column) {
        auto *action = menu->addAction(table()->columns()[column].title);
        action->setCheckable(true);
        action->setChecked(!m_view->isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            if (shown || m_head->hiddenSectionCount() + 1 < m_index->columnCount()) // never the last one
                setShown(column, shown);
        });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Fit widths to content", "menu of table columns")), &QAction::triggered, this,
        &TableColumns::fitToContent);
    connect(menu->addAction(tr("Columns as they were", "menu of table columns: restore defaults")), &QAction::triggered,
        this, &TableColumns::restoreDefaults);
}

void TableColumns::fitToContent()
{
    const int rows = std::min(m_index->rowCount(), s_fitRows);
    for (int column = 0; column < m_index->columnCount(); ++column) {
        const QString title = table()->columns()[column].title;
        int width = m_head->fontMetrics().horizontalAdvance(title) + 2 * size::cellPadding + s_sortArrow;
        for (int row = 0; row < rows; ++row)
            width = std::max(width, m_delegate->naturalWidth(row, column));
        m_view->setColumnWidth(column, std::min(width, s_mostFitted));
    }
}

void TableColumns::restoreDefaults()
{
    for (int visual = 0; visual < m_index->columnCount(); ++visual)
        m_head->moveSection(m_head->visualIndex(visual), visual);
    m_index->setTable(m_index->table());
    m_unfolded.clear();
    applyDefaults();
    Q_EMIT changed();
}

// --- folding  ---

/// The one value that all rows have; none if they differ.
std::optional<QString> TableColumns::onlyValue(int column) const
{
    std::optional<QString> only;
    for (int row = 0; row < m_index->rowCount(); ++row) {
        const int source = m_index->sourceRow(row);
        if (table()->isGap(source))
            continue;
        const QString text = table()->text(source, column);
        if (only && *only != text)
            return {};
        only = text;
    }
    return only;
}

void TableColumns::foldUniform(const QStringList &candidates)
{
    const int rows = m_index->rowCount();
    const auto before = m_folded;
    const auto columnOf = [this](const QString &key) { return table() ? table()->columnOf(key) : -1; };
    for (const auto &[key, value] : std::as_const(m_folded))
        if (const int column = columnOf(key); column >= 0)
            hide(column, false);
    m_folded.clear();
    for (const QString &key : candidates) {
        const int column = columnOf(key);
        if (column < 0 || m_view->isColumnHidden(column) || rows < 2 || rows > s_foldLimit || m_unfolded.contains(key))
            continue;
        if (const auto only = onlyValue(column))
            m_folded.append({key, *only});
    }
    for (const auto &[key, value] : std::as_const(m_folded))
        hide(columnOf(key), true);
    stretch();
    if (m_folded != before)
        Q_EMIT foldedChanged();
}

// --- keeping  ---

QJsonObject TableColumns::saveState() const
{
    if (!table())
        return {};
    QJsonArray columns;
    for (int visual = 0; visual < m_head->count(); ++visual) {
        const int column = m_head->logicalIndex(visual);
        const QString key = table()->columns()[column].key;
        const bool isForNow = m_yielded.contains(key)
            || std::any_of(m_folded.begin(), m_folded.end(), [&key](const auto &each) { return each.first == key; });
        const bool isHidden = m_view->isColumnHidden(column);
        QJsonObject entry {{QStringLiteral("key"), key}, {QStringLiteral("shown"), isForNow || !isHidden}};
        if (!isHidden)
            entry.insert(QStringLiteral("width"), m_widths.value(column, {m_view->columnWidth(column), false}).wanted);
        columns.append(entry);
    }
    QJsonObject state {{QStringLiteral("columns"), columns}};
    if (m_index->sortColumn() >= 0) {
        state.insert(QStringLiteral("sort"), table()->columns()[m_index->sortColumn()].key);
        state.insert(QStringLiteral("descending"), m_index->sortOrder() == Qt::DescendingOrder);
    }
    return state;
}

void TableColumns::restoreState(const QJsonObject &state)
{
    if (!table() || state.isEmpty())
        return;
    const QStringList yielded = std::exchange(m_yielded, {});
    for (const QString &key : yielded)
        hide(table()->columnOf(key), false);
    m_isFitting = true;
    int visual = 0;
    for (const QJsonValue &value : state.value(QStringLiteral("columns")).toArray())
        restoreColumn(value.toObject(), visual);
    m_isFitting = false;
    sortBy(state.value(QStringLiteral("sort")).toString(),
        state.value(QStringLiteral("descending")).toBool() ? Qt::DescendingOrder : Qt::AscendingOrder);
    stretch();
}

void TableColumns::restoreColumn(const QJsonObject &entry, int &visual)
{
    const int column = table()->columnOf(entry.value(QStringLiteral("key")).toString());
    if (column < 0)
        return; // of an older version
    m_head->moveSection(m_head->visualIndex(column), visual++);
    hide(column, !entry.value(QStringLiteral("shown")).toBool(true));
    const int width = entry.value(QStringLiteral("width")).toInt();
    if (width <= 0)
        return;
    takeWidth(column, std::clamp(width, s_leastColumn, s_mostColumn));
    m_view->setColumnWidth(column, std::clamp(width, s_leastColumn, s_mostColumn));
}

} // namespace ph::ui
