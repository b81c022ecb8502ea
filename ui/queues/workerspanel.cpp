// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/workerspanel.h"

#include "services/wording/numbers.h"
#include "services/wording/times.h"
#include "ui/charts/meter.h"
#include "ui/components/layout.h"

#include <QGridLayout>

namespace ph::ui {

using models::WorkerRow;
using queues::WorkerHealth;

namespace {

constexpr int s_most = 5;

SegmentBar::Segment segmentOf(WorkerHealth health)
{
    return health == WorkerHealth::Alive ? SegmentBar::Segment::Alive
        : health == WorkerHealth::Late   ? SegmentBar::Segment::Late
                                         : SegmentBar::Segment::Lost;
}

} // namespace

WorkersPanel::WorkersPanel(models::QueuesModel &model, QWidget *parent)
    : Card(tr("Workers", "panel of the Overview"), parent)
    , m_model(model)
    , m_bar(new SegmentBar)
    , m_grid(new QGridLayout)
    , m_empty(new Label({}, TextStyle::Small, Tone::Muted))
{
    auto *counts = hbox(nullptr, {}, 6);
    for (size_t at = 0; at < m_counts.size(); ++at) {
        m_counts[at] = new Label({}, TextStyle::Value);
        m_counts[at]->setElide(Qt::ElideNone);
        m_words[at] = new Label({}, TextStyle::Small, Tone::Muted);
        m_words[at]->setElide(Qt::ElideNone);
        counts->addWidget(m_counts[at]);
        counts->addWidget(m_words[at]);
        counts->addSpacing(8);
    }
    counts->addStretch(1);
    content()->addLayout(counts);
    content()->addWidget(m_bar);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(6);
    m_grid->setColumnStretch(1, 1);
    for (int at = 0; at < s_most; ++at) {
        const Line line {new Label({}, TextStyle::BodyMedium), new Label({}, TextStyle::Small), new MonoLabel};
        line.name->setElide(Qt::ElideMiddle); // the one column that gives room: names end in what tells them apart
        line.words->setElide(Qt::ElideNone);
        line.figure->setElide(Qt::ElideNone);
        line.figure->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
        m_grid->addWidget(line.name, at, 0);
        m_grid->addWidget(line.words, at, 1);
        m_grid->addWidget(line.figure, at, 2);
        m_lines << line;
    }
    content()->addLayout(m_grid);
    m_empty->setWrapped(true);
    content()->addWidget(m_empty);
    content()->addStretch(1);
    connect(&m_model, &models::QueuesModel::changed, this, &WorkersPanel::refresh);
    refresh();
}

void WorkersPanel::setLine(int at, const QString &name, const QString &words, const QString &figure, Tone tone)
{
    const Line &line = m_lines[at];
    line.name->setText(name);
    line.words->setText(words);
    line.words->setTone(tone);
    line.figure->setText(figure);
    line.figure->setTone(tone);
    for (QWidget *each : std::initializer_list<QWidget *> {line.name, line.words, line.figure})
        each->setVisible(!name.isEmpty());
}

int WorkersPanel::showUnwell()
{
    int used = 0;
    for (const WorkerHealth health : {WorkerHealth::Lost, WorkerHealth::Late}) {
        for (int at = 0; at < m_model.workers()->rowCount() && used < s_most - 2; ++at) {
            const WorkerRow &row = m_model.workers()->row(at);
            if (row.health != health)
                continue;
            const bool isLost = health == WorkerHealth::Lost;
            const QString held = row.held() > 0 ? wording::counted(row.held(), wording::Noun::Task) : QString();
            //: state of a worker; %1 is "1 task" or "12 tasks"
            const QString words = held.isEmpty() ? (isLost ? tr("lost") : tr("late"))
                                                 : (isLost ? tr("lost, held %1") : tr("late, %1")).arg(held);
            setLine(used++, row.name, words, wording::age(row.silence), isLost ? Tone::Error : Tone::Warn);
        }
    }
    return used;
}

/// Those that said good-bye while somebody looked, the last first.
int WorkersPanel::showOffline(int used)
{
    QList<const WorkerRow *> gone;
    for (int at = 0; at < m_model.workers()->rowCount(); ++at)
        if (m_model.workers()->row(at).health == WorkerHealth::Offline)
            gone << &m_model.workers()->row(at);
    std::ranges::sort(gone, std::greater<>(), [](const WorkerRow *row) { return row->heardAt; });
    for (const WorkerRow *row : std::as_const(gone)) {
        if (used >= s_most - 2)
            break;
        setLine(used++, row->name, models::workerHealthText(*row), wording::age(row->silence), Tone::Muted);
    }
    return used;
}

void WorkersPanel::refresh()
{
    std::array<int, 3> counts {};
    QList<SegmentBar::Segment> segments;
    int busy = 0;
    int slotCount = 0;
    Milliseconds longest {0};
    for (int at = 0; at < m_model.workers()->rowCount(); ++at) {
        const WorkerRow &row = m_model.workers()->row(at);
        if (row.health == WorkerHealth::Offline)
            continue;
        const SegmentBar::Segment segment = segmentOf(row.health);
        ++counts[size_t(segment)];
        segments << segment;
        if (row.isUp() && row.slotCount > 0) { // what a lost one ran is not running, and of how many is not known
            busy += std::max(0, row.busy);
            slotCount += row.slotCount;
        }
        if (row.health == WorkerHealth::Alive)
            longest = std::max(longest, row.silence);
    }
    const std::array<QString, 3> words {tr("alive", "workers"), tr("late", "workers"), tr("lost", "workers")};
    const std::array<Tone, 3> tones {Tone::Text, Tone::Warn, Tone::Error};
    for (size_t at = 0; at < counts.size(); ++at) {
        const bool isShown = at == 0 || counts[at] > 0;
        m_counts[at]->setVisible(isShown);
        m_words[at]->setVisible(isShown);
        m_counts[at]->setText(wording::number(qint64(counts[at])));
        m_counts[at]->setTone(tones[at]);
        m_words[at]->setText(words[at]);
    }
    std::ranges::sort(segments);
    m_bar->setSegments(segments);
    m_bar->setVisible(!segments.isEmpty());
    int used = showOffline(showUnwell());
    if (counts[0] > 0)
        setLine(used, used == 0 ? tr("all", "workers") : tr("the others", "workers"), tr("heartbeat"),
            QStringLiteral("≤ ") + wording::age(std::max(longest, Milliseconds {1000})), Tone::Muted);
    used += counts[0] > 0;
    if (slotCount > 0)
        setLine(used++, tr("slots", "processes of workers that run tasks"),
            //: %1 of %2 processes run a task
            tr("%1 of %2 busy").arg(wording::number(qint64(busy)), wording::number(qint64(slotCount))),
            wording::percentage(double(busy) / slotCount), Tone::Muted);
    while (used < s_most)
        setLine(used++, {}, {}, {}, Tone::Muted);
    m_empty->setVisible(segments.isEmpty());
    m_empty->setText(m_model.state().isListening
            ? tr("No worker was heard. Workers tell of themselves when they run with events.", "empty panel of workers")
            : tr("Task events are not heard at present.", "empty panel of workers"));
    const bool isStale = m_model.stream().phase != transport::LinkPhase::Live && m_model.workerReading();
    setStale(isStale);
    if (isStale)
        //: %1 is a time of day
        header()->setNote(
            tr("as of %1")
                .arg(wording::shortTime(m_model.workerReading()->takenAtWall, m_model.session().clock().wall())),
            Tone::Warn);
    else
        header()->setNote(segments.isEmpty()
                ? QString()
                : tr("%1 known").arg(wording::number(qint64(m_model.workers()->rowCount()))));
}

} // namespace ph::ui
