// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/iconview.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace ph::ui {

IconView::IconView(const QString &name, Tone tone, int pixels, QWidget *parent)
    : QWidget(parent)
    , m_name(name)
    , m_tone(tone)
    , m_pixels(pixels)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void IconView::setIcon(const QString &name, Tone tone)
{
    m_name = name;
    m_tone = tone;
    update();
}

void IconView::setTile(int pixels)
{
    m_tile = pixels;
    updateGeometry();
}

QSize IconView::sizeHint() const
{
    const int side = std::max(m_pixels, m_tile);
    return {side, side};
}

void IconView::paintEvent(QPaintEvent *)
{
    if (m_name.isEmpty())
        return;
    const Theme &theme = Theme::current();
    QPainter painter(this);
    if (m_tile > 0) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(mixed(theme.palette().surface, theme.color(m_tone), theme.palette().tintAlpha));
        painter.drawRoundedRect(rect(), size::cardRadius, size::cardRadius);
    }
    QRectF box(0, 0, m_pixels, m_pixels);
    box.moveCenter(QRectF(rect()).center());
    paintIcon(&painter, box, m_name, theme.color(m_tone));
}

} // namespace ph::ui
