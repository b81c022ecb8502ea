// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/paintline.h"

#include <QLinearGradient>
#include <QPainter>
#include <QPolygonF>
#include <algorithm>
#include <cmath>

namespace ph::ui {

namespace {

constexpr qsizetype s_piece = 8;

struct Scale {
    double low;
    double high;
    [[nodiscard]] double y(double value, const QRectF &rect) const
    {
        const double part = high > low ? (value - low) / (high - low) : 0.0;
        return rect.bottom() - std::clamp(part, 0.0, 1.0) * rect.height();
    }
};

Scale scaleOf(const QList<double> &values, double low, double high)
{
    if (high > low)
        return {low, high};
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    for (const double value : values) {
        if (std::isnan(value))
            continue;
        least = std::min(least, value);
        most = std::max(most, value);
    }
    if (!(most > least))
        return {least, least};
    const double room = (most - least) * 0.08;
    return {
        std::min(least, 0.0) == 0.0 && least < (most - least) * 2 ? std::min(0.0, least) : least - room, most + room};
}

void paintColumns(
    QPainter *painter, const QRectF &rect, const QList<double> &values, const Scale &scale, const QColor &color)
{
    const int columns = int(rect.width());
    for (int column = 0; column < columns; ++column) {
        const qsizetype from = column * values.size() / columns;
        const qsizetype to = std::max(from + 1, (column + 1) * values.size() / columns);
        double least = std::numeric_limits<double>::infinity();
        double most = -least;
        for (qsizetype i = from; i < to; ++i) {
            if (std::isnan(values[i]))
                continue;
            least = std::min(least, values[i]);
            most = std::max(most, values[i]);
        }
        if (most < least)
            continue;
        const double top = scale.y(most, rect);
        painter->fillRect(
            QRectF(rect.left() + column, top - 0.5, 1, std::max(1.25, scale.y(least, rect) - top)), color);
    }
}

void paintPieces(QPainter *painter, const QPolygonF &line)
{
    for (qsizetype at = 0; at + 1 < line.size(); at += s_piece)
        painter->drawPolyline(line.constData() + at, int(std::min(s_piece + 1, line.size() - at)));
    if (line.size() == 1)
        painter->drawPoint(line.first());
}

void fillUnder(QPainter *painter, const QPolygonF &line, const QRectF &rect, const QColor &color)
{
    if (line.size() < 2)
        return;
    QPolygonF area = line;
    area << QPointF(line.last().x(), rect.bottom()) << QPointF(line.first().x(), rect.bottom());
    QLinearGradient shade(rect.topLeft(), rect.bottomLeft());
    QColor top = color;
    top.setAlphaF(0.28F);
    QColor bottom = color;
    bottom.setAlphaF(0.02F);
    shade.setColorAt(0, top);
    shade.setColorAt(1, bottom);
    painter->setPen(Qt::NoPen);
    painter->setBrush(shade);
    painter->drawPolygon(area);
    painter->setBrush(Qt::NoBrush);
}

} // namespace

void paintLine(QPainter *painter, const QRectF &rect, const QList<double> &values, const QColor &color, bool filled,
    double low, double high)
{
    if (values.isEmpty() || rect.width() < 2 || rect.height() < 2)
        return;
    const Scale scale = scaleOf(values, low, high);
    if (!std::isfinite(scale.low))
        return; // only holes
    painter->save();
    if (double(values.size()) > rect.width() * 2) {
        paintColumns(painter, rect, values, scale, color);
        painter->restore();
        return;
    }
    painter->setRenderHint(QPainter::Antialiasing);
    const double step = values.size() > 1 ? rect.width() / double(values.size() - 1) : 0;
    QPolygonF line;
    const auto flush = [&] {
        if (filled)
            fillUnder(painter, line, rect, color);
        painter->setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        paintPieces(painter, line);
        line.clear();
    };
    for (qsizetype i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i]))
            flush();
        else
            line << QPointF(rect.left() + double(i) * step, scale.y(values[i], rect));
    }
    flush();
    painter->restore();
}

void paintHatch(QPainter *painter, const QRectF &rect, const QColor &color)
{
    painter->save();
    painter->setClipRect(rect, Qt::IntersectClip);
    painter->setRenderHint(QPainter::Antialiasing);
    QColor line = color;
    line.setAlphaF(0.55F);
    painter->setPen(QPen(line, 1));
    QList<QLineF> lines;
    for (double x = rect.left() - rect.height(); x < rect.right(); x += 6)
        lines << QLineF(x, rect.bottom(), x + rect.height(), rect.top());
    painter->drawLines(lines);
    painter->restore();
}

} // namespace ph::ui
