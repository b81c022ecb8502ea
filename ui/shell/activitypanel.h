// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/shell/activitymodel.h"
#include "ui/shell/activityitem.h"
#include "ui/shell/sidepanel.h"

#include <QTimer>

namespace ph::ui {

/// Running and past operations, newest first, with their evidence.
class ActivityPanel final : public SidePanel {
    Q_OBJECT
public:
    ActivityPanel(models::ActivityModel &model, const Clock &clock, QWidget *room);

Q_SIGNALS:
    void cancelRequested(const QString &id);
    void undoRequested(const QString &id);
    void resumeRequested(const QString &id);
    void abandonRequested(const QString &id);

private:
    void insert(int first, int last);
    void rebuild();
    void refresh(int row);
    void tellAges();

    models::ActivityModel &m_model;
    const Clock &m_clock;
    QList<ActivityItem *> m_items;
    QTimer m_tick; ///< ages
};

} // namespace ph::ui
