// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/banner.h"

#include "ui/components/flowlayout.h"
#include "ui/components/iconview.h"
#include "ui/components/layout.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>

namespace ph::ui {

namespace {

/// The box of a raw message: sunken, mono, selectable.
class RawBox final : public QFrame {
public:
    using QFrame::QFrame;

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Palette &p = Theme::current().palette();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(p.border, 1));
        painter.setBrush(p.sunken);
        painter.drawRoundedRect(
            QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::controlRadius, size::controlRadius);
    }
};

} // namespace

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , m_column(vbox(this, {12, 8, 12, 8}, 6))
    , m_top(hbox(nullptr, {}, 8))
    , m_icon(new IconView({}, Tone::Muted, size::smallIcon))
    , m_headline(new Label({}, TextStyle::SmallStrong))
    , m_rawBox(new RawBox)
    , m_raw(new MonoLabel)
    , m_stillWorks(new Label({}, TextStyle::Small, Tone::Muted))
    , m_actions(new QWidget)
    , m_actionRow(new FlowLayout(m_actions))
    , m_retry(new Button(tr("Retry", "button: try again what failed")))
    , m_copy(new Button(tr("Copy details", "button: technical details of an error to the clipboard")))
    , m_slimRetry(new Button(tr("Retry now", "link: do not wait for the next automatic try"), ButtonRole::Link))
{
    m_top->addWidget(m_icon, 0, Qt::AlignTop);
    m_headline->setWrapped(true);
    m_top->addWidget(m_headline, 1);
    m_top->addWidget(m_slimRetry);
    m_column->addLayout(m_top);
    m_raw->setWrapped(true);
    m_raw->setTextInteractionFlags(Qt::TextSelectableByMouse);
    hbox(m_rawBox, {9, 5, 9, 5})->addWidget(m_raw);
    m_column->addWidget(m_rawBox);
    m_stillWorks->setWrapped(true);
    m_column->addWidget(m_stillWorks);
    m_retry->setCompact(true);
    m_copy->setCompact(true);
    m_actionRow->addWidget(m_retry);
    m_actionRow->addWidget(m_copy);
    m_column->addWidget(m_actions);
    connect(m_retry, &QPushButton::clicked, this, &Banner::retryRequested);
    connect(m_slimRetry, &QPushButton::clicked, this, &Banner::retryRequested);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        const QString text
            = m_message.details.isEmpty() ? m_message.headline + QLatin1Char('\n') + m_message.raw : m_message.details;
        QGuiApplication::clipboard()->setText(text.trimmed());
    });
    setMessage({});
}

Tone Banner::tone() const
{
    switch (m_message.kind) {
    case BannerKind::Warning: return Tone::Warn;
    case BannerKind::Error: return Tone::Error;
    case BannerKind::Info: break;
    }
    return Tone::Accent;
}

void Banner::setMessage(const Message &message)
{
    m_message = message;
    static const char *const s_icons[] = {"info", "triangle-alert", "circle-x"};
    static_cast<IconView *>(m_icon)->setIcon(QString::fromLatin1(s_icons[int(message.kind)]), tone());
    m_headline->setText(message.headline);
    m_headline->setTone(message.kind == BannerKind::Warning ? Tone::Warn : Tone::Text);
    m_raw->setText(message.raw);
    m_raw->setTone(message.kind == BannerKind::Error ? Tone::Error : Tone::Muted);
    m_stillWorks->setText(message.stillWorks);
    setAccessibleName(message.headline);
    setAccessibleDescription(message.raw);
    setSlim(m_slim);
}

Button *Banner::addAction(const QString &text)
{
    auto *button = new Button(text);
    button->setCompact(true);
    m_actionRow->insertWidget(0, button);
    m_ways.append(button);
    setSlim(m_slim);
    return button;
}

void Banner::setSlim(bool slim)
{
    m_slim = slim;
    const bool isError = m_message.kind == BannerKind::Error;
    m_rawBox->setVisible(!slim && !m_message.raw.isEmpty());
    m_stillWorks->setVisible(!slim && !m_message.stillWorks.isEmpty());
    m_retry->setVisible(m_message.canRetry);
    m_copy->setVisible(isError || !m_message.details.isEmpty());
    bool hasWay = false;
    for (Button *way : std::as_const(m_ways)) {
        way->setVisible(!way->text().isEmpty());
        hasWay = hasWay || !way->text().isEmpty();
    }
    m_actions->setVisible(!slim && (!m_retry->isHidden() || !m_copy->isHidden() || hasWay));
    m_slimRetry->setVisible(slim && m_message.canRetry);
}

void Banner::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_slim ? QPen(Qt::NoPen) : QPen(mixed(theme.palette().surface, theme.color(tone()), 110), 1));
    painter.setBrush(m_slim ? theme.tint(tone())
                            : mixed(theme.palette().surface, theme.color(tone()), theme.palette().tintAlpha / 3));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::controlRadius, size::controlRadius);
}

} // namespace ph::ui
