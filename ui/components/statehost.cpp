// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/statehost.h"

#include "ui/charts/paintline.h"
#include "ui/components/faded.h"
#include "ui/components/iconview.h"
#include "ui/components/layout.h"
#include "ui/components/safetext.h"
#include "ui/theme/icons.h"

#include <QPainter>
#include <QStackedLayout>
#include <QTimerEvent>

namespace ph::ui {

namespace {
constexpr int s_sideMargin = 16; ///< px beside what is said over the content, as beside the page's tools
} // namespace

// --- loading  ---

LoadingBar::LoadingBar(QWidget *parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFixedHeight(2);
    setAccessibleName(tr("Loading", "screen reader text of a progress bar"));
    QWidget::hide();
    m_delay.setSingleShot(true);
    connect(&m_delay, &QTimer::timeout, this, [this] {
        m_running = true;
        show();
        raise();
        if (!Theme::current().reducedMotion())
            m_motion.start(40, this);
    });
}

void LoadingBar::setLoading(bool loading)
{
    if (loading) {
        if (!m_running && !m_delay.isActive())
            m_delay.start(motion::loadingBarAfter);
        return;
    }
    m_delay.stop();
    m_motion.stop();
    m_running = false;
    hide();
}

void LoadingBar::timerEvent(QTimerEvent *)
{
    m_step = (m_step + 3) % 140;
    update();
}

void LoadingBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.palette().track);
    const int share = theme.reducedMotion() ? 100 : 40;
    const int start = theme.reducedMotion() ? 0 : width() * (m_step - 40) / 100;
    painter.fillRect(QRect(start, 0, width() * share / 100, height()), theme.color(Tone::Accent));
}

// --- stale  ---

StaleBar::StaleBar(QWidget *parent)
    : QFrame(parent)
    , m_text(new Label({}, TextStyle::SmallStrong, Tone::Warn))
    , m_retry(new Button(tr("Retry now", "link: do not wait for the next automatic try"), ButtonRole::Link))
{
    m_text->setWrapped(true); // why, and when it is tried again, is never cut
    auto *row = hbox(this, {12, 4, 10, 4}, 8);
    row->addWidget(new IconView(QStringLiteral("unplug"), Tone::Warn, size::smallIcon));
    row->addWidget(m_text, 1);
    row->addWidget(m_retry);
    connect(m_retry, &QPushButton::clicked, this, &StaleBar::retryRequested);
    connect(&m_timer, &QTimer::timeout, this, &StaleBar::tick);
}

void StaleBar::setStale(const ViewState::Stale &stale, std::function<MonoTime()> now)
{
    m_stale = stale;
    m_now = std::move(now);
    tick();
    if (stale.nextTry)
        m_timer.start(1000);
    else
        m_timer.stop();
}

void StaleBar::tick()
{
    QStringList parts;
    if (!m_stale.asOf.isEmpty())
        parts << tr("as of %1", "the time the shown values were taken").arg(m_stale.asOf);
    if (!m_stale.reason.isEmpty())
        parts << m_stale.reason;
    if (m_stale.nextTry && m_now) {
        const auto left = std::chrono::ceil<std::chrono::seconds>(*m_stale.nextTry - m_now()).count();
        parts << (left > 0 ? tr("next try in %1 s", "countdown in seconds").arg(left) : tr("trying now"));
    }
    m_text->setText(parts.join(QStringLiteral(" · ")));
    setAccessibleName(m_text->fullText());
}

void StaleBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.tint(Tone::Warn));
    painter.drawRoundedRect(rect(), size::controlRadius, size::controlRadius);
}

// --- gaps  ---

void paintGap(
    QPainter *painter, const QRect &rect, const QString &sentence, const QString &detail, Qt::LayoutDirection direction)
{
    const Theme &theme = Theme::current();
    const QColor warn = theme.color(Tone::Warn);
    painter->save();
    painter->fillRect(rect, mixed(theme.palette().surface, warn, theme.palette().tintAlpha / 2));
    painter->setOpacity(0.35);
    paintHatch(painter, rect, warn);
    painter->setOpacity(1);
    painter->setPen(QPen(mixed(theme.palette().surface, warn, 150), 1, Qt::DashLine));
    painter->drawLine(rect.topLeft(), rect.topRight());
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    const bool mirrored = direction == Qt::RightToLeft;
    painter->setLayoutDirection(Qt::LayoutDirectionAuto);
    QRect icon(0, 0, size::smallIcon, size::smallIcon);
    icon.moveCenter(QPoint(mirrored ? rect.right() - 22 : rect.left() + 22, rect.center().y()));
    paintIcon(painter, icon, QStringLiteral("unplug"), warn);
    painter->setFont(Theme::font(TextStyle::SmallStrong));
    const QFontMetrics metrics(painter->font());
    QRect text = rect.adjusted(mirrored ? 12 : 40, 0, mirrored ? -40 : -12, 0);
    const int align
        = int(Qt::AlignVCenter | (mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignAbsolute) | Qt::TextSingleLine;
    painter->setPen(warn);
    const QString first = metrics.elidedText(safeText(sentence), Qt::ElideRight, text.width());
    painter->drawText(text, align, first);
    const int used = metrics.horizontalAdvance(first) + 10;
    text.adjust(mirrored ? 0 : used, 0, mirrored ? -used : 0, 0);
    if (text.width() > 30) {
        painter->setFont(Theme::font(TextStyle::Small));
        painter->setPen(theme.color(Tone::Text));
        painter->drawText(
            text, align, QFontMetrics(painter->font()).elidedText(safeText(detail), Qt::ElideRight, text.width()));
    }
    painter->restore();
}

GapStrip::GapStrip(const QString &sentence, const QString &detail, QWidget *parent)
    : QWidget(parent)
{
    setFixedHeight(size::tableRow);
    setGap(sentence, detail);
}

void GapStrip::setGap(const QString &sentence, const QString &detail)
{
    m_sentence = sentence;
    m_detail = detail;
    setAccessibleName(sentence + QLatin1Char(' ') + detail);
    update();
}

void GapStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintGap(&painter, rect(), m_sentence, m_detail, layoutDirection());
}

// --- the host  ---

StateHost::StateHost(QWidget *content, QWidget *parent)
    : QWidget(parent)
    , m_content(content)
    , m_loading(new LoadingBar(this))
    , m_staleBar(new StaleBar)
    , m_partial(new Banner)
    , m_banner(new Banner)
    , m_above(new QWidget)
    , m_notice(new QWidget)
    , m_noticeIcon(new IconView({}, Tone::Faint, 28))
    , m_noticeText(new Label({}, TextStyle::BodyMedium, Tone::Muted))
    , m_noticeStep(new Button)
{
    auto *column = vbox(this, {}, 0);
    auto *above = vbox(m_above, {s_sideMargin, 0, s_sideMargin, 8}, 8);
    above->addWidget(m_banner);
    above->addWidget(m_staleBar);
    above->addWidget(m_partial);
    column->addWidget(m_above);
    auto *stack = new QWidget;
    auto *layers = new QStackedLayout(stack);
    layers->addWidget(content);
    layers->addWidget(m_notice);
    column->addWidget(stack, 1);
    m_partial->setSlim(true);

    auto *notice = vbox(m_notice, {24, 24, 24, 24}, 12);
    notice->addStretch(2);
    notice->addWidget(m_noticeIcon, 0, Qt::AlignHCenter);
    m_noticeText->setWrapped(true);
    m_noticeText->setAlignment(Qt::AlignCenter);
    notice->addWidget(m_noticeText);
    notice->addWidget(m_noticeStep, 0, Qt::AlignHCenter);
    notice->addStretch(3);

    connect(m_banner, &Banner::retryRequested, this, &StateHost::retryRequested);
    connect(m_staleBar, &StaleBar::retryRequested, this, &StateHost::retryRequested);
    connect(m_noticeStep, &QPushButton::clicked, this, &StateHost::nextStepRequested);
    m_now = [] { return SystemClock().monotonic(); };
    setState({});
}

void StateHost::setState(const ViewState &state)
{
    m_state = state;
    m_loading->setLoading(state.kind == ViewState::Kind::Loading);
    m_banner->setVisible(state.kind == ViewState::Kind::Error);
    if (state.kind == ViewState::Kind::Error)
        m_banner->setMessage(state.message);
    m_staleBar->setVisible(state.stale.has_value());
    if (state.stale)
        m_staleBar->setStale(*state.stale, m_now);
    m_partial->setVisible(!state.missing.isEmpty());
    if (!state.missing.isEmpty())
        m_partial->setMessage({BannerKind::Warning, state.missing.join(QStringLiteral(" · ")), {}, {}, {}, false});
    m_above->setVisible(!m_banner->isHidden() || !m_staleBar->isHidden() || !m_partial->isHidden());
    showNotice();
    const bool faded = state.stale.has_value();
    if (m_fader)
        m_fader(faded);
    else
        setFaded(m_content, faded);
}

void StateHost::showNotice()
{
    const bool forbidden = m_state.kind == ViewState::Kind::Forbidden;
    const bool empty = m_state.kind == ViewState::Kind::Empty;
    const bool heldKeyboard = m_noticeStep->hasFocus();
    m_noticeIcon->setIcon(forbidden ? QStringLiteral("lock") : QStringLiteral("circle-check"), Tone::Faint);
    m_noticeText->setText(m_state.sentence);
    m_noticeStep->setText(m_state.nextStep);
    m_noticeStep->setVisible(!m_state.nextStep.isEmpty());
    auto *layers = static_cast<QStackedLayout *>(m_content->parentWidget()->layout());
    layers->setCurrentWidget(forbidden || empty ? m_notice : m_content);
    if (heldKeyboard && !forbidden && !empty)
        m_content->setFocus(Qt::OtherFocusReason); // else it would be with whatever comes next in the window
}

bool StateHost::focusNextStep()
{
    if (m_notice->isHidden() || m_noticeStep->isHidden())
        return false;
    m_noticeStep->setFocus(Qt::OtherFocusReason);
    return true;
}

void StateHost::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_loading->setGeometry(0, 0, width(), 2);
}

} // namespace ph::ui
