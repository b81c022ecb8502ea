// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The filter language, one for all tables and for the companion's --filter:
//
//   free words "two words" field:value field:"two words" field:a,b field:>5s field:<=64KiB -field:x -word
//   field:none field:agents.* after:14:00 before:"yesterday 18:00"
//
// Terms are all to hold; the values of a list are alternatives, and so are terms that name whole values of one field
// (state:failed state:retrying): nothing has two. Nothing tells capitals from small letters.
//   text      the whole value (a part of it where the field says so); * and ? stand for any signs; in quotes for
//   themselves enum      one of the listed words, or a glob over them number    3, 1.5, 10k, 2M; with > < >= <= or
//   equal duration  250ms, 5s, 2m, 1h30m, 3d     bytes  512B, 64KB (1000), 64KiB (1024), 2M
//             equal means: to the digits given (5s: 4.5 s up to 5.5 s)
//   time      14:00 (the latest one), "yesterday 18:00", 2026-03-01, "2026-03-01 14:02", 2026-03-01T14:02:11Z, "5m
//   ago", now;
//             in the zone that is shown
//   none      no value there; "none" in quotes is the word
// after: and before: ask for the schema's time field.

#include "services/base/clock.h"
#include "services/wording/times.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>
#include <optional>

namespace ph::wording {

enum class FieldType { Text, Enum, Number, Duration, Bytes, Time };

struct FilterField {
    QString name; ///< lower case letters, digits, - and _; not "after", "before"
    FieldType type = FieldType::Text;
    QStringList values {}; ///< of an enum, in the order they are offered
    QString explanation {}; ///< translated; shown at the completion
    bool matchesPart = false; ///< text: a part is enough (messages, arguments)
    QHash<QString, QString> aliases {}; ///< of an enum: other words, in lower case, and which of `values` they mean
};

struct FilterSchema {
    QList<FilterField> fields;
    QString timeField {}; ///< what after: and before: mean; empty: they do not exist

    /// -1 if there is none. after: and before: are no fields.
    [[nodiscard]] int indexOf(QStringView name) const;
};

/// A part of the text, in characters.
struct FilterSpan {
    int start = 0;
    int length = 0;
    bool operator==(const FilterSpan &) const = default;
};

enum class FilterOperator { Equal, Greater, Less, GreaterEqual, LessEqual };

struct FilterValue {
    QString text; ///< as typed, without quotes and operator
    bool isQuoted = false;
    double number = 0; ///< number; seconds; bytes; milliseconds since 1970
    double tolerance = 0; ///< of Equal
    FilterSpan span {};
    [[nodiscard]] bool isNone() const
    {
        return !isQuoted && text.compare(QLatin1String("none"), Qt::CaseInsensitive) == 0;
    }
};

struct FilterTerm {
    bool isNegated = false;
    QString field; ///< as in the schema, "after", "before"; empty: a free word
    FilterOperator op = FilterOperator::Equal;
    QList<FilterValue> values; ///< at least one
    FilterSpan span {};
};

struct Filter {
    QList<FilterTerm> terms;
    [[nodiscard]] bool isEmpty() const { return terms.isEmpty(); }
};

/// What is not understood: underlined in the text, with what was expected there.
struct FilterProblem {
    FilterSpan span;
    QString message; ///< translated, a sentence
};

struct ParsedFilter {
    Filter filter; ///< the terms that are understood
    QList<FilterProblem> problems;
    [[nodiscard]] bool isGood() const { return problems.isEmpty(); }
};

/// Where times are counted from.
struct FilterMoment {
    WallTime now;
    TimeZoneMode zone = timeZoneMode();
};

/// Reads any text whatsoever. "5m ago" and the like are fixed at `moment`: parse again for a window that moves.
[[nodiscard]] ParsedFilter parseFilter(const QString &text, const FilterSchema &schema, const FilterMoment &moment);

/// The canonical text; parsing it gives the same terms.
[[nodiscard]] QString toText(const Filter &filter);
[[nodiscard]] QString toText(const FilterTerm &term);

/// One term for "show only these": quotes where they are needed.
[[nodiscard]] FilterTerm makeTerm(const QString &field, const QStringList &values, bool isNegated = false);

} // namespace ph::wording
