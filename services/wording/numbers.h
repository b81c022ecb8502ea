// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ph::wording {

/// The blank within numbers and before units: thin, and no line is broken at it (U+202F).
inline constexpr QChar thinSpace(0x202f);

/// "12 480", "-3".
[[nodiscard]] QString number(qint64 value);
/// Three digits that matter: "0.31", "12.4", "128", "12 480"; "–" for what is no number.
[[nodiscard]] QString number(double value);

/// "512 B", "1.4 KiB", "64 MiB": units of 1024.
[[nodiscard]] QString bytes(qint64 size);

/// Events a second as a person reads them, always to the same digits: "128/s", "12.4/s", "7.0/s", "0.31/s", "4.2/min",
/// "3.0/h", "0/s".
[[nodiscard]] QString rate(double perSecond);

/// A share of one: "12.3 %", "0 %", "100 %". What is not quite nothing or all is not rounded to it: "< 0.1 %", "> 99.9
/// %".
[[nodiscard]] QString percentage(double share);

/// Things that are counted in sentences.
enum class Noun {
    Task,
    Job,
    Queue,
    Worker,
    Tenant,
    Member,
    User,
    Event,
    Row,
    Key,
    Alert,
    Series,
    Record,
    Step,
    Server,
    Gap,
    Silence,
    Environment
};

/// "1 task", "12 480 tasks".
[[nodiscard]] QString counted(qint64 count, Noun noun);

/// The same for a text of any context: `one` and `many` are marked by QT_TRANSLATE_NOOP and QT_TRANSLATE_N_NOOP and
/// hold %1 for the number. (Without a translation Qt has no plural forms of English: hence two texts.)
[[nodiscard]] QString plural(const char *context, const char *one, const char *many, qint64 count);

} // namespace ph::wording
