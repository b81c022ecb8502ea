// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/activityitem.h"

#include "models/shell/activitymodel.h"
#include "services/wording/errors.h"
#include "services/wording/times.h"
#include "ui/components/button.h"
#include "ui/components/commandview.h"
#include "ui/components/iconview.h"
#include "ui/components/label.h"
#include "ui/components/layout.h"
#include "ui/components/statepill.h"

#include <QApplication>
#include <QClipboard>
#include <QGridLayout>
#include <QPainter>

namespace ph::ui {

using operations::OperationRun;
using operations::RunPhase;
using operations::StepState;

namespace {

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

QString stepText(const StepState &state)
{
    return state.summary.isEmpty()
        ? state.step.title
        : ActivityItem::tr("%1: %2", "step; what it did").arg(state.step.title, state.summary);
}

QString auditText(const OperationRun &run)
{
    return run.isAuditOnServer ? ActivityItem::tr("%1, at the server", "audit entry; %1 is its id").arg(run.id)
                               : ActivityItem::tr("%1, kept on this computer", "audit entry; %1 is its id").arg(run.id);
}

struct Fact {
    QString name;
    QString value;
};

/// What was written down, besides the steps.
QList<Fact> factsOf(const OperationRun &run)
{
    QList<Fact> facts {{ActivityItem::tr("Who", "fact of an operation"), run.who},
        {ActivityItem::tr("Through", "fact of an operation: the program"), run.program},
        {ActivityItem::tr("Reason", "fact of an operation"), run.reason},
        {ActivityItem::tr("Began", "fact of an operation"), wording::dateTime(run.startedAt)}};
    if (run.endedAt != WallTime {})
        facts << Fact {ActivityItem::tr("Ended", "fact of an operation"),
            ActivityItem::tr("%1, after %2", "date and time; duration")
                .arg(wording::dateTime(run.endedAt), wording::duration(run.endedAt - run.startedAt))};
    facts << Fact {ActivityItem::tr("Audit entry", "fact of an operation"), auditText(run)};
    facts.removeIf([](const Fact &fact) { return fact.value.isEmpty(); });
    return facts;
}

} // namespace

ActivityItem::ActivityItem(QWidget *parent)
    : QFrame(parent)
    , m_pill(new StatePill)
    , m_title(new Label({}, TextStyle::BodyStrong))
    , m_meta(new Label({}, TextStyle::Small, Tone::Muted))
    , m_outcome(new Label({}, TextStyle::Small))
    , m_steps(vbox(nullptr, {}, 4))
    , m_evidence(vbox(nullptr, {}, 8))
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
    column->addLayout(m_evidence);
    column->addLayout(m_buttons);
}

void ActivityItem::setRun(const OperationRun &run, WallTime now)
{
    m_run = run;
    m_title->setText(run.title);
    m_pill->setState(models::ActivityModel::phaseWord(run.phase), models::ActivityModel::statusOf(run.phase));
    setNow(now);
    m_outcome->setText(run.error ? wording::errorSentence(*run.error, {}).line() : run.evidence);
    m_outcome->setTone(run.error ? Tone::Error : Tone::Muted);
    m_outcome->setVisible(!m_outcome->text().isEmpty());
    setAccessibleName(run.title + QLatin1String(", ") + m_pill->word());
    showSteps();
    showEvidence();
    showButtons();
}

void ActivityItem::setNow(WallTime now)
{
    QStringList meta {m_run.who, wording::relativeTime(m_run.startedAt, now)};
    if (!m_run.program.isEmpty() && m_run.program != operations::programName())
        meta << tr("through %1", "remark on an operation; %1 is a program").arg(m_run.program);
    if (!m_run.reason.isEmpty() && !m_isOpen)
        meta << m_run.reason;
    if (m_run.isWrittenOff)
        meta << tr("written off", "remark on an operation of unknown outcome");
    meta.removeAll(QString());
    m_meta->setText(meta.join(QStringLiteral(" · ")));
    m_meta->setToolTip(wording::dateTime(m_run.startedAt));
}

void ActivityItem::showSteps()
{
    clearLayout(m_steps);
    const bool tells = m_isOpen || !operations::isOver(m_run.phase) || m_run.phase == RunPhase::Failed
        || m_run.phase == RunPhase::Unknown || m_run.phase == RunPhase::DoneWithWarnings;
    if (!tells)
        return;
    for (const StepState &state : m_run.steps) {
        static const char *const s_icons[]
            = {"circle", "hourglass", "circle-check", "triangle-alert", "circle-x", "circle-help"};
        static constexpr Tone s_tones[] = {Tone::Faint, Tone::Accent, Tone::Ok, Tone::Warn, Tone::Error, Tone::Warn};
        const auto at = size_t(state.state);
        auto *row = hbox(nullptr, {}, 8);
        row->addWidget(new IconView(QString::fromLatin1(s_icons[at]), s_tones[at], 14), 0, Qt::AlignTop);
        auto *texts = vbox(nullptr, {}, 2);
        auto *text = new Label(
            stepText(state), TextStyle::Small, state.state == StepState::State::Waiting ? Tone::Muted : Tone::Text);
        text->setWrapped(true);
        texts->addWidget(text);
        if (m_isOpen && !state.step.command.isEmpty())
            texts->addWidget(new CommandView(state.step.command));
        row->addLayout(texts, 1);
        m_steps->addLayout(row);
    }
}

void ActivityItem::showEvidence()
{
    clearLayout(m_evidence);
    if (!m_isOpen)
        return;
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    for (const Fact &fact : factsOf(m_run)) {
        const int row = grid->rowCount();
        grid->addWidget(new Label(fact.name, TextStyle::Small, Tone::Muted), row, 0, Qt::AlignTop);
        auto *value = new Label(fact.value, TextStyle::Small);
        value->setWrapped(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        grid->addWidget(value, row, 1);
    }
    m_evidence->addLayout(grid);
}

void ActivityItem::addButton(const QString &text, void (ActivityItem::*signal)(const QString &))
{
    auto *button = new Button(text);
    button->setCompact(true);
    connect(button, &QPushButton::clicked, this, [this, signal] { Q_EMIT(this->*signal)(m_run.id); });
    m_buttons->addWidget(button);
    button->show();
}

void ActivityItem::showButtons()
{
    if (isAncestorOf(QApplication::focusWidget()))
        setFocus(Qt::OtherFocusReason); // a button that goes must not take the keyboard out of the panel
    clearLayout(m_buttons);
    if (m_run.phase == RunPhase::Running)
        addButton(tr("Stop before the next step", "button of a running operation"), &ActivityItem::cancelRequested);
    if (m_run.undo && (m_run.phase == RunPhase::Done || m_run.phase == RunPhase::DoneWithWarnings))
        addButton(tr("Undo…", "button of a finished operation"), &ActivityItem::undoRequested);
    if (m_run.phase == RunPhase::Interrupted)
        addButton(tr("Go on…", "button of an operation that a crash cut off"), &ActivityItem::resumeRequested);
    if (operations::needsDecision(m_run))
        addButton(tr("Write off…", "button of an operation that was cut off, or of unknown outcome"),
            &ActivityItem::abandonRequested);
    m_buttons->addStretch(1);
    if (m_isOpen) {
        auto *copy = new Button(tr("Copy", "button: all that is known of an operation, as text"), ButtonRole::Link);
        connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(asText()); });
        m_buttons->addWidget(copy);
        copy->show();
    }
    auto *details
        = new Button(m_isOpen ? tr("Less", "button: an operation without its details")
                              : tr("Details", "button: an operation with its commands, times and audit entry"),
            ButtonRole::Link);
    details->setObjectName(QStringLiteral("operationDetails"));
    details->setAccessibleName(tr("%1: details", "button; %1 is an operation").arg(m_run.title));
    connect(details, &QPushButton::clicked, this, [this] { setOpen(!m_isOpen); });
    m_buttons->addWidget(details);
    details->show();
    m_details = details;
}

void ActivityItem::setOpen(bool isOpen)
{
    m_isOpen = isOpen;
    showSteps();
    showEvidence();
    showButtons();
    m_details->setFocus(Qt::OtherFocusReason);
}

/// All that is known, as somebody would paste it into an incident's notes.
QString ActivityItem::asText() const
{
    QStringList lines {m_run.title + QLatin1String(": ") + m_pill->word()};
    for (const StepState &state : m_run.steps) {
        lines << QLatin1String("- ") + stepText(state);
        if (!state.step.command.isEmpty())
            lines << QLatin1String("  ") + state.step.command;
    }
    if (!m_outcome->fullText().isEmpty())
        lines << m_outcome->fullText();
    for (const Fact &fact : factsOf(m_run))
        lines << fact.name + QLatin1String(": ") + fact.value;
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
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

} // namespace ph::ui
