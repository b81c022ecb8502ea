// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace ph::ui {

/// One line of a traceback as it is shown.
struct TracebackLine {
    QString text;
    bool isException = false; ///< the last line: what was raised
    bool isOwn = false; ///< of the platform's own code
    bool isLastOwn = false; ///< where to look first
    bool isFold = false; ///< stands for library frames that are folded
};

/// A Python traceback with the exception first and frames of installed libraries folded into one line each run.
/// Text that is no traceback comes back line by line.
[[nodiscard]] std::vector<TracebackLine> readTraceback(const QString &traceback, const QString &exception);

} // namespace ph::ui
