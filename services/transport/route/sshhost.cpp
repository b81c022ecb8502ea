// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/route/sshhost.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace ph::transport {

using command::Argument;
using command::Argv;

namespace {

constexpr command::ReadCommand keyscan {"ssh.keyscan", "ssh-keyscan", "-T", "5", "-p", "{port}", "--", "{host}"};

QByteArray nameOf(const SshHost &host)
{
    const QByteArray name = host.host.toLatin1();
    return host.port == 22 ? name : '[' + name + "]:" + QByteArray::number(host.port);
}

std::optional<HostKey> parseKey(const QByteArray &type, const QByteArray &key)
{
    const auto raw = QByteArray::fromBase64Encoding(key, QByteArray::AbortOnBase64DecodingErrors);
    if (!raw || raw.decoded.size() < 32 || !(type.startsWith("ssh-") || type.startsWith("ecdsa-")))
        return {};
    const auto hash
        = QCryptographicHash::hash(raw.decoded, QCryptographicHash::Sha256).toBase64(QByteArray::OmitTrailingEquals);
    return HostKey {QString::fromLatin1(type), key, QStringLiteral("SHA256:") + QString::fromLatin1(hash)};
}

} // namespace

QList<HostKey> KnownHosts::keysOf(const SshHost &host) const
{
    QFile file(m_file);
    QList<HostKey> keys;
    if (!file.open(QIODevice::ReadOnly))
        return keys;
    const auto lines = file.read(4 * 1024 * 1024).split('\n');
    for (const auto &line : lines) {
        const auto words = line.simplified().split(' ');
        if (words.size() < 3 || words[0] != nameOf(host))
            continue;
        if (auto key = parseKey(words[1], words[2]))
            keys << *key;
    }
    return keys;
}

Result<void> KnownHosts::trust(const SshHost &host, const QList<HostKey> &keys) const
{
    if (auto good = Argument::host(host.host); !good)
        return fail(good.error());
    QByteArray text;
    if (QFile old(m_file); old.open(QIODevice::ReadOnly)) {
        const auto lines = old.readAll().split('\n');
        for (const auto &line : lines) {
            if (!line.isEmpty() && !line.startsWith(nameOf(host) + ' '))
                text += line + '\n';
        }
    }
    for (const auto &key : keys)
        text += nameOf(host) + ' ' + key.type.toLatin1() + ' ' + key.key + '\n';
    const QString folder = QFileInfo(m_file).absolutePath();
    if (!QFileInfo::exists(folder) && QDir().mkpath(folder))
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QSaveFile file(m_file);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        || file.write(text) != text.size() || !file.commit())
        return fail(ErrorKind::Unavailable,
            QStringLiteral("can't write the file of known hosts: %1").arg(file.errorString()), m_file);
    return {};
}

// The client outlives the call (sshhost.h). NOLINTNEXTLINE(cppcoreguidelines-avoid-reference-coroutine-parameters)
Task<HostKeys> scanHostKeys(command::Client &commands, SshHost host, std::stop_token stop)
{
    auto name = Argument::host(host.host);
    auto port = Argument::port(host.port);
    if (!name || !port)
        co_return fail(name ? port.error() : name.error());
    command::Options options;
    options.deadline = std::chrono::seconds(10);
    options.keep = 256 * 1024;
    auto output = co_await commands.observe(
        keyscan, {{QStringLiteral("port"), *port}, {QStringLiteral("host"), *name}}, options, stop);
    if (!output)
        co_return fail(output.error());
    HostKeys found;
    const auto lines = output->out.split('\n');
    for (const auto &line : lines) {
        const auto words = line.simplified().split(' ');
        if (words.size() != 3 || line.startsWith('#'))
            continue;
        if (auto key = parseKey(words[1], words[2]))
            found.keys << *key;
    }
    if (found.keys.isEmpty())
        co_return fail(ErrorKind::Network, QStringLiteral("no SSH server answers"),
            QStringLiteral("%1:%2").arg(host.host).arg(host.port), QStringLiteral("check host and port"),
            QStringLiteral("no-ssh"));
    co_return found;
}

Result<Argv> sshArguments(const SshHost &host, const QList<Argument> &forwards)
{
    auto name = Argument::host(host.host);
    auto port = Argument::port(host.port);
    auto known = Argument::path(host.knownHostsFile);
    for (const auto *each : {&name, &port, &known}) {
        if (!*each)
            return fail(each->error());
    }
    Argv argv("ssh");
    // Before the user's file: ssh takes the first value it meets.
    argv.add("-N").add("-T").add("-v");
    for (const command::Literal option : {command::Literal("-oBatchMode=yes"),
             command::Literal("-oStrictHostKeyChecking=yes"), command::Literal("-oGlobalKnownHostsFile=/dev/null"),
             command::Literal("-oUpdateHostKeys=no"), command::Literal("-oVerifyHostKeyDNS=no"),
             command::Literal("-oCheckHostIP=no"), command::Literal("-oExitOnForwardFailure=yes"),
             command::Literal("-oForwardAgent=no"), command::Literal("-oForwardX11=no"),
             command::Literal("-oControlMaster=no"), command::Literal("-oControlPath=none"),
             command::Literal("-oPermitLocalCommand=no"), command::Literal("-oRemoteCommand=none"),
             command::Literal("-oGatewayPorts=no"), command::Literal("-oConnectTimeout=10"),
             command::Literal("-oServerAliveInterval=5"), command::Literal("-oServerAliveCountMax=2")})
        argv.add(option);
    argv.add("-oUserKnownHostsFile=\"", *known, "\"");
    if (!host.userConfig)
        argv.add("-F").add("none");
    if (!host.identityFile.isEmpty()) {
        auto identity = Argument::path(host.identityFile);
        if (!identity)
            return fail(identity.error());
        argv.add("-oIdentitiesOnly=yes").add("-i").add(*identity);
    }
    if (!host.user.isEmpty()) {
        auto user = Argument::user(host.user);
        if (!user)
            return fail(user.error());
        argv.add("-l").add(*user);
    }
    argv.add("-p").add(*port);
    for (const auto &forward : forwards)
        argv.add("-L").add(forward);
    argv.add("--").add(*name);
    return argv;
}

} // namespace ph::transport
