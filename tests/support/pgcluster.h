// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/postgres/client.h"
#include "tests/support/childserver.h"
#include "tests/support/credentials.h"
#include "tests/support/testca.h"

namespace ph::test {

/// A throw-away PostgreSQL on loopback: superuser `admin` (password "admin-pw"), database `app`. Started as an ordinary
/// user even when the tests run as root, since the server refuses root.
class PgCluster final : public ChildServer {
public:
    /// With a certificate: TLS, and only TLS. `settings`: lines of postgresql.conf.
    bool start(const std::optional<TestCertificate> &certificate = {}, const QByteArray &settings = {});
    /// The same server again, on the same port, after kill().
    bool restart();
    /// The same with another certificate and settings ("ssl_min_protocol_version=TLSv1").
    bool restartWith(const TestCertificate &certificate, const QStringList &settings);
    ~PgCluster() override;

    /// Runs SQL as admin (psql) and gives what it prints, unaligned and without headers.
    QByteArray sql(const QString &text, const QString &database = QStringLiteral("app")) const;
    /// Stops or continues the postmaster and all its backends.
    void pauseAll() const;
    void resumeAll() const;

    [[nodiscard]] transport::postgres::Endpoint endpoint() const;

private:
    void signalAll(int signal) const;
    void install(const TestCertificate &certificate) const;
    QStringList m_settings;
    bool m_tls = false;
};

} // namespace ph::test
