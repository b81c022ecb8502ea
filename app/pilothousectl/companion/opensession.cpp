// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/opensession.h"

#include "app/pilothousectl/companion/shellwords.h"
#include "app/pilothousectl/companion/verbsearch.h"
#include "services/base/files.h"
#include "services/localplatform/localplatform.h"
#include "services/platform/keychain/systemkeychain.h"

#include <QDir>
#include <QFileInfo>
#include <algorithm>
#include <unistd.h>

namespace ph::ctl {

using localplatform::LocalPlatform;
using platform::Profile;

namespace {

constexpr qint64 s_caLimit = 1024 * 1024;

Result<Secret> readStandardInput()
{
    constexpr qsizetype most = 64 * 1024;
    QByteArray bytes(most + 1, '\0');
    qsizetype size = 0;
    while (size < bytes.size()) {
        const auto got = ::read(STDIN_FILENO, bytes.data() + size, size_t(bytes.size() - size));
        if (got <= 0)
            break;
        size += got;
    }
    if (size > most) {
        wipeBytes(bytes.data(), bytes.size());
        return fail(ErrorKind::TooLarge, QStringLiteral("more than 64 KiB"), QStringLiteral("standard input"));
    }
    Secret secret(QByteArrayView(bytes).first(size));
    wipeBytes(bytes.data(), bytes.size());
    return Result<Secret>(std::move(secret));
}

/// What was typed does not fit: a usage mistake, with the one line that mends it.
Error notForCredentials(Error error, const QString &file)
{
    if (error.kind != ErrorKind::Refused)
        return error;
    error.kind = ErrorKind::Invalid;
    error.where = QStringLiteral("--credentials ") + file;
    error.hint = error.code == QLatin1String("open-mode") ? QStringLiteral("`chmod 600 %1`").arg(shellQuoted(file))
                                                          : QStringLiteral("give a file of your own");
    return error;
}

Result<void> takeCredentials(const Context &ctx, ChosenProfile &chosen)
{
    const QString file = ctx.value("credentials");
    if (file.isEmpty())
        return {};
    const auto secret = file == QLatin1String("-") ? readStandardInput() : readSecretFile(file);
    if (!secret)
        return fail(notForCredentials(secret.error(), file));
    auto credentials = parseCredentials(*secret);
    if (!credentials)
        return fail(credentials.error());
    auto map = applyCredentials(chosen.profile, std::move(*credentials));
    if (!map)
        return fail(map.error());
    chosen.given = std::make_shared<const SecretMap>(std::move(*map));
    return {};
}

Result<PlainAddresses> addressesOf(const Context &ctx)
{
    PlainAddresses all {ctx.value("broker"), ctx.value("redis"), ctx.value("postgres"), ctx.value("prometheus"),
        ctx.value("auth"), ctx.value("publishable-key"), {}};
    if (const QString file = ctx.value("ca"); !file.isEmpty()) {
        auto pem = readFile(file, s_caLimit);
        if (!pem)
            return fail(pem.error());
        all.caPem = std::move(*pem);
    }
    return all;
}

Result<std::unique_ptr<LocalPlatform>> localPlatformAt(const QString &folder)
{
    static const SystemClock s_clock;
    const QFileInfo info(folder);
    return LocalPlatform::make({info.fileName(), info.path(), {}}, s_clock);
}

/// As it is now: ports that were taken have been replaced.
Result<Profile> localProfile(const QString &folder)
{
    const auto local = localPlatformAt(folder);
    if (!local)
        return fail(local.error());
    auto profile = (*local)->profile();
    if (profile)
        profile->localFolder = folder;
    return profile;
}

std::vector<Profile> localProfiles()
{
    std::vector<Profile> all;
    const auto folder = localplatform::Folder::named(QStringLiteral("default"));
    if (!folder)
        return all;
    const QDir base(folder->base());
    for (const QString &name : base.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        if (auto profile = localProfile(base.filePath(name)))
            all.push_back(std::move(*profile));
    return all;
}

Task<std::optional<Secret>> answer(std::optional<Secret> secret) { co_return std::move(secret); }

/// Of a plain address: nothing is kept of it.
Task<std::optional<Secret>> noneGiven()
{
    co_return fail(ErrorKind::Unavailable, QStringLiteral("no password is given for this user"), {},
        QStringLiteral("give it with --credentials FILE (mode 0600), or --credentials - for standard input"),
        QStringLiteral("no-password"));
}

Task<std::optional<Secret>> localSecret(Profile profile, QString key)
{
    const auto local = localPlatformAt(profile.localFolder);
    if (!local)
        co_return fail(local.error());
    for (const platform::Link &link : profile.links) {
        for (const QString &user : {link.user, link.operatorUser}) {
            if (user.isEmpty() || platform::keychainKey(profile, link, user) != key)
                continue;
            auto secret = (*local)->password(link, user);
            if (!secret && secret.error().kind != ErrorKind::NotFound)
                co_return fail(secret.error());
            co_return secret ? std::optional<Secret>(std::move(*secret)) : std::nullopt;
        }
    }
    co_return std::optional<Secret> {};
}

/// By its name, or a local platform by its folder's name; “local” is the default one.
bool isNamed(const Profile &profile, const QString &name)
{
    const QString folder = QFileInfo(profile.localFolder).fileName();
    return profile.name.compare(name, Qt::CaseInsensitive) == 0 || (!folder.isEmpty() && folder == name)
        || (name == QLatin1String("local") && folder == QLatin1String("default"));
}

/// What must outlive the session.
struct Held {
    ChosenProfile chosen;
    std::unique_ptr<platform::PlatformSession> session;
};

} // namespace

QList<QCommandLineOption> addressOptions()
{
    return {
        {QStringLiteral("broker"), QStringLiteral("Celery's broker, in place of an environment (reading only)."),
            QStringLiteral("rediss://HOST:PORT/DB")},
        {QStringLiteral("redis"), QStringLiteral("Redis of results, rate limits and cache."),
            QStringLiteral("rediss://HOST:PORT/DB")},
        {QStringLiteral("postgres"), QStringLiteral("Postgres."), QStringLiteral("postgresql://USER@HOST:PORT/DB")},
        {QStringLiteral("prometheus"), QStringLiteral("Prometheus."), QStringLiteral("https://HOST:PORT")},
        {QStringLiteral("auth"), QStringLiteral("Supabase Auth."), QStringLiteral("https://HOST/auth/v1")},
        {QStringLiteral("publishable-key"), QStringLiteral("The publishable (anon) key that goes with --auth."),
            QStringLiteral("KEY")},
        {QStringLiteral("ca"), QStringLiteral("A private CA (PEM) for the addresses, in addition to the system's."),
            QStringLiteral("FILE")},
        {QStringLiteral("credentials"),
            QStringLiteral(
                "Passwords: a file of mode 0600 with lines `LINK USER PASSWORD` or JSON; - for standard input."),
            QStringLiteral("FILE")},
    };
}

QList<QCommandLineOption> environmentOptions()
{
    QList<QCommandLineOption> all = addressOptions();
    for (QCommandLineOption &option : all)
        if (option.names().constFirst() != QLatin1String("credentials"))
            option.setFlags(QCommandLineOption::HiddenFromHelp);
    return all;
}

Result<void> refuseAddresses(const Context &ctx)
{
    for (const char *option : {"broker", "redis", "postgres", "prometheus", "auth", "publishable-key", "ca"})
        if (ctx.isSet(option))
            return fail(ErrorKind::Invalid, QStringLiteral("plain addresses keep nothing"),
                QStringLiteral("--%1").arg(QLatin1String(option)),
                QStringLiteral("this is kept with an environment: give --env"));
    return {};
}

platform::ProfileStore profileStore() { return platform::ProfileStore(Folders::standard().config); }

platform::Keychain &systemKeychain()
{
    static platform::SystemKeychain s_keychain;
    return s_keychain;
}

Result<platform::ProfileStore::Listing> allProfiles()
{
    auto listing = profileStore().list();
    if (!listing)
        return listing;
    for (Profile &local : localProfiles()) {
        const auto same = std::ranges::find(listing->profiles, local.id, &Profile::id);
        if (same == listing->profiles.end())
            listing->profiles.push_back(std::move(local));
        else
            same->links = std::move(local.links), same->localFolder = local.localFolder;
    }
    std::ranges::sort(listing->profiles,
        [](const Profile &a, const Profile &b) { return QString::localeAwareCompare(a.name, b.name) < 0; });
    return listing;
}

Result<Profile> findProfile(const QString &nameOrId)
{
    auto listing = allProfiles();
    if (!listing)
        return fail(listing.error());
    std::vector<Profile> named;
    QStringList ids;
    for (Profile &each : listing->profiles) {
        if (each.id == nameOrId)
            return std::move(each);
        if (!isNamed(each, nameOrId))
            continue;
        ids << QStringLiteral("%1 (%2)").arg(each.id, each.name);
        named.push_back(std::move(each));
    }
    if (named.size() > 1)
        return fail(ErrorKind::Conflict, QStringLiteral("several environments answer to this name"), nameOrId,
            QStringLiteral("give the id: ") + ids.join(QStringLiteral(", ")), QStringLiteral("ambiguous-name"));
    if (!named.empty())
        return std::move(named.front());
    auto saved = profileStore().find(nameOrId);
    if (!saved && saved.error().kind == ErrorKind::NotFound && !listing->damaged.empty()) {
        saved.error().hint = QStringLiteral("an environment's file cannot be used: `pilothousectl env list` says why");
        return saved;
    }
    if (!saved && saved.error().kind == ErrorKind::NotFound && !listing->profiles.empty()) {
        QStringList names; // local platforms too, which the store does not know
        for (const Profile &each : listing->profiles)
            names << each.name;
        const QString guess = nearestOf(names, nameOrId);
        saved.error().hint = (guess.isEmpty() ? QStringLiteral("there are: ")
                                              : QStringLiteral("did you mean “%1”? There are: ").arg(guess))
            + names.join(QStringLiteral(", "));
    }
    return saved;
}

Result<Profile> onlyProfile()
{
    auto listing = allProfiles();
    if (!listing)
        return fail(listing.error());
    if (listing->profiles.size() == 1)
        return std::move(listing->profiles.front());
    if (listing->profiles.empty() && !listing->damaged.empty())
        return fail(listing->damaged.front());
    if (listing->profiles.empty())
        return fail(ErrorKind::Invalid, QStringLiteral("there is no environment yet"), QStringLiteral("--env"),
            QStringLiteral("add one with `pilothousectl env add`, start a local one with `pilothousectl local up`, or "
                           "give an address (--broker …)"));
    QStringList names;
    for (const Profile &each : listing->profiles)
        names << each.name;
    return fail(ErrorKind::Invalid, QStringLiteral("there are several environments"), QStringLiteral("--env"),
        QStringLiteral("name one of: ") + names.join(QStringLiteral(", ")));
}

QStringList environmentNames()
{
    QStringList names;
    if (const auto listing = allProfiles())
        for (const Profile &each : listing->profiles)
            names << each.name;
    return names;
}

Result<ChosenProfile> chosenProfile(const Context &ctx)
{
    ChosenProfile chosen;
    const auto addresses = addressesOf(ctx);
    if (!addresses)
        return fail(addresses.error());
    chosen.isAdHoc = !addresses->isEmpty();
    if (chosen.isAdHoc && ctx.isSet("env"))
        return fail(ErrorKind::Invalid, QStringLiteral("an environment and plain addresses exclude each other"),
            QStringLiteral("--env"), QStringLiteral("give one of them"));
    auto profile = chosen.isAdHoc ? adHocProfile(*addresses)
        : ctx.isSet("env")        ? findProfile(ctx.value("env"))
                                  : onlyProfile();
    if (!profile)
        return fail(profile.error());
    chosen.profile = std::move(*profile);
    if (auto taken = takeCredentials(ctx, chosen); !taken)
        return fail(taken.error());
    return chosen;
}

platform::SecretLookup secretsOf(const ChosenProfile &chosen, platform::Keychain &keychain)
{
    return [given = chosen.given, profile = chosen.profile, isAdHoc = chosen.isAdHoc, &keychain](
               const QString &key, std::stop_token stop) {
        if (given) {
            if (const auto it = given->find(key); it != given->end())
                return answer(it->second.clone());
        }
        if (isAdHoc)
            return noneGiven();
        if (!profile.localFolder.isEmpty())
            return localSecret(profile, key);
        return keychain.read(key, std::move(stop));
    };
}

Task<OpenSession> openSession(Context *ctx, std::vector<platform::AreaFactory> areas, ProfileChange change)
{
    auto chosen = chosenProfile(*ctx);
    if (!chosen)
        co_return fail(chosen.error());
    if (change) {
        if (auto changed = change(chosen->profile, chosen->isAdHoc); !changed)
            co_return fail(changed.error());
    }
    auto held = std::make_shared<Held>();
    held->chosen = std::move(*chosen);
    platform::SessionOptions options;
    options.profile = held->chosen.profile;
    options.isAdHoc = held->chosen.isAdHoc;
    options.secrets = secretsOf(held->chosen, systemKeychain());
    options.keychain = held->chosen.isAdHoc ? nullptr : &systemKeychain();
    options.stateFolder = Folders::standard().state + QStringLiteral("/environments/")
        + (held->chosen.isAdHoc ? QStringLiteral("plain") : options.profile.id);
    options.areas = std::move(areas);
    held->session = std::make_unique<platform::PlatformSession>(std::move(options), ctx->clock());
    held->session->start();
    auto ready = co_await held->session->ready(ctx->stop());
    if (!ready)
        co_return fail(ready.error());
    co_return OpenSession {std::shared_ptr<platform::PlatformSession>(held, held->session.get())};
}

} // namespace ph::ctl
