// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queues/queuesmodel.h"
#include "models/queues/taskfilter.h"
#include "models/shell/timescope.h"
#include "ui/components/resourcedescriptor.h"
#include "ui/queues/taskacts.h"
#include "ui/queues/workeracts.h"

namespace ph::ui {

class ResourcePage;

/// The table of tasks: all that the store keeps, or those whose life touches the window's time range.
class TaskTab final : public QObject {
    Q_OBJECT
public:
    /// All outlive it; `time` may be null: everything is shown then.
    TaskTab(
        models::QueuesModel &model, TaskActs &acts, WorkerActs &workerActs, models::TimeScope *time, QObject *parent);

    [[nodiscard]] ResourceDescriptor descriptor();
    /// The page that was made of the descriptor.
    void setPage(ResourcePage *page);

    /// How often rows leave as time goes on.
    static constexpr Milliseconds slideEvery {10'000};

private:
    [[nodiscard]] QPair<QString, QString> countText(int shown) const;
    [[nodiscard]] int outside() const;
    [[nodiscard]] ViewState emptyState(const QString &filter) const;
    void nextStep();
    void setWindow();
    void slide();

    models::QueuesModel &m_model;
    TaskActs &m_acts;
    WorkerActs &m_workerActs;
    models::TimeScope *m_time;
    std::shared_ptr<models::TaskWindow> m_window = std::make_shared<models::TaskWindow>();
    ResourcePage *m_page = nullptr;
    QTimer m_slide;
    mutable queues::StoreCounts m_counts; ///< as the header says them: the sentence below it says the same
};

} // namespace ph::ui
