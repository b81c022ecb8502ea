// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shellwindow.h"

#include "services/base/post.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/layout.h"
#include "ui/components/page/pagekeys.h"
#include "ui/components/resourcepage.h"
#include "ui/components/safetext.h"
#include "ui/components/tableview.h"
#include "ui/components/toast.h"
#include "ui/components/viewstore.h"
#include "ui/shell/activitypanel.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/environmentbanner.h"
#include "ui/shell/keymapview.h"
#include "ui/shell/linkstrip.h"
#include "ui/shell/navigation.h"
#include "ui/shell/noticebar.h"
#include "ui/shell/notificationpanel.h"
#include "ui/shell/overviewpage.h"
#include "ui/shell/pageheader.h"
#include "ui/shell/shellpanels.h"
#include "ui/shell/startpage.h"
#include "ui/shell/trayicon.h"

#include <QApplication>
#include <QCloseEvent>
#include <QJsonArray>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QScreen>
#include <QStackedLayout>
#include <QStackedWidget>
#include <QToolTip>

namespace ph::ui {

using namespace std::chrono_literals;

namespace {

constexpr QSize s_firstSize {1440, 900};
constexpr QSize s_frameRoom {0, 48}; ///< for the desktop's title bar: it is not known before the window is shown
constexpr QSize s_least {900, 600};
const QString overviewId() { return QStringLiteral("overview"); }
const QString linksId() { return QStringLiteral("links"); } ///< an address without a page: the strip tells of it
const QString activityId() { return QStringLiteral("activity"); } ///< an address without a page: its panel opens
const QString settingsId() { return QStringLiteral("settings"); }
const QString windowKey() { return QStringLiteral("window"); }
const QString keysKey() { return QStringLiteral("keys"); }

} // namespace

ShellWindow::ShellWindow(const Clock &clock, ViewStore *store, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_store(store)
    , m_time(clock)
    , m_links(clock)
    , m_notifications(clock)
    , m_verdict(clock)
    , m_verdictNotifier(m_verdict, m_notifications, clock)
    , m_banner(new EnvironmentBanner)
    , m_body(new QWidget)
    , m_main(new QWidget)
    , m_navigation(new Navigation)
    , m_header(new PageHeader(m_time))
    , m_stack(new QStackedWidget)
    , m_strip(new LinkStrip(m_links, clock))
    , m_notices(new NoticeBar)
    , m_lockPage(new LockPage)
    , m_tray(new TrayIcon(m_notifications, this))
{
    m_preferences = std::make_unique<Preferences>(store, m_time, m_notifications);
    m_commands = new CommandRegistry(m_main); // shortcuts die with the content that is hidden by a gate or lock
    build();
    m_context = std::make_unique<ShellContext>(ShellContext {clock, m_time, m_links, m_activity, m_notifications,
        m_verdict, *m_commands, m_paletteModel, m_overview, *m_dialogs, *m_toasts, store,
        [this](const QString &area, const QString &object) { (void)open(area, object); },
        [this] { return m_environment; }});
    addCommands();
    addPaletteSources();
    addArea(OverviewPage::entry());
    m_overview.add({QStringLiteral("links"), 0, [](ShellContext &context) { return new LinksPanel(context); }, true});
    m_overview.add({QStringLiteral("acts"), 80, [](ShellContext &context) { return new ActsPanel(context); }, true});
    AreaEntry settings;
    settings.id = settingsId();
    settings.title = tr("Settings", "page");
    settings.icon = QStringLiteral("settings");
    settings.letter = QStringLiteral(",");
    settings.group = AreaEntry::Group::Bottom;
    settings.order = 100;
    settings.makePage = [this](ShellContext &context) {
        auto *page = new SettingsPage(context, *m_preferences, m_settings, [this] { return areaKeys(); });
        connect(page, &SettingsPage::keysChanged, this, &ShellWindow::saveLayout);
        return page;
    };
    addArea(settings);
    if (m_store)
        m_commands->restoreKeys(m_store->load(keysKey()));
    connect(&m_verdict, &models::Verdict::changed, this, [this] {
        const auto needing = m_verdict.needing();
        setBadge(overviewId(), needing.empty() ? QString() : QString::number(needing.size()),
            m_verdict.status() == models::Status::Failed ? Tone::Error : Tone::Warn);
    });
    m_minute.start(60'000);
    m_placeTimer.setSingleShot(true);
    m_placeTimer.setInterval(400ms);
    connect(&m_placeTimer, &QTimer::timeout, this, &ShellWindow::savePlace);
    connect(&m_minute, &QTimer::timeout, &m_notifications, &models::NotificationModel::tick);
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
    setMinimumSize(s_least);
    resize(s_firstSize);
    auto *column = vbox(this, {}, 0);
    column->addWidget(m_banner);
    column->addWidget(m_body, 1);
    m_bodyStack = new QStackedLayout(m_body);
    m_bodyStack->addWidget(m_main);
    m_bodyStack->addWidget(m_lockPage);
    auto *row = hbox(m_main, {}, 0);
    row->addWidget(m_navigation);
    auto *right = vbox(nullptr, {}, 0);
    right->addWidget(m_header);
    right->addWidget(m_notices);
    right->addWidget(m_stack, 1);
    right->addWidget(m_strip);
    row->addLayout(right, 1);

    m_dialogs = new DialogLayer(m_body);
    m_toasts = new ToastStack(m_stack);
    m_activityPanel = new ActivityPanel(m_activity, m_clock, m_stack);
    m_notificationPanel = new NotificationPanel(m_notifications, m_stack);
    connect(m_navigation, &Navigation::chosen, this, [this](const QString &area) { (void)open(area); });
    connect(m_strip, &LinkStrip::retryRequested, this, &ShellWindow::linkRetryRequested);
    connect(m_lockPage, &LockPage::unlockRequested, this, &ShellWindow::unlockRequested);
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
    connect(m_dialogs, &DialogLayer::escapePressed, this, [this] {
        if (qobject_cast<CommandPalette *>(m_dialogs->dialog())
            || m_dialogs->dialog()->property("closesOnEscape").toBool())
            m_dialogs->close();
    });
    connect(&m_activity, &models::ActivityModel::countsChanged, this, &ShellWindow::updateBadges);
    connect(&m_notifications, &models::NotificationModel::unseenChanged, this, &ShellWindow::updateBadges);
    connect(&m_time, &models::TimeScope::zoneChanged, this, [this] { update(); });
    connect(m_tray, &TrayIcon::activated, this, [this] {
        show();
        raise();
        activateWindow();
    });
    if (Theme::instance())
        connect(Theme::instance(), &Theme::changed, this, [this] {
            for (QWidget *child : findChildren<QWidget *>())
                child->update(); // own painting reads the tokens again
        });
}

// --- commands and palette  ---

void ShellWindow::addCommands()
{
    const auto add = [this](const char *id, const QString &text, const char *icon, const QKeySequence &key,
                         std::function<void()> run) {
        Command command;
        command.id = QString::fromLatin1(id);
        command.text = text;
        command.group = tr("Window", "group of commands");
        command.icon = QString::fromLatin1(icon);
        command.key = key;
        command.run = std::move(run);
        m_commands->add(command);
    };
    add("window.palette", tr("Search or run a command", "command"), "search", QKeySequence(Qt::CTRL | Qt::Key_K),
        [this] { openPalette(); });
    add("window.keys", tr("Keys of this page", "command"), "keyboard", QKeySequence(Qt::Key_Question),
        [this] { openKeys(); });
    add("window.undo", tr("Undo the last small change", "command"), "undo-2", QKeySequence::Undo,
        [this] { m_toasts->undoNewest(); });
    add("window.activity", tr("Show activity", "command"), "history", QKeySequence(QStringLiteral("G, H")),
        [this] { m_header->activity()->click(); });
    add("window.notifications", tr("Show notifications", "command"), "bell", QKeySequence(QStringLiteral("G, N")),
        [this] { m_header->notifications()->click(); });
    add("window.refresh", tr("Refresh this page", "command"), "refresh-cw", QKeySequence::Refresh, [this] {
        if (m_gate)
            for (auto *list : m_gate->findChildren<ResourcePage *>())
                Q_EMIT list->refreshRequested();
        else if (AreaPage *page = m_pages.value(m_current))
            page->refresh();
    });
    add("window.nextPane", tr("Next pane", "command: moves the keyboard between navigation, page and status bar"),
        "panel-right-open", QKeySequence(Qt::Key_F6), [this] {
            QWidget *const panes[] = {m_navigation, m_header, m_stack, m_strip};
            int at = -1;
            for (int i = 0; i < 4; ++i)
                if (panes[i]->isAncestorOf(QApplication::focusWidget()))
                    at = i;
            for (int step = 1; step <= 4; ++step) {
                for (QWidget *child : panes[(at + step) % 4]->findChildren<QWidget *>())
                    if (child->isVisible() && child->isEnabled() && (child->focusPolicy() & Qt::TabFocus)) {
                        child->setFocus(Qt::TabFocusReason);
                        return;
                    }
            }
        });
    add("window.lock", tr("Lock the window", "command"), "lock", QKeySequence(QStringLiteral("Ctrl+Alt+L")),
        [this] { Q_EMIT lockRequested(); });
    add("window.zone", tr("UTC or local times", "command"), "globe", QKeySequence(QStringLiteral("G, Z")), [this] {
        m_preferences->setZone(
            m_time.zone() == wording::TimeZoneMode::Utc ? wording::TimeZoneMode::Local : wording::TimeZoneMode::Utc);
    });
    const auto look = [&](const char *id, const QString &text, const char *icon, AppearanceChoice choice) {
        add(id, text, icon, {}, [this, choice] { m_preferences->setAppearance(choice); });
    };
    look("window.look.system", tr("Appearance as the desktop", "command"), "monitor", AppearanceChoice::System);
    look("window.look.dark", tr("Dark appearance", "command"), "moon", AppearanceChoice::Dark);
    look("window.look.light", tr("Light appearance", "command"), "sun", AppearanceChoice::Light);
    look("window.look.contrast", tr("High contrast", "command"), "contrast", AppearanceChoice::HighContrast);
    const auto showKey = [this] {
        m_header->search()->setKeys(CommandRegistry::keyText(m_commands->keyOf(QStringLiteral("window.palette"))));
    };
    connect(m_commands, &CommandRegistry::changed, this, showKey);
    showKey();
    addPageKeys({}, PageKeys::common());
    connect(m_commands, &CommandRegistry::changed, this, [this] { giveKeys(m_stack); });
}

/// The keys of a page's acts, so that the person may change them as any other; the page itself does the acts.
void ShellWindow::addPageKeys(const QString &group, const QList<KeyInfo> &keys)
{
    for (const KeyInfo &info : keys) {
        if (info.id.isEmpty() || m_commands->find(info.id))
            continue;
        Command command;
        command.id = info.id;
        command.text = info.text;
        command.group = group;
        command.key = info.key;
        command.isOfPage = true;
        m_commands->add(command);
    }
}

void ShellWindow::giveKeys(QWidget *page)
{
    for (auto *list : page->findChildren<ResourcePage *>())
        list->setKeys(m_commands->changedKeys());
}

void ShellWindow::addPaletteSources()
{
    using models::PaletteEntry;
    m_paletteModel.addSource([this](const QString &) {
        QList<PaletteEntry> entries;
        for (const Command &command : m_commands->commands()) {
            if (command.isOfPage)
                continue; // the open page's acts come from it, with what they would act on
            PaletteEntry entry;
            entry.kind = command.isPage ? PaletteEntry::Kind::Page : PaletteEntry::Kind::Action;
            entry.id = command.id;
            entry.text = command.text;
            entry.note = command.group;
            entry.icon = command.icon;
            entry.keys = CommandRegistry::keyText(m_commands->keyOf(command.id));
            entry.disabledBecause = command.disabledBecause ? command.disabledBecause() : QString();
            entry.run = [this, id = command.id] { m_commands->run(id); };
            entries.append(entry);
        }
        return entries;
    });
    m_paletteModel.addSource([this](const QString &) { // what can be done to the selection of this page
        QList<PaletteEntry> entries;
        const AreaPage *page = m_pages.value(m_current);
        const auto lists = page ? page->findChildren<ResourcePage *>() : QList<ResourcePage *>();
        for (ResourcePage *list : lists) {
            if (!list->isVisible())
                continue;
            for (SelectionAct &act : list->acts())
                entries.append({PaletteEntry::Kind::Action, QLatin1String("act.") + act.id, act.text,
                    tr("This page", "where an act of the palette belongs"), CommandRegistry::keyText(act.key), act.icon,
                    act.disabledBecause, std::move(act.run)});
        }
        return entries;
    });
    m_paletteModel.addSource(
        [this](const QString &) {
            QList<PaletteEntry> help;
            const auto add = [&](const QString &text, const QString &note) {
                help.append({PaletteEntry::Kind::Help, QLatin1String("help.") + text, text, note, {},
                    QStringLiteral("circle-help"), {}, [this] { openKeys(); }});
            };
            add(tr("Filter any table", "help"),
                tr("press / and type field:value, field:>5s, -field:x, \"two words\"", "help"));
            add(tr("Move and open rows", "help"), tr("j and k, Enter opens, Space peeks, Esc goes back", "help"));
            add(tr("Go to a page", "help"), tr("g and the letter behind its name", "help"));
            for (const auto &[kind, text] :
                {std::pair(PaletteEntry::Kind::Action, tr("begin with > to find actions", "help")),
                    std::pair(PaletteEntry::Kind::Tenant, tr("begin with @ to find tenants", "help")),
                    std::pair(PaletteEntry::Kind::Task, tr("begin with # to find tasks by id or name", "help"))})
                if (m_paletteModel.finds(kind))
                    add(tr("Search here", "help"), text);
            return help;
        },
        {PaletteEntry::Kind::Help});
}

void ShellWindow::openPalette(const QString &prefix)
{
    if (m_dialogs->isOpen() || m_isLocked)
        return;
    auto *palette = new CommandPalette(m_paletteModel);
    connect(palette, &CommandPalette::chosen, this, [this](int row) {
        m_dialogs->close();
        m_paletteModel.run(row);
        saveLayout();
    });
    m_dialogs->open(palette, palette->edit());
    palette->edit()->setText(prefix);
}

void ShellWindow::openKeys()
{
    if (m_dialogs->isOpen())
        return;
    auto *card = new Card(tr("Keys", "title of the list of keys"));
    card->setProperty("closesOnEscape", true);
    auto *keys = new KeyMapView(*m_commands, [this] {
        const AreaPage *page = m_pages.value(m_current);
        return page ? page->keys() : QList<KeyInfo>();
    });
    keys->setMinimumSize(640, 520);
    connect(keys, &KeyMapView::keysChanged, this, &ShellWindow::saveLayout);
    auto *close = new IconButton("x", tr("Close", "button"));
    connect(close, &QToolButton::clicked, m_dialogs, &DialogLayer::close);
    card->header()->addTrailing(close);
    card->content()->addWidget(keys);
    m_dialogs->open(card, keys->search());
}

// --- areas  ---

void ShellWindow::addArea(const AreaEntry &area)
{
    m_areas.removeIf([&area](const AreaEntry &each) { return each.id == area.id; }); // of the session before
    m_areas.append(area);
    m_navigation->setAreas(m_areas);
    Command go;
    go.id = QLatin1String("go.") + area.id;
    go.text = area.title;
    go.group = tr("Go to", "group of commands");
    go.icon = area.icon;
    go.isPage = true;
    if (!area.letter.isEmpty())
        go.key = QKeySequence(QStringLiteral("G, ") + area.letter.toUpper());
    go.run = [this, id = area.id] { (void)open(id); };
    m_commands->add(go);
    addPageKeys(area.title, area.keys);
    if (area.id == m_wanted) // when what else the area registers is there, too
        post(this, [this] {
            if (!m_wanted.isEmpty())
                (void)open(std::exchange(m_wanted, {}));
        });
}

QList<KeyInfo> ShellWindow::areaKeys() const
{
    QList<KeyInfo> all;
    for (const AreaEntry &area : m_areas)
        for (KeyInfo info : area.keys) {
            info.group = area.title;
            all.append(info);
        }
    return all;
}

void ShellWindow::setBadge(const QString &area, const QString &text, Tone tone)
{
    m_navigation->setBadge(area, text, tone);
}

bool ShellWindow::open(const QString &area, const QString &object)
{
    if (area == linksId())
        return m_strip->showLink(object);
    if (area == activityId()) {
        m_notificationPanel->closePanel();
        m_activityPanel->openPanel();
        return true;
    }
    const auto entry
        = std::find_if(m_areas.begin(), m_areas.end(), [&area](const AreaEntry &each) { return each.id == area; });
    if (entry == m_areas.end() || !entry->makePage)
        return false;
    AreaPage *&page = m_pages[area];
    if (!page) {
        page = entry->makePage(*m_context);
        m_stack->addWidget(page);
        for (const auto *list : page->findChildren<ResourcePage *>())
            addPageKeys(entry->title, list->keys());
        giveKeys(page);
        connect(page, &AreaPage::timeRangeUseChanged, this, [this, page = page] {
            if (m_stack->currentWidget() == page)
                m_header->setRangeUsed(page->usesTimeRange());
        });
    }
    const bool isTypedIn
        = m_stack->currentWidget() == page && page->isVisible() && page->isAncestorOf(QApplication::focusWidget());
    m_current = area;
    m_wanted.clear();
    QWidget *const before = page->focusWidget(); // the stack gives the focus to the first field
    m_stack->setCurrentWidget(page);
    m_navigation->setCurrent(area);
    m_header->setTitle(entry->title);
    m_header->setRangeUsed(page->usesTimeRange());
    updateTitle();
    // the drawers and toasts of the stack lie above its pages
    for (QWidget *above : std::initializer_list<QWidget *> {m_toasts, m_activityPanel, m_notificationPanel})
        above->raise();
    if (!isTypedIn)
        focusPage(page, before);
    Q_EMIT areaShown(area);
    saveArea();
    return object.isEmpty() || page->openObject(object);
}

/// The keyboard goes to the page's table, else where it was on that page, else to its first button: never into a field
/// by itself, whose text would take the window's keys (and a password field anything).
void ShellWindow::focusPage(QWidget *page, QWidget *before)
{
    if (m_dialogs->isOpen() || m_isLocked || m_gate || m_front)
        return;
    QWidget *target = nullptr;
    for (auto *table : page->findChildren<TableView *>())
        if (!target && table->isVisibleTo(page))
            target = table;
    if (!target)
        target = before;
    for (QWidget *child : page->findChildren<QWidget *>()) {
        if (target)
            break;
        if ((child->focusPolicy() & Qt::TabFocus) && child->isEnabled() && child->isVisibleTo(page)
            && !child->testAttribute(Qt::WA_InputMethodEnabled))
            target = child;
    }
    if (target)
        target->setFocus(Qt::OtherFocusReason);
    else if (NavButton *button = m_navigation->button(m_current))
        button->setFocus(Qt::OtherFocusReason);
    else // a page that is not listed, and whose buttons wait for an answer
        m_header->search()->setFocus(Qt::OtherFocusReason);
}

void ShellWindow::dropPages()
{
    QSet<QString> kept;
    for (const AreaEntry &area : std::as_const(m_areas))
        if (area.isOfWindow)
            kept.insert(area.id);
    for (const QString &area : m_pages.keys())
        if (!kept.contains(area))
            delete m_pages.take(area); // leaves the stack
    if (!m_pages.contains(m_current))
        m_current.clear();
    m_overview.removeAreas();
}

void ShellWindow::dropAllPages()
{
    closeFront();
    qDeleteAll(std::exchange(m_pages, {}));
    m_current.clear();
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
    if (m_isLocked)
        parts << tr("Locked", "window title");
    else if (!m_gate && !m_front)
        for (const AreaEntry &area : std::as_const(m_areas))
            if (area.id == m_current)
                parts << area.title;
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

void ShellWindow::showMain()
{
    QWidget *const lockPage = m_unlockPage ? m_unlockPage.data() : m_lockPage;
    m_bodyStack->setCurrentWidget(m_isLocked ? lockPage : m_front ? m_front.data() : m_gate ? m_gate.data() : m_main);
    updateTitle();
}

void ShellWindow::showGate(QWidget *page)
{
    closeGate();
    m_dialogs->close();
    m_gate = page;
    m_bodyStack->addWidget(page);
    showMain();
    if (page->focusProxy())
        page->setFocus(Qt::OtherFocusReason);
}

void ShellWindow::closeGate()
{
    if (QWidget *old = m_gate) {
        m_bodyStack->removeWidget(old);
        old->hide();
        old->deleteLater();
        m_gate.clear();
    }
    showMain();
}

void ShellWindow::showFront(QWidget *page)
{
    closeFront();
    m_dialogs->close();
    m_front = page;
    m_bodyStack->addWidget(page);
    showMain();
}

void ShellWindow::closeFront()
{
    QWidget *const old = m_front;
    if (!old)
        return;
    m_front.clear();
    m_bodyStack->removeWidget(old);
    old->hide();
    old->deleteLater();
    showMain();
    if (m_gate && m_gate->focusProxy())
        m_gate->setFocus(Qt::OtherFocusReason);
    else if (AreaPage *page = m_pages.value(m_current))
        focusPage(page, page->focusWidget());
}

void ShellWindow::lock(const QString &text)
{
    m_isLocked = true;
    m_dialogs->close();
    for (QWidget *popup = QApplication::activePopupWidget(); popup; popup = QApplication::activePopupWidget())
        popup->close();
    QToolTip::hideText();
    for (QWidget *other : QApplication::topLevelWidgets()) // file dialogs
        if (other != this && other->isVisible())
            other->close();
    closeUnlockPage();
    m_lockPage->setText(text);
    m_tray->setLocked(true);
    m_banner->setStanding({});
    showMain();
    m_lockPage->unlockButton()->setFocus(Qt::OtherFocusReason);
}

void ShellWindow::showUnlock(QWidget *page)
{
    closeUnlockPage();
    m_unlockPage = page;
    m_bodyStack->addWidget(page);
    showMain();
}

void ShellWindow::closeUnlockPage()
{
    if (!m_unlockPage)
        return;
    m_bodyStack->removeWidget(m_unlockPage);
    m_unlockPage->hide();
    m_unlockPage->deleteLater();
    m_unlockPage.clear();
}

void ShellWindow::unlock()
{
    m_isLocked = false;
    m_tray->setLocked(false);
    showMain();
    closeUnlockPage();
    if (AreaPage *page = m_pages.value(m_current))
        focusPage(page, page->focusWidget());
}

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

// --- layout  ---

void ShellWindow::showEvent(QShowEvent *event)
{
    if (!m_isRestored) {
        m_isRestored = true;
        restoreLayout();
    }
    QWidget::showEvent(event);
}

void ShellWindow::restoreLayout()
{
    const QJsonObject saved = m_store ? m_store->load(windowKey()) : QJsonObject();
    const QByteArray geometry = QByteArray::fromBase64(saved.value(QStringLiteral("geometry")).toString().toLatin1());
    const bool isRestored = !geometry.isEmpty() && restoreGeometry(geometry);
    // The screen may be smaller than last time, or the scale larger.
    if (const QScreen *screen = this->screen(); screen != nullptr && !isMaximized() && !isFullScreen()) {
        const QSize wanted = isRestored ? size() : s_firstSize;
        resize(wanted.boundedTo((screen->availableSize() - s_frameRoom).expandedTo(minimumSize())));
        if (isRestored && size() != wanted)
            move(screen->availableGeometry().topLeft());
    }
    QStringList recent;
    for (const QJsonValue &value : saved.value(QStringLiteral("recent")).toArray())
        recent << value.toString();
    m_paletteModel.setRecent(recent);
    const QString last = saved.value(QStringLiteral("area")).toString(overviewId());
    if (m_current.isEmpty() && !open(last)) {
        m_isRestored = false; // the Overview stands in for it; it is not what was open last
        (void)open(overviewId());
        m_isRestored = true;
        m_wanted = last; // its area comes when the environment is connected
    }
}

/// At once, not only when the window is closed: it may be ended otherwise.
void ShellWindow::saveArea()
{
    if (!m_store || !m_isRestored)
        return;
    QJsonObject saved = m_store->load(windowKey());
    saved.insert(QStringLiteral("area"), m_current);
    m_store->save(windowKey(), saved);
}

void ShellWindow::saveLayout()
{
    if (!m_store)
        return;
    m_store->save(keysKey(), m_commands->saveKeys());
    QJsonObject saved = m_store->load(windowKey()); // the page is kept as it is opened
    saved.insert(QStringLiteral("geometry"), QString::fromLatin1(saveGeometry().toBase64()));
    saved.insert(QStringLiteral("recent"), QJsonArray::fromStringList(m_paletteModel.recent()));
    m_store->save(windowKey(), saved);
}

void ShellWindow::closeEvent(QCloseEvent *event)
{
    saveLayout();
    QWidget::closeEvent(event);
}

/// Not with each step of a drag; and kept should the window be ended without being closed.
void ShellWindow::savePlaceSoon()
{
    if (m_isRestored && m_store)
        m_placeTimer.start();
}

void ShellWindow::savePlace()
{
    QJsonObject saved = m_store->load(windowKey());
    saved.insert(QStringLiteral("geometry"), QString::fromLatin1(saveGeometry().toBase64()));
    m_store->save(windowKey(), saved);
}

void ShellWindow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    savePlaceSoon();
}

void ShellWindow::moveEvent(QMoveEvent *event)
{
    QWidget::moveEvent(event);
    savePlaceSoon();
}

void ShellWindow::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), Theme::current().palette().bg);
}

} // namespace ph::ui
