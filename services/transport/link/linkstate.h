// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/base/result.h"

#include <QByteArray>
#include <QList>
#include <QMetaType>

namespace ph::transport {

/// What a connection is doing. Published by every transport; services/platform turns it into link health.
enum class LinkPhase {
    Idle, ///< never asked to connect
    Connecting, ///< first try, or trying again
    Live, ///< answered within its limit
    Degraded, ///< connected, but something is wrong (see reason): no answer for a while, ACL refusals
    Down, ///< not connected; the next try is planned
};

struct LinkState {
    LinkPhase phase = LinkPhase::Idle;
    Error reason {}; ///< for Degraded and Down
    MonoTime since {}; ///< when this phase began
    MonoTime lastHeard {}; ///< last byte from the server
    std::optional<MonoTime> nextTry {}; ///< for Down
    std::optional<Milliseconds> latency {}; ///< last measured round trip
    std::optional<ServerOffset> clock {}; ///< where the protocol tells the server's time
};

/// Where an answerable server is. Data only; secrets come from a CredentialSource.
struct TlsPolicy {
    bool enabled = true; ///< off is accepted for loopback addresses only (services/transport refuses otherwise)
    QByteArray caPem {}; ///< a private CA in addition to the system's
    QString peerName {}; ///< verify this name instead of the dialled host (tunnels)
    QList<QByteArray> spkiPins {}; ///< SHA-256 of SubjectPublicKeyInfo, base64; empty: not pinned
};

enum class ProxyKind { System, None, Socks5, Http };

/// How to get there: directly, through a proxy, or through an SSH host (system OpenSSH forwarding).
struct Route {
    ProxyKind proxy = ProxyKind::System; ///< never used for loopback
    QString proxyHost {};
    quint16 proxyPort = 0;
    QString sshHost {}; ///< name of an SSH host profile; empty: none
};

} // namespace ph::transport

Q_DECLARE_METATYPE(ph::transport::LinkState)
