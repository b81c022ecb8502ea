// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/taskdetailview.h"

#include "models/queues/taskstatus.h"
#include "services/base/redact.h"
#include "services/wording/errors.h"
#include "services/wording/times.h"
#include "ui/components/card.h"
#include "ui/components/layout.h"
#include "ui/queues/lifeline.h"
#include "ui/queues/traceback.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace ph::ui {

using namespace std::chrono_literals;

namespace {

constexpr qsizetype s_longestValue = 4000;

QString qt(const std::string &text) { return QString::fromStdString(text); }

QString cut(QString text)
{
    if (text.size() > s_longestValue) {
        text.truncate(s_longestValue);
        text += QStringLiteral(" …");
    }
    return text;
}

QString valueText(const QJsonValue &value)
{
    if (value.isString())
        return QLatin1Char('"') + value.toString() + QLatin1Char('"');
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    return value.isNull() ? QStringLiteral("null") : value.toVariant().toString();
}

QJsonValue parsed(const std::string &json)
{
    // A value of any kind: wrapped, since QJsonDocument wants a container.
    const QJsonDocument document = QJsonDocument::fromJson('[' + QByteArray::fromStdString(json) + ']');
    return document.isArray() && !document.array().isEmpty() ? document.array().first()
                                                             : QJsonValue(QJsonValue::Undefined);
}

} // namespace

TaskDetailView::TaskDetailView(models::QueuesModel &model, QWidget *parent)
    : DetailView(parent)
    , m_model(model)
    , m_remark(new Label({}, TextStyle::Small, Tone::Warn))
    , m_lifeHead(new SectionHeader(tr("Life")))
    , m_life(new LifeLine)
    , m_lifeSteps(new Label({}, TextStyle::Small, Tone::Muted))
    , m_argumentsHead(new SectionHeader(tr("Arguments")))
    , m_arguments(new FactList)
    , m_outcomeHead(new SectionHeader(tr("Result")))
    , m_outcome(new CodeBlock(tr("Result or exception")))
    , m_outcomeNote(new Label({}, TextStyle::Small, Tone::Muted))
    , m_relationsHead(new SectionHeader(tr("Related")))
    , m_relations(new FactList)
    , m_copyArgumentsLink(m_argumentsHead->addLink(tr("Copy as JSON")))
    , m_copyOutcomeLink(m_outcomeHead->addLink(tr("Copy")))
{
    auto *column = vbox(this, {16, 12, 16, 16}, 8);
    m_remark->setWrapped(true);
    m_remark->hide();
    column->addWidget(m_remark);
    column->addWidget(m_lifeHead);
    column->addWidget(m_life);
    m_lifeSteps->setWrapped(true);
    column->addWidget(m_lifeSteps);
    column->addWidget(new Divider);
    column->addWidget(m_argumentsHead);
    column->addWidget(m_arguments);
    column->addWidget(new Divider);
    column->addWidget(m_outcomeHead);
    column->addWidget(m_outcome);
    m_outcomeNote->setWrapped(true);
    column->addWidget(m_outcomeNote);
    column->addWidget(new Divider);
    column->addWidget(m_relationsHead);
    column->addWidget(m_relations);
    column->addStretch();
    connect(m_copyArgumentsLink, &QPushButton::clicked, this,
        [this] { QGuiApplication::clipboard()->setText(m_copyArguments); });
    connect(m_copyOutcomeLink, &QPushButton::clicked, this,
        [this] { QGuiApplication::clipboard()->setText(m_copyOutcome); });
    m_timer.setInterval(1s);
    connect(&m_timer, &QTimer::timeout, this, &TaskDetailView::refresh);
}

DetailHead TaskDetailView::headOf(const queues::TaskRow &row) const
{
    DetailHead head;
    head.stateWord = models::taskStateWord(row.stateCode, row.state);
    head.status = models::taskStatus(row.stateCode);
    // As the table says it: a remark changes both.
    const models::TaskTableModel &table = *m_model.tasks();
    if (const int at = table.rowOf(qt(row.id)); at >= 0 && table.entry(at).stateCode == row.stateCode) {
        head.stateWord = table.text(at, models::TaskTableModel::State);
        head.status = table.status(at, models::TaskTableModel::State);
    }
    const QString name = QString::fromUtf8(row.name.data(), qsizetype(row.name.size()));
    head.title = name.isEmpty() ? tr("name not heard yet") : name;
    head.id = qt(row.id);
    const WallTime changed {Milliseconds {row.changed / 1000}};
    QStringList note;
    if (row.changed != 0)
        note << wording::relativeTime(changed, m_model.session().clock().wall());
    if (!row.worker.empty())
        note << QString::fromUtf8(row.worker.data(), qsizetype(row.worker.size()));
    head.note = note.join(QStringLiteral(" · "));
    return head;
}

DetailHead TaskDetailView::showObject(const QString &id)
{
    m_id = id;
    m_shownSerial = 0;
    m_timer.start();
    const auto detail = m_model.service()->store().detail(id.toStdString());
    load();
    if (!detail) {
        DetailHead head;
        head.stateWord = tr("unknown");
        head.title = tr("No event told of this task");
        head.id = id;
        return head;
    }
    queues::TaskLook known;
    known.known = detail;
    fill(known);
    return headOf(detail->row);
}

void TaskDetailView::refresh()
{
    if (!isVisible() || m_id.isEmpty())
        return;
    const auto detail = m_model.service()->store().detail(m_id.toStdString());
    if (!detail)
        return;
    Q_EMIT headChanged(headOf(detail->row));
    fillLife(*detail);
    if (detail->row.serial != m_shownSerial || detail->row.changed != m_shownChange)
        load();
}

void TaskDetailView::load()
{
    m_model.look(m_id, [this, id = m_id](Result<queues::TaskLook> look) {
        if (id == m_id && look)
            fill(*look);
    });
}

void TaskDetailView::fill(const queues::TaskLook &look)
{
    if (look.known) {
        m_shownSerial = look.known->row.serial;
        m_shownChange = look.known->row.changed;
        fillLife(*look.known);
    }
    fillArguments(look);
    fillOutcome(look);
    fillRelations(look);
}

void TaskDetailView::fillLife(const queues::TaskDetail &known)
{
    const int row = m_model.tasks()->rowOf(m_id);
    const models::TaskEntry *entry = row < 0 ? nullptr : &m_model.tasks()->entry(row);
    const queues::Micros lost = entry == nullptr || entry->stateCode != known.row.stateCode
        ? 0
        : std::max(m_model.tasks()->interruptedAt(*entry), m_model.tasks()->missingSince(*entry));
    const WallTime now = m_model.session().clock().wall();
    if (const bool wasLost = std::exchange(m_isLost, lost != 0); wasLost != m_isLost)
        load(); // what stands below depends on it
    if (lost != 0)
        m_life->setLostLife(known.life, known.row.stateCode, lost);
    else
        m_life->setLife(known.life, known.row.stateCode, now.time_since_epoch().count() * 1000, known.row.runtime);
    m_life->setVisible(!known.life.empty());
    m_lifeHead->setNote(m_life->summary());
    m_lifeSteps->setText(known.life.empty()
            ? tr("No event told its times: Pilothouse found the task when it connected. They come with its next event.")
            : m_life->steps());
    QString remark = row < 0 ? QString() : m_model.tasks()->remark(row);
    if (!remark.isEmpty())
        remark = remark.left(1).toUpper() + remark.mid(1) + QLatin1Char('.');
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
}

/// Wrapped: an argument is read whole, however narrow the panel is.
void TaskDetailView::addArgument(const QString &name, const QString &value)
{
    m_arguments->addMono(name, cut(value))->setWrapped(true);
}

void TaskDetailView::fillArguments(const queues::TaskLook &look)
{
    m_arguments->clear();
    // Real values where there are any: a worker's answer, or an extended result; else the event's Python text.
    QJsonValue args = look.request.value(QLatin1String("args"));
    QJsonValue kwargs = look.request.value(QLatin1String("kwargs"));
    if (look.request.isEmpty() && look.result && !look.result->kwargs.empty()) {
        args = parsed(look.result->args);
        kwargs = parsed(look.result->kwargs);
    }
    QJsonObject copy;
    if (args.isArray() || kwargs.isObject()) {
        const QJsonArray positional = args.toArray();
        for (qsizetype i = 0; i < positional.size(); ++i)
            addArgument(QString::number(i), valueText(positional.at(i)));
        const QJsonObject named = kwargs.toObject();
        for (auto it = named.begin(); it != named.end(); ++it) {
            if (it.value() == QJsonValue(redactedMark))
                m_arguments->addFact(it.key(), tr("hidden by rule “secrets”"), Tone::Muted);
            else
                addArgument(it.key(), valueText(it.value()));
        }
        copy = {{QStringLiteral("args"), positional}, {QStringLiteral("kwargs"), named}};
        m_argumentsHead->setNote(positional.isEmpty() && named.isEmpty() ? tr("none") : QString());
    } else if (look.known && (look.known->args.text || look.known->kwargs.text)) {
        const QString argsText = qt(look.known->args.text.value_or(""));
        const QString kwargsText = qt(look.known->kwargs.text.value_or(""));
        addArgument(tr("args"), argsText);
        addArgument(tr("kwargs"), kwargsText);
        m_argumentsHead->setNote(tr("as the event told them, cut at 1 024 characters"));
        copy = {{QStringLiteral("args_repr"), argsText}, {QStringLiteral("kwargs_repr"), kwargsText}};
    } else {
        m_argumentsHead->setNote(tr("not known: the sender’s event was not heard"));
    }
    m_copyArgumentsLink->setVisible(!copy.isEmpty());
    m_copyArguments = QString::fromUtf8(QJsonDocument(copy).toJson(QJsonDocument::Indented));
}

void TaskDetailView::fillOutcome(const queues::TaskLook &look)
{
    m_outcome->clear();
    m_copyOutcome.clear();
    const QString traceback = look.result          ? qt(look.result->traceback)
        : look.known && look.known->traceback.text ? qt(*look.known->traceback.text)
                                                   : QString();
    QString exception = look.result ? qt(look.result->exceptionText) : QString();
    const bool failed = look.known
        && (look.known->row.stateCode == queues::TaskState::Failure
            || look.known->row.stateCode == queues::TaskState::Retry
            || look.known->row.stateCode == queues::TaskState::Rejected);
    if (exception.isEmpty() && failed && look.known->outcome.text)
        exception = qt(*look.known->outcome.text);
    const bool isOver = !look.known || queues::isFinished(look.known->row.stateCode);
    m_outcomeHead->title()->setText(failed ? tr("Exception") : isOver ? tr("Result") : tr("Progress"));
    if (failed || !exception.isEmpty()) {
        for (const TracebackLine &line : readTraceback(traceback, exception)) {
            if (!line.folded.isEmpty()) {
                m_outcome->addFold(line.text, line.textOpen, line.folded);
                continue;
            }
            const Tone tone = line.isException ? Tone::Error
                : line.isLastOwn               ? Tone::Warn
                : line.isOwn                   ? Tone::Text
                                               : Tone::Muted;
            m_outcome->addLine(cut(line.text), tone, line.isLastOwn && line.isOwn);
        }
        m_copyOutcome = traceback.isEmpty() ? exception : traceback;
    } else {
        // What is stored at the start is the worker's own note: {"pid": …, "hostname": …}.
        const bool hasResult = look.result && look.result->status != "STARTED";
        QString text = hasResult ? qt(look.result->result) : QString();
        if (text.isEmpty() && look.known && look.known->outcome.text)
            text = qt(*look.known->outcome.text);
        if (!text.isEmpty())
            m_outcome->setText(cut(text));
        m_copyOutcome = text;
    }
    m_outcome->setVisible(!m_copyOutcome.isEmpty());
    m_copyOutcomeLink->setVisible(!m_copyOutcome.isEmpty());
    QString note;
    if (m_copyOutcome.isEmpty()) {
        if (look.resultError && look.resultError->kind != ErrorKind::NotFound)
            note = wording::errorSentence(*look.resultError, tr("The stored result could not be read")).line();
        else
            note = look.known && isOver ? tr("No result is stored: results are off for this task, or it expired.")
                : m_isLost              ? tr("None: nothing works on it, for all that is known.")
                                        : tr("None yet.");
    }
    m_outcomeNote->setText(note);
    m_outcomeNote->setVisible(!note.isEmpty());
}

void TaskDetailView::fillRelations(const queues::TaskLook &look)
{
    m_relations->clear();
    if (look.known) {
        const queues::TaskDetail &known = *look.known;
        const auto view = [](std::string_view text) { return QString::fromUtf8(text.data(), qsizetype(text.size())); };
        const auto fact = [&](const QString &name, const QString &value) {
            if (!value.isEmpty())
                m_relations->addMono(name, value);
        };
        fact(tr("Queue"), view(known.row.queue));
        fact(tr("Tenant"), view(known.row.tenant));
        fact(tr("Worker"), view(known.row.worker));
        fact(tr("Sender"), view(known.row.client));
        if (!known.parentId.empty() && known.parentId != known.row.id)
            fact(tr("Parent"), qt(known.parentId));
        if (!known.rootId.empty() && known.rootId != known.row.id)
            fact(tr("Root"), qt(known.rootId));
        if (known.row.eta != 0)
            fact(tr("Not before"), wording::dateTime(WallTime {Milliseconds {known.row.eta / 1000}}));
        if (known.row.expires != 0)
            fact(tr("Expires"), wording::dateTime(WallTime {Milliseconds {known.row.expires / 1000}}));
    }
    if (!look.place.isEmpty())
        m_relations->addFact(tr("Now"), tr("%1 on %2").arg(look.place, look.worker));
    else if (look.isHeldByNobody)
        m_relations->addFact(tr("Now"), tr("taken and not acknowledged; no worker that is alive has it"), Tone::Warn);
    else if (look.isUnacked)
        m_relations->addFact(tr("Now"), tr("taken by a worker, not acknowledged"));
    if (look.workerError)
        m_relations->addFact(
            tr("Workers"), wording::errorSentence(*look.workerError, tr("Workers were not asked")).line(), Tone::Muted);
}

} // namespace ph::ui
