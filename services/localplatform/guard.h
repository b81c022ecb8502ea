// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ph::localplatform {

/// The process between the supervisor and one server: `pilothousectl local guard NAME SIGNAL GRACE_MS -- PROGRAM
/// ARGUMENTS…`.
///
/// It adopts every process below it (PR_SET_CHILD_SUBREAPER), so that none outlives the supervisor, whatever killed
/// that:
/// - descriptor 3 is a pipe from the supervisor. The byte 'S' asks for an orderly stop: SIGNAL to the server, GRACE_MS
/// for it to
///   end. The pipe's end without 'S' means that the supervisor died: the same with at most 1.5 s.
/// - when the server has ended, however it did, everything that is still below is killed.
/// - descriptor 4 is a pipe to the supervisor: "pid N", then "exit N", "signal N" or "failed ERRNO" (it could not be
/// started).
///
/// Plain system calls only, and no event loop: it must work when everything else does not. `argv[0]` is this program.
[[nodiscard]] int runGuard(int argc, char **argv);

/// True when the arguments are a guard's; main() asks before it makes an application object.
[[nodiscard]] bool isGuard(int argc, char **argv);

} // namespace ph::localplatform
