// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QString>

namespace ph::ui {

/// How an environment presents itself, from the words of its profile; unknown words give grey and the shield.
[[nodiscard]] Tone toneOfColour(const QString &colour); ///< "red", "amber", "blue", "green", "violet", "grey"
[[nodiscard]] QString iconOfShape(const QString &shape); ///< "shield", "triangle", "circle", "square"

} // namespace ph::ui
