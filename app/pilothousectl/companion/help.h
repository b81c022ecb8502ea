// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/verb.h"

namespace ph::ctl {

/// Everything, for --help; or what one area has.
[[nodiscard]] QString usageOf(const Verbs &verbs);
[[nodiscard]] QString usageOfArea(const Verbs &verbs, const QString &area);

/// Of one verb: what it takes, its options, an example. Lines of at most `width` letters.
[[nodiscard]] QString helpOf(const Verb &verb, int width);

/// `help exit-codes`.
[[nodiscard]] QString exitCodesTopic();
[[nodiscard]] QString exitCodesHelp();

} // namespace ph::ctl
