// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/prompt.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace ph::ctl {

namespace {

constexpr qsizetype s_longest = 4096;

std::atomic<bool> s_isAskedToEnd = false;
static_assert(std::atomic<bool>::is_always_lock_free); // set by a signal handler

/// While a question stands, what asks the program to end gives the question up: the terminal is put right first.
class EndingSignals final {
public:
    EndingSignals()
    {
        s_isAskedToEnd = false;
        struct sigaction action {};
        action.sa_handler = [](int) { s_isAskedToEnd = true; };
        for (size_t i = 0; i < s_signals.size(); ++i)
            sigaction(s_signals[i], &action, &m_before[i]);
    }
    ~EndingSignals()
    {
        for (size_t i = 0; i < s_signals.size(); ++i)
            sigaction(s_signals[i], &m_before[i], nullptr);
    }
    EndingSignals(const EndingSignals &) = delete;
    EndingSignals &operator=(const EndingSignals &) = delete;

private:
    static constexpr std::array s_signals {SIGINT, SIGTERM, SIGHUP};
    std::array<struct sigaction, s_signals.size()> m_before {};
};

/// Keys come one by one and are not shown; Ctrl+C is a key, for nobody would put the terminal right after a signal.
class SilentTerminal final {
public:
    SilentTerminal()
    {
        m_isSilent = tcgetattr(STDIN_FILENO, &m_before) == 0;
        termios silent = m_before;
        silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG);
        m_isSilent = m_isSilent && tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    }
    ~SilentTerminal()
    {
        if (m_isSilent)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
        std::fputc('\n', stderr);
    }
    SilentTerminal(const SilentTerminal &) = delete;
    SilentTerminal &operator=(const SilentTerminal &) = delete;
    [[nodiscard]] bool isSilent() const { return m_isSilent; }

private:
    termios m_before {};
    bool m_isSilent = false;
};

/// One key; nothing: given up, or the terminal is gone.
std::optional<char> readKey()
{
    constexpr int look = 200; // ms; another thread may have taken the signal
    for (;;) {
        pollfd waiting {STDIN_FILENO, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, look);
        if (s_isAskedToEnd || (ready < 0 && errno != EINTR))
            return std::nullopt;
        char key = 0;
        if (ready > 0)
            return ::read(STDIN_FILENO, &key, 1) == 1 ? std::optional(key) : std::nullopt;
    }
}

/// Without its last letter, which may have several bytes (UTF-8).
qsizetype withoutLetter(const QByteArray &bytes, qsizetype size)
{
    while (size > 0 && (uchar(bytes.at(size - 1)) & 0xC0) == 0x80)
        --size;
    return std::max<qsizetype>(0, size - 1);
}

/// Into `bytes`, which has the room; false: given up.
bool readLine(QByteArray &bytes, qsizetype &size)
{
    while (const auto key = readKey()) {
        if (*key == '\n' || *key == '\r' || *key == '\x04') // Enter, Ctrl+D
            return true;
        if (*key == '\x03') // Ctrl+C
            return false;
        if (*key == '\x15') // Ctrl+U
            size = 0;
        else if (*key == '\x7f' || *key == '\b')
            size = withoutLetter(bytes, size);
        else if (size < bytes.size())
            bytes[size++] = *key;
    }
    return false;
}

} // namespace

std::optional<Result<Secret>> askedSecret(const char *question)
{
    if (isatty(STDIN_FILENO) == 0)
        return std::nullopt;
    std::fputs(question, stderr);
    std::fflush(stderr);
    QByteArray bytes(s_longest, '\0');
    qsizetype size = 0;
    bool isGiven = false;
    {
        const EndingSignals signals_;
        const SilentTerminal terminal;
        if (!terminal.isSilent())
            return std::nullopt;
        isGiven = readLine(bytes, size);
    }
    Secret secret(QByteArrayView(bytes).first(size));
    wipeBytes(bytes.data(), bytes.size());
    if (!isGiven)
        return fail(ErrorKind::Cancelled, QStringLiteral("cancelled"));
    return Result<Secret>(std::move(secret));
}

} // namespace ph::ctl
