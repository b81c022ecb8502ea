// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/verb.h"

namespace ph::ctl {

/// Runs the companion: finds the verb (longest match of words), parses its options, runs it to its end.
/// Unknown words and options end with a sentence that names the nearest known one, and code 2.
[[nodiscard]] int runCompanion(const QStringList &arguments, const Verbs &verbs, const Clock &clock);

} // namespace ph::ctl
