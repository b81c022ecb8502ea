// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/env/verbs.h"

#include "app/pilothousectl/env/parts.h"

namespace ph::ctl::env {

namespace {

QList<QCommandLineOption> changeOptions()
{
    return {{QStringLiteral("link"),
                QStringLiteral("A link and its address; again for more. ID is a kind of link, with its role: "
                               "redis-broker, postgres-primary, auth, prometheus …"),
                QStringLiteral("ID=ADDRESS")},
        {QStringLiteral("set"),
            QStringLiteral("A field of the environment (colour, label, shape, protected, read_only, silent, "
                           "second_factor …) or of a link "
                           "(redis-broker.user, auth.issuer …); @FILE reads the value from a file."),
            QStringLiteral("FIELD=VALUE")}};
}

/// What helps whoever types: an example, and what Tab proposes as arguments.
struct Help {
    const char *words;
    const char *example;
    std::function<QStringList(const TypedLine &)> offers {};
    ActOptions act {};
};

const std::vector<Help> &helps()
{
    static const std::vector<Help> s_helps {
        {"env list", "pilothousectl env list --json"},
        {"env show", "pilothousectl env show Staging", offeredNames},
        {"env add",
            "pilothousectl env add Staging --kind staging --link redis-broker=rediss://redis.example.com:6380/0 "
            "--set redis-broker.user=pilothouse_reader",
            {}, plannedAct},
        {"env edit", "pilothousectl env edit Staging --set label=EU --unlink prometheus", offeredNames, plannedAct},
        {"env remove", "pilothousectl env remove Staging --yes Staging", offeredNames,
            {.hasDryRun = true, .isConfirmed = true}},
        {"env check", "pilothousectl env check --env Staging redis-broker", offeredLinks},
        {"env export", "pilothousectl env export Staging staging.json", offeredNames, {.isConfirmed = true}},
        {"env import", "pilothousectl env import staging.json --name \"Staging EU\" --yes", {},
            {.hasDryRun = true, .isConfirmed = true}},
        {"env set-secret", "pilothousectl env set-secret Staging redis-broker pilothouse_reader", offeredSecrets},
        {"env trust", "pilothousectl env trust Staging ssh --yes", offeredHosts,
            {.hasDryRun = true, .isConfirmed = true}},
        {"env unlock", "pilothousectl env unlock"},
    };
    return s_helps;
}

} // namespace

Verbs verbs()
{
    Verbs all;
    all.push_back({QStringLiteral("env list"), {}, QStringLiteral("The environments of this user."),
        QStringLiteral("The environments were not listed"), {}, list, {.hasCsv = true}});
    all.push_back({QStringLiteral("env show"), QStringLiteral("[NAME]"),
        QStringLiteral("One environment (the only one needs no name): guards, links, and which passwords are stored."),
        QStringLiteral("The environment was not shown"), {}, show});
    all.push_back({QStringLiteral("env add"), QStringLiteral("NAME"), QStringLiteral("Add an environment."),
        QStringLiteral("The environment was not added"),
        QList<QCommandLineOption> {{QStringLiteral("kind"),
            QStringLiteral("local, development, staging or production (the default: protected and read-only)."),
            QStringLiteral("KIND")}}
            + changeOptions(),
        add});
    all.push_back({QStringLiteral("env edit"), QStringLiteral("NAME"),
        QStringLiteral("Change an environment; what relaxes a guard needs --yes NAME."),
        QStringLiteral("The environment was not changed"),
        changeOptions()
            + QList<QCommandLineOption> {{QStringLiteral("unlink"), QStringLiteral("Take a link away; again for more."),
                QStringLiteral("ID")}},
        edit});
    all.push_back({QStringLiteral("env remove"), QStringLiteral("NAME"),
        QStringLiteral(
            "Remove an environment and its passwords from the keychain (--yes; protected ones: --yes NAME)."),
        QStringLiteral("The environment was not removed"), {}, remove});
    all.push_back({QStringLiteral("env check"), QStringLiteral("[LINK…]"),
        QStringLiteral("Try the links and say exactly what is wrong."), QStringLiteral("The links were not checked"),
        addressOptions(), check, {.hasCsv = true}});
    all.push_back({QStringLiteral("env export"), QStringLiteral("NAME [FILE]"),
        QStringLiteral("Write an environment without its secrets, to share."),
        QStringLiteral("The environment was not exported"), {}, exportTo});
    all.push_back({QStringLiteral("env import"), QStringLiteral("FILE"),
        QStringLiteral("Take over an exported environment: shows what it takes, needs --yes."),
        QStringLiteral("The environment was not imported"),
        {{QStringLiteral("name"), QStringLiteral("Another name than the file's."), QStringLiteral("NAME")}},
        importFrom});
    all.push_back({QStringLiteral("env set-secret"), QStringLiteral("NAME LINK [USER]"),
        QStringLiteral("Put the password of a link's user into the keychain."),
        QStringLiteral("The password was not stored"),
        {{QStringLiteral("password-stdin"), QStringLiteral("Read the password from standard input.")}}, setSecret});
    all.push_back({QStringLiteral("env trust"), QStringLiteral("NAME LINK"),
        QStringLiteral("Show the keys of an SSH host, and trust them (--yes) once you compared the fingerprints."),
        QStringLiteral("No key was trusted"), {}, trust});
    all.push_back({QStringLiteral("env unlock"), {},
        QStringLiteral("Ask the desktop to open the keyring that holds the passwords."),
        QStringLiteral("The keyring was not opened"), {}, unlock});
    for (Verb &each : all)
        for (const Help &help : helps())
            if (each.words == QLatin1String(help.words)) {
                each.example = QString::fromUtf8(help.example);
                each.offers = help.offers;
                each.act = help.act;
            }
    return all;
}

} // namespace ph::ctl::env
