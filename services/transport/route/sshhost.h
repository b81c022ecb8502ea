// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/command/command.h"

namespace ph::transport {

/// An SSH host of a profile, reached with the system's OpenSSH.
struct SshHost {
    QString host;
    quint16 port = 22;
    QString user {}; ///< empty: as OpenSSH decides
    QString knownHostsFile {}; ///< our own, absolute; the user's and the system's are not looked at
    QString identityFile {}; ///< empty: the agent and OpenSSH's defaults
    bool userConfig = true; ///< read ~/.ssh/config (jump hosts); what safety hangs on is set over it
};

struct HostKey {
    QString type; ///< "ssh-ed25519"
    QByteArray key; ///< base64, as in known_hosts
    QString fingerprint; ///< "SHA256:…", as every SSH tool shows it
    bool operator==(const HostKey &) const = default;
};

/// The keys we trust for one host; a file in OpenSSH's known_hosts format, 0600 in a 0700 folder.
class KnownHosts final {
public:
    explicit KnownHosts(QString file)
        : m_file(std::move(file))
    {
    }
    [[nodiscard]] QList<HostKey> keysOf(const SshHost &host) const;
    /// Replaces the host's keys. Only after the person compared and confirmed the fingerprint. Errors: Unavailable
    /// (file).
    [[nodiscard]] Result<void> trust(const SshHost &host, const QList<HostKey> &keys) const;

private:
    QString m_file;
};

struct HostKeys {
    QList<HostKey> keys;
};

/// Asks the host for its keys (ssh-keyscan, directly: jump hosts of ~/.ssh/config are not used), for showing them. What
/// comes is unproven until a person compared the fingerprint. `commands` outlives the call. Errors: Network,
/// Unavailable, Invalid.
[[nodiscard]] Task<HostKeys> scanHostKeys(command::Client &commands, SshHost host, std::stop_token stop);

/// The arguments every use of ssh has, up to and including "--" and the host. Errors: Invalid, naming the bad part.
[[nodiscard]] Result<command::Argv> sshArguments(const SshHost &host, const QList<command::Argument> &forwards);

} // namespace ph::transport
