// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>
#include <functional>
#include <memory>

namespace ph::test {

/// A free loopback port. Somebody else may take it before it is used: starters try again.
[[nodiscard]] quint16 freePort();

/// True once something accepts connections there.
[[nodiscard]] bool waitForPort(quint16 port, int milliseconds);

/// A server process of a test: dies with the test, its folder goes with it.
class ChildServer {
public:
    ChildServer();
    virtual ~ChildServer();
    ChildServer(const ChildServer &) = delete;
    ChildServer &operator=(const ChildServer &) = delete;

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QString folder() const { return m_folder.path(); }
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] qint64 pid() const { return m_process ? m_process->processId() : 0; }
    /// Writes a file into the folder, 0600, and gives its path.
    QString write(const QString &name, const QByteArray &content) const;

    void pause() const; ///< SIGSTOP
    void resume() const; ///< SIGCONT
    void kill(); ///< SIGKILL, and waits
    void setPort(quint16 port) { m_port = port; }

protected:
    /// Starts the program without a shell and waits until its port answers.
    bool launch(const QString &program, const QStringList &arguments, const std::function<void()> &inChild = {});
    void finish(int signal);

private:
    QTemporaryDir m_folder;
    std::unique_ptr<QProcess> m_process;
    quint16 m_port = 0;
};

/// Runs a program to its end; its standard output, or nothing when it failed (the reason is printed).
[[nodiscard]] std::optional<QByteArray> run(
    const QString &program, const QStringList &arguments, const QByteArray &input = {});

} // namespace ph::test
