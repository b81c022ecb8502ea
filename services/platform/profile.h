// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/guard.h"
#include "services/platform/claimsmapping.h"
#include "services/transport/link/linkstate.h"

#include <QJsonObject>
#include <QUrl>
#include <optional>

namespace ph::platform {

using operations::EnvironmentKind;

/// What a link leads to. The name in files and in the companion is linkKindName().
enum class LinkKind {
    Auth, ///< Supabase Auth; https://host/auth/v1
    Rest, ///< PostgREST gateway; https
    Realtime, ///< Supabase Realtime; wss
    Admin, ///< the platform's own admin service; https
    Postgres, ///< roles "primary", "replica"; postgresql://host:port/database
    Redis, ///< roles "broker", "results", "limits", "cache"; rediss://host:port/db or
           ///< redis+sentinel://host:port,host:port/db
    Prometheus, ///< https
    Alertmanager, ///< https; any number
    Ssh, ///< a backup or jump host; ssh://host:port
    SecretStore, ///< Vault, OpenBao, Doppler; https
};

/// One link of an environment. Never holds a secret: those are in the keychain under keychainKey().
struct Link {
    QString id; ///< stable within the profile: "redis-broker"
    LinkKind kind = LinkKind::Redis;
    QString role; ///< see LinkKind; empty where a kind has one
    QString label; ///< shown: "Redis broker"
    QUrl url; ///< no user info
    QString user; ///< the reading user: Postgres login, Redis ACL reader, SSH account
    QString operatorUser; ///< Redis ACL user for writing, if one was granted
    QByteArray caPem; ///< a private CA, in addition to the system's
    QString peerName; ///< verify this name instead of the host
    QList<QByteArray> spkiPins;
    transport::Route route;
    QString publishableKey; ///< Auth, Rest, Realtime: public by design
    QString issuer; ///< Auth: the `iss` its tokens carry; never derived from the URL
    QString keyPrefix; ///< Redis: Celery's global_keyprefix
    QString sentinelMaster; ///< Redis over Sentinel: the master's name
    QList<int> prioritySteps {0, 3, 6, 9}; ///< Redis broker: Celery's priority steps
    QStringList queues; ///< Redis broker: queues to show even when Redis does not know them

    bool operator==(const Link &other) const;
};

/// One environment: what it is called, how careful to be, and where everything is.
struct Profile {
    static constexpr int currentVersion = 1;

    QString id; ///< UUID; names the keychain entries and the state folder
    QString name;
    EnvironmentKind kind = EnvironmentKind::Production;
    QString colour; ///< a theme token: "red", "amber", "blue", "green", "violet", "grey"
    QString label; ///< in the banner: "PRODUCTION"
    QString shape; ///< "shield", "triangle", "circle", "square": never colour alone
    bool isProtected = true;
    bool isReadOnly = true;
    bool isSilent = false;
    bool needsSecondFactor = false;
    bool isStrictLock = false; ///< locking stops the streams as well
    ClaimsMapping claims;
    /// The keyword argument by which a task names its tenant (slug): who has `jobs.manage` of that tenant may act on
    /// it. Empty: no task is any tenant's.
    QString taskTenant = QStringLiteral("tenant");
    std::vector<Link> links;
    /// Kind local only: the data folder of the local platform this profile belongs to; its generated secrets are there.
    QString localFolder;
    /// Fields of a file that this version does not know; written back untouched.
    QJsonObject unknown;

    /// A new one with the guards its kind starts with: production is protected and read-only.
    [[nodiscard]] static Profile make(const QString &name, EnvironmentKind kind);
    [[nodiscard]] const Link *find(LinkKind kind, const QString &role = {}) const;
    [[nodiscard]] const Link *find(const QString &linkId) const;
    [[nodiscard]] operations::EnvironmentPolicy policy() const;
};

[[nodiscard]] QString linkKindName(LinkKind kind);
[[nodiscard]] std::optional<LinkKind> linkKindOf(const QString &name);
[[nodiscard]] QString environmentKindName(EnvironmentKind kind);
[[nodiscard]] std::optional<EnvironmentKind> environmentKindOf(const QString &name);

/// "profile-id/link-id/user": where the secret of that link and user is.
[[nodiscard]] QString keychainKey(const Profile &profile, const Link &link, const QString &user);

/// Reads a profile file of this or an older version. Errors (Invalid) name the field in `where`.
/// A file of a newer version is refused with code "newer-version".
[[nodiscard]] Result<Profile> profileFromJson(const QJsonObject &json);
[[nodiscard]] QJsonObject profileToJson(const Profile &profile);

/// Everything wrong with a profile; empty when it can be used. Each error's `where` is a field ("links[2].url").
[[nodiscard]] std::vector<Error> validate(const Profile &profile);

/// For import: a fresh id, secrets and service keys refused (code "secret", "service-key"), guards never weaker than
/// its kind starts with (what was tightened stays), unknown fields and SSH routes' local paths dropped.
[[nodiscard]] Result<Profile> importProfile(const QByteArray &file);
/// Without secrets, by construction.
[[nodiscard]] QByteArray exportProfile(const Profile &profile);

/// A JWT with the role service_role, or a key `sb_secret_…`: never accepted by a desktop.
[[nodiscard]] bool isServiceKey(QStringView text);

} // namespace ph::platform
