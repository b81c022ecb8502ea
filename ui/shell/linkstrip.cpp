// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/linkstrip.h"

#include "services/wording/times.h"
#include "ui/components/layout.h"
#include "ui/components/safetext.h"
#include "ui/components/statepill.h"

#include <QMenu>
#include <QPainter>

namespace ph::ui {

namespace {
constexpr int s_dot = 7;
}

LinkButton::LinkButton(QWidget *parent)
    : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void LinkButton::setLink(const models::LinkRow &row)
{
    m_row = row;
    setAccessibleName(row.name + QLatin1String(": ") + row.brief);
    setAccessibleDescription(row.detail);
    setToolTip(plainToolTip(row.name + QLatin1Char('\n') + row.detail));
    updateGeometry();
    update();
}

QSize LinkButton::sizeHint() const
{
    return {s_dot + 6 + QFontMetrics(Theme::font(TextStyle::Small)).horizontalAdvance(safeText(m_row.name)) + 6
            + QFontMetrics(Theme::font(TextStyle::Mono)).horizontalAdvance(safeText(m_row.brief)) + 10,
        22};
}

void LinkButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (hasFocus() || underMouse()) {
        painter.setPen(hasFocus() ? QPen(theme.color(Tone::Accent), 1) : QPen(Qt::NoPen));
        painter.setBrush(underMouse() ? QBrush(theme.palette().hover) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    const Tone tone = toneOf(m_row.status);
    const bool healthy = m_row.status == models::Status::Ok;
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto place = [&](int x, int w) { return QRect(mirrored ? width() - x - w : x, 0, w, height()); };
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(tone));
    QRectF dot(0, 0, s_dot, s_dot);
    dot.moveCenter(QRectF(place(6, s_dot)).center());
    painter.drawEllipse(dot);
    painter.setLayoutDirection(Qt::LayoutDirectionAuto);
    const int align = int(Qt::AlignVCenter | Qt::AlignAbsolute | (mirrored ? Qt::AlignRight : Qt::AlignLeft));
    painter.setFont(Theme::font(TextStyle::Small));
    const QString name = safeText(m_row.name);
    const int nameWidth = painter.fontMetrics().horizontalAdvance(name);
    painter.setPen(theme.color(Tone::Muted));
    painter.drawText(place(6 + s_dot + 6, nameWidth + 2), align, name);
    painter.setFont(Theme::font(TextStyle::Mono));
    painter.setPen(healthy ? theme.color(Tone::Muted) : theme.color(tone));
    const int at = 6 + s_dot + 6 + nameWidth + 6;
    painter.drawText(place(at, width() - at), align, leftToRight(safeText(m_row.brief)));
}

LinkStrip::LinkStrip(models::LinkStripModel &model, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_clock(clock)
    , m_links(hbox(nullptr, {}, 2))
    , m_more(new Button({}, ButtonRole::Link))
    , m_identity(new Label({}, TextStyle::Small, Tone::Muted))
    , m_time(new MonoLabel({}, Tone::Muted))
{
    setFixedHeight(size::statusBar);
    setAccessibleName(tr("Links", "status bar of connections"));
    auto *row = hbox(this, {14, 1, 16, 0}, 10);
    row->addLayout(m_links);
    m_more->setCompact(true);
    connect(m_more, &QPushButton::clicked, this, &LinkStrip::tellRest);
    row->addWidget(m_more);
    row->addStretch(1);
    row->addWidget(m_identity);
    m_time->setElide(Qt::ElideNone);
    row->addWidget(m_time);
    connect(&model, &QAbstractItemModel::modelReset, this, &LinkStrip::rebuild);
    connect(&model, &QAbstractItemModel::dataChanged, this, &LinkStrip::refresh);
    connect(&m_tick, &QTimer::timeout, this, &LinkStrip::updateClock);
    m_tick.start(1000);
    updateClock();
    rebuild();
}

void LinkStrip::setIdentity(const QString &text) { m_identity->setText(text); }

void LinkStrip::updateClock() { m_time->setText(wording::clockTime(m_clock.wall())); }

void LinkStrip::rebuild()
{
    qDeleteAll(m_buttons);
    m_buttons.clear();
    for (int at = 0; at < m_model.rowCount(); ++at) {
        auto *button = new LinkButton;
        connect(button, &QAbstractButton::clicked, this, [this, button] { tell(button); });
        m_links->addWidget(button);
        m_buttons << button;
    }
    refresh();
}

void LinkStrip::refresh()
{
    for (int at = 0; at < m_buttons.size() && at < m_model.rowCount(); ++at)
        if (m_buttons[at]->link() != m_model.row(at))
            m_buttons[at]->setLink(m_model.row(at));
    fit();
}

/// What is in trouble is seen first when the room is short.
void LinkStrip::fit()
{
    int room = width() - m_identity->sizeHint().width() - m_time->sizeHint().width() - 90;
    int hidden = 0;
    const auto inTrouble = [](const LinkButton *b) {
        return b->link().status == models::Status::Failed || b->link().status == models::Status::Warning;
    };
    for (const bool trouble : {true, false}) {
        for (LinkButton *button : std::as_const(m_buttons)) {
            if (inTrouble(button) != trouble)
                continue;
            room -= button->sizeHint().width() + 2;
            button->setVisible(room > 0);
            hidden += room <= 0;
        }
    }
    m_more->setVisible(hidden > 0);
    m_more->setText(tr("+%1", "number of links that do not fit").arg(hidden));
    m_more->setAccessibleName(tr("%1 more links", "button").arg(hidden));
}

void LinkStrip::tellRest()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (LinkButton *button : std::as_const(m_buttons))
        if (button->isHidden())
            connect(menu->addAction(safeText(button->link().name + QLatin1String(": ") + button->link().brief)),
                &QAction::triggered, button, [this, button] { tell(button); });
    menu->popup(m_more->mapToGlobal(QPoint(0, -menu->sizeHint().height())));
}

void LinkStrip::tell(LinkButton *button)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const models::LinkRow row = button->link();
    menu->addAction(safeText(row.name + QLatin1String(": ") + row.brief))->setEnabled(false);
    for (const QString &line : row.detail.split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        menu->addAction(safeText(line))->setEnabled(false);
    if (row.canRetry) {
        menu->addSeparator();
        connect(menu->addAction(tr("Retry now", "menu of a link")), &QAction::triggered, this,
            [this, id = row.id] { Q_EMIT retryRequested(id); });
    }
    const QWidget *at = button->isHidden() ? static_cast<QWidget *>(m_more) : button;
    menu->popup(at->mapToGlobal(QPoint(0, -menu->sizeHint().height())));
}

bool LinkStrip::showLink(const QString &linkId)
{
    const auto it = std::ranges::find_if(m_buttons, [&linkId](const LinkButton *b) { return b->link().id == linkId; });
    if (it == m_buttons.end())
        return false;
    tell(*it);
    return true;
}

void LinkStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void LinkStrip::paintEvent(QPaintEvent *)
{
    const Palette &p = Theme::current().palette();
    QPainter painter(this);
    painter.fillRect(rect(), p.surface);
    painter.fillRect(QRect(0, 0, width(), 1), p.border);
}

} // namespace ph::ui
