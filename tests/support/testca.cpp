// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testca.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace ph::test {

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Key makeKey() { return {EVP_EC_gen("P-256"), &EVP_PKEY_free}; }

template <class Write>
QByteArray pemOf(Write write)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
    write(bio.get());
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, qsizetype(size)};
}

QByteArray pemOf(X509 *certificate)
{
    return pemOf([certificate](BIO *bio) { PEM_write_bio_X509(bio, certificate); });
}

QByteArray pemOf(EVP_PKEY *key)
{
    return pemOf([key](BIO *bio) { PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr); });
}

void addExtension(X509 *certificate, X509 *issuer, int nid, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.constData());
    Q_ASSERT(extension != nullptr);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

Certificate makeCertificate(const QByteArray &name, EVP_PKEY *key, const QDateTime &from, const QDateTime &until)
{
    Certificate certificate(X509_new(), &X509_free);
    X509 *x = certificate.get();
    X509_set_version(x, 2);
    quint32 serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char *>(&serial), sizeof serial);
    ASN1_INTEGER_set(X509_get_serialNumber(x), long(serial >> 1));
    ASN1_TIME_set(X509_getm_notBefore(x), time_t(from.toSecsSinceEpoch()));
    ASN1_TIME_set(X509_getm_notAfter(x), time_t(until.toSecsSinceEpoch()));
    X509_set_pubkey(x, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8,
        reinterpret_cast<const unsigned char *>(name.constData()), int(name.size()), -1, 0);
    return certificate;
}

TestCertificate makeLeaf(const LeafOptions &options, X509 *issuer, EVP_PKEY *issuerKey)
{
    const Key key = makeKey();
    const QByteArray name = options.dnsNames.isEmpty() ? QByteArray("test leaf") : options.dnsNames.first().toUtf8();
    const Certificate leaf = makeCertificate(name, key.get(), options.notBefore, options.notAfter);
    X509 *signer = issuer != nullptr ? issuer : leaf.get();
    X509_set_issuer_name(leaf.get(), X509_get_subject_name(signer));
    QStringList names;
    for (const auto &each : options.dnsNames)
        names << QStringLiteral("DNS:") + each;
    for (const auto &each : options.addresses)
        names << QStringLiteral("IP:") + each;
    addExtension(leaf.get(), signer, NID_basic_constraints, "critical,CA:FALSE");
    addExtension(leaf.get(), signer, NID_subject_alt_name, names.join(QLatin1Char(',')).toUtf8());
    addExtension(leaf.get(), signer, NID_ext_key_usage, "serverAuth");
    X509_sign(leaf.get(), issuer != nullptr ? issuerKey : key.get(), EVP_sha256());
    return {pemOf(leaf.get()), pemOf(key.get())};
}

} // namespace

struct TestCa::Parts {
    Key key = makeKey();
    Certificate certificate {nullptr, &X509_free};
};

TestCa::TestCa(const QByteArray &name)
    : m(std::make_unique<Parts>())
{
    const auto now = QDateTime::currentDateTimeUtc();
    m->certificate = makeCertificate(name, m->key.get(), now.addYears(-1), now.addYears(1));
    X509 *x = m->certificate.get();
    X509_set_issuer_name(x, X509_get_subject_name(x));
    addExtension(x, x, NID_basic_constraints, "critical,CA:TRUE");
    addExtension(x, x, NID_key_usage, "critical,keyCertSign,cRLSign");
    addExtension(x, x, NID_subject_key_identifier, "hash");
    X509_sign(x, m->key.get(), EVP_sha256());
}

TestCa::~TestCa() = default;

QByteArray TestCa::pem() const { return pemOf(m->certificate.get()); }

TestCertificate TestCa::issue(const LeafOptions &options) const
{
    return makeLeaf(options, m->certificate.get(), m->key.get());
}

TestCertificate TestCa::selfSigned(const LeafOptions &options) { return makeLeaf(options, nullptr, nullptr); }

QSslConfiguration TestCertificate::serverConfiguration() const
{
    auto configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(QSslCertificate::fromData(certificatePem));
    configuration.setPrivateKey(QSslKey(keyPem, QSsl::Ec));
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone); // servers ask for no client certificate
    return configuration;
}

void TestCertificate::write(const QString &prefix) const
{
    for (const auto &[suffix, bytes] : {std::pair {".crt", certificatePem}, std::pair {".key", keyPem}}) {
        QFile file(prefix + QLatin1String(suffix));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            qFatal("can't write %s", qPrintable(file.fileName()));
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        file.write(bytes);
    }
}

} // namespace ph::test
