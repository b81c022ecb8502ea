// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/queues/taskcolumns.h"

#include "app/pilothousectl/queues/formats.h"
#include "services/base/redact.h"

namespace ph::ctl::queues {

using ph::queues::TaskRecord;
using Access = ph::queues::TaskStore::Access;

namespace {

QJsonValue held(const Access &access, ph::queues::TextRef ref)
{
    const auto found = access.held(ref);
    return found.text ? QJsonValue(redact(text(*found.text))) : QJsonValue(QJsonValue::Null);
}

constexpr TaskColumn kColumns[] = {
    {"id", false, [](const TaskRecord &r, const Access &a) -> QJsonValue { return text(a.id(r.id)); }},
    {"state", false, [](const TaskRecord &r, const Access &a) -> QJsonValue { return text(a.stateName(r.state)); }},
    {"name", false, [](const TaskRecord &r, const Access &a) { return textOrNull(a.text(r.name)); }},
    {"queue", false, [](const TaskRecord &r, const Access &a) { return textOrNull(a.text(r.queue)); }},
    {"tenant", false, [](const TaskRecord &r, const Access &a) { return textOrNull(a.tenant(r)); }},
    {"worker", false, [](const TaskRecord &r, const Access &a) { return textOrNull(a.text(r.worker)); }},
    {"client", false, [](const TaskRecord &r, const Access &a) { return textOrNull(a.text(r.client)); }},
    {"runtime", false, [](const TaskRecord &r, const Access &) { return known(r.runtime); }},
    {"retries", false, [](const TaskRecord &r, const Access &) -> QJsonValue { return int(r.retries); }},
    {"sent", false, [](const TaskRecord &r, const Access &) { return isoTime(r.sent); }},
    {"received", false, [](const TaskRecord &r, const Access &) { return isoTime(r.received); }},
    {"started", false, [](const TaskRecord &r, const Access &) { return isoTime(r.started); }},
    {"ended", false, [](const TaskRecord &r, const Access &) { return isoTime(r.ended); }},
    {"retried", false, [](const TaskRecord &r, const Access &) { return isoTime(r.retried); }},
    {"changed", false, [](const TaskRecord &r, const Access &) { return isoTime(r.changed); }},
    {"eta", false, [](const TaskRecord &r, const Access &) { return isoTime(r.eta); }},
    {"expires", false, [](const TaskRecord &r, const Access &) { return isoTime(r.expires); }},
    {"root_id", false, [](const TaskRecord &r, const Access &a) { return textOrNull(a.id(r.rootId)); }},
    {"parent_id", false, [](const TaskRecord &r, const Access &a) { return textOrNull(a.id(r.parentId)); }},
    {"terminated", false, [](const TaskRecord &r, const Access &) -> QJsonValue { return bool(r.terminated); }},
    {"revoke_noted", false, [](const TaskRecord &r, const Access &) -> QJsonValue { return bool(r.revokeNoted); }},
    {"args", true, [](const TaskRecord &r, const Access &a) { return held(a, r.args); }},
    {"kwargs", true, [](const TaskRecord &r, const Access &a) { return held(a, r.kwargs); }},
    {"result", true, [](const TaskRecord &r, const Access &a) { return held(a, r.outcome); }},
    {"traceback", true, [](const TaskRecord &r, const Access &a) { return held(a, r.traceback); }},
};

} // namespace

QStringList taskColumnNames()
{
    QStringList names;
    for (const TaskColumn &column : kColumns)
        names << QLatin1String(column.name);
    return names;
}

Result<std::vector<const TaskColumn *>> taskColumns(const QString &names)
{
    std::vector<const TaskColumn *> columns;
    for (const QString &name : names.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const TaskColumn *found = nullptr;
        for (const TaskColumn &column : kColumns)
            if (name.trimmed() == QLatin1String(column.name))
                found = &column;
        if (found == nullptr)
            return fail(ErrorKind::Invalid, QStringLiteral("there is no column “%1”").arg(name),
                QStringLiteral("--columns"),
                QStringLiteral("columns are ") + taskColumnNames().join(QStringLiteral(", ")));
        columns.push_back(found);
    }
    if (columns.empty())
        return fail(ErrorKind::Invalid, QStringLiteral("no column was named"), QStringLiteral("--columns"));
    return columns;
}

} // namespace ph::ctl::queues
