// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/causeline.h"

#include <QFile>
#include <QList>
#include <QRegularExpression>
#include <algorithm>

namespace ph::localplatform {

namespace {

constexpr qint64 s_mostRead = 16 * 1024;
constexpr qsizetype s_mostLines = 40; // an error further up is of something that went on
constexpr qsizetype s_longest = 600;
constexpr char s_start[] = "--- started ";

/// Levels and words of PostgreSQL, Redis, Prometheus, its exporters, Python, uvicorn and Celery.
bool reportsAnError(const QString &line)
{
    static const QRegularExpression s_words(QStringLiteral(
        "\\b(?:FATAL|PANIC|CRITICAL|ERROR|level=error|level=fatal|[Ff]atal|[Ee]rror|[Ff]ailed|[Aa]borting|"
        "[Cc]annot|[Cc]ould not|[A-Za-z_.]+(?:Error|Exception))\\b"));
    return s_words.match(line).hasMatch();
}

/// "16107:M 23 Nov 2026 21:14:15.725 # " of Redis, "2026-11-23 21:14:15.716 UTC [17] " of PostgreSQL.
QString withoutItsBeginning(QString line)
{
    static const QRegularExpression s_beginning(QStringLiteral(
        "\\A(?:\\d+:[A-Z] \\d+ \\w+ \\d+ [\\d:.]+ [*#.-] |\\d{4}-\\d\\d-\\d\\d [\\d:.]+ \\w+ \\[\\d+\\] )"));
    return line.remove(s_beginning).trimmed();
}

} // namespace

QString causeLine(const QByteArray &log)
{
    const qsizetype start = log.lastIndexOf(s_start);
    const auto lines = (start < 0 ? log : log.mid(start)).split('\n');
    QString last;
    qsizetype looked = 0;
    for (auto it = lines.rbegin(); it != lines.rend() && looked < s_mostLines; ++it) {
        const QString line = QString::fromUtf8(it->trimmed());
        if (line.isEmpty() || line.startsWith(QLatin1String("---")))
            continue;
        ++looked;
        if (last.isEmpty())
            last = line;
        if (reportsAnError(line))
            return withoutItsBeginning(line).left(s_longest);
    }
    return withoutItsBeginning(last).left(s_longest);
}

QString causeIn(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(std::max<qint64>(0, file.size() - s_mostRead));
    return causeLine(file.readAll());
}

} // namespace ph::localplatform
