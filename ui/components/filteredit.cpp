// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/filteredit.h"

#include "ui/components/safetext.h"
#include "ui/theme/theme.h"

#include <QPaintEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyledItemDelegate>

namespace ph::ui {

void FilterEdit::setUnderline(int start, int length)
{
    m_start = start;
    m_length = length;
    update();
}

void FilterEdit::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    if (m_length <= 0)
        return;
    // the cursor's place is the one fixed point a line edit tells
    const QFontMetrics metrics = fontMetrics();
    const auto xOf = [&](int position) {
        const int fromStart = metrics.horizontalAdvance(text().left(position))
            - metrics.horizontalAdvance(text().left(cursorPosition()));
        return cursorRect().center().x() + fromStart;
    };
    const int left = xOf(m_start);
    const int right = xOf(std::min(m_start + m_length, int(text().size())));
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::current().color(Tone::Error), 1.25));
    const double y = height() / 2.0 + metrics.height() / 2.0 - 1;
    QPainterPath wave(QPointF(left, y));
    for (int x = left; x < right; x += 4)
        wave.quadTo(x + 1, y - 2, x + 2, y), wave.quadTo(x + 3, y + 2, x + 4, y);
    painter.drawPath(wave);
}

namespace {

class SuggestionDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {200, 28}; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &at) const override
    {
        const Theme &theme = Theme::current();
        if (option.state & QStyle::State_Selected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(theme.palette().accentTint);
            painter->drawRoundedRect(option.rect, 4, 4);
        }
        const QRect room = option.rect.adjusted(10, 0, -10, 0);
        const bool mirrored = option.direction == Qt::RightToLeft;
        painter->setLayoutDirection(Qt::LayoutDirectionAuto);
        painter->setFont(Theme::font(TextStyle::Mono));
        const QString note = safeText(at.data(SuggestionList::NoteRole).toString());
        const int noteWidth
            = std::min(QFontMetrics(Theme::font(TextStyle::Small)).horizontalAdvance(note), room.width() / 2);
        painter->setPen(theme.color(Tone::Text));
        const QRect text = room.adjusted(mirrored ? noteWidth + 12 : 0, 0, mirrored ? 0 : -noteWidth - 12, 0);
        painter->drawText(text, int(Qt::AlignVCenter | Qt::AlignAbsolute | (mirrored ? Qt::AlignRight : Qt::AlignLeft)),
            painter->fontMetrics().elidedText(safeText(at.data().toString()), Qt::ElideMiddle, text.width()));
        painter->setFont(Theme::font(TextStyle::Small));
        painter->setPen(theme.color(Tone::Muted));
        painter->drawText(room, int(Qt::AlignVCenter | Qt::AlignAbsolute | (mirrored ? Qt::AlignLeft : Qt::AlignRight)),
            painter->fontMetrics().elidedText(note, Qt::ElideRight, room.width() / 2 + 1));
    }
};

} // namespace

SuggestionList::SuggestionList(QWidget *window)
    : QListWidget(window)
{
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Suggestions", "list below the filter"));
    setItemDelegate(new SuggestionDelegate(this));
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setViewportMargins(4, 4, 4, 4);
    setUniformItemSizes(true);
    viewport()->setAutoFillBackground(false);
    hide();
}

void SuggestionList::showBelow(QWidget *anchor, int x)
{
    QWidget *window = anchor->window();
    if (parentWidget() != window)
        setParent(window);
    const int wide = 340;
    const int high = std::min(8, count()) * 28 + 8;
    const QPoint at
        = anchor->mapTo(window, QPoint(layoutDirection() == Qt::RightToLeft ? x - wide : x, anchor->height() + 4));
    setGeometry(std::clamp(at.x(), 4, std::max(4, window->width() - wide - 4)), at.y(), wide, high);
    show();
    raise();
}

void SuggestionList::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        painter.fillRect(event->rect(), Theme::current().palette().raised);
    }
    QListWidget::paintEvent(event);
}

} // namespace ph::ui
