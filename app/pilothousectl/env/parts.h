// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to env/: one function for each verb, and what they share.

#include "app/pilothousectl/companion/opensession.h"
#include "app/pilothousectl/companion/verb.h"

namespace ph::ctl::env {

[[nodiscard]] Task<ExitCode> list(Context *ctx);
[[nodiscard]] Task<ExitCode> show(Context *ctx);
[[nodiscard]] Task<ExitCode> add(Context *ctx);
[[nodiscard]] Task<ExitCode> edit(Context *ctx);
[[nodiscard]] Task<ExitCode> remove(Context *ctx);
[[nodiscard]] Task<ExitCode> check(Context *ctx);
[[nodiscard]] Task<ExitCode> exportTo(Context *ctx);
[[nodiscard]] Task<ExitCode> importFrom(Context *ctx);
[[nodiscard]] Task<ExitCode> setSecret(Context *ctx);
[[nodiscard]] Task<ExitCode> trust(Context *ctx);
[[nodiscard]] Task<ExitCode> unlock(Context *ctx);

/// The environment named by the first argument, or by --env. Invalid when neither is there.
[[nodiscard]] Result<platform::Profile> namedProfile(const Context &ctx);

/// Says everything that is wrong with the profile, the first thing with what was not done ("The environment was not
/// added"). Usage when something is, nothing when all is well.
[[nodiscard]] std::optional<ExitCode> refuseInvalid(
    Output &out, const platform::Profile &profile, const QString &whatDidNotHappen);

/// The password: asked for on a terminal, else on standard input without one line end. Invalid: none there, or
/// --password-stdin was not given. Cancelled: Ctrl+C.
[[nodiscard]] Result<Secret> passwordFromStdin(const Context &ctx);

/// For completion: the environment first, then its links, then the users of the link.
[[nodiscard]] QStringList offeredNames(const TypedLine &line);
[[nodiscard]] QStringList offeredSecrets(const TypedLine &line);
[[nodiscard]] QStringList offeredHosts(const TypedLine &line);
/// The links of the environment that --env names, or of the only one.
[[nodiscard]] QStringList offeredLinks(const TypedLine &line);

/// Of verbs whose --yes takes no name: what stands after it was meant for an argument. Invalid says so.
[[nodiscard]] Result<void> refuseNameAfterYes(const Context &ctx);

/// "yes" and "no".
[[nodiscard]] QString yesNo(bool value);

} // namespace ph::ctl::env
