// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/queues/formats.h"
#include "app/pilothousectl/queues/statewords.h"
#include "app/pilothousectl/queues/verbs.h"
#include "app/pilothousectl/queues/watch.h"
#include "services/queues/goneworkers.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <algorithm>

namespace ph::ctl::queues {

using ph::queues::GoneWorkers;
using ph::queues::TaskRecord;
using ph::queues::TaskRow;
using ph::queues::TaskStore;

namespace {

struct TaskFilter {
    StateFilter states;
    QRegularExpression name; ///< of a glob; empty: all
    QString tenant; ///< empty: all
    std::size_t most = 100;
};

Result<TaskFilter> filterOf(const Context &ctx)
{
    TaskFilter filter;
    auto states = StateFilter::of(ctx.value("state"));
    if (!states)
        return fail(states.error());
    filter.states = std::move(*states);
    if (ctx.isSet("name"))
        filter.name = QRegularExpression(QRegularExpression::wildcardToRegularExpression(ctx.value("name")));
    filter.tenant = ctx.value("tenant");
    bool isNumber = false;
    filter.most = ctx.value("most").toUInt(&isNumber);
    if (!isNumber || filter.most == 0)
        return fail(ErrorKind::Invalid, QStringLiteral("“%1” is no number of tasks").arg(ctx.value("most")),
            QStringLiteral("--most"), QStringLiteral("give a whole number from 1"));
    return filter;
}

struct Matching {
    std::size_t tasks = 0;
    std::size_t tenantless = 0; ///< would pass, but name no tenant, where one is asked for
    std::size_t interrupted = 0; ///< ran in a process that is gone: not counted as running
};

/// The newest tasks that pass, newest first; those without any time last.
std::vector<TaskRow> newest(const TaskStore &store, const TaskFilter &filter, const GoneWorkers &gone,
    ph::queues::Micros now, Matching &matching)
{
    struct Found {
        ph::queues::Micros seen = 0;
        std::uint64_t serial = 0;
        std::uint32_t slot = 0;
        auto operator<=>(const Found &) const = default;
    };
    std::vector<Found> found;
    for (std::uint32_t slot = 0; slot != ph::queues::kNoSlot;) {
        slot = store.scan(slot, [&](std::uint32_t at, const TaskRecord &record, const TaskStore::Access &access) {
            const bool isCut = gone.interrupted(access.text(record.worker), record.state, record.changed) != nullptr;
            const bool isAskedFor = isCut && filter.states.wantsInterrupted();
            const bool isHeld = filter.states.wantsScheduled() && !isCut && isScheduled(record.state, record.eta, now);
            if (!isAskedFor && !isHeld && !filter.states.passes(record.state, access.stateName(record.state)))
                return;
            if (!filter.name.pattern().isEmpty() && !filter.name.match(text(access.text(record.name))).hasMatch())
                return;
            if (!filter.tenant.isEmpty() && text(access.tenant(record)) != filter.tenant) {
                matching.tenantless += access.tenant(record).empty() ? 1 : 0;
                return;
            }
            if (!filter.states.isAll() && isCut && !isAskedFor) {
                ++matching.interrupted;
                return;
            }
            found.push_back({record.firstSeen(), record.serial, at});
        });
    }
    matching.tasks = found.size();
    const std::size_t most = std::min(filter.most, found.size());
    std::partial_sort(found.begin(), found.begin() + std::ptrdiff_t(most), found.end(), std::greater<>());
    std::vector<std::uint32_t> slots;
    for (std::size_t i = 0; i < most; ++i)
        slots.push_back(found[i].slot);
    return store.rows(slots);
}

/// What is known of tasks beyond their own events.
struct Marks {
    GoneWorkers gone;
    std::map<std::string, ph::queues::Micros> missing; ///< in no queue any more, and since when

    explicit Marks(const Seen &seen)
        : gone(seen.workers.value)
    {
        if (seen.queues)
            missing = seen.queues->value.missing;
    }
    [[nodiscard]] bool isInterrupted(const TaskRow &row) const
    {
        return gone.interrupted(row.worker, row.stateCode, row.changed) != nullptr;
    }
    [[nodiscard]] ph::queues::Micros missingSince(const TaskRow &row) const
    {
        const auto found = row.stateCode == ph::queues::TaskState::Pending ? missing.find(row.id) : missing.end();
        return found == missing.end() ? 0 : found->second;
    }
    [[nodiscard]] QString stateText(const TaskRow &row, ph::queues::Micros now) const
    {
        return shown(row.state)
            + (isInterrupted(row)                              ? QStringLiteral(" (interrupted)")
                    : isScheduled(row.stateCode, row.eta, now) ? QStringLiteral(" (scheduled)")
                    : missingSince(row) != 0                   ? QStringLiteral(" (missing)")
                    : row.revokeNoted                          ? QStringLiteral(" (revoke noted)")
                                                               : QString());
    }
};

QJsonObject toJson(const TaskRow &row, const Marks &marks)
{
    return {{QStringLiteral("id"), text(row.id)}, {QStringLiteral("state"), text(row.state)},
        {QStringLiteral("name"), textOrNull(row.name)}, {QStringLiteral("queue"), textOrNull(row.queue)},
        {QStringLiteral("tenant"), textOrNull(row.tenant)}, {QStringLiteral("worker"), textOrNull(row.worker)},
        {QStringLiteral("retries"), row.retries}, {QStringLiteral("runtime"), known(row.runtime)},
        {QStringLiteral("sent"), isoTime(row.sent)}, {QStringLiteral("received"), isoTime(row.received)},
        {QStringLiteral("started"), isoTime(row.started)}, {QStringLiteral("ended"), isoTime(row.ended)},
        {QStringLiteral("eta"), isoTime(row.eta)}, {QStringLiteral("interrupted"), marks.isInterrupted(row)},
        {QStringLiteral("revoke_noted"), row.revokeNoted},
        {QStringLiteral("missing_since"), isoTime(marks.missingSince(row))}};
}

/// What is missing, so that nobody takes a part for the whole.
QStringList missing(const Seen &seen, const ph::queues::StoreCounts &counts)
{
    QStringList parts;
    const ph::queues::QueueServiceState &state = seen.state;
    if (state.inspectError)
        parts << QStringLiteral("workers were not asked: ") + brief(*state.inspectError);
    if (state.resultsError)
        parts << QStringLiteral("stored results were not read: ") + brief(*state.resultsError);
    if (state.resultsPart)
        parts << QStringLiteral("%1 stored results were read and more lie in Redis: tasks that ended before may be "
                                "missing; `tasks show ID` "
                                "finds each")
                     .arg(*state.resultsPart);
    const auto waiting = seen.queues ? waitingKnown(seen.queues->value, counts) : ph::queues::WaitingKnown {};
    if (waiting.isPart())
        parts << QStringLiteral("of %1 waiting tasks %2 are known: those of each queue that run next")
                     .arg(waiting.ready)
                     .arg(waiting.known);
    if (state.waitingError)
        parts << QStringLiteral("waiting messages were not read: ") + brief(*state.waitingError);
    if (seen.queues)
        parts << unreadableTexts(seen.queues->value);
    if (seen.queues && !seen.queues->value.missing.empty())
        parts << missingText(seen.queues->value.missing.size());
    return parts;
}

void print(Output &out, const TaskStore &store, const Clock &clock, const TaskFilter &filter, const Seen &seen)
{
    Matching matching;
    const Marks marks(seen);
    const ph::queues::Micros now = ph::queues::Micros(clock.wall().time_since_epoch().count()) * 1000;
    const auto rows = newest(store, filter, marks.gone, now, matching);
    const ph::queues::StoreCounts counts = store.counts();
    QStringList parts = missing(seen, counts);
    if (matching.tenantless > 0)
        parts << (matching.tenantless == 1
                ? QStringLiteral("1 task names no tenant and is not listed")
                : QStringLiteral("%1 tasks name no tenant and are not listed").arg(matching.tenantless));
    if (matching.interrupted > 0)
        parts << QStringLiteral(
            "not counted as running: %1, whose worker was started again since: the process that had "
            "them is gone")
                     .arg(matching.interrupted);
    if (out.format() == Output::Format::Json) {
        QJsonArray tasks;
        for (const TaskRow &row : rows)
            tasks << toJson(row, marks);
        QJsonObject byState;
        for (const auto &[state, count] : counts.byState)
            byState.insert(text(state), qint64(count));
        return out.json(QJsonObject {{QStringLiteral("as_of"), isoText(clock.wall())}, {QStringLiteral("tasks"), tasks},
            {QStringLiteral("matching"), qint64(matching.tasks)}, {QStringLiteral("known"), qint64(counts.tasks)},
            {QStringLiteral("by_state"), byState}, {QStringLiteral("gaps"), qint64(store.gaps().size())},
            {QStringLiteral("warnings"), QJsonArray::fromStringList(parts)}});
    }
    std::vector<std::vector<Cell>> cells;
    for (const TaskRow &row : rows) {
        // Of what was found lying there the end alone says nothing of its age.
        const bool isSeen = row.sent != 0 || row.received != 0 || row.started != 0 || row.retried != 0;
        const double age = isSeen ? double(std::max<qint64>(0, now - row.firstSeen())) / 1e6 : -1;
        const QString atLeast = isSeen && row.sent == 0 ? QStringLiteral("≥ ") : QString();
        cells.push_back({Cell(marks.stateText(row, now), text(row.state)),
            Cell(shown(row.name, 40), textOrNull(row.name)), Cell(shown(row.id, 36), text(row.id)),
            Cell(shown(row.queue, 20), textOrNull(row.queue)), Cell(shown(row.tenant, 20), textOrNull(row.tenant)),
            Cell(shown(row.worker, 30), textOrNull(row.worker)), Cell(duration(row.runtime), known(row.runtime)),
            Cell(atLeast + duration(age), known(age))});
    }
    out.table(
        {{QStringLiteral("STATE"), QStringLiteral("state")}, {QStringLiteral("TASK"), QStringLiteral("name")},
            {QStringLiteral("ID"), QStringLiteral("id"), Align::Left, true},
            {QStringLiteral("QUEUE"), QStringLiteral("queue")}, {QStringLiteral("TENANT"), QStringLiteral("tenant")},
            {QStringLiteral("WORKER"), QStringLiteral("worker")},
            {QStringLiteral("RUNTIME"), QStringLiteral("runtime_seconds"), Align::Right},
            {QStringLiteral("AGE"), QStringLiteral("age_seconds"), Align::Right}},
        cells);
    out.line(QStringLiteral("%1 of %2 matching tasks, %3 known, as of %4")
            .arg(rows.size())
            .arg(matching.tasks)
            .arg(counts.tasks)
            .arg(isoText(clock.wall())));
    for (const QString &part : parts)
        out.note(part);
}

Task<ExitCode> run(Context *ctx)
{
    auto filter = filterOf(*ctx);
    if (!filter)
        co_return fail(filter.error());
    auto opened = co_await openQueues(ctx, {});
    if (!opened)
        co_return fail(opened.error());
    const TaskStore *store = &opened->queues->store();
    if (auto whole = co_await waitForSnapshot(ctx, &*opened, std::chrono::seconds(20)); !whole)
        co_return fail(whole.error());
    const auto note = filter->states.checkOwn(store->counts());
    if (!note)
        co_return fail(note.error());
    if (!note->isEmpty())
        ctx->out().note(*note);
    co_return co_await showOrWatch(ctx, &*opened, [ctx, store, filter = *filter](const Seen &seen) {
        print(ctx->out(), *store, ctx->clock(), filter, seen);
        const bool isWhole = !seen.state.inspectError && !seen.state.resultsError && !seen.state.resultsPart
            && !seen.state.waitingError && (!seen.queues || unreadableTexts(seen.queues->value).isEmpty());
        return isWhole ? ExitCode::Done : ExitCode::Warnings;
    });
}

} // namespace

Verb tasksVerb()
{
    Verb verb;
    verb.words = QStringLiteral("tasks");
    verb.summary = QStringLiteral("Tasks that wait, run or ended lately, newest first");
    verb.failure = QStringLiteral("The tasks were not read");
    verb.options = sourceOptions();
    verb.options << QCommandLineOption(QStringLiteral("state"),
        QStringLiteral("Only these states, for example failed,retrying: ")
            + StateFilter::words().join(QStringLiteral(", "))
            + QStringLiteral(", Celery's names (FAILURE), and the platform's own (PROGRESS)."),
        QStringLiteral("STATES"))
                 << QCommandLineOption(QStringLiteral("name"),
                        QStringLiteral("Only tasks of this name; * and ? are wildcards."), QStringLiteral("GLOB"))
                 << QCommandLineOption(QStringLiteral("tenant"),
                        QStringLiteral("Only tasks of this tenant, as their arguments tell it."),
                        QStringLiteral("SLUG"))
                 << QCommandLineOption(QStringLiteral("most"), QStringLiteral("Show at most so many."),
                        QStringLiteral("NUMBER"), QStringLiteral("100"));
    verb.answers = {.hasCsv = true, .canWatch = true};
    verb.example = QStringLiteral("pilothousectl tasks --env Staging --state failed,retrying --name \"agents.*\"");
    verb.run = run;
    return verb;
}

} // namespace ph::ctl::queues
