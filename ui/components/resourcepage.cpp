// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/resourcepage.h"

#include "ui/components/detailpanel.h"
#include "ui/components/filterbar.h"
#include "ui/components/flowlayout.h"
#include "ui/components/layout.h"
#include "ui/components/page/objectdetail.h"
#include "ui/components/page/pageactions.h"
#include "ui/components/page/pagefooter.h"
#include "ui/components/page/pagekeys.h"
#include "ui/components/page/pagetools.h"
#include "ui/components/page/rowmenu.h"
#include "ui/components/page/savedviews.h"
#include "ui/components/tablecolumns.h"
#include "ui/components/tableview.h"

#include <QApplication>
#include <QKeyEvent>
#include <QSplitter>

namespace ph::ui {

namespace {
constexpr int s_countEveryMs = 200;
constexpr int s_leastPanel = 320;
constexpr int s_leastBesidePanel = 360;
} // namespace

ResourcePage::ResourcePage(ResourceDescriptor descriptor, ViewStore *store, QWidget *parent)
    : QWidget(parent)
    , m_d(std::move(descriptor))
    , m_filter(new FilterBar)
    , m_table(new TableView(m_d.title))
    , m_host(new StateHost(m_table))
    , m_actions(new PageActions(m_d.actions, *m_table, this))
    , m_tools(new PageTools(*m_actions, m_table, m_d.canPause, this))
    , m_footer(new PageFooter(*m_actions, m_table))
    , m_keys(new PageKeys(*m_actions, this))
    , m_splitter(new QSplitter(Qt::Horizontal))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *all = vbox(this, {}, 0);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    all->addWidget(m_splitter);
    m_splitter->addWidget(makeLeft());
    m_splitter->setStretchFactor(0, 1);
    if (m_d.makeDetail) {
        m_detail = new ObjectDetail(m_d, *m_actions, m_table, this);
        m_splitter->addWidget(m_detail->panel());
        m_splitter->setStretchFactor(1, 0);
        connectDetail();
    }
    m_views = new SavedViews(m_d.key, m_d.title, store, {m_filter, m_table, detail()}, this);
    connectParts();
    countSoonOnChanges();
    m_filter->setLanguage(m_d.language);
    if (!m_d.filterHint.isEmpty())
        m_filter->setPlaceholder(m_d.filterHint);
    m_table->setTable(m_d.table);
    m_table->setLive(m_d.isLive);
    m_table->columns()->sortBy(m_d.sortBy, m_d.sortOrder);
    m_views->load();
    updateCounts();
}

ResourcePage::~ResourcePage() = default;

QWidget *ResourcePage::makeLeft()
{
    auto *left = new QWidget;
    auto *column = vbox(left, {0, 12, 0, 0}, 8);
    auto *top = vbox(nullptr, {16, 0, 16, 0}, 8);
    top->addWidget(m_filter);
    top->addLayout(m_tools->row());
    column->addLayout(top);
    m_host->setFader([this](bool stale) { m_table->setStale(stale); });
    column->addWidget(m_host, 1);
    column->addWidget(m_footer);
    return left;
}

void ResourcePage::connectParts()
{
    connect(m_host, &StateHost::retryRequested, this, &ResourcePage::retryRequested);
    connect(m_host, &StateHost::nextStepRequested, this, &ResourcePage::goOn);
    connect(m_splitter, &QSplitter::splitterMoved, m_views, &SavedViews::save);
    connect(m_filter, &FilterBar::filterChanged, this, &ResourcePage::applyFilter);
    connect(m_filter, &FilterBar::leftDownwards, m_table, &TableView::takeKeyboard);
    connect(m_table, &TableView::selectionMoved, this, &ResourcePage::onSelection);
    connect(m_table, &TableView::contextMenuWanted, this, [this](const QPoint &at) {
        const QStringList ids = m_table->selectedIds();
        if (ids.isEmpty())
            return;
        auto *menu = new RowMenu(*m_actions, m_d.copyAs, ids, this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(at);
    });
    connect(m_table->columns(), &TableColumns::changed, m_views, &SavedViews::save);
    connect(m_table->columns(), &TableColumns::foldedChanged, m_footer, &PageFooter::refresh);
    connect(m_keys, &PageKeys::filterWanted, m_filter, &FilterBar::focusEdit);
    connect(m_keys, &PageKeys::detailsToggled, this, &ResourcePage::toggleDetail);
    connect(m_keys, &PageKeys::viewWanted, m_views, &SavedViews::choose);
}

void ResourcePage::connectDetail()
{
    connect(m_detail->panel(), &DetailPanel::closeRequested, this, &ResourcePage::closeDetail);
    connect(m_table, &TableView::backRequested, this, &ResourcePage::closeDetail);
    connect(m_table, &TableView::opened, this, [this](const QString &id) { showDetail(id, true); });
    connect(m_table, &TableView::peeked, this, [this](const QString &id) {
        if (m_detail->isOpenOn(id))
            closeDetail();
        else
            showDetail(id, false);
    });
}

/// Live tables change twenty times a second: the counts need not.
void ResourcePage::countSoonOnChanges()
{
    m_countSoon.setSingleShot(true);
    m_countSoon.setInterval(s_countEveryMs);
    connect(&m_countSoon, &QTimer::timeout, this, &ResourcePage::updateCounts);
    const auto soon = [this] {
        if (!m_countSoon.isActive())
            m_countSoon.start();
    };
    const models::IndexModel *index = m_table->index();
    connect(index, &QAbstractItemModel::rowsInserted, this, soon);
    connect(index, &QAbstractItemModel::rowsRemoved, this, soon);
    connect(index, &QAbstractItemModel::modelReset, this, soon);
    connect(index, &QAbstractItemModel::dataChanged, this, soon); // sums over rows
    connect(index, &models::IndexModel::pendingChanged, this, soon);
    connect(index, &models::IndexModel::straysChanged, this, soon);
    connect(index, &models::IndexModel::indexed, this, [this] {
        updateCounts();
        if (m_keepsPlace)
            takePlace(*std::exchange(m_keepsPlace, {}));
    });
}

// --- actions and keys  ---

void ResourcePage::refreshActions()
{
    m_tools->refresh();
    m_footer->refreshActions();
    if (m_detail)
        m_detail->refreshActions();
}

<<<<<<< HEAD
QList<KeyInfo> ResourcePage::keys() const { return m_keys->list(); }
=======
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
            if (ids.isEmpty() || !state.isShown)
                return;
            if (state.disabledBecause.isEmpty())
                action.run(ids);
            else
                Q_EMIT actRefused(state.disabledBecause);
        });
    }
}
>>>>>>> 85d7e49 (Queues: a revoke that is noted is not called revoked; events are believed by the stream; acts reach several tenants; writing off needs the act's right)

void ResourcePage::setKeys(const QHash<QString, QKeySequence> &changed) { m_keys->setChanged(changed); }

QList<SelectionAct> ResourcePage::acts() const { return m_actions->forPalette(); }

// --- filter and counts  ---

void ResourcePage::applyFilter(const QString &text)
{
    if (!m_keepsPlace)
        m_keepsPlace = m_table->currentId();
    m_table->index()->setFilter(m_d.compile ? m_d.compile(text) : models::RowFilter());
    updateCounts();
    setState(m_state); // why nothing is shown depends on the filter
    m_views->save();
}

/// After another filter: at the row that was current, where that is still shown, else at the beginning.
void ResourcePage::takePlace(const QString &id)
{
    const int row = id.isEmpty() ? -1 : m_table->index()->rowOfId(id);
    if (row >= 0) {
        m_table->scrollTo(m_table->index()->index(row, std::max(0, m_table->currentIndex().column())));
        return;
    }
    m_table->deselect(); // the view chose a neighbour of the row that went
    m_table->scrollToTop();
}

void ResourcePage::refilter() { applyFilter(m_filter->text()); }

void ResourcePage::setFilter(const QString &filter) { m_filter->setText(filter); }

void ResourcePage::showOnly(const QString &filter)
{
    closeDetail();
    m_table->deselect();
    m_table->index()->showPending();
    setFilter(filter);
    m_table->scrollToTop();
}

void ResourcePage::showCounts()
{
    const ShownRows rows(*m_table->index());
    const int shown = rows.count();
    const auto [first, second]
        = m_d.countText ? m_d.countText(shown, rows.total()) : QPair(QString::number(shown), QString());
    m_tools->setCounts(first, second);
}

void ResourcePage::updateCounts()
{
    m_table->columns()->foldUniform(m_d.foldable);
    const bool wasEmpty = std::exchange(m_wasEmpty, ShownRows(*m_table->index()).isEmpty());
    if (m_wasEmpty || wasEmpty)
        setState(m_state); // what it says of nothing is of the same moment as the counts
    else
        showCounts();
    m_footer->refresh();
    if (m_detail)
        m_detail->sayWhetherListed(!m_filter->text().isEmpty());
}

// --- states  ---

void ResourcePage::setState(const ViewState &state)
{
    m_state = state;
    showCounts();
    const bool isEmpty = state.kind == ViewState::Kind::Content && ShownRows(*m_table->index()).isEmpty();
    m_host->setState(isEmpty ? emptyState(state) : state);
}

/// Why nothing is there, as the area says it; else the filter is the reason, or it is no state of its own.
ViewState ResourcePage::emptyState(ViewState state) const
{
    if (m_d.emptyState) {
        const ViewState empty = m_d.emptyState(m_filter->text());
        state.kind = empty.kind;
        state.sentence = empty.sentence;
        state.nextStep = empty.nextStep;
    } else if (!m_filter->text().isEmpty()) {
        state.kind = ViewState::Kind::Empty;
        state.sentence = tr("Nothing matches this filter.");
        state.nextStep = tr("Clear the filter", "button");
    }
    if (state.kind == ViewState::Kind::Empty && m_table->index()->rowCount() > 0)
        state.sentence += QLatin1Char(' ') + ShownRows(*m_table->index()).gapSentence();
    return state;
}

/// The step that an empty table offers.
void ResourcePage::goOn()
{
    if (m_d.nextStep)
        m_d.nextStep();
    else
        m_filter->setText({});
    m_table->setFocus(); // the button that was pressed goes
}

<<<<<<< HEAD
void ResourcePage::setLiveText(const QString &text, models::Status status) { m_tools->setLiveText(text, status); }
=======
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

/// Two or more selected: what could be done to them, with counts; what cannot says why.
void ResourcePage::fillSelectionActions()
{
    const QStringList ids = m_table->selectedIds();
    const QList<Offer> offers = ids.size() < 2 ? QList<Offer>() : offersFor(ids);
    if (isSame(m_barOffers, {}, offers))
        return;
    if (focusedIn(m_barActions) >= 0)
        m_table->setFocus(Qt::OtherFocusReason);
    emptyRow(m_barActions);
    for (const Offer &offer : offers) {
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
>>>>>>> 85d7e49 (Queues: a revoke that is noted is not called revoked; events are believed by the stream; acts reach several tenants; writing off needs the act's right)

// --- details  ---

DetailPanel *ResourcePage::detail() const { return m_detail ? m_detail->panel() : nullptr; }

void ResourcePage::onSelection()
{
    m_footer->refresh();
    if (m_keepsPlace)
        return; // another filter moves the rows, nobody the selection
    if (!m_detail || m_table->selectedIds().size() != 1)
        return;
    const bool opensByPointer = m_table->underMouse() && m_views->isPanelWanted();
    if (m_detail->isOpen() || opensByPointer)
        showDetail(m_table->currentId(), false);
}

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
    if (!m_detail || !m_detail->fill(id))
        return;
    DetailPanel *panel = m_detail->panel();
    if (!m_detail->isOpen()) {
        panel->show();
        const int wide
            = std::clamp(m_views->panelWidth(), s_leastPanel, std::max(s_leastPanel, width() - s_leastBesidePanel));
        m_splitter->setSizes({width() - wide, wide});
    }
    m_detail->sayWhetherListed(!m_filter->text().isEmpty());
    m_detail->refreshActions();
    m_table->setEscapeKeepsSelection(true); // the first Esc closes the details, the next one lets the row go
    m_views->setPanelWanted(true);
    // The keyboard stays with the rows: j and k lead the panel on, Esc closes it, Tab goes into it.
    if (focus && !panel->isAncestorOf(QApplication::focusWidget()))
        m_table->setFocus(Qt::OtherFocusReason);
}

void ResourcePage::closeDetail()
{
    if (!m_detail || !m_detail->isOpen())
        return;
    m_views->save();
    m_views->setPanelWanted(false);
    m_detail->panel()->hide();
    m_table->setEscapeKeepsSelection(false);
    m_table->setFocus(Qt::OtherFocusReason);
}

void ResourcePage::toggleDetail()
{
    if (m_detail && m_detail->isOpen())
        closeDetail();
    else if (!m_table->currentId().isEmpty())
        showDetail(m_table->currentId(), true);
}

void ResourcePage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_detail && m_detail->isOpen())
        closeDetail(); // from a button of the page, say: table, filter and panel have their own
    else
        QWidget::keyPressEvent(event);
}

void ResourcePage::hideEvent(QHideEvent *event)
{
    m_views->save();
    QWidget::hideEvent(event);
}

} // namespace ph::ui
