// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace ph::ui {

/// One line of a traceback as it is shown.
struct TracebackLine {
    QString text;
    bool isException = false; ///< what was raised
    bool isOwn = false; ///< of the platform's own code
    bool isLastOwn = false; ///< where to look first
    QString textOpen {}; ///< of a fold: what it says while its frames are shown
    QStringList folded {}; ///< it stands for these lines, of frames of libraries
};

/// A Python traceback with the exception first and frames of installed libraries folded into one line each run. Of
/// chained exceptions each stands above its own frames, in Python's order and with its sentence between them: what
/// caused the other comes first. `exception` is the last one's text. Text that is no traceback comes back line by line.
[[nodiscard]] std::vector<TracebackLine> readTraceback(const QString &traceback, const QString &exception);

} // namespace ph::ui
