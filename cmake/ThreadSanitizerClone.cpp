// SPDX-License-Identifier: GPL-3.0-or-later
// For the tsan preset only. Qt starts processes with clone(2), and ThreadSanitizer's own wrapper of it (LLVM 19) aborts
// when Qt's threads are not instrumented: here the call goes straight to the C library.
#include <cstdarg>
#include <dlfcn.h>
#include <sched.h>
#include <sys/types.h>

extern "C" int clone(int (*function)(void *), void *stack, int flags, void *argument, ...) noexcept
{
    va_list rest;
    va_start(rest, argument);
    auto *parent = va_arg(rest, pid_t *);
    auto *storage = va_arg(rest, void *);
    auto *child = va_arg(rest, pid_t *);
    va_end(rest);
    using Clone = int (*)(int (*)(void *), void *, int, void *, ...);
    static const auto s_clone = reinterpret_cast<Clone>(::dlsym(RTLD_NEXT, "clone"));
    return s_clone(function, stack, flags, argument, parent, storage, child);
}
