// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ph::ui {

/// Text of the platform as one word of a shell command that somebody will paste: nothing in it is carried out.
[[nodiscard]] inline QString shellWord(QString text)
{
    return QLatin1Char('\'') + text.replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

} // namespace ph::ui
