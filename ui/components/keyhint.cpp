// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/keyhint.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace ph::ui {

KeyHint::KeyHint(const QString &keys, QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setKeys(keys);
}

void KeyHint::setKeys(const QString &keys)
{
    m_keys = keys;
    setAccessibleName(keys.isEmpty() ? QString() : tr("Key: %1", "screen reader text of a key hint").arg(keys));
    updateGeometry();
    update();
}

QSize KeyHint::sizeHint() const
{
    return m_keys.isEmpty() ? QSize(0, 0)
                            : QSize(QFontMetrics(Theme::font(TextStyle::Caps)).horizontalAdvance(m_keys) + 12, 18);
}

void KeyHint::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.palette().border, 1));
    painter.setBrush(theme.palette().raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(theme.color(Tone::Muted));
    painter.setFont(Theme::font(TextStyle::Caps));
    painter.setLayoutDirection(Qt::LeftToRight);
    painter.drawText(rect(), int(Qt::AlignCenter), m_keys);
}

} // namespace ph::ui
