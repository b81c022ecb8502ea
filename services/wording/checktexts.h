// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace ph::wording {

/// What a Redis database was recognised by.
enum class FoundKeys { CeleryExchanges, TaskResults, RateLimits };
/// "1 234 task results"; not all were looked at: "at least 1 234 task results".
[[nodiscard]] QString keysFound(FoundKeys keys, qint64 count, bool isAll);

/// What the check of a link warns of, and the values that its words name.
enum class CheckWarning {
    NoProvider,
    NoSigningKeys,
    SharedSecretTokens,
    OtherIssuer, ///< its name, the expected one
    ReplicaAsPrimary,
    PrimaryAsReplica,
    Superuser, ///< user
    PowerfulReader, ///< user
    ReaderMayChangeTables, ///< user, how many
    OperatorLoginFails, ///< user, why
    NoTime,
    NoInfo,
    NoTraceOfCelery,
    NoEvents, ///< user
    ReaderRefused, ///< user, commands
    NoProbes, ///< user, commands
    ReaderMayChangeData, ///< user, commands
    OperatorUserFails, ///< user, why
    OperatorRefused, ///< user, commands
    HostKeyNew, ///< the link's id
    ClockAhead, ///< duration
    ClockBehind, ///< duration
    OwnClockBehind, ///< duration
    OwnClockAhead, ///< duration
};
/// A clause without a full stop, and what helps (may be empty).
struct NoteWords {
    QString text;
    QString hint;
};
[[nodiscard]] NoteWords checkWarning(CheckWarning warning, const QStringList &values = {});

/// What a new link is called until somebody names it.
enum class LinkNoun { Auth, Rest, Realtime, Admin, Postgres, Redis, Prometheus, Alertmanager, Ssh, SecretStore };
/// "Redis broker"; `role` may be empty.
[[nodiscard]] QString linkLabel(LinkNoun noun, const QString &role);

} // namespace ph::wording
