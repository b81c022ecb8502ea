// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QWidget>

namespace ph::ui {

/// A bundled icon as decoration beside a text that says the same (not read by screen readers).
class IconView final : public QWidget {
    Q_OBJECT
public:
    explicit IconView(
        const QString &name = {}, Tone tone = Tone::Muted, int pixels = size::icon, QWidget *parent = nullptr);
    void setIcon(const QString &name, Tone tone);
    /// A rounded tinted square behind it, as in the head of dialogs.
    void setTile(int pixels);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    Tone m_tone;
    int m_pixels;
    int m_tile = 0;
};

} // namespace ph::ui
