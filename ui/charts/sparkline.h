// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QList>
#include <QWidget>

namespace ph::ui {

/// A small line without axes beside the number it explains. Say in `description` what a sighted person sees
/// ("waiting tasks, last 30 min: rising from 12 to 1 284").
class Sparkline final : public QWidget {
    Q_OBJECT
public:
    explicit Sparkline(const QString &description = {}, QWidget *parent = nullptr);

    /// Oldest first; NaN where nothing is known.
    void setValues(const QList<double> &values);
    void setTone(Tone tone);
    void setFilled(bool filled);
    /// Fixed bounds, e.g. 0 and 100; equal means from the values.
    void setRange(double low, double high);
    /// The data end at this share (0–1) of the width: the line is cut there and the rest hatched. 1: all is current.
    void setKnownShare(double share);
    void setDescription(const QString &description);

    [[nodiscard]] QSize sizeHint() const override { return {120, 28}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {40, 16}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<double> m_values;
    Tone m_tone = Tone::Muted;
    bool m_filled = true;
    double m_low = 0;
    double m_high = 0;
    double m_known = 1;
};

} // namespace ph::ui
