// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/indexmodel.h"

#include <QJsonObject>
#include <QTableView>

class QMenu;

namespace ph::ui {

class CellDelegate;
class Button;

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
    /// For the page to place where it covers no row; visible while rows wait.
    [[nodiscard]] Button *pendingButton() const { return m_pending; }
    /// In this order new rows come above all others.
    [[nodiscard]] bool isNewestFirst() const;

    [[nodiscard]] QStringList selectedIds() const;
    [[nodiscard]] QString currentId() const;
    /// Selects and scrolls to it; false if it is not shown.
    bool selectId(const QString &id);
    /// Esc only asks to go back: something that belongs to the selection is to close first.
    void setEscapeKeepsSelection(bool keeps) { m_escapeKeeps = keeps; }
    void setStale(bool stale);
    /// Rows come by themselves: while somebody reads they wait and are counted. Else they are shown at once.
    void setLive(bool live);

    /// Widths, order, what is shown, sorting; by column key, so that it survives new columns.
    [[nodiscard]] QJsonObject saveState() const;
    void restoreState(const QJsonObject &state);
    /// A menu of all columns to show and hide.
    void fillColumnMenu(QMenu *menu);
    void setColumnShown(int column, bool shown);
    /// Columns that are hidden because all rows have one value there: their keys and that value.
    [[nodiscard]] QList<QPair<QString, QString>> foldedColumns() const { return m_folded; }
    /// Folds (or unfolds) columns with one value in all rows; looks at no more than some thousand rows.
    void foldUniformColumns(const QStringList &candidates);

Q_SIGNALS:
    void opened(const QString &id);
    void peeked(const QString &id);
    void backRequested();
    void selectionMoved();
    void stateChanged();
    void foldedChanged();
    /// Over the selection; the page adds its actions.
    void contextMenuWanted(const QPoint &globalPos);
    /// A click on the text at the end of a gap row.
    void gapOpened(const QString &gapId);

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
    void buildHeader();
    void updateHold();
    bool m_isLive = true;
    void updatePendingButton();
    void setHovered(int row);
    void moveCurrent(int by, bool extend);
    void stretchColumn();
    void copyIds() const;
    void paintGaps(QPainter *painter, const QRect &exposed);
    void paintCurrent(QPainter *painter);

    models::IndexModel *m_index;
    CellDelegate *m_delegate;
    Button *m_pending;
    QList<QPair<QString, QString>> m_folded;
    int m_hovered = -1;
    bool m_escapeKeeps = false;
    bool m_pointerInside = false;
    bool m_fitting = false;
};

} // namespace ph::ui
