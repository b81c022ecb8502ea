// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/verb.h"

namespace ph::ctl {

/// Every verb of every area, in the order of --help.
[[nodiscard]] Verbs allVerbs();

}
