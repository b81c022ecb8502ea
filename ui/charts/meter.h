// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QList>
#include <QWidget>
#include <optional>

class QPainter;

namespace ph::ui {

/// A filled share of a track, with marks where it warns.
void paintMeter(QPainter *painter, const QRectF &rect, double share, Tone tone, bool mirrored);

/// How full something is. The number beside it says the same; screen readers get `description`.
class Meter final : public QWidget {
    Q_OBJECT
public:
    explicit Meter(const QString &description = {}, QWidget *parent = nullptr);
    /// 0–1; above 1 is drawn full.
    void setShare(double share, Tone tone = Tone::Accent);
    /// Marks on the track, 0–1, e.g. where it warns and where it is critical.
    void setMarks(std::optional<double> warning, std::optional<double> critical);
    void setDescription(const QString &description);
    [[nodiscard]] QSize sizeHint() const override { return {140, 14}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {40, 14}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_share = 0;
    Tone m_tone = Tone::Accent;
    std::optional<double> m_warning;
    std::optional<double> m_critical;
};

/// A row of segments, one for each of few things: filled alive, hatched late, hollow lost.
class SegmentBar final : public QWidget {
    Q_OBJECT
public:
    enum class Segment { Alive, Late, Lost };
    explicit SegmentBar(const QString &description = {}, QWidget *parent = nullptr);
    void setSegments(const QList<Segment> &segments);
    [[nodiscard]] QSize sizeHint() const override { return {200, 10}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {40, 10}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<Segment> m_segments;
};

} // namespace ph::ui
