// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/verbsearch.h"

#include "app/pilothousectl/companion/nearest.h"

#include <algorithm>

namespace ph::ctl {

namespace {

QString areaOf(const Verb &verb) { return verb.words.section(QLatin1Char(' '), 0, 0); }

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

std::vector<const Verb *> shownOf(const Verbs &verbs)
{
    std::vector<const Verb *> shown;
    for (const Verb &verb : verbs)
        if (!verb.isHidden)
            shown.push_back(&verb);
    return shown;
}

} // namespace

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

QString usageOf(const Verbs &verbs)
{
    return QStringLiteral("pilothousectl %1: the platform from the command line\n\n"
                          "  pilothousectl [--env NAME] AREA [VERB] [ARGUMENTS] [--json|--csv] [--watch] "
                          "[--dry-run] [--yes] [--reason TEXT]\n\n")
               .arg(QStringLiteral(PH_VERSION))
        + linesOf(shownOf(verbs))
        + QStringLiteral(
            "\nExit codes: 0 done, 1 failed, 2 usage, 3 identity or right missing, 4 unreachable, 5 refused or not "
            "confirmed,\n"
            "6 interrupted, can be resumed, 7 done with warnings. `pilothousectl AREA VERB --help` tells more.\n");
}

QString usageOfArea(const Verbs &verbs, const QString &area) { return linesOf(verbsOf(verbs, area)); }

QList<QCommandLineOption> globalOptions()
{
    // Where `--yes NAME` is kept: the parser knows no option with an optional value.
    QCommandLineOption name(QStringLiteral("yes-name"), {}, QStringLiteral("NAME"));
    name.setFlags(QCommandLineOption::HiddenFromHelp);
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
        name,
        {QStringLiteral("reason"), QStringLiteral("Kept in the audit log."), QStringLiteral("TEXT")},
    };
}

} // namespace ph::ctl
