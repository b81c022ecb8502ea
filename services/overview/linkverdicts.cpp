// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/overview/linkverdicts.h"

#include "services/overview/linkstanding.h"
#include "services/wording/errors.h"
#include "services/wording/overviewtexts.h"

namespace ph::overview {

using platform::AreaVerdict;
using platform::LinkInfo;
using platform::LinkKind;
using platform::Severity;
using platform::VerdictLine;
using transport::LinkPhase;

namespace {

wording::LinkedServer serverOf(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Redis: return wording::LinkedServer::Redis;
    case LinkKind::Prometheus: return wording::LinkedServer::Prometheus;
    case LinkKind::Alertmanager: return wording::LinkedServer::Alertmanager;
    case LinkKind::Auth: return wording::LinkedServer::Auth;
    case LinkKind::Postgres: return wording::LinkedServer::Postgres;
    default: return wording::LinkedServer::Other;
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

wording::LinkTrouble troubleOf(const LinkStanding &standing)
{
    if (standing.kind == LinkStanding::Kind::Impaired)
        return wording::LinkTrouble::AnswersBadly;
    return standing.answers ? wording::LinkTrouble::CannotBeUsed : wording::LinkTrouble::NoAnswer;
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
    std::optional<WallTime> since;
    if (party.standing.since)
        since = wallNow - (now - *party.standing.since);
    line.sentence = wording::linkTrouble(subjectOf(party), troubleOf(party.standing), since);
    line.detail = wording::hiddenWithout(serverOf(first.kind));
    if (!first.state.reason.what.isEmpty())
        line.detail.prepend(wording::errorSentence(first.state.reason, first.label).reason + QLatin1Char(' '));
    line.object = objectOf(party);
    line.next = wording::lookAtLink(first.label);
    line.address = QStringLiteral("links/") + first.id;
    line.since = since.value_or(WallTime {});
    return line;
}

void judgeClock(const LinkInfo &link, std::vector<VerdictLine> &lines)
{
    if (!link.state.clock || !link.state.clock->isSkewed())
        return;
    wording::FindingWords words = wording::clockIsOff(link.label, link.state.clock->offset);
    VerdictLine line;
    line.severity = Severity::Warning;
    line.code = QStringLiteral("clock-skew");
    line.sentence = std::move(words.sentence);
    line.detail = std::move(words.detail);
    line.next = std::move(words.next);
    line.object = link.label;
    line.address = QStringLiteral("links/") + link.id;
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
    verdict.title = wording::linksTitle();
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
    verdict.summary = wording::linksSummary(live, qint64(links.size()));
    return verdict;
}

} // namespace ph::overview
