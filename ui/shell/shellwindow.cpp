// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shellwindow.h"

#include "ui/components/layout.h"
#include "ui/components/resourcepage.h"
#include "ui/components/safetext.h"
#include "ui/components/toast.h"
#include "ui/components/unsavedwork.h"
#include "ui/shell/activitypanel.h"
#include "ui/shell/areapages.h"
#include "ui/shell/environmentbanner.h"
#include "ui/shell/keyboardplace.h"
#include "ui/shell/linkstrip.h"
#include "ui/shell/navigation.h"
#include "ui/shell/noticebar.h"
#include "ui/shell/notificationpanel.h"
#include "ui/shell/overviewpage.h"
#include "ui/shell/pageheader.h"
#include "ui/shell/palettesources.h"
#include "ui/shell/shellpanels.h"
#include "ui/shell/trayicon.h"
#include "ui/shell/windowcommands.h"
#include "ui/shell/windowdialogs.h"
#include "ui/shell/windowlayers.h"
#include "ui/shell/windowmemory.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QPaintEvent>
#include <QPainter>
#include <QStackedWidget>

namespace ph::ui {

namespace {

constexpr QSize s_firstSize {1440, 900};
constexpr QSize s_leastWindow {900, 600};
QString overviewId() { return QStringLiteral("overview"); }
QString linksId() { return QStringLiteral("links"); } ///< an address without a page: the strip tells of it
QString activityId() { return QStringLiteral("activity"); } ///< an address without a page: its panel opens

} // namespace

ShellWindow::ShellWindow(const Clock &clock, ViewStore *store, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_time(clock)
    , m_links(clock)
    , m_notifications(clock)
    , m_verdict(clock)
    , m_verdictNotifier(m_verdict, m_notifications, clock)
    , m_preferences(std::make_unique<Preferences>(store, m_time, m_notifications))
    , m_banner(new EnvironmentBanner)
    , m_layers(new WindowLayers)
    , m_commands(new CommandRegistry(m_layers->content())) // shortcuts die with the content that something lies before
    , m_navigation(new Navigation)
    , m_header(new PageHeader(m_time))
    , m_stack(new QStackedWidget)
    , m_strip(new LinkStrip(m_links, clock))
    , m_notices(new NoticeBar)
    , m_tray(new TrayIcon(m_notifications, this))
    , m_dialogs(new WindowDialogs(m_layers->dialogs(), m_paletteModel, *m_commands, this))
    , m_memory(new WindowMemory(this, store))
{
    build();
    m_context = std::make_unique<ShellContext>(ShellContext {clock, m_time, m_links, m_activity, m_notifications,
        m_verdict, *m_commands, m_paletteModel, m_overview, m_layers->dialogs(), *m_toasts, store,
        [this](const QString &area, const QString &object) { (void)open(area, object); },
        [this] { return m_environment; }});
    addCommands();
    m_pages = new AreaPages(m_stack, *m_commands, this);
    m_pages->setContext(*m_context);
    connectParts();
    connectModels();
    addPaletteSources();
    addOwnAreas();
    m_commands->restoreKeys(m_memory->keys());
    qApp->installEventFilter(this);
    setEnvironment({});
}

ShellWindow::~ShellWindow()
{
    qApp->removeEventFilter(this);
    dropAllPages(); // before the models they look at
}

void ShellWindow::build()
{
    setObjectName(QStringLiteral("shell"));
    setMinimumSize(s_leastWindow);
    resize(s_firstSize);
    auto *column = vbox(this, {}, 0);
    column->addWidget(m_banner);
    column->addWidget(m_layers, 1);
    auto *row = hbox(m_layers->content(), {}, 0);
    row->addWidget(m_navigation);
    auto *right = vbox(nullptr, {}, 0);
    right->addWidget(m_header);
    right->addWidget(m_notices);
    right->addWidget(m_stack, 1);
    right->addWidget(m_strip);
    row->addLayout(right, 1);
    m_toasts = new ToastStack(m_stack);
    m_activityPanel = new ActivityPanel(m_activity, m_clock, m_stack);
    m_notificationPanel = new NotificationPanel(m_notifications, m_stack);
}

void ShellWindow::connectParts()
{
    connect(m_navigation, &Navigation::chosen, this, [this](const QString &area) { (void)open(area); });
    connect(m_strip, &LinkStrip::retryRequested, this, &ShellWindow::linkRetryRequested);
    connect(m_strip, &LinkStrip::editRequested, this, &ShellWindow::linkEditRequested);
    connect(m_header->search(), &QAbstractButton::clicked, this, [this] { openPalette(); });
    connect(m_header->activity(), &QToolButton::clicked, this, [this] {
        m_notificationPanel->closePanel();
        m_activityPanel->toggle();
    });
    connect(m_header->notifications(), &QToolButton::clicked, this, [this] {
        m_activityPanel->closePanel();
        m_notificationPanel->toggle();
    });
    connect(m_notificationPanel, &NotificationPanel::openRequested, this,
        [this](const QString &page, const QString &object) { (void)open(page, object); });
    connect(m_dialogs, &WindowDialogs::changed, this, &ShellWindow::save);
    connect(m_layers, &WindowLayers::unlockRequested, this, &ShellWindow::unlockRequested);
    connect(m_layers, &WindowLayers::changed, this, &ShellWindow::updateTitle);
    connect(m_layers, &WindowLayers::contentUncovered, this, &ShellWindow::focusPage);
    connect(m_pages, &AreaPages::areasChanged, m_navigation, &Navigation::setAreas);
    connect(m_pages, &AreaPages::shown, this, &ShellWindow::onShown);
    connect(m_pages, &AreaPages::keyboardWanted, this, &ShellWindow::placeKeyboard);
    connect(m_pages, &AreaPages::timeRangeUseChanged, m_header, &PageHeader::setRangeUsed);
    connect(m_tray, &TrayIcon::activated, this, [this] {
        show();
        raise();
        activateWindow();
    });
}

void ShellWindow::connectModels()
{
    connect(&m_activity, &models::ActivityModel::countsChanged, this, &ShellWindow::updateBadges);
    connect(&m_notifications, &models::NotificationModel::unseenChanged, this, &ShellWindow::updateBadges);
    connect(&m_time, &models::TimeScope::zoneChanged, this, [this] { update(); });
    connect(&m_verdict, &models::Verdict::changed, this, [this] {
        const auto needing = m_verdict.needing();
        setBadge(overviewId(), needing.empty() ? QString() : QString::number(needing.size()),
            m_verdict.status() == models::Status::Failed ? Tone::Error : Tone::Warn);
    });
    m_minute.start(60'000);
    connect(&m_minute, &QTimer::timeout, &m_notifications, &models::NotificationModel::tick);
    if (Theme::instance())
        connect(Theme::instance(), &Theme::changed, this, [this] {
            for (QWidget *child : findChildren<QWidget *>())
                child->update(); // own painting reads the tokens again
        });
}

// --- commands and palette  ---

void ShellWindow::addCommands()
{
    WindowCommands::Acts acts;
    acts.openPalette = [this] { openPalette(); };
    acts.openKeys = [this] { openKeys(); };
    acts.undo = [this] { m_toasts->undoNewest(); };
    acts.toggleActivity = [this] { m_header->activity()->click(); };
    acts.toggleNotifications = [this] { m_header->notifications()->click(); };
    acts.refresh = [this] { refreshPage(); };
    acts.nextPane = [this] { focusNextPane({m_navigation, m_header, m_stack, m_strip}); };
    acts.lock = [this] { Q_EMIT lockRequested(); };
    acts.switchZone = [this] {
        m_preferences->setZone(
            m_time.zone() == wording::TimeZoneMode::Utc ? wording::TimeZoneMode::Local : wording::TimeZoneMode::Utc);
    };
    acts.setAppearance = [this](AppearanceChoice choice) { m_preferences->setAppearance(choice); };
    WindowCommands::add(*m_commands, acts);
    const auto showKey = [this] {
        m_header->search()->setKeys(CommandRegistry::keyText(m_commands->keyOf(WindowCommands::paletteId())));
    };
    connect(m_commands, &CommandRegistry::changed, this, showKey);
    showKey();
}

void ShellWindow::addPaletteSources()
{
    m_paletteModel.addSource(PaletteSources::commands(m_commands));
    m_paletteModel.addSource(PaletteSources::pageActs([this] { return m_pages->currentPage(); }));
    m_paletteModel.addSource(
        PaletteSources::help(&m_paletteModel, [this] { openKeys(); }), {models::PaletteEntry::Kind::Help});
}

void ShellWindow::refreshPage()
{
    if (const QWidget *gate = m_layers->gate())
        for (auto *list : gate->findChildren<ResourcePage *>())
            Q_EMIT list->refreshRequested();
    else if (AreaPage *page = m_pages->currentPage())
        page->refresh();
}

void ShellWindow::openPalette(const QString &prefix)
{
    if (!isLocked())
        m_dialogs->openPalette(prefix);
}

void ShellWindow::openKeys()
{
    m_dialogs->openKeys([this] {
        const AreaPage *page = m_pages->currentPage();
        return page ? page->keys() : QList<KeyInfo>();
    });
}

// --- areas  ---

void ShellWindow::addOwnAreas()
{
    addArea(OverviewPage::entry());
    m_overview.add({QStringLiteral("links"), 0, [](ShellContext &context) { return new LinksPanel(context); }, true});
    m_overview.add({QStringLiteral("acts"), 80, [](ShellContext &context) { return new ActsPanel(context); }, true});
    AreaEntry settings = SettingsPage::entry();
    settings.makePage = [this](ShellContext &context) {
        auto *page = new SettingsPage(context, *m_preferences, m_settings, [this] { return m_pages->keys(); });
        connect(page, &SettingsPage::keysChanged, this, &ShellWindow::save);
        return page;
    };
    addArea(settings);
}

void ShellWindow::addArea(const AreaEntry &area) { m_pages->add(area); }

void ShellWindow::setBadge(const QString &area, const QString &text, Tone tone)
{
    m_navigation->setBadge(area, text, tone);
}

bool ShellWindow::open(const QString &area, const QString &object)
{
    if (area == linksId())
        return m_strip->showLink(object);
    if (area != activityId())
        return m_pages->open(area, object);
    m_notificationPanel->closePanel();
    m_activityPanel->openPanel();
    return true;
}

QString ShellWindow::currentArea() const { return m_pages->current(); }

AreaPage *ShellWindow::page(const QString &area) const { return m_pages->page(area); }

void ShellWindow::onShown(const AreaEntry &area, const AreaPage *page)
{
    m_navigation->setCurrent(area.id);
    m_header->setTitle(area.title);
    m_header->setRangeUsed(page->usesTimeRange());
    updateTitle();
    // the drawers and toasts of the stack lie above its pages
    for (QWidget *above : std::initializer_list<QWidget *> {m_toasts, m_activityPanel, m_notificationPanel})
        above->raise();
    m_memory->saveArea(area.id);
}

void ShellWindow::placeKeyboard(AreaPage *page, QWidget *before)
{
    if (!m_layers->isContentFree())
        return;
    QWidget *place = keyboardPlace(page, before);
    if (!place)
        place = m_navigation->button(currentArea());
    if (!place) // a page that is not listed, and whose buttons wait for an answer
        place = m_header->search();
    place->setFocus(Qt::OtherFocusReason);
}

void ShellWindow::focusPage()
{
    if (AreaPage *page = m_pages->currentPage())
        placeKeyboard(page, page->focusWidget());
}

void ShellWindow::dropPages()
{
    m_pages->drop();
    m_overview.removeAreas();
}

void ShellWindow::dropAllPages()
{
    closeFront();
    m_pages->dropAll();
    m_overview.removeAreas();
}

// --- environment, identity, badges  ---

void ShellWindow::setEnvironment(const EnvironmentInfo &info)
{
    m_environment = info;
    m_banner->setEnvironment(info);
    m_banner->setVisible(info.isOpen);
    m_header->setEnvironment(info);
    m_tray->setEnvironment(info);
    updateTitle();
}

void ShellWindow::setEditableLinks(const QStringList &linkIds) { m_strip->setEditable(linkIds); }

void ShellWindow::setIdentity(const QString &text)
{
    m_strip->setIdentity(text);
    m_header->user()->setNameAndKey(text.isEmpty() ? tr("Signed out", "button of the user menu")
                                                   : tr("Signed in: %1", "button of the user menu").arg(text));
}

void ShellWindow::setUserMenu(QMenu *menu) { m_header->setUserMenu(menu); }

void ShellWindow::updateTitle()
{
    QStringList parts;
    if (isLocked())
        parts << tr("Locked", "window title");
    else if (const QString page = m_pages->currentTitle(); !gate() && !front() && !page.isEmpty())
        parts << page;
    if (m_environment.isOpen)
        parts << m_environment.label.toUpper() + QLatin1Char(' ') + safeText(m_environment.name);
    parts << QStringLiteral("Pilothouse");
    setWindowTitle(parts.join(QStringLiteral(" · ")));
}

void ShellWindow::updateBadges()
{
    m_header->activity()->setBadge(
        m_activity.needing() + m_activity.running(), m_activity.needing() > 0 ? Tone::Warn : Tone::Accent);
    m_header->notifications()->setBadge(m_notifications.unseen(),
        m_notifications.worstUnseen() == models::Severity::Critical ? Tone::Error : Tone::Warn);
}

// --- gates and the lock  ---

void ShellWindow::showGate(QWidget *page) { m_layers->showGate(page); }
void ShellWindow::closeGate() { m_layers->closeGate(); }
QWidget *ShellWindow::gate() const { return m_layers->gate(); }

void ShellWindow::showFront(QWidget *page) { m_layers->showFront(page); }
void ShellWindow::closeFront() { m_layers->closeFront(); }
QWidget *ShellWindow::front() const { return m_layers->front(); }

void ShellWindow::lock(const QString &text)
{
    m_tray->setLocked(true);
    m_layers->lock(text);
    m_banner->setStanding({});
}

void ShellWindow::showUnlock(QWidget *page) { m_layers->showUnlock(page); }

void ShellWindow::unlock()
{
    m_tray->setLocked(false);
    m_layers->unlock();
}

bool ShellWindow::isLocked() const { return m_layers->isLocked(); }
bool ShellWindow::isUnlockShown() const { return m_layers->isUnlockShown(); }

bool ShellWindow::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::Wheel:
    case QEvent::TouchBegin: Q_EMIT userActed(); break;
    default: break;
    }
    return QWidget::eventFilter(watched, event);
}

// --- what is kept  ---

void ShellWindow::showEvent(QShowEvent *event)
{
    if (!std::exchange(m_isRestored, true))
        restore();
    QWidget::showEvent(event);
}

void ShellWindow::restore()
{
    m_memory->restorePlace(s_firstSize);
    m_paletteModel.setRecent(m_memory->recent());
    const QString last = m_memory->area(overviewId());
    if (!currentArea().isEmpty() || open(last))
        return;
    m_memory->setStandIn(true); // the Overview is not what was open last
    (void)open(overviewId());
    m_memory->setStandIn(false);
    m_pages->openWhenThere(last); // its area comes when the environment is connected
}

void ShellWindow::save() { m_memory->save(m_paletteModel.recent(), m_commands->saveKeys()); }

bool ShellWindow::mayClose()
{
    if (m_isLeaving || isLocked()) // locked, nobody could answer
        return true;
    for (QWidget *each : findChildren<QWidget *>()) {
        auto *work = dynamic_cast<UnsavedWork *>(each);
        if (work == nullptr || !work->hasUnsavedWork())
            continue;
        for (QWidget *page = each; page != nullptr && m_layers->isContentFree(); page = page->parentWidget())
            if (const QString area = m_pages->areaOf(page); !area.isEmpty())
                (void)open(area); // what it is about is seen behind the question
        work->askToLeave([this] {
            m_isLeaving = true;
            QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
        });
        return false;
    }
    return true;
}

void ShellWindow::closeEvent(QCloseEvent *event)
{
    if (!mayClose())
        return event->ignore();
    m_isLeaving = false;
    save();
    QWidget::closeEvent(event);
}

void ShellWindow::keyPressEvent(QKeyEvent *event)
{
    const auto panels = std::initializer_list<SidePanel *> {m_activityPanel, m_notificationPanel};
    const auto open = std::ranges::find_if(panels, [](const SidePanel *panel) { return panel->isVisible(); });
    if (event->key() == Qt::Key_Escape && open != panels.end())
        (*open)->closePanel();
    else
        QWidget::keyPressEvent(event);
}

void ShellWindow::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), Theme::current().palette().bg);
}

} // namespace ph::ui
