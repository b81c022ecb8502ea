// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/auth/sessionservice.h"
#include "tests/support/fakehttp.h"
#include "tests/support/tokensigner.h"

#include <QJsonArray>
#include <QTemporaryDir>

namespace ph::test {

/// Speaks as much of Supabase Auth as the pages need, in this process: real HTTP, real signed tokens, answers as told.
/// Password "right" signs in; "000000" is the right code.
class FakeAuth final {
public:
    FakeAuth();

    /// What GET /settings offers besides the password.
    QStringList providers;
    QString email = QStringLiteral("dana@northwind.example");
    QString role = QStringLiteral("admin");
    QJsonArray tenants;
    QJsonArray factors; ///< as in user.factors
    /// The next answer of these paths ("/token"), in place of the usual one.
    QHash<QByteArray, FakeAnswer> next;
    /// Bodies received, newest last.
    QList<QJsonObject> bodies;

    [[nodiscard]] std::unique_ptr<auth::SessionService> service(platform::Keychain &keychain, const Clock &clock);
    [[nodiscard]] FakeHttp &http() { return m_http; }
    [[nodiscard]] static FakeAnswer refusal(int status, const char *code, const char *message);
    [[nodiscard]] static QJsonObject factor(const QString &name, bool isVerified = true);
    void setAal(int aal) { m_aal = aal; }

private:
    [[nodiscard]] FakeAnswer answer(const FakeRequest &request);
    [[nodiscard]] QJsonObject user() const;
    [[nodiscard]] FakeAnswer session() const;
    [[nodiscard]] FakeAnswer enrolment();

    TokenSigner m_signer;
    QTemporaryDir m_folder {QStringLiteral("/tmp/pha-XXXXXX")};
    int m_aal = 1;
    FakeHttp m_http;
};

} // namespace ph::test
