// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/shell/activitymodel.h"
#include "models/shell/linkstripmodel.h"
#include "models/shell/notificationmodel.h"
#include "models/shell/palettemodel.h"
#include "models/shell/timescope.h"
#include "models/shell/verdict.h"
#include "ui/components/keyinfo.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <functional>

namespace ph::ui {

class CommandRegistry;
class DialogLayer;
class OverviewRegistry;
class ToastStack;
class ViewStore;

/// How the open environment presents itself: colour, label and shape, never colour alone.
struct EnvironmentInfo {
    QString id;
    QString name; ///< "eu-central"
    QString label; ///< "PRODUCTION"
    Tone tone = Tone::Muted;
    QString icon = QStringLiteral("shield-alert"); ///< its shape
    QString note {}; ///< "protected: every change asks for one confirmation more"
    bool isOpen = false; ///< false: no environment yet
};

/// What a page of the window may use. All references outlive the pages.
struct ShellContext {
    const Clock &clock;
    models::TimeScope &time;
    models::LinkStripModel &links;
    models::ActivityModel &activity;
    models::NotificationModel &notifications;
    models::Verdict &verdict;
    CommandRegistry &commands;
    models::PaletteModel &palette; ///< what the area can find: addSource(…, its model)
    OverviewRegistry &overview;
    DialogLayer &dialogs;
    ToastStack &toasts;
    ViewStore *views; ///< may be null
    /// Leads to an area, and an object in it (may be empty).
    std::function<void(const QString &area, const QString &object)> open;
    std::function<EnvironmentInfo()> environment;
};

/// A page of an area.
class AreaPage : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    /// Shows the object's details; false if it is not there.
    virtual bool openObject(const QString &id)
    {
        Q_UNUSED(id)
        return false;
    }
    /// F5.
    virtual void refresh() { }
    /// The page looks at the window's time range: the header then offers it.
    [[nodiscard]] virtual bool usesTimeRange() const { return false; }
    /// For the page of keys.
    [[nodiscard]] virtual QList<KeyInfo> keys() const { return {}; }

Q_SIGNALS:
    /// usesTimeRange() changed: another tab, say.
    void timeRangeUseChanged();
};

/// What an area registers: an entry of the navigation and the page behind it. The page is made when it is first
/// visited.
struct AreaEntry {
    enum class Group { Top, Operate, Administer, Bottom };
    QString id; ///< "queues"; also in addresses
    QString title; ///< "Queues"
    QString icon;
    QString letter; ///< "q": the key is g q
    Group group = Group::Operate;
    int order = 0; ///< within the group
    bool isListed = true; ///< false: reached from elsewhere (the user menu, the palette), not from the navigation
    std::function<AreaPage *(ShellContext &context)> makePage;
    /// Its page knows nothing of the session and is kept when the environment is connected anew, with what was typed.
    bool isOfWindow = false;
    QList<KeyInfo> keys {}; ///< of its acts: listed before anybody has opened the page
};

/// A panel of the Overview.
struct OverviewPanel {
    QString id;
    int order = 0; ///< reading order, three a row
    std::function<QWidget *(ShellContext &context)> make; ///< usually a Card
    bool isOfShell = false; ///< stays when the environment changes
};

/// Panels that areas bring to the Overview.
class OverviewRegistry final : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    void add(OverviewPanel panel)
    {
        m_panels.append(std::move(panel));
        std::sort(m_panels.begin(), m_panels.end(),
            [](const OverviewPanel &a, const OverviewPanel &b) { return a.order < b.order; });
        Q_EMIT changed();
    }
    /// Another environment: its areas register theirs.
    void removeAreas()
    {
        m_panels.removeIf([](const OverviewPanel &panel) { return !panel.isOfShell; });
        Q_EMIT changed();
    }
    [[nodiscard]] const QList<OverviewPanel> &panels() const { return m_panels; }

Q_SIGNALS:
    void changed();

private:
    QList<OverviewPanel> m_panels;
};

} // namespace ph::ui
