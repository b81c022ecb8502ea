// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/cabundle.h"

#include <QFile>
#include <QHash>
#include <QSslConfiguration>
#include <QTemporaryFile>
#include <cstdlib>
#include <memory>
#include <mutex>

namespace ph::transport::postgres {

namespace {

QByteArray systemCas()
{
    QByteArray pem;
    const auto all = QSslConfiguration::systemCaCertificates();
    for (const QSslCertificate &each : all)
        pem += each.toPem();
    return pem;
}

/// Outlives every thread: a connection attempt may still be under way when the program ends. The files go at exit.
struct Bundles {
    std::mutex mutex;
    QHash<QByteArray, std::shared_ptr<QTemporaryFile>> files;
    bool isOver = false;

    static Bundles &all()
    {
        static Bundles &bundles = make();
        return bundles;
    }

private:
    static Bundles &make()
    {
        std::atexit([] {
            const std::lock_guard lock(all().mutex);
            all().isOver = true;
            all().files.clear();
        });
        return *new Bundles;
    }
};

} // namespace

Result<QString> caBundleFile(const TlsPolicy &policy)
{
    if (!policy.enabled)
        return QString();
    if (!policy.caPem.isEmpty() && QSslCertificate::fromData(policy.caPem, QSsl::Pem).isEmpty())
        return fail(ErrorKind::Invalid, QStringLiteral("the CA given holds no PEM certificate"), {},
            QStringLiteral("a PEM file begins with -----BEGIN CERTIFICATE-----"), QStringLiteral("bad-ca"));
    Bundles &bundles = Bundles::all();
    const std::lock_guard lock(bundles.mutex);
    if (bundles.isOver)
        return fail(ErrorKind::Cancelled, QStringLiteral("the program ends"));
    auto &file = bundles.files[policy.caPem];
    if (!file || !QFile::exists(file->fileName())) {
        auto fresh = std::make_shared<QTemporaryFile>();
        if (!fresh->open() || fresh->write(policy.caPem + '\n' + systemCas()) < 0 || !fresh->flush())
            return fail(
                ErrorKind::Unavailable, QStringLiteral("cannot write a temporary file: %1").arg(fresh->errorString()));
        file = std::move(fresh);
    }
    return file->fileName();
}

} // namespace ph::transport::postgres
