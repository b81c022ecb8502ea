// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/chip.h"

#include "ui/components/safetext.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace ph::ui {

namespace {
constexpr int s_widestChip = 260;
constexpr int s_cross = 14;
} // namespace

Chip::Chip(const QString &token, QWidget *parent)
    : QAbstractButton(parent)
    , m_token(token)
{
    setFocusPolicy(Qt::TabFocus);
    setText(safeText(token));
    setAccessibleName(tr("Filter %1", "screen reader text of a filter chip").arg(text()));
    setAccessibleDescription(tr("Enter edits, Delete removes", "what keys do on a filter chip"));
    setToolTip(plainToolTip(token));
    connect(this, &QAbstractButton::clicked, this, &Chip::editRequested);
}

void Chip::setSelected(bool selected)
{
    m_isSelected = selected;
    update();
}

QSize Chip::sizeHint() const
{
    return {std::min(s_widestChip,
                QFontMetrics(Theme::font(TextStyle::SmallStrong)).horizontalAdvance(text()) + 8 + 6 + s_cross + 6),
        22};
}

QRect Chip::crossRect() const
{
    const int x = layoutDirection() == Qt::RightToLeft ? 5 : width() - 5 - s_cross;
    return {x, (height() - s_cross) / 2, s_cross, s_cross};
}

void Chip::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() || m_isSelected ? QPen(theme.color(Tone::Accent), 1) : QPen(Qt::NoPen));
    painter.setBrush(m_isSelected ? palette().color(QPalette::Highlight) : theme.palette().accentTint);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    QRect room = rect().adjusted(mirrored ? 5 + s_cross + 4 : 8, 0, mirrored ? -8 : -5 - s_cross - 4, 0);
    // the field is quieter than the value
    const qsizetype colon = text().indexOf(QLatin1Char(':'));
    const QFont strong = Theme::font(TextStyle::SmallStrong);
    const QFont plain = Theme::font(TextStyle::Small);
    painter.setLayoutDirection(Qt::LeftToRight);
    if (colon > 0 && QFontMetrics(strong).horizontalAdvance(text()) <= room.width() + 2) {
        const QString field = text().left(colon + 1);
        painter.setFont(plain);
        painter.setPen(theme.color(Tone::Muted));
        painter.drawText(room, int(Qt::AlignVCenter | Qt::AlignLeft), field);
        room.adjust(QFontMetrics(plain).horizontalAdvance(field), 0, 6, 0);
        painter.setFont(strong);
        painter.setPen(theme.color(Tone::Text));
        painter.drawText(room, int(Qt::AlignVCenter | Qt::AlignLeft), text().mid(colon + 1));
    } else {
        painter.setFont(strong);
        painter.setPen(theme.color(Tone::Text));
        painter.drawText(room, int(Qt::AlignVCenter | Qt::AlignLeft),
            QFontMetrics(strong).elidedText(text(), Qt::ElideMiddle, room.width() + 2));
    }
    paintIcon(&painter, crossRect(), QStringLiteral("x"), theme.color(Tone::Muted));
}

void Chip::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && crossRect().adjusted(-4, -4, 4, 4).contains(event->position().toPoint())) {
        setDown(false);
        Q_EMIT removeRequested();
        return;
    }
    QAbstractButton::mouseReleaseEvent(event);
}

void Chip::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)
        Q_EMIT removeRequested();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT editRequested();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace ph::ui
