// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Rows, a filter language and a plan for the tests of components.

#include "models/base/rowtablemodel.h"
#include "ui/components/filterlanguage.h"
#include "ui/components/resourcepage.h"
#include "ui/components/reviewview.h"

#include <QCoreApplication>

namespace ph::test {

struct SampleTask {
    QString id;
    QString state;
    QString name;
    QString queue;
    QString error;
    qint64 at = 0;
    double runtime = 0;
    QString gap {};
    bool operator==(const SampleTask &) const = default;
};

inline models::Status statusOf(const QString &state)
{
    using models::Status;
    if (state == QLatin1String("failed"))
        return Status::Failed;
    if (state == QLatin1String("running"))
        return Status::Running;
    if (state == QLatin1String("succeeded"))
        return Status::Ok;
    if (state == QLatin1String("retrying"))
        return Status::Warning;
    return Status::Waiting;
}

class SampleTable final : public models::RowTableModel<SampleTask> {
public:
    /// `yielding`: key of a column that is left out where there is too little room.
    explicit SampleTable(const QString &yielding = {})
        : RowTableModel(makeColumns(yielding), [](const SampleTask &t) { return t.id; })
    {
    }
    bool isGap(int at) const override { return !row(at).gap.isEmpty(); }
    QString gapDetail(int at) const override { return row(at).gap; }
    int gapColumn() const override { return 7; }
    QString text(int at, int column) const override
    {
        return isGap(at) && column == 0 ? row(at).name : RowTableModel::text(at, column);
    }

private:
    static QList<models::Column<SampleTask>> makeColumns(const QString &yielding)
    {
        auto columns = allColumns();
        for (auto &column : columns)
            column.info.yields = column.info.key == yielding;
        return columns;
    }
    static QList<models::Column<SampleTask>> allColumns()
    {
        using namespace models;
        const auto s = [](const char *text) { return QString::fromLatin1(text); };
        return {
            {{s("state"), s("State"), ColumnKind::Pill, 116}, [](const SampleTask &t) { return t.state; }, {},
                [](const SampleTask &t) { return statusOf(t.state); }},
            {{s("name"), s("Task"), ColumnKind::Strong, 170}, [](const SampleTask &t) { return t.name; }},
            {{s("id"), s("Task ID"), ColumnKind::Id, 112}, [](const SampleTask &t) { return t.id; }},
            {{s("error"), s("Error"), ColumnKind::Muted, 200, true, true}, [](const SampleTask &t) { return t.error; }},
            {{s("queue"), s("Queue"), ColumnKind::Text, 120}, [](const SampleTask &t) { return t.queue; }},
            {{s("load"), s("Load"), ColumnKind::Meter, 110, false},
                [](const SampleTask &t) { return QString::number(int(t.runtime * 10)); }, {}, {}, {},
                [](const SampleTask &t) { return QVariant(t.runtime / 10); }},
            {{s("runtime"), s("Runtime"), ColumnKind::Number, 92, true, false, true, s("Seconds from start to end")},
                [](const SampleTask &t) {
                    return t.runtime > 0 ? QStringLiteral("%1 s").arg(t.runtime, 0, 'f', 2) : QStringLiteral("—");
                },
                [](const SampleTask &t) { return t.runtime > 0 ? SortKey(t.runtime) : SortKey(); }},
            {{s("at"), s("Failed at"), ColumnKind::Time, 96, true, false, true},
                [](const SampleTask &t) {
                    return QStringLiteral("14:%1:%2")
                        .arg(t.at / 60 % 60, 2, 10, QLatin1Char('0'))
                        .arg(t.at % 60, 2, 10, QLatin1Char('0'));
                },
                [](const SampleTask &t) { return SortKey(t.at); }},
        };
    }
};

inline QList<SampleTask> sampleTasks(int count)
{
    static const char *const s_states[] = {"failed", "running", "succeeded", "queued", "retrying", "revoked"};
    static const char *const s_names[]
        = {"agents.run_session", "agents.summarise", "artifacts.embed_batch", "agents.plan_steps"};
    static const char *const s_errors[]
        = {"UndefinedColumn: embedding_ref", "", "", "", "LlmRateLimited: 60 k/min", "WorkerLostError: signal 9"};
    QList<SampleTask> rows;
    for (int i = 0; i < count; ++i) {
        const int state = (i * 7 + i / 3) % 6;
        rows.append({QStringLiteral("%1-40f2-4c55-a3d1-6be0a92f17c8")
                         .arg(0x91b3c7deU + unsigned(i) * 2654435761U, 8, 16, QLatin1Char('0')),
            QString::fromLatin1(s_states[state]), QString::fromLatin1(s_names[i % 4]), QStringLiteral("agents.high"),
            QString::fromLatin1(s_errors[state]), qint64(3000 - i), state == 3 ? 0.0 : 0.4 + (i * 37 % 90) / 10.0});
    }
    if (count > 12) {
        SampleTask gap;
        gap.id = QStringLiteral("gap");
        gap.name = QStringLiteral("Stream interrupted 14:00:03–14:00:09");
        gap.at = 2991;
        gap.gap = QStringLiteral("212 tasks re-read from results, 3 unknown");
        rows.append(gap);
    }
    return rows;
}

/// field:value and words; "state", "name", "queue" and "runtime" are known, runtime wants a duration.
class SampleLanguage final : public ui::FilterLanguage {
public:
    Reading read(const QString &text) const override
    {
        Reading reading;
        qsizetype at = 0;
        while (at < text.size()) {
            if (text[at].isSpace()) {
                ++at;
                continue;
            }
            qsizetype end = at;
            while (end < text.size() && !text[end].isSpace())
                ++end;
            const QString word = text.mid(at, end - at);
            const QString field = word.section(QLatin1Char(':'), 0, 0);
            static const QStringList s_known {
                QStringLiteral("state"), QStringLiteral("name"), QStringLiteral("queue"), QStringLiteral("runtime")};
            if (word.contains(QLatin1Char(':')) && !s_known.contains(field)) {
                reading.mistake
                    = Mistake {int(at), int(field.size()), QStringLiteral("There is no field “%1”").arg(field)};
                return reading;
            }
            reading.tokens.append({int(at), int(end - at)});
            at = end;
        }
        return reading;
    }
    Suggestions complete(const QString &text, int cursor, const QString &) const override
    {
        Suggestions all;
        const qsizetype start = text.lastIndexOf(QLatin1Char(' '), cursor - 1) + 1;
        const QString piece = text.mid(start, cursor - start);
        all.start = int(start);
        all.length = int(piece.size());
        for (const char *value : {"failed", "running", "succeeded"})
            if (piece.startsWith(QLatin1String("state:")) && QLatin1String(value).startsWith(piece.mid(6)))
                all.items.append({QLatin1String("state:") + QLatin1String(value), QString::fromLatin1(value),
                    QStringLiteral("128")});
        if (!piece.isEmpty() && piece.size() < 6 && QLatin1String("state:").startsWith(piece))
            all.items.append({QStringLiteral("state:"), {}, QStringLiteral("state of the task"), true});
        return all;
    }
};

inline ui::ResourceDescriptor sampleDescriptor(SampleTable *table)
{
    ui::ResourceDescriptor d;
    d.key = QStringLiteral("tasks");
    d.title = QStringLiteral("Tasks");
    d.table = table;
    d.language = std::make_shared<SampleLanguage>();
    d.compile = [table](const QString &filter) -> models::RowFilter {
        return [table, parts = filter.split(QLatin1Char(' '), Qt::SkipEmptyParts)](int row) {
            return std::all_of(parts.begin(), parts.end(), [&](const QString &part) {
                const QString value = part.section(QLatin1Char(':'), 1);
                if (part.startsWith(QLatin1String("state:")))
                    return table->row(row).state == value;
                return table->filterText(row).contains(value.isEmpty() ? part : value);
            });
        };
    };
    d.sortBy = QStringLiteral("at");
    d.foldable = {QStringLiteral("queue")};
    d.countText = [](int shown, int total) {
        return QPair(QStringLiteral("%1 tasks").arg(shown), QStringLiteral("of %1 in 60 min").arg(total));
    };
    return d;
}

inline ui::ReviewView sampleReview(bool large)
{
    using ui::ReviewView;
    const auto s = [](const char *text) { return QString::fromUtf8(text); };
    ReviewView v;
    v.environment = s("Production");
    v.environmentTone = ui::Tone::Error;
    if (!large) {
        v.icon = s("rotate-ccw");
        v.title = s("Retry 128 failed tasks");
        v.subtitleMono = s("state:failed name:agents.*");
        v.classText = s("Class 1, raised to 2 here");
        v.steps = {{s("Each task is sent again with its own arguments and a new id."),
            s("adk_agent.send_task(name, args, kwargs, queue=\"agents.high\")  ×128"), s("revoke the new ids"), {}}};
        v.touchTitle = s("Tasks by tenant");
        v.touchNote = s("128, counted 14:02:10");
        v.touchBars = {{s("acme-labs"), s("91"), 1.0, s("limit full: 171 refused/min")}, {s("halcyon"), s("24"), 0.26},
            {s("northwind"), s("13"), 0.14}};
        v.remarks = {{ReviewView::Remark::Kind::Warning, {},
                         s("119 failed on a dropped column: they will most likely fail again")},
            {ReviewView::Remark::Kind::Warning, {},
                s("12 are not marked idempotent: agents.send_report may mail twice")},
            {ReviewView::Remark::Kind::Undo, {}, s("Can be undone while queued: revoke the new ids from Activity")}};
        v.verb = s("Retry 128 tasks");
        v.alternative = s("Leave out the 119, retry 9");
        return v;
    }
    v.isLarge = true;
    v.isDanger = true;
    v.icon = s("database-backup");
    v.title = s("Restore cluster main in place");
    v.subtitleMono = s("2026-11-22 13:57:40 UTC");
    v.subtitle = s("15:57:40 local · 21 min ago · 12 s before migration 0193");
    v.classText = s("Class 3 of 3: type the name · second factor");
    v.gentler = ReviewView::Gentler {s("Restore beside main and copy back artifacts.embedding_ref: nothing is lost, "
                                       "tasks keep running, about 16 min."),
        s("Plan that instead")};
    v.happenNote = s("about 14 min, API down from step 4 to 7");
    v.steps = {{s("Pause consumers on 5 queues"), s("celery -A adk_agent control cancel_consumer agents.high   ×5"),
                   s("add_consumer"), {}},
        {s("Set the API to read-only"), s("POST /v1/admin/mode {\"mode\":\"read_only\"}"), s("mode normal"), {}},
        {s("Archive the last WAL and check it arrived"), s("pgbackrest --stanza=main check"), {}, {}, true},
        {s("Stop Postgres on db-1"), s("pg_ctlcluster 15 main stop -m fast"), s("start"), {}},
        {s("Restore into a new directory, keep the old one"),
            s("pgbackrest --stanza=main --type=time --target-action=pause --target=\"2026-11-22 13:57:40+00\" restore"),
            {}, s("8 min 50 s in the last drill")},
        {s("Start, stop at the target, let you look"),
            s("pg_ctlcluster 15 main start; SELECT pg_last_xact_replay_timestamp()"), {},
            s("a later target is still possible")},
        {s("Open for writes on timeline 8"), s("SELECT pg_wal_replay_resume()"), {}, s("no later target after this"),
            false, true, s("from here the only way back is a second restore, about 14 min")},
        {s("Full backup, API and queues back to normal"), s("pgbackrest --stanza=main --type=full backup"), {}, {}}};
    v.touchTitle = s("What will be lost");
    v.touchNote = s("24 118 commits, 13:57:40.112 to 14:18:31.447");
    v.touchTable = ReviewView::Table {{s("rows by table, counted from WAL"), s("inserted"), s("updated"), s("deleted")},
        {{s("public.messages"), s("18 440"), s("12"), s("–")}, {s("public.artifacts"), s("1 932"), s("48"), s("–")},
            {s("public.agent_sessions"), s("412"), s("1 207"), s("–")},
            {s("public.usage_ledger"), s("903"), s("–"), s("–")}, {s("auth.users"), s("3"), s("211"), s("–")}}};
    v.remarks = {{ReviewView::Remark::Kind::Person, s("3 people"), s("who signed up since must sign up again")},
        {ReviewView::Remark::Kind::Link, s("Redis is not rolled back:"), s("412 of 1 321 tasks lose their session")}};
    using State = ReviewView::Precondition::State;
    v.preconditionNote = s("checked 14:18:38 · 5 met, 2 to accept");
    v.preconditions = {{s("Backup reaches the target"), s("full 02:00 + 3 incr, verified 02:41")},
        {s("WAL without a gap"), s("61 segments, last archived 14:18:22")},
        {s("This set restored in a drill"), s("19 Nov 03:12, passed")},
        {s("Host half answers on db-1"), s("pgBackRest 2.45, 38 ms")},
        {s("Nothing else runs on main"), s("journal empty")},
        {s("No room to keep the old data"), s("needs 212 GB, 96 GB free"), State::ToAccept},
        {s("Replica db-2 must be rebuilt"), s("22 min without a spare"), State::ToAccept}};
    v.whoNote = s("written to the audit log before step 1");
    v.who = {{s("user-check"), s("dana@northwind.example"), s("backups.restore, by role platform-admin")},
        {s("key-round"), s("Second factor"), s("code given 14:16:50, good for 3 min 9 s more")}};
    v.wantsReason = true;
    v.reasonRequired = true;
    v.typedName = s("main");
    v.typedLabel = s("Type the cluster’s name, main, to enable the red button");
    v.verb = s("Restore main in place");
    return v;
}

} // namespace ph::test
