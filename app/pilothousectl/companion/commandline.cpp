// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/commandline.h"
#include "services/base/post.h"

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

/// Where `--yes NAME` is kept: the parser knows no option with an optional value.
QCommandLineOption nameOption()
{
    QCommandLineOption option(QStringLiteral("yes-name"), {}, QStringLiteral("NAME"));
    option.setFlags(QCommandLineOption::HiddenFromHelp);
    return option;
}

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

QList<QCommandLineOption> globalOptions()
{
    return {
        {QStringLiteral("env"), QStringLiteral("The environment, by name or id."), QStringLiteral("NAME")},
        {QStringLiteral("json"), QStringLiteral("JSON with stable keys.")},
        {QStringLiteral("csv"), QStringLiteral("CSV (RFC 4180), of verbs whose answer is one table.")},
        {QStringLiteral("watch"),
            QStringLiteral("Show again whenever something changes, until Ctrl+C (verbs that show a state).")},
        {QStringLiteral("dry-run"), QStringLiteral("Show the plan and change nothing.")},
        {QStringLiteral("yes"),
            QStringLiteral(
                "Confirm the plan of an act that is not easily taken back. `--yes NAME` for acts of class 3: "
                "the object's name.")},
        nameOption(),
        {QStringLiteral("reason"), QStringLiteral("Kept in the audit log."), QStringLiteral("TEXT")},
    };
}

const Verb *findVerb(const Verbs &verbs, const QStringList &words, qsizetype &used)
{
    const Verb *best = nullptr;
    used = 0;
    for (const Verb &verb : verbs) {
        const QStringList own = verb.words.split(QLatin1Char(' '));
        if (own.size() > used && words.mid(0, own.size()) == own) {
            best = &verb;
            used = own.size();
        }
    }
    return best;
}

int distance(const QString &a, const QString &b)
{
    std::vector<int> row(size_t(b.size()) + 1);
    for (size_t j = 0; j < row.size(); ++j)
        row[j] = int(j);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        int diagonal = row[0];
        row[0] = int(i);
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const int above = row[size_t(j)];
            row[size_t(j)] = std::min({above + 1, row[size_t(j) - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row.back();
}

QString nearest(const Verbs &verbs, const QString &typed)
{
    QString best;
    int least = 4;
    for (const Verb &verb : verbs) {
        if (verb.isHidden)
            continue;
        for (const QString &candidate : {verb.words, verb.words.section(QLatin1Char(' '), 0, 0)}) {
            const int d = distance(candidate, typed);
            if (d < least) {
                least = d;
                best = candidate;
            }
        }
    }
    return best;
}

QString usage(const Verbs &verbs)
{
    QString text = QStringLiteral("pilothousectl %1: the platform from the command line\n\n"
                                  "  pilothousectl [--env NAME] AREA [VERB] [ARGUMENTS] [--json|--csv] [--watch] "
                                  "[--dry-run] [--yes] [--reason TEXT]\n\n")
                       .arg(QStringLiteral(PH_VERSION));
    qsizetype width = 0;
    for (const Verb &verb : verbs)
        if (!verb.isHidden)
            width = std::max(width, verb.words.size() + verb.arguments.size() + 1);
    for (const Verb &verb : verbs)
        if (!verb.isHidden)
            text += QStringLiteral("  ") + (verb.words + QLatin1Char(' ') + verb.arguments).leftJustified(width)
                + QStringLiteral("  ") + verb.summary + QLatin1Char('\n');
    text += QStringLiteral(
        "\nExit codes: 0 done, 1 failed, 2 usage, 3 identity or right missing, 4 unreachable, 5 refused or not "
        "confirmed,\n"
        "6 interrupted, can be resumed, 7 done with warnings. `pilothousectl AREA VERB --help` tells more.\n");
    return text;
}

int usageError(const QString &text)
{
    std::fputs(qPrintable(text + QLatin1Char('\n')), stderr);
    return int(ExitCode::Usage);
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

/// Why the verb cannot answer in the way that was asked for; empty: it can.
QString refusedAnswer(const QCommandLineParser &parser, const Verb &verb)
{
    const bool isCsv = parser.isSet(QStringLiteral("csv"));
    if (parser.isSet(QStringLiteral("json")) && isCsv)
        return QStringLiteral("--json and --csv exclude each other.");
    if (isCsv && !verb.answers.hasCsv)
        return QStringLiteral("“%1” is no single table, so it has no CSV. It answers as text and with --json.")
            .arg(verb.words);
    if (parser.isSet(QStringLiteral("watch")) && !verb.answers.canWatch)
        return QStringLiteral("“%1” answers once; it has no --watch.").arg(verb.words);
    return {};
}

/// The verb's words may stand before or after global options with values: take the words only.
QStringList leadingWords(const QStringList &arguments)
{
    QStringList words;
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        const QString &argument = arguments[i];
        if (argument == QLatin1String("--env") || argument == QLatin1String("--yes-name")) {
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
    const QStringList arguments = withNameSplit(given);
    const QStringList words = leadingWords(arguments);
    qsizetype used = 0;
    const Verb *verb = findVerb(verbs, words, used);
    if (verb == nullptr) {
        if (arguments.contains(QLatin1String("--version"))) {
            std::puts("pilothousectl " PH_VERSION);
            return 0;
        }
        if (words.isEmpty()) {
            const bool asked = arguments.contains(QLatin1String("--help")) || arguments.contains(QLatin1String("-h"));
            std::fputs(qPrintable(usage(verbs)), asked ? stdout : stderr);
            return asked ? 0 : int(ExitCode::Usage);
        }
        const QString typed = words.mid(0, 2).join(QLatin1Char(' '));
        const QString guess
            = nearest(verbs, words.first()).isEmpty() ? nearest(verbs, typed) : nearest(verbs, words.first());
        return usageError(QStringLiteral("There is no “%1”.%2 `pilothousectl --help` lists everything.")
                .arg(typed, guess.isEmpty() ? QString() : QStringLiteral(" Did you mean “%1”?").arg(guess)));
    }

    QCommandLineParser parser;
    parser.setApplicationDescription(verb->summary);
    parser.addOptions(globalOptions());
    parser.addOptions(verb->options);
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("Show this."));
    parser.addOption(help);
    for (const QString &word : verb->words.split(QLatin1Char(' ')))
        parser.addPositionalArgument(word, {}, word);
    if (!verb->arguments.isEmpty())
        parser.addPositionalArgument(QStringLiteral("arguments"), {}, verb->arguments);
    if (!parser.parse(arguments))
        return usageError(QStringLiteral("%1. `pilothousectl %2 --help` lists the options.")
                .arg(withoutStop(parser.errorText()), verb->words));
    if (parser.isSet(help)) {
        std::fputs(qPrintable(parser.helpText()), stdout);
        return 0;
    }
    const QStringList rest = parser.positionalArguments().mid(used);
    if (verb->arguments.isEmpty() && !rest.isEmpty())
        return usageError(QStringLiteral("“%1” takes no argument, but “%2” was given.").arg(verb->words, rest.first()));
    if (const QString empty = emptyOption(parser, globalOptions() + verb->options); !empty.isEmpty())
        return usageError(
            QStringLiteral("--%1 was given without a value. Leave it out, or say what is meant.").arg(empty));
    if (const QString why = refusedAnswer(parser, *verb); !why.isEmpty())
        return usageError(why);

    const auto format = parser.isSet(QStringLiteral("json")) ? Output::Format::Json
        : parser.isSet(QStringLiteral("csv"))                ? Output::Format::Csv
                                                             : Output::Format::Human;
    Output output(format);
    const SignalStop signals_;
    Context context(parser, rest, output, clock, signals_.token());
    std::optional<ExitCode> code;
    TaskScope scope;
    post(qApp, [&] {
        scope.spawn(verb->run(&context), [&](Result<ExitCode> result) {
            if (!result) {
                output.error(result.error(), QStringLiteral("“%1” did not end well").arg(verb->words));
                code = exitCodeOf(result.error());
            } else {
                code = *result;
            }
            QCoreApplication::quit();
        });
    });
    QCoreApplication::exec();
    scope.close();
    output.flush();
    if (output.isBroken() && !output.isReaderGone() && code == ExitCode::Done) {
        output.note(QStringLiteral("The answer could not be written to standard output."));
        code = ExitCode::Failed;
    }
    return int(code.value_or(ExitCode::Interrupted));
}

} // namespace ph::ctl
