// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A certificate authority for one test: real keys and certificates by OpenSSL, in memory or as PEM files.

#include <QByteArray>
#include <QDateTime>
#include <QSslConfiguration>
#include <QString>
#include <QStringList>
#include <memory>

namespace ph::test {

struct TestCertificate {
    QByteArray certificatePem;
    QByteArray keyPem;
    /// For QSslServer and QSslSocket.
    [[nodiscard]] QSslConfiguration serverConfiguration() const;
    /// Writes PREFIX.crt and PREFIX.key (0600) for servers that read files.
    void write(const QString &prefix) const;
};

struct LeafOptions {
    QStringList dnsNames {QStringLiteral("localhost")};
    QStringList addresses {QStringLiteral("127.0.0.1")};
    QDateTime notBefore = QDateTime::currentDateTimeUtc().addDays(-1);
    QDateTime notAfter = QDateTime::currentDateTimeUtc().addDays(30);
};

class TestCa final {
public:
    explicit TestCa(const QByteArray &name = "Pilothouse test CA");
    ~TestCa();
    TestCa(const TestCa &) = delete;
    TestCa &operator=(const TestCa &) = delete;

    [[nodiscard]] QByteArray pem() const;
    [[nodiscard]] TestCertificate issue(const LeafOptions &options = {}) const;
    /// A leaf that signed itself.
    [[nodiscard]] static TestCertificate selfSigned(const LeafOptions &options = {});

private:
    struct Parts;
    std::unique_ptr<Parts> m;
};

} // namespace ph::test
