// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A real sshd on a free loopback port, run by the user who runs the test, with keys of its own in a temporary folder.

#include <QProcess>
#include <QString>
#include <QTemporaryDir>
#include <memory>

namespace ph::test {

class TestSshd final {
public:
    TestSshd();
    ~TestSshd();
    TestSshd(const TestSshd &) = delete;
    TestSshd &operator=(const TestSshd &) = delete;

    /// Starts on the same port as before; returns when it accepts connections.
    void start();
    void stop();
    /// A new host key, as after a reinstallation or with somebody in between. Stop first.
    void changeHostKey();

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QString user() const;
    /// The key that is let in.
    [[nodiscard]] QString identityFile() const { return m_folder.filePath(QStringLiteral("user")); }
    /// "SHA256:…" of the present host key, by ssh-keygen.
    [[nodiscard]] QString fingerprint() const;
    [[nodiscard]] QString file(const QString &name) const { return m_folder.filePath(name); }
    /// What sshd wrote, for a failed test's message.
    [[nodiscard]] QString log() const;

private:
    void makeKey(const QString &name) const;

    QTemporaryDir m_folder;
    std::unique_ptr<QProcess> m_process;
    quint16 m_port = 0;
};

} // namespace ph::test
