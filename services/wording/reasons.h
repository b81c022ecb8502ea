// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Part of errors.h: the table of what codes mean.

#include "services/base/result.h"

namespace ph::wording {

/// Why, and what to do about it, as source texts of context "wording"; null where there is nothing to say.
struct Reason {
    const char *why = nullptr;
    const char *advice = nullptr;
};

/// By the error's code. `why` is null for codes that are not known here.
[[nodiscard]] Reason reasonOfCode(const Error &error);

/// By its kind; %1 in `why` is the raw text of the other side.
[[nodiscard]] Reason reasonOfKind(ErrorKind kind);

} // namespace ph::wording
