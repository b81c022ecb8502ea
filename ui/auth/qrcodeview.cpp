// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/auth/qrcodeview.h"

#include <QPainter>
#include <memory>
#include <qrencode.h>

namespace ph::ui {

namespace {

constexpr int quietZone = 4; ///< modules of white around it, as the standard asks
constexpr int wantedSize = 196;

} // namespace

QrCodeView::QrCodeView(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("QR code for your authenticator app", "screen reader text of a picture"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

bool QrCodeView::setText(QByteArrayView text)
{
    clear();
    const std::unique_ptr<QRcode, void (*)(QRcode *)> code(
        QRcode_encodeData(int(text.size()), reinterpret_cast<const unsigned char *>(text.data()), 0, QR_ECLEVEL_M),
        QRcode_free);
    if (!code)
        return false;
    m_width = code->width;
    m_dark.resize(size_t(m_width) * size_t(m_width));
    for (size_t i = 0; i < m_dark.size(); ++i)
        m_dark[i] = (code->data[i] & 1) != 0;
    wipeBytes(reinterpret_cast<char *>(code->data), m_width * m_width);
    updateGeometry();
    update();
    return true;
}

void QrCodeView::clear()
{
    m_width = 0;
    std::fill(m_dark.begin(), m_dark.end(), false);
    m_dark.clear();
    update();
}

QSize QrCodeView::sizeHint() const
{
    // Whole pixels for each module: a blurred code is read badly.
    const int all = m_width + 2 * quietZone;
    const int scale = m_width == 0 ? 1 : std::max(2, wantedSize / all);
    return m_width == 0 ? QSize(wantedSize, wantedSize) : QSize(all * scale, all * scale);
}

void QrCodeView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Qt::white); // allowed: colour: scanners want black on white in every theme
    if (m_width == 0)
        return;
    const int scale = width() / (m_width + 2 * quietZone);
    for (int y = 0; y < m_width; ++y) {
        for (int x = 0; x < m_width; ++x) {
            if (isDark(x, y))
                painter.fillRect((x + quietZone) * scale, (y + quietZone) * scale, scale, scale,
                    Qt::black); // allowed: colour: as above
        }
    }
}

} // namespace ph::ui
