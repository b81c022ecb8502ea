// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/guard.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace ph::localplatform {

namespace {

constexpr int s_control = 3;
constexpr int s_status = 4;
constexpr int s_graceAfterCrash = 1500;
constexpr int s_firstArgument = 7; // program local guard NAME SIGNAL GRACE -- PROGRAM

using SteadyTime = std::chrono::steady_clock::time_point;

void tell(const char *word, int number)
{
    char line[64];
    const int size = std::snprintf(line, sizeof line, "%s %d\n", word, number);
    [[maybe_unused]] const auto written = ::write(s_status, line, size_t(size)); // the supervisor may be gone
}

/// Parent of a process, from /proc/PID/stat; the name in it may hold anything, so the last ')' counts.
pid_t parentOf(const char *pid)
{
    char path[64];
    std::snprintf(path, sizeof path, "/proc/%s/stat", pid);
    const int file = ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return -1;
    char text[1024];
    const auto size = ::read(file, text, sizeof text - 1);
    ::close(file);
    if (size <= 0)
        return -1;
    text[size] = '\0';
    const char *end = std::strrchr(text, ')');
    int parent = -1;
    if (end == nullptr || std::sscanf(end + 1, " %*c %d", &parent) != 1)
        return -1;
    return parent;
}

std::vector<pid_t> children()
{
    std::vector<pid_t> found;
    DIR *folder = ::opendir("/proc");
    if (folder == nullptr)
        return found;
    while (const dirent *entry = ::readdir(folder)) {
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
            continue;
        if (parentOf(entry->d_name) == ::getpid())
            found.push_back(pid_t(std::atoi(entry->d_name)));
    }
    ::closedir(folder);
    return found;
}

/// Kills what is below, layer by layer: the children of the killed become ours.
void killAllBelow()
{
    for (;;) {
        for (const pid_t child : children())
            ::kill(child, SIGKILL);
        if (::waitpid(-1, nullptr, 0) < 0 && errno == ECHILD)
            return;
    }
}

[[noreturn]] void becomeServer(char **arguments, int failurePipe)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // the guard itself was killed
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    ::execv(arguments[0], arguments);
    const int code = errno;
    [[maybe_unused]] const auto written = ::write(failurePipe, &code, sizeof code);
    ::_exit(127);
}

class Guarded final {
public:
    Guarded(int stopSignal, int grace)
        : m_stopSignal(stopSignal)
        , m_grace(grace)
    {
    }

    /// The exit code of the guard.
    int run(char **arguments)
    {
        if (!start(arguments))
            return 127;
        while (!m_ended)
            waitOnce();
        killAllBelow();
        if (WIFSIGNALED(m_result))
            tell("signal", WTERMSIG(m_result));
        else
            tell("exit", WEXITSTATUS(m_result));
        return 0;
    }

private:
    bool start(char **arguments)
    {
        sigset_t watched;
        sigemptyset(&watched);
        for (const int number : {SIGCHLD, SIGTERM, SIGINT, SIGHUP})
            sigaddset(&watched, number);
        ::sigprocmask(SIG_BLOCK, &watched, nullptr);
        m_signals = ::signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
        int failure[2];
        if (m_signals < 0 || ::pipe2(failure, O_CLOEXEC) != 0) {
            tell("failed", errno);
            return false;
        }
        m_server = ::fork();
        if (m_server == 0)
            becomeServer(arguments, failure[1]);
        ::close(failure[1]);
        int code = m_server < 0 ? errno : 0;
        if (m_server > 0 && ::read(failure[0], &code, sizeof code) != sizeof code)
            code = 0; // the pipe closed by exec
        ::close(failure[0]);
        if (code != 0) {
            tell("failed", code);
            return false;
        }
        tell("pid", m_server);
        return true;
    }

    void waitOnce()
    {
        pollfd watched[2] = {{m_signals, POLLIN, 0}, {m_stopping ? -1 : s_control, POLLIN, 0}};
        ::poll(watched, 2, millisecondsLeft());
        if (watched[0].revents != 0)
            readSignals();
        if (!m_ended && watched[1].revents != 0)
            readControl();
        if (!m_ended && m_stopping && std::chrono::steady_clock::now() >= m_killAt)
            ::kill(m_server, SIGKILL);
    }

    [[nodiscard]] int millisecondsLeft() const
    {
        if (!m_stopping)
            return -1;
        const auto left
            = std::chrono::duration_cast<std::chrono::milliseconds>(m_killAt - std::chrono::steady_clock::now());
        return int(std::max<std::int64_t>(left.count(), 0)) + 1;
    }

    void readSignals()
    {
        signalfd_siginfo info {};
        while (::read(m_signals, &info, sizeof info) == sizeof info)
            if (info.ssi_signo != SIGCHLD)
                stop(m_grace);
        int result = 0;
        for (pid_t pid = ::waitpid(-1, &result, WNOHANG); pid > 0; pid = ::waitpid(-1, &result, WNOHANG)) {
            if (pid != m_server)
                continue;
            m_ended = true;
            m_result = result;
        }
    }

    void readControl()
    {
        char byte = 0;
        const auto got = ::read(s_control, &byte, 1);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            return;
        stop(got == 1 && byte == 'S' ? m_grace : std::min(m_grace, s_graceAfterCrash));
    }

    void stop(int grace)
    {
        if (m_stopping)
            return;
        m_stopping = true;
        m_killAt = std::chrono::steady_clock::now() + std::chrono::milliseconds(grace);
        ::kill(m_server, m_stopSignal);
        ::kill(m_server, SIGCONT); // it may have been stopped for a test
    }

    int m_stopSignal;
    int m_grace;
    int m_signals = -1;
    pid_t m_server = -1;
    int m_result = 0;
    bool m_stopping = false;
    bool m_ended = false;
    SteadyTime m_killAt {};
};

} // namespace

bool isGuard(int argc, char **argv)
{
    return argc > 2 && std::strcmp(argv[1], "local") == 0 && std::strcmp(argv[2], "guard") == 0;
}

int runGuard(int argc, char **argv)
{
    if (argc <= s_firstArgument || std::strcmp(argv[s_firstArgument - 1], "--") != 0) {
        std::fputs("pilothousectl local guard: for the supervisor's own use\n", stderr);
        return 2;
    }
    ::prctl(PR_SET_NAME, "ph-guard");
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    ::setsid();
    ::umask(077);
    ::signal(SIGPIPE, SIG_IGN);
    const rlimit noCore {0, 0};
    ::setrlimit(RLIMIT_CORE, &noCore);
    ::fcntl(s_control, F_SETFD, FD_CLOEXEC);
    ::fcntl(s_status, F_SETFD, FD_CLOEXEC);
    return Guarded(std::atoi(argv[4]), std::atoi(argv[5])).run(argv + s_firstArgument);
}

} // namespace ph::localplatform
