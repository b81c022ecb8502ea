// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/filterbar.h"

#include "ui/components/chip.h"
#include "ui/components/filteredit.h"
#include "ui/components/filternote.h"
#include "ui/components/iconview.h"
#include "ui/components/layout.h"
#include "ui/components/safetext.h"

#include <QPainter>

namespace ph::ui {

namespace {

constexpr int s_soonMs = 150;

/// The field around chips and edit; its ring shows where the keyboard is.
class FieldFrame final : public QFrame {
public:
    QWidget *focused = nullptr;
    bool *invalid = nullptr;

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Palette &p = Theme::current().palette();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool ring = focused && focused->hasFocus();
        painter.setPen(QPen(invalid && *invalid ? p.error : ring ? p.accent : p.border, 1));
        painter.setBrush(p.sunken);
        painter.drawRoundedRect(
            QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::controlRadius, size::controlRadius);
    }
};

} // namespace

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_chipRow(hbox(nullptr, {}, 6))
    , m_more(new Label({}, TextStyle::SmallStrong, Tone::Muted))
    , m_edit(new FilterEdit)
    , m_views(new IconButton("bookmark", tr("Saved views", "button: menu of saved filters")))
    , m_clear(new IconButton("x", tr("Clear the filter", "button")))
    , m_note(new FilterNote(this))
    , m_list(new SuggestionList(this))
{
    auto *frame = new FieldFrame;
    frame->focused = m_edit;
    frame->invalid = &m_mistake;
    m_frame = frame;
    frame->setFixedHeight(34);
    auto *row = hbox(frame, {10, 0, 4, 0}, 8);
    row->addWidget(new IconView(QStringLiteral("list-filter"), Tone::Muted, size::smallIcon));
    m_more->hide();
    row->addWidget(m_more);
    row->addLayout(m_chipRow);
    m_edit->setProperty("role", QStringLiteral("bare"));
    m_edit->setAccessibleName(tr("Filter", "name of the filter field"));
    m_edit->setClearButtonEnabled(false);
    m_edit->setMinimumWidth(90);
    m_edit->installEventFilter(this);
    row->addWidget(m_edit, 1);
    for (IconButton *button : {m_views, m_clear}) {
        button->setFixedSize(26, 26);
        button->setIconSize(QSize(size::smallIcon, size::smallIcon));
        row->addWidget(button);
    }
    m_views->setPopupMode(QToolButton::InstantPopup);
    m_clear->hide();
    auto *column = vbox(this, {}, 4);
    column->addWidget(frame);
    setPlaceholder(tr("add a filter…", "placeholder of the filter field"));

    m_soon.setSingleShot(true);
    m_soon.setInterval(s_soonMs);
    connect(&m_soon, &QTimer::timeout, this, [this] { judge(true); });
    connect(m_edit, &QLineEdit::textEdited, this, &FilterBar::onEdited);
    connect(m_edit, &QLineEdit::cursorPositionChanged, this, [this] {
        m_edit->update();
        if (!m_told.isEmpty() || m_mistake)
            judge(false); // the caret may have left what it was in
    });
    connect(m_clear, &QToolButton::clicked, this, [this] {
        clearAll();
        focusEdit();
    });
    connect(m_list, &QListWidget::itemClicked, this, [this](QListWidgetItem *item) { take(m_list->row(item)); });
}

FilterBar::~FilterBar() = default;

QLineEdit *FilterBar::edit() const { return m_edit; }

void FilterBar::setLanguage(std::shared_ptr<const FilterLanguage> language)
{
    m_language = std::move(language);
    if (m_language)
        m_language->whenCounted(this, [this] { recount(); });
    judge(true);
}

void FilterBar::setPlaceholder(const QString &text)
{
    m_hint = text;
    showHint();
}

/// An example beside chips would read as one of them.
void FilterBar::showHint()
{
    m_edit->setPlaceholderText(m_tokens.isEmpty() ? m_hint : tr("add a filter…", "placeholder of the filter field"));
}

QString FilterBar::text() const
{
    QStringList parts = m_tokens;
    if (!m_edit->text().trimmed().isEmpty())
        parts << m_edit->text().trimmed();
    return parts.join(QLatin1Char(' '));
}

void FilterBar::setText(const QString &text)
{
    if (text != this->text())
        remember();
    m_isTyping = false;
    m_tokens.clear();
    m_edit->setText(text);
    commit(true);
    rebuildChips();
    judge(true);
}

void FilterBar::toggleToken(const QString &token)
{
    remember();
    if (!m_tokens.removeOne(token))
        m_tokens << token;
    rebuildChips();
    judge(true);
}

void FilterBar::focusEdit() { m_edit->setFocus(Qt::ShortcutFocusReason); }

/// Turns finished tokens of the typed text into chips: all of them, or those that are followed by a blank.
void FilterBar::commit(bool all)
{
    if (!m_language)
        return;
    const QString typed = m_edit->text();
    const FilterLanguage::Reading reading = m_language->read(typed);
    if (reading.mistake)
        return;
    qsizetype upTo = 0;
    for (const auto &token : reading.tokens) {
        const qsizetype end = token.start + token.length;
        const bool finished = all || (end < typed.size() && typed[end].isSpace());
        if (!finished)
            break;
        const QString piece = typed.mid(token.start, token.length);
        if (!m_tokens.contains(piece))
            m_tokens << piece;
        upTo = end;
    }
    if (upTo == 0)
        return;
    m_edit->setText(typed.mid(upTo).trimmed());
    rebuildChips();
}

/// By a person: to be taken back. True when there are more chips now.
bool FilterBar::commitTyped(bool all)
{
    const Step before {m_tokens, m_edit->text()};
    commit(all);
    const bool isMore = m_tokens.size() != before.tokens.size();
    if (isMore)
        remember(before);
    return isMore;
}

void FilterBar::onEdited()
{
    m_isTyping = true;
    judge(commitTyped(false));
    suggest();
}

bool FilterBar::isBeingTyped(const FilterLanguage::Mistake &mistake) const
{
    if (!m_isTyping)
        return false;
    const QString typed = m_edit->text();
    qsizetype first = std::min(qsizetype(mistake.start), typed.size());
    qsizetype last = std::min(qsizetype(mistake.start + mistake.length), typed.size());
    while (first > 0 && !typed[first - 1].isSpace())
        --first;
    while (last < typed.size() && !typed[last].isSpace())
        ++last;
    return m_edit->cursorPosition() >= first && m_edit->cursorPosition() <= last;
}

QString FilterBar::finishedText(const FilterLanguage::Reading &reading) const
{
    QStringList parts = m_tokens;
    for (const auto &token : reading.tokens)
        parts << m_edit->text().mid(token.start, token.length);
    return parts.join(QLatin1Char(' '));
}

void FilterBar::judge(bool now)
{
    m_clear->setVisible(!text().isEmpty());
    const auto reading = m_language ? m_language->read(m_edit->text()) : FilterLanguage::Reading();
    const bool isUnfinished = reading.mistake && isBeingTyped(*reading.mistake);
    m_mistake = reading.mistake && !isUnfinished;
    m_told = reading.mistake ? reading.mistake->expected : QString();
    m_edit->setUnderline(m_mistake ? reading.mistake->start : 0, m_mistake ? std::max(1, reading.mistake->length) : 0);
    m_edit->setAccessibleDescription(m_told);
    m_frame->setToolTip(m_mistake ? plainToolTip(m_told) : QString());
    m_frame->update();
    showNote();
    const QString all = isUnfinished ? finishedText(reading) : text();
    if (m_mistake) {
        m_soon.stop();
        return; // the last good one stays
    }
    if (!now) {
        m_soon.start();
        return;
    }
    m_soon.stop();
    if (all == m_lastGood)
        return;
    m_lastGood = all;
    Q_EMIT filterChanged(all);
}

/// Suggestions say it better; and without the keyboard here it would lie over the table for nothing.
void FilterBar::showNote()
{
    if (m_told.isEmpty() || m_list->isVisible() || !m_edit->hasFocus())
        m_note->hide();
    else
        m_note->tell(m_frame, m_told, m_mistake);
}

void FilterBar::rebuildChips()
{
    m_isAllSelected = false;
    showHint();
    for (QWidget *chip : std::as_const(m_chips)) {
        chip->hide();
        chip->deleteLater();
    }
    m_chips.clear();
    for (const QString &token : std::as_const(m_tokens)) {
        auto *chip = new Chip(token);
        connect(chip, &Chip::removeRequested, this, [this, token] { removeChip(token); });
        connect(chip, &Chip::editRequested, this, [this, token] { editChip(token); });
        m_chipRow->addWidget(chip);
        m_chips << chip;
        QWidget::setTabOrder(chip, m_edit);
    }
    fitChips();
}

/// The newest chips are seen; how many more there are is said in front of them.
void FilterBar::fitChips()
{
    int room = m_frame->width() - 90 - 120;
    int hidden = 0;
    for (auto chip = m_chips.rbegin(); chip != m_chips.rend(); ++chip) {
        room -= (*chip)->sizeHint().width() + 6;
        const bool fits = room > 0 || chip == m_chips.rbegin();
        (*chip)->setVisible(fits);
        hidden += !fits;
    }
    m_more->setVisible(hidden > 0);
    m_more->setText(tr("+%1", "number of filter chips that do not fit").arg(hidden));
    m_more->setToolTip(plainToolTip(m_tokens.mid(0, hidden).join(QLatin1Char('\n'))));
}

void FilterBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitChips();
}

void FilterBar::hideEvent(QHideEvent *event)
{
    m_note->hide(); // they lie on the window, not on the bar
    m_list->hide();
    QWidget::hideEvent(event);
}

} // namespace ph::ui
