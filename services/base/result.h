// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>
#include <chrono>
#include <expected>
#include <optional>

namespace ph {

/// What kind of thing went wrong; decides icon, retry and the sentence made by services/wording.
enum class ErrorKind {
    Network, ///< no route, refused, reset, name not found
    Timeout, ///< a deadline of ours passed; whether the other side acted is unknown
    Tls, ///< certificate or protocol refused; never retried by itself
    Auth, ///< who we are was not accepted (wrong password, expired session)
    Forbidden, ///< known, but not allowed; `code` names the missing right
    NotFound, ///< the object is not there
    Conflict, ///< changed meanwhile, or exists already
    RateLimited, ///< told to slow down; retryAfter may be set
    Server, ///< the other side failed (5xx, SQL error, Redis -ERR)
    Protocol, ///< the answer is not what this protocol allows; wrong service on the port
    TooLarge, ///< a size limit of ours was passed
    Invalid, ///< input refused before anything was sent
    Unavailable, ///< something on this machine is missing (program, keychain, file)
    Refused, ///< our own Guard said no (read-only environment, lock, missing confirmation)
    Cancelled, ///< the owner went away or the person cancelled; shown to nobody
    Internal, ///< a defect of ours
};

/// An error as a value. All texts are technical, in English, redacted, and short; people read what services/wording
/// makes of it.
struct Error {
    ErrorKind kind = ErrorKind::Internal;
    QString what; ///< what happened: "connection refused", "NOPERM …"
    QString where; ///< to what: an endpoint or object ("redis broker 127.0.0.1:6380", "task 91b3…")
    QString hint; ///< what to do, if it is known here ("start the server", "grant +publish")
    QString code; ///< stable code where one exists (SQLSTATE, Supabase code, missing right, "NOPERM")
    std::optional<std::chrono::milliseconds> retryAfter {};
    QString requestId {};

    bool operator==(const Error &) const = default;
};

template <class T>
using Result = std::expected<T, Error>;
using Failure = std::unexpected<Error>;

/// `return fail(ErrorKind::Timeout, "no answer within 5 s", where);`
[[nodiscard]] inline Failure fail(
    ErrorKind kind, QString what, QString where = {}, QString hint = {}, QString code = {})
{
    return Failure(Error {kind, std::move(what), std::move(where), std::move(hint), std::move(code), {}, {}});
}
[[nodiscard]] inline Failure fail(Error error) { return Failure(std::move(error)); }

[[nodiscard]] inline bool isCancelled(const Error &error) { return error.kind == ErrorKind::Cancelled; }

/// Stable lower-case name of a kind, for JSON and logs.
[[nodiscard]] QString kindName(ErrorKind kind);

/// One line for logs and the companion's --json: "where: what (code)".
[[nodiscard]] QString brief(const Error &error);

} // namespace ph

Q_DECLARE_METATYPE(ph::Error)
