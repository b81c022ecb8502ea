// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/tableheader.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPaintEvent>
#include <QPainter>

namespace ph::ui {

namespace {
constexpr int s_arrow = 12;
}

TableHeader::TableHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setFixedHeight(size::tableHeader);
    setSectionsMovable(true);
    setSectionsClickable(true);
    setHighlightSections(false);
    setSortIndicatorShown(true);
    setContextMenuPolicy(Qt::CustomContextMenu);
}

void TableHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const Theme &theme = Theme::current();
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section;
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto alignment = Qt::Alignment(model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt());
    const bool atRight = bool(alignment & Qt::AlignRight) != mirrored;
    const QFont font = Theme::font(TextStyle::SmallStrong);
    const QFontMetrics metrics(font);
    const QRect room = rect.adjusted(size::cellPadding, 0, -size::cellPadding, -1);
    const int arrow = sorted ? s_arrow + 3 : 0;
    const QString text = metrics.elidedText(
        model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString(), Qt::ElideRight, room.width() - arrow);
    const int width = metrics.horizontalAdvance(text);
    const int left = atRight ? room.right() + 1 - width - arrow : room.left();
    painter->save();
    painter->setFont(font);
    painter->setPen(theme.color(sorted ? Tone::Text : Tone::Muted));
    painter->setLayoutDirection(Qt::LayoutDirectionAuto);
    painter->drawText(QRect(left, room.top(), width + 1, room.height()),
        int(Qt::AlignLeft | Qt::AlignVCenter | Qt::AlignAbsolute), text);
    if (sorted)
        paintIcon(painter, QRectF(left + width + 3, room.center().y() - s_arrow / 2.0 + 0.5, s_arrow, s_arrow),
            sortIndicatorOrder() == Qt::DescendingOrder ? QStringLiteral("arrow-down") : QStringLiteral("arrow-up"),
            theme.color(Tone::Text));
    painter->restore();
}

void TableHeader::paintEvent(QPaintEvent *event)
{
    const Palette &p = Theme::current().palette();
    {
        QPainter painter(viewport());
        painter.fillRect(event->rect(), p.surface);
    }
    QHeaderView::paintEvent(event);
    QPainter painter(viewport());
    painter.fillRect(QRect(0, height() - 1, width(), 1), p.border);
}

} // namespace ph::ui
