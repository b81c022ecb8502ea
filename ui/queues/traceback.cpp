// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/traceback.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace ph::ui {

namespace {

struct Frame {
    QString head;
    QStringList body;
    bool isLibrary = false;
};

constexpr qsizetype s_mostLines = 400;

/// "  File "/srv/app/agents/run.py", line 88, in run_session" → "app/agents/run.py:88 in run_session"
Frame frameOf(const QRegularExpressionMatch &match)
{
    const QString path = match.captured(1);
    Frame frame;
    frame.isLibrary = path.contains(QLatin1String("/site-packages/")) || path.contains(QLatin1String("/dist-packages/"))
        || path.contains(QLatin1String("/lib/python")) || path.startsWith(QLatin1Char('<'));
    const QStringList parts = path.split(QLatin1Char('/'), Qt::SkipEmptyParts);
    frame.head = QStringLiteral("%1:%2 in %3")
                     .arg(parts.mid(std::max<qsizetype>(0, parts.size() - 3)).join(QLatin1Char('/')), match.captured(2),
                         match.captured(3));
    return frame;
}

void fold(std::vector<TracebackLine> &lines, int &folded)
{
    if (folded == 0)
        return;
    TracebackLine line;
    line.text = folded == 1 ? QCoreApplication::translate("queues", "1 library frame folded")
                            : QCoreApplication::translate("queues", "%1 library frames folded").arg(folded);
    line.isFold = true;
    lines.push_back(line);
    folded = 0;
}

} // namespace

std::vector<TracebackLine> readTraceback(const QString &traceback, const QString &exception)
{
    static const QRegularExpression s_file(QStringLiteral("^\\s*File \"([^\"]*)\", line (\\d+)(?:, in (.*))?$"));
    std::vector<TracebackLine> lines;
    std::vector<Frame> frames;
    QStringList tail;
    for (const QString &raw : traceback.split(QLatin1Char('\n')).mid(0, s_mostLines)) {
        const auto match = s_file.match(raw);
        if (match.hasMatch())
            frames.push_back(frameOf(match));
        else if (raw.startsWith(QLatin1Char(' ')) && !frames.empty())
            frames.back().body << raw.trimmed();
        else if (!raw.trimmed().isEmpty() && !raw.startsWith(QLatin1String("Traceback (")))
            tail << raw;
    }
    if (!exception.isEmpty())
        lines.push_back({exception, true, false, false, false});
    for (const QString &line : tail)
        if (line != exception)
            lines.push_back({line, frames.empty() ? false : lines.empty(), false, false, false});
    size_t lastOwn = frames.size();
    for (size_t i = 0; i < frames.size(); ++i)
        if (!frames[i].isLibrary)
            lastOwn = i;
    int folded = 0;
    for (size_t i = 0; i < frames.size(); ++i) {
        if (frames[i].isLibrary && lastOwn != frames.size()) {
            ++folded;
            continue;
        }
        fold(lines, folded);
        lines.push_back({frames[i].head, false, true, i == lastOwn, false});
        for (const QString &code : frames[i].body)
            if (!code.startsWith(QLatin1Char('^')) && !code.startsWith(QLatin1Char('~')))
                lines.push_back({QStringLiteral("  ") + code, false, false, i == lastOwn, false});
    }
    fold(lines, folded);
    return lines;
}

} // namespace ph::ui
