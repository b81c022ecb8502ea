// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/shell/palettemodel.h"
#include "models/shell/verdictnotifier.h"
#include "ui/shell/commandregistry.h"
#include "ui/shell/preferences.h"
#include "ui/shell/settingspage.h"
#include "ui/shell/shellcontext.h"

class QMenu;
class QStackedLayout;
class QStackedWidget;

namespace ph::ui {

class ActivityPanel;
class CommandPalette;
class EnvironmentBanner;
class LinkStrip;
class LockPage;
class Navigation;
class NoticeBar;
class NotificationPanel;
class PageHeader;
class TrayIcon;

/// The window of one environment. app/ registers areas, hands in the session's faces (links, identity, runs) and reacts
/// to signals; nothing here talks to a server.
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
    /// What the person's button opens; without one (null, or destroyed) the button is not shown.
    void setUserMenu(QMenu *menu);
    /// What holds for the whole window: offline, no keyring.
    [[nodiscard]] NoticeBar &notices() { return *m_notices; }

    /// Makes the area's page if needed and shows it. False: there is no such area, or it has no such object.
    bool open(const QString &area, const QString &object = {});
    [[nodiscard]] QString currentArea() const { return m_current; }
    [[nodiscard]] AreaPage *page(const QString &area) const { return m_pages.value(area); }
    /// Drops the pages of the session, which ends: they are made again when visited. Those of the window stay.
    void dropPages();
    /// Those as well, and what is in front: nothing that was typed is left.
    void dropAllPages();

    /// A page in place of everything but the banner (start, sign-in). The window keeps it, hidden, until the next one
    /// or closeGate().
    void showGate(QWidget *page);
    void closeGate();
    [[nodiscard]] QWidget *gate() const { return m_gate; }

    /// A page before gate and content alike, whatever comes and goes behind it (the environment's form while nobody can
    /// sign in). The window takes it; it stays until closeFront().
    void showFront(QWidget *page);
    void closeFront();
    [[nodiscard]] QWidget *front() const { return m_front; }

    /// Hides all content; only the environment and `text` are told. Dialogs are closed: what they would have done is
    /// not done.
    void lock(const QString &text);
    /// In place of the locked page: where the person proves themselves. The window takes it; it goes with unlock().
    void showUnlock(QWidget *page);
    void unlock();
    [[nodiscard]] bool isLocked() const { return m_isLocked; }
    /// Locked, and somebody is about to prove who they are.
    [[nodiscard]] bool isUnlockShown() const { return !m_unlockPage.isNull(); }

    void openPalette(const QString &prefix = {});
    void openKeys();
    [[nodiscard]] ActivityPanel *activityPanel() const { return m_activityPanel; }

Q_SIGNALS:
    /// A key, click or wheel anywhere in the program (for the idle lock).
    void userActed();
    void unlockRequested();
    void lockRequested();
    void linkRetryRequested(const QString &linkId);
    void areaShown(const QString &area);

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void moveEvent(QMoveEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    void addCommands();
    void addPaletteSources();
    void addPageKeys(const QString &group, const QList<KeyInfo> &keys);
    void giveKeys(QWidget *page);
    void updateTitle();
    void updateBadges();
    void saveLayout();
    void savePlaceSoon();
    void savePlace();
    void saveArea();
    void restoreLayout();
    [[nodiscard]] QList<KeyInfo> areaKeys() const;
    void showMain();
    void closeUnlockPage();
    void focusPage(QWidget *page, QWidget *before);

    const Clock &m_clock;
    ViewStore *m_store;
    models::TimeScope m_time;
    models::LinkStripModel m_links;
    models::ActivityModel m_activity;
    models::NotificationModel m_notifications;
    models::Verdict m_verdict;
    models::VerdictNotifier m_verdictNotifier;
    models::PaletteModel m_paletteModel;
    OverviewRegistry m_overview;
    std::unique_ptr<Preferences> m_preferences;
    CommandRegistry *m_commands;
    std::unique_ptr<ShellContext> m_context;
    EnvironmentInfo m_environment;
    QList<AreaEntry> m_areas;
    QList<SettingsSection> m_settings;
    QHash<QString, AreaPage *> m_pages;
    QString m_current;
    QString m_wanted; ///< the page that was open last, while its area is not there yet

    EnvironmentBanner *m_banner;
    QWidget *m_body;
    QStackedLayout *m_bodyStack;
    QWidget *m_main;
    Navigation *m_navigation;
    PageHeader *m_header;
    QStackedWidget *m_stack;
    LinkStrip *m_strip;
    NoticeBar *m_notices;
    LockPage *m_lockPage;
    QPointer<QWidget> m_unlockPage;
    QPointer<QWidget> m_gate;
    QPointer<QWidget> m_front;
    DialogLayer *m_dialogs;
    ToastStack *m_toasts;
    ActivityPanel *m_activityPanel;
    NotificationPanel *m_notificationPanel;
    TrayIcon *m_tray;
    QTimer m_minute;
    QTimer m_placeTimer;
    bool m_isLocked = false;
    bool m_isRestored = false;
};

} // namespace ph::ui
