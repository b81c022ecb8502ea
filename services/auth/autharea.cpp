// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/autharea.h"

#include "services/base/files.h"
#include "services/base/logging.h"
#include "services/platform/connections/endpoints.h"

namespace ph::auth {

namespace {

} // namespace

QString tokenSocketPath(const QString &profileId)
{
    return Folders::standard().runtime + u'/' + profileId + QStringLiteral("/session.sock");
}

Result<SessionConfig> sessionConfig(const platform::Profile &profile, const QString &stateFolder)
{
    const platform::Link *link = profile.find(platform::LinkKind::Auth);
    if (link == nullptr)
        return fail(ErrorKind::NotFound, QStringLiteral("the environment has no link to Supabase Auth"), profile.name,
            QStringLiteral("add it to the environment"), QStringLiteral("no-auth-link"));
    SessionConfig config;
    config.environment = profile.id;
    config.base = platform::httpEndpoint(profile, *link);
    config.publishableKey = link->publishableKey;
    config.rules.issuer = link->issuer;
    config.claims = profile.claims;
    config.lockFile = stateFolder + QStringLiteral("/session.lock");
    config.factorIssuer = profile.name.left(64);
    return config;
}

AuthArea::AuthArea(platform::AreaContext &context, SessionConfig config, SessionRole role)
    : m_context(context)
    , m_role(role)
{
    const platform::Link *link = context.profile.find(platform::LinkKind::Auth);
    m_linkId = link->id;
    const QString address
        = link->url.port() > 0 ? QStringLiteral("%1:%2").arg(link->url.host()).arg(link->url.port()) : link->url.host();
    context.links.add({link->id, link->kind, link->label.isEmpty() ? link->id : link->label, address, {}});
    platform::Keychain *keychain = context.keychain != nullptr ? context.keychain : &m_noKeychain;
    m_session = std::make_unique<SessionService>(std::move(config), *keychain, context.clock);
    connect(m_session.get(), &SessionService::stateChanged, this,
        [this] { m_context.identities.set(m_session->identity()); });
    connect(
        &m_session->client(), &transport::http::Client::linkChanged, this, [this](const transport::LinkState &state) {
            m_context.links.report(m_linkId, state);
            const bool isLive = state.phase == transport::LinkPhase::Live;
            if (isLive && !std::exchange(m_wasLive, isLive)) // what was heard is handled first
                QMetaObject::invokeMethod(m_session.get(), &SessionService::onServerReturn, Qt::QueuedConnection);
            m_wasLive = isLive;
        });
    context.connections.setTokenSource([this](std::stop_token stop) { return token(std::move(stop)); });
    if (role == SessionRole::Window) {
        m_tokens = std::make_unique<TokenServer>(
            *m_session, tokenSocketPath(context.profile.id), [&guard = context.guard] { return guard.isLocked(); });
        if (const auto listening = m_tokens->listen(); !listening)
            qCWarning(logAuth) << "companions cannot use this window's session:" << brief(listening.error());
    }
    m_scope.run(begin(role, m_scope.token()), QStringLiteral("begin session"));
}

AuthArea::~AuthArea()
{
    m_scope.close();
    m_context.connections.setTokenSource({});
    m_context.identities.set(nullptr);
}

/// For links that want the person's token. Who only looks finds out who that is when the first one asks.
Task<Secret> AuthArea::token(std::stop_token stop)
{
    const LiveTask live;
    if (m_role == SessionRole::Looking) {
        if (!std::exchange(m_isAsked, true))
            m_scope.run(begin(SessionRole::Companion, m_scope.token()), QStringLiteral("begin session"));
        if (const auto settled = co_await m_session->settled(stop); !settled)
            co_return fail(settled.error());
    }
    auto grant = co_await m_session->accessToken(stop);
    if (!grant)
        co_return fail(grant.error());
    co_return grant->token->clone();
}

Task<void> AuthArea::begin(SessionRole role, std::stop_token stop)
{
    const LiveTask live;
    if (role == SessionRole::Companion) {
        // Why it failed is kept in the session's state, for whoever wants to act; who only reads is not bothered.
        const auto begun = co_await beginCompanion(stop);
        if (begun || begun.error().code != u"no-window")
            co_return Result<void> {};
    }
    // Is the server there? The link strip says so also while nobody is signed in.
    (void)co_await m_session->health(stop);
    if (role == SessionRole::SigningIn || role == SessionRole::Looking)
        co_return Result<void> {};
    co_return co_await m_session->restore(stop);
}

/// With a token of somebody else's: the environment variable's, or the window's. "no-window": there is none.
Task<void> AuthArea::beginCompanion(std::stop_token stop)
{
    QByteArray given = qgetenv("PILOTHOUSE_ACCESS_TOKEN");
    if (!given.isEmpty())
        co_return co_await m_session->useAccessToken(Secret::take(given), stop);
    co_return co_await m_session->borrow(
        [path = tokenSocketPath(m_context.profile.id)](SharedSecret refused, std::stop_token inner) {
            return askWindow(path, std::move(refused), std::move(inner));
        },
        stop);
}

void AuthArea::wake() { m_session->onWake(); }

platform::AreaFactory authArea(SessionRole role)
{
    return {"auth",
        [role](platform::AreaContext &context) -> std::unique_ptr<platform::AreaService> {
            auto config = sessionConfig(context.profile, context.stateFolder);
            if (!config)
                return nullptr;
            config->reusesToken = role != SessionRole::Window;
            config->base.dial = context.connections.dialer(*context.profile.find(platform::LinkKind::Auth));
            return std::make_unique<AuthArea>(context, std::move(*config), role);
        },
        false};
}

} // namespace ph::auth
