// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/env/parts.h"
#include "services/platform/edit/secretkeys.h"
#include "services/wording/errors.h"

#include <QJsonArray>
#include <QJsonObject>

namespace ph::ctl::env {

using platform::Link;
using platform::Profile;

namespace {

/// "in the keychain", "missing", or why that cannot be known.
Task<QString> whereIsSecret(const Profile *profile, platform::SecretNeed need, std::stop_token stop)
{
    const auto secret = co_await secretsOf({*profile, false, {}}, systemKeychain())(need.key, stop);
    if (!secret)
        co_return secret.error().code == QLatin1String("keychain-locked")
            ? QStringLiteral("keyring locked")
            : QStringLiteral("unknown: ") + secret.error().what;
    if (!*secret)
        co_return QStringLiteral("missing");
    co_return profile->localFolder.isEmpty() ? QStringLiteral("in the keychain")
                                             : QStringLiteral("in the local platform's folder");
}

Task<QJsonArray> secretStates(const Profile *profile, std::stop_token stop)
{
    QJsonArray all;
    for (const platform::SecretNeed &need : platform::secretNeeds(*profile)) {
        auto where = co_await whereIsSecret(profile, need, stop);
        if (!where)
            co_return fail(where.error());
        all.append(QJsonObject {{QStringLiteral("link"), need.linkId}, {QStringLiteral("user"), need.user},
            {QStringLiteral("state"), *where}});
    }
    co_return all;
}

void showLinks(Output &out, const Profile &profile)
{
    std::vector<std::vector<Cell>> rows;
    for (const Link &link : profile.links)
        rows.push_back({link.id, link.url.toString(), link.user, link.operatorUser});
    out.table({{QStringLiteral("Link"), QStringLiteral("id")}, {QStringLiteral("Address"), QStringLiteral("url")},
                  {QStringLiteral("User"), QStringLiteral("user")},
                  {QStringLiteral("Operator"), QStringLiteral("operator_user")}},
        rows);
}

} // namespace

QString yesNo(bool value) { return value ? QStringLiteral("yes") : QStringLiteral("no"); }

Result<Profile> namedProfile(const Context &ctx)
{
    const QString name = ctx.arguments().isEmpty() ? ctx.value("env") : ctx.arguments().first();
    if (name.isEmpty())
        return fail(ErrorKind::Invalid, QStringLiteral("the name of the environment is missing"),
            QStringLiteral("arguments"), QStringLiteral("`pilothousectl env list` lists them"));
    return findProfile(name);
}

Task<ExitCode> list(Context *ctx)
{
    const auto listing = allProfiles();
    if (!listing)
        co_return fail(listing.error());
    std::vector<std::vector<Cell>> rows;
    for (const Profile &each : listing->profiles)
        rows.push_back({each.name, platform::environmentKindName(each.kind),
            {yesNo(each.isProtected), each.isProtected}, {yesNo(each.isReadOnly), each.isReadOnly},
            {QString::number(each.links.size()), int(each.links.size())}, each.id});
    const bool isHuman = ctx->out().format() == Output::Format::Human;
    if (!rows.empty() || !isHuman)
        ctx->out().table(
            {{QStringLiteral("Name"), QStringLiteral("name")}, {QStringLiteral("Kind"), QStringLiteral("kind")},
                {QStringLiteral("Protected"), QStringLiteral("protected")},
                {QStringLiteral("Read-only"), QStringLiteral("read_only")},
                {QStringLiteral("Links"), QStringLiteral("links"), Align::Right},
                {QStringLiteral("Id"), QStringLiteral("id"), Align::Left, true}},
            rows);
    else if (listing->damaged.empty())
        ctx->out().note(QStringLiteral("There is no environment yet. Start one on this machine with `pilothousectl "
                                       "local up`, or add yours with `pilothousectl env add NAME --link …`."));
    for (const Error &error : listing->damaged)
        ctx->out().note(wording::errorSentence(error, QStringLiteral("An environment's file cannot be used")).line());
    co_return listing->damaged.empty() ? ExitCode::Done : ExitCode::Warnings;
}

Task<ExitCode> show(Context *ctx)
{
    const bool isNamed = !ctx->arguments().isEmpty() || ctx->isSet("env");
    const auto profile = isNamed ? namedProfile(*ctx) : onlyProfile();
    if (!profile)
        co_return fail(profile.error());
    const auto secrets = co_await secretStates(&*profile, ctx->stop());
    if (!secrets)
        co_return fail(secrets.error());
    Output &out = ctx->out();
    if (out.format() == Output::Format::Json) {
        QJsonObject json = platform::profileToJson(*profile);
        json.insert(QStringLiteral("secrets"), *secrets);
        out.json(json);
        co_return ExitCode::Done;
    }
    out.line(QStringLiteral("%1 (%2)").arg(profile->name, platform::environmentKindName(profile->kind)));
    out.line(QStringLiteral("  banner     %1, %2, %3").arg(profile->label, profile->colour, profile->shape));
    out.line(QStringLiteral("  protected  %1 · read-only %2 · silent %3 · second factor %4 · strict lock %5")
            .arg(yesNo(profile->isProtected), yesNo(profile->isReadOnly), yesNo(profile->isSilent),
                yesNo(profile->needsSecondFactor), yesNo(profile->isStrictLock)));
    out.line(QStringLiteral("  rights     from %1").arg(profile->claims.rolePaths.join(QStringLiteral(", then "))));
    out.line(profile->taskTenant.isEmpty()
            ? QStringLiteral("  tenants    no argument of a task names its tenant")
            : QStringLiteral("  tenants    of a task: its argument %1").arg(profile->taskTenant));
    out.line(QStringLiteral("  id         %1").arg(profile->id));
    out.line({});
    showLinks(out, *profile);
    for (const QJsonValue &each : *secrets) {
        const QJsonObject secret = each.toObject();
        out.line(QStringLiteral("Password of %1 for %2: %3")
                .arg(secret.value(QLatin1String("user")).toString(), secret.value(QLatin1String("link")).toString(),
                    secret.value(QLatin1String("state")).toString()));
    }
    co_return ExitCode::Done;
}

} // namespace ph::ctl::env
