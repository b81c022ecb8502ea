// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/wording/queuefindings.h"

#include <QStringList>
#include <optional>

namespace ph::wording {

/// What a link leads to, as far as words differ.
enum class LinkedServer { Redis, Prometheus, Alertmanager, Auth, Postgres, Other };

enum class LinkTrouble {
    NoAnswer,
    CannotBeUsed, ///< something answers, but not as it should
    AnswersBadly,
};
/// A sentence without a full stop: "Redis broker has not answered since 13:58".
[[nodiscard]] QString linkTrouble(const QString &link, LinkTrouble trouble, std::optional<WallTime> since);
/// What its silence hides, a sentence.
[[nodiscard]] QString hiddenWithout(LinkedServer server);
/// Of a button: "Look at Redis broker".
[[nodiscard]] QString lookAtLink(const QString &link);
/// The server's clock is `offset` ahead of this computer's; negative: behind.
[[nodiscard]] FindingWords clockIsOff(const QString &link, Milliseconds offset);

enum class ActTrouble {
    CutOff, ///< by a crash or kill
    OutcomeUnknown, ///< it was sent and never answered
};
/// `count` acts without a known end, the oldest of them called `oldest`.
[[nodiscard]] FindingWords actsWithoutEnd(ActTrouble trouble, const QString &oldest, qint64 count);
/// `path` is the file, as it stands in the error.
[[nodiscard]] FindingWords auditDamaged(const QString &path);
[[nodiscard]] QString actsTitle();
[[nodiscard]] QString actsSummary(); ///< none is without an end

[[nodiscard]] QString linksTitle();
[[nodiscard]] QString linksSummary(qint64 live, qint64 all); ///< "6 of 7 live"

/// How the verdict begins: "2 things need you:", or "All is well.".
[[nodiscard]] QString verdictLead(int broken, int warnings, bool isEverythingSeen);
/// "a", "a, and b"; up to five are named, of more four: "a, b, c, d, and 3 more". With a full stop; empty for none.
[[nodiscard]] QString verdictSentence(QStringList findings);
/// What will break, beside what is broken: "To watch: a; b; 2 more."
[[nodiscard]] QString watchText(QStringList findings, int more);
[[nodiscard]] QString notSeenText(const QStringList &names); ///< "Not seen: task events."
/// "The rest is fine: queues (3 waiting)."; where nothing is wrong, "Fine: …".
[[nodiscard]] QString fineText(const QStringList &areas, bool isRest);
/// "Links (6 of 7 live)"; without a summary the title alone.
[[nodiscard]] QString areaWithSummary(const QString &title, const QString &summary);

} // namespace ph::wording
