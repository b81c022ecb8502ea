// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <memory>

namespace ph::test {

/// The Python with Celery in it ($PH_PYTHON), or empty when there is none.
[[nodiscard]] QString celeryPython();
/// Environment for the agent platform's code on a Redis at this loopback port.
[[nodiscard]] QProcessEnvironment agentEnvironment(quint16 redisPort);

/// A real Celery worker of the local platform's application.
class CeleryWorker final {
public:
    ~CeleryWorker();
    /// Starts it and waits until it says that it is ready. `node` is the part before the @; `app` as for celery -A.
    bool start(const QString &node, quint16 redisPort, const QStringList &queues = {}, int slots = 2,
        const QString &app = QStringLiteral("adk_agent.celery:app"), const QStringList &more = {});
    void stop();
    /// The main process, that hears and answers: SIGSTOP and SIGCONT.
    void pause();
    void resume();
    [[nodiscard]] QByteArray log() const { return m_log; }

private:
    QProcess m_process;
    QByteArray m_log;
    QTemporaryDir m_folder;
};

/// Runs Python code with the application importable; what it prints, or nothing with the reason printed.
[[nodiscard]] std::optional<QByteArray> runPython(
    const QStringList &arguments, quint16 redisPort, int timeoutMs = 90'000);

struct CompanionRun {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
    [[nodiscard]] QJsonObject json() const;
};

/// pilothousectl, in a home of its own. start() returns when it printed `untilLine` on stderr (or at once without one).
class Companion final {
public:
    Companion();
    ~Companion();
    bool start(const QStringList &arguments, const QByteArray &untilLine = {});
    CompanionRun finish(int timeoutMs = 60'000);
    CompanionRun run(const QStringList &arguments)
    {
        start(arguments);
        return finish();
    }
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    [[nodiscard]] const QByteArray &errSoFar();
    /// What it printed since the last call.
    [[nodiscard]] QByteArray read();

private:
    QProcess m_process;
    QTemporaryDir m_home;
    QByteArray m_err;
};

} // namespace ph::test
