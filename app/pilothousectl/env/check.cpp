// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/env/parts.h"
#include "services/platform/check/linkcheck.h"
#include "services/wording/clocks.h"
#include "services/wording/errors.h"
#include "services/wording/times.h"

#include <QJsonArray>
#include <QJsonObject>

namespace ph::ctl::env {

using platform::CheckNote;
using platform::LinkCheck;

namespace {

QJsonArray notesJson(const std::vector<CheckNote> &notes)
{
    QJsonArray all;
    for (const CheckNote &note : notes)
        all.append(QJsonObject {{QStringLiteral("code"), note.code}, {QStringLiteral("text"), note.text},
            {QStringLiteral("hint"), note.hint}});
    return all;
}

QJsonValue offsetMs(const std::optional<ServerOffset> &clock)
{
    return clock ? QJsonValue(qint64(wording::certainOffset(*clock).count())) : QJsonValue();
}

QJsonObject checkJson(const LinkCheck &check)
{
    QJsonObject json {{QStringLiteral("link"), check.linkId},
        {QStringLiteral("kind"), platform::linkKindName(check.kind)}, {QStringLiteral("label"), check.label},
        {QStringLiteral("address"), check.address}, {QStringLiteral("good"), check.isGood},
        {QStringLiteral("server"), check.server},
        {QStringLiteral("latency_ms"), check.isGood ? QJsonValue(qint64(check.latency.count())) : QJsonValue()},
        {QStringLiteral("clock_offset_ms"), offsetMs(check.clock)},
        {QStringLiteral("clock_doubt_ms"),
            check.clock ? QJsonValue(qint64(check.clock->uncertainty.count())) : QJsonValue()},
        {QStringLiteral("warnings"), notesJson(check.warnings)}, {QStringLiteral("facts"), notesJson(check.facts)}};
    if (!check.isGood)
        json.insert(QStringLiteral("error"),
            QJsonObject {{QStringLiteral("kind"), kindName(check.error.kind)},
                {QStringLiteral("code"), check.error.code}, {QStringLiteral("what"), check.error.what},
                {QStringLiteral("hint"), check.error.hint}});
    return json;
}

QString resultOf(const LinkCheck &check)
{
    if (!check.isGood)
        return QStringLiteral("failed");
    if (check.warnings.empty())
        return QStringLiteral("good");
    return check.warnings.size() == 1 ? QStringLiteral("1 warning")
                                      : QStringLiteral("%1 warnings").arg(check.warnings.size());
}

void showNote(Output &out, const QString &label, const CheckNote &note)
{
    out.line(label + QStringLiteral(": ") + note.text
        + (note.hint.isEmpty() ? QString() : QStringLiteral("; ") + note.hint) + QLatin1Char('.'));
}

void showHuman(Output &out, const platform::ProfileCheck &all)
{
    std::vector<std::vector<Cell>> rows;
    for (const LinkCheck &check : all.links)
        rows.push_back(
            {check.label, resultOf(check), check.server, check.isGood ? wording::latency(check.latency) : QString(),
                check.clock ? wording::clockOffset(*check.clock) : QString(), check.address});
    out.table({{QStringLiteral("Link"), {}}, {QStringLiteral("Result"), {}}, {QStringLiteral("Server"), {}},
                  {QStringLiteral("Answer"), {}, Align::Right}, {QStringLiteral("Clock"), {}, Align::Right},
                  {QStringLiteral("Address"), {}}},
        rows);
    for (const LinkCheck &check : all.links) {
        if (!check.isGood) {
            const wording::Sentence sentence
                = wording::errorSentence(check.error, check.label + QStringLiteral(" does not work"));
            out.line(sentence.title + QStringLiteral(": ") + sentence.reason
                + (sentence.advice.isEmpty() ? QString() : QLatin1Char(' ') + sentence.advice));
            out.line(QStringLiteral("    ") + brief(check.error));
        }
        for (const CheckNote &note : check.warnings)
            showNote(out, check.label, note);
        for (const CheckNote &note : check.facts)
            showNote(out, check.label, note);
    }
    for (const CheckNote &note : all.warnings)
        showNote(out, QStringLiteral("This computer"), note);
}

/// Raw values: what `--json` tells of each link, without the notes.
void writeCsv(Output &out, const platform::ProfileCheck &all)
{
    std::vector<std::vector<Cell>> rows;
    for (const LinkCheck &check : all.links)
        rows.push_back({check.linkId, platform::linkKindName(check.kind), {QString(), check.isGood}, check.server,
            {QString(), check.isGood ? QJsonValue(qint64(check.latency.count())) : QJsonValue()},
            {QString(), offsetMs(check.clock)}, {QString(), qint64(check.warnings.size())}, check.error.code,
            check.isGood ? QString() : brief(check.error), check.address});
    const auto column = [](const char *key) { return Column {QString(), QLatin1String(key)}; };
    out.table(
        {column("link"), column("kind"), column("good"), column("server"), column("latency_ms"),
            column("clock_offset_ms"), column("warnings"), column("error_code"), column("error"), column("address")},
        rows);
}

ExitCode exitCodeFor(const platform::ProfileCheck &all)
{
    ExitCode code = all.hasWarnings() ? ExitCode::Warnings : ExitCode::Done;
    for (const LinkCheck &check : all.links) {
        if (check.isGood)
            continue;
        const ExitCode one = exitCodeOf(check.error);
        // A server that does not answer outweighs one that refuses us.
        if (one == ExitCode::Unreachable || code == ExitCode::Done || code == ExitCode::Warnings)
            code = one == ExitCode::Usage ? ExitCode::Failed : one;
    }
    return code;
}

} // namespace

Task<ExitCode> check(Context *ctx)
{
    const auto chosen = chosenProfile(*ctx);
    if (!chosen)
        co_return fail(chosen.error());
    const auto all = co_await platform::checkProfile(
        chosen->profile, ctx->arguments(), secretsOf(*chosen, systemKeychain()), ctx->clock(), ctx->stop());
    if (!all) {
        Error error = all.error();
        if (error.kind == ErrorKind::NotFound && error.hint.isEmpty()) {
            QStringList ids;
            for (const platform::Link &link : chosen->profile.links)
                ids << link.id;
            error.hint = QStringLiteral("there are: ") + ids.join(QStringLiteral(", "));
        }
        co_return fail(error);
    }
    if (ctx->out().format() == Output::Format::Json) {
        QJsonArray links;
        for (const LinkCheck &each : all->links)
            links.append(checkJson(each));
        ctx->out().json(
            QJsonObject {{QStringLiteral("environment"), chosen->profile.name}, {QStringLiteral("good"), all->isGood()},
                {QStringLiteral("links"), links}, {QStringLiteral("warnings"), notesJson(all->warnings)}});
    } else if (ctx->out().format() == Output::Format::Csv) {
        writeCsv(ctx->out(), *all);
    } else {
        showHuman(ctx->out(), *all);
    }
    co_return exitCodeFor(*all);
}

} // namespace ph::ctl::env
