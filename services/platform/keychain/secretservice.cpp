// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/keychain/secretservice.h"

#include <QDBusConnection>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusVariant>

namespace ph::platform {

namespace {

using namespace std::chrono_literals;

constexpr Deadline answerWithin = 5s;
constexpr Deadline personWithin = 120s;

const QString serviceName = QStringLiteral("org.freedesktop.secrets");
const QString servicePath = QStringLiteral("/org/freedesktop/secrets");
const QString serviceInterface = QStringLiteral("org.freedesktop.Secret.Service");
const QString promptInterface = QStringLiteral("org.freedesktop.Secret.Prompt");

Failure unavailable(const QString &what, const char *code)
{
    return fail(ErrorKind::Unavailable, what, QStringLiteral("keyring"), {}, QLatin1String(code));
}

} // namespace

Task<QDBusMessage> SecretService::call(QDBusMessage message, std::stop_token stop)
{
    const LiveTask live;
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        co_return unavailable(QStringLiteral("no session bus"), "keychain-missing");
    auto answer = Pending<QDBusMessage>::make();
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(message, int(answerWithin.count())), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [answer](QDBusPendingCallWatcher *finished) {
        answer->resolve(finished->reply());
        finished->deleteLater();
    });
    const auto reply = co_await answer->wait(stop, answerWithin + 1s, QStringLiteral("keyring"));
    if (!reply)
        co_return fail(reply.error());
    if (reply->type() == QDBusMessage::ErrorMessage)
        co_return unavailable(reply->errorMessage(), "keychain-missing");
    co_return *reply;
}

Task<QString> SecretService::defaultCollection(std::stop_token stop)
{
    auto message
        = QDBusMessage::createMethodCall(serviceName, servicePath, serviceInterface, QStringLiteral("ReadAlias"));
    message << QStringLiteral("default");
    const auto reply = co_await call(message, stop);
    if (!reply)
        co_return fail(reply.error());
    co_return reply->arguments().value(0).value<QDBusObjectPath>().path();
}

Task<KeychainState> SecretService::state(std::stop_token stop)
{
    const auto collection = co_await defaultCollection(stop);
    if (!collection) {
        if (isCancelled(collection.error()))
            co_return fail(collection.error());
        // KDE's wallet may serve QtKeychain without speaking this protocol; it asks for its password itself.
        const bool isKde = qEnvironmentVariable("XDG_CURRENT_DESKTOP").contains(u"KDE");
        co_return isKde &&QDBusConnection::sessionBus().isConnected() ? KeychainState::Ready : KeychainState::Missing;
    }
    if (collection->size() <= 1)
        co_return KeychainState::Ready; // none yet: the first write makes one, or fails
    auto message = QDBusMessage::createMethodCall(
        serviceName, *collection, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    message << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
    const auto reply = co_await call(message, stop);
    if (!reply)
        co_return fail(reply.error());
    const bool isLocked = reply->arguments().value(0).value<QDBusVariant>().variant().toBool();
    co_return isLocked ? KeychainState::Locked : KeychainState::Ready;
}

Task<void> SecretService::unlock(std::stop_token stop)
{
    const auto collection = co_await defaultCollection(stop);
    if (!collection)
        co_return fail(collection.error());
    auto message = QDBusMessage::createMethodCall(serviceName, servicePath, serviceInterface, QStringLiteral("Unlock"));
    message << QVariant::fromValue(QList<QDBusObjectPath> {QDBusObjectPath(*collection)});
    const auto reply = co_await call(message, stop);
    if (!reply)
        co_return fail(reply.error());
    const QString path = reply->arguments().value(1).value<QDBusObjectPath>().path();
    if (path.size() <= 1)
        co_return Result<void> {};
    co_return co_await prompt(path, stop);
}

Task<void> SecretService::prompt(QString path, std::stop_token stop)
{
    const LiveTask live;
    auto answer = Pending<bool>::make();
    m_prompt = answer;
    QDBusConnection bus = QDBusConnection::sessionBus();
    bus.connect(serviceName, path, promptInterface, QStringLiteral("Completed"), this, SLOT(promptCompleted(bool)));
    auto message = QDBusMessage::createMethodCall(serviceName, path, promptInterface, QStringLiteral("Prompt"));
    message << QString();
    Result<bool> dismissed = fail(ErrorKind::Internal, {});
    if (const auto asked = co_await call(message, stop); !asked)
        dismissed = fail(asked.error());
    else
        dismissed = co_await answer->wait(stop, personWithin, QStringLiteral("keyring"));
    bus.disconnect(serviceName, path, promptInterface, QStringLiteral("Completed"), this, SLOT(promptCompleted(bool)));
    if (!dismissed)
        co_return fail(dismissed.error());
    if (*dismissed)
        co_return unavailable(QStringLiteral("the keyring was not unlocked"), "keychain-locked");
    co_return Result<void> {};
}

void SecretService::promptCompleted(bool dismissed)
{
    if (m_prompt)
        m_prompt->resolve(dismissed);
}

} // namespace ph::platform
