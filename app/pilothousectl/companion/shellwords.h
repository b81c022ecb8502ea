// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace ph::ctl {

/// What a shell's quotes and backslashes mean. A quote that is not closed yet, as while somebody types, reaches to the
/// end. Variables and the like stay as they are: nothing is carried out.
[[nodiscard]] QString unquoted(const QString &word);

/// The words of a line as they were typed, quotes kept; the last one, empty after a blank, is what is being typed.
[[nodiscard]] QStringList typedWords(const QString &line);

/// As one word of a command that somebody copies: as it is, or in single quotes.
[[nodiscard]] QString shellQuoted(const QString &word);

/// What bash puts in place of `typed` to make `whole` of it. Bash replaces only what follows an open quote, or the last
/// of `breaks` ($COMP_WORDBREAKS), and leaves quoting to whoever completes.
[[nodiscard]] QString bashReplacement(const QString &typed, const QString &whole, const QString &breaks);

} // namespace ph::ctl
