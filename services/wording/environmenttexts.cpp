// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/environmenttexts.h"

#include <QCoreApplication>

namespace ph::wording {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("wording", text); }

} // namespace

QString guardRelaxed(RelaxedGuard guard)
{
    switch (guard) {
    case RelaxedGuard::Protected: return tr("it is no longer protected: changes ask for one confirmation less");
    case RelaxedGuard::ReadOnly: return tr("it is no longer read-only");
    case RelaxedGuard::Silent: return tr("workers may be asked what they do (no longer silent)");
    case RelaxedGuard::SecondFactor: return tr("acting needs no second factor any more");
    case RelaxedGuard::StrictLock: break;
    }
    return tr("locking the window no longer stops the streams");
}

QString kindRelaxed(const QString &before, const QString &after)
{
    //: kinds of environments: "production", "staging"
    return tr("the kind goes from %1 to %2").arg(before, after);
}

QString rightsFromOtherClaims(const QStringList &claims)
{
    //: %1 lists claims of a token: "app_metadata.role"
    return tr("rights are read from other claims: %1").arg(claims.join(QStringLiteral(", ")));
}

QString tasksOfTenantIn(const QString &argument)
{
    //: %1 is the name of a task's keyword argument
    return tr("a task belongs to the tenant in its argument “%1”: who manages that tenant's jobs may act on it")
        .arg(argument);
}

QString linkToAnotherHost(const QString &link, const QString &host)
{
    //: %1 is the name of a link
    return tr("%1: it leads to another host, %2").arg(link, host);
}

QString linkWithOtherPins(const QString &link)
{
    //: %1 is the name of a link
    return tr("%1: the pinned keys change").arg(link);
}

QString linkWithAnotherCa(const QString &link)
{
    //: %1 is the name of a link
    return tr("%1: another private CA is trusted").arg(link);
}

QString linkWithAnotherName(const QString &link, const QString &name)
{
    //: %1 is the name of a link, %2 the name in its certificate
    return tr("%1: the certificate may be for “%2” in place of the host").arg(link, name);
}

QString relaxGuardsOf(const QString &environment)
{
    //: what was done; %1 is an environment
    return tr("Relax guards of %1").arg(environment);
}

QString unlockFor(const QString &environment, int minutes)
{
    //: what was done; %1 is an environment
    return tr("Unlock %1 for %2 minutes").arg(environment).arg(minutes);
}

QString endOtherSessionsOf(const QString &email)
{
    //: what was done; %1 is an e-mail address
    return tr("End other sessions of %1").arg(email);
}

QString otherSessionsEnded(const QString &email)
{
    //: what came of it; %1 is an e-mail address
    return tr("other sessions of %1 were ended; this one stays").arg(email);
}

QString endAllSessionsOf(const QString &email)
{
    //: what was done; %1 is an e-mail address
    return tr("End all sessions of %1").arg(email);
}

QString allSessionsEnded(const QString &email)
{
    //: what came of it; %1 is an e-mail address
    return tr("all sessions of %1 were ended, this one too").arg(email);
}

QString writableFor(int minutes) { return tr("it can be changed for %1 minutes from then on").arg(minutes); }

QString accountOfThisComputer(const QString &account)
{
    //: who did something; %1 is the name of a user of the operating system
    return tr("%1 (account of this computer; nobody was signed in)").arg(account);
}

QString signedInElsewhere(const QString &email, const QString &environment)
{
    //: who did something; %1 is an e-mail address, %2 an environment
    return tr("%1 (signed in to %2)").arg(email, environment);
}

QString startsUnprotected(const QString &kind)
{
    return tr("an environment of kind %1 that is not protected").arg(kind);
}

QString startsWritable(const QString &kind) { return tr("an environment of kind %1 that is not read-only").arg(kind); }

QString protectedAsOthers(const QString &kind) { return tr("protected, as %1 environments start").arg(kind); }

QString readOnlyAsOthers(const QString &kind) { return tr("read-only, as %1 environments start").arg(kind); }

QString bannerUnlikeOthers(const QString &banner, const QString &kind, const QString &usual)
{
    return tr("%1; that of %2 environments is %3").arg(banner, kind, usual);
}

QString passwordNeeded(const QString &user, const QString &link)
{
    //: %1 is a user of a server, %2 the name of a link
    return tr("the password of %1 for %2").arg(user, link);
}

} // namespace ph::wording
