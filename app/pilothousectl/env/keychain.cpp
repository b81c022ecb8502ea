// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/prompt.h"
#include "app/pilothousectl/env/parts.h"
#include "services/platform/edit/secretkeys.h"

#include <unistd.h>

namespace ph::ctl::env {

using platform::KeychainState;

Result<Secret> passwordFromStdin(const Context &ctx)
{
    if (auto asked = askedSecret("Password (it is not shown): ")) {
        if (*asked && (*asked)->isEmpty())
            return fail(ErrorKind::Invalid, QStringLiteral("no password came"), {}, QStringLiteral("type it"));
        return std::move(*asked);
    }
    if (!ctx.isSet("password-stdin"))
        return fail(ErrorKind::Invalid, QStringLiteral("passwords come from a terminal or standard input alone"),
            QStringLiteral("--password-stdin"),
            QStringLiteral("for example: pilothousectl env set-secret NAME LINK --password-stdin < FILE"));
    constexpr qsizetype most = 4096;
    QByteArray bytes(most, '\0');
    qsizetype size = 0;
    while (size < most) {
        const auto got = ::read(STDIN_FILENO, bytes.data() + size, size_t(most - size));
        if (got <= 0)
            break;
        size += got;
    }
    if (size > 0 && bytes.at(size - 1) == '\n')
        --size;
    if (size > 0 && bytes.at(size - 1) == '\r')
        --size;
    Secret secret(QByteArrayView(bytes).first(size));
    wipeBytes(bytes.data(), bytes.size());
    if (size == 0 || size >= most - 2)
        return fail(ErrorKind::Invalid,
            size == 0 ? QStringLiteral("no password came") : QStringLiteral("that is too long for a password"),
            QStringLiteral("standard input"));
    return Result<Secret>(std::move(secret));
}

Task<ExitCode> setSecret(Context *ctx)
{
    if (ctx->arguments().size() < 2 || ctx->arguments().size() > 3)
        co_return fail(ErrorKind::Invalid, QStringLiteral("NAME LINK [USER] is expected"), QStringLiteral("arguments"));
    const auto profile = namedProfile(*ctx);
    if (!profile)
        co_return fail(profile.error());
    std::optional<platform::SecretNeed> need;
    QStringList known;
    for (const platform::SecretNeed &each : platform::secretNeeds(*profile)) {
        known << each.linkId + QLatin1Char(' ') + each.user;
        const bool isMeant = each.linkId == ctx->arguments().at(1)
            && (ctx->arguments().size() == 2 ? !each.isOperator : each.user == ctx->arguments().at(2));
        if (isMeant)
            need = each;
    }
    if (!need)
        co_return fail(ErrorKind::NotFound, QStringLiteral("the environment has no such link and user"),
            ctx->arguments().mid(1).join(QLatin1Char(' ')),
            known.isEmpty()
                ? QStringLiteral("no link of it has a user: name one with `env edit NAME --set LINK.user=USER`")
                : QStringLiteral("there are: ") + known.join(QStringLiteral(", ")));
    if (!profile->localFolder.isEmpty())
        co_return fail(ErrorKind::Refused, QStringLiteral("a local platform makes its passwords itself"), profile->name,
            {}, QStringLiteral("local-platform"));
    auto secret = passwordFromStdin(*ctx);
    if (!secret)
        co_return fail(secret.error());
    if (platform::isServiceKey(QString::fromUtf8(secret->reveal())))
        co_return fail(ErrorKind::Invalid, QStringLiteral("this is a service key, it must not reach a desktop"),
            QStringLiteral("standard input"),
            QStringLiteral("acts that need the service key go through the platform's admin service"),
            QStringLiteral("service-key"));
    const auto state = co_await systemKeychain().state(ctx->stop());
    if (!state)
        co_return fail(state.error());
    if (*state == KeychainState::Missing)
        co_return fail(ErrorKind::Unavailable,
            QStringLiteral("there is no secret service on this machine that could keep a password"),
            QStringLiteral("keychain"),
            QStringLiteral(
                "install one (gnome-keyring, KWallet), or give passwords to each call with --credentials FILE"),
            QStringLiteral("no-keychain"));
    if (*state == KeychainState::Locked)
        if (auto open = co_await systemKeychain().unlock(ctx->stop()); !open)
            co_return fail(open.error());
    auto written = co_await systemKeychain().write(need->key, std::move(*secret), ctx->stop());
    if (!written)
        co_return fail(written.error());
    ctx->out().outcome(
        QStringLiteral("The keychain holds the password of %1 for %2 now.").arg(need->user, need->linkLabel),
        {{QStringLiteral("environment"), profile->name}, {QStringLiteral("link"), need->linkId},
            {QStringLiteral("user"), need->user}, {QStringLiteral("stored"), true}});
    co_return ExitCode::Done;
}

Task<ExitCode> unlock(Context *ctx)
{
    const auto state = co_await systemKeychain().state(ctx->stop());
    if (!state)
        co_return fail(state.error());
    if (*state == KeychainState::Missing)
        co_return fail(ErrorKind::Unavailable, QStringLiteral("there is no secret service on this machine"),
            QStringLiteral("keychain"),
            QStringLiteral("passwords live in memory only; give them with --credentials FILE"),
            QStringLiteral("no-keychain"));
    if (*state == KeychainState::Locked) {
        ctx->out().note(QStringLiteral("The desktop asks for the keyring's password."));
        if (auto open = co_await systemKeychain().unlock(ctx->stop()); !open)
            co_return fail(open.error());
    }
    ctx->out().outcome(QStringLiteral("The keyring is open."), {{QStringLiteral("open"), true}});
    co_return ExitCode::Done;
}

} // namespace ph::ctl::env
