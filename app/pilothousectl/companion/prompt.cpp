// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/prompt.h"

#include <cerrno>
#include <cstdio>
#include <termios.h>
#include <unistd.h>

namespace ph::ctl {

namespace {

constexpr qsizetype s_longest = 4096;

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

/// Into `bytes`, which has the room; false: given up.
bool readLine(QByteArray &bytes, qsizetype &size)
{
    for (char key = 0;;) {
        const auto got = ::read(STDIN_FILENO, &key, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || key == '\n' || key == '\r' || key == '\x04') // end of input, Enter, Ctrl+D
            return true;
        if (key == '\x03') // Ctrl+C
            return false;
        if (key == '\x15') // Ctrl+U
            size = 0;
        else if (key == '\x7f' || key == '\b')
            size = std::max<qsizetype>(0, size - 1);
        else if (size < bytes.size())
            bytes[size++] = key;
    }
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
