// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/help.h"

#include "app/pilothousectl/companion/exitcode.h"
#include "app/pilothousectl/companion/verbsearch.h"

namespace ph::ctl {

namespace {

constexpr qsizetype s_narrowest = 40;

struct Meaning {
    ExitCode code;
    const char *brief;
    const char *more;
};
constexpr Meaning s_meanings[] = {
    {ExitCode::Done, "done", "all of it"},
    {ExitCode::Failed, "failed", "the sentence on standard error says why"},
    {ExitCode::Usage, "usage", "what was typed does not fit; nothing was done"},
    {ExitCode::Identity, "identity or right missing",
        "nobody is signed in, a password is not stored, or this may not be done"},
    {ExitCode::Unreachable, "unreachable", "a server did not answer; what was sent may have happened"},
    {ExitCode::Refused, "refused or not confirmed", "by the environment's guards, or for want of --yes"},
    {ExitCode::Interrupted, "interrupted, can be resumed", "Ctrl+C, or a crash: see `pilothousectl operations`"},
    {ExitCode::Warnings, "done with warnings", "the answer is there, and names what is missing or wrong"},
};

QString linesOf(const std::vector<const Verb *> &verbs)
{
    const auto titleOf = [](const Verb &verb) {
        return verb.arguments.isEmpty() ? verb.words : verb.words + QLatin1Char(' ') + verb.arguments;
    };
    qsizetype width = 0;
    for (const Verb *verb : verbs)
        width = std::max(width, titleOf(*verb).size());
    QString text;
    for (const Verb *verb : verbs)
        text += QStringLiteral("  ") + titleOf(*verb).leftJustified(width) + QStringLiteral("  ") + verb->summary
            + QLatin1Char('\n');
    return text;
}

/// Broken between words; the lines after the first begin below it.
QString wrapped(const QString &text, qsizetype indent, qsizetype width)
{
    QString all;
    qsizetype used = 0;
    for (const QString &word : text.split(QLatin1Char(' '))) {
        if (used > 0 && indent + used + 1 + word.size() > width) {
            all += QLatin1Char('\n') + QString(indent, QLatin1Char(' '));
            used = 0;
        }
        all += (used > 0 ? QStringLiteral(" ") : QString()) + word;
        used += word.size() + (used > 0 ? 1 : 0);
    }
    return all;
}

QString titleOf(const QCommandLineOption &option)
{
    const QString name = QStringLiteral("--") + option.names().constFirst();
    return option.valueName().isEmpty() ? name : name + QLatin1Char(' ') + option.valueName();
}

QString optionLines(const QList<QCommandLineOption> &options, qsizetype column, qsizetype width)
{
    QString text;
    for (const QCommandLineOption &option : options) {
        QString description = option.description();
        if (!option.defaultValues().isEmpty() && !description.contains(QLatin1String("default")))
            description += QStringLiteral(" Otherwise: %1.").arg(option.defaultValues().join(QLatin1Char(',')));
        text += QStringLiteral("  ") + titleOf(option).leftJustified(column) + QStringLiteral("  ")
            + wrapped(description, column + 4, width) + QLatin1Char('\n');
    }
    return text;
}

} // namespace

QString usageOf(const Verbs &verbs)
{
    QStringList codes;
    for (const Meaning &each : s_meanings)
        codes << QStringLiteral("%1 %2").arg(int(each.code)).arg(QLatin1String(each.brief));
    return QStringLiteral("pilothousectl %1: the platform from the command line\n\n"
                          "  pilothousectl [--env NAME] AREA [VERB] [ARGUMENTS] [--json|--csv] [--watch] "
                          "[--dry-run] [--yes] [--reason TEXT]\n\n")
               .arg(QStringLiteral(PH_VERSION))
        + linesOf(shownOf(verbs))
        + QStringLiteral("\nExit codes: %1.\n").arg(wrapped(codes.join(QStringLiteral(", ")), 0, 110))
        + QStringLiteral("`pilothousectl help AREA VERB` tells more, `pilothousectl help %1` what a code means.\n")
              .arg(exitCodesTopic());
}

QString usageOfArea(const Verbs &verbs, const QString &area) { return linesOf(verbsOf(verbs, area)); }

QString helpOf(const Verb &verb, int width)
{
    const qsizetype most = std::max<qsizetype>(s_narrowest, width);
    const QList<QCommandLineOption> general = optionsForAll(verb);
    qsizetype column = 0;
    const QList<QCommandLineOption> own = ownOptions(verb);
    for (const QCommandLineOption &option : own + general)
        if (const qsizetype size = titleOf(option).size(); size <= most / 3)
            column = std::max(column, size);
    QString text = QStringLiteral("Usage: pilothousectl %1%2 [OPTIONS]\n\n%3\n")
                       .arg(verb.words, verb.arguments.isEmpty() ? QString() : QLatin1Char(' ') + verb.arguments,
                           wrapped(verb.summary, 0, most));
    if (!own.isEmpty())
        text += QStringLiteral("\nOptions:\n") + optionLines(own, column, most);
    text += QStringLiteral("\nGeneral options:\n") + optionLines(general, column, most);
    if (!verb.example.isEmpty())
        text += QStringLiteral("\nExample:\n  %1\n").arg(verb.example);
    return text;
}

QString exitCodesTopic() { return QStringLiteral("exit-codes"); }

QString exitCodesHelp()
{
    QString text = QStringLiteral("What pilothousectl ends with; scripts can rely on it.\n\n");
    for (const Meaning &each : s_meanings)
        text += QStringLiteral("  %1  %2: %3\n")
                    .arg(int(each.code))
                    .arg(QLatin1String(each.brief), QLatin1String(each.more));
    return text;
}

} // namespace ph::ctl
