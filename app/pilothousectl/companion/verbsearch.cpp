// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/verbsearch.h"

#include "app/pilothousectl/companion/nearest.h"

#include <algorithm>

namespace ph::ctl {

namespace {

QString areaOf(const Verb &verb) { return verb.words.section(QLatin1Char(' '), 0, 0); }

} // namespace

std::vector<const Verb *> shownOf(const Verbs &verbs)
{
    std::vector<const Verb *> shown;
    for (const Verb &verb : verbs)
        if (!verb.isHidden)
            shown.push_back(&verb);
    return shown;
}

FoundVerb findVerb(const Verbs &verbs, const QStringList &words)
{
    FoundVerb best;
    for (const Verb &verb : verbs) {
        const QStringList own = verb.words.split(QLatin1Char(' '));
        if (own.size() > best.used && words.mid(0, own.size()) == own)
            best = {&verb, own.size()};
    }
    return best;
}

std::vector<const Verb *> verbsOf(const Verbs &verbs, const QString &area)
{
    std::vector<const Verb *> found = shownOf(verbs);
    std::erase_if(found, [&](const Verb *verb) { return areaOf(*verb) != area; });
    return found;
}

QString nearestVerb(const Verbs &verbs, const QStringList &typed)
{
    QString best;
    int least = 4;
    // Half of the letters must be right, or it is a guess into the blue.
    const auto offer = [&](const QString &candidate, const QString &part, const QString &given) {
        if (const int d = distance(part, given); d > 0 && d < least && d * 2 <= part.size()) {
            least = d;
            best = candidate;
        }
    };
    const QString area = typed.value(0);
    const bool isArea = !verbsOf(verbs, area).empty();
    for (const Verb *verb : shownOf(verbs)) {
        if (!isArea)
            offer(areaOf(*verb), areaOf(*verb), area);
        else if (const QString second = verb->words.section(QLatin1Char(' '), 1); areaOf(*verb) == area)
            offer(verb->words, second, typed.value(1));
    }
    return best;
}

QList<QCommandLineOption> globalOptions()
{
    // Where `--yes NAME` is kept: the parser knows no option with an optional value.
    QCommandLineOption name(QStringLiteral("yes-name"), {}, QStringLiteral("NAME"));
    name.setFlags(QCommandLineOption::HiddenFromHelp);
    return {
        {QStringLiteral("env"), QStringLiteral("The environment, by name or id."), QStringLiteral("NAME")},
        {QStringLiteral("json"), QStringLiteral("JSON with stable keys.")},
        {QStringLiteral("csv"),
            QStringLiteral("CSV (RFC 4180), of verbs whose answer is one table; control characters as \\x00.")},
        {QStringLiteral("watch"),
            QStringLiteral("Show again whenever something changes, until Ctrl+C (verbs that show a state).")},
        {QStringLiteral("dry-run"), QStringLiteral("Show the plan and change nothing.")},
        {QStringLiteral("yes"),
            QStringLiteral(
                "Confirm the plan of an act that is not easily taken back. `--yes NAME` for acts of class 3: "
                "the object's name.")},
        name,
        {QStringLiteral("reason"), QStringLiteral("Kept in the audit log."), QStringLiteral("TEXT")},
        {QStringLiteral("no-color"), QStringLiteral("Without colours, as with $NO_COLOR.")},
    };
}

bool takesForActs(const Verb &verb, const QString &option)
{
    return (option != QLatin1String("dry-run") || verb.act.hasDryRun)
        && (option != QLatin1String("yes") || verb.act.isConfirmed)
        && (option != QLatin1String("reason") || verb.act.hasReason);
}

QList<QCommandLineOption> ownOptions(const Verb &verb)
{
    QList<QCommandLineOption> shown = verb.options;
    shown.removeIf(
        [](const QCommandLineOption &each) { return each.flags().testFlag(QCommandLineOption::HiddenFromHelp); });
    return shown;
}

QList<QCommandLineOption> optionsForAll(const Verb &verb)
{
    QList<QCommandLineOption> all;
    for (const QCommandLineOption &option : globalOptions()) {
        const QString name = option.names().constFirst();
        const bool isRefused = (name == QLatin1String("csv") && !verb.answers.hasCsv)
            || (name == QLatin1String("watch") && !verb.answers.canWatch) || !takesForActs(verb, name);
        if (!option.flags().testFlag(QCommandLineOption::HiddenFromHelp) && !isRefused)
            all << option;
    }
    all << QCommandLineOption({QStringLiteral("help"), QStringLiteral("h")}, QStringLiteral("Show this."));
    return all;
}

QString nearestOf(const QStringList &all, const QString &typed)
{
    QString best;
    int least = 4;
    for (const QString &each : all)
        if (const int d = distance(each.toLower(), typed.toLower()); d < least && d * 2 <= each.size()) {
            least = d;
            best = each;
        }
    return best;
}

} // namespace ph::ctl
