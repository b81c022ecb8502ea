// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace ph::wording {

/// A guard that a change of an environment takes away; clauses without a full stop, listed under “this relaxes”.
enum class RelaxedGuard { Protected, ReadOnly, Silent, SecondFactor, StrictLock };
[[nodiscard]] QString guardRelaxed(RelaxedGuard guard);
[[nodiscard]] QString kindRelaxed(const QString &before, const QString &after);
[[nodiscard]] QString rightsFromOtherClaims(const QStringList &claims);
[[nodiscard]] QString tasksOfTenantIn(const QString &argument);
[[nodiscard]] QString linkToAnotherHost(const QString &link, const QString &host);
[[nodiscard]] QString linkWithOtherPins(const QString &link);
[[nodiscard]] QString linkWithAnotherCa(const QString &link);
[[nodiscard]] QString linkWithAnotherName(const QString &link, const QString &name);

/// In the list of acts: the title of a change that relaxes guards, of an unlock, and what an unlock does.
[[nodiscard]] QString relaxGuardsOf(const QString &environment);
[[nodiscard]] QString unlockFor(const QString &environment, int minutes);
/// And of a person's own sessions.
[[nodiscard]] QString endOtherSessionsOf(const QString &email);
[[nodiscard]] QString otherSessionsEnded(const QString &email);
[[nodiscard]] QString endAllSessionsOf(const QString &email);
[[nodiscard]] QString allSessionsEnded(const QString &email);
[[nodiscard]] QString writableFor(int minutes);

/// Who did it where nobody is signed in, or where somebody is signed in to another environment.
[[nodiscard]] QString accountOfThisComputer(const QString &account);
[[nodiscard]] QString signedInElsewhere(const QString &email, const QString &environment);

/// Of a new environment that has fewer guards than others of its kind begin with.
[[nodiscard]] QString startsUnprotected(const QString &kind);
[[nodiscard]] QString startsWritable(const QString &kind);

/// Of an imported one: what is set although the file says otherwise, and what has to be entered.
[[nodiscard]] QString protectedAsOthers(const QString &kind);
[[nodiscard]] QString readOnlyAsOthers(const QString &kind);
/// Banners as in "LOCAL, green, circle".
[[nodiscard]] QString bannerUnlikeOthers(const QString &banner, const QString &kind, const QString &usual);
[[nodiscard]] QString passwordNeeded(const QString &user, const QString &link);

} // namespace ph::wording
