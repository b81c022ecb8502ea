// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/activitypanel.h"

#include "services/wording/errors.h"
#include "services/wording/times.h"
#include "ui/components/iconview.h"
#include "ui/components/layout.h"
#include "ui/components/statepill.h"

#include <QApplication>
#include <QPainter>

namespace ph::ui {

using operations::OperationRun;
using operations::RunPhase;
using operations::StepState;

namespace {

constexpr int s_width = 440;
constexpr int s_mostShown = 100;

void clearLayout(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        } else if (QLayout *inner = item->layout()) {
            clearLayout(inner);
        }
        delete item;
    }
}

} // namespace

ActivityItem::ActivityItem(QWidget *parent)
    : QFrame(parent)
    , m_pill(new StatePill)
    , m_title(new Label({}, TextStyle::BodyStrong))
    , m_meta(new Label({}, TextStyle::Small, Tone::Muted))
    , m_outcome(new Label({}, TextStyle::Small))
    , m_steps(vbox(nullptr, {}, 4))
    , m_buttons(hbox(nullptr, {}, 8))
{
    auto *column = vbox(this, {12, 10, 12, 10}, 6);
    auto *top = hbox(nullptr, {}, 8);
    top->addWidget(m_title, 1);
    top->addWidget(m_pill);
    column->addLayout(top);
    m_meta->setWrapped(true);
    column->addWidget(m_meta);
    column->addLayout(m_steps);
    m_outcome->setWrapped(true);
    column->addWidget(m_outcome);
    column->addLayout(m_buttons);
}

void ActivityItem::setRun(const OperationRun &run, WallTime now)
{
    m_id = run.id;
    m_title->setText(run.title);
    m_pill->setState(models::ActivityModel::phaseWord(run.phase), models::ActivityModel::statusOf(run.phase));
    QStringList meta {run.who, wording::relativeTime(run.startedAt, now)};
    if (!run.program.isEmpty() && run.program != operations::programName())
        meta << tr("through %1", "remark on an operation; %1 is a program").arg(run.program);
    if (!run.reason.isEmpty())
        meta << run.reason;
    if (run.isWrittenOff)
        meta << tr("written off", "remark on an operation of unknown outcome");
    if (operations::isOver(run.phase) && !run.isAuditOnServer)
        meta << tr("audit entry not yet on the server", "remark on an operation");
    meta.removeAll(QString());
    m_meta->setText(meta.join(QStringLiteral(" · ")));
    m_meta->setToolTip(wording::dateTime(run.startedAt));
    m_outcome->setText(run.error ? wording::errorSentence(*run.error, {}).line() : run.evidence);
    m_outcome->setTone(run.error ? Tone::Error : Tone::Muted);
    m_outcome->setVisible(!m_outcome->text().isEmpty());
    setAccessibleName(run.title + QLatin1String(", ") + m_pill->word());
    showSteps(run);
    showButtons(run);
}

void ActivityItem::showSteps(const OperationRun &run)
{
    clearLayout(m_steps);
    const bool tells = !operations::isOver(run.phase) || run.phase == RunPhase::Failed || run.phase == RunPhase::Unknown
        || run.phase == RunPhase::DoneWithWarnings;
    if (!tells)
        return;
    for (const StepState &state : run.steps) {
        static const char *const s_icons[]
            = {"circle", "hourglass", "circle-check", "triangle-alert", "circle-x", "circle-help"};
        static constexpr Tone s_tones[] = {Tone::Faint, Tone::Accent, Tone::Ok, Tone::Warn, Tone::Error, Tone::Warn};
        const auto at = size_t(state.state);
        auto *row = hbox(nullptr, {}, 8);
        row->addWidget(new IconView(QString::fromLatin1(s_icons[at]), s_tones[at], 14), 0, Qt::AlignTop);
        auto *text = new Label(state.summary.isEmpty()
                ? state.step.title
                : tr("%1: %2", "step; what it did").arg(state.step.title, state.summary),
            TextStyle::Small, state.state == StepState::State::Waiting ? Tone::Muted : Tone::Text);
        text->setWrapped(true);
        row->addWidget(text, 1);
        m_steps->addLayout(row);
    }
}

void ActivityItem::showButtons(const OperationRun &run)
{
    if (isAncestorOf(QApplication::focusWidget()))
        setFocus(Qt::OtherFocusReason); // a button that goes must not take the keyboard out of the panel
    clearLayout(m_buttons);
    const auto add = [this](const QString &text, void (ActivityItem::*signal)(const QString &)) {
        auto *button = new Button(text);
        button->setCompact(true);
        connect(button, &QPushButton::clicked, this, [this, signal] { Q_EMIT(this->*signal)(m_id); });
        m_buttons->addWidget(button);
        button->show();
    };
    if (run.phase == RunPhase::Running)
        add(tr("Stop before the next step", "button of a running operation"), &ActivityItem::cancelRequested);
    if (run.undo && (run.phase == RunPhase::Done || run.phase == RunPhase::DoneWithWarnings))
        add(tr("Undo…", "button of a finished operation"), &ActivityItem::undoRequested);
    if (run.phase == RunPhase::Interrupted)
        add(tr("Go on…", "button of an operation that a crash cut off"), &ActivityItem::resumeRequested);
    if (operations::needsDecision(run))
        add(tr("Write off…", "button of an operation that was cut off, or of unknown outcome"),
            &ActivityItem::abandonRequested);
    m_buttons->addStretch(1);
}

void ActivityItem::paintEvent(QPaintEvent *)
{
    const Palette &p = Theme::current().palette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(p.border, 1));
    painter.setBrush(p.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::cardRadius, size::cardRadius);
}

ActivityPanel::ActivityPanel(models::ActivityModel &model, const Clock &clock, QWidget *room)
    : SidePanel(tr("Activity", "panel: running and past operations"), s_width, room)
    , m_model(model)
    , m_clock(clock)
{
    setEmptyText(
        tr("Nothing was changed here yet. Every change shows its steps, its result and its way back in this place.",
            "empty activity panel"));
    connect(&model, &QAbstractItemModel::rowsInserted, this,
        [this](const QModelIndex &, int first, int last) { insert(first, last); });
    connect(&model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &first, const QModelIndex &last) {
        for (int row = first.row(); row <= last.row(); ++row)
            refresh(row);
    });
    connect(&model, &QAbstractItemModel::modelReset, this, &ActivityPanel::rebuild);
    connect(this, &SidePanel::opened, this, &ActivityPanel::rebuild); // ages
    rebuild();
}

void ActivityPanel::insert(int first, int last)
{
    for (int row = first; row <= last && row < s_mostShown; ++row) {
        auto *item = new ActivityItem;
        connect(item, &ActivityItem::cancelRequested, this, &ActivityPanel::cancelRequested);
        connect(item, &ActivityItem::undoRequested, this, &ActivityPanel::undoRequested);
        connect(item, &ActivityItem::resumeRequested, this, &ActivityPanel::resumeRequested);
        connect(item, &ActivityItem::abandonRequested, this, &ActivityPanel::abandonRequested);
        m_items.insert(row, item);
        list()->insertWidget(row, item);
        refresh(row);
    }
    while (m_items.size() > s_mostShown)
        delete m_items.takeLast();
    setEmpty(m_items.isEmpty());
}

void ActivityPanel::rebuild()
{
    qDeleteAll(m_items);
    m_items.clear();
    if (m_model.rowCount() > 0)
        insert(0, m_model.rowCount() - 1);
    setEmpty(m_items.isEmpty());
}

void ActivityPanel::refresh(int row)
{
    if (row < m_items.size())
        m_items[row]->setRun(m_model.run(row), m_clock.wall());
}

} // namespace ph::ui
