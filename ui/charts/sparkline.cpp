// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/sparkline.h"

#include "ui/charts/paintline.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <algorithm>

namespace ph::ui {

Sparkline::Sparkline(const QString &description, QWidget *parent)
    : QWidget(parent)
{
    setDescription(description);
    setLayoutDirection(Qt::LeftToRight); // time runs one way
}

void Sparkline::setDescription(const QString &description) { setAccessibleName(description); }

void Sparkline::setValues(const QList<double> &values)
{
    m_values = values;
    update();
}

void Sparkline::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void Sparkline::setFilled(bool filled)
{
    m_filled = filled;
    update();
}

void Sparkline::setRange(double low, double high)
{
    m_low = low;
    m_high = high;
    update();
}

void Sparkline::setKnownShare(double share)
{
    m_known = std::clamp(share, 0.0, 1.0);
    update();
}

void Sparkline::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    const QRectF room = QRectF(rect()).adjusted(1, 2, -1, -2);
    QRectF known = room;
    known.setWidth(room.width() * m_known);
    paintLine(&painter, known, m_values, theme.color(m_known < 1 ? Tone::Muted : m_tone), m_filled, m_low, m_high);
    if (m_known < 1) {
        const QRectF hole(known.right(), 0, width() - known.right(), height());
        paintHatch(&painter, hole, theme.color(Tone::Warn));
        painter.fillRect(QRectF(known.right(), 0, 1, height()), theme.color(Tone::Warn));
    }
}

} // namespace ph::ui
