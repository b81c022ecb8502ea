// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/process.h"

#include "services/base/files.h"

#include <cerrno>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace ph {

Result<void> hardenProcess()
{
    ::umask(077);
#ifdef M_PERTURB
    // Freed memory is overwritten: the network library's buffers hold what came and went, tokens among it.
    ::mallopt(M_PERTURB, 0xdb);
#endif
    Result<void> result;
    const rlimit none {0, 0};
    if (::setrlimit(RLIMIT_CORE, &none) != 0)
        result = fail(systemError(errno, QStringLiteral("forbid core dumps"), QStringLiteral("this process")));
#ifdef __linux__
    if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 && result)
        result = fail(systemError(errno, QStringLiteral("forbid dumping"), QStringLiteral("this process")));
#endif
    return result;
}

PrivateUmask::PrivateUmask()
    : m_former(::umask(077))
{
}

PrivateUmask::~PrivateUmask() { ::umask(mode_t(m_former)); }

} // namespace ph
