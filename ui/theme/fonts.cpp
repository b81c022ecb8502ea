// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/fonts.h"

#include <QDir>
#include <QFontDatabase>

static void initialiseFontResources() { Q_INIT_RESOURCE(fonts); }

namespace ph::ui {

QString textFamily() { return QStringLiteral("Pilothouse Inter"); }

QString monoFamily() { return QStringLiteral("JetBrains Mono"); }

namespace {

void loadFamily(const QString &family, const QString &filePrefix)
{
    if (QFontDatabase::hasFamily(family))
        return;
    const QDir folder(QStringLiteral(":/ph/fonts"));
    for (const QString &file : folder.entryList({filePrefix + QStringLiteral("-*")}))
        QFontDatabase::addApplicationFont(folder.filePath(file));
}

} // namespace

void loadFonts()
{
    initialiseFontResources();
    loadFamily(textFamily(), QStringLiteral("PilothouseInter"));
    loadFamily(monoFamily(), QStringLiteral("JetBrainsMono"));
}

} // namespace ph::ui
