// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/indexmodel.h"
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace ph::ui {

/// Paints a cell by its column's kind. Asks the table directly: one virtual call per cell, no QVariant on the way.
class CellDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit CellDelegate(const models::IndexModel *index, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &at) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &at) const override;
    bool helpEvent(
        QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &at) override;
    /// The width this cell would need.
    [[nodiscard]] int naturalWidth(int row, int column) const;

    void setStale(bool stale) { m_stale = stale; }
    void setHoveredRow(int row) { m_hovered = row; }

private:
    void paintBackground(QPainter *painter, const QStyleOptionViewItem &option, int row) const;
    void paintText(QPainter *painter, const QRect &room, const QString &text, const models::ColumnInfo &column,
        Qt::LayoutDirection direction, models::Status status) const;

    const models::IndexModel *m_index;
    QFont m_text;
    QFont m_strong;
    QFont m_mono;
    bool m_stale = false;
    int m_hovered = -1;
};

} // namespace ph::ui
