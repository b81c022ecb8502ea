// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/overview/linkverdicts.h"

#include "services/overview/linkstanding.h"
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

/// Links to one server, in one state: one finding.
struct Party {
    std::vector<const LinkInfo *> links;
    LinkStanding standing; ///< the worst of them
};

QString hostAndPort(const LinkInfo &link) { return link.address.section(QLatin1Char('/'), 0, 0); }

/// Who does not answer dies alone with its server; what answers badly may do so for each link's own reason.
bool isSameTrouble(const Party &party, const LinkInfo &link, const LinkStanding &standing)
{
    const LinkInfo &first = *party.links.front();
    if (first.kind != link.kind || hostAndPort(first).isEmpty() || hostAndPort(first) != hostAndPort(link)
        || party.standing.answers != standing.answers)
        return false;
    return !standing.answers
        || (party.standing.kind == standing.kind && first.state.reason.code == link.state.reason.code
            && first.state.reason.what == link.state.reason.what);
}

void join(std::vector<Party> &parties, const LinkInfo &link, const LinkStanding &standing)
{
    for (Party &party : parties) {
        if (!isSameTrouble(party, link, standing))
            continue;
        party.links.push_back(&link);
        party.standing.kind = std::max(party.standing.kind, standing.kind);
        if (standing.since) // the server spoke when any of them last heard it
            party.standing.since = std::max(party.standing.since.value_or(*standing.since), *standing.since);
        return;
    }
    parties.push_back({{&link}, standing});
}

QString serverWord(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Redis: return QStringLiteral("Redis");
    case LinkKind::Postgres: return QStringLiteral("PostgreSQL");
    case LinkKind::Prometheus: return QStringLiteral("Prometheus");
    case LinkKind::Alertmanager: return QStringLiteral("Alertmanager");
    default: return {};
    }
}

/// "Redis broker"; of several links to one server "Redis 127.0.0.1:6380".
QString objectOf(const Party &party)
{
    const LinkInfo &first = *party.links.front();
    if (party.links.size() == 1)
        return first.label;
    const QString word = serverWord(first.kind);
    return word.isEmpty() ? hostAndPort(first) : word + QLatin1Char(' ') + hostAndPort(first);
}

/// With what is lost with it: "Redis 127.0.0.1:6380 (broker, results, Celery events)".
QString subjectOf(const Party &party)
{
    if (party.links.size() == 1)
        return objectOf(party);
    const QString word = serverWord(party.links.front()->kind) + QLatin1Char(' ');
    QStringList names;
    for (const LinkInfo *link : party.links)
        names << (link->label.startsWith(word) ? link->label.mid(word.size()) : link->label);
    return QStringLiteral("%1 (%2)").arg(objectOf(party), names.join(QStringLiteral(", ")));
}

QString predicateOf(const LinkStanding &standing, MonoTime now, WallTime wallNow)
{
    const QString since = standing.since ? wording::clockTime(wallNow - (now - *standing.since)) : QString();
    if (standing.kind == LinkStanding::Kind::Impaired)
        //: %1 is the name of a link, followed by a time of day
        return linkText("%1 answers badly since %2").arg(QStringLiteral("%1"), since);
    if (standing.answers)
        //: %1 is the name of a link
        return since.isEmpty() ? linkText("%1 cannot be used")
                               //: %1 is the name of a link, %2 a time of day
                               : linkText("%1 cannot be used since %2").arg(QStringLiteral("%1"), since);
    //: %1 is the name of a link
    return since.isEmpty() ? linkText("%1 does not answer")
                           //: %1 is the name of a link, %2 a time of day
                           : linkText("%1 has not answered since %2").arg(QStringLiteral("%1"), since);
}

const char *codeOf(LinkStanding::Kind kind)
{
    switch (kind) {
    case LinkStanding::Kind::Down: return "link-down";
    case LinkStanding::Kind::Impaired: return "link-degraded";
    default: return "link-silent";
    }
}

VerdictLine lineOf(const Party &party, MonoTime now, WallTime wallNow)
{
    const LinkInfo &first = *party.links.front();
    const bool isDown = party.standing.kind == LinkStanding::Kind::Down;
    VerdictLine line;
    line.severity = isDown ? Severity::Broken : Severity::Warning;
    line.code = QLatin1String(codeOf(party.standing.kind));
    line.sentence = predicateOf(party.standing, now, wallNow).arg(subjectOf(party));
    line.detail = consequence(first);
    if (!first.state.reason.what.isEmpty())
        line.detail.prepend(wording::errorSentence(first.state.reason, first.label).reason + QLatin1Char(' '));
    line.object = objectOf(party);
    //: button; %1 is the name of a link
    line.next = linkText("Look at %1").arg(first.label);
    line.address = QStringLiteral("links/") + first.id;
    if (party.standing.since)
        line.since = wallNow - (now - *party.standing.since);
    return line;
}

void judgeClock(const LinkInfo &link, std::vector<VerdictLine> &lines)
{
    if (!link.state.clock || !link.state.clock->isSkewed())
        return;
    const Milliseconds offset = link.state.clock->offset;
    const QString amount = wording::duration(
        std::chrono::duration_cast<std::chrono::seconds>(offset < Milliseconds {0} ? -offset : offset));
    VerdictLine line;
    line.severity = Severity::Warning;
    line.code = QStringLiteral("clock-skew");
    //: %1 is the name of a link, %2 a duration
    line.sentence = (offset.count() > 0 ? linkText("the clock of %1 is %2 ahead of this computer's")
                                        : linkText("the clock of %1 is %2 behind this computer's"))
                        .arg(link.label, amount);
    line.object = link.label;
    line.next = linkText("Look at %1").arg(link.label);
    line.address = QStringLiteral("links/") + link.id;
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
    std::vector<Party> troubles;
    QStringList unheard;
    for (const LinkInfo &link : links) {
        const LinkStanding standing = standingOf(link, now);
        live += standing.kind == LinkStanding::Kind::Live;
        if (standing.isTrouble())
            join(troubles, link, standing);
        else if (standing.kind != LinkStanding::Kind::Live)
            unheard << link.label; // it did not answer yet: nobody knows
    }
    QStringList unseen;
    for (const Party &party : troubles) {
        verdict.lines.push_back(lineOf(party, now, wallNow));
        if (party.standing.kind != LinkStanding::Kind::Impaired)
            unseen << objectOf(party);
    }
    for (const LinkInfo &link : links)
        judgeClock(link, verdict.lines);
    unseen += unheard;
    verdict.notSeen = unseen.join(QStringLiteral(", "));
    //: how many of the links are live
    verdict.summary = linkText("%1 of %2 live").arg(live).arg(links.size());
    return verdict;
}

} // namespace ph::overview
