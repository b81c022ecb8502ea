// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/certificates.h"

#include "services/localplatform/appfiles.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <memory>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace ph::localplatform {

namespace {

constexpr long s_validSeconds = 800L * 24 * 3600;
constexpr long s_renewBeforeSeconds = 7L * 24 * 3600;

template <auto Free>
struct Freer {
    template <class T>
    void operator()(T *object) const
    {
        Free(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Memory = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;

struct Pair {
    Certificate certificate;
    Key key;
};

bool addExtension(X509 *certificate, X509 *issuer, int kind, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool setCommon(X509 *certificate, EVP_PKEY *key, const char *commonName, X509 *issuer)
{
    unsigned char serial[16];
    if (RAND_bytes(serial, sizeof serial) != 1)
        return false;
    serial[0] &= 0x7f;
    const std::unique_ptr<BIGNUM, Freer<BN_free>> number(BN_bin2bn(serial, sizeof serial, nullptr));
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate));
    X509_set_version(certificate, 2);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600); // a clock that is set back a little
    X509_gmtime_adj(X509_getm_notAfter(certificate), s_validSeconds);
    X509_set_pubkey(certificate, key);
    X509_NAME *subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(
        subject, "O", MBSTRING_ASC, reinterpret_cast<const unsigned char *>("Pilothouse local platform"), -1, -1, 0);
    X509_NAME_add_entry_by_txt(
        subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>(commonName), -1, -1, 0);
    return X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1;
}

/// A certificate for `commonName`; `issuer` null makes an authority that signs itself.
std::unique_ptr<Pair> make(const char *commonName, const Pair *issuer)
{
    auto pair = std::make_unique<Pair>(Pair {Certificate(X509_new()), Key(EVP_EC_gen("P-256"))});
    if (!pair->certificate || !pair->key)
        return {};
    X509 *own = pair->certificate.get();
    X509 *signer = issuer ? issuer->certificate.get() : own;
    bool good = setCommon(own, pair->key.get(), commonName, signer);
    if (issuer) {
        good = good && addExtension(own, signer, NID_basic_constraints, "critical,CA:FALSE")
            && addExtension(own, signer, NID_key_usage, "critical,digitalSignature")
            && addExtension(own, signer, NID_ext_key_usage, "serverAuth")
            && addExtension(own, signer, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1");
    } else {
        good = good && addExtension(own, signer, NID_basic_constraints, "critical,CA:TRUE,pathlen:0")
            && addExtension(own, signer, NID_key_usage, "critical,keyCertSign,cRLSign");
    }
    good = good && addExtension(own, signer, NID_subject_key_identifier, "hash")
        && (issuer == nullptr || addExtension(own, signer, NID_authority_key_identifier, "keyid"));
    EVP_PKEY *signerKey = issuer ? issuer->key.get() : pair->key.get();
    if (!good || X509_sign(own, signerKey, EVP_sha256()) == 0)
        return {};
    return pair;
}

template <class Write>
QByteArray pem(Write write)
{
    const Memory memory(BIO_new(BIO_s_mem()));
    write(memory.get());
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return {data, size};
}

QByteArray pemOf(X509 *certificate)
{
    return pem([certificate](BIO *out) { PEM_write_bio_X509(out, certificate); });
}

QByteArray pemOf(EVP_PKEY *key)
{
    return pem([key](BIO *out) { PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); });
}

Certificate load(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray text = file.read(64 * 1024);
    const Memory memory(BIO_new_mem_buf(text.constData(), int(text.size())));
    return Certificate(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
}

bool isGood(const Folder &folder, const QString &server, X509 *authority)
{
    const Certificate certificate = load(certificateFile(folder, server));
    if (!certificate || !QFile::exists(keyFile(folder, server)))
        return false;
    const Key key(X509_get_pubkey(authority));
    time_t later = ::time(nullptr) + s_renewBeforeSeconds;
    return X509_verify(certificate.get(), key.get()) == 1
        && X509_cmp_time(X509_get0_notAfter(certificate.get()), &later) > 0;
}

bool areGood(const Folder &folder, const QStringList &servers)
{
    const Certificate authority = load(caFile(folder));
    if (!authority)
        return false;
    for (const QString &server : servers)
        if (!isGood(folder, server, authority.get()))
            return false;
    return true;
}

/// Folder of mkcert's authority, empty without one. mkcert is only asked, never made to install anything.
QString mkcertRoot(const QString &mkcert)
{
    QProcess ask;
    ask.start(mkcert, {QStringLiteral("-CAROOT")});
    // allowed: event-loop: in the supervisor, before it serves anybody
    if (!ask.waitForFinished(3000) || ask.exitCode() != 0)
        return {};
    const QString root = QString::fromLocal8Bit(ask.readAllStandardOutput()).trimmed();
    const bool complete = QFile::exists(root + QStringLiteral("/rootCA.pem"))
        && QFile::exists(root + QStringLiteral("/rootCA-key.pem"));
    return complete ? root : QString();
}

bool makeWithMkcert(const Folder &folder, const QStringList &servers)
{
    const QString mkcert = QStandardPaths::findExecutable(QStringLiteral("mkcert"));
    const QString root = mkcert.isEmpty() ? QString() : mkcertRoot(mkcert);
    if (root.isEmpty())
        return false;
    for (const QString &server : servers) {
        QProcess make;
        make.start(mkcert,
            {QStringLiteral("-cert-file"), certificateFile(folder, server), QStringLiteral("-key-file"),
                keyFile(folder, server), QStringLiteral("localhost"), QStringLiteral("127.0.0.1"),
                QStringLiteral("::1")});
        // allowed: event-loop: in the supervisor, before it serves anybody
        if (!make.waitForFinished(20'000) || make.exitCode() != 0)
            return false;
        QFile::setPermissions(keyFile(folder, server), QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
    QFile::remove(caFile(folder));
    return QFile::copy(root + QStringLiteral("/rootCA.pem"), caFile(folder)) && areGood(folder, servers);
}

} // namespace

Result<void> ensureCertificates(const Folder &folder, const QStringList &servers)
{
    if (areGood(folder, servers) || makeWithMkcert(folder, servers))
        return {};
    const auto authority = make("Pilothouse local authority", nullptr);
    if (!authority)
        return fail(ErrorKind::Internal, QStringLiteral("OpenSSL could not make a certificate"), folder.tls());
    for (const QString &server : servers) {
        const auto pair = make("localhost", authority.get());
        if (!pair)
            return fail(ErrorKind::Internal, QStringLiteral("OpenSSL could not make a certificate"), server);
        if (auto done = writeFile(keyFile(folder, server), pemOf(pair->key.get())); !done)
            return done;
        if (auto done = writeFile(certificateFile(folder, server), pemOf(pair->certificate.get())); !done)
            return done;
    }
    return writeFile(caFile(folder), pemOf(authority->certificate.get()));
}

} // namespace ph::localplatform
