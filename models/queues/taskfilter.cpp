// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/queues/taskfilter.h"

#include "models/queues/taskstatus.h"
#include "services/wording/filtermatcher.h"

#include <QCoreApplication>
#include <algorithm>

namespace ph::models {

namespace {

const QString s_nobody = QStringLiteral("nobody");

using enum TaskField;
using Field = TaskField;

/// A row as the matcher asks for it; buffers are reused from row to row.
class Row final : public wording::FilterRow {
public:
    explicit Row(const TaskTableModel *table)
        : m_table(table)
    {
    }
    void set(int row) { m_entry = &m_table->entry(m_row = row); }

    [[nodiscard]] QStringView text(int field) const override
    {
        switch (Field(field)) {
        case State: m_text = m_table->stateWord(*m_entry); break;
        case Name: assign(m_entry->name); break;
        case Id: assign(m_entry->id); break;
        case Queue: assign(m_entry->queue); break;
        case Tenant: assign(m_entry->tenant); break;
        case Worker: assign(m_entry->worker); break;
        case Held: m_text = m_table->isHeldByNobody(*m_entry) ? s_nobody : QString(); break;
        default: return {};
        }
        return m_text;
    }
    [[nodiscard]] std::optional<double> number(int field) const override
    {
        const auto known = [](double value) { return value < 0 ? std::nullopt : std::optional(value); };
        switch (Field(field)) {
        case Tried: return double(TaskTableModel::starts(*m_entry));
        case Runtime: return known(m_table->runtimeSeconds(*m_entry));
        case Age: return known(m_table->ageSeconds(*m_entry));
        case Changed: return m_entry->changed == 0 ? std::nullopt : std::optional(double(m_entry->changed) / 1000);
        default: return std::nullopt;
        }
    }
    [[nodiscard]] QStringView visibleText() const override
    {
        m_text = m_table->filterText(m_row);
        return m_text;
    }

private:
    void assign(std::string_view text) const { m_text = QString::fromUtf8(text.data(), qsizetype(text.size())); }

    const TaskTableModel *m_table;
    const TaskEntry *m_entry = nullptr;
    int m_row = 0;
    mutable QString m_text;
};

struct Compiled {
    wording::FilterMatcher matcher;
    Row row;
};

const wording::FilterSchema &celerySchema()
{
    using wording::FieldType;
    const auto tr = [](const char *text) { return QCoreApplication::translate("queues", text); };
    static const wording::FilterSchema s_schema {
        {
            {QStringLiteral("state"), FieldType::Enum, taskStateWords() << interruptedWord() << scheduledWord(),
                tr("state of the task"), false, taskStateAliases()},
            {QStringLiteral("name"), FieldType::Text, {}, tr("name of the task, as agents.run_session or agents.*")},
            {QStringLiteral("id"), FieldType::Text, {}, tr("task id, or a part of it"), true},
            {QStringLiteral("queue"), FieldType::Text, {}, tr("queue it was sent to")},
            {QStringLiteral("tenant"), FieldType::Text, {}, tr("whom it works for, by its arguments")},
            {QStringLiteral("worker"), FieldType::Text, {}, tr("worker that has or had it"), true},
            {QStringLiteral("tried"), FieldType::Number, {}, tr("how often it was started")},
            {QStringLiteral("runtime"), FieldType::Duration, {}, tr("how long it ran, as >5s")},
            {QStringLiteral("age"), FieldType::Duration, {}, tr("since it was sent or first seen")},
            {QStringLiteral("changed"), FieldType::Time, {}, tr("when its present state began")},
            {QStringLiteral("held"), FieldType::Enum, {s_nobody}, tr("taken, but no worker has it")},
        },
        QStringLiteral("changed"),
    };
    return s_schema;
}

} // namespace

wording::FilterSchema taskFilterSchema(const TaskTableModel *table)
{
    wording::FilterSchema schema = celerySchema();
    QStringList &states = schema.fields[int(State)].values;
    for (const auto &[name, count] : table->counts().byState)
        if (const QString word = taskStateWord(queues::StateNames().codeOf(name), name); !states.contains(word))
            states << word;
    return schema;
}

bool TaskWindow::isTouchedBy(const TaskEntry &entry) const
{
    const queues::Micros first = entry.firstSeen != 0 ? entry.firstSeen : entry.changed;
    if (isAll || first == 0)
        return true;
    const bool isOver = queues::isFinished(entry.stateCode);
    return first <= to && (!isOver || std::max(entry.changed, first) >= from);
}

bool dependsOnClock(const TaskTableModel *table, const QString &text)
{
    const auto parsed = wording::parseFilter(text, celerySchema(), {table->clock().wall()});
    return std::ranges::any_of(parsed.filter.terms, [](const wording::FilterTerm &term) {
        return term.field == QLatin1String("age") || term.field == QLatin1String("runtime");
    });
}

RowFilter taskFilter(const TaskTableModel *table, const QString &text, std::shared_ptr<const TaskWindow> window)
{
    const wording::FilterSchema schema = taskFilterSchema(table);
    const auto parsed = wording::parseFilter(text, schema, {table->clock().wall()});
    const bool showsGaps
        = std::all_of(parsed.filter.terms.begin(), parsed.filter.terms.end(), [](const wording::FilterTerm &term) {
              return term.field == QLatin1String("after") || term.field == QLatin1String("before");
          });
    auto compiled = std::make_shared<Compiled>(Compiled {wording::FilterMatcher(parsed.filter, schema), Row(table)});
    return [table, compiled, showsGaps, window = std::move(window)](int row) {
        const TaskEntry &entry = table->entry(row);
        if (entry.serial == 0)
            return false;
        if (entry.gap >= 0 && !showsGaps)
            return false;
        if (entry.gap < 0 && window && !window->isTouchedBy(entry))
            return false;
        if (compiled->matcher.isEmpty())
            return true;
        compiled->row.set(row);
        return compiled->matcher.matches(compiled->row);
    };
}

QString heldByNobodyWord() { return s_nobody; }

} // namespace ph::models
