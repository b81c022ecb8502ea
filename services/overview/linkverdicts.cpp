// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/overview/linkverdicts.h"

#include "services/wording/errors.h"
#include "services/wording/times.h"

#include <QCoreApplication>

namespace ph::overview {

using platform::AreaVerdict;
using platform::LinkInfo;
using platform::LinkKind;
using platform::Severity;
using platform::VerdictLine;
using transport::LinkPhase;

namespace {

QString linkText(const char *source) { return QCoreApplication::translate("overview", source); }

/// What its silence hides.
QString consequence(const LinkInfo &link)
{
    switch (link.kind) {
    case LinkKind::Redis: return linkText("Tasks and queues that live there are not seen.");
    case LinkKind::Prometheus: return linkText("Without it no metric alert can fire: quiet is not proof.");
    case LinkKind::Alertmanager: return linkText("Alerts that fire are not heard of: quiet is not proof.");
    case LinkKind::Auth: return linkText("Nobody can sign in; reading goes on, acting ends with the present session.");
    case LinkKind::Postgres: return linkText("The health of the database is not seen.");
    default: return linkText("What it serves is not seen.");
    }
}

QString sinceWhen(MonoTime since, MonoTime now, WallTime wallNow)
{
    return wording::clockTime(wallNow - (now - since));
}

VerdictLine aboutLink(const LinkInfo &link, Severity severity, const char *code, const QString &sentence)
{
    //: %1 is the name of a link
    return {severity, QLatin1String(code), sentence, consequence(link), link.label,
        linkText("Look at the link %1").arg(link.label), QStringLiteral("links/") + link.id, {}};
}

VerdictLine downLine(const LinkInfo &link, MonoTime now, WallTime wallNow)
{
    const wording::Sentence why = wording::errorSentence(link.state.reason, link.label);
    //: %1 is the name of a link, %2 a time of day
    auto line = aboutLink(link, Severity::Broken, "link-down",
        linkText("%1 is down since %2").arg(link.label, sinceWhen(link.state.since, now, wallNow)));
    line.detail = why.reason + QLatin1Char(' ') + line.detail;
    line.since = wallNow - (now - link.state.since);
    return line;
}

void judgeClock(const LinkInfo &link, std::vector<VerdictLine> &lines)
{
    if (!link.state.clock || !link.state.clock->isSkewed())
        return;
    const Milliseconds offset = link.state.clock->offset;
    const QString amount = wording::duration(
        std::chrono::duration_cast<std::chrono::seconds>(offset < Milliseconds {0} ? -offset : offset));
    auto line = aboutLink(link, Severity::Warning, "clock-skew",
        //: %1 is the name of a link, %2 a duration
        (offset.count() > 0 ? linkText("the clock of %1 is %2 ahead of this computer's")
                            : linkText("the clock of %1 is %2 behind this computer's"))
            .arg(link.label, amount));
    line.detail = linkText("Ages and the life of sign-ins depend on clocks that agree.");
    lines.push_back(std::move(line));
}

} // namespace

QString phaseName(LinkPhase phase)
{
    switch (phase) {
    case LinkPhase::Idle: return QStringLiteral("idle");
    case LinkPhase::Connecting: return QStringLiteral("connecting");
    case LinkPhase::Live: return QStringLiteral("live");
    case LinkPhase::Degraded: return QStringLiteral("degraded");
    case LinkPhase::Down: return QStringLiteral("down");
    }
    return {};
}

AreaVerdict judgeLinks(const std::vector<LinkInfo> &links, MonoTime now, WallTime wallNow)
{
    AreaVerdict verdict;
    verdict.area = QStringLiteral("links");
    verdict.title = linkText("Links");
    verdict.judgedAt = now;
    int live = 0;
    QStringList unseen;
    for (const LinkInfo &link : links) {
        const bool isSilent = link.state.phase == LinkPhase::Live && now - link.state.lastHeard > silentAfter;
        if (link.state.phase == LinkPhase::Down
            || (link.state.phase == LinkPhase::Connecting && link.state.reason.code.size() > 0)) {
            verdict.lines.push_back(downLine(link, now, wallNow));
            unseen << link.label;
        } else if (link.state.phase == LinkPhase::Degraded) {
            const wording::Sentence why = wording::errorSentence(link.state.reason, link.label);
            //: %1 is the name of a link
            auto line
                = aboutLink(link, Severity::Warning, "link-degraded", linkText("%1 answers badly").arg(link.label));
            line.detail = why.reason;
            verdict.lines.push_back(std::move(line));
        } else if (isSilent) {
            //: %1 is the name of a link, %2 a time of day
            verdict.lines.push_back(aboutLink(link, Severity::Warning, "link-silent",
                linkText("%1 is silent since %2").arg(link.label, sinceWhen(link.state.lastHeard, now, wallNow))));
            unseen << link.label;
        } else if (link.state.phase == LinkPhase::Live) {
            ++live;
        } else {
            unseen << link.label; // it did not answer yet: nobody knows
        }
        judgeClock(link, verdict.lines);
    }
    verdict.notSeen = unseen.join(QStringLiteral(", "));
    //: how many of the links are live
    verdict.summary = linkText("%1 of %2 live").arg(live).arg(links.size());
    return verdict;
}

} // namespace ph::overview
