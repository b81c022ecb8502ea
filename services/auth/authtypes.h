// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/auth/secretjson.h"
#include "services/base/clock.h"

#include <QJsonObject>
#include <QList>
#include <QStringList>

namespace ph::auth {

/// GET /settings: what the sign-in page offers.
struct AuthSettings {
    QStringList providers; ///< browser sign-in: "github", "keycloak"; without email, phone and anonymous
    bool hasPassword = true;
    bool isSignupDisabled = false;
};

/// GET /health.
struct AuthHealth {
    QString name;
    QString version; ///< "v2.196.0"
};

struct Factor {
    QString id;
    QString name; ///< as the person called it; data
    QString type; ///< "totp"
    bool isVerified = false;
    WallTime createdAt {};
};

struct UserInfo {
    QString id;
    QString email;
    QList<Factor> factors;
    QJsonObject raw; ///< for claimsVouchedBy()
    [[nodiscard]] bool hasVerifiedFactor() const;
};

/// A session as the server hands it out.
struct SessionAnswer {
    SharedSecret accessToken;
    Secret refreshToken;
    Milliseconds lifetime {0};
    UserInfo user;
    QStringList passwordAdvice; ///< weak_password beside a successful sign-in: why
};

/// A second factor being set up. Shown once, never stored.
struct Enrolment {
    QString factorId;
    Secret secret; ///< base32, for typing
    Secret uri; ///< otpauth://…, for the QR code
};

struct Challenge {
    QString id;
    WallTime expiresAt {}; ///< the server's clock
};

enum class LogoutScope { Local, Others, Everywhere };
[[nodiscard]] QString logoutScopeName(LogoutScope scope); ///< as the wire spells it: local, others, global

/// Decoders. Protocol errors name the missing field; texts are data, cut to 256 characters.
[[nodiscard]] Result<AuthSettings> readSettings(const QByteArray &body);
[[nodiscard]] Result<AuthHealth> readHealth(const QByteArray &body);
[[nodiscard]] UserInfo readUser(const QJsonObject &user);
/// What readUser() reads of it, and nothing else; empty when nobody is known.
[[nodiscard]] QJsonObject ownerOf(const UserInfo &user);
[[nodiscard]] Result<SessionAnswer> readSession(Secret body);
[[nodiscard]] Result<Enrolment> readEnrolment(Secret body);
[[nodiscard]] Result<Challenge> readChallenge(const QByteArray &body);

} // namespace ph::auth
