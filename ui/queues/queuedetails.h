// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queues/queuesmodel.h"
#include "ui/charts/sparkline.h"
#include "ui/components/detailpanel.h"

namespace ph::ui {

class SectionHeader;

/// One queue: its numbers, priority steps, who takes from it, the last minute.
class QueueDetailView final : public DetailView {
    Q_OBJECT
public:
    explicit QueueDetailView(models::QueuesModel &model, QWidget *parent = nullptr);
    DetailHead showObject(const QString &id) override;

private:
    void fill();
    models::QueuesModel &m_model;
    QString m_id;
    FactList *m_facts;
    SectionHeader *m_historyHead;
    Sparkline *m_history;
};

/// One worker: health, pool, what it takes from, what it said.
class WorkerDetailView final : public DetailView {
    Q_OBJECT
public:
    explicit WorkerDetailView(models::QueuesModel &model, QWidget *parent = nullptr);
    DetailHead showObject(const QString &id) override;

private:
    void fill();
    models::QueuesModel &m_model;
    QString m_id;
    FactList *m_facts;
};

} // namespace ph::ui
