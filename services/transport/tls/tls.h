// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What every TLS client of ours asks of a server: TLS 1.2 or later, a certificate of a known CA for the right name, and
// the profile's pins where it has some. There is no way to ignore an error.

#include "services/transport/link/linkstate.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>

namespace ph::transport {

/// True for 127.0.0.0/8, ::1 and "localhost": the only hosts that may be spoken to without TLS.
[[nodiscard]] bool isLoopbackHost(const QString &host);

/// Verifying configuration with the system's CAs and the policy's own. Invalid: `caPem` holds no certificate.
[[nodiscard]] Result<QSslConfiguration> sslConfiguration(const TlsPolicy &policy);

/// Base64 of the SHA-256 of the certificate's SubjectPublicKeyInfo (RFC 7469's pin).
[[nodiscard]] QByteArray spkiPin(const QSslCertificate &certificate);

/// The key of the server's own certificate must be one that is pinned: others that a server sends along need not be
/// part of what was verified, and anybody can append them. No pins: everything passes. Error: Tls, "pin-mismatch".
[[nodiscard]] Result<void> checkPins(const TlsPolicy &policy, const QSslCertificate &leaf, const QString &where);

/// The certificate errors of one handshake as one Error of kind Tls. Codes: "unknown-ca", "wrong-name", "expired",
/// "not-yet-valid", "self-signed", "revoked", "bad-certificate".
[[nodiscard]] Error certificateError(const QList<QSslError> &errors, const QString &expectedName, const QString &where);

/// A handshake that failed before a certificate could be judged: Protocol "not-tls" where the other side does not speak
/// TLS, else Tls with code "tls-version", "client-certificate" or "handshake". `libraryText` is the TLS library's own
/// message.
[[nodiscard]] Error handshakeError(const QString &libraryText, const QString &where);

} // namespace ph::transport
