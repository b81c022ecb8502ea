// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/env/parts.h"
#include "services/base/files.h"
#include "services/platform/edit/importpreview.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>

namespace ph::ctl::env {

namespace {

QJsonObject previewJson(const platform::ImportPreview &preview, bool isImported)
{
    return {{QStringLiteral("imported"), isImported},
        {QStringLiteral("profile"), platform::profileToJson(preview.profile)},
        {QStringLiteral("banner"), QJsonArray::fromStringList(preview.banner)},
        {QStringLiteral("raised"), QJsonArray::fromStringList(preview.raised)},
        {QStringLiteral("dropped"), QJsonArray::fromStringList(preview.dropped)},
        {QStringLiteral("needed"), QJsonArray::fromStringList(preview.needed)}};
}

void showPreview(Output &out, const platform::ImportPreview &preview)
{
    out.line(QStringLiteral("%1 (%2)").arg(preview.profile.name, platform::environmentKindName(preview.profile.kind)));
    for (const platform::Link &link : preview.profile.links)
        out.line(QStringLiteral("  takes    %1  %2%3")
                .arg(link.id.leftJustified(18), link.url.toString(),
                    link.caPem.isEmpty() ? QString() : QStringLiteral("  (with a private CA)")));
    for (const QString &each : preview.banner)
        out.line(QStringLiteral("  banner   ") + each);
    for (const QString &each : preview.raised)
        out.line(QStringLiteral("  raises   ") + each);
    for (const QString &each : preview.dropped)
        out.line(QStringLiteral("  drops    ") + each);
    for (const QString &each : preview.needed)
        out.line(QStringLiteral("  asks for ") + each);
}

} // namespace

Result<void> refuseNameAfterYes(const Context &ctx)
{
    if (ctx.confirmedName().isEmpty())
        return {};
    return fail(ErrorKind::Invalid,
        QStringLiteral("it takes no name, but “%1” follows it").arg(ctx.confirmedName().left(60)),
        QStringLiteral("--yes"), QStringLiteral("a bare --yes stands last"));
}

Task<ExitCode> exportTo(Context *ctx)
{
    if (auto bare = refuseNameAfterYes(*ctx); !bare)
        co_return fail(bare.error());
    if (ctx->arguments().size() > 2)
        co_return fail(ErrorKind::Invalid, QStringLiteral("NAME [FILE] is expected"), QStringLiteral("arguments"));
    const auto profile = namedProfile(*ctx);
    if (!profile)
        co_return fail(profile.error());
    const QByteArray bytes = platform::exportProfile(*profile);
    if (ctx->arguments().size() < 2) {
        ctx->out().raw(bytes);
        co_return ExitCode::Done;
    }
    const QString file = ctx->arguments().at(1);
    if (QFileInfo::exists(file) && !ctx->isConfirmed())
        co_return fail(ErrorKind::Refused, QStringLiteral("the file is there already"), file,
            QStringLiteral("repeat it with --yes to replace it"), QStringLiteral("confirmation"));
    if (auto written = replaceFile(file, bytes); !written)
        co_return fail(written.error());
    ctx->out().outcome(QStringLiteral("Written to %1, without secrets.").arg(file),
        {{QStringLiteral("name"), profile->name}, {QStringLiteral("id"), profile->id}, {QStringLiteral("file"), file}});
    co_return ExitCode::Done;
}

Task<ExitCode> importFrom(Context *ctx)
{
    if (auto bare = refuseNameAfterYes(*ctx); !bare)
        co_return fail(bare.error());
    if (ctx->arguments().size() != 1)
        co_return fail(ErrorKind::Invalid, QStringLiteral("one file is expected"), QStringLiteral("arguments"));
    const auto file = readFile(ctx->arguments().first(), 1024 * 1024 + 1);
    if (!file)
        co_return fail(file.error());
    auto preview = platform::previewImport(*file);
    if (!preview)
        co_return fail(preview.error());
    if (ctx->isSet("name"))
        preview->profile.name = ctx->value("name");
    const bool isJson = ctx->out().format() == Output::Format::Json;
    if (!isJson)
        showPreview(ctx->out(), *preview);
    else if (ctx->isDryRun() || !ctx->isConfirmed())
        ctx->out().json(previewJson(*preview, false));
    if (ctx->isDryRun())
        co_return ExitCode::Done;
    if (!ctx->isConfirmed())
        co_return fail(ErrorKind::Refused, QStringLiteral("this adds an environment with what is listed"),
            preview->profile.name, QStringLiteral("repeat it with --yes to take it over"),
            QStringLiteral("confirmation"));
    const auto lock = profileStore().lock();
    if (!lock)
        co_return fail(lock.error());
    if (auto saved = profileStore().save(preview->profile); !saved) {
        if (saved.error().kind == ErrorKind::Conflict)
            saved.error().hint = QStringLiteral("give another one with --name NAME");
        co_return fail(saved.error());
    }
    ctx->out().outcome(QStringLiteral("Imported %1.").arg(preview->profile.name), previewJson(*preview, true));
    co_return ExitCode::Done;
}

} // namespace ph::ctl::env
