// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QIcon>
#include <QPixmap>
#include <QRectF>

class QPainter;

namespace ph::ui {

/// The bundled icon `name` (a file of resources/icons), tinted by `tone` when it is painted: it follows the theme and
/// the screen's scale by itself. Disabled is drawn in `Faint`.
[[nodiscard]] QIcon themeIcon(const char *name, Tone tone = Tone::Muted);
/// The same by run-time name (areas keep names in tables). An unknown name gives an empty icon and a warning in the
/// log.
[[nodiscard]] QIcon themeIcon(const QString &name, Tone tone = Tone::Muted);

/// Paints it into `rect` (logical pixels) at once.
void paintIcon(QPainter *painter, const QRectF &rect, const QString &name, const QColor &color);

[[nodiscard]] bool hasIcon(const QString &name);

} // namespace ph::ui
