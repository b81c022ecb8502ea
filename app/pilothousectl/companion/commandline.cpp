// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/commandline.h"

#include "app/pilothousectl/companion/completion.h"
#include "app/pilothousectl/companion/help.h"
#include "app/pilothousectl/companion/verbsearch.h"
#include "services/base/post.h"
#include "services/base/text.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace ph::ctl {

namespace {

int s_signalPipe[2] = {-1, -1};

void onSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(s_signalPipe[1], &byte, 1);
}

/// Ctrl+C asks the verb to stop; a second one ends the process.
class SignalStop final {
public:
    SignalStop()
    {
        if (::pipe2(s_signalPipe, O_CLOEXEC | O_NONBLOCK) != 0)
            return;
        m_notifier = std::make_unique<QSocketNotifier>(s_signalPipe[0], QSocketNotifier::Read);
        QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] {
            m_notifier->setEnabled(false);
            std::signal(SIGINT, SIG_DFL);
            std::signal(SIGTERM, SIG_DFL);
            m_source.request_stop();
        });
        std::signal(SIGINT, onSignal);
        std::signal(SIGTERM, onSignal);
    }
    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

/// `--yes NAME` becomes `--yes --yes-name NAME`. So a bare --yes stands last, or before another option.
QStringList withNameSplit(const QStringList &arguments)
{
    QStringList split;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &argument = arguments[i];
        const bool isYes = argument == QLatin1String("--yes");
        if (argument.startsWith(QLatin1String("--yes=")))
            split << QStringLiteral("--yes") << QStringLiteral("--yes-name") << argument.mid(6);
        else if (isYes && i + 1 < arguments.size() && !arguments[i + 1].startsWith(QLatin1Char('-')))
            split << argument << QStringLiteral("--yes-name") << arguments[++i];
        else
            split << argument;
    }
    return split;
}

/// What was typed is wrong: what did not happen, because of what, what to do. With --json as an object.
int usageError(const QStringList &arguments, const Verb *verb, const QString &what, const QString &hint)
{
    const bool isJson = arguments.contains(QLatin1String("--json"));
    Output output(isJson ? Output::Format::Json : Output::Format::Human);
    const QString failure = verb != nullptr ? verb->failure : QStringLiteral("Nothing was done");
    if (isJson)
        output.error(fail(ErrorKind::Invalid, what, {}, hint, QStringLiteral("usage")).error(), failure);
    else
        output.note(QStringLiteral("%1. %2. %3").arg(failure, what, hint));
    output.flush();
    return int(ExitCode::Usage);
}

QString helpHint(const Verb &verb)
{
    return QStringLiteral("`pilothousectl %1 --help` shows what it takes.").arg(verb.words);
}

/// Where nothing nearer is known, the verb's own help says what it takes.
Error withHelpNamed(Error error, const Verb &verb)
{
    if (error.kind != ErrorKind::Invalid)
        return error;
    if (error.where == QLatin1String("arguments") || error.where == verb.words)
        error.where.clear();
    if (error.hint.isEmpty() && error.code.isEmpty())
        error.hint = helpHint(verb);
    return error;
}

/// The last of an answer is written; Failed in place of Done when it could not be.
ExitCode endOf(Output &output, ExitCode code)
{
    output.flush();
    if (!output.isBroken() || output.isReaderGone() || code != ExitCode::Done)
        return code;
    output.note(QStringLiteral("The answer could not be written to standard output."));
    return ExitCode::Failed;
}

constexpr int s_helpWidth = 100; // where there is no terminal

/// What was asked for and is not one verb's answer: help. Failed: it could not be written.
int print(const QString &text)
{
    Output output(Output::Format::Human);
    output.raw(text.toUtf8());
    return int(endOf(output, ExitCode::Done));
}

/// No verb begins so: what there is.
int noVerb(const Verbs &verbs, const QStringList &arguments, const QStringList &words)
{
    const bool asked = arguments.contains(QLatin1String("--help")) || arguments.contains(QLatin1String("-h"));
    if (arguments.contains(QLatin1String("--version"))) {
        std::puts("pilothousectl " PH_VERSION);
        return 0;
    }
    if (words.isEmpty()) {
        if (asked)
            return print(usageOf(verbs));
        std::fputs(usageOf(verbs).toUtf8().constData(), stderr);
        return int(ExitCode::Usage);
    }
    if (asked && words.first() == exitCodesTopic())
        return print(exitCodesHelp());
    const QString area = words.first();
    const bool isArea = !verbsOf(verbs, area).empty();
    if (isArea && (asked || words.size() == 1)) {
        if (asked)
            return print(usageOfArea(verbs, area));
        return usageError(arguments, nullptr, QStringLiteral("“%1” needs a verb").arg(area),
            QStringLiteral("There are:\n") + usageOfArea(verbs, area).chopped(1));
    }
    const QString guess = nearestVerb(verbs, words);
    const QString list = isArea ? QStringLiteral("`pilothousectl %1 --help` lists its verbs.").arg(area)
                                : QStringLiteral("`pilothousectl --help` lists everything.");
    return usageError(arguments, nullptr,
        QStringLiteral("There is no “%1”").arg(visible(words.mid(0, 2).join(QLatin1Char(' '))).left(60)),
        (guess.isEmpty() ? QString() : QStringLiteral("Did you mean “%1”? ").arg(guess)) + list);
}

/// `help tasks revoke` is `tasks revoke --help`.
QStringList withHelpLast(QStringList arguments)
{
    if (arguments.value(1) == QLatin1String("help")) {
        arguments.removeAt(1);
        arguments << QStringLiteral("--help");
    }
    return arguments;
}

/// Qt's text ends with a full stop, or with none.
QString withoutStop(QString text)
{
    while (text.endsWith(QLatin1Char('.')))
        text.chop(1);
    return text;
}

/// An option that was given, but with nothing in it: most likely a variable of a script that is not set. Taken for "not
/// given" it would mean something else than was meant.
QString emptyOption(const QCommandLineParser &parser, const QList<QCommandLineOption> &options)
{
    for (const QCommandLineOption &option : options) {
        const QString name = option.names().constFirst();
        if (option.valueName().isEmpty() || name == QLatin1String("reason") || !parser.isSet(option))
            continue;
        for (const QString &value : parser.values(option))
            if (value.trimmed().isEmpty())
                return name == QLatin1String("yes-name") ? QStringLiteral("yes") : name;
    }
    return {};
}

/// For an option that there is not: what was meant.
QString nearOption(const QCommandLineParser &parser, const Verb &verb)
{
    QStringList names;
    for (const QCommandLineOption &option : ownOptions(verb) + optionsForAll(verb))
        names << option.names().constFirst();
    const QString guess
        = parser.unknownOptionNames().isEmpty() ? QString() : nearestOf(names, parser.unknownOptionNames().first());
    return guess.isEmpty() ? QString() : QStringLiteral("Did you mean “--%1”? ").arg(guess);
}

/// An option of acts that this verb does not take. Silence would let it pass for a promise.
QString refusedActOption(const QCommandLineParser &parser, const Verb &verb)
{
    for (const char *name : {"dry-run", "yes", "reason"})
        if (parser.isSet(QLatin1String(name)) && !takesForActs(verb, QLatin1String(name)))
            return QLatin1String(name);
    return {};
}

struct Refusal {
    QString what {};
    QString hint {};
};

/// Why the verb cannot answer in the way that was asked for; empty: it can.
Refusal refusedAnswer(const QCommandLineParser &parser, const Verb &verb)
{
    const bool isCsv = parser.isSet(QStringLiteral("csv"));
    if (parser.isSet(QStringLiteral("json")) && isCsv)
        return {QStringLiteral("--json and --csv exclude each other"), QStringLiteral("Give one of them.")};
    if (isCsv && !verb.answers.hasCsv)
        return {QStringLiteral("“%1” is no single table, so it has no CSV").arg(verb.words),
            QStringLiteral("It answers as text and with --json.")};
    if (parser.isSet(QStringLiteral("watch")) && !verb.answers.canWatch)
        return {
            QStringLiteral("“%1” answers once; it has no --watch").arg(verb.words), QStringLiteral("Leave it out.")};
    if (const QString option = refusedActOption(parser, verb); !option.isEmpty())
        return {QStringLiteral("“%1” takes no --%2").arg(verb.words, option), helpHint(verb)};
    return {};
}

/// The verb's words may stand before or after global options with values: take the words only.
QStringList leadingWords(const QStringList &arguments)
{
    static const QStringList s_withValue
        = {QStringLiteral("--env"), QStringLiteral("--yes-name"), QStringLiteral("--reason")};
    QStringList words;
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        const QString &argument = arguments[i];
        if (s_withValue.contains(argument)) {
            ++i;
        } else if (argument.startsWith(QLatin1Char('-'))) {
            if (!words.isEmpty())
                break;
        } else {
            words << argument;
        }
    }
    return words;
}

} // namespace

int runCompanion(const QStringList &given, const Verbs &verbs, const Clock &clock)
{
    if (given.value(1) == completionRequest())
        return answerCompletion(verbs, given.mid(2));
    // Decoded they would be other names than were typed.
    if (const auto broken = std::ranges::find_if(
            given, [](const QString &each) { return each.contains(QChar(QChar::ReplacementCharacter)); });
        broken != given.end())
        return usageError(given, nullptr,
            QStringLiteral("“%1” is no text in UTF-8").arg(elidedEnd(visible(*broken), 60)),
            QStringLiteral("Type it in a terminal that is set to UTF-8."));
    const QStringList arguments = withNameSplit(withHelpLast(given));
    const QStringList words = leadingWords(arguments);
    const auto [verb, used] = findVerb(verbs, words);
    if (verb == nullptr)
        return noVerb(verbs, arguments, words);

    QCommandLineParser parser;
    parser.addOptions(globalOptions());
    parser.addOptions(verb->options);
    const QCommandLineOption help(QStringList {QStringLiteral("h"), QStringLiteral("help")});
    parser.addOption(help);
    if (!parser.parse(arguments))
        return usageError(
            arguments, verb, withoutStop(parser.errorText()), nearOption(parser, *verb) + helpHint(*verb));
    if (parser.isSet(help))
        return print(helpOf(*verb, terminalWidth(stdout).value_or(s_helpWidth)));
    const QStringList rest = parser.positionalArguments().mid(used);
    if (verb->arguments.isEmpty() && !rest.isEmpty()) {
        const QString guess = nearestVerb(verbs, {verb->words, rest.first()});
        return usageError(arguments, verb,
            QStringLiteral("“%1” takes no argument, but “%2” was given")
                .arg(verb->words, visible(rest.first()).left(60)),
            guess.isEmpty() ? helpHint(*verb) : QStringLiteral("Did you mean “%1”?").arg(guess));
    }
    if (const QString empty = emptyOption(parser, globalOptions() + verb->options); !empty.isEmpty())
        return usageError(arguments, verb, QStringLiteral("--%1 was given without a value").arg(empty),
            QStringLiteral("Leave it out, or say what is meant."));
    if (const Refusal why = refusedAnswer(parser, *verb); !why.what.isEmpty())
        return usageError(arguments, verb, why.what, why.hint);

    const auto format = parser.isSet(QStringLiteral("json")) ? Output::Format::Json
        : parser.isSet(QStringLiteral("csv"))                ? Output::Format::Csv
                                                             : Output::Format::Human;
    Output output(format);
    if (parser.isSet(QStringLiteral("no-color")))
        output.setColourless();
    const SignalStop signals_;
    Context context(parser, verb->failure, rest, output, clock, signals_.token());
    std::optional<ExitCode> code;
    TaskScope scope;
    post(qApp, [&] {
        scope.spawn(verb->run(&context), [&](Result<ExitCode> result) {
            if (!result) {
                output.error(withHelpNamed(result.error(), *verb), verb->failure);
                code = exitCodeOf(result.error());
            } else {
                code = *result;
            }
            QCoreApplication::quit();
        });
    });
    QCoreApplication::exec();
    scope.close();
    return int(endOf(output, code.value_or(ExitCode::Interrupted)));
}

} // namespace ph::ctl
