// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/completion.h"

#include "app/pilothousectl/companion/help.h"
#include "app/pilothousectl/companion/opensession.h"
#include "app/pilothousectl/companion/shellwords.h"
#include "app/pilothousectl/companion/verbsearch.h"
#include "services/base/text.h"

#include <QRegularExpression>
#include <algorithm>
#include <cstdio>

namespace ph::ctl {

namespace {

constexpr int s_fileMeant = 9;

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
    QHash<QString, QString> values;
    std::optional<QCommandLineOption> valueOf;
};

Typed typedOf(const QList<QCommandLineOption> &options, const QStringList &before)
{
    Typed typed;
    for (const QString &word : before) {
        if (typed.valueOf) {
            typed.values.insert(typed.valueOf->names().constFirst(), word);
            typed.valueOf.reset();
        } else if (word.startsWith(QLatin1String("--"))) {
            const QString name = word.mid(2).section(QLatin1Char('='), 0, 0);
            const auto option = std::ranges::find_if(
                options, [&](const QCommandLineOption &each) { return each.names().contains(name); });
            if (option == options.end() || option->valueName().isEmpty())
                continue;
            if (word.contains(QLatin1Char('=')))
                typed.values.insert(name, word.section(QLatin1Char('='), 1));
            else
                typed.valueOf = *option;
        } else {
            typed.words << word;
        }
    }
    return typed;
}

bool isFileName(const QString &placeholder)
{
    return placeholder.contains(QLatin1String("FILE")) || placeholder.contains(QLatin1String("FOLDER"));
}

Completions valuesFor(const QCommandLineOption &option) { return {valuesOf(option), isFileName(option.valueName())}; }

Completions nextWords(const Verbs &verbs, const Typed &typed)
{
    Completions next;
    const QStringList &words = typed.words;
    for (const Verb &verb : verbs) {
        const QStringList own = verb.words.split(QLatin1Char(' '));
        if (!verb.isHidden && own.size() > words.size() && own.mid(0, words.size()) == words)
            next.words << own[words.size()];
    }
    if (words.isEmpty())
        next.words << QStringLiteral("help");
    const FoundVerb found = findVerb(verbs, words);
    if (found.verb == nullptr)
        return next;
    const TypedLine line {words.mid(found.used), typed.values};
    if (found.verb->offers)
        next.words += found.verb->offers(line);
    const QString placeholder
        = found.verb->arguments.section(QLatin1Char(' '), int(line.arguments.size()), int(line.arguments.size()));
    next.isFile = isFileName(placeholder);
    if (placeholder.contains(QLatin1Char('|'))) // "bash|zsh|fish"
        next.words += placeholder.split(QLatin1Char('|'));
    return next;
}

/// Those that the verb would not refuse.
Completions optionsOf(const Verb *verb)
{
    Verb any;
    any.answers = {.hasCsv = true, .canWatch = true};
    any.act = plannedAct;
    const Verb &takes = verb != nullptr ? *verb : any;
    Completions all;
    for (const QCommandLineOption &option : ownOptions(takes) + optionsForAll(takes))
        all.words << QStringLiteral("--") + option.names().constFirst();
    return all;
}

/// `--env=Ac`: the values, each with the option before it.
Completions valuesAfterSign(const QList<QCommandLineOption> &options, const QString &current)
{
    const QString name = current.mid(2).section(QLatin1Char('='), 0, 0);
    for (const QCommandLineOption &option : options) {
        if (!option.names().contains(name) || option.valueName().isEmpty())
            continue;
        Completions all = valuesFor(option);
        for (QString &each : all.words)
            each.prepend(QStringLiteral("--%1=").arg(name));
        return all;
    }
    return {};
}

/// Those that begin with `current`; in another case only where none does in this one.
QStringList beginning(const QStringList &all, const QString &current)
{
    for (const auto sensitivity : {Qt::CaseSensitive, Qt::CaseInsensitive}) {
        QStringList found;
        for (const QString &each : all)
            if (each.startsWith(current, sensitivity) && !found.contains(each))
                found << each;
        if (!found.isEmpty())
            return found;
    }
    return {};
}

/// Bash hands over the line, from the beginning of the command (its assignments included) to the cursor.
QStringList wordsOfLine(const QString &line)
{
    static const QRegularExpression s_assignment(QStringLiteral("^[A-Za-z_][A-Za-z0-9_]*="));
    QStringList words = typedWords(line);
    while (words.size() > 1 && words.first().contains(s_assignment))
        words.removeFirst();
    return words.mid(1); // the program
}

} // namespace

QString completionRequest() { return QStringLiteral("__complete"); }

Completions completionsOf(const Verbs &verbs, const QStringList &given)
{
    // `help tasks revoke` is `tasks revoke --help`.
    const bool isHelp = given.size() > 1 && given.first() == QLatin1String("help");
    const QStringList words = given.mid(isHelp ? 1 : 0);
    const QString current = words.isEmpty() ? QString() : words.last();
    const QStringList before = words.mid(0, std::max<qsizetype>(0, words.size() - 1));
    const FoundVerb found = findVerb(verbs, typedOf(globalOptions(), before).words);
    const QList<QCommandLineOption> options
        = globalOptions() + (found.verb != nullptr ? found.verb->options : QList<QCommandLineOption> {});
    const Typed typed = typedOf(options, before);
    Completions all = typed.valueOf ? valuesFor(*typed.valueOf)
        : current.startsWith(QLatin1String("--")) && current.contains(QLatin1Char('='))
        ? valuesAfterSign(options, current)
        : current.startsWith(QLatin1Char('-')) ? optionsOf(found.verb)
                                               : nextWords(verbs, typed);
    if (isHelp && before.isEmpty())
        all.words << exitCodesTopic();
    all.words = beginning(all.words, current);
    all.isFile = all.isFile && all.words.isEmpty() && !isHelp;
    return all;
}

int answerCompletion(const Verbs &verbs, const QStringList &request)
{
    const QString shell = request.value(0);
    const bool isBash = shell == QLatin1String("bash");
    QStringList words = isBash ? wordsOfLine(request.value(1)) : request.mid(1);
    const QString typed = words.isEmpty() ? QString() : words.last();
    // Fish hands over the words before the last one without their quotes.
    for (qsizetype i = shell == QLatin1String("fish") ? words.size() - 1 : 0; i < words.size(); ++i)
        if (i >= 0)
            words[i] = unquoted(words[i]);
    const Completions found = completionsOf(verbs, words);
    for (const QString &each : found.words)
        if (visible(each) == each) // what has no sign that a terminal would obey
            std::puts((isBash ? bashReplacement(typed, each, request.value(2)) : each).toUtf8().constData());
    return found.isFile ? s_fileMeant : 0;
}

} // namespace ph::ctl
