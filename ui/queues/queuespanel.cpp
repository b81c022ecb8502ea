// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/queuespanel.h"

#include "services/wording/numbers.h"
#include "services/wording/times.h"
#include "ui/charts/sparkline.h"
#include "ui/components/layout.h"
#include "ui/components/statepill.h"

#include <QGridLayout>
#include <algorithm>

namespace ph::ui {

using models::QueueRow;
using models::Status;

namespace {

constexpr int s_most = 6;
constexpr int s_nameWidth = 90;

Label *columnHead(const QString &text, Qt::Alignment alignment = Qt::AlignLeading)
{
    auto *head = new Label(text, TextStyle::Small, Tone::Muted);
    head->setElide(Qt::ElideNone);
    head->setAlignment(alignment | Qt::AlignVCenter);
    return head;
}

} // namespace

QueuesPanel::QueuesPanel(models::QueuesModel &model, QWidget *parent)
    : Card(tr("Queues", "panel of the Overview"), parent)
    , m_model(model)
    , m_grid(new QGridLayout)
    , m_empty(new Label({}, TextStyle::Small, Tone::Muted))
{
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(6);
    m_grid->setColumnStretch(0, 1);
    m_grid->setColumnMinimumWidth(0, s_nameWidth); // rather a shorter line than half a name
    m_grid->addWidget(columnHead(tr("queue", "head of a column")), 0, 0);
    m_grid->addWidget(columnHead(tr("waiting", "head of a column"), Qt::AlignTrailing), 0, 1);
    m_grid->addWidget(columnHead(tr("oldest", "head of a column"), Qt::AlignTrailing), 0, 2);
    m_grid->addWidget(columnHead(tr("arriving, last minute", "head of a column")), 0, 3);
    m_grid->addWidget(columnHead(tr("at this rate", "head of a column"), Qt::AlignTrailing), 0, 4);
    for (int at = 0; at < s_most; ++at) {
        auto *waiting = new MonoLabel;
        auto *oldest = new MonoLabel({}, Tone::Muted);
        auto *outlook = new Label({}, TextStyle::Small, Tone::Muted);
        for (Label *each : {static_cast<Label *>(waiting), static_cast<Label *>(oldest), outlook}) {
            each->setElide(Qt::ElideNone);
            each->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
        }
        const Line line {new Label({}, TextStyle::BodyMedium), waiting, oldest, new Sparkline, outlook};
        int column = 0;
        for (QWidget *each :
            std::initializer_list<QWidget *> {line.name, line.waiting, line.oldest, line.history, line.outlook})
            m_grid->addWidget(each, at + 1, column++);
        m_lines << line;
    }
    // The widest it says: the panels beside it keep their width.
    m_grid->setColumnMinimumWidth(4,
        QFontMetrics(Theme::font(TextStyle::Small))
            .horizontalAdvance(tr("empty in %1").arg(wording::roughly(Milliseconds {0}))));
    content()->addLayout(m_grid);
    m_empty->setWrapped(true);
    content()->addWidget(m_empty);
    content()->addStretch(1);
    connect(&m_model, &models::QueuesModel::changed, this, &QueuesPanel::refresh);
    refresh();
}

QList<QueueRow> QueuesPanel::worst(const models::QueueListModel &model, int most)
{
    QList<QueueRow> rows;
    for (int at = 0; at < model.rowCount(); ++at)
        rows << model.row(at);
    std::ranges::sort(rows, [](const QueueRow &a, const QueueRow &b) {
        if (queueStatus(a) != queueStatus(b))
            return queueStatus(a) > queueStatus(b);
        return a.ready != b.ready ? a.ready > b.ready : a.name < b.name;
    });
    return rows.mid(0, most);
}

QString QueuesPanel::outlook(const QueueRow &row)
{
    using Kind = models::QueueOutlook::Kind;
    const models::QueueOutlook outlook = models::queueOutlook(row);
    switch (outlook.kind) {
    case Kind::NotRead: return tr("not read", "outlook of a queue");
    case Kind::NoWorker: return tr("no worker", "outlook of a queue: nobody takes from it");
    case Kind::Empty: return tr("empty", "outlook of a queue");
    //: outlook of a queue; %1 is "about 12 min"
    case Kind::Draining: return tr("empty in %1").arg(wording::roughly(outlook.left));
    case Kind::Steady: return tr("keeps up", "outlook of a queue");
    case Kind::Growing: return tr("growing", "outlook of a queue");
    case Kind::Stuck: return tr("not draining", "outlook of a queue");
    case Kind::Unknown: break;
    }
    return QStringLiteral("–");
}

void QueuesPanel::show(const Line &line, const QueueRow &row)
{
    const Status status = queueStatus(row);
    const Tone tone = status == Status::None ? Tone::Muted : toneOf(status);
    line.name->setText(row.name);
    line.waiting->setText(row.error.isEmpty() ? wording::number(row.ready) : QStringLiteral("–"));
    line.waiting->setTone(status == Status::None ? Tone::Text : tone);
    const QString age
        = row.oldestSeconds < 0 ? QStringLiteral("–") : wording::age(Milliseconds {qint64(row.oldestSeconds * 1000)});
    line.oldest->setText(row.oldestIsAtLeast ? QStringLiteral("≥ ") + age : age);
    line.oldest->setTone(tone);
    line.history->setValues(row.history);
    line.history->setTone(tone);
    //: for screen readers; %1 is a rate
    line.history->setDescription(
        tr("Arrivals in the last minute, now %1").arg(wording::rate(std::max(0.0, row.arrivals))));
    line.outlook->setText(outlook(row));
    line.outlook->setTone(tone);
}

void QueuesPanel::refresh()
{
    const QList<QueueRow> rows = worst(*m_model.queues(), s_most);
    for (int at = 0; at < m_lines.size(); ++at) {
        const Line &line = m_lines[at];
        const bool isUsed = at < rows.size();
        for (QWidget *each :
            std::initializer_list<QWidget *> {line.name, line.waiting, line.oldest, line.history, line.outlook})
            each->setVisible(isUsed);
        if (isUsed)
            show(line, rows[at]);
    }
    const auto &reading = m_model.queueReading();
    const bool isStale = reading && reading->isStale(m_model.session().clock().monotonic());
    m_empty->setVisible(rows.isEmpty());
    m_empty->setText(reading ? tr("The broker has no queue yet: nothing was sent.", "empty panel of queues")
                             : tr("Not read yet.", "empty panel of queues"));
    qint64 waiting = 0;
    for (int at = 0; at < m_model.queues()->rowCount(); ++at)
        waiting += m_model.queues()->row(at).ready;
    setStale(isStale);
    if (isStale)
        //: %1 is a time of day
        header()->setNote(
            tr("as of %1").arg(wording::shortTime(reading->takenAtWall, m_model.session().clock().wall())), Tone::Warn);
    else
        //: %1 is "1 task" or "12 tasks"
        header()->setNote(reading ? tr("%1 waiting").arg(wording::counted(waiting, wording::Noun::Task)) : QString());
}

} // namespace ph::ui
