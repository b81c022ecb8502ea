// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"

#include <QString>

namespace ph::wording {

/// An error as a person reads it, in this order: what did not happen · to which object · because of what · what to do.
/// All plain text; what came from outside is redacted, its control characters are visible, and it is cut to a readable
/// length.
struct Sentence {
    QString title; ///< what did not happen: "The queues could not be read"
    QString object; ///< to which object: "redis broker 127.0.0.1:6380"; may be empty
    QString reason; ///< because of what, a sentence: "Nothing listens there: the connection was refused."
    QString advice; ///< what to do, a sentence
    QString details; ///< foldable, copyable: kind, code, raw text, request id

    /// Cancelled: nobody is told. All texts are empty then.
    [[nodiscard]] bool isSilent() const { return title.isEmpty(); }
    /// Below the title: "redis broker 127.0.0.1:6380: nothing listens there … Start the server …"
    [[nodiscard]] QString body() const;
    /// Title and body in one line, for the companion and the status bar.
    [[nodiscard]] QString line() const;
};

/// `whatDidNotHappen` is a translated clause without a full stop ("The queues could not be read", "Task 91b3… was not
/// revoked"); empty: a general one for the error's kind.
[[nodiscard]] Sentence errorSentence(const Error &error, const QString &whatDidNotHappen);

} // namespace ph::wording
