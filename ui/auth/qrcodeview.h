// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/secret.h"

#include <QWidget>
#include <vector>

namespace ph::ui {

/// A QR code, dark modules on white in every theme (phones need the contrast and the quiet zone). Keeps the modules,
/// not the text. Read by screen readers as its accessible name; the secret stands beside it in text for those who
/// cannot scan.
class QrCodeView final : public QWidget {
    Q_OBJECT
public:
    explicit QrCodeView(QWidget *parent = nullptr);

    /// False when the text is too long for a QR code of level M (2 331 bytes); then nothing is shown.
    bool setText(QByteArrayView text);
    void clear();
    [[nodiscard]] int modules() const { return m_width; }
    [[nodiscard]] bool isDark(int x, int y) const { return m_dark[size_t(y) * size_t(m_width) + size_t(x)]; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_width = 0;
    std::vector<bool> m_dark;
};

} // namespace ph::ui
