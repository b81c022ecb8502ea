// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/tls/tls.h"

#include <QCryptographicHash>
#include <QHostAddress>
#include <QSslCipher>
#include <QSslKey>
#include <memory>
#include <openssl/x509.h>

namespace ph::transport {

namespace {

/// The error that tells most about the cause; a chain of one problem is often reported as several.
int weight(QSslError::SslError error)
{
    switch (error) {
    case QSslError::CertificateExpired: return 6;
    case QSslError::CertificateNotYetValid: return 5;
    case QSslError::CertificateRevoked: return 4;
    case QSslError::SelfSignedCertificate: return 3;
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted: return 2;
    case QSslError::HostNameMismatch: return 1;
    default: return 0;
    }
}

QString namesOf(const QSslCertificate &certificate)
{
    QStringList names = certificate.subjectAlternativeNames().values();
    if (names.isEmpty())
        names = certificate.subjectInfo(QSslCertificate::CommonName);
    if (names.size() > 5)
        names = names.mid(0, 5) << QStringLiteral("…");
    return names.join(QStringLiteral(", "));
}

QString day(const QDateTime &time) { return time.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm' UTC'")); }

Error tls(QString what, const QString &where, QString hint, QString code)
{
    return fail(ErrorKind::Tls, std::move(what), where, std::move(hint), std::move(code)).error();
}

} // namespace

bool isLoopbackHost(const QString &host)
{
    if (host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0)
        return true;
    const QHostAddress address(
        host.startsWith(QLatin1Char('[')) && host.endsWith(QLatin1Char(']')) ? host.mid(1, host.size() - 2) : host);
    return !address.isNull() && address.isLoopback();
}

Result<QSslConfiguration> sslConfiguration(const TlsPolicy &policy)
{
    auto configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (!policy.caPem.isEmpty()) {
        const auto own = QSslCertificate::fromData(policy.caPem, QSsl::Pem);
        if (own.isEmpty())
            return fail(ErrorKind::Invalid, QStringLiteral("the CA given holds no PEM certificate"), {},
                QStringLiteral("a PEM file begins with -----BEGIN CERTIFICATE-----"), QStringLiteral("bad-ca"));
        static const auto system = QSslConfiguration::systemCaCertificates(); // reads some 300 files: 100 ms
        configuration.setCaCertificates(system + own);
    }
    return configuration;
}

QByteArray spkiPin(const QSslCertificate &certificate)
{
    const QByteArray der = certificate.toDer();
    const auto *cursor = reinterpret_cast<const unsigned char *>(der.constData());
    const std::unique_ptr<X509, decltype(&X509_free)> x509(d2i_X509(nullptr, &cursor, long(der.size())), &X509_free);
    if (!x509)
        return {};
    unsigned char *key = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509.get()), &key);
    if (size <= 0)
        return {};
    const QByteArray hash = QCryptographicHash::hash(
        QByteArrayView(reinterpret_cast<const char *>(key), size), QCryptographicHash::Sha256);
    OPENSSL_free(key);
    return hash.toBase64();
}

Result<void> checkPins(const TlsPolicy &policy, const QSslCertificate &leaf, const QString &where)
{
    if (policy.spkiPins.isEmpty())
        return {};
    const QByteArray pin = spkiPin(leaf);
    if (!pin.isEmpty() && policy.spkiPins.contains(pin))
        return {};
    const QByteArray seen = pin.isEmpty() ? QByteArray("none") : pin;
    return fail(
        tls(QStringLiteral("the server's key is not one that is pinned (its pin: %1)").arg(QString::fromLatin1(seen)),
            where, QStringLiteral("if the server's key was changed on purpose, change the pin in the profile"),
            QStringLiteral("pin-mismatch")));
}

Error certificateError(const QList<QSslError> &errors, const QString &expectedName, const QString &where)
{
    QSslError worst;
    for (const auto &error : errors) {
        if (worst.error() == QSslError::NoError || weight(error.error()) > weight(worst.error()))
            worst = error;
    }
    const auto certificate = worst.certificate();
    const QString issuer = certificate.issuerDisplayName();
    switch (worst.error()) {
    case QSslError::CertificateExpired:
        return tls(QStringLiteral("the certificate expired on %1").arg(day(certificate.expiryDate())), where,
            QStringLiteral(
                "renew the server's certificate; if that date is in the future, this machine's clock is wrong"),
            QStringLiteral("expired"));
    case QSslError::CertificateNotYetValid:
        return tls(QStringLiteral("the certificate is valid only from %1").arg(day(certificate.effectiveDate())), where,
            QStringLiteral("check this machine's clock"), QStringLiteral("not-yet-valid"));
    case QSslError::CertificateRevoked:
        return tls(QStringLiteral("the certificate was revoked"), where, {}, QStringLiteral("revoked"));
    case QSslError::SelfSignedCertificate:
        return tls(QStringLiteral("the certificate is self-signed"), where,
            QStringLiteral("give the profile this certificate as its CA if you trust it"),
            QStringLiteral("self-signed"));
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
        return tls(QStringLiteral("the certificate's issuer \"%1\" is not a known CA").arg(issuer), where,
            QStringLiteral("add your company's CA to the profile or to the system"), QStringLiteral("unknown-ca"));
    case QSslError::HostNameMismatch:
        return tls(QStringLiteral("the certificate is for %1, not for %2").arg(namesOf(certificate), expectedName),
            where, QStringLiteral("use the name in the certificate, or have one made for this name"),
            QStringLiteral("wrong-name"));
    default:
        return tls(
            worst.error() == QSslError::NoError ? QStringLiteral("the certificate was refused") : worst.errorString(),
            where, {}, QStringLiteral("bad-certificate"));
    }
}

Error handshakeError(const QString &libraryText, const QString &where)
{
    const auto says
        = [&libraryText](const char *text) { return libraryText.contains(QLatin1String(text), Qt::CaseInsensitive); };
    if (says("wrong version number") || says("packet length too long") || says("http request")
        || says("unknown protocol") || says("record layer failure"))
        return fail(ErrorKind::Protocol, QStringLiteral("the server does not speak TLS on this port"), where,
            QStringLiteral("check the port, and whether the server is set up for TLS"), QStringLiteral("not-tls"))
            .error();
    if (says("protocol version") || says("unsupported protocol") || says("version too low"))
        return tls(QStringLiteral("the server offers only TLS older than 1.2"), where,
            QStringLiteral("update the server's TLS settings"), QStringLiteral("tls-version"));
    // Alerts about a certificate of ours, which is never sent.
    if (says("certificate required") || says("alert bad certificate"))
        return tls(QStringLiteral("the server demands a client certificate"), where,
            QStringLiteral(
                "Pilothouse presents none: let the server go without (Redis: tls-auth-clients no, or optional, "
                "with a user and a password)"),
            QStringLiteral("client-certificate"));
    if (says("alert handshake failure"))
        return tls(QStringLiteral("the server refused the TLS handshake: %1").arg(libraryText.left(200)), where,
            QStringLiteral("it may demand a client certificate, which Pilothouse does not present, or offer only old "
                           "ways of encryption"),
            QStringLiteral("handshake"));
    return tls(QStringLiteral("the TLS handshake failed: %1").arg(libraryText.left(200)), where, {},
        QStringLiteral("handshake"));
}

} // namespace ph::transport
