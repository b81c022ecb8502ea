// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/types.h"

#include <QDateTime>
#include <QJsonArray>
#include <algorithm>
#include <array>

namespace ph::localplatform {

namespace {

constexpr std::array s_states {"waiting", "starting", "ready", "unready", "backoff", "held", "stopping", "stopped"};

QString isoOf(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODateWithMs);
}

WallTime timeOf(const QJsonValue &value)
{
    const auto time = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    return WallTime {Milliseconds {time.isValid() ? time.toMSecsSinceEpoch() : 0}};
}

QJsonObject partToJson(const PartStatus &part)
{
    return {{QStringLiteral("name"), part.name}, {QStringLiteral("title"), part.title},
        {QStringLiteral("endpoint"), part.endpoint}, {QStringLiteral("state"), partStateName(part.state)},
        {QStringLiteral("ready"), part.isReady()}, {QStringLiteral("pid"), part.pid},
        {QStringLiteral("since"), isoOf(part.since)}, {QStringLiteral("restarts"), part.restarts},
        {QStringLiteral("log"), part.log}, {QStringLiteral("detail"), part.detail}};
}

PartStatus partFromJson(const QJsonObject &json)
{
    PartStatus part;
    part.name = json.value(QLatin1String("name")).toString();
    part.title = json.value(QLatin1String("title")).toString();
    part.endpoint = json.value(QLatin1String("endpoint")).toString();
    part.state = partStateOf(json.value(QLatin1String("state")).toString());
    part.pid = json.value(QLatin1String("pid")).toInteger();
    part.since = timeOf(json.value(QLatin1String("since")));
    part.restarts = json.value(QLatin1String("restarts")).toInt();
    part.log = json.value(QLatin1String("log")).toString();
    part.detail = json.value(QLatin1String("detail")).toString();
    return part;
}

} // namespace

QString partStateName(PartState state) { return QString::fromLatin1(s_states[size_t(state)]); }

PartState partStateOf(const QString &name)
{
    for (size_t i = 0; i < s_states.size(); ++i)
        if (name == QLatin1String(s_states[i]))
            return PartState(i);
    return PartState::Stopped;
}

bool PlatformStatus::isReady() const
{
    return isRunning() && !parts.empty() && std::all_of(parts.begin(), parts.end(), [](const PartStatus &part) {
        return part.isReady() || part.state == PartState::Held;
    });
}

const PartStatus *PlatformStatus::find(const QString &part) const
{
    const auto found
        = std::find_if(parts.begin(), parts.end(), [&](const PartStatus &each) { return each.name == part; });
    return found == parts.end() ? nullptr : &*found;
}

QJsonObject toJson(const PlatformStatus &status)
{
    QJsonArray parts;
    for (const PartStatus &part : status.parts)
        parts.append(partToJson(part));
    return {{QStringLiteral("name"), status.name}, {QStringLiteral("folder"), status.folder},
        {QStringLiteral("running"), status.isRunning()}, {QStringLiteral("ready"), status.isReady()},
        {QStringLiteral("pid"), status.pid},
        {QStringLiteral("since"), status.isRunning() ? QJsonValue(isoOf(status.since)) : QJsonValue()},
        {QStringLiteral("quiet"), status.isQuiet}, {QStringLiteral("seed"), status.seed},
        {QStringLiteral("notices"), QJsonArray::fromStringList(status.notices)}, {QStringLiteral("parts"), parts}};
}

Result<PlatformStatus> statusFromJson(const QJsonObject &json)
{
    if (!json.contains(QLatin1String("parts")))
        return fail(ErrorKind::Protocol, QStringLiteral("the answer is no status"), QStringLiteral("local platform"));
    PlatformStatus status;
    status.name = json.value(QLatin1String("name")).toString();
    status.folder = json.value(QLatin1String("folder")).toString();
    status.pid = json.value(QLatin1String("pid")).toInteger();
    status.since = timeOf(json.value(QLatin1String("since")));
    status.isQuiet = json.value(QLatin1String("quiet")).toBool();
    status.seed = json.value(QLatin1String("seed")).toInt();
    for (const QJsonValue &notice : json.value(QLatin1String("notices")).toArray())
        status.notices << notice.toString();
    for (const QJsonValue &part : json.value(QLatin1String("parts")).toArray())
        status.parts.push_back(partFromJson(part.toObject()));
    return status;
}

} // namespace ph::localplatform
