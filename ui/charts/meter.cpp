// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/meter.h"

#include "ui/charts/paintline.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace ph::ui {

void paintMeter(QPainter *painter, const QRectF &rect, double share, Tone tone, bool mirrored)
{
    const Theme &theme = Theme::current();
    const qreal radius = rect.height() / 2;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.palette().track);
    painter->drawRoundedRect(rect, radius, radius);
    if (share > 0) {
        QRectF full = rect;
        full.setWidth(std::max(rect.height(), rect.width() * std::min(share, 1.0))); // the least is still seen: a dot
        if (mirrored)
            full.moveRight(rect.right());
        painter->setBrush(theme.color(tone));
        painter->drawRoundedRect(full, radius, radius);
    }
    painter->restore();
}

Meter::Meter(const QString &description, QWidget *parent)
    : QWidget(parent)
{
    setDescription(description);
}

void Meter::setDescription(const QString &description) { setAccessibleName(description); }

void Meter::setShare(double share, Tone tone)
{
    m_share = share;
    m_tone = tone;
    update();
}

void Meter::setMarks(std::optional<double> warning, std::optional<double> critical)
{
    m_warning = warning;
    m_critical = critical;
    update();
}

void Meter::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const QRectF track(0, (height() - size::meter) / 2.0, width(), size::meter);
    paintMeter(&painter, track, m_share, m_tone, mirrored);
    const auto mark = [&](std::optional<double> at, Tone tone) {
        if (!at)
            return;
        const double x = width() * std::clamp(mirrored ? 1 - *at : *at, 0.0, 1.0);
        painter.fillRect(QRectF(x - 2, 0, 4, height()), theme.palette().surface);
        painter.fillRect(QRectF(x - 1, 0, 2, height()), theme.color(tone));
    };
    mark(m_warning, Tone::Warn);
    mark(m_critical, Tone::Error);
}

SegmentBar::SegmentBar(const QString &description, QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(description);
}

void SegmentBar::setSegments(const QList<Segment> &segments)
{
    m_segments = segments;
    update();
}

void SegmentBar::paintEvent(QPaintEvent *)
{
    if (m_segments.isEmpty())
        return;
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double gap = m_segments.size() > 40 ? 1 : 4;
    const double width = (this->width() - gap * double(m_segments.size() - 1)) / double(m_segments.size());
    for (qsizetype i = 0; i < m_segments.size(); ++i) {
        QRectF box(double(i) * (width + gap), 0, width, height());
        if (m_segments[i] == Segment::Alive) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(mixed(theme.palette().surface, theme.color(Tone::Ok), 190));
            painter.drawRoundedRect(box, 2, 2);
            continue;
        }
        const QColor color = theme.color(m_segments[i] == Segment::Late ? Tone::Warn : Tone::Error);
        painter.setPen(QPen(color, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
        if (m_segments[i] == Segment::Late) {
            QPainterPath inside;
            inside.addRoundedRect(box, 2, 2);
            painter.save();
            painter.setClipPath(inside);
            paintHatch(&painter, box, color);
            painter.restore();
        }
    }
}

} // namespace ph::ui
