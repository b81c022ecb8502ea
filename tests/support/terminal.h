// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QProcess>
#include <QRegularExpression>

#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace ph::test {

/// A program on a terminal of its own, and the person before it: what is typed, what is seen.
class Terminal final {
public:
    Terminal()
        : m_master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC))
    {
        if (m_master < 0 || ::grantpt(m_master) != 0 || ::unlockpt(m_master) != 0)
            qFatal("no terminal");
        m_slave = ::open(::ptsname(m_master), O_RDWR | O_NOCTTY | O_CLOEXEC);
        const winsize size {40, 200, 0, 0};
        ::ioctl(m_slave, TIOCSWINSZ, &size);
    }
    ~Terminal()
    {
        m_process.kill();
        m_process.waitForFinished();
        ::close(m_slave);
        ::close(m_master);
    }
    Terminal(const Terminal &) = delete;
    Terminal &operator=(const Terminal &) = delete;

    void start(const QString &program, const QStringList &arguments, const QProcessEnvironment &environment)
    {
        m_process.setProcessEnvironment(environment);
        m_process.setChildProcessModifier([slave = m_slave] {
            ::setsid();
            ::ioctl(slave, TIOCSCTTY, 0);
            for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
                ::dup2(slave, fd);
        });
        m_process.start(program, arguments);
        if (!m_process.waitForStarted())
            qFatal("%s does not start", qPrintable(program));
    }
    void type(const QByteArray &keys) { (void)!::write(m_master, keys.constData(), size_t(keys.size())); }
    /// Until `text` is seen after what forget() forgot; false: not within the time.
    [[nodiscard]] bool waitFor(const QByteArray &text, int milliseconds = 15'000)
    {
        return until(milliseconds, [&] { return this->text().contains(text); });
    }
    /// Until the program has ended; its exit code, -1 for none.
    [[nodiscard]] int exitCode(int milliseconds = 30'000)
    {
        const bool hasEnded
            = until(milliseconds, [this] { return m_process.waitForFinished(1) || m_process.state() == 0; });
        // What it said last may still be on its way through the terminal.
        for (qsizetype before = -1; before != m_seen.size();) {
            before = m_seen.size();
            pollfd waiting {m_master, POLLIN, 0};
            ::poll(&waiting, 1, 50);
            read();
        }
        return hasEnded && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    [[nodiscard]] pid_t processId() const { return pid_t(m_process.processId()); }
    void forget() { m_seen.clear(); }
    [[nodiscard]] const QByteArray &seen() const { return m_seen; }
    /// Without what colours it and moves the cursor.
    [[nodiscard]] QByteArray text() const
    {
        static const QRegularExpression s_commands(QStringLiteral("\\x1b(\\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>])"));
        return QString::fromUtf8(m_seen).remove(s_commands).toUtf8();
    }
    [[nodiscard]] termios settings() const
    {
        termios settings {};
        ::tcgetattr(m_slave, &settings);
        return settings;
    }
    [[nodiscard]] bool isEchoing() const { return (settings().c_lflag & tcflag_t(ECHO)) != 0; }
    template <class Condition>
    [[nodiscard]] bool until(int milliseconds, Condition isMet)
    {
        QElapsedTimer timer;
        timer.start();
        for (;;) {
            read();
            if (isMet())
                return true;
            if (timer.elapsed() > milliseconds)
                return false;
            pollfd waiting {m_master, POLLIN, 0};
            ::poll(&waiting, 1, 20);
        }
    }

private:
    void read()
    {
        for (pollfd waiting {m_master, POLLIN, 0}; ::poll(&waiting, 1, 0) == 1 && (waiting.revents & POLLIN) != 0;) {
            char bytes[4096];
            const auto got = ::read(m_master, bytes, sizeof bytes);
            if (got <= 0)
                return;
            m_seen.append(bytes, got);
        }
    }

    int m_master;
    int m_slave = -1;
    QProcess m_process;
    QByteArray m_seen;
};

} // namespace ph::test
