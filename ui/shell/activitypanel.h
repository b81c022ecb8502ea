// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/shell/activitymodel.h"
#include "ui/shell/sidepanel.h"

#include <QHash>

namespace ph::ui {

/// One operation: state, title, who and why, its steps as they go, and what can be done about it.
class ActivityItem final : public QFrame {
    Q_OBJECT
public:
    explicit ActivityItem(QWidget *parent = nullptr);
    void setRun(const operations::OperationRun &run, WallTime now);

Q_SIGNALS:
    void cancelRequested(const QString &id);
    void undoRequested(const QString &id);
    void resumeRequested(const QString &id);
    void abandonRequested(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showSteps(const operations::OperationRun &run);
    void showButtons(const operations::OperationRun &run);

    QString m_id;
    class StatePill *m_pill;
    Label *m_title;
    Label *m_meta;
    Label *m_outcome;
    QVBoxLayout *m_steps;
    QHBoxLayout *m_buttons;
};

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

    models::ActivityModel &m_model;
    const Clock &m_clock;
    QList<ActivityItem *> m_items;
};

} // namespace ph::ui
