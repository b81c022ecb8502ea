// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/overviewtexts.h"

#include "services/wording/numbers.h"
#include "services/wording/times.h"

#include <QCoreApplication>

namespace ph::wording {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("wording", text); }

} // namespace

QString linkTrouble(const QString &link, LinkTrouble trouble, std::optional<WallTime> since)
{
    const QString at = since ? clockTime(*since) : QString();
    switch (trouble) {
    case LinkTrouble::AnswersBadly:
        // Nobody looked before this program did: it may have begun earlier.
        //: %1 is the name of a link
        return at.isEmpty() ? tr("%1 answers badly").arg(link)
                            //: %1 is the name of a link, %2 a time of day
                            : tr("%1 answers badly, at least since %2").arg(link, at);
    case LinkTrouble::CannotBeUsed:
        //: %1 is the name of a link
        return at.isEmpty() ? tr("%1 cannot be used").arg(link)
                            //: %1 is the name of a link, %2 a time of day
                            : tr("%1 cannot be used since %2").arg(link, at);
    case LinkTrouble::NoAnswer: break;
    }
    //: %1 is the name of a link
    return at.isEmpty() ? tr("%1 does not answer").arg(link)
                        //: %1 is the name of a link, %2 a time of day
                        : tr("%1 has not answered since %2").arg(link, at);
}

QString hiddenWithout(LinkedServer server)
{
    switch (server) {
    case LinkedServer::Redis: return tr("Tasks and queues that live there are not seen.");
    case LinkedServer::Prometheus: return tr("Without it no metric alert can fire: quiet is not proof.");
    case LinkedServer::Alertmanager: return tr("Alerts that fire are not heard of: quiet is not proof.");
    case LinkedServer::Auth: return tr("Nobody can sign in; reading goes on, acting ends with the present session.");
    case LinkedServer::Postgres: return tr("The health of the database is not seen.");
    case LinkedServer::Other: break;
    }
    return tr("What it serves is not seen.");
}

QString lookAtLink(const QString &link)
{
    //: button; %1 is the name of a link
    return tr("Look at %1").arg(link);
}

FindingWords clockIsOff(const QString &link, Milliseconds offset)
{
    const bool isAhead = offset.count() > 0;
    const QString amount = duration(std::chrono::duration_cast<std::chrono::seconds>(isAhead ? offset : -offset));
    //: %1 is the name of a link, %2 a duration
    return {(isAhead ? tr("the clock of %1 is %2 ahead of this computer's")
                     : tr("the clock of %1 is %2 behind this computer's"))
                .arg(link, amount),
        tr("Ages and the life of sign-ins depend on clocks that agree."), lookAtLink(link)};
}

FindingWords actsWithoutEnd(ActTrouble trouble, const QString &oldest, qint64 count)
{
    //: button: the panel of what was done
    const QString open = tr("Open Activity");
    if (trouble == ActTrouble::CutOff)
        //: %1 is what was done: "Revoke agents.run_session"; or how many acts
        return {count == 1 ? tr("an act was cut off: %1").arg(oldest) : tr("%1 acts were cut off").arg(number(count)),
            count == 1 ? tr("The program that did it ended in the middle. Go on with it, or write it off.")
                       : tr("The program that did them ended in the middle. Go on with each, or write it off."),
            open};
    //: %1 is what was done: "Revoke agents.run_session"; or how many acts
    return {count == 1 ? tr("it is not known whether this happened: %1").arg(oldest)
                       : tr("of %1 acts it is not known whether they happened").arg(number(count)),
        count == 1 ? tr("It was sent and never answered. Look at what it was to change, then write it off.")
                   : tr("They were sent and never answered. Look at what they were to change, then write them off."),
        open};
}

FindingWords auditDamaged(const QString &path)
{
    return {tr("the audit log of this computer is damaged"),
        //: %1 is a file
        tr("Nothing can be changed from here until it is moved away: %1. Keep it as evidence.").arg(path),
        tr("Open Activity")};
}

QString actsTitle() { return tr("Activity"); }

QString actsSummary() { return tr("nothing cut off"); }

QString linksTitle() { return tr("Links"); }

QString linksSummary(qint64 live, qint64 all)
{
    //: how many of the links are live
    return tr("%1 of %2 live").arg(live).arg(all);
}

QString verdictLead(int broken, int warnings, bool isEverythingSeen)
{
    if (broken > 0)
        return broken == 1 ? tr("1 thing needs you:") : tr("%1 things need you:").arg(broken);
    if (warnings > 0)
        return warnings == 1 ? tr("1 thing to watch:") : tr("%1 things to watch:").arg(warnings);
    return isEverythingSeen ? tr("All is well.") : tr("Nothing is known to be wrong, but not everything is seen.");
}

QString verdictSentence(QStringList findings)
{
    constexpr qsizetype most = 5;
    if (findings.isEmpty())
        return {};
    if (findings.size() > most) {
        const qint64 more = findings.size() - (most - 1);
        findings.resize(most - 1);
        //: how many more findings there are
        findings << tr("%1 more").arg(number(more));
    }
    const QString last = findings.takeLast();
    //: findings in one sentence: those before the last, separated by commas, and the last
    const QString text = findings.isEmpty() ? last : tr("%1, and %2").arg(findings.join(QStringLiteral(", ")), last);
    return text + QLatin1Char('.');
}

QString watchText(QStringList findings, int more)
{
    if (more > 0)
        //: how many more findings there are
        findings << tr("%1 more").arg(number(qint64(more)));
    //: findings, separated by semicolons
    return tr("To watch: %1.").arg(findings.join(QStringLiteral("; ")));
}

QString notSeenText(const QStringList &names) { return tr("Not seen: %1.").arg(names.join(QStringLiteral(", "))); }

QString fineText(const QStringList &areas, bool isRest)
{
    return (isRest ? tr("The rest is fine: %1.") : tr("Fine: %1.")).arg(areas.join(QStringLiteral(", ")));
}

QString areaWithSummary(const QString &title, const QString &summary)
{
    //: the name of an area, and how it is: "Links (6 of 7 live)"
    return summary.isEmpty() ? title : tr("%1 (%2)").arg(title, summary);
}

} // namespace ph::wording
