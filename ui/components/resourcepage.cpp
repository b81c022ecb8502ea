// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/resourcepage.h"

#include "services/wording/numbers.h"
#include "ui/components/detailpanel.h"
#include "ui/components/filterbar.h"
#include "ui/components/flowlayout.h"
#include "ui/components/layout.h"
#include "ui/components/safetext.h"
#include "ui/components/statepill.h"
#include "ui/components/tableview.h"
#include "ui/theme/icons.h"

#include <QApplication>
#include <QClipboard>
#include <QJsonArray>
#include <QKeyEvent>
#include <QMenu>
#include <QPointer>
#include <QShortcut>
#include <QSplitter>

namespace ph::ui {

namespace {
constexpr int s_countEveryMs = 200;
}

ResourcePage::ResourcePage(ResourceDescriptor descriptor, ViewStore *store, QWidget *parent)
    : QWidget(parent)
    , m_d(std::move(descriptor))
    , m_store(store)
    , m_filter(new FilterBar)
    , m_table(new TableView(m_d.title))
    , m_host(new StateHost(m_table))
    , m_splitter(new QSplitter(Qt::Horizontal))
    , m_left(nullptr)
    , m_count(new Label({}, TextStyle::BodyStrong))
    , m_ofAll(new Label({}, TextStyle::Small, Tone::Muted))
    , m_stream(new QWidget)
    , m_liveDot(new StateDot)
    , m_live(new Label({}, TextStyle::Small, Tone::Muted))
    , m_bar(new QWidget)
    , m_barActions(hbox(nullptr, {}, 8))
    , m_footer(new Label({}, TextStyle::Small, Tone::Muted))
{
    build();
    connectTable();
    addShortcuts();
    m_filter->setLanguage(m_d.language);
    if (!m_d.filterHint.isEmpty())
        m_filter->setPlaceholder(m_d.filterHint);
    m_table->setTable(m_d.table);
    m_table->setLive(m_d.isLive);
    const int sort = m_d.table->columnOf(m_d.sortBy);
    if (sort >= 0)
        m_table->restoreState({{QStringLiteral("sort"), m_d.sortBy},
            {QStringLiteral("descending"), m_d.sortOrder == Qt::DescendingOrder}});
    load();
    updateCounts();
}

ResourcePage::~ResourcePage() = default;

void ResourcePage::build()
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *all = vbox(this, {}, 0);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    all->addWidget(m_splitter);
    auto *left = new QWidget;
    m_left = vbox(left, {0, 12, 0, 0}, 8);
    auto *top = vbox(nullptr, {16, 0, 16, 0}, 8);
    top->addWidget(m_filter);
    auto *tools = new FlowLayout(nullptr);
    top->addLayout(tools);
    buildTools(tools);
    m_left->addLayout(top);
    m_host->setFader([this](bool stale) { m_table->setStale(stale); });
    m_left->addWidget(m_host, 1);
    auto *foot = hbox(m_bar, {16, 4, 16, 4}, 8);
    foot->addWidget(m_footer, 1);
    foot->addLayout(m_barActions);
    m_bar->setMinimumHeight(30);
    m_left->addWidget(m_bar);
    m_splitter->addWidget(left);
    m_splitter->setStretchFactor(0, 1);
    connect(m_host, &StateHost::retryRequested, this, &ResourcePage::retryRequested);
    connect(m_host, &StateHost::nextStepRequested, this, [this] {
        if (m_d.nextStep)
            m_d.nextStep();
        else
            m_filter->setText({});
        m_table->setFocus(); // the button that was pressed goes
    });
    connect(m_splitter, &QSplitter::splitterMoved, this, &ResourcePage::store);
    if (m_d.makeDetail) {
        m_detail = new DetailPanel;
        m_detail->setView(m_d.makeDetail(m_detail));
        m_detail->hide();
        m_splitter->addWidget(m_detail);
        m_splitter->setStretchFactor(1, 0);
        connect(m_detail, &DetailPanel::closeRequested, this, &ResourcePage::closeDetail);
        connect(m_detail->windowButton(), &QToolButton::clicked, this,
            [this] { Q_EMIT openWindowRequested(m_detail->currentId()); });
    }
}

/// Where they do not fit side by side, they stand in two lines: no count is cut, no button loses its word.
void ResourcePage::buildTools(FlowLayout *row)
{
    row->addWidget(m_count);
    row->addWidget(m_ofAll);
    m_liveDot->setAccessibleName(tr("Stream state", "dot before the age of live data"));
    auto *live = hbox(m_stream, {}, 8);
    live->addWidget(m_liveDot);
    live->addWidget(m_live);
    m_stream->hide();
    row->addWidget(m_stream);
    row->addWidget(m_table->pendingButton());
    row->startTrailing();
    if (m_d.canPause) {
        m_pause = new Button(tr("Pause", "button: hold a live table still"));
        m_pause->setThemeIcon("pause");
        m_pause->setCheckable(true);
        connect(m_pause, &QPushButton::toggled, this, [this](bool paused) {
            m_table->index()->setPaused(paused);
            m_pause->setText(paused ? tr("Resume", "button: let a live table move again") : tr("Pause"));
            m_pause->setThemeIcon(paused ? "play" : "pause");
        });
        row->addWidget(m_pause);
    }
    auto *columns = new Button(tr("Columns", "button: menu of table columns"));
    columns->setThemeIcon("columns-3");
    auto *menu = new QMenu(columns);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        m_table->fillColumnMenu(menu);
    });
    columns->setPopup(menu);
    row->addWidget(columns);
    for (const RowAction &action : m_d.actions) {
        if (!action.onPage)
            continue;
        auto *button = new Button(action.text, action.role);
        if (!action.icon.isEmpty())
            button->setThemeIcon(action.icon);
        connect(button, &QPushButton::clicked, this, [this, &action] { action.run(shownIds()); });
        row->addWidget(button);
        m_pageButtons.append({button, &action});
    }
}

void ResourcePage::connectTable()
{
    connect(m_filter, &FilterBar::filterChanged, this, &ResourcePage::applyFilter);
    connect(m_filter, &FilterBar::leftDownwards, this, [this] {
        m_table->setFocus(Qt::OtherFocusReason);
        if (!m_table->currentIndex().isValid() && m_table->index()->rowCount() > 0)
            m_table->setCurrentIndex(m_table->index()->index(0, 0));
    });
    connect(m_table, &TableView::opened, this, [this](const QString &id) { showDetail(id, true); });
    connect(m_table, &TableView::peeked, this, [this](const QString &id) {
        if (m_detail && m_detail->isVisible() && m_detail->currentId() == id)
            closeDetail();
        else
            showDetail(id, false);
    });
    connect(m_table, &TableView::backRequested, this, &ResourcePage::closeDetail);
    connect(m_table, &TableView::selectionMoved, this, [this] {
        updateFooter();
        if (m_keepsPlace)
            return; // another filter moves the rows, nobody the selection
        if (!m_detail || m_table->selectedIds().size() != 1)
            return;
        const bool opensByPointer = m_table->underMouse() && m_saved.value(QStringLiteral("detailOpen")).toBool();
        if (m_detail->isVisible() || opensByPointer)
            showDetail(m_table->currentId(), false);
    });
    connect(m_table, &TableView::contextMenuWanted, this, &ResourcePage::showContextMenu);
    connect(m_table, &TableView::stateChanged, this, &ResourcePage::store);
    connect(m_table, &TableView::foldedChanged, this, &ResourcePage::updateFooter);
    // live tables change twenty times a second: the counts need not
    m_countSoon.setSingleShot(true);
    m_countSoon.setInterval(s_countEveryMs);
    connect(&m_countSoon, &QTimer::timeout, this, &ResourcePage::updateCounts);
    const auto soon = [this] {
        if (!m_countSoon.isActive())
            m_countSoon.start();
    };
    connect(m_table->index(), &QAbstractItemModel::rowsInserted, this, soon);
    connect(m_table->index(), &QAbstractItemModel::rowsRemoved, this, soon);
    connect(m_table->index(), &QAbstractItemModel::modelReset, this, soon);
    connect(m_table->index(), &QAbstractItemModel::dataChanged, this, soon); // sums over rows
    connect(m_table->index(), &models::IndexModel::pendingChanged, this, soon);
    connect(m_table->index(), &models::IndexModel::straysChanged, this, soon);
    connect(m_table->index(), &models::IndexModel::indexed, this, [this] {
        updateCounts();
        if (m_keepsPlace)
            takePlace(*std::exchange(m_keepsPlace, {}));
    });
    connect(m_filter->viewsButton(), &QToolButton::clicked, this, [] { });
    auto *views = new QMenu(this);
    m_filter->viewsButton()->setMenu(views);
    connect(views, &QMenu::aboutToShow, this, &ResourcePage::fillViewsMenu);
}

namespace {

QString filterId() { return QStringLiteral("page.filter"); }
QString detailsId() { return QStringLiteral("page.details"); }

} // namespace

void ResourcePage::setKeys(const QHash<QString, QKeySequence> &changed)
{
    if (std::exchange(m_keys, changed) != changed)
        addShortcuts();
}

void ResourcePage::addShortcuts()
{
    qDeleteAll(std::exchange(m_shortcuts, {}));
    const auto key = [this](const QKeySequence &sequence, auto handler) {
        if (sequence.isEmpty())
            return;
        auto *shortcut = new QShortcut(sequence, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, handler);
        m_shortcuts << shortcut;
    };
    key(keyOf(filterId(), Qt::Key_Slash), [this] { m_filter->focusEdit(); });
    key(keyOf(detailsId(), Qt::Key_F4), [this] {
        if (m_detail && m_detail->isVisible())
            closeDetail();
        else if (!m_table->currentId().isEmpty())
            showDetail(m_table->currentId(), true);
    });
    for (int digit = 1; digit <= 9; ++digit)
        key(QKeySequence(Qt::Key_0 + digit), [this, digit] { chooseView(digit); });
    for (const RowAction &action : m_d.actions) {
        key(keyOf(action.id, action.key), [this, &action] {
            const QStringList ids = action.onPage ? shownIds() : m_table->selectedIds();
            const ActionState state = action.state ? action.state(ids) : ActionState();
            if (!ids.isEmpty() && state.isShown && state.disabledBecause.isEmpty())
                action.run(ids);
        });
    }
}

QList<ResourcePage::KeyInfo> ResourcePage::keys() const
{
    QList<KeyInfo> all {
        {QStringLiteral("j k"), tr("Next and previous row", "key list")},
        {QStringLiteral("Enter"), tr("Open the details", "key list")},
        {QStringLiteral("Space"), tr("Peek at the details", "key list")},
        {QStringLiteral("Esc"), tr("Back", "key list")},
        {QStringLiteral("1 … 9"), tr("Saved views", "key list")},
        {QStringLiteral("Ctrl+C"), tr("Copy the ids of the selection", "key list")},
    };
    for (const RowAction &action : m_d.actions)
        if (!action.key.isEmpty())
            all.append({keyOf(action.id, action.key).toString(QKeySequence::NativeText), action.text, {}, action.id,
                action.key});
    return all;
}

QList<ResourcePage::KeyInfo> ResourcePage::commonKeys()
{
    return {{QStringLiteral("/"), tr("Filter", "key list"), {}, filterId(), QKeySequence(Qt::Key_Slash)},
        {QStringLiteral("F4"), tr("Details on and off", "key list"), {}, detailsId(), QKeySequence(Qt::Key_F4)}};
}

QString ResourcePage::fixedHolderOf(const QKeySequence &key)
{
    if (key.isEmpty())
        return {};
    const int first = key[0].toCombined();
    if (first == Qt::Key_J || first == Qt::Key_K)
        return tr("Next and previous row", "key list");
    if (first == Qt::Key_Return || first == Qt::Key_Enter)
        return tr("Open the details", "key list");
    if (first == Qt::Key_Space)
        return tr("Peek at the details", "key list");
    if (first == Qt::Key_Escape)
        return tr("Back", "key list");
    if (first >= Qt::Key_1 && first <= Qt::Key_9)
        return tr("Saved views", "key list");
    if (key.matches(QKeySequence(QKeySequence::Copy)) == QKeySequence::ExactMatch)
        return tr("Copy the ids of the selection", "key list");
    return {};
}

QList<ResourcePage::Act> ResourcePage::acts()
{
    QList<Act> all;
    for (const RowAction &action : std::as_const(m_d.actions)) {
        const QStringList ids = action.onPage ? shownIds() : m_table->selectedIds();
        const ActionState state = action.state ? action.state(ids) : ActionState();
        if (!state.isShown)
            continue;
        Act act {action.id, state.text.isEmpty() ? action.text : state.text, action.icon, keyOf(action.id, action.key),
            state.disabledBecause, {}};
        if (act.disabledBecause.isEmpty() && ids.isEmpty() && !action.onPage)
            act.disabledBecause = tr("Nothing is selected", "why an act on rows is not possible");
        act.run = [page = QPointer<ResourcePage>(this), ids, id = action.id] {
            if (!page)
                return;
            for (const RowAction &each : std::as_const(page->m_d.actions))
                if (each.id == id && each.run)
                    return each.run(ids);
        };
        all.append(act);
    }
    return all;
}

// --- filter and counts  ---

void ResourcePage::applyFilter(const QString &text)
{
    if (!m_keepsPlace)
        m_keepsPlace = m_table->currentId();
    m_table->index()->setFilter(m_d.compile ? m_d.compile(text) : models::RowFilter());
    updateCounts();
    setState(m_state); // why nothing is shown depends on the filter
    store();
    Q_EMIT filterApplied(text);
}

/// After another filter: at the row that was current, where that is still shown, else at the beginning.
void ResourcePage::takePlace(const QString &id)
{
    const int row = id.isEmpty() ? -1 : m_table->index()->rowOfId(id);
    if (row >= 0) {
        m_table->scrollTo(m_table->index()->index(row, std::max(0, m_table->currentIndex().column())));
        return;
    }
    m_table->clearSelection(); // the view chose a neighbour of the row that went
    m_table->setCurrentIndex({});
    m_table->scrollToTop();
}

void ResourcePage::refilter() { applyFilter(m_filter->text()); }

void ResourcePage::setFilter(const QString &filter) { m_filter->setText(filter); }

void ResourcePage::showOnly(const QString &filter)
{
    closeDetail();
    m_table->clearSelection();
    m_table->setCurrentIndex({});
    m_table->index()->showPending();
    setFilter(filter);
    m_table->scrollToTop();
}

QStringList ResourcePage::shownIds() const
{
    QStringList ids;
    const auto *index = m_table->index();
    for (int row = 0; row < index->rowCount(); ++row)
        if (!m_d.table->isGap(index->sourceRow(row)))
            ids << m_d.table->id(index->sourceRow(row));
    return ids;
}

/// Gaps are rows, but nothing that one counts.
int ResourcePage::shownGaps() const
{
    int gaps = 0;
    const auto *index = m_table->index();
    for (int row = 0; m_d.table->gapCount() > 0 && row < index->rowCount(); ++row)
        gaps += m_d.table->isGap(index->sourceRow(row)) ? 1 : 0;
    return gaps;
}

bool ResourcePage::isEmpty() const
{
    return m_table->index()->rowCount() == shownGaps() && !m_table->index()->isIndexing();
}

void ResourcePage::showCounts()
{
    // What is counted is what is seen and matches: new rows that wait have a count of their own.
    const int shown = std::max(0, m_table->index()->rowCount() - m_table->index()->strayCount() - shownGaps());
    const int total = m_d.table->rowCount() - m_d.table->gapCount();
    const auto [first, second] = m_d.countText ? m_d.countText(shown, total) : QPair(QString::number(shown), QString());
    m_count->setText(first);
    m_ofAll->setText(second);
    m_ofAll->setVisible(!second.isEmpty());
}

void ResourcePage::updateCounts()
{
    m_table->foldUniformColumns(m_d.foldable);
    const bool wasEmpty = std::exchange(m_wasEmpty, isEmpty());
    if (m_wasEmpty || wasEmpty)
        setState(m_state); // what it says of nothing is of the same moment as the counts
    else
        showCounts();
    updateFooter();
    sayWhetherDetailIsListed();
}

/// The newest gap that is shown, when there is nothing else.
QString ResourcePage::gapSentence() const
{
    const auto *index = m_table->index();
    if (index->rowCount() == 0)
        return {};
    const int row = index->sourceRow(0);
    const QString gap = m_d.table->text(row, 0);
    const QString detail = m_d.table->gapDetail(row);
    return detail.isEmpty() ? gap + QLatin1Char('.')
                            : tr("%1: %2.", "a gap of the stream: what is known of it").arg(gap, detail);
}

void ResourcePage::setState(const ViewState &state)
{
    m_state = state;
    ViewState shown = state;
    showCounts();
    if (state.kind == ViewState::Kind::Content && isEmpty()) {
        if (m_d.emptyState) {
            const ViewState empty = m_d.emptyState(m_filter->text());
            shown.kind = empty.kind;
            shown.sentence = empty.sentence;
            shown.nextStep = empty.nextStep;
        } else if (!m_filter->text().isEmpty()) {
            shown.kind = ViewState::Kind::Empty;
            shown.sentence = tr("Nothing matches this filter.");
            shown.nextStep = tr("Clear the filter", "button");
        }
        if (shown.kind == ViewState::Kind::Empty && m_table->index()->rowCount() > 0)
            shown.sentence += QLatin1Char(' ') + gapSentence();
    }
    m_host->setState(shown);
}

QString ResourcePage::whyGone(const QString &id) const
{
    const QString why = m_d.whyGone ? m_d.whyGone(id) : QString();
    return why.isEmpty() ? tr("It is not kept any more: what is shown here is the last.") : why;
}

/// The panel stays open over another filter: then it says that its object is not among the rows.
void ResourcePage::sayWhetherDetailIsListed()
{
    if (!m_detail || !m_detail->isVisible())
        return;
    const QString id = m_detail->currentId();
    const bool isListed = m_table->index()->isIndexing() || m_table->index()->rowOfId(id) >= 0;
    m_detail->setAside(isListed          ? QString()
            : m_d.table->rowOf(id) < 0   ? whyGone(id)
            : m_filter->text().isEmpty() ? tr("It is not among the rows that the table shows now.")
                                         : tr("It does not match the filter: the table does not show it."));
}

void ResourcePage::setLiveText(const QString &text, models::Status status)
{
    m_liveDot->setStatus(status);
    m_live->setText(text);
    m_stream->setVisible(!text.isEmpty());
}

void ResourcePage::setTop(QWidget *top) { m_left->insertWidget(0, top); }

namespace {

/// Why rows are there that the filter does not ask for.
QString strayText(int rows, bool isPaused, bool areSelected)
{
    if (!isPaused && !areSelected) // the pointer rests on the table, or it is scrolled
        return rows == 1 ? ResourcePage::tr("1 row no longer matches: it leaves when the table moves again")
                         : ResourcePage::tr("%1 rows no longer match: they leave when the table moves again").arg(rows);
    if (isPaused)
        return rows == 1 ? ResourcePage::tr("1 row no longer matches: it leaves when you resume")
                         : ResourcePage::tr("%1 rows no longer match: they leave when you resume").arg(rows);
    return rows == 1 ? ResourcePage::tr("1 selected row no longer matches: it leaves when you let it go")
                     : ResourcePage::tr("%1 selected rows no longer match: they leave when you let them go").arg(rows);
}

} // namespace

void ResourcePage::updateFooter()
{
    QStringList parts;
    const qsizetype selected = m_table->selectedIds().size();
    if (selected > 0)
        parts << tr("%1 selected", "rows of a table").arg(wording::number(qint64(selected)));
    QStringList names;
    QStringList values;
    for (const auto &[key, value] : m_table->foldedColumns()) {
        names << m_d.table->columns()[m_d.table->columnOf(key)].title;
        values << (value.isEmpty() ? tr("empty", "the one value of a hidden column") : value);
    }
    if (!names.isEmpty())
        parts << tr("%1 hidden: one value each (%2)", "column names; their values")
                     .arg(QLocale().createSeparatedList(names), values.join(QStringLiteral(", ")));
    if (const int strays = m_table->index()->strayCount(); strays > 0)
        parts << strayText(strays, m_table->index()->isPaused(), selected > 0);
    if (const int gaps = m_table->index()->hiddenGaps(); gaps > 0)
        parts << (gaps == 1 ? tr("1 gap in the stream: sort by time to see it")
                            : tr("%1 gaps in the stream: sort by time to see them").arg(gaps));
    m_footer->setText(parts.join(QStringLiteral(" · ")));
    fillSelectionActions();
}

// --- actions  ---

namespace {

/// Why it cannot be done; else what it does.
void explain(Button *button, const RowAction &action, const ActionState &state)
{
    button->setDisabledBecause(state.disabledBecause);
    if (state.disabledBecause.isEmpty() && !action.hint.isEmpty()) {
        button->setToolTip(plainToolTip(action.hint));
        button->setAccessibleDescription(action.hint);
    }
}

} // namespace

void ResourcePage::refreshActions()
{
    for (const auto &[button, action] : std::as_const(m_pageButtons)) {
        const ActionState state = action->state ? action->state(shownIds()) : ActionState();
        button->setVisible(state.isShown);
        button->setText(state.text.isEmpty() ? action->text : state.text);
        explain(button, *action, state);
    }
    fillSelectionActions();
    if (m_detail && m_detail->isVisible())
        fillDetailActions();
}

namespace {

void emptyRow(QLayout *row)
{
    while (QLayoutItem *item = row->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
}

} // namespace

namespace {

/// Where the keyboard is in the row; -1: not there. (A layout finds its spacers for a null widget.)
int focusedIn(const QLayout *row)
{
    QWidget *holder = QApplication::focusWidget();
    return holder != nullptr ? row->indexOf(holder) : -1;
}

} // namespace

QList<ResourcePage::Offer> ResourcePage::offersFor(const QStringList &ids) const
{
    QList<Offer> offers;
    for (const RowAction &action : m_d.actions) {
        if (action.onPage)
            continue;
        const ActionState state = action.state ? action.state(ids) : ActionState();
        if (state.isShown)
            offers.append({&action, state});
    }
    return offers;
}

bool ResourcePage::isSame(QStringList &before, const QStringList &ids, const QList<Offer> &offers)
{
    QStringList now = ids;
    for (const Offer &offer : offers)
        now << offer.action->id << offer.state.text << offer.state.disabledBecause;
    return std::exchange(before, now) == now;
}

/// Two or more selected: only what fits them all, with counts.
void ResourcePage::fillSelectionActions()
{
    const QStringList ids = m_table->selectedIds();
    QList<Offer> offers = ids.size() < 2 ? QList<Offer>() : offersFor(ids);
    offers.removeIf([](const Offer &offer) { return !offer.state.disabledBecause.isEmpty(); });
    if (isSame(m_barOffers, {}, offers))
        return;
    if (focusedIn(m_barActions) >= 0)
        m_table->setFocus(Qt::OtherFocusReason);
    emptyRow(m_barActions);
    for (const Offer &offer : std::as_const(offers)) {
        const RowAction &action = *offer.action;
        auto *button = new Button(offer.state.text.isEmpty() ? action.text : offer.state.text,
            action.role == ButtonRole::Primary ? ButtonRole::Secondary : action.role);
        button->setCompact(true);
        explain(button, action, offer.state);
        connect(button, &QPushButton::clicked, this, [this, &action] { action.run(m_table->selectedIds()); });
        m_barActions->addWidget(button);
        button->show(); // a layout shows late: it would flicker
    }
}

/// The buttons are made anew when they say something else; the keyboard stays where it was among them.
void ResourcePage::fillDetailActions()
{
    const QStringList ids {m_detail->currentId()};
    const QList<Offer> offers = offersFor(ids);
    if (isSame(m_detailOffers, ids, offers))
        return;
    const int focused = focusedIn(m_detail->actionRow());
    if (focused >= 0)
        m_table->setFocus(Qt::OtherFocusReason); // else it would jump to whatever comes next in the window
    emptyRow(m_detail->actionRow());
    QString firstReason;
    for (const Offer &offer : offers) {
        const RowAction &action = *offer.action;
        auto *button = new Button(offer.state.text.isEmpty() ? action.text : offer.state.text, action.role);
        if (!action.icon.isEmpty())
            button->setThemeIcon(action.icon);
        explain(button, action, offer.state);
        if (firstReason.isEmpty())
            firstReason = offer.state.disabledBecause;
        connect(button, &QPushButton::clicked, this, [this, &action] { action.run({m_detail->currentId()}); });
        m_detail->actionRow()->addWidget(button);
        button->show();
    }
    if (!m_d.copyAs.isEmpty()) {
        auto *copy = new Button(tr("Copy as", "button: menu of forms to copy an object in"));
        auto *menu = new QMenu(copy);
        addCopyForms(menu, ids);
        copy->setPopup(menu);
        m_detail->actionRow()->addWidget(copy);
        copy->show();
    }
    m_detail->setReason(firstReason);
    if (QLayoutItem *item = focused >= 0 ? m_detail->actionRow()->itemAt(focused) : nullptr)
        item->widget()->setFocus(Qt::OtherFocusReason); // a disabled one does not take it
}

namespace {

/// Text of the program or the platform as a menu shows it: no letter of it becomes a key.
QString menuText(QString text) { return text.replace(QLatin1Char('&'), QLatin1String("&&")); }

/// Why the entries above cannot be chosen: nobody hovers over what is grey.
void addReason(QMenu *menu, const QString &reason)
{
    if (!reason.isEmpty())
        menu->addAction(QStringLiteral("    ") + menuText(safeText(reason)))->setEnabled(false);
}

} // namespace

void ResourcePage::addActions(QMenu *menu, const QStringList &ids)
{
    QString reason;
    for (const auto &[offered, state] : offersFor(ids)) {
        const RowAction &action = *offered;
        if (state.disabledBecause != reason)
            addReason(menu, std::exchange(reason, state.disabledBecause));
        QAction *entry = menu->addAction(action.icon.isEmpty() ? QIcon() : themeIcon(action.icon, Tone::Text),
            state.text.isEmpty() ? action.text : state.text);
        entry->setEnabled(state.disabledBecause.isEmpty());
        entry->setToolTip(plainToolTip(state.disabledBecause.isEmpty() ? action.hint : state.disabledBecause));
        entry->setShortcut(keyOf(action.id, action.key)); // told only: the page has the key
        entry->setShortcutContext(Qt::WidgetShortcut);
        entry->setShortcutVisibleInContextMenu(true);
        connect(entry, &QAction::triggered, this, [&action, ids] { action.run(ids); });
    }
    addReason(menu, reason);
}

void ResourcePage::addCopyForms(QMenu *menu, const QStringList &ids)
{
    for (const CopyAs &form : std::as_const(m_d.copyAs))
        connect(menu->addAction(form.text), &QAction::triggered, this,
            [&form, ids] { QGuiApplication::clipboard()->setText(form.make(ids)); });
}

void ResourcePage::showContextMenu(const QPoint &at)
{
    const QStringList ids = m_table->selectedIds();
    if (ids.isEmpty())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    addActions(menu, ids);
    menu->addSeparator();
    const QString copyIds = ids.size() == 1 ? tr("Copy 1 id", "menu")
                                            : tr("Copy %1 ids", "menu").arg(wording::number(qint64(ids.size())));
    QAction *copy = menu->addAction(themeIcon("copy", Tone::Text), copyIds);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    copy->setShortcutVisibleInContextMenu(true);
    connect(
        copy, &QAction::triggered, this, [ids] { QGuiApplication::clipboard()->setText(ids.join(QLatin1Char('\n'))); });
    if (!m_d.copyAs.isEmpty())
        addCopyForms(menu->addMenu(tr("Copy as", "button: menu of forms to copy an object in")), ids);
    menu->popup(at);
}

// --- details  ---

bool ResourcePage::openObject(const QString &id)
{
    if (m_d.table->rowOf(id) < 0)
        return false;
    if (!m_table->selectId(id)) {
        m_filter->setText({}); // it is there, but the filter hides it
        m_table->index()->showPending();
        if (!m_table->selectId(id))
            return false;
    }
    showDetail(id, true);
    return true;
}

void ResourcePage::showDetail(const QString &id, bool focus)
{
    const int row = m_d.table->rowOf(id);
    if (!m_detail || row < 0 || m_d.table->isGap(row))
        return;
    m_detail->showObject(id);
    if (!m_detail->isVisible()) {
        m_detail->show();
        const int wide = std::clamp(
            m_saved.value(QStringLiteral("detailWidth")).toInt(size::detailPanel), 320, std::max(320, width() - 360));
        m_splitter->setSizes({width() - wide, wide});
    }
    sayWhetherDetailIsListed();
    fillDetailActions();
    m_table->setEscapeKeepsSelection(true); // the first Esc closes the details, the next one lets the row go
    m_saved.insert(QStringLiteral("detailOpen"), true);
    // The keyboard stays with the rows: j and k lead the panel on, Esc closes it, Tab goes into it.
    if (focus && !m_detail->isAncestorOf(QApplication::focusWidget()))
        m_table->setFocus(Qt::OtherFocusReason);
    Q_EMIT objectShown(id);
}

void ResourcePage::closeDetail()
{
    if (!m_detail || !m_detail->isVisible())
        return;
    store();
    m_saved.insert(QStringLiteral("detailOpen"), false);
    m_detail->hide();
    m_table->setEscapeKeepsSelection(false);
    m_table->setFocus(Qt::OtherFocusReason);
}

// --- saved views  ---

void ResourcePage::fillViewsMenu()
{
    QMenu *menu = m_filter->viewsButton()->menu();
    menu->clear();
    const QJsonArray views = m_saved.value(QStringLiteral("views")).toArray();
    for (int i = 0; i < views.size(); ++i) {
        const QString name = views[i].toObject().value(QStringLiteral("name")).toString();
        QAction *entry = menu->addAction(
            i < 9 ? tr("%1    %2", "saved view: its key, its name").arg(i + 1).arg(safeText(name)) : safeText(name));
        connect(entry, &QAction::triggered, this, [this, i] { chooseView(i + 1); });
    }
    if (views.isEmpty())
        menu->addAction(tr("No saved views yet", "menu"))->setEnabled(false);
    menu->addSeparator();
    const QString filter = m_filter->text();
    QAction *save = menu->addAction(themeIcon("bookmark-plus", Tone::Text),
        filter.isEmpty() ? tr("Save this view", "menu")
                         : tr("Save this view as “%1”", "menu; %1 is the filter").arg(safeText(filter.left(40))));
    connect(save, &QAction::triggered, this, [this, filter] { saveView(filter.isEmpty() ? m_d.title : filter); });
    if (!views.isEmpty()) {
        QMenu *forget = menu->addMenu(tr("Forget", "menu: remove a saved view"));
        for (int i = 0; i < views.size(); ++i)
            connect(forget->addAction(safeText(views[i].toObject().value(QStringLiteral("name")).toString())),
                &QAction::triggered, this, [this, i] {
                    QJsonArray left = m_saved.value(QStringLiteral("views")).toArray();
                    left.removeAt(i);
                    m_saved.insert(QStringLiteral("views"), left);
                    store();
                });
    }
}

void ResourcePage::saveView(const QString &name)
{
    QJsonArray views = m_saved.value(QStringLiteral("views")).toArray();
    views.append(QJsonObject {{QStringLiteral("name"), name}, {QStringLiteral("filter"), m_filter->text()},
        {QStringLiteral("table"), m_table->saveState()}});
    m_saved.insert(QStringLiteral("views"), views);
    store();
}

void ResourcePage::chooseView(int key)
{
    const QJsonArray views = m_saved.value(QStringLiteral("views")).toArray();
    if (key < 1 || key > views.size())
        return;
    const QJsonObject view = views[key - 1].toObject();
    m_table->restoreState(view.value(QStringLiteral("table")).toObject());
    m_filter->setText(view.value(QStringLiteral("filter")).toString());
}

void ResourcePage::load()
{
    if (m_store) {
        m_saved = m_store->load(m_d.key);
        m_table->restoreState(m_saved.value(QStringLiteral("table")).toObject());
        m_filter->setText(m_saved.value(QStringLiteral("filter")).toString());
    }
    m_loaded = true;
}

void ResourcePage::store()
{
    if (!m_loaded)
        return;
    m_saved.insert(QStringLiteral("table"), m_table->saveState());
    m_saved.insert(QStringLiteral("filter"), m_filter->text());
    if (m_detail && m_detail->isVisible())
        m_saved.insert(QStringLiteral("detailWidth"), m_detail->width());
    if (m_store)
        m_store->save(m_d.key, m_saved);
}

void ResourcePage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_detail && m_detail->isVisible())
        closeDetail(); // from a button of the page, say: table, filter and panel have their own
    else
        QWidget::keyPressEvent(event);
}

void ResourcePage::hideEvent(QHideEvent *event)
{
    store();
    QWidget::hideEvent(event);
}

} // namespace ph::ui
