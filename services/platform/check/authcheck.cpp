// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/check/kinds.h"
#include "services/platform/recognition/webanswer.h"

#include <QJsonArray>
#include <QJsonObject>

namespace ph::platform::check {

namespace http = transport::http;

namespace {

constexpr http::ReadEndpoint s_settings {http::Method::Get, "/settings", "auth.settings", http::Access::Public};
constexpr http::ReadEndpoint s_keys {http::Method::Get, "/.well-known/jwks.json", "auth.jwks", http::Access::Public};
constexpr http::ReadEndpoint s_discovery {
    http::Method::Get, "/.well-known/openid-configuration", "auth.discovery", http::Access::Public};

Task<void> identify(std::shared_ptr<Job> job, http::Client *client, std::stop_token stop)
{
    auto answered = co_await recognise(client, job->link(), quickRequest(), stop);
    if (!answered)
        co_return fail(answered.error());
    job->met(*answered);
    co_return Result<void> {};
}

/// The key is asked for by the gateway in front, so it shows on any call.
Task<void> readSettings(std::shared_ptr<Job> job, http::Client *client, std::stop_token stop)
{
    auto response = co_await client->read(s_settings, quickRequest(), stop);
    if (!response)
        co_return fail(response.error());
    auto json = objectOf(*response, job->link());
    if (!json)
        co_return fail(json.error());
    QStringList providers;
    const QJsonObject external = json->value(QLatin1String("external")).toObject();
    for (auto it = external.begin(); it != external.end() && providers.size() < 8; ++it)
        if (it.value().toBool() && it.key() != QLatin1String("anonymous_users"))
            providers << it.key().left(40);
    if (providers.isEmpty())
        job->warn("no-provider", CheckWarning::NoProvider);
    else
        job->fact("providers", QStringLiteral("sign-in by ") + providers.join(QStringLiteral(", ")));
    co_return Result<void> {};
}

Task<void> readKeys(std::shared_ptr<Job> job, http::Client *client, std::stop_token stop)
{
    auto response = co_await client->read(s_keys, quickRequest(), stop);
    if (!response)
        co_return fail(response.error());
    auto json = objectOf(*response, job->link());
    if (!json || !json->value(QLatin1String("keys")).isArray()) {
        job->warn("jwks", CheckWarning::NoSigningKeys);
        co_return Result<void> {};
    }
    int usable = 0;
    for (const QJsonValue &key : json->value(QLatin1String("keys")).toArray()) {
        const QString algorithm = key.toObject().value(QLatin1String("alg")).toString();
        usable += algorithm == QLatin1String("ES256") || algorithm == QLatin1String("RS256") ? 1 : 0;
    }
    if (usable == 0)
        job->warn("hs256", CheckWarning::SharedSecretTokens);
    else
        job->fact(
            "jwks", usable == 1 ? QStringLiteral("1 signing key") : QStringLiteral("%1 signing keys").arg(usable));
    co_return Result<void> {};
}

/// What it calls itself there is what it writes into tokens. Not every gateway passes it on; then there is nothing to
/// compare.
Task<void> compareIssuer(std::shared_ptr<Job> job, http::Client *client, std::stop_token stop)
{
    auto response = co_await client->read(s_discovery, quickRequest(), stop);
    if (!response)
        co_return isCancelled(response.error()) ? Result<void>(fail(response.error())) : Result<void>();
    const auto json = objectOf(*response, job->link());
    const QString says = json ? json->value(QLatin1String("issuer")).toString().left(300) : QString();
    const QString expected = job->link().issuer;
    if (!says.isEmpty() && !expected.isEmpty() && says != expected)
        job->warn("issuer", CheckWarning::OtherIssuer, {says, expected});
    co_return Result<void> {};
}

} // namespace

Task<void> checkAuth(std::shared_ptr<Job> job, std::stop_token stop)
{
    if (isServiceKey(job->link().publishableKey))
        co_return fail(ErrorKind::Invalid, QStringLiteral("this is a service key, it must not reach a desktop"),
            job->link().id, QStringLiteral("use the publishable (anon) key"), QStringLiteral("service-key"));
    http::Client *client = job->connections->http(job->link());
    for (auto *step : {identify, readSettings, readKeys, compareIssuer}) {
        auto done = co_await step(job, client, stop);
        if (!done)
            co_return done;
    }
    co_return Result<void> {};
}

} // namespace ph::platform::check
