// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Part of the redactor; not for others: use redact.h.

#include <QString>
#include <optional>

namespace ph::redaction {

/// A part of a text: [start, end).
struct Span {
    qsizetype start = 0;
    qsizetype end = 0;
};

/// A quote with the backslashes before it, as it stands when JSON is put into JSON: \" or \\\" …
struct Quote {
    qsizetype start = 0; ///< of its backslashes
    qsizetype end = 0; ///< after it
    QChar sign;
    qsizetype depth = 0; ///< number of backslashes
};
[[nodiscard]] std::optional<Quote> quoteAt(QStringView text, qsizetype at);

/// Where the text quoted by `opening` ends (before the closing quote's backslashes); the end of the text when it is
/// never closed. `doubled`: two quotes in a row are part of the text, as in SQL.
[[nodiscard]] qsizetype quotedEnd(QStringView text, const Quote &opening, bool doubled = false);

/// After the bracket that closes the one at `at`; the end of the text when there is none.
[[nodiscard]] qsizetype bracketEnd(QStringView text, qsizetype at);

/// End of the line, real or written as \r \n inside a string.
[[nodiscard]] qsizetype lineEnd(QStringView text, qsizetype at);

/// End of a value without quotes: blank, or a quote or bracket that really closes something.
[[nodiscard]] qsizetype bareEnd(QStringView text, qsizetype at);

/// End of a parameter's value within an address.
[[nodiscard]] qsizetype queryEnd(QStringView text, qsizetype at);

[[nodiscard]] qsizetype skipBlanks(QStringView text, qsizetype at);

/// Blanks out the values of keys named like secrets.
[[nodiscard]] QString removeKeyedSecrets(const QString &text);

} // namespace ph::redaction
