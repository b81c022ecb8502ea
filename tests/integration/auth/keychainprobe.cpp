// SPDX-License-Identifier: GPL-3.0-or-later
// Runs inside a session bus of its own (see tst_systemkeychain.cpp) and says in JSON what the system keychain does
// there. keychain_probe ready|locked|none: with an open keyring, with the same one closed, with no bus at all.
#include "services/platform/keychain/systemkeychain.h"
#include "tests/support/testmain.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <cstdio>

using namespace ph;
using namespace ph::platform;
using ph::test::await;

namespace {

/// `--unlock` reads the keyring's password from its input and makes the keyring on first use.
void startKeyring(bool isUnlocked)
{
    QProcess daemon;
    daemon.start(QStringLiteral("gnome-keyring-daemon"),
        {isUnlocked ? QStringLiteral("--unlock") : QStringLiteral("--start"), QStringLiteral("--components=secrets")});
    if (!daemon.waitForStarted())
        qFatal("gnome-keyring-daemon is missing");
    if (isUnlocked)
        daemon.write("keyring-password");
    daemon.closeWriteChannel();
    daemon.waitForFinished(10'000);
}

QString stateName(const Result<KeychainState> &state)
{
    if (!state)
        return state.error().code;
    return *state == KeychainState::Ready ? QStringLiteral("ready")
        : *state == KeychainState::Locked ? QStringLiteral("locked")
                                          : QStringLiteral("missing");
}

template <class T>
QString outcome(const Result<T> &result)
{
    return result ? QStringLiteral("ok") : result.error().code;
}

QString found(const Result<std::optional<Secret>> &read, QByteArrayView wanted)
{
    if (!read)
        return read.error().code;
    if (!*read)
        return QStringLiteral("absent");
    return (*read)->equals(wanted) ? QStringLiteral("same") : QStringLiteral("different");
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QString mode = application.arguments().value(1);
    if (mode != u"none")
        startKeyring(mode == u"ready");
    SystemKeychain keychain(QStringLiteral("Pilothouse test"));
    const QByteArray value("\0binary\xff and a \xe2\x82\xac", 17);
    const QString key = QStringLiteral("0f3c/session");
    QJsonObject said;
    const auto say = [&](const char *name, const QString &text) { said[QLatin1String(name)] = text; };
    say("state", stateName(await(keychain.state({}), 30'000)));
    say("before", found(await(keychain.read(key, {}), 30'000), value));
    say("write", outcome(await(keychain.write(key, Secret(value), {}), 30'000)));
    say("after", found(await(keychain.read(key, {}), 30'000), value));
    say("other", found(await(keychain.read(QStringLiteral("0f3c/other"), {}), 30'000), value));
    said[QStringLiteral("memory_only")] = keychain.isMemoryOnly();
    if (mode == u"none" || application.arguments().contains(QStringLiteral("--remove"))) {
        say("remove", outcome(await(keychain.remove(key, {}), 30'000)));
        say("remove again", outcome(await(keychain.remove(key, {}), 30'000)));
        say("gone", found(await(keychain.read(key, {}), 30'000), value));
    }
    said[QStringLiteral("live_tasks")] = liveTasks();
    std::puts(QJsonDocument(said).toJson(QJsonDocument::Compact).constData());
    return 0;
}
