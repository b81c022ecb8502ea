// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/environmentlook.h"

#include <QHash>

namespace ph::ui {

Tone toneOfColour(const QString &colour)
{
    static const QHash<QString, Tone> s_tones {{QStringLiteral("red"), Tone::Error},
        {QStringLiteral("amber"), Tone::Warn}, {QStringLiteral("blue"), Tone::Accent},
        {QStringLiteral("green"), Tone::Ok}, {QStringLiteral("violet"), Tone::Operator}};
    return s_tones.value(colour, Tone::Muted);
}

QString iconOfShape(const QString &shape)
{
    static const QHash<QString, QString> s_icons {{QStringLiteral("triangle"), QStringLiteral("triangle-alert")},
        {QStringLiteral("circle"), QStringLiteral("circle-dot")}, {QStringLiteral("square"), QStringLiteral("square")}};
    return s_icons.value(shape, QStringLiteral("shield-alert"));
}

} // namespace ph::ui
