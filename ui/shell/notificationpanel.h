// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/shell/notificationmodel.h"
#include "ui/shell/sidepanel.h"

#include <QTimer>

namespace ph::ui {

/// What needs someone: cause + object + action.
class NotificationPanel final : public SidePanel {
    Q_OBJECT
public:
    NotificationPanel(models::NotificationModel &model, QWidget *room);

Q_SIGNALS:
    void openRequested(const QString &page, const QString &object);

private:
    void rebuild();
    [[nodiscard]] QWidget *makeItem(const models::Notification &notification);

    models::NotificationModel &m_model;
    Button *m_markAll;
    QTimer m_soon;
};

} // namespace ph::ui
