// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"

#include <QByteArray>
#include <QStringList>

namespace ph::auth {

/// What the auth server said no with. `code` decides; `message` is English prose that may change and is only shown.
struct AuthFailure {
    int status = 0; ///< HTTP status; 0: no answer (see `transport`)
    QString code; ///< stable code, "" when the body had none
    QString message; ///< as the server wrote it, control characters out, at most 500 characters
    QStringList weakness; ///< of weak_password: length, characters, pwned
    std::optional<Error> transport {}; ///< set when no answer came
};

/// Reads any of the shapes met: {"code":"x","message"}, {"code":400,"error_code","msg"}, OAuth's
/// {"error","error_description"}, text, and nothing at all. `codeHeader` is X-Sb-Error-Code, or empty.
[[nodiscard]] AuthFailure readFailure(int status, const QByteArray &body, const QByteArray &codeHeader);

/// What the client was doing: the same code means different things.
enum class AuthAct {
    SignIn, ///< password grant
    Refresh, ///< refresh grant
    PkceExchange,
    UseSession, ///< any call with the access token
    Enrol, ///< POST /factors, DELETE /factors/{id}
    Challenge,
    VerifyFactor,
    ChangePassword,
    Reauthenticate,
};

/// What to do about it (contracts: Supabase Auth §3).
enum class Reaction {
    ShowAndWait, ///< say it; the person decides (wrong password, weak password, a name that is taken)
    EndSession, ///< the session is gone: sign in again, keep windows and unsent edits
    RefreshThenRetry, ///< refresh once, repeat once, then sign in again
    RetrySameToken, ///< back off and send the same again; nothing was used up
    BackOff, ///< 429: back off 2 s doubling to 60 s, countdown on the button
    StepUp, ///< ask for the TOTP code, then repeat
    Reauthenticate, ///< GET /reauthenticate, ask for the nonce, repeat
    TypeCodeAgain, ///< same challenge
    NewChallenge, ///< silently, once
    ReloadFactors,
    ResendConfirmation,
    StartAnew, ///< begin the browser sign-in again
    KeepAndShow, ///< the token hook refused: show its message, keep the refresh token
    Defect, ///< we called wrongly
};

[[nodiscard]] Reaction reactionTo(AuthAct act, const AuthFailure &failure);

/// The failure as the program's error value: kind, code, and the server's message where it is meant for people.
[[nodiscard]] Error toError(AuthAct act, const AuthFailure &failure, const QString &where);

} // namespace ph::auth
