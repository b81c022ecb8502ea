// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/filtercompletion.h"

#include <QCoreApplication>
#include <algorithm>
#include <numeric>
#include <vector>

namespace ph::wording {

namespace {

constexpr qsizetype mostCandidates = 50;

/// The word that the cursor stands in, up to the cursor; blanks in quotes do not end it.
struct Word {
    qsizetype start = 0;
    qsizetype listStart = 0; ///< after the colon or the last comma of the list
    qsizetype colon = -1;
    bool isInQuotes = false;
};

Word wordAt(QStringView text, qsizetype cursor)
{
    Word word;
    bool isEscaped = false;
    for (qsizetype i = 0; i < cursor; ++i) {
        const QChar c = text[i];
        if (isEscaped || (word.isInQuotes && c == u'\\')) {
            isEscaped = !isEscaped;
        } else if (c == u'"') {
            word.isInQuotes = !word.isInQuotes;
        } else if (!word.isInQuotes && c.isSpace()) {
            word = {i + 1, i + 1, -1, false};
        } else if (!word.isInQuotes && c == u':' && word.colon < 0) {
            word.colon = i;
            word.listStart = i + 1;
        } else if (!word.isInQuotes && c == u',' && word.colon >= 0) {
            word.listStart = i + 1;
        }
    }
    return word;
}

void addIfTyped(QList<Completion> &out, const QString &typed, Completion candidate)
{
    if (candidate.label.contains(typed, Qt::CaseInsensitive))
        out.append(std::move(candidate));
}

QList<Completion> fieldNames(const FilterSchema &schema, const QString &typed)
{
    QList<Completion> out;
    for (const FilterField &field : schema.fields)
        addIfTyped(out, typed, {field.name, field.name + QLatin1Char(':'), -1, field.explanation});
    if (!schema.timeField.isEmpty()) {
        addIfTyped(out, typed,
            {QStringLiteral("after"), QStringLiteral("after:"), -1,
                QCoreApplication::translate("wording", "from this time on")});
        addIfTyped(out, typed,
            {QStringLiteral("before"), QStringLiteral("before:"), -1,
                QCoreApplication::translate("wording", "up to this time")});
    }
    return out;
}

QString written(const QString &value)
{
    FilterTerm term = makeTerm({}, {value});
    return toText(term);
}

QList<Completion> timeExamples(const QString &typed)
{
    QList<Completion> out;
    for (const char *example : {"5m ago", "1h ago", "today", "yesterday"})
        addIfTyped(out, typed, {QLatin1String(example), written(QLatin1String(example)), -1, {}});
    return out;
}

QList<Completion> fieldValues(const FilterSchema &schema, int field, const QString &typed, const ValueSource &source)
{
    QList<Completion> out;
    const FilterField &info = schema.fields[field];
    const QList<ValueCount> counted = source ? source(field, typed) : QList<ValueCount>();
    for (const ValueCount &value : counted)
        addIfTyped(out, typed, {value.value, written(value.value), value.count, {}});
    for (const QString &value : info.values) {
        const bool isCounted = std::any_of(counted.begin(), counted.end(),
            [&](const ValueCount &c) { return c.value.compare(value, Qt::CaseInsensitive) == 0; });
        if (!isCounted)
            addIfTyped(out, typed, {value, written(value), counted.isEmpty() ? -1 : 0, {}});
    }
    addIfTyped(out, typed,
        {QStringLiteral("none"), QStringLiteral("none"), -1, QCoreApplication::translate("wording", "no value there")});
    return out;
}

void sortAndCut(QList<Completion> &candidates, const QString &typed)
{
    std::vector<qsizetype> order(size_t(candidates.size()));
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](qsizetype left, qsizetype right) {
        const Completion &a = candidates[left];
        const Completion &b = candidates[right];
        const bool aStarts = a.label.startsWith(typed, Qt::CaseInsensitive);
        const bool bStarts = b.label.startsWith(typed, Qt::CaseInsensitive);
        if (aStarts != bStarts)
            return aStarts;
        return a.count != b.count ? a.count > b.count : left < right;
    });
    QList<Completion> sorted;
    for (const qsizetype index : order) {
        if (sorted.size() == mostCandidates)
            break;
        sorted.append(candidates[index]);
    }
    candidates = sorted;
}

QString unquoted(QStringView typed)
{
    QString text = typed.toString();
    while (!text.isEmpty() && QStringView(u"\"<>=").contains(text.front()))
        text.remove(0, 1);
    if (text.endsWith(u'"'))
        text.chop(1);
    return text;
}

} // namespace

FilterCompletions completeFilter(const QString &text, int cursor, const FilterSchema &schema, const ValueSource &values)
{
    const QStringView view(text);
    const qsizetype at = qBound(qsizetype(0), qsizetype(cursor), text.size());
    const Word word = wordAt(view, at);
    FilterCompletions out;
    if (word.colon < 0) {
        qsizetype start = word.start;
        if (start < at && view[start] == u'-')
            ++start;
        const QString typed = view.sliced(start, at - start).toString();
        out.replaced = {int(start), int(at - start)};
        out.candidates = word.isInQuotes ? QList<Completion>() : fieldNames(schema, typed);
        sortAndCut(out.candidates, typed);
        return out;
    }
    QStringView name = view.sliced(word.start, word.colon - word.start);
    if (name.startsWith(u'-'))
        name = name.sliced(1);
    const QString typed = unquoted(view.sliced(word.listStart, at - word.listStart));
    out.replaced = {int(word.listStart), int(at - word.listStart)};
    const bool isMoment = !schema.timeField.isEmpty()
        && (name.compare(u"after", Qt::CaseInsensitive) == 0 || name.compare(u"before", Qt::CaseInsensitive) == 0);
    const int field = schema.indexOf(name);
    if (isMoment || (field >= 0 && schema.fields[field].type == FieldType::Time))
        out.candidates = timeExamples(typed);
    else if (field >= 0)
        out.candidates = fieldValues(schema, field, typed, values);
    sortAndCut(out.candidates, typed);
    return out;
}

} // namespace ph::wording
