// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/tableview.h"

#include "services/wording/numbers.h"
#include "ui/components/button.h"
#include "ui/components/celldelegate.h"
#include "ui/components/safetext.h"
#include "ui/components/statehost.h"
#include "ui/components/tableheader.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QJsonArray>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

namespace ph::ui {

namespace {
constexpr int s_leastColumn = 48;
constexpr int s_foldLimit = 5000;
} // namespace

TableView::TableView(const QString &accessibleName, QWidget *parent)
    : QTableView(parent)
    , m_index(new models::IndexModel(this))
    , m_delegate(new CellDelegate(m_index, this))
    , m_pending(new Button({}, ButtonRole::Primary, this))
{
    setAccessibleName(accessibleName);
    setModel(m_index);
    setItemDelegate(m_delegate);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setFrameShape(NoFrame);
    setCornerButtonEnabled(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    viewport()->setMouseTracking(true);
    setMouseTracking(true);
    buildHeader();
    m_pending->setCompact(true);
    m_pending->setFocusPolicy(Qt::NoFocus); // Home does the same from the keyboard
    m_pending->hide();
    connect(m_pending, &QPushButton::clicked, this, [this] {
        m_index->showPending();
        if (isNewestFirst())
            scrollToTop();
    });
    connect(m_index, &models::IndexModel::pendingChanged, this, &TableView::updatePendingButton);
    // What is selected stays under the eyes of whoever works on it, though it matches no more.
    m_index->setKeeps([this](int row) { return selectionModel()->isRowSelected(row, {}); });
    connect(this, &QAbstractItemView::doubleClicked, this,
        [this](const QModelIndex &at) { Q_EMIT opened(at.data(models::IdRole).toString()); });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &TableView::updateHold);
}

TableView::~TableView() = default;

void TableView::buildHeader()
{
    QHeaderView *rows = verticalHeader();
    rows->setSectionResizeMode(QHeaderView::Fixed);
    rows->setMinimumSectionSize(size::tableRow);
    rows->setDefaultSectionSize(size::tableRow);
    rows->hide();
    auto *head = new TableHeader(this);
    setHorizontalHeader(head);
    head->setSortIndicatorShown(true); // the view turned it off: it does not sort by itself
    head->setAccessibleName(tr("Columns", "name of the head of a table"));
    head->setMinimumSectionSize(s_leastColumn);
    connect(head, &QWidget::customContextMenuRequested, this, [this, head](const QPoint &at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillColumnMenu(menu);
        menu->popup(head->mapToGlobal(at));
    });
    connect(head, &QHeaderView::sectionClicked, this, [this, head](int column) {
        const bool again = m_index->sortColumn() == column;
        const bool down
            = again ? m_index->sortOrder() == Qt::AscendingOrder : m_index->table()->columns()[column].descendingFirst;
        head->setSortIndicator(column, down ? Qt::DescendingOrder : Qt::AscendingOrder);
        m_index->sort(column, down ? Qt::DescendingOrder : Qt::AscendingOrder);
        Q_EMIT stateChanged();
    });
    connect(head, &QHeaderView::sectionMoved, this, &TableView::stateChanged);
    connect(head, &QHeaderView::sectionResized, this, [this] {
        if (m_fitting)
            return;
        stretchColumn();
        Q_EMIT stateChanged();
    });
}

void TableView::setTable(models::TableModel *table)
{
    m_index->setTable(table);
    if (!table)
        return;
    m_fitting = true;
    for (int column = 0; column < table->columns().size(); ++column) {
        setColumnWidth(column, table->columns()[column].width);
        setColumnHidden(column, !table->columns()[column].isShown);
    }
    m_fitting = false;
    stretchColumn();
}

// --- columns  ---

/// One column takes the room that is left; the others keep the width a person gave them.
void TableView::stretchColumn()
{
    const auto *table = m_index->table();
    if (!table)
        return;
    int used = 0;
    int stretching = -1;
    for (int column = 0; column < table->columns().size(); ++column) {
        if (isColumnHidden(column))
            continue;
        if (table->columns()[column].stretches && stretching < 0)
            stretching = column;
        else
            used += columnWidth(column);
    }
    if (stretching < 0)
        return;
    m_fitting = true;
    const int floor = std::min(table->columns()[stretching].width, 180);
    setColumnWidth(stretching, std::max(floor, viewport()->width() - used));
    m_fitting = false;
}

void TableView::setColumnShown(int column, bool shown)
{
    const QString key = m_index->table()->columns()[column].key;
    m_folded.removeIf([&key](const auto &folded) { return folded.first == key; });
    setColumnHidden(column, !shown);
    stretchColumn();
    Q_EMIT stateChanged();
    Q_EMIT foldedChanged();
}

void TableView::fillColumnMenu(QMenu *menu)
{
    const auto *table = m_index->table();
    if (!table)
        return;
    for (int column = 0; column < table->columns().size(); ++column) {
        auto *action = menu->addAction(table->columns()[column].title);
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            const int hidden = horizontalHeader()->hiddenSectionCount();
            if (shown || hidden + 1 < m_index->columnCount()) // never the last one
                setColumnShown(column, shown);
        });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Fit widths to content", "menu of table columns")), &QAction::triggered, this, [this] {
        const int rows = std::min(m_index->rowCount(), 200);
        for (int column = 0; column < m_index->columnCount(); ++column) {
            int width = horizontalHeader()->fontMetrics().horizontalAdvance(m_index->table()->columns()[column].title)
                + 2 * size::cellPadding + 18;
            for (int row = 0; row < rows; ++row)
                width = std::max(width, m_delegate->naturalWidth(row, column));
            setColumnWidth(column, std::min(width, 480));
        }
    });
    connect(menu->addAction(tr("Columns as they were", "menu of table columns: restore defaults")), &QAction::triggered,
        this, [this] {
            for (int visual = 0; visual < m_index->columnCount(); ++visual)
                horizontalHeader()->moveSection(horizontalHeader()->visualIndex(visual), visual);
            setTable(m_index->table());
            Q_EMIT stateChanged();
        });
}

void TableView::foldUniformColumns(const QStringList &candidates)
{
    const auto *table = m_index->table();
    const int rows = m_index->rowCount();
    const auto before = m_folded;
    for (const auto &[key, value] : std::as_const(m_folded)) {
        const int column = table ? table->columnOf(key) : -1;
        if (column >= 0)
            setColumnHidden(column, false);
    }
    m_folded.clear();
    for (const QString &key : candidates) {
        const int column = table ? table->columnOf(key) : -1;
        if (column < 0 || isColumnHidden(column) || rows < 2 || rows > s_foldLimit)
            continue;
        std::optional<QString> only;
        bool uniform = true;
        for (int row = 0; row < rows && uniform; ++row) {
            const int source = m_index->sourceRow(row);
            if (table->isGap(source))
                continue;
            const QString text = table->text(source, column);
            uniform = !only || *only == text;
            only = text;
        }
        if (uniform && only)
            m_folded.append({key, *only});
    }
    for (const auto &[key, value] : std::as_const(m_folded))
        setColumnHidden(table->columnOf(key), true);
    stretchColumn();
    if (m_folded != before)
        Q_EMIT foldedChanged();
}

QJsonObject TableView::saveState() const
{
    const auto *table = m_index->table();
    if (!table)
        return {};
    QJsonArray columns;
    const QHeaderView *head = horizontalHeader();
    for (int visual = 0; visual < head->count(); ++visual) {
        const int column = head->logicalIndex(visual);
        const QString key = table->columns()[column].key;
        const bool folded
            = std::any_of(m_folded.begin(), m_folded.end(), [&key](const auto &f) { return f.first == key; });
        QJsonObject entry {{QStringLiteral("key"), key}, {QStringLiteral("shown"), folded || !isColumnHidden(column)}};
        if (!isColumnHidden(column))
            entry.insert(QStringLiteral("width"), columnWidth(column));
        columns.append(entry);
    }
    QJsonObject state {{QStringLiteral("columns"), columns}};
    if (m_index->sortColumn() >= 0) {
        state.insert(QStringLiteral("sort"), table->columns()[m_index->sortColumn()].key);
        state.insert(QStringLiteral("descending"), m_index->sortOrder() == Qt::DescendingOrder);
    }
    return state;
}

void TableView::restoreState(const QJsonObject &state)
{
    const auto *table = m_index->table();
    if (!table || state.isEmpty())
        return;
    m_fitting = true;
    int visual = 0;
    for (const QJsonValue &value : state.value(QStringLiteral("columns")).toArray()) {
        const QJsonObject entry = value.toObject();
        const int column = table->columnOf(entry.value(QStringLiteral("key")).toString());
        if (column < 0)
            continue; // a column of an older version
        horizontalHeader()->moveSection(horizontalHeader()->visualIndex(column), visual++);
        setColumnHidden(column, !entry.value(QStringLiteral("shown")).toBool(true));
        const int width = entry.value(QStringLiteral("width")).toInt();
        if (width > 0)
            setColumnWidth(column, std::clamp(width, s_leastColumn, 4000));
    }
    m_fitting = false;
    const int sort = table->columnOf(state.value(QStringLiteral("sort")).toString());
    if (sort >= 0) {
        const auto order
            = state.value(QStringLiteral("descending")).toBool() ? Qt::DescendingOrder : Qt::AscendingOrder;
        horizontalHeader()->setSortIndicator(sort, order);
        m_index->sort(sort, order);
    }
    stretchColumn();
}

// --- selection  ---

QStringList TableView::selectedIds() const
{
    QStringList ids;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        for (int row = range.top(); row <= range.bottom(); ++row)
            if (!m_index->table()->isGap(m_index->sourceRow(row)))
                ids << m_index->table()->id(m_index->sourceRow(row));
    return ids;
}

QString TableView::currentId() const { return currentIndex().data(models::IdRole).toString(); }

bool TableView::selectId(const QString &id)
{
    const int row = m_index->rowOfId(id);
    if (row < 0)
        return false;
    const QModelIndex at = m_index->index(row, horizontalHeader()->logicalIndex(0));
    selectionModel()->setCurrentIndex(at, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(at);
    return true;
}

void TableView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    updateHold();
    m_index->reviewStrays();
    Q_EMIT selectionMoved();
}

void TableView::copyIds() const
{
    const QStringList ids = selectedIds();
    if (!ids.isEmpty())
        QGuiApplication::clipboard()->setText(ids.join(QLatin1Char('\n')));
}

void TableView::moveCurrent(int by, bool extend)
{
    const int rows = m_index->rowCount();
    if (rows == 0)
        return;
    const int from = currentIndex().isValid() ? currentIndex().row() + by : 0;
    const QModelIndex to = m_index->index(std::clamp(from, 0, rows - 1), std::max(0, currentIndex().column()));
    selectionModel()->setCurrentIndex(
        to, (extend ? QItemSelectionModel::Select : QItemSelectionModel::ClearAndSelect) | QItemSelectionModel::Rows);
    scrollTo(to);
}

void TableView::keyPressEvent(QKeyEvent *event)
{
    const bool plain = (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
    const bool extend = event->modifiers() & Qt::ShiftModifier;
    if (event->matches(QKeySequence::Copy)) {
        copyIds();
        return;
    }
    if (plain) {
        switch (event->key()) {
        case Qt::Key_J: moveCurrent(1, extend); return;
        case Qt::Key_K: moveCurrent(-1, extend); return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (currentIndex().isValid())
                Q_EMIT opened(currentId());
            return;
        case Qt::Key_Space:
            if (currentIndex().isValid())
                Q_EMIT peeked(currentId());
            return;
        case Qt::Key_Home:
            if (m_index->pendingCount() > 0)
                m_index->showPending();
            moveCurrent(-m_index->rowCount(), false);
            return;
        case Qt::Key_End: moveCurrent(m_index->rowCount(), false); return;
        case Qt::Key_Escape:
            if (!m_escapeKeeps && selectionModel()->hasSelection()) {
                clearSelection();
                setCurrentIndex({});
            }
            Q_EMIT backRequested();
            return;
        default: break;
        }
        if (!event->text().isEmpty() && event->text().at(0).isPrint()) {
            event->ignore(); // keys of the page: "/", "1", "g q"
            return;
        }
    }
    QTableView::keyPressEvent(event);
}

// --- holding still  ---

void TableView::setLive(bool live)
{
    m_isLive = live;
    updateHold();
}

void TableView::updateHold()
{
    m_index->setHeld(
        m_isLive && (m_pointerInside || selectionModel()->hasSelection() || verticalScrollBar()->value() > 0));
}

void TableView::updatePendingButton()
{
    const int count = m_index->pendingCount();
    m_pending->setVisible(count > 0);
    if (count == 0)
        return;
    m_pending->setText(isNewestFirst()
            ? tr("%1 new ↑", "button: rows that came while the table was held still, above it")
                  .arg(wording::number(qint64(count)))
            : tr("%1 new", "button: rows that came while the table was held still, anywhere in its order")
                  .arg(wording::number(qint64(count))));
    m_pending->setToolTip(isNewestFirst() ? tr("They came while you were reading, and stand above")
                                          : tr("They came while you were reading, and stand where the order has them"));
}

bool TableView::isNewestFirst() const
{
    const models::TableModel *table = m_index->table();
    const int column = m_index->sortColumn();
    return table != nullptr && column >= 0 && m_index->sortOrder() == Qt::DescendingOrder
        && table->columns().at(column).kind == models::ColumnKind::Time;
}

void TableView::enterEvent(QEnterEvent *event)
{
    QTableView::enterEvent(event);
    m_pointerInside = true;
    updateHold();
}

void TableView::leaveEvent(QEvent *event)
{
    QTableView::leaveEvent(event);
    m_pointerInside = false;
    setHovered(-1);
    updateHold();
}

bool TableView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        setHovered(-1);
    return QTableView::viewportEvent(event);
}

void TableView::mouseMoveEvent(QMouseEvent *event)
{
    QTableView::mouseMoveEvent(event);
    setHovered(rowAt(event->position().toPoint().y()));
}

void TableView::setHovered(int row)
{
    if (row == m_hovered)
        return;
    const auto repaintRow = [this](int at) {
        if (at >= 0)
            viewport()->update(0, rowViewportPosition(at), viewport()->width(), size::tableRow);
    };
    repaintRow(m_hovered);
    m_hovered = row;
    m_delegate->setHoveredRow(row);
    repaintRow(row);
}

void TableView::setStale(bool stale)
{
    m_delegate->setStale(stale);
    viewport()->update();
}

void TableView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    stretchColumn();
}

void TableView::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex at
        = indexAt(event->reason() == QContextMenuEvent::Mouse ? event->pos() : visualRect(currentIndex()).center());
    if (at.isValid() && !selectionModel()->isRowSelected(at.row()))
        selectionModel()->setCurrentIndex(at, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    if (at.isValid())
        Q_EMIT contextMenuWanted(event->reason() == QContextMenuEvent::Mouse
                ? event->globalPos()
                : viewport()->mapToGlobal(visualRect(at).bottomLeft()));
}

// --- painting  ---

void TableView::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (!m_index->table())
        return;
    QPainter painter(viewport());
    paintGaps(&painter, event->rect());
    paintCurrent(&painter);
}

void TableView::paintGaps(QPainter *painter, const QRect &exposed)
{
    const auto *table = m_index->table();
    if (table->gapColumn() < 0)
        return;
    const int first = rowAt(exposed.top());
    if (first < 0)
        return;
    const int last = rowAt(exposed.bottom());
    for (int row = first; row <= (last < 0 ? m_index->rowCount() - 1 : last); ++row) {
        const int source = m_index->sourceRow(row);
        if (!table->isGap(source))
            continue;
        const QRect strip(0, rowViewportPosition(row), viewport()->width(), size::tableRow);
        painter->fillRect(strip, Theme::current().palette().surface);
        paintGap(painter, strip, table->text(source, 0), table->gapDetail(source), layoutDirection());
    }
}

/// The bar of the selected rows at the leading edge, and the ring of the current one when the keyboard is here.
void TableView::paintCurrent(QPainter *painter)
{
    const Theme &theme = Theme::current();
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        const int top = std::max(range.top(), rowAt(0));
        for (int row = top; row >= 0 && row <= range.bottom(); ++row) {
            const int y = rowViewportPosition(row);
            if (y > viewport()->height())
                break;
            painter->fillRect(
                QRect(mirrored ? viewport()->width() - 3 : 0, y, 3, size::tableRow - 1), theme.color(Tone::Accent));
        }
    }
    if (!hasFocus() || !currentIndex().isValid())
        return;
    painter->setPen(QPen(theme.color(Tone::Accent), 1));
    painter->drawRect(QRect(0, rowViewportPosition(currentIndex().row()), viewport()->width() - 1, size::tableRow - 2));
}

} // namespace ph::ui
