// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/env/parts.h"
#include "services/platform/check/hostkeys.h"

namespace ph::ctl::env {

Task<ExitCode> trust(Context *ctx)
{
    if (auto bare = refuseNameAfterYes(*ctx); !bare)
        co_return fail(bare.error());
    if (ctx->arguments().size() != 2)
        co_return fail(ErrorKind::Invalid, QStringLiteral("NAME LINK is expected"), QStringLiteral("arguments"));
    const auto profile = namedProfile(*ctx);
    if (!profile)
        co_return fail(profile.error());
    const QString linkId = ctx->arguments().at(1);
    const auto keys = co_await platform::hostKeysOf(*profile, linkId, ctx->clock(), ctx->stop());
    if (!keys) {
        Error error = keys.error();
        const QStringList hosts = offeredHosts({{profile->name}, {}});
        if (error.kind == ErrorKind::NotFound && error.hint.isEmpty())
            error.hint = hosts.isEmpty() ? QStringLiteral("add one with `pilothousectl env edit NAME --link "
                                                          "ssh=ssh://HOST:22 --set ssh.user=USER`")
                                         : QStringLiteral("there are: ") + hosts.join(QStringLiteral(", "));
        co_return fail(error);
    }
    std::vector<std::vector<Cell>> rows;
    for (const transport::HostKey &key : keys->shown)
        rows.push_back({key.type, key.fingerprint,
            {keys->trusted.contains(key) ? QStringLiteral("confirmed") : QStringLiteral("new"),
                keys->trusted.contains(key)}});
    ctx->out().table({{QStringLiteral("Key"), QStringLiteral("type")},
                         {QStringLiteral("Fingerprint"), QStringLiteral("fingerprint"), Align::Left, true},
                         {QStringLiteral("State"), QStringLiteral("confirmed")}},
        rows);
    for (const transport::HostKey &key : keys->trusted)
        if (!keys->shown.contains(key))
            ctx->out().note(QStringLiteral("Confirmed before, not shown now: %1 %2").arg(key.type, key.fingerprint));
    if (ctx->isDryRun())
        co_return ExitCode::Done;
    if (!ctx->isConfirmed())
        co_return fail(ErrorKind::Refused, QStringLiteral("a key that is trusted proves the host from now on"), linkId,
            QStringLiteral("compare the fingerprints with whoever runs the host, then repeat it with --yes"),
            QStringLiteral("confirmation"));
    if (auto trusted = platform::trustHostKeys(*profile->find(linkId), keys->shown); !trusted)
        co_return fail(trusted.error());
    ctx->out().line(QStringLiteral("These keys are trusted for %1 now.").arg(linkId));
    co_return ExitCode::Done;
}

} // namespace ph::ctl::env
