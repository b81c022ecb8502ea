// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/overviewpage.h"

#include "services/base/text.h"
#include "ui/components/iconview.h"
#include "ui/components/layout.h"
#include "ui/components/safetext.h"
#include "ui/components/scroll.h"
#include "ui/components/statepill.h"

#include <QGridLayout>
#include <numeric>

namespace ph::ui {

namespace {
constexpr int s_threeColumns = 1000;
constexpr int s_twoColumns = 680;
constexpr size_t s_mostActions = 2;
constexpr int s_longestAction = 34; ///< signs; the text beside it needs the room
constexpr int s_actionsBeside = 700; ///< of the verdict's width; less: they stand below its texts
} // namespace

VerdictCard::VerdictCard(ShellContext &context, QWidget *parent)
    : Card({}, parent)
    , m_context(context)
    , m_icon(new IconView({}, Tone::Muted, 20))
    , m_lead(new Label({}, TextStyle::Headline))
    , m_sentence(new Label({}, TextStyle::Headline))
    , m_detail(new Label({}, TextStyle::Body))
    , m_watch(new Label({}, TextStyle::Body, Tone::Warn))
    , m_rest(new Label({}, TextStyle::Body, Tone::Muted))
    , m_row(hbox(nullptr, {4, 0, 0, 0}, 10))
    , m_actions(vbox(nullptr, {}, 6))
{
    auto *row = hbox(nullptr, {}, 10);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    auto *texts = vbox(nullptr, {}, 6);
    auto *first = hbox(nullptr, {}, 8);
    m_lead->setElide(Qt::ElideNone);
    first->addWidget(m_lead, 0, Qt::AlignTop);
    m_sentence->setWrapped(true);
    first->addWidget(m_sentence, 1, Qt::AlignTop); // on the line of its lead
    texts->addLayout(first);
    m_detail->setWrapped(true);
    texts->addWidget(m_detail);
    m_watch->setWrapped(true);
    texts->addWidget(m_watch);
    m_rest->setWrapped(true);
    texts->addWidget(m_rest);
    texts->addStretch(1); // beside two buttons the lines stay together
    row->addLayout(texts, 1);
    m_row->addLayout(row, 1);
    m_row->addLayout(m_actions);
    content()->addLayout(m_row);
    connect(&context.verdict, &models::Verdict::changed, this, &VerdictCard::refresh);
    connect(&m_tick, &QTimer::timeout, this, [this] { m_rest->setText(m_context.verdict.rest()); });
    m_tick.start(1000);
    refresh();
}

void VerdictCard::refresh()
{
    const models::Verdict &verdict = m_context.verdict;
    const overview::Verdict &now = verdict.now();
    const auto needing = verdict.needing();
    const Tone tone = toneOf(verdict.status());
    m_icon->setIcon(!needing.empty()                 ? QStringLiteral("siren")
            : verdict.status() == models::Status::Ok ? QStringLiteral("circle-check")
                                                     : QStringLiteral("eye-off"),
        tone);
    m_lead->setText(now.lead);
    m_lead->setTone(needing.empty() ? Tone::Text : tone);
    m_sentence->setText(now.sentence);
    m_sentence->setVisible(!now.sentence.isEmpty());
    m_detail->setText(now.detail);
    m_detail->setVisible(!now.detail.isEmpty());
    m_watch->setText(now.watch);
    m_watch->setVisible(!now.watch.isEmpty());
    m_rest->setText(verdict.rest());
    setAttention(needing.empty() ? Tone::Text : tone);
    setAccessibleName(tr("Verdict", "name of the first card of the Overview"));
    setAccessibleDescription(
        QStringList {now.lead, now.sentence, now.detail, now.watch, verdict.rest()}.join(QLatin1Char(' ')));
    std::vector<platform::VerdictLine> offered;
    for (const auto &line : now.lines) // the worst first
        if (line.severity >= platform::Severity::Warning && !line.next.isEmpty() && !line.address.isEmpty()
            && offered.size() < s_mostActions)
            offered.push_back(line);
    showActions(offered);
}

/// Buttons stay the same objects while they lead to the same: they may have the keyboard.
void VerdictCard::showActions(const std::vector<platform::VerdictLine> &offered)
{
    QStringList shown;
    for (const auto &line : offered)
        shown << line.next + QLatin1Char('\n') + line.address;
    if (shown == m_shown)
        return;
    m_shown = shown;
    while (QLayoutItem *item = m_actions->takeAt(0)) {
        item->widget()->deleteLater(); // a click may be what led here
        delete item;
    }
    for (const auto &line : offered)
        addAction(line, m_actions->count() == 0 ? ButtonRole::Primary : ButtonRole::Secondary);
}

void VerdictCard::resizeEvent(QResizeEvent *event)
{
    Card::resizeEvent(event);
    const bool isBeside = width() >= s_actionsBeside;
    m_row->setDirection(isBeside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_row->setAlignment(m_actions, isBeside ? Qt::Alignment() : Qt::Alignment(Qt::AlignLeading));
    m_actions->setDirection(isBeside ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void VerdictCard::addAction(const platform::VerdictLine &line, ButtonRole role)
{
    const QString text = safeText(line.next);
    auto *button = new Button(elidedMiddle(text, s_longestAction), role);
    button->setAccessibleName(text);
    button->setToolTip(text);
    button->setMinimumWidth(170);
    connect(button, &QPushButton::clicked, this, [this, address = line.address] {
        m_context.open(address.section(QLatin1Char('/'), 0, 0), address.section(QLatin1Char('/'), 1));
    });
    m_actions->addWidget(button);
}

OverviewPage::OverviewPage(ShellContext &context, QWidget *parent)
    : AreaPage(parent)
    , m_context(context)
    , m_content(new QWidget)
{
    auto *column = vbox(m_content, {size::pageMargin, size::pageTop, size::pageMargin, size::pageTop}, size::gap);
    column->addWidget(new VerdictCard(context));
    m_grid = new QGridLayout;
    m_grid->setSpacing(size::gap);
    column->addLayout(m_grid, 1);
    auto *area = scrolled(m_content);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded); // nothing is out of reach, however small the window
    vbox(this, {}, 0)->addWidget(area);
    connect(&context.overview, &OverviewRegistry::changed, this, &OverviewPage::rebuild);
    rebuild();
}

AreaEntry OverviewPage::entry()
{
    AreaEntry entry;
    entry.id = QStringLiteral("overview");
    entry.title = tr("Overview", "page");
    entry.icon = QStringLiteral("layout-dashboard");
    entry.letter = QStringLiteral("o");
    entry.group = AreaEntry::Group::Top;
    entry.makePage = [](ShellContext &context) { return new OverviewPage(context); };
    return entry;
}

void OverviewPage::rebuild()
{
    for (QWidget *panel : std::as_const(m_panels)) {
        panel->hide();
        panel->deleteLater();
    }
    m_panels.clear();
    for (const OverviewPanel &panel : m_context.overview.panels())
        if (QWidget *widget = panel.make(m_context))
            m_panels << widget;
    m_columns = 0;
    arrange();
}

/// As many as there is room for: of the page, and of what the panels hold.
int OverviewPage::columnsThatFit() const
{
    int columns = width() >= s_threeColumns ? 3 : width() >= s_twoColumns ? 2 : 1;
    const auto needed = [this](int columns) {
        QList<int> widest(columns, 0);
        for (int i = 0; i < m_panels.size(); ++i)
            widest[i % columns] = std::max(widest[i % columns], m_panels[i]->minimumSizeHint().width());
        return std::accumulate(widest.begin(), widest.end(), 2 * size::pageMargin + (columns - 1) * size::gap);
    };
    while (columns > 1 && needed(columns) > width())
        --columns;
    return columns;
}

void OverviewPage::arrange()
{
    const int columns = columnsThatFit();
    if (columns == m_columns)
        return;
    m_columns = columns;
    while (QLayoutItem *item = m_grid->takeAt(0))
        delete item;
    for (int row = 0; row < m_grid->rowCount(); ++row)
        m_grid->setRowStretch(row, 0);
    for (int i = 0; i < m_panels.size(); ++i)
        m_grid->addWidget(
            m_panels[i], i / columns, i % columns, 1, i + 1 == m_panels.size() ? columns - i % columns : 1);
    // panels are as high as what they hold; the room that is left stays empty below them
    m_grid->setRowStretch((int(m_panels.size()) + columns - 1) / columns, 1);
    // the middle one holds tables: a little wider, as the last is a little narrower
    for (int column = 0; column < 3; ++column)
        m_grid->setColumnStretch(column,
            column < columns ? (columns == 3 ? (column == 0          ? 38
                                                       : column == 1 ? 45
                                                                     : 29)
                                             : 1)
                             : 0);
    for (int column = 0; column < 3; ++column)
        m_grid->setColumnMinimumWidth(column, 0);
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    AreaPage::resizeEvent(event);
    arrange();
}

} // namespace ph::ui
