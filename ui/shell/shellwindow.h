// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/shell/palettemodel.h"
#include "models/shell/verdictnotifier.h"
#include "ui/shell/commandregistry.h"
#include "ui/shell/preferences.h"
#include "ui/shell/settingspage.h"
#include "ui/shell/shellcontext.h"

class QMenu;
class QStackedWidget;

namespace ph::ui {

class ActivityPanel;
class AreaPages;
class EnvironmentBanner;
class LinkStrip;
class Navigation;
class NoticeBar;
class NotificationPanel;
class PageHeader;
class TrayIcon;
class WindowDialogs;
class WindowLayers;
class WindowMemory;

/// The window of one environment. app/ registers areas, hands in the session's faces (links, identity, runs) and reacts
/// to signals; nothing here talks to a server. It joins what has a class of its own: layers, pages, commands, memory.
class ShellWindow final : public QWidget {
    Q_OBJECT
public:
    /// `clock` and `store` (may be null) outlive the window.
    ShellWindow(const Clock &clock, ViewStore *store, QWidget *parent = nullptr);
    ~ShellWindow() override;

    [[nodiscard]] ShellContext &context() { return *m_context; }
    [[nodiscard]] Preferences &preferences() { return *m_preferences; }
    [[nodiscard]] models::PaletteModel &palette() { return m_paletteModel; }

    /// Overview and Settings are there already. Call before the first show.
    void addArea(const AreaEntry &area);
    void addSettingsSection(const SettingsSection &section) { m_settings.append(section); }
    void setBadge(const QString &area, const QString &text, Tone tone);

    void setEnvironment(const EnvironmentInfo &info);
    [[nodiscard]] EnvironmentBanner *banner() const { return m_banner; }
    /// "dana@northwind.example · admin"; empty: signed out.
    void setIdentity(const QString &text);
    /// Links whose menu offers the environment's form; linkEditRequested() asks for it.
    void setEditableLinks(const QStringList &linkIds);
    /// What the person's button opens; without one (null, or destroyed) the button is not shown.
    void setUserMenu(QMenu *menu);
    /// What holds for the whole window: offline, no keyring.
    [[nodiscard]] NoticeBar &notices() { return *m_notices; }

    /// Makes the area's page if needed and shows it. False: there is no such area, or it has no such object.
    bool open(const QString &area, const QString &object = {});
    [[nodiscard]] QString currentArea() const;
    [[nodiscard]] AreaPage *page(const QString &area) const;
    /// The keyboard goes to the page that is open, if nothing lies before it.
    void focusPage();
    /// Drops the pages of the session, which ends: they are made again when visited. Those of the window stay.
    void dropPages();
    /// Those as well, and what is in front: nothing that was typed is left.
    void dropAllPages();

    /// A page in place of everything but the banner (start, sign-in). The window keeps it, hidden, until the next one
    /// or closeGate().
    void showGate(QWidget *page);
    void closeGate();
    [[nodiscard]] QWidget *gate() const;

    /// A page before gate and content alike, whatever comes and goes behind it (the environment's form while nobody can
    /// sign in). The window takes it; it stays until closeFront().
    void showFront(QWidget *page);
    void closeFront();
    [[nodiscard]] QWidget *front() const;

    /// Hides all content; only the environment and `text` are told. Dialogs are closed: what they would have done is
    /// not done.
    void lock(const QString &text);
    /// In place of the locked page: where the person proves themselves. The window takes it; it goes with unlock().
    void showUnlock(QWidget *page);
    void unlock();
    [[nodiscard]] bool isLocked() const;
    /// Locked, and somebody is about to prove who they are.
    [[nodiscard]] bool isUnlockShown() const;

    void openPalette(const QString &prefix = {});
    void openKeys();
    [[nodiscard]] ActivityPanel *activityPanel() const { return m_activityPanel; }

Q_SIGNALS:
    /// A key, click or wheel anywhere in the program (for the idle lock).
    void userActed();
    void unlockRequested();
    void lockRequested();
    void linkRetryRequested(const QString &linkId);
    void linkEditRequested(const QString &linkId);

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    /// Esc that nothing else has a use for closes the side panel.
    void keyPressEvent(QKeyEvent *event) override;

private:
    void build();
    void connectParts();
    void connectModels();
    void addCommands();
    void addPaletteSources();
    void addOwnAreas();
    void onShown(const AreaEntry &area, const AreaPage *page);
    void placeKeyboard(AreaPage *page, QWidget *before);
    void refreshPage();
    void updateTitle();
    void updateBadges();
    /// False: something is typed that would be lost, and it is asked about; closing goes on when it may go.
    [[nodiscard]] bool mayClose();
    void save();
    void restore();

    const Clock &m_clock;
    models::TimeScope m_time;
    models::LinkStripModel m_links;
    models::ActivityModel m_activity;
    models::NotificationModel m_notifications;
    models::Verdict m_verdict;
    models::VerdictNotifier m_verdictNotifier;
    models::PaletteModel m_paletteModel;
    OverviewRegistry m_overview;
    std::unique_ptr<Preferences> m_preferences;
    std::unique_ptr<ShellContext> m_context;
    EnvironmentInfo m_environment;
    QList<SettingsSection> m_settings;

    EnvironmentBanner *m_banner;
    WindowLayers *m_layers;
    CommandRegistry *m_commands;
    Navigation *m_navigation;
    PageHeader *m_header;
    QStackedWidget *m_stack;
    AreaPages *m_pages = nullptr;
    LinkStrip *m_strip;
    NoticeBar *m_notices;
    ToastStack *m_toasts;
    ActivityPanel *m_activityPanel;
    NotificationPanel *m_notificationPanel;
    TrayIcon *m_tray;
    WindowDialogs *m_dialogs;
    WindowMemory *m_memory;
    QTimer m_minute;
    bool m_isRestored = false;
    bool m_isLeaving = false; ///< asked, and told to go
};

} // namespace ph::ui
