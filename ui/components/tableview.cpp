// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/tableview.h"

#include "ui/components/button.h"
#include "ui/components/celldelegate.h"
#include "ui/components/rowhold.h"
#include "ui/components/statehost.h"
#include "ui/components/tablecolumns.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

namespace ph::ui {

TableView::TableView(const QString &accessibleName, QWidget *parent)
    : QTableView(parent)
    , m_index(new models::IndexModel(this))
    , m_delegate(new CellDelegate(m_index, this))
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
    QHeaderView *rows = verticalHeader();
    rows->setSectionResizeMode(QHeaderView::Fixed);
    rows->setMinimumSectionSize(size::tableRow);
    rows->setDefaultSectionSize(size::tableRow);
    rows->hide();
    m_columns = new TableColumns(this, m_index, m_delegate);
    m_hold = new RowHold(this, m_index, m_columns);
    // What is selected stays under the eyes of whoever works on it, though it matches no more.
    m_index->setKeeps([this](int row) { return selectionModel()->isRowSelected(row, {}); });
    connect(this, &QAbstractItemView::doubleClicked, this,
        [this](const QModelIndex &at) { Q_EMIT opened(at.data(models::IdRole).toString()); });
}

TableView::~TableView() = default;

void TableView::setTable(models::TableModel *table)
{
    m_index->setTable(table);
    if (table)
        m_columns->applyDefaults();
}

Button *TableView::pendingButton() const { return m_hold->button(); }

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
    if (m_hold) // not yet when the view gets its model
        m_hold->update();
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

void TableView::takeKeyboard()
{
    setFocus(Qt::OtherFocusReason);
    if (!currentIndex().isValid() && m_index->rowCount() > 0)
        setCurrentIndex(m_index->index(0, 0));
}

void TableView::deselect()
{
    clearSelection();
    setCurrentIndex({});
}

void TableView::keyPressEvent(QKeyEvent *event)
{
    const bool plain = (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
    if (event->matches(QKeySequence::Copy))
        return copyIds();
    if (event->key() == Qt::Key_F10 && event->modifiers() == Qt::ShiftModifier && currentIndex().isValid()) {
        Q_EMIT contextMenuWanted(belowCurrent());
        return;
    }
    if (plain && doKey(event->key(), event->modifiers() & Qt::ShiftModifier))
        return;
    if (plain && !event->text().isEmpty() && event->text().at(0).isPrint())
        event->ignore(); // keys of the page: "/", "1", "g q"
    else
        QTableView::keyPressEvent(event);
}

bool TableView::doKey(int key, bool extend)
{
    switch (key) {
    case Qt::Key_J: moveCurrent(1, extend); break;
    case Qt::Key_K: moveCurrent(-1, extend); break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (currentIndex().isValid())
            Q_EMIT opened(currentId());
        break;
    case Qt::Key_Space:
        if (currentIndex().isValid())
            Q_EMIT peeked(currentId());
        break;
    case Qt::Key_Home:
        if (m_index->pendingCount() > 0)
            m_index->showPending();
        moveCurrent(-m_index->rowCount(), false);
        break;
    case Qt::Key_End: moveCurrent(m_index->rowCount(), false); break;
    case Qt::Key_Escape: {
        const bool hasUse = m_escapeKeeps || selectionModel()->hasSelection();
        if (!m_escapeKeeps && selectionModel()->hasSelection())
            deselect();
        Q_EMIT backRequested();
        return hasUse; // else the window has one
    }
    default: return false;
    }
    return true;
}

// --- holding still  ---

void TableView::setLive(bool live) { m_hold->setLive(live); }

void TableView::enterEvent(QEnterEvent *event)
{
    QTableView::enterEvent(event);
    m_hold->setPointerInside(true);
}

void TableView::leaveEvent(QEvent *event)
{
    QTableView::leaveEvent(event);
    setHovered(-1);
    m_hold->setPointerInside(false);
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
    m_columns->stretch();
}

void TableView::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex at
        = indexAt(event->reason() == QContextMenuEvent::Mouse ? event->pos() : visualRect(currentIndex()).center());
    if (at.isValid() && !selectionModel()->isRowSelected(at.row()))
        selectionModel()->setCurrentIndex(at, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    if (at.isValid())
        Q_EMIT contextMenuWanted(event->reason() == QContextMenuEvent::Mouse ? event->globalPos() : belowCurrent());
}

QPoint TableView::belowCurrent() const { return viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft()); }

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
