// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Part of the redactor; not for others: use redact.h.

#include <QStringView>

namespace ph::redaction {

/// What a name says about the value after it.
enum class KeyKind {
    None,
    Password, ///< any value is secret
    Token, ///< secret, but short numbers and plain words are not ("tokens: 12", "token: expired")
    Authorization, ///< a header: scheme and credentials
    Cookie, ///< a header: everything to the end of the line
    Plural, ///< secret when quoted or a list ("passwords": […]), else a count
    QueryOnly, ///< secret only as a parameter of an address (?sig=…, ?code=…)
};

/// `name` as it stands in the text: any case, with - _ . or camel case between its words.
[[nodiscard]] KeyKind kindOfKey(QStringView name);

} // namespace ph::redaction
