// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/celldelegate.h"

#include "ui/charts/meter.h"
#include "ui/charts/paintline.h"
#include "ui/components/safetext.h"
#include "ui/components/statepill.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace ph::ui {

using models::ColumnKind;
using models::Status;

namespace {

bool isMono(ColumnKind kind)
{
    return kind == ColumnKind::Id || kind == ColumnKind::Number || kind == ColumnKind::Time;
}

} // namespace

CellDelegate::CellDelegate(const models::IndexModel *index, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_index(index)
    , m_text(Theme::font(TextStyle::Body))
    , m_strong(Theme::font(TextStyle::BodyMedium))
    , m_mono(Theme::font(TextStyle::Mono))
{
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &at) const
{
    return {naturalWidth(at.row(), at.column()), size::tableRow};
}

int CellDelegate::naturalWidth(int row, int column) const
{
    const auto *table = m_index->table();
    const QString text = safeText(table->text(m_index->sourceRow(row), column));
    const ColumnKind kind = table->columns()[column].kind;
    if (kind == ColumnKind::Pill)
        return pillWidth(text) + 2 * size::cellPadding;
    const QFont &font = isMono(kind) ? m_mono : kind == ColumnKind::Strong ? m_strong : m_text;
    return QFontMetrics(font).horizontalAdvance(text) + 2 * size::cellPadding + 2;
}

void CellDelegate::paintBackground(QPainter *painter, const QStyleOptionViewItem &option, int row) const
{
    const Palette &p = Theme::current().palette();
    const bool selected = option.state & QStyle::State_Selected;
    if (selected)
        painter->fillRect(option.rect, p.accentTint);
    else if (row == m_hovered)
        painter->fillRect(option.rect, mixed(p.surface, p.hover, 120));
    QColor line = p.border;
    line.setAlphaF(0.55F);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), line);
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &at) const
{
    const auto *table = m_index->table();
    if (!table)
        return;
    const int row = m_index->sourceRow(at.row());
    if (table->isGap(row))
        return; // the view paints it over all columns
    paintBackground(painter, option, at.row());
    const models::ColumnInfo &column = table->columns()[at.column()];
    const QRect room = option.rect.adjusted(size::cellPadding, 0, -size::cellPadding, -1);
    painter->setLayoutDirection(Qt::LayoutDirectionAuto); // alignment is settled here, direction by the text
    const bool stale
        = m_stale || m_index->isStray(at.row()) || table->extra(row, at.column(), models::StaleRole).toBool();
    if (stale)
        painter->setOpacity(0.6);
    const Theme &theme = Theme::current();
    switch (column.kind) {
    case ColumnKind::Pill: {
        const QString word = safeText(table->text(row, at.column()));
        if (!word.isEmpty())
            paintPill(painter, room, word, toneOf(table->status(row, at.column())), option.direction);
        break;
    }
    case ColumnKind::Sparkline: {
        const auto series = table->extra(row, at.column(), models::SeriesRole).value<QList<double>>();
        const Status status = table->status(row, at.column());
        const Tone tone = status == Status::Failed || status == Status::Warning ? toneOf(status) : Tone::Muted;
        paintLine(painter, QRectF(room).adjusted(0, 6, 0, -5), series, theme.color(tone), true);
        break;
    }
    case ColumnKind::Meter: {
        const double share = table->extra(row, at.column(), models::ShareRole).toDouble();
        const Status status = table->status(row, at.column());
        const QString text = safeText(table->text(row, at.column()));
        const int number = text.isEmpty() ? 0 : QFontMetrics(m_mono).horizontalAdvance(text) + 10;
        const bool mirrored = option.direction == Qt::RightToLeft;
        QRectF bar(room.left() + (mirrored ? number : 0), room.center().y() - 3, room.width() - number, 6);
        if (bar.width() > 12)
            paintMeter(painter, bar, share, status == Status::None ? Tone::Muted : toneOf(status), mirrored);
        painter->setFont(m_mono);
        painter->setPen(theme.color(Tone::Text));
        painter->drawText(room,
            int(Qt::AlignVCenter | (mirrored ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignAbsolute)
                | Qt::TextSingleLine,
            leftToRight(text));
        break;
    }
    default:
        paintText(
            painter, room, table->text(row, at.column()), column, option.direction, table->status(row, at.column()));
    }
    if (stale)
        painter->setOpacity(1);
}

void CellDelegate::paintText(QPainter *painter, const QRect &room, const QString &data,
    const models::ColumnInfo &column, Qt::LayoutDirection direction, Status status) const
{
    const Theme &theme = Theme::current();
    const bool mono = isMono(column.kind);
    painter->setFont(mono ? m_mono : column.kind == ColumnKind::Strong ? m_strong : m_text);
    const bool quiet
        = column.kind == ColumnKind::Muted || column.kind == ColumnKind::Id || column.kind == ColumnKind::Time;
    painter->setPen(status == Status::Failed || status == Status::Warning ? theme.color(toneOf(status))
            : status == Status::Past                                      ? theme.color(Tone::Faint)
                                     : theme.color(quiet ? Tone::Muted : Tone::Text));
    QString text = safeText(data);
    const QFontMetrics metrics(painter->font());
    // Names of one family differ at their ends: "celery@agents-…-x2x4z".
    const bool isName = column.kind == ColumnKind::Id || column.kind == ColumnKind::Strong;
    if (metrics.horizontalAdvance(text) > room.width())
        text = metrics.elidedText(text, isName ? Qt::ElideMiddle : Qt::ElideRight, room.width());
    if (mono)
        text = leftToRight(text);
    const Qt::Alignment align = QStyle::visualAlignment(
        direction, (alignsRight(column.kind) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    painter->drawText(room, int(align | Qt::AlignAbsolute) | Qt::TextSingleLine, text);
}

bool CellDelegate::helpEvent(
    QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &at)
{
    if (event->type() != QEvent::ToolTip || !at.isValid() || !m_index->table())
        return QStyledItemDelegate::helpEvent(event, view, option, at);
    const auto *table = m_index->table();
    const int row = m_index->sourceRow(at.row());
    QString tip = table->toolTip(row, at.column());
    if (table->isGap(row))
        tip = table->text(row, 0) + QLatin1Char('\n') + table->gapDetail(row);
    else if (tip.isEmpty() && naturalWidth(at.row(), at.column()) > option.rect.width())
        tip = table->text(row, at.column());
    if (tip.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(event->globalPos(), plainToolTip(tip), view->viewport());
    return true;
}

} // namespace ph::ui
