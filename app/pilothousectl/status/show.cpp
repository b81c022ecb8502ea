// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/status/show.h"

#include "services/overview/linkstanding.h"
#include "services/wording/clocks.h"
#include "services/wording/errors.h"
#include "services/wording/times.h"

#include <QDateTime>
#include <QJsonArray>

namespace ph::ctl::status {

using platform::AreaVerdict;
using platform::LinkInfo;
using platform::VerdictLine;
using transport::LinkPhase;

namespace {

QString stamp(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODateWithMs);
}

QString reasonOf(const LinkInfo &link)
{
    if (link.state.phase == LinkPhase::Live)
        return {};
    if (link.state.reason.what.isEmpty())
        return QStringLiteral("no answer yet");
    return wording::errorSentence(link.state.reason, link.label).reason;
}

std::optional<Milliseconds> ageOf(const LinkInfo &link, MonoTime now)
{
    return link.state.lastHeard == MonoTime {} ? std::nullopt : std::optional<Milliseconds>(now - link.state.lastHeard);
}

QString latencyText(const LinkInfo &link)
{
    return link.state.latency ? wording::latency(*link.state.latency) : QStringLiteral("–");
}

QString clockText(const LinkInfo &link)
{
    if (!link.state.clock)
        return {};
    return wording::clockOffset(*link.state.clock);
}

QJsonObject linkJson(const LinkInfo &link, MonoTime now)
{
    const auto age = ageOf(link, now);
    QJsonObject json {{QStringLiteral("id"), link.id}, {QStringLiteral("kind"), platform::linkKindName(link.kind)},
        {QStringLiteral("label"), link.label}, {QStringLiteral("address"), link.address},
        {QStringLiteral("phase"), overview::standingName(overview::standingOf(link, now).kind)},
        {QStringLiteral("latency_ms"),
            link.state.latency ? QJsonValue(qint64(link.state.latency->count())) : QJsonValue()},
        {QStringLiteral("age_ms"), age ? QJsonValue(qint64(age->count())) : QJsonValue()},
        {QStringLiteral("clock_offset_ms"),
            link.state.clock ? QJsonValue(qint64(wording::certainOffset(*link.state.clock).count())) : QJsonValue()},
        {QStringLiteral("clock_doubt_ms"),
            link.state.clock ? QJsonValue(qint64(link.state.clock->uncertainty.count())) : QJsonValue()}};
    if (link.state.phase == LinkPhase::Down || link.state.phase == LinkPhase::Degraded
        || !link.state.reason.code.isEmpty())
        json.insert(QStringLiteral("reason"),
            QJsonObject {{QStringLiteral("kind"), kindName(link.state.reason.kind)},
                {QStringLiteral("code"), link.state.reason.code}, {QStringLiteral("what"), link.state.reason.what},
                {QStringLiteral("hint"), link.state.reason.hint}});
    return json;
}

QJsonArray linesJson(const std::vector<VerdictLine> &lines)
{
    QJsonArray all;
    for (const VerdictLine &line : lines)
        all.append(QJsonObject {{QStringLiteral("severity"), overview::severityName(line.severity)},
            {QStringLiteral("code"), line.code}, {QStringLiteral("sentence"), line.sentence},
            {QStringLiteral("detail"), line.detail}, {QStringLiteral("object"), line.object},
            {QStringLiteral("next"), line.next},
            {QStringLiteral("since"), line.since == WallTime {} ? QJsonValue() : QJsonValue(stamp(line.since))}});
    return all;
}

void showVerdict(Output &out, const Snapshot &snapshot)
{
    const overview::Verdict &verdict = snapshot.verdict;
    out.line(QStringLiteral("%1 (%2): %3")
            .arg(snapshot.environment, platform::environmentKindName(snapshot.kind), verdict.headline()));
    for (const QString &each : {verdict.detail, verdict.watch,
             verdict.lookFirst.isEmpty() ? QString() : QStringLiteral("Look first at: %1.").arg(verdict.lookFirst),
             verdict.notSeen, verdict.rest})
        if (!each.isEmpty())
            out.line(QStringLiteral("  ") + each);
    out.line(QStringLiteral("  Judged at %1.").arg(wording::clockTime(snapshot.wallNow)));
}

QString notSeen(const AreaVerdict &area)
{
    return area.notSeen.isEmpty() ? QStringLiteral("not known yet") : QStringLiteral("not seen: ") + area.notSeen;
}

/// What helps, where there is no window.
QString nextOf(const VerdictLine &line)
{
    return line.address == QLatin1String("activity") ? QStringLiteral("`pilothousectl operations`") : line.next;
}

} // namespace

void showHuman(Output &out, const Snapshot &snapshot)
{
    showVerdict(out, snapshot);
    out.line({});
    std::vector<std::vector<Cell>> rows;
    for (const LinkInfo &link : snapshot.links) {
        const auto age = ageOf(link, snapshot.now);
        rows.push_back({link.label, overview::standingName(overview::standingOf(link, snapshot.now).kind),
            latencyText(link), age ? wording::age(*age) : QStringLiteral("never"), clockText(link), reasonOf(link)});
    }
    out.table({{QStringLiteral("Link"), {}}, {QStringLiteral("State"), {}},
                  {QStringLiteral("Answer"), {}, Align::Right}, {QStringLiteral("Heard"), {}, Align::Right},
                  {QStringLiteral("Clock"), {}}, {QStringLiteral("Because"), {}}},
        rows);
    if (!snapshot.areas.empty())
        out.line({});
    for (const AreaVerdict &area : snapshot.areas) {
        out.line(area.title + QStringLiteral(": ")
            + (!area.summary.isEmpty()      ? area.summary
                    : area.lines.empty()    ? notSeen(area)
                    : area.lines.size() > 1 ? QStringLiteral("%1 findings").arg(area.lines.size())
                                            : QStringLiteral("1 finding")));
        for (const VerdictLine &line : area.lines)
            out.line(QStringLiteral("  %1: %2%3")
                    .arg(overview::severityName(line.severity), line.sentence,
                        line.next.isEmpty() ? QString() : QStringLiteral(" → ") + nextOf(line)));
    }
}

QJsonObject toJson(const Snapshot &snapshot)
{
    QJsonArray links;
    for (const LinkInfo &link : snapshot.links)
        links.append(linkJson(link, snapshot.now));
    QJsonArray areas;
    for (const AreaVerdict &area : snapshot.areas)
        areas.append(QJsonObject {{QStringLiteral("area"), area.area}, {QStringLiteral("summary"), area.summary},
            {QStringLiteral("not_seen"), area.notSeen}, {QStringLiteral("lines"), linesJson(area.lines)}});
    const overview::Verdict &verdict = snapshot.verdict;
    return {{QStringLiteral("environment"), snapshot.environment},
        {QStringLiteral("kind"), platform::environmentKindName(snapshot.kind)},
        {QStringLiteral("judged_at"), stamp(snapshot.wallNow)},
        {QStringLiteral("verdict"),
            QJsonObject {{QStringLiteral("severity"), overview::severityName(verdict.severity)},
                {QStringLiteral("headline"), verdict.headline()}, {QStringLiteral("needs_you"), verdict.needsYou},
                {QStringLiteral("not_seen"), verdict.notSeen}, {QStringLiteral("lines"), linesJson(verdict.lines)}}},
        {QStringLiteral("links"), links}, {QStringLiteral("areas"), areas}};
}

} // namespace ph::ctl::status
