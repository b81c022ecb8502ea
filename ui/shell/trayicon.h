// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/shell/notificationmodel.h"
#include "ui/shell/shellcontext.h"

#include <memory>

class QSystemTrayIcon;

namespace ph::ui {

/// Brings notifications to the desktop where it has a tray. While locked only the severity and the environment are
/// told.
class TrayIcon final : public QObject {
    Q_OBJECT
public:
    explicit TrayIcon(models::NotificationModel &model, QObject *parent = nullptr);
    ~TrayIcon() override;
    void setEnvironment(const EnvironmentInfo &info);
    void setLocked(bool locked) { m_locked = locked; }

    struct Text {
        QString title;
        QString body;
    };
    [[nodiscard]] static Text textOf(
        const models::Notification &notification, const EnvironmentInfo &environment, bool locked);

Q_SIGNALS:
    void activated();

private:
    void show(const models::Notification &notification);
    EnvironmentInfo m_environment;
    bool m_locked = false;
    std::unique_ptr<QSystemTrayIcon> m_icon;
};

} // namespace ph::ui
