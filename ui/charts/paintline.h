// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QList>
#include <QPointF>
#include <QRectF>

class QPainter;

namespace ph::ui {

/// Draws a line of values over `rect`, oldest first; NaN is a hole in the line. More values than two per pixel are
/// drawn as the range of each pixel column. Never one long thick path: that is a hundred times slower under software
/// rendering. `low` and `high` bound the scale (equal: from the values; a flat line lies at the bottom).
void paintLine(QPainter *painter, const QRectF &rect, const QList<double> &values, const QColor &color, bool filled,
    double low = 0, double high = 0);

/// Slanted lines over `rect`: not known, not observed.
void paintHatch(QPainter *painter, const QRectF &rect, const QColor &color);

} // namespace ph::ui
