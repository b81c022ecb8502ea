// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/http/endpoint.h"

/// Every path of Supabase Auth that Pilothouse calls. All go out with the publishable key alone; where a person's token
/// is needed the call names it itself, since a sign-in has one before there is a session.
namespace ph::auth::endpoint {

using transport::http::Access;
using transport::http::Method;
using transport::http::ReadEndpoint;
using transport::http::WriteEndpoint;

inline constexpr ReadEndpoint health {Method::Get, "/health", "health", Access::Public};
inline constexpr ReadEndpoint settings {Method::Get, "/settings", "settings", Access::Public};
inline constexpr ReadEndpoint keys {Method::Get, "/.well-known/jwks.json", "keys", Access::Public};
inline constexpr ReadEndpoint user {Method::Get, "/user", "user", Access::Public};

inline constexpr WriteEndpoint token {Method::Post, "/token", "token", Access::Public};
inline constexpr WriteEndpoint updateUser {Method::Put, "/user", "update user", Access::Public};
/// A GET that sends a mail.
inline constexpr WriteEndpoint reauthenticate {Method::Get, "/reauthenticate", "reauthenticate", Access::Public};
inline constexpr WriteEndpoint logout {Method::Post, "/logout", "logout", Access::Public};
inline constexpr WriteEndpoint enrol {Method::Post, "/factors", "enrol factor", Access::Public};
inline constexpr WriteEndpoint challenge {Method::Post, "/factors/{id}/challenge", "challenge", Access::Public};
inline constexpr WriteEndpoint verify {Method::Post, "/factors/{id}/verify", "verify factor", Access::Public};
inline constexpr WriteEndpoint unenrol {Method::Delete, "/factors/{id}", "remove factor", Access::Public};

} // namespace ph::auth::endpoint
