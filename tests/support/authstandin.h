// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QUrl>
#include <memory>

namespace ph::test {

/// The local platform's auth stand-in over a throw-away PostgreSQL (tests/support/authstandin.py), for one test
/// executable. Uses the Python named by PH_PYTHON, else python3; with its packages missing start() says so.
class AuthStandin final {
public:
    ~AuthStandin();
    /// Empty when it runs, else why not.
    [[nodiscard]] QString start(const QJsonObject &settings = {});
    void stop();

    [[nodiscard]] QUrl url() const { return m_url; }
    [[nodiscard]] QByteArray caPem() const { return m_ca; }
    [[nodiscard]] QString publishableKey() const { return m_key; }
    [[nodiscard]] QByteArray password(const QString &name) const; ///< of name@pilothouse.test

    /// Blocks until the answer is there (5 s; 20 s for a start).
    QJsonObject command(const QJsonObject &command);
    void stopServer() { command({{QStringLiteral("do"), QStringLiteral("stop")}}); }
    void startServer() { command({{QStringLiteral("do"), QStringLiteral("start")}}); }
    void reconfigure(const QJsonObject &settings);
    QString sql(const QString &text);

private:
    [[nodiscard]] QByteArray readLine(int timeoutMs);

    QProcess m_process;
    QUrl m_url;
    QByteArray m_ca;
    QString m_key;
    QJsonObject m_accounts;
};

/// RFC 6238: SHA-1, 6 digits, 30 s, for a base32 secret at a time in seconds since 1970.
[[nodiscard]] QByteArray totpCode(const QByteArray &base32Secret, qint64 seconds);

} // namespace ph::test
