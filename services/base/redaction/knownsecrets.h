// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Part of the redactor; not for others: use redact.h.

#include <QString>

namespace ph::redaction {

/// Replaces every registered secret in `text`, in plain and in the usual encodings.
[[nodiscard]] QString removeKnownSecrets(QString text);

} // namespace ph::redaction
