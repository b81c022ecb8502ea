// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/filekeychain.h"

#include <QFile>
#include <QTemporaryFile>
#include <cstdio>

namespace ph::test {

QString FileKeychain::fileOf(const QString &key) const { return m_folder + u'/' + QString(key).replace(u'/', u'_'); }

Task<std::optional<Secret>> FileKeychain::read(QString key, std::stop_token)
{
    QFile file(fileOf(key));
    if (!file.open(QIODevice::ReadOnly))
        co_return std::optional<Secret> {};
    co_return std::optional<Secret> {Secret(QByteArrayView(file.readAll()))};
}

Task<void> FileKeychain::write(QString key, Secret value, std::stop_token)
{
    QTemporaryFile file(fileOf(key));
    file.setAutoRemove(false);
    // Replaced in one step, as a keychain does; not synced: a test does not survive a power cut.
    if (!file.open() || file.write(value.reveal().toByteArray()) != value.size() || !file.flush()
        || ::rename(QFile::encodeName(file.fileName()).constData(), QFile::encodeName(fileOf(key)).constData()) != 0)
        co_return fail(ErrorKind::Unavailable, file.errorString(), key, {}, QStringLiteral("keychain-failed"));
    co_return Result<void> {};
}

Task<void> FileKeychain::remove(QString key, std::stop_token)
{
    QFile::remove(fileOf(key));
    co_return Result<void> {};
}

Task<platform::KeychainState> FileKeychain::state(std::stop_token) { co_return platform::KeychainState::Ready; }

Task<void> FileKeychain::unlock(std::stop_token) { co_return Result<void> {}; }

} // namespace ph::test
