// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/base/result.h"

#include <QString>

namespace ph {

/// Where everything that is logged goes, Qt's own messages included: redacted, on one line per message with UTC time,
/// level and category, to stderr and optionally to a file (0600). Line: "2026-03-01T14:02:11.123Z warning
/// pilothouse.transport: text"; further lines of a message are indented, control characters are shown as escapes, so
/// that no message can look like another.
struct LogOptions {
    bool toStderr = true;
    bool isJson = false; ///< to stderr as {"log": {"at", "level", "category", "message"}}, one a line
    QString file; ///< empty: none. One process per file.
    qint64 rotateAt = 4 * 1024 * 1024; ///< bytes; then FILE becomes FILE.1 …
    int kept = 3; ///< rotated files
    const Clock *clock = nullptr; ///< null: the system's; a given one outlives the sink
    qsizetype longest = 16 * 1024; ///< characters of a message; the rest is cut, with a note
};

/// Installs the message handler of the process. Call once at start; again replaces the options.
/// The error is the log file's; messages then go to stderr alone.
Result<void> installLogSink(const LogOptions &options = {});

/// Puts Qt's handler back and closes the file.
void removeLogSink();

/// What the sink writes for a message, without the line end; for the diagnostics page.
[[nodiscard]] QString logLine(
    QtMsgType type, const QString &category, const QString &message, WallTime at, qsizetype longest = 16 * 1024);

} // namespace ph
