// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/traceback.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>
#include <utility>

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

/// One exception with its frames.
struct Raised {
    QString lead; ///< Python's sentence that ties it to the one before
    std::vector<Frame> frames;
    QStringList tail; ///< what was raised, and all else

    [[nodiscard]] bool hasOwn() const
    {
        return std::ranges::any_of(frames, [](const Frame &frame) { return !frame.isLibrary; });
    }
};

bool isLead(const QString &line)
{
    return line.startsWith(QLatin1String("The above exception was the direct cause"))
        || line.startsWith(QLatin1String("During handling of the above exception"));
}

QStringList textOf(const Frame &frame)
{
    QStringList lines {frame.head};
    for (const QString &code : frame.body)
        if (!code.startsWith(QLatin1Char('^')) && !code.startsWith(QLatin1Char('~')))
            lines << QStringLiteral("  ") + code;
    return lines;
}

std::vector<Raised> raisedIn(const QString &traceback)
{
    static const QRegularExpression s_file(QStringLiteral("^\\s*File \"([^\"]*)\", line (\\d+)(?:, in (.*))?$"));
    std::vector<Raised> all(1);
    for (const QString &raw : traceback.split(QLatin1Char('\n')).mid(0, s_mostLines)) {
        const auto match = s_file.match(raw);
        if (match.hasMatch()) {
            all.back().frames.push_back(frameOf(match));
        } else if (isLead(raw)) {
            all.push_back({raw.trimmed(), {}, {}});
        } else if (raw.startsWith(QLatin1String("Traceback ("))) {
            if (!all.back().frames.empty())
                all.emplace_back();
        } else if (raw.startsWith(QLatin1Char(' ')) && !all.back().frames.empty() && all.back().tail.isEmpty()) {
            all.back().frames.back().body << raw.trimmed();
        } else if (!raw.trimmed().isEmpty()) {
            all.back().tail << raw;
        }
    }
    return all;
}

void fold(std::vector<TracebackLine> &lines, int &frames, QStringList &folded)
{
    if (frames == 0)
        return;
    const auto tr = [](const char *text) { return QCoreApplication::translate("queues", text); };
    TracebackLine line;
    line.text = frames == 1 ? tr("1 library frame folded") : tr("%1 library frames folded").arg(frames);
    line.textOpen = frames == 1 ? tr("1 library frame") : tr("%1 library frames").arg(frames);
    line.folded = std::exchange(folded, {});
    lines.push_back(line);
    frames = 0;
}

void addFrames(std::vector<TracebackLine> &lines, const std::vector<Frame> &frames, bool folds)
{
    size_t lastOwn = frames.size();
    for (size_t i = 0; i < frames.size(); ++i)
        if (!frames[i].isLibrary)
            lastOwn = i;
    int count = 0;
    QStringList folded;
    for (size_t i = 0; i < frames.size(); ++i) {
        const QStringList texts = textOf(frames[i]);
        if (frames[i].isLibrary && folds) {
            ++count;
            folded << texts;
            continue;
        }
        fold(lines, count, folded);
        for (qsizetype at = 0; at < texts.size(); ++at)
            lines.push_back({texts[at], false, at == 0, i == lastOwn});
    }
    fold(lines, count, folded);
}

} // namespace

std::vector<TracebackLine> readTraceback(const QString &traceback, const QString &exception)
{
    const std::vector<Raised> all = raisedIn(traceback);
    const bool folds = std::ranges::any_of(all, &Raised::hasOwn); // else nothing would be left to read
    std::vector<TracebackLine> lines;
    for (const Raised &each : all) {
        const bool isLast = &each == &all.back();
        if (!each.lead.isEmpty())
            lines.push_back({each.lead});
        bool isSaid = isLast && !exception.isEmpty();
        if (isSaid)
            lines.push_back({exception, true});
        for (const QString &line : each.tail) {
            if (isLast && line == exception)
                continue;
            lines.push_back({line, !isSaid && !each.frames.empty()});
            isSaid = true;
        }
        addFrames(lines, each.frames, folds);
    }
    return lines;
}

} // namespace ph::ui
