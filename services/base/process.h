// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"

namespace ph {

/// What both programs do before anything else, before threads exist:
/// - umask 077, so that a file made by a library is private too (children inherit it);
/// - no core dump (RLIMIT_CORE 0) and not dumpable (PR_SET_DUMPABLE 0): memory with tokens reaches no disk, and other
///   processes of the same user cannot attach. Other users' and the same user's tools can then not read
///   /proc/PID/{fd,maps,environ};
/// - freed memory is overwritten (glibc): the network library's buffers had tokens in them.
/// Returns the first thing that could not be done; the rest is done all the same.
[[nodiscard]] Result<void> hardenProcess();

/// 077 for as long as it lives; for a block that makes files through a library. The umask belongs to the whole process.
class PrivateUmask final {
public:
    PrivateUmask();
    ~PrivateUmask();
    PrivateUmask(const PrivateUmask &) = delete;
    PrivateUmask &operator=(const PrivateUmask &) = delete;

private:
    unsigned m_former;
};

} // namespace ph
