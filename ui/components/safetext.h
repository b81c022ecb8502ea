// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ph::ui {

/// Text from the platform, fit to be shown: control characters, bidirectional overrides and invisible characters become
/// visible escapes (\u202e), so that no name can reorder or hide what stands beside it. Line breaks stay when
/// `keepLines`.
[[nodiscard]] QString safeText(const QString &data, bool keepLines = false);

/// A tooltip that shows `text` literally: Qt guesses whether tooltips are markup, this never lets data decide.
[[nodiscard]] QString plainToolTip(const QString &text);

/// Keeps numbers with units, ids and times in their order in right-to-left windows.
[[nodiscard]] QString leftToRight(const QString &text);

} // namespace ph::ui
