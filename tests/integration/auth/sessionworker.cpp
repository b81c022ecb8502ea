// SPDX-License-Identifier: GPL-3.0-or-later
// One process of a person's: `session_worker FOLDER COUNT lock|socket`. Reads FOLDER/config.json, lets its token expire
// COUNT times and asks for a good one each time, checks it with the server, and prints {renewed, errors, distinct}.
#include "services/auth/tokensocket.h"
#include "tests/support/filekeychain.h"
#include "tests/support/testmain.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <cstdio>

using namespace ph;
using namespace ph::auth;
using ph::test::await;

namespace {

SessionConfig configFrom(const QString &folder)
{
    QFile file(folder + QStringLiteral("/config.json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no config.json");
    const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
    SessionConfig config;
    config.environment = QStringLiteral("profile-1");
    config.base.url = QUrl(json[u"url"].toString());
    config.base.tls.caPem = json[u"ca"].toString().toUtf8();
    config.base.label = QStringLiteral("Supabase Auth");
    config.base.environment = config.environment;
    config.publishableKey = json[u"key"].toString();
    config.rules.issuer = json[u"url"].toString();
    config.lockFile = folder + QStringLiteral("/session.lock");
    return config;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QString folder = application.arguments().value(1);
    const int count = application.arguments().value(2).toInt();
    const bool bySocket = application.arguments().value(3) == u"socket";
    ph::test::FileKeychain keychain(folder + QStringLiteral("/keychain"));
    ManualClock clock(SystemClock().wall());
    SessionService service(configFrom(folder), keychain, clock);
    QJsonArray errors;
    QSet<QByteArray> distinct;
    int good = 0;
    if (!bySocket) {
        if (const auto restored = await(service.restore({})); !restored)
            errors.append(brief(restored.error()));
    }
    SharedSecret last;
    for (int i = 0; i < count; ++i) {
        if (!bySocket)
            clock.advance(std::chrono::hours {2});
        const auto grant = await(
            bySocket ? askWindow(folder + QStringLiteral("/run/session.sock"), last, {}) : service.accessToken({}),
            90'000);
        if (!grant) {
            errors.append(brief(grant.error()));
            continue;
        }
        last = grant->token;
        distinct.insert(grant->token->reveal().toByteArray());
        ++good;
    }
    std::puts(QJsonDocument(QJsonObject {{QStringLiteral("good"), good}, {QStringLiteral("errors"), errors},
                                {QStringLiteral("distinct"), distinct.size()}})
            .toJson(QJsonDocument::Compact)
            .constData());
    return 0;
}
