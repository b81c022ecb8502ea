// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/linkstrip.h"

#include "services/wording/times.h"
#include "ui/components/layout.h"
#include "ui/components/safetext.h"
#include "ui/components/statepill.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>

namespace ph::ui {

namespace {
constexpr int s_dot = 7;
constexpr int s_dotAt = 6;
constexpr int s_nameAt = s_dotAt + s_dot + 6;
constexpr int s_briefGap = 6;
constexpr int s_end = 4;
constexpr int s_between = 2; ///< px from link to link
constexpr int s_gap = 10; ///< px from part to part
constexpr int s_moreRoom = 44; ///< px of "+12"
constexpr int s_leastStrip = 320; ///< px of the strip
constexpr int s_identityLeast = 110; ///< px; less of an address says nothing

bool isUnwell(const LinkButton *button)
{
    return button->link().status == models::Status::Failed || button->link().status == models::Status::Warning;
}

} // namespace

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

void LinkButton::setForm(Form form)
{
    if (std::exchange(m_form, form) != form) {
        updateGeometry();
        update();
    }
}

void LinkButton::setMost(int width)
{
    if (std::exchange(m_most, width) != width) {
        updateGeometry();
        update();
    }
}

int LinkButton::widthAs(Form form) const
{
    const QString name = form == Form::Full ? m_row.name : m_row.shortName;
    const int width = s_nameAt + QFontMetrics(Theme::font(TextStyle::Small)).horizontalAdvance(safeText(name));
    if (form == Form::Name)
        return width + s_end;
    // A latency of one digit more moves nothing.
    const QFontMetrics mono(Theme::font(TextStyle::Mono));
    const int least = m_row.status == models::Status::Ok ? mono.horizontalAdvance(QStringLiteral("< 1 ms")) : 0;
    return width + s_briefGap + std::max(mono.horizontalAdvance(safeText(m_row.brief)), least) + s_end;
}

QSize LinkButton::sizeHint() const
{
    const int wanted = widthAs(m_form);
    return {m_most > 0 ? std::min(wanted, m_most) : wanted, 22};
}

QString LinkButton::shownName() const
{
    const QString name = safeText(m_form == Form::Full ? m_row.name : m_row.shortName);
    if (m_most <= 0 || widthAs(m_form) <= m_most)
        return name;
    return QFontMetrics(Theme::font(TextStyle::Small)).elidedText(name, Qt::ElideRight, m_most - s_nameAt - s_end);
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
    dot.moveCenter(QRectF(place(s_dotAt, s_dot)).center());
    painter.drawEllipse(dot);
    painter.setLayoutDirection(Qt::LayoutDirectionAuto);
    const int align = int(Qt::AlignVCenter | Qt::AlignAbsolute | (mirrored ? Qt::AlignRight : Qt::AlignLeft));
    painter.setFont(Theme::font(TextStyle::Small));
    const QString name = shownName();
    const int nameWidth = painter.fontMetrics().horizontalAdvance(name);
    painter.setPen(theme.color(Tone::Muted));
    painter.drawText(place(s_nameAt, nameWidth + 2), align, name);
    if (m_form == Form::Name)
        return;
    painter.setFont(Theme::font(TextStyle::Mono));
    painter.setPen(healthy ? theme.color(Tone::Muted) : theme.color(tone));
    const int at = s_nameAt + nameWidth + s_briefGap;
    painter.drawText(place(at, width() - at), align, leftToRight(safeText(m_row.brief)));
}

LinkStrip::LinkStrip(models::LinkStripModel &model, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_clock(clock)
    , m_links(hbox(nullptr, {}, s_between))
    , m_more(new Button({}, ButtonRole::Link))
    , m_identity(new Label({}, TextStyle::Small, Tone::Muted))
    , m_time(new MonoLabel({}, Tone::Muted))
{
    setFixedHeight(size::statusBar);
    setMinimumWidth(s_leastStrip); // not that of what is shown: fit() makes it fit
    setAccessibleName(tr("Links", "status bar of connections"));
    auto *row = hbox(this, {14, 1, 16, 0}, s_gap);
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

void LinkStrip::setIdentity(const QString &text)
{
    m_identity->setText(text);
    m_identity->setToolTip(plainToolTip(text));
    fit();
}

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

int LinkStrip::wantedAs(LinkButton::Form well, LinkButton::Form unwell) const
{
    int width = 0;
    for (const LinkButton *button : m_buttons)
        width += button->widthAs(isUnwell(button) ? unwell : well) + s_between;
    return width;
}

void LinkStrip::fit()
{
    using Form = LinkButton::Form;
    const QMargins edges = layout()->contentsMargins();
    const int all = width() - edges.left() - edges.right() - m_time->sizeHint().width() - 2 * s_gap;
    const int identity = m_identity->text().isEmpty() ? 0 : m_identity->sizeHint().width() + s_gap;
    struct Step {
        Form well;
        Form unwell;
        int identity;
    };
    const Step steps[] {{Form::Full, Form::Full, identity}, {Form::Short, Form::Short, identity},
        {Form::Name, Form::Short, identity}, {Form::Name, Form::Short, std::min(identity, s_identityLeast)},
        {Form::Name, Form::Short, 0}};
    Step step = steps[std::size(steps) - 1];
    for (const Step &each : steps)
        if (wantedAs(each.well, each.unwell) + each.identity <= all) {
            step = each;
            break;
        }
    for (LinkButton *button : std::as_const(m_buttons)) {
        button->setForm(isUnwell(button) ? step.unwell : step.well);
        button->setMost(0);
        button->show();
    }
    if (step.well == Form::Name)
        tellLatencies(all - step.identity - wantedAs(step.well, step.unwell));
    m_identity->setVisible(step.identity > 0);
    m_more->hide();
    if (wantedAs(step.well, step.unwell) + step.identity > all)
        hideWhatIsWell(all);
}

/// Of the first links, as far as there is room.
void LinkStrip::tellLatencies(int room)
{
    using Form = LinkButton::Form;
    for (LinkButton *button : std::as_const(m_buttons)) {
        if (isUnwell(button))
            continue;
        room -= button->widthAs(Form::Short) - button->widthAs(Form::Name);
        if (room < 0)
            return;
        button->setForm(Form::Short);
    }
}

/// Not even the short names fit: those that are well make room, and where that is not enough the others share it.
void LinkStrip::hideWhatIsWell(int room)
{
    const int unwell = int(std::ranges::count_if(m_buttons, isUnwell));
    if (unwell < m_buttons.size())
        room -= s_moreRoom;
    int told = 0;
    for (const LinkButton *button : std::as_const(m_buttons))
        if (isUnwell(button))
            told += button->widthAs(LinkButton::Form::Short) + s_between;
    for (LinkButton *button : std::as_const(m_buttons))
        if (isUnwell(button) && told > room) { // not even they fit with what is wrong: names, of one width at most
            button->setForm(LinkButton::Form::Name);
            button->setMost(room / unwell - s_between);
        }
    int left = room;
    for (const LinkButton *button : std::as_const(m_buttons))
        if (isUnwell(button))
            left -= button->sizeHint().width() + s_between;
    int hidden = 0;
    for (LinkButton *button : std::as_const(m_buttons)) {
        if (isUnwell(button))
            continue;
        left -= button->sizeHint().width() + s_between;
        button->setVisible(left >= 0);
        hidden += left < 0;
    }
    m_more->setVisible(hidden > 0);
    m_more->setText(tr("+%1", "number of links that do not fit").arg(hidden));
    m_more->setAccessibleName(tr("%1 more links, all well", "button").arg(hidden));
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
    menu->addSeparator();
    const QString text
        = row.error.isEmpty() ? row.name + QLatin1String(": ") + row.brief + QLatin1Char('\n') + row.detail : row.error;
    connect(menu->addAction(row.error.isEmpty() ? tr("Copy details", "menu of a link")
                                                : tr("Copy error", "menu of a link: what is wrong, as text")),
        &QAction::triggered, this, [text] { QGuiApplication::clipboard()->setText(text); });
    if (row.canRetry)
        connect(menu->addAction(tr("Retry now", "menu of a link")), &QAction::triggered, this,
            [this, id = row.id] { Q_EMIT retryRequested(id); });
    if (m_editable.contains(row.id))
        connect(menu->addAction(tr("Change this link…", "menu of a link: opens the environment's form")),
            &QAction::triggered, this, [this, id = row.id] { Q_EMIT editRequested(id); });
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
