// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/trayicon.h"

#include "ui/components/safetext.h"
#include "ui/theme/icons.h"

#include <QSystemTrayIcon>

namespace ph::ui {

TrayIcon::TrayIcon(models::NotificationModel &model, QObject *parent)
    : QObject(parent)
{
    connect(&model, &models::NotificationModel::desktopWanted, this, &TrayIcon::show);
}

TrayIcon::~TrayIcon() = default;

void TrayIcon::setEnvironment(const EnvironmentInfo &info)
{
    m_environment = info;
    if (m_icon)
        m_icon->setToolTip(QStringLiteral("Pilothouse · %1 %2").arg(info.label, safeText(info.name)));
}

TrayIcon::Text TrayIcon::textOf(
    const models::Notification &notification, const EnvironmentInfo &environment, bool locked)
{
    static const auto s_word = [](models::Severity severity) {
        switch (severity) {
        case models::Severity::Critical: return tr("critical", "severity");
        case models::Severity::Warning: return tr("warning", "severity");
        case models::Severity::Info: break;
        }
        return tr("info", "severity");
    };
    const QString title
        = tr("%1 %2: %3", "title of a desktop notification: label and name of the environment, severity")
              .arg(environment.label.toUpper(), safeText(environment.name), s_word(notification.severity));
    if (locked)
        return {title, tr("Unlock Pilothouse to see it.", "desktop notification while the window is locked")};
    QStringList parts {notification.cause, notification.object};
    parts.removeAll(QString());
    return {title, safeText(parts.join(QStringLiteral(" · ")))};
}

void TrayIcon::show(const models::Notification &notification)
{
    if (!QSystemTrayIcon::isSystemTrayAvailable())
        return;
    if (!m_icon) {
        m_icon = std::make_unique<QSystemTrayIcon>(themeIcon("shield-check", Tone::Accent));
        connect(m_icon.get(), &QSystemTrayIcon::activated, this, &TrayIcon::activated);
        connect(m_icon.get(), &QSystemTrayIcon::messageClicked, this, &TrayIcon::activated);
        m_icon->show();
        setEnvironment(m_environment);
    }
    const Text text = textOf(notification, m_environment, m_locked);
    m_icon->showMessage(text.title, text.body,
        notification.severity == models::Severity::Critical      ? QSystemTrayIcon::Critical
            : notification.severity == models::Severity::Warning ? QSystemTrayIcon::Warning
                                                                 : QSystemTrayIcon::Information);
}

} // namespace ph::ui
