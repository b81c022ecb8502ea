// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/filter.h"
#include "services/wording/filterunits.h"

#include "services/base/text.h"

#include <QCoreApplication>
#include <algorithm>

namespace ph::wording {

namespace {

constexpr qsizetype longestText = 8 * 1024;
constexpr qsizetype mostTerms = 64;
constexpr qsizetype mostValues = 100;

QString shown(QStringView text) { return elidedEnd(visible(text.toString()), 40); }

bool isNameSign(QChar c) { return (c.unicode() < 128 && c.isLetterOrNumber()) || c == u'_' || c == u'-'; }

/// Reads a text from its start to its end, once.
class Parser {
public:
    Parser(QStringView text, const FilterSchema &schema, const FilterMoment &moment)
        : m_text(text)
        , m_schema(schema)
        , m_moment(moment)
    {
    }

    ParsedFilter parse()
    {
        if (m_text.size() > longestText) {
            problem(longestText, m_text.size(), QCoreApplication::translate("wording", "The filter is too long."));
            m_text.truncate(longestText);
        }
        for (skipBlanks(); m_at < m_text.size(); skipBlanks()) {
            if (m_parsed.filter.terms.size() == mostTerms) {
                problem(m_at, m_text.size(),
                    QCoreApplication::translate("wording", "At most 64 conditions are understood."));
                break;
            }
            parseTerm();
        }
        return std::move(m_parsed);
    }

private:
    [[nodiscard]] bool isAt(QChar c) const { return m_at < m_text.size() && m_text[m_at] == c; }
    void skipBlanks()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }
    static FilterSpan span(qsizetype start, qsizetype end) { return {int(start), int(end - start)}; }
    void problem(qsizetype start, qsizetype end, const QString &message)
    {
        m_parsed.problems.append({span(start, end), message});
    }

    void parseTerm()
    {
        FilterTerm term;
        const qsizetype start = m_at;
        if (isAt(u'-') && m_at + 1 < m_text.size() && !m_text[m_at + 1].isSpace()) {
            term.isNegated = true;
            ++m_at;
        }
        term.field = takeFieldName();
        const qsizetype problems = m_parsed.problems.size();
        if (term.field.isEmpty())
            term.values.append(takeValue(true));
        else
            takeCondition(term, start);
        term.span = span(start, m_at);
        if (m_parsed.problems.size() == problems)
            m_parsed.filter.terms.append(term);
    }

    /// "name:" at the reading point, or nothing is taken. Addresses (redis://…) are words.
    QString takeFieldName()
    {
        qsizetype end = m_at;
        while (end < m_text.size() && isNameSign(m_text[end]))
            ++end;
        const bool isName = end > m_at && end < m_text.size() && m_text[end] == u':' && m_text[m_at].isLetter();
        if (!isName || m_text.sliced(end).startsWith(u"://"))
            return {};
        const QString name = m_text.sliced(m_at, end - m_at).toString().toLower();
        m_at = end + 1;
        return name;
    }

    void takeCondition(FilterTerm &term, qsizetype start)
    {
        const qsizetype nameEnd = m_at - 1;
        const bool isAfter = term.field == QLatin1String("after");
        const bool isBefore = term.field == QLatin1String("before");
        const bool isMoment = (isAfter || isBefore) && !m_schema.timeField.isEmpty();
        const int field = m_schema.indexOf(isMoment ? QStringView(m_schema.timeField) : QStringView(term.field));
        if (field < 0) {
            takeValues(term);
            problem(start + (term.isNegated ? 1 : 0), nameEnd, unknownField(term.field));
            return;
        }
        if (isMoment)
            term.op = isAfter ? FilterOperator::GreaterEqual : FilterOperator::Less;
        const qsizetype signStart = m_at;
        const bool hasSign = !isMoment && takeSign(term);
        takeValues(term);
        const FilterField &info = m_schema.fields[field];
        if (hasSign && (info.type == FieldType::Text || info.type == FieldType::Enum)) {
            //: %1 is a field of a table
            problem(signStart, m_at,
                QCoreApplication::translate("wording", "“%1” is a text: larger and smaller mean nothing for it.")
                    .arg(info.name));
            return;
        }
        if ((hasSign || isMoment) && term.values.size() > 1) {
            problem(signStart, m_at, QCoreApplication::translate("wording", "Only one value can be compared with."));
            return;
        }
        for (FilterValue &value : term.values)
            check(value, info, hasSign || isMoment);
        if (isMoment)
            term.op = isAfter ? FilterOperator::GreaterEqual : FilterOperator::Less;
    }

    bool takeSign(FilterTerm &term)
    {
        const bool greater = isAt(u'>');
        if (!greater && !isAt(u'<')) {
            if (isAt(u'='))
                ++m_at;
            return false;
        }
        ++m_at;
        const bool orEqual = isAt(u'=');
        if (orEqual)
            ++m_at;
        if (greater)
            term.op = orEqual ? FilterOperator::GreaterEqual : FilterOperator::Greater;
        else
            term.op = orEqual ? FilterOperator::LessEqual : FilterOperator::Less;
        return true;
    }

    void takeValues(FilterTerm &term)
    {
        do {
            term.values.append(takeValue(false));
            if (term.values.size() > mostValues) {
                problem(term.values.constFirst().span.start, m_at,
                    QCoreApplication::translate("wording", "At most 100 values are understood in one list."));
                while (m_at < m_text.size() && !m_text[m_at].isSpace())
                    ++m_at;
                return;
            }
        } while (isAt(u',') && ++m_at > 0);
    }

    FilterValue takeValue(bool isFree)
    {
        if (isAt(u'"'))
            return takeQuoted();
        FilterValue value;
        const qsizetype start = m_at;
        while (m_at < m_text.size() && !m_text[m_at].isSpace() && (isFree || m_text[m_at] != u','))
            ++m_at;
        value.text = m_text.sliced(start, m_at - start).toString();
        value.span = span(start, m_at);
        return value;
    }

    FilterValue takeQuoted()
    {
        FilterValue value;
        value.isQuoted = true;
        const qsizetype start = m_at++;
        while (m_at < m_text.size() && m_text[m_at] != u'"') {
            const bool isEscape = m_text[m_at] == u'\\' && m_at + 1 < m_text.size()
                && (m_text[m_at + 1] == u'"' || m_text[m_at + 1] == u'\\');
            m_at += isEscape ? 1 : 0;
            value.text += m_text[m_at++];
        }
        if (m_at < m_text.size())
            ++m_at;
        else
            problem(start, m_at, QCoreApplication::translate("wording", "The closing quote is missing."));
        if (m_at < m_text.size() && !m_text[m_at].isSpace() && m_text[m_at] != u',') {
            const qsizetype rest = m_at;
            while (m_at < m_text.size() && !m_text[m_at].isSpace())
                ++m_at;
            problem(rest, m_at, QCoreApplication::translate("wording", "A blank is expected after the closing quote."));
        }
        value.span = span(start, m_at);
        return value;
    }

    void check(FilterValue &value, const FilterField &field, bool isCompared)
    {
        const qsizetype end = value.span.start + value.span.length;
        if (value.text.isEmpty() && !value.isQuoted) {
            //: %1 is what is expected, as "a duration like 5s"
            problem(value.span.start, end,
                QCoreApplication::translate("wording", "Expected here: %1.").arg(expectedOf(field)));
            return;
        }
        if (value.isNone()) {
            if (isCompared)
                problem(value.span.start, end,
                    QCoreApplication::translate("wording", "Expected here: %1.").arg(expectedOf(field)));
            return;
        }
        if (field.type == FieldType::Text)
            return;
        if (field.type == FieldType::Enum)
            checkEnum(value, field);
        else if (!readNumber(value, field.type))
            //: %1 is what was typed, %2 what is expected
            problem(value.span.start, end,
                QCoreApplication::translate("wording", "“%1” is not understood; expected here: %2.")
                    .arg(shown(value.text), expectedOf(field)));
    }

    void checkEnum(FilterValue &value, const FilterField &field)
    {
        const bool isGlob = !value.isQuoted && (value.text.contains(u'*') || value.text.contains(u'?'));
        if (const auto alias = field.aliases.constFind(value.text.toLower()); alias != field.aliases.cend())
            value.text = *alias;
        if (isGlob || field.values.isEmpty() || field.values.contains(value.text, Qt::CaseInsensitive))
            return;
        problem(value.span.start, value.span.start + value.span.length,
            QCoreApplication::translate("wording", "“%1” is not understood; expected here: %2.")
                .arg(shown(value.text), expectedOf(field)));
    }

    bool readNumber(FilterValue &value, FieldType type) const
    {
        if (type == FieldType::Time) {
            const auto time = parseTime(value.text, m_moment);
            value.number = time.value_or(0);
            value.tolerance = 500; // a time without fraction means its second
            return time.has_value();
        }
        const auto quantity = parseQuantity(value.text, type);
        value.number = quantity ? quantity->value : 0;
        value.tolerance = quantity ? quantity->tolerance : 0;
        return quantity.has_value();
    }

    static QString expectedOf(const FilterField &field)
    {
        if (field.type != FieldType::Enum || field.values.isEmpty())
            return expectedText(field.type);
        return field.values.mid(0, 12).join(QStringLiteral(", "))
            + (field.values.size() > 12 ? QStringLiteral(" …") : QString());
    }

    QString unknownField(const QString &name) const
    {
        QStringList names;
        for (const FilterField &field : m_schema.fields)
            names << field.name;
        if (!m_schema.timeField.isEmpty())
            names << QStringLiteral("after") << QStringLiteral("before");
        //: %1 is what was typed, %2 a list of names
        return QCoreApplication::translate(
            "wording", "There is no field “%1” here. Fields: %2. In quotes it is searched for as a text.")
            .arg(shown(name), names.join(QStringLiteral(", ")));
    }

    QStringView m_text;
    const FilterSchema &m_schema;
    const FilterMoment &m_moment;
    ParsedFilter m_parsed;
    qsizetype m_at = 0;
};

} // namespace

ParsedFilter parseFilter(const QString &text, const FilterSchema &schema, const FilterMoment &moment)
{
    return Parser(text, schema, moment).parse();
}

} // namespace ph::wording
