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

constexpr int s_itemHigh = 28;
constexpr int s_itemEdge = 10; ///< px left and right of an item's texts
constexpr int s_textToNote = 12;
constexpr int s_leastWide = 340;
constexpr int s_mostShown = 8;

int textWidth(const QString &text) { return QFontMetrics(Theme::font(TextStyle::Mono)).horizontalAdvance(text); }
int noteWidth(const QString &note) { return QFontMetrics(Theme::font(TextStyle::Small)).horizontalAdvance(note) + 1; }

class SuggestionDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {200, s_itemHigh}; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &at) const override
    {
        const Theme &theme = Theme::current();
        if (option.state & QStyle::State_Selected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(theme.palette().accentTint);
            painter->drawRoundedRect(option.rect, 4, 4);
        }
        const QRect room = option.rect.adjusted(s_itemEdge, 0, -s_itemEdge, 0);
        const bool mirrored = option.direction == Qt::RightToLeft;
        painter->setLayoutDirection(Qt::LayoutDirectionAuto);
        painter->setFont(Theme::font(TextStyle::Mono));
        const QString label = safeText(at.data().toString());
        const QString note = safeText(at.data(SuggestionList::NoteRole).toString());
        // where they do not fit beside each other, the label has up to half of the room
        const int labelRoom = std::min(textWidth(label), room.width() / 2);
        const int noteRoom = std::min(noteWidth(note), room.width() - labelRoom - s_textToNote);
        painter->setPen(theme.color(Tone::Text));
        const QRect text
            = room.adjusted(mirrored ? noteRoom + s_textToNote : 0, 0, mirrored ? 0 : -noteRoom - s_textToNote, 0);
        painter->drawText(text, int(Qt::AlignVCenter | Qt::AlignAbsolute | (mirrored ? Qt::AlignRight : Qt::AlignLeft)),
            painter->fontMetrics().elidedText(label, Qt::ElideMiddle, text.width()));
        painter->setFont(Theme::font(TextStyle::Small));
        painter->setPen(theme.color(Tone::Muted));
        painter->drawText(room, int(Qt::AlignVCenter | Qt::AlignAbsolute | (mirrored ? Qt::AlignLeft : Qt::AlignRight)),
            painter->fontMetrics().elidedText(note, Qt::ElideRight, noteRoom));
    }
};

constexpr int s_frame = 8 + 12; ///< px of margins and of the scroll bar

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
    int wide = s_leastWide;
    for (int row = 0; row < count(); ++row)
        wide = std::max(wide,
            textWidth(safeText(item(row)->text())) + s_textToNote
                + noteWidth(safeText(item(row)->data(NoteRole).toString())) + 2 * s_itemEdge + s_frame);
    wide = std::min(wide, window->width() - 8);
    const int high = std::min(s_mostShown, count()) * s_itemHigh + 8;
    const QPoint at
        = anchor->mapTo(window, QPoint(layoutDirection() == Qt::RightToLeft ? x - wide : x, anchor->height() + 4));
    setGeometry(std::clamp(at.x(), 4, std::max(4, window->width() - wide - 4)), at.y(), wide, high);
    show();
    raise();
}

/// The frame around the items: in light colours the list would run into the table.
bool SuggestionList::event(QEvent *event)
{
    if (event->type() != QEvent::Paint)
        return QListWidget::event(event);
    const Palette &p = Theme::current().palette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(p.border, 1));
    painter.setBrush(p.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::controlRadius, size::controlRadius);
    return true;
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
