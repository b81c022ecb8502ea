// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/queues/formats.h"
#include "app/pilothousectl/queues/queuesession.h"
#include "app/pilothousectl/queues/verbs.h"
#include "services/base/text.h"
#include "services/wording/times.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace ph::ctl::queues {

using namespace std::chrono_literals;
using ph::queues::TaskLook;

namespace {

/// Keys without a value say that nobody told it.
QJsonObject toJson(const QString &id, const TaskLook &look)
{
    QJsonObject json = ph::queues::taskJson(id, look.known);
    if (look.result) { // no event told them, but the platform stores them (JSON, not a repr)
        const auto fill = [&json](const char *key, const std::string &value) {
            if (!value.empty() && json.value(QLatin1String(key)).isNull())
                json.insert(QLatin1String(key), text(value));
        };
        fill("args", look.result->args);
        fill("kwargs", look.result->kwargs);
    }
    if (!look.worker.isEmpty()) {
        json.insert(QStringLiteral("held_by"), look.worker);
        json.insert(QStringLiteral("held_as"), look.place);
        json.insert(QStringLiteral("request"), look.request);
    }
    json.insert(QStringLiteral("held_by_nobody"), look.isHeldByNobody);
    json.insert(QStringLiteral("unacknowledged"), look.isUnacked);
    json.insert(QStringLiteral("missing_since"), isoTime(look.missingSince));
    if (look.resultError && look.resultError->kind != ErrorKind::NotFound)
        json.insert(QStringLiteral("result_error"), brief(*look.resultError));
    if (look.search) {
        json.insert(QStringLiteral("searched_waiting"), look.search->looked);
        json.insert(QStringLiteral("waiting"), look.search->waiting);
    }
    if (look.searchError)
        json.insert(QStringLiteral("search_error"), brief(*look.searchError));
    if (look.workerError)
        json.insert(QStringLiteral("worker_error"), brief(*look.workerError));
    return json;
}

QString shownValue(const QString &key, const QJsonValue &value)
{
    return key == QLatin1String("runtime")
        ? wording::duration(std::chrono::microseconds(qint64(value.toDouble() * 1e6)))
        : value.isObject() ? QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact))
                           : value.toVariant().toString();
}

/// Its stored result says REVOKED, and its message waits on.
bool isRevokeNoted(const TaskLook &look) { return look.known && look.known->row.revokeNoted; }

/// Of a task that nobody told of: how far the waiting messages were searched.
QString searchText(const TaskLook &look)
{
    if (look.searchError)
        return QStringLiteral("; waiting messages were not searched: ") + brief(*look.searchError);
    if (look.search && !look.search->isWhole())
        return QStringLiteral("; it was not found among %1 of %2 waiting messages, more were not searched")
            .arg(look.search->looked)
            .arg(look.search->waiting);
    return look.search ? QStringLiteral("; it is none of %1 waiting messages").arg(look.search->waiting) : QString();
}

/// Where its message is, beyond what its events say; the window's words. Empty: with the worker that is named, or over.
QString placeOf(const TaskLook &look)
{
    if (look.isHeldByNobody)
        return QStringLiteral(
            "taken and not acknowledged; no worker that is alive has it: it waits for its next delivery");
    if (look.missingSince != 0)
        return QStringLiteral("no longer in its queue: purged, or taken by a worker that tells no events");
    if (isRevokeNoted(look))
        return QStringLiteral(
            "revoke noted, but it still waits: a worker that knows of it skips it when its turn comes");
    return look.isUnacked && look.worker.isEmpty() ? QStringLiteral("taken by a worker, not acknowledged") : QString();
}

void print(Output &out, QJsonObject task, const TaskLook &look)
{
    static const char *const s_keys[] = {"id", "state", "name", "queue", "worker", "retries", "runtime", "sent",
        "received", "started", "ended", "eta", "root_id", "parent_id", "now", "held_by", "held_as", "args", "kwargs",
        "result", "result_error", "worker_error", "traceback"};
    if (const QString place = placeOf(look); !place.isEmpty())
        task.insert(QStringLiteral("now"), place);
    for (const char *key : s_keys) {
        const QJsonValue value = task[QLatin1String(key)];
        if (!value.isNull() && !value.isUndefined())
            out.line(
                QString::fromLatin1(key).leftJustified(12) + QLatin1Char(' ') + shownValue(QLatin1String(key), value));
    }
}

Task<ExitCode> run(Context *ctx)
{
    if (ctx->arguments().isEmpty())
        co_return fail(ErrorKind::Invalid, QStringLiteral("no task was named"), QStringLiteral("tasks show"));
    auto opened = co_await openQueues(ctx, {});
    if (!opened)
        co_return fail(opened.error());
    if (auto whole = co_await waitForSnapshot(ctx, &*opened, 20s); !whole)
        co_return fail(whole.error());
    QJsonArray all;
    bool isAllKnown = true;
    for (const QString &id : ctx->arguments()) {
        auto *service = opened->queues;
        auto look = co_await onThread<TaskLook>(
            service, [service, id](std::stop_token stop) { return service->look(id, std::move(stop), 30s); },
            ctx->stop(), 60s, id);
        if (!look)
            co_return fail(look.error());
        const QJsonObject task = toJson(id, *look);
        const bool isKnown = look->known.has_value() || !look->worker.isEmpty();
        isAllKnown &= isKnown;
        all << task;
        if (ctx->out().format() != Output::Format::Json) {
            if (isKnown)
                print(ctx->out(), task, *look);
            else
                ctx->out().note(QStringLiteral("There is no task “%1”: no event, result or worker tells of it%2.")
                        .arg(elidedMiddle(id, 40), searchText(*look)));
        }
    }
    if (ctx->out().format() == Output::Format::Json)
        ctx->out().json(QJsonObject {{QStringLiteral("tasks"), all}});
    co_return isAllKnown ? ExitCode::Done : ExitCode::Failed;
}

} // namespace

Verb tasksShowVerb()
{
    Verb verb;
    verb.words = QStringLiteral("tasks show");
    verb.arguments = QStringLiteral("ID…");
    verb.summary = QStringLiteral("Everything about tasks: state, times, arguments, result, who has it");
    verb.failure = QStringLiteral("The tasks were not looked up");
    verb.options = sourceOptions();
    verb.example = QStringLiteral("pilothousectl tasks show ID --env Staging");
    verb.run = run;
    return verb;
}

} // namespace ph::ctl::queues
