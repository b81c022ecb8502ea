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
constexpr int s_readablePanel = 360;
constexpr int s_besideTable = 14; ///< scroll bar and handle
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
    connect(m_actions, &PageActions::refused, this, &ResourcePage::actRefused);
    connect(m_host, &StateHost::retryRequested, this, &ResourcePage::retryRequested);
    connect(m_host, &StateHost::nextStepRequested, this, &ResourcePage::goOn);
    connect(m_splitter, &QSplitter::splitterMoved, m_views, &SavedViews::save);
    connect(m_filter, &FilterBar::filterChanged, this, &ResourcePage::applyFilter);
    connect(m_filter, &FilterBar::leftDownwards, this, [this] {
        takeKeyboard();
        if (m_table->isVisibleTo(this))
            m_table->takeKeyboard();
    });
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
    connect(m_keys, &PageKeys::copyAsWanted, this, &ResourcePage::offerCopies);
    connect(m_keys, &PageKeys::viewWanted, m_views, &SavedViews::choose);
}

/// The forms of "Copy as", at the row the keyboard is on.
void ResourcePage::offerCopies()
{
    const QStringList ids = m_table->selectedIds();
    if (ids.isEmpty() || m_d.copyAs.isEmpty())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addCopyForms(menu, m_d.copyAs, ids);
    menu->setActiveAction(menu->actions().constFirst());
    menu->popup(m_table->belowCurrent());
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

QList<KeyInfo> ResourcePage::keys() const { return m_keys->list(); }

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
    if (hasFocus())
        takeKeyboard(); // rows came, or a step that can be pressed
}

/// A hidden table would swallow the keyboard: nothing had it then, and no key was heard.
void ResourcePage::takeKeyboard()
{
    if (m_table->isVisibleTo(this))
        m_table->setFocus(Qt::OtherFocusReason);
    else if (!m_host->focusNextStep())
        setFocus(Qt::OtherFocusReason);
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
    takeKeyboard(); // the button that was pressed goes
}

void ResourcePage::setLiveText(const QString &text, models::Status status) { m_tools->setLiveText(text, status); }

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
        // the numbers of the table stay in sight, as long as the panel can be read
        const int besideNumbers = width() - m_table->columns()->leastWidth() - s_besideTable;
        const int most = std::min(width() - s_leastBesidePanel, std::max(s_readablePanel, besideNumbers));
        const int wide = std::clamp(m_views->panelWidth(), s_leastPanel, std::max(s_leastPanel, most));
        m_splitter->setSizes({width() - wide, wide});
    }
    m_detail->sayWhetherListed(!m_filter->text().isEmpty());
    m_detail->refreshActions();
    m_table->setEscapeKeepsSelection(true); // the first Esc closes the details, the next one lets the row go
    m_views->setPanelWanted(true);
    // The keyboard stays with the rows: j and k lead the panel on, Esc closes it, Tab goes into it.
    if (focus && !panel->isAncestorOf(QApplication::focusWidget()))
        takeKeyboard();
}

void ResourcePage::closeDetail()
{
    if (!m_detail || !m_detail->isOpen())
        return;
    m_views->save();
    m_views->setPanelWanted(false);
    m_detail->panel()->hide();
    m_table->setEscapeKeepsSelection(false);
    takeKeyboard();
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
