// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/completion.h"

#include "app/pilothousectl/companion/opensession.h"
#include "app/pilothousectl/companion/verbsearch.h"

#include <algorithm>

namespace ph::ctl {

namespace {

constexpr const char *s_bash = R"SH(_pilothousectl()
{
    local each
    local -a found
    mapfile -t found < <(pilothousectl __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    COMPREPLY=()
    for each in "${found[@]}"; do
        printf -v each %q "$each"
        COMPREPLY+=("$each")
    done
}
complete -o default -F _pilothousectl pilothousectl
)SH";

constexpr const char *s_zsh = R"SH(#compdef pilothousectl
_pilothousectl()
{
    local -a found
    found=("${(@f)$(pilothousectl __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n "${found[1]}" ]]; then
        compadd -- "${found[@]}"
    else
        _files
    fi
}
if [[ "${funcstack[1]}" == _pilothousectl ]]; then
    _pilothousectl
else
    compdef _pilothousectl pilothousectl
fi
)SH";

constexpr const char *s_fish = R"SH(function __pilothousectl_complete
    set -l words (commandline -opc) (commandline -ct)
    pilothousectl __complete $words[2..-1] 2>/dev/null
end
complete -c pilothousectl -f -a '(__pilothousectl_complete)'
complete -c pilothousectl -n 'not count (__pilothousectl_complete) >/dev/null' -F
)SH";

constexpr const char *shellScript(const QString &shell)
{
    return shell == QLatin1String("bash") ? s_bash
        : shell == QLatin1String("zsh")   ? s_zsh
        : shell == QLatin1String("fish")  ? s_fish
                                          : nullptr;
}

Task<ExitCode> run(Context *ctx)
{
    const char *script = ctx->arguments().size() == 1 ? shellScript(ctx->arguments().first()) : nullptr;
    if (script == nullptr)
        co_return fail(ErrorKind::Invalid, QStringLiteral("the name of one shell is expected"),
            ctx->arguments().join(QLatin1Char(' ')),
            QStringLiteral("give bash, zsh or fish; for example: source <(pilothousectl completion bash)"));
    ctx->out().raw(script);
    co_return ExitCode::Done;
}

QStringList environmentNames()
{
    QStringList names;
    if (const auto listing = allProfiles())
        for (const platform::Profile &each : listing->profiles)
            names << each.name;
    return names;
}

/// The fixed values of an option; nothing: a file, a number, a text.
QStringList valuesOf(const QCommandLineOption &option)
{
    static const QHash<QString, QString> s_values {
        {QStringLiteral("state"),
            QStringLiteral("failed retrying running received queued succeeded revoked rejected waiting ended")},
        {QStringLiteral("format"), QStringLiteral("csv ndjson")},
        {QStringLiteral("kind"), QStringLiteral("local development staging production")},
        {QStringLiteral("scope"), QStringLiteral("local others everywhere")},
        {QStringLiteral("signal"), QStringLiteral("SIGTERM SIGKILL SIGINT SIGQUIT SIGHUP SIGUSR1 SIGUSR2")}};
    const QString name = option.names().constFirst();
    return name == QLatin1String("env") ? environmentNames()
                                        : s_values.value(name).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

/// The words of the command line that are verbs and arguments, and the option that the last word is the value of.
struct Typed {
    QStringList words;
    std::optional<QCommandLineOption> valueOf;
};

Typed typedOf(const QList<QCommandLineOption> &options, const QStringList &before)
{
    Typed typed;
    for (const QString &word : before) {
        if (typed.valueOf) {
            typed.valueOf.reset();
        } else if (word.startsWith(QLatin1String("--"))) {
            const auto option = std::ranges::find_if(
                options, [&](const QCommandLineOption &each) { return each.names().contains(word.mid(2)); });
            if (option != options.end() && !option->valueName().isEmpty())
                typed.valueOf = *option;
        } else {
            typed.words << word;
        }
    }
    return typed;
}

QStringList nextWords(const Verbs &verbs, const QStringList &words)
{
    QStringList next;
    for (const Verb &verb : verbs) {
        const QStringList own = verb.words.split(QLatin1Char(' '));
        if (!verb.isHidden && own.size() > words.size() && own.mid(0, words.size()) == words)
            next << own[words.size()];
    }
    const FoundVerb found = findVerb(verbs, words);
    if (found.verb != nullptr && found.used == words.size()) {
        const QString &arguments = found.verb->arguments;
        const bool isNew = found.verb->words == QLatin1String("env add");
        if (found.verb->words.startsWith(QLatin1String("env ")) && arguments.contains(QLatin1String("NAME")) && !isNew)
            next += environmentNames();
        else if (arguments.contains(QLatin1Char('|'))) // "bash|zsh|fish"
            next += arguments.split(QLatin1Char('|'));
    }
    return next;
}

} // namespace

QString completionRequest() { return QStringLiteral("__complete"); }

QStringList completionsOf(const Verbs &verbs, const QStringList &words)
{
    const QString current = words.isEmpty() ? QString() : words.last();
    const QStringList before = words.mid(0, std::max<qsizetype>(0, words.size() - 1));
    const FoundVerb found = findVerb(verbs, typedOf(globalOptions(), before).words);
    const QList<QCommandLineOption> options
        = globalOptions() + (found.verb != nullptr ? found.verb->options : QList<QCommandLineOption> {});
    const Typed typed = typedOf(options, before);
    QStringList all;
    if (typed.valueOf) {
        all = valuesOf(*typed.valueOf);
    } else if (current.startsWith(QLatin1Char('-'))) {
        for (const QCommandLineOption &option : options)
            if (!option.flags().testFlag(QCommandLineOption::HiddenFromHelp))
                all << QStringLiteral("--") + option.names().constFirst();
        all << QStringLiteral("--help");
    } else {
        all = nextWords(verbs, typed.words);
    }
    all.removeIf([&](const QString &each) { return !each.startsWith(current, Qt::CaseInsensitive); });
    all.removeDuplicates();
    return all;
}

Verb completionVerb()
{
    return {QStringLiteral("completion"), QStringLiteral("bash|zsh|fish"),
        QStringLiteral("The lines that teach a shell to complete these words: source <(pilothousectl completion bash)"),
        QStringLiteral("No lines were written"), {}, run};
}

} // namespace ph::ctl
