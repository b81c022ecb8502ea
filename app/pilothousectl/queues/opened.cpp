// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/queues/opened.h"

#include "services/base/files.h"
#include "services/platform/keychain/systemkeychain.h"
#include "services/platform/profilestore.h"
#include "services/transport/link/countdown.h"

#include <QFile>

namespace ph::ctl::queues {

using namespace std::chrono_literals;
using platform::Link;
using platform::LinkKind;
using platform::Profile;

Opened::Opened() = default;
Opened::~Opened() = default;
Opened::Opened(Opened &&) noexcept = default;
Opened &Opened::operator=(Opened &&) noexcept = default;

namespace {

constexpr const char *kCredentialsHint
    = "put it into a file of mode 0600 and give --credentials FILE, or --credentials - for standard input";

/// USER:PASSWORD, or the password alone.
struct GivenCredentials {
    QString user;
    Secret password;
};

Result<GivenCredentials> readCredentials(const QString &source, const QString &addressUser)
{
    Result<Secret> content = fail(ErrorKind::Internal, QString());
    if (source == QLatin1String("-")) {
        QFile input;
        if (!input.open(stdin, QIODevice::ReadOnly))
            return fail(ErrorKind::Unavailable, QStringLiteral("standard input cannot be read"),
                QStringLiteral("--credentials -"));
        QByteArray line = input.readLine(64 * 1024);
        while (line.endsWith('\n') || line.endsWith('\r'))
            line.chop(1);
        content = Secret::take(line);
    } else {
        content = readSecretFile(source);
    }
    if (!content)
        return fail(content.error());
    GivenCredentials given {addressUser, {}};
    const QByteArrayView bytes = content->reveal();
    const auto colon = addressUser.isEmpty() ? bytes.indexOf(':') : -1;
    if (colon >= 0)
        given.user = QString::fromUtf8(bytes.first(colon));
    given.password = Secret(bytes.sliced(colon + 1));
    if (given.user.isEmpty())
        given.user = QStringLiteral("default");
    return given;
}

Result<Link> linkOf(const QString &address, const QString &option, const QString &role, const Context &ctx)
{
    const QString where = QStringLiteral("--") + option;
    QUrl url(address, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty()
        || (url.scheme() != QLatin1String("redis") && url.scheme() != QLatin1String("rediss")))
        return fail(ErrorKind::Invalid, QStringLiteral("this is no Redis address"), where,
            QStringLiteral("for example redis://127.0.0.1:6379/0 or rediss://HOST:PORT/DB"));
    if (!url.password().isEmpty() || url.userInfo().contains(QLatin1Char(':')))
        return fail(ErrorKind::Invalid,
            QStringLiteral(
                "the address holds a password, which every user of this machine can read off the process list"),
            where, QLatin1String(kCredentialsHint), QStringLiteral("password-in-address"));
    Link link;
    link.id = QStringLiteral("redis-") + role;
    link.kind = LinkKind::Redis;
    link.role = role;
    link.label = QStringLiteral("Redis ") + role;
    link.user = url.userName();
    url.setUserInfo({});
    link.url = url;
    if (ctx.isSet("ca")) {
        auto pem = readFile(ctx.value("ca"), 1024 * 1024);
        if (!pem)
            return fail(pem.error());
        link.caPem = *pem;
    }
    link.keyPrefix = ctx.value("key-prefix");
    return link;
}

Task<std::optional<Secret>> givenSecret(std::shared_ptr<const Secret> password)
{
    co_return password ? std::optional<Secret>(password->clone()) : std::nullopt;
}

struct Source {
    Profile profile;
    platform::SecretLookup secrets;
    bool isAdHoc = false;
};

Result<Source> plainAddresses(const Context &ctx)
{
    Source source;
    source.isAdHoc = true;
    source.profile = Profile::make(QStringLiteral("one-off"), operations::EnvironmentKind::Development);
    source.profile.isSilent = ctx.isSet("no-probes");
    auto broker = linkOf(ctx.value("broker"), QStringLiteral("broker"), QStringLiteral("broker"), ctx);
    if (!broker)
        return fail(broker.error());
    broker->queues = ctx.values("queue");
    source.profile.links.push_back(std::move(*broker));
    if (ctx.isSet("results")) {
        auto results = linkOf(ctx.value("results"), QStringLiteral("results"), QStringLiteral("results"), ctx);
        if (!results)
            return fail(results.error());
        results->keyPrefix = ctx.value("results-prefix");
        source.profile.links.push_back(std::move(*results));
    }
    std::shared_ptr<Secret> password;
    if (ctx.isSet("credentials")) {
        auto given = readCredentials(ctx.value("credentials"), source.profile.links.front().user);
        if (!given)
            return fail(given.error());
        for (Link &link : source.profile.links)
            if (link.user.isEmpty())
                link.user = given->user;
        password = std::make_shared<Secret>(std::move(given->password));
    }
    source.secrets = [password](QString, std::stop_token) { return givenSecret(password); };
    return source;
}

Result<Source> environment(const Context &ctx, platform::SystemKeychain *keychain)
{
    auto profile = platform::ProfileStore(Folders::standard().config).find(ctx.value("env"));
    if (!profile)
        return fail(profile.error());
    if (ctx.isSet("no-probes"))
        profile->isSilent = true;
    Source source;
    source.profile = std::move(*profile);
    source.secrets
        = [keychain](QString key, std::stop_token stop) { return keychain->read(std::move(key), std::move(stop)); };
    return source;
}

} // namespace

QList<QCommandLineOption> sourceOptions()
{
    return {
        {QStringLiteral("broker"),
            QStringLiteral(
                "Celery's broker, for one-off use without an environment: redis://HOST:PORT/DB or rediss://…"),
            QStringLiteral("ADDRESS")},
        {QStringLiteral("results"), QStringLiteral("The result backend, if it is another than the broker."),
            QStringLiteral("ADDRESS")},
        {QStringLiteral("credentials"),
            QStringLiteral("USER:PASSWORD or the password; a file of mode 0600, or - for standard input."),
            QStringLiteral("FILE")},
        {QStringLiteral("ca"), QStringLiteral("Certificates (PEM) to trust beside the system's."),
            QStringLiteral("FILE")},
        {QStringLiteral("key-prefix"), QStringLiteral("Celery's global_keyprefix on the broker."),
            QStringLiteral("TEXT")},
        {QStringLiteral("results-prefix"), QStringLiteral("global_keyprefix of the result backend."),
            QStringLiteral("TEXT")},
        {QStringLiteral("queue"), QStringLiteral("A queue to show even if nothing names it; may be repeated."),
            QStringLiteral("NAME")},
        {QStringLiteral("no-probes"), QStringLiteral("Read only; ask no worker anything.")},
    };
}

Task<Opened> open(Context *ctx, ph::queues::QueueService::Options options)
{
    Opened opened;
    const bool isPlain = ctx->isSet("broker");
    if (isPlain == ctx->isSet("env"))
        co_return fail(ErrorKind::Invalid,
            isPlain ? QStringLiteral("--env and --broker exclude each other") : QStringLiteral("no broker was named"),
            {}, QStringLiteral("give --env NAME, or --broker redis://HOST:PORT/DB for one-off use"));
    Result<Source> source = fail(ErrorKind::Internal, QString());
    if (isPlain) {
        source = plainAddresses(*ctx);
    } else {
        opened.keychain = std::make_unique<platform::SystemKeychain>();
        source = environment(*ctx, opened.keychain.get());
    }
    if (!source)
        co_return fail(source.error());
    options.asksWorkers = options.asksWorkers && !source->profile.isSilent;
    platform::SessionOptions session;
    session.profile = std::move(source->profile);
    session.isAdHoc = source->isAdHoc;
    session.secrets = std::move(source->secrets);
    session.keychain = opened.keychain.get();
    session.stateFolder = Folders::standard().state + QStringLiteral("/environments/") + session.profile.id;
    session.areas.push_back({"queues",
        [options](platform::AreaContext &context) { return ph::queues::QueueService::make(context, options); }});
    opened.session = std::make_unique<platform::PlatformSession>(std::move(session), ctx->clock());
    opened.session->start();
    auto ready = co_await opened.session->ready(ctx->stop());
    if (!ready)
        co_return fail(ready.error());
    opened.queues = opened.session->area<ph::queues::QueueService>();
    if (opened.queues == nullptr) {
        for (const platform::LinkInfo &link : opened.session->links().links())
            if (link.state.phase == transport::LinkPhase::Down)
                co_return fail(link.state.reason);
        co_return fail(ErrorKind::NotFound, QStringLiteral("the environment has no Redis broker"),
            opened.session->profile().name, QStringLiteral("add its link, role “broker”"));
    }
    co_return opened;
}

namespace {

/// The first link that is down, if one is.
std::optional<Error> downReason(platform::PlatformSession &session)
{
    for (const platform::LinkInfo &link : session.links().links())
        if (link.state.phase == transport::LinkPhase::Down)
            return link.state.reason;
    return std::nullopt;
}

} // namespace

Task<void> waitForSnapshot(Context *ctx, const Opened *opened, Deadline deadline)
{
    const transport::Countdown countdown(deadline);
    auto *service = opened->queues;
    for (;;) {
        auto whole = co_await onThread<bool>(
            service,
            [service](std::stop_token) -> Task<bool> {
                // Two polls at least are not needed: the tending loop rings for one after the workers answered.
                co_return service->state().hasSnapshot && service->queues().has_value();
            },
            ctx->stop(), 5s);
        if (!whole)
            co_return fail(whole.error());
        if (*whole)
            co_return Result<void> {};
        if (const auto reason = downReason(*opened->session))
            co_return fail(*reason);
        if (countdown.left() <= 1ms)
            co_return fail(ErrorKind::Timeout, QStringLiteral("the broker did not answer everything in time"),
                opened->session->profile().name);
        if (auto slept = co_await sleepFor(20ms, ctx->stop()); !slept)
            co_return fail(slept.error());
    }
}

} // namespace ph::ctl::queues
