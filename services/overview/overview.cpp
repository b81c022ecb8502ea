// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/overview/overview.h"

#include "services/overview/linkverdicts.h"
#include "services/wording/overviewtexts.h"

#include <algorithm>
#include <span>
#include <tuple>

namespace ph::overview {

namespace {

constexpr Milliseconds s_areaSilence {15'000};
constexpr size_t s_mostWatched = 4;

QString sentenceOf(const std::vector<VerdictLine> &lines, size_t count)
{
    QStringList findings;
    for (size_t i = 0; i < count; ++i)
        findings << lines[i].sentence;
    return wording::verdictSentence(findings);
}

/// What will break stands beside what is broken, each by its name: a trouble that somebody knows already must not hide
/// another one.
QString watchOf(std::span<const VerdictLine> warnings)
{
    QStringList findings;
    for (const VerdictLine &line : warnings.first(std::min(warnings.size(), s_mostWatched)))
        findings << line.sentence;
    return wording::watchText(findings, int(warnings.size() - size_t(findings.size())));
}

/// A finding with what decides its place.
struct Ranked {
    VerdictLine line;
    WallTime since; ///< of an effect: not before its cause
    size_t place; ///< as they came

    [[nodiscard]] auto key() const { return std::tuple(-int(line.severity), since, line.isEffect, place); }
};

/// When the last of the area's findings that may have caused this one began.
WallTime causedAt(const VerdictLine &effect, const std::vector<VerdictLine> &lines)
{
    WallTime last {};
    for (const VerdictLine &line : lines)
        if (!line.isEffect && line.severity >= effect.severity)
            last = std::max(last, line.since == WallTime {} ? WallTime::max() : line.since);
    return last;
}

void rank(const std::vector<VerdictLine> &lines, std::vector<Ranked> &all)
{
    for (const VerdictLine &line : lines) {
        const WallTime since = line.since == WallTime {} ? WallTime::max() : line.since;
        all.push_back({line, line.isEffect ? std::max(since, causedAt(line, lines)) : since, all.size()});
    }
}

/// Worst first, then longest standing, causes before what follows from them, then as they came.
std::vector<VerdictLine> sorted(std::vector<Ranked> all)
{
    std::ranges::sort(all, {}, &Ranked::key);
    std::vector<VerdictLine> lines;
    lines.reserve(all.size());
    for (Ranked &each : all)
        lines.push_back(std::move(each.line));
    return lines;
}

void compose(Verdict &verdict)
{
    const size_t broken = size_t(std::ranges::count(verdict.lines, Severity::Broken, &VerdictLine::severity));
    const size_t warnings = size_t(std::ranges::count(verdict.lines, Severity::Warning, &VerdictLine::severity));
    verdict.needsYou = int(broken);
    verdict.lead = wording::verdictLead(int(broken), int(warnings), verdict.notSeen.isEmpty());
    verdict.sentence = sentenceOf(verdict.lines, broken > 0 ? broken : warnings);
    if (broken > 0 && warnings > 0)
        verdict.watch = watchOf(std::span(verdict.lines).subspan(broken, warnings));
    if (verdict.lines.empty() || verdict.severity < Severity::Warning)
        return;
    verdict.detail = verdict.lines.front().detail;
    verdict.lookFirst
        = verdict.lines.front().object.isEmpty() ? verdict.lines.front().sentence : verdict.lines.front().object;
}

} // namespace

QString Verdict::headline() const { return sentence.isEmpty() ? lead : lead + QLatin1Char(' ') + sentence; }

Verdict judge(
    const std::vector<platform::LinkInfo> &links, const std::vector<AreaVerdict> &areas, MonoTime now, WallTime wallNow)
{
    Verdict verdict;
    verdict.judgedAt = now;
    QStringList fine;
    QStringList unseen;
    std::vector<Ranked> ranked;
    std::vector<AreaVerdict> all {judgeLinks(links, now, wallNow)};
    all.insert(all.end(), areas.begin(), areas.end());
    for (AreaVerdict &area : all) {
        verdict.judgedAt = std::min(verdict.judgedAt, area.judgedAt);
        const bool isSilent = now - area.judgedAt > s_areaSilence;
        if (isSilent)
            unseen << area.title;
        else if (!area.notSeen.isEmpty())
            unseen << area.notSeen;
        const bool isFine = area.notSeen.isEmpty() && std::ranges::none_of(area.lines, [](const VerdictLine &line) {
            return line.severity >= Severity::Warning;
        });
        if (isFine && !isSilent)
            fine << wording::areaWithSummary(area.title, area.summary);
        rank(area.lines, ranked);
    }
    verdict.lines = sorted(std::move(ranked));
    verdict.severity = verdict.lines.empty() ? Severity::Fine : verdict.lines.front().severity;
    if (!unseen.isEmpty())
        verdict.notSeen = wording::notSeenText(unseen);
    if (!fine.isEmpty())
        verdict.rest = wording::fineText(fine, verdict.severity >= Severity::Warning);
    compose(verdict);
    return verdict;
}

QString severityName(Severity severity)
{
    switch (severity) {
    case Severity::Fine: return QStringLiteral("fine");
    case Severity::Notice: return QStringLiteral("notice");
    case Severity::Warning: return QStringLiteral("warning");
    case Severity::Broken: return QStringLiteral("broken");
    }
    return {};
}

} // namespace ph::overview
