// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace ph::localplatform {

/// Of what a program wrote until it ended: the line that says why. The last one of its last run (Child writes "---
/// started" before each) that reports an error, else the last one. Without a log's own beginning (process, time), in
/// full up to 600 characters. Empty: it wrote nothing.
[[nodiscard]] QString causeLine(const QByteArray &log);

/// The same from the end of that file.
[[nodiscard]] QString causeIn(const QString &file);

} // namespace ph::localplatform
