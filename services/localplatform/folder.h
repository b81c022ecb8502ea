// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"

#include <QString>
#include <sys/types.h>

namespace ph::localplatform {

/// The account that servers run under when we are root: `pilothouse` if it exists, else `postgres`.
struct Account {
    QString name;
    uid_t uid = 0;
    gid_t gid = 0;
};

[[nodiscard]] Result<Account> unprivilegedAccount();

/// The one folder of a local platform, and the names of everything in it.
///
/// An ordinary user's: `$XDG_DATA_HOME/pilothouse/local/NAME`. Root's: `/var/lib/pilothouse/local/NAME`, owned by the
/// unprivileged account. Nothing outside of it is written, except a folder for sockets when its own path is too long
/// for them.
class Folder final {
public:
    /// `base` empty: the default for this user, or $PILOTHOUSE_LOCAL_BASE. Invalid for a name that is not
    /// [a-z0-9-]{1,31}.
    [[nodiscard]] static Result<Folder> named(const QString &name, const QString &base = {});

    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] const QString &base() const { return m_base; }
    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] bool exists() const;

    [[nodiscard]] QString app() const { return sub("app"); }
    [[nodiscard]] QString config() const { return sub("config"); }
    [[nodiscard]] QString logs() const { return sub("log"); }
    [[nodiscard]] QString secrets() const { return sub("secrets"); }
    [[nodiscard]] QString tls() const { return sub("tls"); }
    [[nodiscard]] QString sockets() const { return m_sockets; }
    [[nodiscard]] QString stateFile() const { return sub("state.json"); }
    [[nodiscard]] QString lockFile() const { return sub("lock"); }
    [[nodiscard]] QString controlSocket() const { return m_sockets + QStringLiteral("/control"); }
    [[nodiscard]] QString log(const QString &part) const
    {
        return logs() + QLatin1Char('/') + part + QStringLiteral(".log");
    }
    [[nodiscard]] QString of(const char *name) const { return sub(name); }
    /// What to type for this platform, for hints: "`pilothousectl local up --name second`". `words`: "release redis".
    [[nodiscard]] QString command(const QString &words) const;

    /// Makes the folder and its sub-folders, 0700, owned by the account that will run the servers. As root the base is
    /// made 0755, so that this account can reach it. Refused when it belongs to somebody else.
    [[nodiscard]] Result<void> prepare() const;
    /// As root: that account can enter the base and every folder above it. Refused, code "folder-closed", names the
    /// first that does not let it through.
    [[nodiscard]] Result<void> checkWay() const;
    /// Removes the folder with everything in it. The caller has made sure that nothing runs.
    [[nodiscard]] Result<void> remove() const;

private:
    [[nodiscard]] QString sub(const char *name) const { return m_path + QLatin1Char('/') + QLatin1String(name); }

    QString m_name;
    QString m_base;
    QString m_path;
    QString m_sockets;
};

/// Becomes the account for good (groups, gid, uid). Does nothing for an ordinary user.
[[nodiscard]] Result<void> dropPrivileges();

} // namespace ph::localplatform
