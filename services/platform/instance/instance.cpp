// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/instance/instance.h"

#include <QCryptographicHash>

namespace ph::platform {

namespace {

/// Short whatever the id: a socket's path may have 107 bytes.
QString shortName(const QString &profileId)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(profileId.toUtf8(), QCryptographicHash::Sha256).toHex().left(16));
}

} // namespace

QString Instance::socketPath(const QString &runtimeFolder, const QString &profileId)
{
    return runtimeFolder + QStringLiteral("/window-") + shortName(profileId);
}

Result<std::unique_ptr<Instance>> Instance::claim(const QString &runtimeFolder, const QString &profileId)
{
    if (auto made = makePrivateDirectory(runtimeFolder); !made)
        return fail(made.error());
    const QString path = socketPath(runtimeFolder, profileId);
    auto lock = LockFile::take(path + QStringLiteral(".lock"));
    if (!lock) {
        if (lock.error().kind == ErrorKind::Conflict)
            lock.error().code = QStringLiteral("already-running");
        return fail(lock.error());
    }
    auto server = std::make_unique<InstanceServer>(path);
    if (auto listening = server->listen(); !listening)
        return fail(listening.error());
    return std::unique_ptr<Instance>(new Instance(std::move(*lock), std::move(server)));
}

Instance::Instance(LockFile lock, std::unique_ptr<InstanceServer> server)
    : m_lock(std::move(lock))
    , m_server(std::move(server))
{
}

} // namespace ph::platform
