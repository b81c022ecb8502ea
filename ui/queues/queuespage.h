// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queues/queuesmodel.h"
#include "models/shell/timescope.h"
#include "ui/components/resourcepage.h"
#include "ui/queues/taskacts.h"
#include "ui/queues/workeracts.h"

#include <QTimer>

class QButtonGroup;
class QStackedWidget;

namespace ph::ui {

/// The queues area: Queues, Tasks and Workers, each a resource page.
class QueuesPage final : public QWidget {
    Q_OBJECT
public:
    enum class Tab { Queues, Tasks, Workers };

    /// `model`, `store` and `time` outlive the page; the last two may be null.
    QueuesPage(models::QueuesModel &model, ViewStore *store, ReviewFlow::Place place, models::TimeScope *time = nullptr,
        QWidget *parent = nullptr);
    ~QueuesPage() override;

    void showTab(Tab tab);
    [[nodiscard]] Tab tab() const;
    [[nodiscard]] ResourcePage *page(Tab tab) const { return m_pages[size_t(tab)]; }
    /// Opens one object of an address: ("tasks", id), ("queues", name), ("workers", name); a task that is not listed is
    /// looked for first, and a toast says if there is none. Or, without an id, a tab
    /// with a filter: "tasks?held:nobody".
    bool open(const QString &kind, const QString &id);
    [[nodiscard]] static QList<KeyInfo> tabKeys();
    /// Of its tabs and acts, whatever is selected.
    [[nodiscard]] static QList<KeyInfo> actKeys();

Q_SIGNALS:
    void tabChanged();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QWidget *makeTabs();
    void refreshStates();
    void updateActive();
    /// A task that the table does not have may be known by its stored result or by a worker: they are asked by its id.
    void seekTask(const QString &id);
    void showSought(const QString &id, const Result<queues::TaskLook> &look);

    models::QueuesModel &m_model;
    ViewStore *m_store;
    ToastStack *m_toasts; ///< may be null
    TaskActs *m_taskActs;
    WorkerActs *m_workerActs;
    std::array<ResourcePage *, 3> m_pages {};
    QStackedWidget *m_stack;
    QButtonGroup *m_tabs;
    QTimer m_second;
    TaskScope m_scope;
};

} // namespace ph::ui
