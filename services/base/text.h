// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ph {

enum class LineEnds {
    Show, ///< as ⏎: for one-line places
    Keep, ///< as they are, \r\n as \n: for details and logs
};

/// Text of the platform made safe to show as plain text: control characters, bidirectional overrides, zero-width and
/// other invisible signs appear as escapes (\x1b, \u202e), tabs as one blank in one-line places. What a person sees is
/// what there is. Joiners inside emoji and scripts that need them (U+200C, U+200D between letters) are kept.
[[nodiscard]] QString visible(const QString &text, LineEnds lineEnds = LineEnds::Show);

/// An id or name shortened in the middle: "91b3c0de…7f21". At most `longest` characters (at least 5); never cuts a
/// surrogate pair.
[[nodiscard]] QString elidedMiddle(const QString &text, int longest);

/// A long text shortened at its end, with "…".
[[nodiscard]] QString elidedEnd(const QString &text, int longest);

/// For file names made of platform text: letters, digits, - _ . and no leading dot; other signs become _; at most 80
/// characters.
[[nodiscard]] QString safeFileName(const QString &text, const QString &otherwise);

} // namespace ph
