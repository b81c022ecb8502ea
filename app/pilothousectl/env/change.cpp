// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/shellwords.h"
#include "app/pilothousectl/env/parts.h"
#include "services/auth/sessionstore.h"
#include "services/base/files.h"
#include "services/platform/edit/fields.h"
#include "services/platform/edit/guardchanges.h"
#include "services/platform/edit/guardedsave.h"
#include "services/platform/edit/secretkeys.h"

#include <QRegularExpression>
#include <algorithm>

namespace ph::ctl::env {

using platform::Profile;

namespace {

struct Assignment {
    QString name;
    QString value;
};

Result<Assignment> assignment(const QString &text, const QString &option)
{
    const qsizetype at = text.indexOf(QLatin1Char('='));
    if (at <= 0)
        return fail(ErrorKind::Invalid, QStringLiteral("NAME=VALUE is expected"), option);
    Assignment all {text.left(at), text.mid(at + 1)};
    if (option != QLatin1String("--set") || !all.value.startsWith(QLatin1Char('@')))
        return all;
    auto content = readFile(all.value.mid(1), 256 * 1024);
    if (!content)
        return fail(content.error());
    all.value = QString::fromUtf8(*content);
    return all;
}

Result<Profile> withLinks(const Context &ctx, Profile profile)
{
    for (const QString &text : ctx.values("link")) {
        const auto given = assignment(text, QStringLiteral("--link"));
        if (!given)
            return fail(given.error());
        auto link = platform::newLink(given->name, given->value);
        if (!link)
            return fail(link.error());
        const auto same = std::ranges::find(profile.links, link->id, &platform::Link::id);
        if (same == profile.links.end())
            profile.links.push_back(std::move(*link));
        else
            same->url = link->url;
    }
    return profile;
}

Result<Profile> withFields(const Context &ctx, Profile profile)
{
    // The kind first, wherever it stands: what is said beside it is said on top of what follows from it.
    const QStringList said = ctx.values("set");
    static const QRegularExpression s_kind(QStringLiteral("^kind="));
    QStringList all = said.filter(s_kind);
    for (const QString &text : said)
        if (!s_kind.match(text).hasMatch())
            all << text;
    for (const QString &text : all) {
        const auto given = assignment(text, QStringLiteral("--set"));
        if (!given)
            return fail(given.error());
        auto changed = platform::withField(profile, given->name, given->value);
        if (!changed)
            return changed;
        profile = std::move(*changed);
    }
    return profile;
}

/// Refused: `what` needs a confirmation; with the way to give it.
Failure notConfirmed(const QString &what, const QString &object, const QString &option)
{
    return fail(ErrorKind::Refused, what, object, QStringLiteral("repeat it with %1").arg(option),
        QStringLiteral("confirmation"));
}

QString relaxes(const QStringList &guards)
{
    return QStringLiteral("this relaxes a guard: %1").arg(guards.join(QStringLiteral("; ")));
}

/// The person whose session is kept for this environment (not asked of the server: what is changed is a file here).
Task<platform::SignedInPerson> personOf(Context *ctx, Profile profile)
{
    const auto kept = co_await auth::SessionStore(systemKeychain(), profile.id).load(ctx->stop());
    platform::SignedInPerson person;
    if (kept && kept->session)
        person = {kept->session->userId, kept->session->email, profile.id, profile.name};
    co_return person;
}

/// Refused: what relaxes a guard lacks the name or the reason.
std::optional<Failure> notConfirmedRelaxing(const Context &ctx, const QStringList &relaxed, const QString &name)
{
    if (relaxed.isEmpty())
        return std::nullopt;
    const bool isReasoned = ctx.reason().trimmed().size() >= platform::SaveConfirmation::leastReason;
    if (ctx.confirmedName() == name && isReasoned)
        return std::nullopt;
    const QString what = relaxes(relaxed);
    return notConfirmed(isReasoned ? what : what + QStringLiteral("; a reason is demanded for that"), name,
        QStringLiteral("--yes \"%1\" --reason TEXT").arg(name));
}

/// Only the file: `links` of a local platform come from its folder.
Result<void> refuseLocal(const Profile &profile)
{
    if (profile.localFolder.isEmpty())
        return {};
    return fail(ErrorKind::Refused,
        QStringLiteral("this environment belongs to a local platform, which keeps it up to date"), profile.name,
        QStringLiteral("`pilothousectl local reset` removes it; `env export` and `env import` make a copy to change"),
        QStringLiteral("local-platform"));
}

/// What goes when the environment goes.
QString goesWith(const Profile &profile)
{
    const auto links = profile.links.size();
    return (links == 1 ? QStringLiteral("its link") : QStringLiteral("its %1 links").arg(links))
        + QStringLiteral(" and its passwords in the keychain");
}

} // namespace

std::optional<ExitCode> refuseInvalid(Output &out, const Profile &profile, const QString &whatDidNotHappen)
{
    auto errors = platform::validate(profile);
    if (errors.empty())
        return std::nullopt;
    QString title = whatDidNotHappen;
    for (Error &error : errors) {
        error.where = platform::fieldName(profile, error.where);
        out.error(error, title);
        title = QStringLiteral("Also wrong");
    }
    return ExitCode::Usage;
}

Task<ExitCode> add(Context *ctx)
{
    if (ctx->arguments().size() != 1)
        co_return fail(ErrorKind::Invalid, QStringLiteral("one name is expected"), QStringLiteral("arguments"));
    const QString kindName = ctx->isSet("kind") ? ctx->value("kind") : QStringLiteral("production");
    const auto kind = platform::environmentKindOf(kindName);
    if (!kind)
        co_return fail(ErrorKind::Invalid, QStringLiteral("“%1” is no kind of environment").arg(kindName),
            QStringLiteral("--kind"), QStringLiteral("give local, development, staging or production"));
    auto profile = withLinks(*ctx, Profile::make(ctx->arguments().first(), *kind));
    if (profile)
        profile = withFields(*ctx, std::move(*profile));
    if (!profile)
        co_return fail(profile.error());
    if (const auto refused = refuseInvalid(ctx->out(), *profile, QStringLiteral("The environment was not added")))
        co_return *refused;
    if (ctx->isDryRun()) {
        ctx->out().json(platform::profileToJson(*profile));
        co_return ExitCode::Done;
    }
    const QStringList relaxed = platform::relaxedAtStart(*profile);
    if (auto refused = notConfirmedRelaxing(*ctx, relaxed, profile->name))
        co_return *std::move(refused);
    const auto lock = profileStore().lock();
    if (!lock)
        co_return fail(lock.error());
    if (auto saved = platform::saveGuarded(profileStore(), Folders::standard().state, *profile,
            {ctx->confirmedName(), ctx->reason()}, ctx->clock().wall());
        !saved)
        co_return fail(saved.error());
    if (ctx->out().format() == Output::Format::Json)
        ctx->out().json(platform::profileToJson(*profile));
    ctx->out().line(QStringLiteral("Added %1 (%2).").arg(profile->name, kindName));
    for (const platform::SecretNeed &need : platform::secretNeeds(*profile))
        ctx->out().note(
            QStringLiteral("Enter the password of %1: pilothousectl env set-secret %2 %3 %4 --password-stdin")
                .arg(need.user, shellQuoted(profile->name), shellQuoted(need.linkId), shellQuoted(need.user)));
    co_return ExitCode::Done;
}

Task<ExitCode> edit(Context *ctx)
{
    // From reading to saving: another edit at the same time is made on top of this one.
    const auto lock = profileStore().lock();
    if (!lock)
        co_return fail(lock.error());
    const auto before = namedProfile(*ctx);
    if (!before)
        co_return fail(before.error());
    if (auto own = refuseLocal(*before); !own)
        co_return fail(own.error());
    Profile start = *before;
    for (const QString &id : ctx->values("unlink"))
        if (std::erase_if(start.links, [&](const platform::Link &link) { return link.id == id; }) == 0)
            co_return fail(ErrorKind::NotFound, QStringLiteral("the environment has no link of this name"), id,
                QStringLiteral("`pilothousectl env show \"%1\"` lists them").arg(before->name));
    auto after = withLinks(*ctx, std::move(start));
    if (after)
        after = withFields(*ctx, std::move(*after));
    if (!after)
        co_return fail(after.error());
    if (const auto refused = refuseInvalid(ctx->out(), *after, QStringLiteral("The environment was not changed")))
        co_return *refused;
    const QStringList relaxed = platform::relaxedGuards(*before, *after);
    if (ctx->isDryRun()) {
        if (!relaxed.isEmpty())
            ctx->out().note(
                QStringLiteral("It would need --yes \"%1\" --reason TEXT: %2.").arg(before->name, relaxes(relaxed)));
        ctx->out().json(platform::profileToJson(*after));
        co_return ExitCode::Done;
    }
    if (auto refused = notConfirmedRelaxing(*ctx, relaxed, before->name))
        co_return *std::move(refused);
    platform::SaveConfirmation confirmation {ctx->confirmedName(), ctx->reason()};
    if (!relaxed.isEmpty())
        if (auto person = co_await personOf(ctx, *before))
            confirmation.who = std::move(*person);
    if (auto saved
        = platform::saveGuarded(profileStore(), Folders::standard().state, *after, confirmation, ctx->clock().wall());
        !saved)
        co_return fail(saved.error());
    if (ctx->out().format() == Output::Format::Json)
        ctx->out().json(platform::profileToJson(*after));
    ctx->out().line(QStringLiteral("Changed %1.").arg(after->name));
    co_return ExitCode::Done;
}

Task<ExitCode> remove(Context *ctx)
{
    const auto profile = namedProfile(*ctx);
    if (!profile)
        co_return fail(profile.error());
    if (auto own = refuseLocal(*profile); !own)
        co_return fail(own.error());
    const auto json = [&](bool isRemoved) {
        return QJsonObject {{QStringLiteral("name"), profile->name}, {QStringLiteral("id"), profile->id},
            {QStringLiteral("links"), qint64(profile->links.size())}, {QStringLiteral("removed"), isRemoved}};
    };
    if (ctx->isDryRun()) {
        ctx->out().outcome(
            QStringLiteral("Would remove %1: %2. The servers are not touched.").arg(profile->name, goesWith(*profile)),
            json(false));
        co_return ExitCode::Done;
    }
    const QString &typed = ctx->confirmedName();
    const bool isConfirmed = typed.isEmpty() ? ctx->isConfirmed() && !profile->isProtected : typed == profile->name;
    if (!isConfirmed)
        co_return notConfirmed(QStringLiteral("this removes %1; the servers are not touched").arg(goesWith(*profile)),
            profile->name,
            profile->isProtected ? QStringLiteral("--yes \"%1\"").arg(profile->name) : QStringLiteral("--yes"));
    // Secrets first: were they left behind, nothing would name them any more.
    const auto state = co_await systemKeychain().state(ctx->stop());
    if (!state)
        co_return fail(state.error());
    if (*state != platform::KeychainState::Missing)
        for (const QString &key : platform::allSecretKeys(*profile))
            if (auto gone = co_await systemKeychain().remove(key, ctx->stop()); !gone)
                co_return fail(gone.error());
    if (auto gone = profileStore().remove(profile->id); !gone)
        co_return fail(gone.error());
    ctx->out().outcome(QStringLiteral("Removed %1.").arg(profile->name), json(true));
    co_return ExitCode::Done;
}

} // namespace ph::ctl::env
