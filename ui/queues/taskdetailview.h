// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queues/queuesmodel.h"
#include "ui/components/detailpanel.h"

#include <QTimer>

namespace ph::ui {

class LifeLine;
class SectionHeader;
class Banner;

/// One task: life, arguments, result or exception, relations. What the store has is shown at once; the stored result
/// and the worker's own words follow.
class TaskDetailView final : public DetailView {
    Q_OBJECT
public:
    explicit TaskDetailView(models::QueuesModel &model, QWidget *parent = nullptr);
    DetailHead showObject(const QString &id) override;

private:
    void refresh();
    void load();
    void fill(const queues::TaskLook &look);
    void fillLife(const queues::TaskDetail &known);
    void addArgument(const QString &name, const QString &value);
    void fillArguments(const queues::TaskLook &look);
    void fillOutcome(const queues::TaskLook &look);
    void fillRelations(const queues::TaskLook &look);
    [[nodiscard]] DetailHead headOf(const queues::TaskRow &row) const;

    models::QueuesModel &m_model;
    QString m_id;
    quint64 m_shownSerial = 0;
    bool m_isLost = false; ///< nothing works on it, though nothing told its end
    queues::Micros m_shownChange = 0;
    Label *m_remark;
    SectionHeader *m_lifeHead;
    LifeLine *m_life;
    Label *m_lifeSteps;
    SectionHeader *m_argumentsHead;
    FactList *m_arguments;
    SectionHeader *m_outcomeHead;
    CodeBlock *m_outcome;
    Label *m_outcomeNote;
    SectionHeader *m_relationsHead;
    FactList *m_relations;
    Button *m_copyArgumentsLink;
    Button *m_copyOutcomeLink;
    QString m_copyArguments;
    QString m_copyOutcome;
    QTimer m_timer;
};

} // namespace ph::ui
