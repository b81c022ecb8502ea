// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/filternote.h"

#include "ui/components/layout.h"

#include <QPainter>

namespace ph::ui {

namespace {
constexpr int s_below = 4;
constexpr int s_mostWide = 720; ///< a line that is still read at a glance
} // namespace

FilterNote::FilterNote(QWidget *parent)
    : QFrame(parent)
    , m_text(new Label({}, TextStyle::Small, Tone::Muted))
{
    setFocusPolicy(Qt::NoFocus);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    auto *row = hbox(this, {10, 6, 10, 6}, 0);
    m_text->setWrapped(true); // the words that are understood stand at its end
    row->addWidget(m_text);
    hide();
}

void FilterNote::tell(const QWidget *field, const QString &text, bool isMistake)
{
    QWidget *window = field->window();
    if (parentWidget() != window)
        setParent(window);
    m_isMistake = isMistake;
    m_text->setTone(isMistake ? Tone::Error : Tone::Muted);
    m_text->setText(text);
    const int natural = QFontMetrics(Theme::font(TextStyle::Small)).horizontalAdvance(text) + 22 + 2;
    const int wide = std::min({natural, field->width(), s_mostWide});
    const QPoint below = field->mapTo(window, QPoint(0, field->height() + s_below));
    const int left = layoutDirection() == Qt::RightToLeft ? below.x() + field->width() - wide : below.x();
    setGeometry(left, below.y(), wide, m_text->heightForWidth(wide - 20) + 12);
    show();
    raise();
    update();
}

void FilterNote::paintEvent(QPaintEvent *)
{
    const Palette &p = Theme::current().palette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_isMistake ? p.error : p.border, 1));
    painter.setBrush(p.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::controlRadius, size::controlRadius);
}

} // namespace ph::ui
