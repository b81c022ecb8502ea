// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/auth/sessionfixture.h"

namespace ph::test {

[[nodiscard]] QString codeOf(const Result<void> &result);
[[nodiscard]] bool hasRight(const operations::Identity &identity, const char *right, const QString &tenant = {});

/// What tests of a session share: one stand-in for the executable, and for each test a keychain, a clock and a lock
/// file of its own.
class SessionScene : public QObject {
    Q_OBJECT
protected:
    SessionScene();

    AuthStandin &m_server;
    QTemporaryDir m_folder {QStringLiteral("/tmp/phs-XXXXXX")};
    ManualClock m_clock;
    std::unique_ptr<platform::MemoryKeychain> m_keychain;
    int m_round = 0;
    QByteArray m_page; ///< that browse() saw last

    [[nodiscard]] QString lockFile() const;
    [[nodiscard]] SessionUser user(const std::function<void(auth::SessionConfig &)> &change = {});
    [[nodiscard]] QString stored();
    /// Both clocks go on, as in a running program.
    void pass(Milliseconds time) { m_clock.advance(time); }
    [[nodiscard]] int sessionsOf(const QString &name);
    [[nodiscard]] static QByteArray codeNow(const QByteArray &secret);
    /// Plays the person's browser at the stand-in's identity provider; an empty address cancels there.
    QUrl browse(const QUrl &start, const QString &email);

private Q_SLOTS:
    void init();
    void cleanup();
};

} // namespace ph::test
