// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/queuedetails.h"

#include "models/queues/taskstatus.h"
#include "services/wording/numbers.h"
#include "services/wording/times.h"
#include "ui/components/card.h"
#include "ui/components/layout.h"

namespace ph::ui {

QueueDetailView::QueueDetailView(models::QueuesModel &model, QWidget *parent)
    : DetailView(parent)
    , m_model(model)
    , m_facts(new FactList)
    , m_historyHead(new SectionHeader(tr("Arrivals, last minute")))
    , m_history(new Sparkline)
{
    auto *column = vbox(this, {16, 12, 16, 16}, 8);
    column->addWidget(m_historyHead);
    column->addWidget(m_history);
    column->addWidget(new Divider);
    column->addWidget(m_facts);
    column->addStretch();
    connect(&m_model, &models::QueuesModel::changed, this, [this] {
        if (isVisible() && !m_id.isEmpty())
            Q_EMIT headChanged(showObject(m_id));
    });
}

DetailHead QueueDetailView::showObject(const QString &id)
{
    m_id = id;
    fill();
    DetailHead head;
    head.title = id;
    const models::QueueRow *row = m_model.queues()->find(id);
    if (row != nullptr)
        head.note = tr("%1 waiting").arg(wording::counted(row->ready, wording::Noun::Task));
    return head;
}

void QueueDetailView::fill()
{
    m_facts->clear();
    const models::QueueRow *row = m_model.queues()->find(m_id);
    if (row == nullptr) {
        m_facts->addFact(tr("State"), tr("The queue is not there any more"), Tone::Muted);
        return;
    }
    m_history->setValues(row->history);
    m_history->setDescription(tr("Arrivals a second in %1 over the last minute").arg(row->name));
    m_historyHead->setNote(row->arrivals < 0 ? tr("no event named this queue yet") : wording::rate(row->arrivals));
    m_facts->addMono(tr("Ready"), wording::number(row->ready));
    if (!row->steps.isEmpty())
        m_facts->addMono(tr("By priority step"), row->steps);
    if (row->oldestSeconds >= 0)
        m_facts->addMono(tr("Oldest waits"),
            (row->oldestIsAtLeast ? QStringLiteral("≥ ") : QString())
                + wording::age(Milliseconds {qint64(row->oldestSeconds * 1000)}));
    const bool isKnown = row->unackedUnknown.isEmpty();
    const auto taken = [isKnown](qint64 number) { return isKnown ? wording::number(number) : QStringLiteral("–"); };
    m_facts->addMono(tr("Unacknowledged"), taken(row->unacked));
    m_facts->addMono(tr("Scheduled"), taken(row->scheduled));
    if (!isKnown)
        m_facts->addFact(tr("Remark"), row->unackedUnknown, Tone::Warn);
    if (row->completions >= 0)
        m_facts->addMono(tr("Completing"), wording::rate(row->completions));
    if (!row->consumers.isEmpty())
        m_facts->addFact(tr("Workers"), row->consumers, row->hasNoConsumer ? Tone::Error : Tone::Text);
    if (!row->error.isEmpty())
        m_facts->addFact(tr("Problem"), row->error, Tone::Error);
}

WorkerDetailView::WorkerDetailView(models::QueuesModel &model, QWidget *parent)
    : DetailView(parent)
    , m_model(model)
    , m_facts(new FactList)
{
    auto *column = vbox(this, {16, 12, 16, 16}, 8);
    column->addWidget(m_facts);
    column->addStretch();
    connect(&m_model, &models::QueuesModel::changed, this, [this] {
        if (isVisible() && !m_id.isEmpty())
            Q_EMIT headChanged(showObject(m_id));
    });
}

DetailHead WorkerDetailView::showObject(const QString &id)
{
    m_id = id;
    fill();
    DetailHead head;
    head.title = id;
    if (const auto row = m_model.worker(id)) {
        head.stateWord = models::workerHealthWord(row->health);
        head.status = models::workerStatus(row->health);
        head.note = row->health == queues::WorkerHealth::Offline ? models::workerHealthText(*row)
                                                                 : tr("heard %1 ago").arg(wording::age(row->silence));
    }
    return head;
}

void WorkerDetailView::fill()
{
    m_facts->clear();
    const auto row = m_model.worker(m_id);
    if (!row) {
        m_facts->addFact(tr("State"), tr("Nothing was heard of it any more"), Tone::Muted);
        return;
    }
    const auto number = [](qint64 value) { return value < 0 ? QStringLiteral("–") : wording::number(value); };
    if (row->saidSeconds >= 0)
        m_facts->addFact(tr("As of"),
            tr("%1 ago, when it was heard last").arg(wording::age(Milliseconds {row->saidSeconds * 1000LL})),
            Tone::Warn);
    m_facts->addMono(
        tr("Busy"), row->slotCount < 0 ? number(row->busy) : tr("%1 of %2").arg(row->busy).arg(row->slotCount));
    m_facts->addMono(tr("Prefetched"), number(row->reserved));
    m_facts->addMono(tr("Processed"), number(row->processed));
    if (!row->pool.isEmpty())
        m_facts->addFact(tr("Pool"), row->pool);
    if (!row->queues.isEmpty())
        m_facts->addFact(tr("Takes from"), row->queues);
    if (row->uptimeSeconds >= 0)
        m_facts->addMono(tr("Up for"), wording::age(Milliseconds {row->uptimeSeconds * 1000}));
    if (row->load >= 0)
        m_facts->addMono(tr("Load, 1 min"), QString::number(row->load, 'f', 2));
    if (!row->software.isEmpty())
        m_facts->addFact(tr("Software"), row->software);
    if (!row->warning.isEmpty())
        m_facts->addFact(tr("Remark"), row->warning, Tone::Warn);
}

} // namespace ph::ui
