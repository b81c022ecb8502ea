// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/auth/sessionscene.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QSslConfiguration>
#include <QUrlQuery>

namespace ph::test {

using platform::MemoryKeychain;

namespace {

AuthStandin *s_standin = nullptr;

/// Started by the first test that needs it; ends with the application.
AuthStandin &standin()
{
    if (s_standin == nullptr) {
        s_standin = new AuthStandin;
        qAddPostRoutine([] { delete std::exchange(s_standin, nullptr); });
        if (const QString problem = s_standin->start(); !problem.isEmpty())
            qFatal("%s", qPrintable(problem));
    }
    return *s_standin;
}

} // namespace

QString codeOf(const Result<void> &result) { return result ? QStringLiteral("ok") : result.error().code; }

bool hasRight(const operations::Identity &identity, const char *right, const QString &tenant)
{
    return identity.find(QLatin1String(right), tenant) != nullptr;
}

SessionScene::SessionScene()
    : m_server(standin())
{
}

void SessionScene::init()
{
    ++m_round;
    m_clock = ManualClock(SystemClock().wall());
    m_keychain = std::make_unique<MemoryKeychain>();
}

void SessionScene::cleanup()
{
    m_server.sql(QStringLiteral("delete from auth.sessions; delete from auth.mfa_factors; update auth.users set "
                                "banned_until = null where email <> 'banned@pilothouse.test'"));
    QCOMPARE(liveTasks(), 0);
}

QString SessionScene::lockFile() const
{
    return m_folder.path() + QStringLiteral("/locks-%1/session.lock").arg(m_round);
}

SessionUser SessionScene::user(const std::function<void(auth::SessionConfig &)> &change)
{
    return SessionUser(m_server, *m_keychain, lockFile(), m_clock, change);
}

QString SessionScene::stored()
{
    const auto read = await(m_keychain->read(QStringLiteral("profile-1/session"), {}));
    return read && *read ? QString::fromUtf8((*read)->reveal()) : QString();
}

int SessionScene::sessionsOf(const QString &name)
{
    return m_server
        .sql(QStringLiteral("select count(*) from auth.sessions s join auth.users u on u.id = s.user_id where "
                            "u.email = '%1@pilothouse.test'")
                .arg(name))
        .toInt();
}

QByteArray SessionScene::codeNow(const QByteArray &secret)
{
    return totpCode(
        secret, std::chrono::duration_cast<std::chrono::seconds>(SystemClock().wall().time_since_epoch()).count());
}

QUrl SessionScene::browse(const QUrl &start, const QString &email)
{
    QNetworkAccessManager network;
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setCaCertificates(QSslCertificate::fromData(m_server.caPem()));
    const auto fetch = [&](const QUrl &url, const QByteArray &form) {
        QNetworkRequest request(url);
        request.setSslConfiguration(tls);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/x-www-form-urlencoded"));
        QNetworkReply *reply = form.isEmpty() ? network.get(request) : network.post(request, form);
        (void)QTest::qWaitFor([&] { return reply->isFinished(); }, 5000);
        const QUrl next = url.resolved(reply->header(QNetworkRequest::LocationHeader).toUrl());
        m_page = reply->readAll();
        reply->deleteLater();
        return next;
    };
    const QUrl provider = fetch(start, {});
    fetch(provider, {});
    const QString state = QRegularExpression(QStringLiteral("name=\"state\" value=\"([^\"]+)\""))
                              .match(QString::fromUtf8(m_page))
                              .captured(1);
    QUrlQuery form {{QStringLiteral("state"), QString::fromLatin1(QUrl::toPercentEncoding(state))}};
    if (email.isEmpty())
        form.addQueryItem(QStringLiteral("cancel"), QStringLiteral("1"));
    else
        form.addQueryItem(QStringLiteral("account"), QString::fromLatin1(QUrl::toPercentEncoding(email)));
    const QUrl callback = fetch(provider, form.toString(QUrl::FullyEncoded).toLatin1());
    const QUrl loopback = fetch(callback, {});
    fetch(loopback, {});
    return loopback;
}

} // namespace ph::test
