// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/indexmodel.h"

#include <QTableView>

namespace ph::ui {

class Button;
class CellDelegate;
class RowHold;
class TableColumns;

/// The table of every page, over an IndexModel. Rows of 30 px; j/k or arrows move, Enter or double click opens, Space
/// peeks, Esc steps back, Ctrl+C copies the ids of the selected rows. New rows wait while somebody reads (pointer or
/// selection inside, or scrolled down): pendingButton() tells of them ("37 new ↑") and shows them.
class TableView final : public QTableView {
    Q_OBJECT
public:
    explicit TableView(const QString &accessibleName, QWidget *parent = nullptr);
    ~TableView() override;

    void setTable(models::TableModel *table);
    [[nodiscard]] models::IndexModel *index() const { return m_index; }
    [[nodiscard]] TableColumns *columns() const { return m_columns; }
    /// For the page to place where it covers no row; visible while rows wait.
    [[nodiscard]] Button *pendingButton() const;

    [[nodiscard]] QStringList selectedIds() const;
    [[nodiscard]] QString currentId() const;
    /// Selects and scrolls to it; false if it is not shown.
    bool selectId(const QString &id);
    /// No row is selected or current any more.
    void deselect();
    /// From elsewhere in the page; the first row becomes current where none is.
    void takeKeyboard();
    /// Esc only asks to go back: something that belongs to the selection is to close first.
    void setEscapeKeepsSelection(bool keeps) { m_escapeKeeps = keeps; }
    void setStale(bool stale);
    /// Rows come by themselves: while somebody reads they wait and are counted. Else they are shown at once.
    void setLive(bool live);
    /// Where a menu for the row of the keyboard belongs; in global coordinates.
    [[nodiscard]] QPoint belowCurrent() const;

Q_SIGNALS:
    void opened(const QString &id);
    void peeked(const QString &id);
    void backRequested();
    void selectionMoved();
    /// Over the selection, by the pointer, the menu key or Shift+F10; the page adds its actions.
    void contextMenuWanted(const QPoint &globalPos);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void keyboardSearch(const QString &) override { } // letters are keys of the page
    bool viewportEvent(QEvent *event) override;

private:
    void setHovered(int row);
    void moveCurrent(int by, bool extend);
    [[nodiscard]] bool doKey(int key, bool extend);
    void copyIds() const;
    void paintGaps(QPainter *painter, const QRect &exposed);
    void paintCurrent(QPainter *painter);

    models::IndexModel *m_index;
    CellDelegate *m_delegate;
    TableColumns *m_columns = nullptr;
    RowHold *m_hold = nullptr;
    int m_hovered = -1;
    bool m_escapeKeeps = false;
};

} // namespace ph::ui
