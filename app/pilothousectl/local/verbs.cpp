// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/local/verbs.h"

#include "app/pilothousectl/local/logs.h"
#include "app/pilothousectl/local/show.h"
#include "services/localplatform/localplatform.h"
#include "services/localplatform/supervisor.h"

#include <QJsonArray>

namespace ph::ctl::local {

using localplatform::LocalPlatform;
using localplatform::PlatformStatus;

namespace {

QList<QCommandLineOption> placeOptions(QList<QCommandLineOption> more = {})
{
    return QList<QCommandLineOption> {
               {QStringLiteral("name"), QStringLiteral("Which local platform (default: default)."),
                   QStringLiteral("NAME"), QStringLiteral("default")},
               {QStringLiteral("base"), QStringLiteral("Folder that holds the platforms' folders."),
                   QStringLiteral("FOLDER")}}
    + more;
}

QList<QCommandLineOption> loadOptions()
{
    return {{QStringLiteral("quiet"), QStringLiteral("Without the load generator.")},
        {QStringLiteral("seed"), QStringLiteral("Of the load generator: same seed, same day (default: 1)."),
            QStringLiteral("N"), QStringLiteral("1")}};
}

Result<std::unique_ptr<LocalPlatform>> platformOf(const Context &ctx)
{
    return LocalPlatform::make({ctx.value("name"), ctx.value("base"), {}}, ctx.clock());
}

Result<int> seedOf(const Context &ctx)
{
    bool good = false;
    const int seed = ctx.value("seed").toInt(&good);
    if (!good || seed < 0)
        return fail(ErrorKind::Invalid, QStringLiteral("a whole number from 0 to 2147483647 is expected"),
            QStringLiteral("--seed"));
    return seed;
}

Result<QString> oneArgument(const Context &ctx, const QString &what)
{
    if (ctx.arguments().size() != 1)
        return fail(
            ErrorKind::Invalid, QStringLiteral("one argument is expected: %1").arg(what), QStringLiteral("arguments"));
    return ctx.arguments().first();
}

/// What a platform that ran already has otherwise than it was asked for now; empty: nothing.
QString otherThanAsked(const Context &ctx, int seed, const localplatform::Folder &folder, const PlatformStatus &now)
{
    const bool isQuiet = ctx.isSet("quiet");
    const bool isOtherSeed = ctx.isSet("seed") && !isQuiet && !now.isQuiet && seed != now.seed;
    if (isQuiet == now.isQuiet && !isOtherSeed)
        return {};
    QString again = QStringLiteral("up");
    if (isQuiet)
        again += QStringLiteral(" --quiet");
    if (ctx.isSet("seed"))
        again += QStringLiteral(" --seed %1").arg(seed);
    return QStringLiteral("It runs %1, and was left so. To have it as asked: %2, then %3.")
        .arg(now.isQuiet ? QStringLiteral("without the load generator")
                         : QStringLiteral("with the load generator, seed %1").arg(now.seed),
            folder.command(QStringLiteral("down")), folder.command(again));
}

Task<ExitCode> up(Context *ctx)
{
    auto local = platformOf(*ctx);
    if (!local)
        co_return fail(local.error());
    const auto seed = seedOf(*ctx);
    if (!seed)
        co_return fail(seed.error());
    Progress progress(ctx->out());
    LocalPlatform::Up options;
    options.isQuiet = ctx->isSet("quiet");
    options.seed = *seed;
    options.progress = [&progress](const PlatformStatus &status) { progress.show(status); };
    const auto result = co_await (*local)->up(std::move(options), ctx->stop());
    if (!result)
        co_return fail(result.error());
    if (result->wasRunning)
        ctx->out().note(QStringLiteral("The local platform “%1” is already running.").arg(result->status.name));
    const QString other
        = result->wasRunning ? otherThanAsked(*ctx, *seed, (*local)->folder(), result->status) : QString();
    showStatus(ctx->out(), (*local)->folder(), result->status);
    if (other.isEmpty())
        co_return ExitCode::Done;
    ctx->out().note(other); // last, so that it is read
    co_return ExitCode::Warnings;
}

Task<ExitCode> down(Context *ctx)
{
    auto local = platformOf(*ctx);
    if (!local)
        co_return fail(local.error());
    const auto &folder = (*local)->folder();
    const auto done = co_await (*local)->down(ctx->stop());
    const bool didRun = done || done.error().kind != ErrorKind::NotFound;
    if (!done && didRun)
        co_return fail(done.error());
    ctx->out().outcome(didRun ? QStringLiteral("The local platform “%1” has stopped. Its data stays in %2.")
                                    .arg(folder.name(), folder.path())
                              : QStringLiteral("The local platform “%1” does not run.").arg(folder.name()),
        {{QStringLiteral("name"), folder.name()}, {QStringLiteral("folder"), folder.path()},
            {QStringLiteral("running"), false}, {QStringLiteral("was_running"), didRun}});
    co_return ExitCode::Done;
}

Task<ExitCode> status(Context *ctx)
{
    auto local = platformOf(*ctx);
    if (!local)
        co_return fail(local.error());
    for (;;) {
        const auto now = co_await (*local)->status(ctx->stop());
        if (!now)
            co_return fail(now.error());
        if (ctx->isSet("watch"))
            ctx->out().beginFrame();
        showStatus(ctx->out(), (*local)->folder(), *now);
        ctx->out().flush();
        if (!ctx->isSet("watch") || ctx->out().isBroken())
            co_return now->isReady() ? ExitCode::Done : now->isRunning() ? ExitCode::Warnings : ExitCode::Unreachable;
        if (auto slept = co_await sleepFor(Deadline {1000}, ctx->stop()); !slept)
            co_return ExitCode::Done;
    }
}

Task<ExitCode> logs(Context *ctx)
{
    auto local = platformOf(*ctx);
    if (!local)
        co_return fail(local.error());
    if (ctx->arguments().size() > 1)
        co_return fail(ErrorKind::Invalid, QStringLiteral("at most one part is expected"), QStringLiteral("arguments"));
    const QString part = ctx->arguments().value(0);
    co_return co_await showLogs(
        (*local)->folder(), part, part.isEmpty() ? 5 : 60, ctx->isSet("follow"), &ctx->out(), ctx->stop());
}

Task<ExitCode> profile(Context *ctx)
{
    auto local = platformOf(*ctx);
    if (!local)
        co_return fail(local.error());
    const auto profile = (*local)->profile();
    if (!profile)
        co_return fail(profile.error());
    ctx->out().json(platform::profileToJson(*profile));
    co_return ExitCode::Done;
}

Task<ExitCode> accounts(Context *ctx)
{
    auto local = platformOf(*ctx);
    if (!local)
        co_return fail(local.error());
    const auto accounts = (*local)->accounts();
    if (!accounts && accounts.error().kind == ErrorKind::NotFound)
        co_return fail(ErrorKind::NotFound, QStringLiteral("it was never started"), (*local)->folder().path(),
            QStringLiteral("start it with %1").arg((*local)->folder().command(QStringLiteral("up"))));
    if (!accounts)
        co_return fail(accounts.error());
    std::vector<std::vector<Cell>> rows;
    for (const auto &account : *accounts)
        rows.push_back({Cell(account.email), Cell(QString::fromLatin1(account.password.reveal())), Cell(account.title),
            Cell(account.about)});
    ctx->out().table(
        {{QStringLiteral("Account"), QStringLiteral("email")}, {QStringLiteral("Password"), QStringLiteral("password")},
            {QStringLiteral("Who"), QStringLiteral("title")}, {QStringLiteral("May"), QStringLiteral("about")}},
        rows);
    co_return ExitCode::Done;
}

Task<ExitCode> holdOrRelease(Context *ctx, bool isHold)
{
    auto local = platformOf(*ctx);
    if (!local)
        co_return fail(local.error());
    const auto part = oneArgument(*ctx, QStringLiteral("the part"));
    if (!part)
        co_return fail(part.error());
    const auto now
        = isHold ? co_await (*local)->hold(*part, ctx->stop()) : co_await (*local)->release(*part, ctx->stop());
    if (!now)
        co_return fail(now.error());
    ctx->out().outcome(isHold ? QStringLiteral("%1 is held.").arg(*part) : QStringLiteral("%1 is ready.").arg(*part),
        localplatform::toJson(*now));
    co_return ExitCode::Done;
}

Task<ExitCode> reset(Context *ctx)
{
    auto local = platformOf(*ctx);
    if (!local)
        co_return fail(local.error());
    const QString path = (*local)->folder().path();
    const auto json = [&](bool isRemoved) {
        return QJsonObject {{QStringLiteral("name"), (*local)->folder().name()}, {QStringLiteral("folder"), path},
            {QStringLiteral("removed"), isRemoved}};
    };
    if (ctx->isDryRun()) {
        ctx->out().outcome(QStringLiteral("Would remove %1 with everything in it.").arg(path), json(false));
        co_return ExitCode::Done;
    }
    if (!(*local)->folder().exists()) {
        ctx->out().outcome(QStringLiteral("There is nothing at %1.").arg(path), json(false));
        co_return ExitCode::Done;
    }
    if (const QString typed = ctx->confirmedName(); !typed.isEmpty() && typed != (*local)->folder().name())
        co_return fail(ErrorKind::Refused, QStringLiteral("“%1” is not its name").arg(typed.left(60)),
            (*local)->folder().name(), QStringLiteral("name it with --name, and a bare --yes stands last"),
            QStringLiteral("typed-name"));
    if (!ctx->isConfirmed())
        co_return fail(ErrorKind::Refused, QStringLiteral("this removes %1 with everything in it").arg(path),
            (*local)->folder().name(), QStringLiteral("repeat it with --yes"), QStringLiteral("confirmation"));
    if (ctx->isSet("stop")) {
        const auto stopped = co_await (*local)->down(ctx->stop());
        if (!stopped && stopped.error().kind != ErrorKind::NotFound)
            co_return fail(stopped.error());
    }
    const auto done = co_await (*local)->reset(ctx->stop());
    if (!done)
        co_return fail(done.error());
    ctx->out().outcome(QStringLiteral("%1 is removed.").arg(path), json(true));
    co_return ExitCode::Done;
}

Task<ExitCode> supervise(Context *ctx)
{
    const auto seed = seedOf(*ctx);
    if (!seed)
        co_return fail(seed.error());
    localplatform::Supervisor supervisor(
        {ctx->value("name"), ctx->value("base"), ctx->isSet("quiet"), *seed}, ctx->clock());
    const auto done = co_await supervisor.run(ctx->stop());
    if (!done)
        co_return fail(done.error());
    co_return ExitCode::Done;
}

/// For completion: the parts that have a log. Those of a platform that was never started are not known.
QStringList offeredParts(const TypedLine &line, bool hasSupervisor)
{
    if (!line.arguments.isEmpty())
        return {};
    const auto folder
        = localplatform::Folder::named(line.options.value(QStringLiteral("name"), QStringLiteral("default")),
            line.options.value(QStringLiteral("base")));
    QStringList parts = folder ? partsWithLog(*folder) : QStringList();
    if (!hasSupervisor) // it keeps the others; it is no part that can be held
        parts.removeAll(QStringLiteral("supervisor"));
    return parts;
}

QString exampleOf(const QString &words)
{
    static const QHash<QString, QString> s_arguments {{QStringLiteral("up"), QStringLiteral(" --quiet")},
        {QStringLiteral("status"), QStringLiteral(" --watch")},
        {QStringLiteral("logs"), QStringLiteral(" worker-1 --follow")},
        {QStringLiteral("profile"), QStringLiteral(" --name second")},
        {QStringLiteral("accounts"), QStringLiteral(" --json")}, {QStringLiteral("hold"), QStringLiteral(" redis")},
        {QStringLiteral("release"), QStringLiteral(" redis")},
        {QStringLiteral("reset"), QStringLiteral(" --stop --yes")}};
    return QStringLiteral("pilothousectl ") + words + s_arguments.value(words.section(QLatin1Char(' '), 1));
}

Verb verb(const char *words, const char *arguments, const char *summary, const char *failure,
    QList<QCommandLineOption> options, std::function<Task<ExitCode>(Context *)> run, Answers answers = {})
{
    return {QStringLiteral("local ") + QLatin1String(words), QLatin1String(arguments), QString::fromUtf8(summary),
        QString::fromUtf8(failure), std::move(options), std::move(run), answers};
}

} // namespace

Verbs verbs()
{
    Verbs all;
    all.push_back(verb("up", "", "Start a real platform on this machine, and wait until all of it answers.",
        "The local platform was not started", placeOptions(loadOptions()), up));
    all.push_back(
        verb("down", "", "Stop it; its data stays.", "The local platform was not stopped", placeOptions(), down));
    all.push_back(verb("status", "", "Its parts: state, address, process, log.",
        "The state of the local platform was not read", placeOptions(), status, {.hasCsv = true, .canWatch = true}));
    all.push_back(verb("logs", "[PART]", "The last lines of the parts' logs.", "The logs were not shown",
        placeOptions({{QStringLiteral("follow"), QStringLiteral("Go on with what is added.")}}), logs));
    all.push_back(verb("profile", "", "The environment to connect with, as JSON without secrets.",
        "The environment was not shown", placeOptions(), profile));
    all.push_back(verb("accounts", "", "The demo accounts with their passwords.", "The demo accounts were not shown",
        placeOptions(), accounts, {.hasCsv = true}));
    all.push_back(verb("hold", "PART", "Stop one part and keep it stopped.", "The part was not held", placeOptions(),
        [](Context *ctx) { return holdOrRelease(ctx, true); }));
    all.push_back(verb("release", "PART", "Start a held part again.", "The part was not released", placeOptions(),
        [](Context *ctx) { return holdOrRelease(ctx, false); }));
    all.push_back(
        verb("reset", "", "Remove the platform's folder with all its data.", "The local platform was not removed",
            placeOptions({{QStringLiteral("stop"), QStringLiteral("Stop it first.")}}), reset));
    for (Verb &each : all)
        if (each.arguments.contains(QLatin1String("PART")))
            each.offers = [isLog = each.words == QLatin1String("local logs")](
                              const TypedLine &line) { return offeredParts(line, isLog); };
    all.back().act = {.hasDryRun = true, .isConfirmed = true}; // reset
    for (Verb &each : all)
        each.example = exampleOf(each.words);
    Verb hidden = verb("supervise", "", "For `local up`: keeps the platform running.",
        "The local platform was not supervised", placeOptions(loadOptions()), supervise);
    hidden.isHidden = true;
    all.push_back(std::move(hidden));
    return all;
}

} // namespace ph::ctl::local
