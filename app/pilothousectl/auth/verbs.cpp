// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/auth/verbs.h"

#include "app/pilothousectl/auth/show.h"
#include "app/pilothousectl/companion/opensession.h"
#include "app/pilothousectl/companion/prompt.h"
#include "services/auth/autharea.h"

#include <QJsonObject>
#include <array>
#include <unistd.h>

namespace ph::ctl::auth {

using namespace std::chrono_literals;
using ph::auth::AuthArea;
using ph::auth::LogoutScope;
using ph::auth::SessionRole;
using ph::auth::SessionService;

namespace {

struct Opened {
    OpenSession open;
    SessionService *session = nullptr; ///< lives on the session's thread
};

Task<Opened> openAuth(Context *ctx, SessionRole role)
{
    auto open = co_await openSession(ctx, {ph::auth::authArea(role)});
    if (!open)
        co_return fail(open.error());
    Opened opened {std::move(*open), nullptr};
    auto *area = opened.open.session->area<AuthArea>();
    if (area == nullptr)
        co_return fail(ErrorKind::NotFound, QStringLiteral("the environment has no link to Supabase Auth"),
            opened.open.session->profile().name, QStringLiteral("add it with `pilothousectl env edit`"),
            QStringLiteral("no-auth-link"));
    opened.session = &area->session();
    if (role == SessionRole::SigningIn)
        co_return opened;
    auto *session = opened.session;
    const auto settled = co_await onThread<void>(
        session, [session](std::stop_token stop) { return session->settled(std::move(stop)); }, ctx->stop(), 50s,
        QStringLiteral("session"));
    if (!settled)
        co_return fail(settled.error());
    co_return opened;
}

/// Both, asked for on a terminal; nothing where there is none.
std::optional<Result<std::array<Secret, 2>>> askedSecrets()
{
    auto password = askedSecret("Password (it is not shown): ");
    if (!password)
        return std::nullopt;
    if (!*password)
        return fail(password->error());
    if ((*password)->isEmpty())
        return fail(ErrorKind::Invalid, QStringLiteral("no password was typed"), {}, QStringLiteral("type it"));
    auto code = askedSecret("Code of your authenticator app (Enter: you have none): ");
    if (!code || !*code)
        return fail(code ? code->error() : fail(ErrorKind::Cancelled, QStringLiteral("cancelled")).error());
    std::array<Secret, 2> both {std::move(**password), std::move(**code)};
    return Result<std::array<Secret, 2>>(std::move(both));
}

/// The lines of standard input: the password, then the code of the authenticator app if there is one.
Result<std::array<Secret, 2>> readSecrets()
{
    constexpr qsizetype most = 4096;
    QByteArray bytes(most + 1, '\0');
    qsizetype size = 0;
    while (size < bytes.size()) {
        const auto got = ::read(STDIN_FILENO, bytes.data() + size, size_t(bytes.size() - size));
        if (got <= 0)
            break;
        size += got;
    }
    std::array<Secret, 2> lines;
    const QByteArrayView all = QByteArrayView(bytes).first(size);
    const qsizetype first = all.indexOf('\n');
    lines[0] = Secret(first < 0 ? all : all.first(first));
    if (first >= 0) {
        const QByteArrayView rest = all.sliced(first + 1);
        const qsizetype second = rest.indexOf('\n');
        lines[1] = Secret(second < 0 ? rest : rest.first(second));
    }
    wipeBytes(bytes.data(), bytes.size());
    if (size > most)
        return fail(ErrorKind::TooLarge, QStringLiteral("more than 4 KiB"), QStringLiteral("standard input"));
    if (lines[0].isEmpty())
        return fail(
            ErrorKind::Invalid, QStringLiteral("no password on standard input"), QStringLiteral("--password-stdin"));
    return lines;
}

Task<void> signIn(
    SessionService *session, QString email, std::shared_ptr<std::array<Secret, 2>> secrets, std::stop_token stop)
{
    if (const auto done = co_await session->signIn(email, std::move((*secrets)[0]), stop); !done)
        co_return fail(done.error());
    if (!session->state()->needsSecondFactor() || (*secrets)[1].isEmpty())
        co_return Result<void> {};
    for (const ph::auth::Factor &factor : session->state()->factors) {
        if (!factor.isVerified)
            continue;
        auto verified = co_await session->verifyTotp(factor.id, std::move((*secrets)[1]), stop);
        if (verified)
            co_return verified;
        // Who gave a code wants a session with it: the half one is not left behind, here or at the server.
        if (const auto ended = co_await session->signOut(LogoutScope::Local, {});
            !ended && ended.error().code == u"server-not-told")
            verified.error().hint = ended.error().hint;
        co_return verified;
    }
    co_return Result<void> {};
}

/// Without a keyring the session would live as long as this process: it is not left behind at the server.
Task<void> refuseUnkept(SessionService *session, std::stop_token stop)
{
    (void)co_await session->saveEnded(stop);
    const bool isLocked = session->state()->isUnsaved;
    if (!session->state()->isMemoryOnly && !isLocked)
        co_return Result<void> {};
    (void)co_await session->signOut(LogoutScope::Local, stop);
    co_return fail(ErrorKind::Unavailable,
        isLocked ? QStringLiteral("the keyring was not opened")
                 : QStringLiteral("there is no keyring to keep the session in"),
        QStringLiteral("auth login"),
        QStringLiteral("use --print-access-token and put it into PILOTHOUSE_ACCESS_TOKEN"),
        QStringLiteral("no-keyring"));
}

Task<ExitCode> login(Context *ctx)
{
    if (ctx->arguments().size() != 1 || ctx->arguments().first().trimmed().isEmpty())
        co_return fail(ErrorKind::Invalid,
            ctx->arguments().size() > 1 ? QStringLiteral("one e-mail address is expected")
                                        : QStringLiteral("the e-mail address is missing"),
            QStringLiteral("auth login"), QStringLiteral("as in `pilothousectl auth login EMAIL`"));
    auto secrets = askedSecrets();
    if (!secrets && !ctx->isSet("password-stdin"))
        co_return fail(ErrorKind::Invalid, QStringLiteral("there is no terminal to ask for the password"),
            QStringLiteral("auth login"),
            QStringLiteral("give --password-stdin; the code of your authenticator app may follow on a second line"));
    if (!secrets)
        secrets = readSecrets();
    if (!*secrets)
        co_return fail(secrets->error());
    const auto opened = co_await openAuth(ctx, SessionRole::SigningIn);
    if (!opened)
        co_return fail(opened.error());
    auto *session = opened->session;
    const auto shared = std::make_shared<std::array<Secret, 2>>(std::move(**secrets));
    const auto done = co_await onThread<void>(
        session,
        [session, email = ctx->arguments().front(), shared](
            std::stop_token stop) { return signIn(session, email, shared, std::move(stop)); },
        ctx->stop(), 90s, QStringLiteral("sign-in"));
    if (!done)
        co_return fail(done.error());
    const bool isPrinted = ctx->isSet("print-access-token");
    if (session->state()->isUnsaved)
        ctx->out().note(isPrinted
                ? QStringLiteral("The keyring does not answer: the session is not kept in it.")
                : QStringLiteral("Waiting for the keyring: your desktop may be asking for its password…"));
    if (!isPrinted) {
        const auto kept = co_await onThread<void>(
            session, [session](std::stop_token stop) { return refuseUnkept(session, std::move(stop)); }, ctx->stop(),
            160s, QStringLiteral("keyring"));
        if (!kept)
            co_return fail(kept.error());
        showSignedIn(ctx->out(), *session->state());
        co_return session->state()->needsSecondFactor() ? ExitCode::Warnings : ExitCode::Done;
    }
    const auto grant = co_await onThread<ph::auth::AccessGrant>(
        session, [session](std::stop_token stop) { return session->accessToken(std::move(stop)); }, ctx->stop(), 40s,
        QStringLiteral("sign-in"));
    if (!grant)
        co_return fail(grant.error());
    showToken(ctx->out(), *grant);
    if (session->state()->isMemoryOnly || session->state()->isUnsaved)
        ctx->out().note(
            QStringLiteral("No keyring keeps this session: it stays at the server, where `pilothousectl auth "
                           "logout` with this PILOTHOUSE_ACCESS_TOKEN ends it while the token is good."));
    co_return ExitCode::Done;
}

Task<ExitCode> status(Context *ctx)
{
    const auto opened = co_await openAuth(ctx, SessionRole::Companion);
    if (!opened)
        co_return fail(opened.error());
    const auto state = opened->session->state();
    showStatus(ctx->out(), *state, ctx->clock());
    co_return state->isSignedIn() ? ExitCode::Done : ExitCode::Identity;
}

Result<LogoutScope> scopeOf(const Context &ctx)
{
    const QString name = ctx.isSet("scope") ? ctx.value("scope") : QStringLiteral("local");
    if (name == u"local")
        return LogoutScope::Local;
    if (name == u"others")
        return LogoutScope::Others;
    if (name == u"everywhere" || name == u"global")
        return LogoutScope::Everywhere;
    return fail(ErrorKind::Invalid, QStringLiteral("“%1” is no scope").arg(name.left(40)), QStringLiteral("--scope"),
        QStringLiteral("give local, others or everywhere"));
}

Task<ExitCode> logout(Context *ctx)
{
    const auto scope = scopeOf(*ctx);
    if (!scope)
        co_return fail(scope.error());
    const auto opened = co_await openAuth(ctx, SessionRole::Companion);
    if (!opened)
        co_return fail(opened.error());
    auto *session = opened->session;
    const auto state = session->state();
    const auto json = [&](bool isEnded, bool isServerTold) {
        return QJsonObject {{QStringLiteral("email"), state->email},
            {QStringLiteral("scope"), ctx->isSet("scope") ? ctx->value("scope") : QStringLiteral("local")},
            {QStringLiteral("signed_out"), isEnded}, {QStringLiteral("server_told"), isServerTold}};
    };
    if (!state->isSignedIn() && state->phase != ph::auth::SessionPhase::KeyringLocked) {
        ctx->out().outcome(QStringLiteral("Nobody was signed in."), json(false, false));
        co_return ExitCode::Done;
    }
    const auto done = co_await onThread<void>(
        session, [session, which = *scope](std::stop_token stop) { return session->signOut(which, std::move(stop)); },
        ctx->stop(), 60s, QStringLiteral("sign-out"));
    if (!done && done.error().code != u"server-not-told")
        co_return fail(done.error());
    if (!done) {
        if (ctx->out().format() == Output::Format::Json)
            ctx->out().json(json(true, false));
        ctx->out().error(done.error(), QStringLiteral("Signed out here only"));
        co_return ExitCode::Warnings;
    }
    const bool isOnlyOthers = *scope == LogoutScope::Others;
    ctx->out().outcome(isOnlyOthers ? QStringLiteral("The other sessions of %1 are ended.").arg(state->email)
                                    : QStringLiteral("%1 is signed out.").arg(state->email),
        json(!isOnlyOthers, true));
    co_return ExitCode::Done;
}

Verb verb(const char *words, const char *arguments, const char *summary, const char *failure,
    QList<QCommandLineOption> options, std::function<Task<ExitCode>(Context *)> run)
{
    return {QLatin1String(words), QLatin1String(arguments), QString::fromUtf8(summary), QString::fromUtf8(failure),
        addressOptions() + options, std::move(run)};
}

} // namespace

Verbs verbs()
{
    Verbs all;
    all.push_back(verb("auth login", "EMAIL", "Sign in; the session is kept in the keychain.", "Nobody was signed in",
        {{QStringLiteral("password-stdin"),
             QStringLiteral("Read the password from standard input; the code of an authenticator app may follow on a "
                            "second line.")},
            {QStringLiteral("print-access-token"),
                QStringLiteral("Print the access token, for PILOTHOUSE_ACCESS_TOKEN where there is no keychain.")}},
        login));
    all.push_back(verb("auth status", "", "Who is signed in, with which rights and why.",
        "It was not found out who is signed in", {}, status));
    all.push_back(verb("auth logout", "", "Sign out.", "Nobody was signed out",
        {{QStringLiteral("scope"), QStringLiteral("local (default), others, or everywhere."), QStringLiteral("SCOPE")}},
        logout));
    all[0].example = QStringLiteral("pilothousectl auth login you@example.com --env Staging");
    all[1].example = QStringLiteral("pilothousectl auth status --env Staging --json");
    all[2].example = QStringLiteral("pilothousectl auth logout --env Staging --scope everywhere");
    return all;
}

} // namespace ph::ctl::auth
