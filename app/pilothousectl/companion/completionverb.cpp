// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/completion.h"

namespace ph::ctl {

namespace {

// Each asks the program that was typed (it may not be in PATH), and leaves files to the shell.

constexpr const char *s_bash = R"SH(_pilothousectl()
{
    local program=$1 found
    [[ $program == "~/"* ]] && program=$HOME/${program#"~/"}
    found=$("$program" __complete bash "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
    [[ $? == 9 ]] && compopt -o default
    COMPREPLY=()
    [[ -n $found ]] && mapfile -t COMPREPLY <<<"$found"
}
complete -F _pilothousectl pilothousectl
)SH";

constexpr const char *s_zsh = R"SH(#compdef pilothousectl
_pilothousectl()
{
    local program=${words[1]/#\~\//$HOME/} current=$QIPREFIX$PREFIX option found
    [[ "${words[CURRENT]}" == --*=*[\"\']* ]] && return 1 # quotes that zsh itself does not see through
    found=$("$program" __complete zsh "${(@)words[2,CURRENT-1]}" "$current" 2>/dev/null)
    local -i answer=$?
    if [[ "$current" == --*=* ]]; then
        option=${current%%=*}=
        compset -P '--*='
    fi
    if (( answer == 9 )); then
        _files
    elif [[ -n "$found" ]]; then
        compadd -- "${(@)${(@f)found}#$option}"
    fi
}
if [[ "${funcstack[1]}" == _pilothousectl ]]; then
    _pilothousectl
elif (( $+functions[compdef] )); then
    compdef _pilothousectl pilothousectl
else
    print -u2 "pilothousectl: completion needs zsh's own: autoload -Uz compinit && compinit, before this line"
fi
)SH";

constexpr const char *s_fish = R"SH(function __pilothousectl_complete
    set -l words (commandline -opc)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l found ($program __complete fish $words[2..-1] (commandline -ct) 2>/dev/null)
    if test $status = 9
        set -l option (string match -r '^--[^=]*=' -- (commandline -ct))
        set -l files (__fish_complete_path (string replace -r '^--[^=]*=' '' -- (commandline -ct)))
        string join \n -- "$option"$files
    else
        string join \n -- $found
    end
end
complete -c pilothousectl -f -a '(__pilothousectl_complete)'
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
            QStringLiteral("give bash, zsh or fish: `source <(pilothousectl completion bash)`, zsh alike; in fish "
                           "`pilothousectl completion fish | source`"));
    if (ctx->out().format() == Output::Format::Json)
        ctx->out().json(QJsonObject {{QStringLiteral("shell"), ctx->arguments().first()},
            {QStringLiteral("script"), QString::fromUtf8(script)}});
    else
        ctx->out().raw(script);
    co_return ExitCode::Done;
}

} // namespace

Verb completionVerb()
{
    Verb verb {QStringLiteral("completion"), QStringLiteral("bash|zsh|fish"),
        QStringLiteral("The lines that teach a shell to complete; in fish: pilothousectl completion fish | source"),
        QStringLiteral("No lines were written"), {}, run};
    verb.example = QStringLiteral("source <(pilothousectl completion bash)");
    return verb;
}

} // namespace ph::ctl
