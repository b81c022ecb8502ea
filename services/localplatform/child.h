// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/localplatform/changed.h"
#include "services/localplatform/part.h"

#include <QSocketNotifier>

namespace ph::localplatform {

/// How a process ended. `what` is one line for people: "ended with code 1", "killed by signal 9".
struct Ending {
    int code = 0;
    int signal = 0;
    QString what;
    bool lostGuard = false; ///< the guard was killed: what the server had started may still run
    [[nodiscard]] bool isGood() const { return code == 0 && signal == 0; }
};

/// One process of the platform, below a guard of its own. Lives on the supervisor's thread. Destroying it asks for an
/// orderly stop.
class Child final {
public:
    struct Start {
        QString part;
        QString guard; ///< the program that has the guard: our own
        Command command;
        QList<std::pair<QString, QByteArray>> environment; ///< complete; secrets are already in it
        QString log;
        int stopSignal = 15;
        Milliseconds grace {4000};
    };

    [[nodiscard]] static Result<std::unique_ptr<Child>> start(const Start &start);
    ~Child();
    Child(const Child &) = delete;
    Child &operator=(const Child &) = delete;

    /// Of the server itself, not of its guard; 0 until it is known and after it ended.
    [[nodiscard]] qint64 pid() const { return m_ending ? 0 : m_pid; }
    [[nodiscard]] const std::optional<Ending> &ending() const { return m_ending; }
    /// Timeout: it still runs.
    [[nodiscard]] Task<void> waitForEnd(std::stop_token stop, Deadline deadline);
    /// Asks for an orderly stop; killed after the grace time. waitForEnd() tells when.
    void stop();

private:
    Child() = default;
    void read();
    void take(const QByteArray &line);
    void end(Ending ending);

    pid_t m_guard = -1;
    qint64 m_pid = 0;
    int m_control = -1;
    int m_status = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QByteArray m_buffer;
    std::optional<Ending> m_ending;
    Changed m_changed;
};

/// Kills every process that carries the mark of that folder in its environment (`PILOTHOUSE_LOCAL_FOLDER`), and this
/// one's PostgreSQL. For what a killed guard left behind. Returns how many there were.
int killStrays(const QString &folder, const QString &part = {});

} // namespace ph::localplatform
