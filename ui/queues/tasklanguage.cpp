// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/tasklanguage.h"

#include "models/queues/taskfilter.h"
#include "ui/components/schemafilter.h"

#include <QCoreApplication>

namespace ph::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("ph::ui::QueuesPage", text); }

SchemaFilter languageNow(const models::TaskTableModel *table, models::FacetSource values = {})
{
    return {models::taskFilterSchema(table), std::move(values), table->clock()};
}

bool asksForState(const wording::FilterTerm &term) { return term.field == QLatin1String("state"); }

/// Of the text up to the cursor.
bool isStateTyped(const QString &text, int start)
{
    const qsizetype word = text.lastIndexOf(QLatin1Char(' '), std::max(0, start - 1)) + 1;
    return QStringView(text).sliced(word).startsWith(u"state:")
        || QStringView(text).sliced(word).startsWith(u"-state:");
}

} // namespace

TaskLanguage::TaskLanguage(const models::TaskTableModel *table, std::shared_ptr<const models::TaskWindow> window)
    : m_table(table)
    , m_facets(std::make_unique<models::TaskFacets>(table, std::move(window)))
{
}

TaskLanguage::~TaskLanguage() = default;

void TaskLanguage::whenCounted(QObject *context, std::function<void()> then) const
{
    QObject::connect(m_facets.get(), &models::TaskFacets::counted, context, std::move(then));
}

FilterLanguage::Reading TaskLanguage::read(const QString &text) const
{
    Reading reading = languageNow(m_table).read(text);
    if (reading.mistake)
        return reading;
    const auto parsed = wording::parseFilter(text, models::taskFilterSchema(m_table), {m_table->clock().wall()});
    for (const wording::FilterTerm &term : parsed.filter.terms) {
        if (term.field == QLatin1String("tenant") && !m_table->knowsTenants())
            reading.mistake = Mistake {term.span.start, term.span.length,
                tr("No argument of a task tells here whom it works for: the environment names none.")};
        for (const wording::FilterValue &value : term.values)
            if (asksForState(term) && value.isNone())
                reading.mistake
                    = Mistake {value.span.start, value.span.length, tr("Every task has a state: none is in no state.")};
    }
    return reading;
}

FilterLanguage::Suggestions TaskLanguage::complete(const QString &text, int cursor, const QString &beside) const
{
    const auto values = [this](int field, const QString &typed, const QString &others) {
        return m_facets->values(field, typed, others);
    };
    Suggestions all = languageNow(m_table, values).complete(text, cursor, beside);
    if (isStateTyped(text, all.start))
        all.items.removeIf([](const auto &item) { return item.label == QLatin1String("none"); });
    if (!m_table->knowsTenants())
        all.items.removeIf([](const auto &item) {
            return item.text == QLatin1String("tenant:") || item.text == QLatin1String("-tenant:");
        });
    return all;
}

} // namespace ph::ui
