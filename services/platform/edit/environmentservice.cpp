// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/edit/environmentservice.h"

#include "services/base/files.h"
#include "services/base/post.h"
#include "services/base/stoplink.h"
#include "services/platform/edit/secretkeys.h"

#include <algorithm>

namespace ph::platform {

using namespace std::chrono_literals;

namespace {

constexpr Deadline s_files = 15s;
constexpr Deadline s_check = 30s;

Result<ProfileStore::Listing> listAll(QString configFolder, std::function<std::vector<Profile>()> localProfiles)
{
    auto listing = ProfileStore(std::move(configFolder)).list();
    if (!listing || !localProfiles)
        return listing;
    for (Profile &local : localProfiles())
        if (std::ranges::find(listing->profiles, local.id, &Profile::id) == listing->profiles.end())
            listing->profiles.push_back(std::move(local));
    return listing;
}

/// On the check thread; ends with the service as well.
Task<LinkCheck> checkUntil(Profile profile, QString linkId, SecretLookup secrets, const Clock *clock,
    std::stop_token stop, std::stop_token life)
{
    const StopLink both(std::move(stop), std::move(life));
    co_return co_await checkLink(std::move(profile), std::move(linkId), std::move(secrets), *clock, both.token());
}

Task<std::optional<Secret>> given(std::shared_ptr<const Secret> secret)
{
    co_return std::optional<Secret>(secret->clone());
}

} // namespace

EnvironmentService::EnvironmentService(Options options, Keychain &keychain, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_keychain(keychain)
    , m_clock(clock)
    , m_io(std::make_unique<QObject>())
{
    m_files.setMaxThreadCount(1); // one after the other: a list after a save sees it
    m_thread.setObjectName(QStringLiteral("ph-check"));
    m_io->moveToThread(&m_thread);
    m_thread.start();
}

EnvironmentService::~EnvironmentService()
{
    // On the thread the checks wait on, so that they unwind there before it ends.
    post(m_io.get(), [this] {
        m_life.request_stop();
        m_thread.quit();
    });
    m_thread.wait();
    m_files.waitForDone();
}

Task<ProfileStore::Listing> EnvironmentService::list(std::stop_token stop)
{
    return offload<ProfileStore::Listing>(
        &m_files, std::move(stop), s_files, listAll, m_options.configFolder, m_options.localProfiles);
}

Task<void> EnvironmentService::save(
    Profile profile, std::optional<Profile> base, SaveConfirmation confirmation, std::stop_token stop)
{
    if (m_options.signedIn)
        confirmation.who = m_options.signedIn();
    const auto work = [](QString config, QString state, Profile after, std::optional<Profile> before,
                          SaveConfirmation given, WallTime now) -> Result<void> {
        const ProfileStore store(std::move(config));
        const auto lock = store.lock();
        if (!lock)
            return fail(lock.error());
        return saveGuarded(store, state, after, given, now, before ? &*before : nullptr);
    };
    auto saved = co_await offload<void>(&m_files, std::move(stop), s_files, work, m_options.configFolder,
        m_options.stateFolder, std::move(profile), std::move(base), std::move(confirmation), m_clock.wall());
    if (saved)
        Q_EMIT changed();
    co_return saved;
}

QString EnvironmentService::actingName(const QString &profileId) const
{
    return platform::actingName(m_options.signedIn ? m_options.signedIn() : SignedInPerson(), profileId);
}

bool EnvironmentService::isSignedInTo(const QString &profileId) const
{
    const SignedInPerson who = m_options.signedIn ? m_options.signedIn() : SignedInPerson();
    return !who.email.isEmpty() && who.environment == profileId;
}

Task<void> EnvironmentService::remove(Profile profile, std::stop_token stop)
{
    const auto state = co_await m_keychain.state(stop);
    if (!state)
        co_return fail(state.error());
    if (*state == KeychainState::Locked)
        co_return fail(ErrorKind::Unavailable,
            QStringLiteral("the keyring is closed, so the passwords of this environment would stay in it"),
            profile.name, QStringLiteral("unlock the keyring first"), QStringLiteral("keychain-locked"));
    for (const QString &key : allSecretKeys(profile))
        if (auto gone = co_await m_keychain.remove(key, stop); !gone)
            co_return gone;
    const auto work = [](QString config, QString id) { return ProfileStore(std::move(config)).remove(id); };
    auto removed = co_await offload<void>(&m_files, std::move(stop), s_files, work, m_options.configFolder, profile.id);
    if (removed)
        Q_EMIT changed();
    co_return removed;
}

Task<ImportPreview> EnvironmentService::preview(QString file, std::stop_token stop)
{
    const auto work = [](QString path) -> Result<ImportPreview> {
        const auto bytes = readFile(path, 1024 * 1024 + 1);
        if (!bytes)
            return fail(bytes.error());
        return previewImport(*bytes);
    };
    return offload<ImportPreview>(&m_files, std::move(stop), s_files, work, std::move(file));
}

Task<void> EnvironmentService::exportTo(Profile profile, QString file, std::stop_token stop)
{
    const auto work = [](Profile each, QString path) { return replaceFile(path, exportProfile(each)); };
    return offload<void>(&m_files, std::move(stop), s_files, work, std::move(profile), std::move(file));
}

SecretLookup EnvironmentService::lookupFor(const Profile &profile, Typed typed) const
{
    SecretLookup local
        = profile.localFolder.isEmpty() || !m_options.localSecrets ? SecretLookup() : m_options.localSecrets(profile);
    return [typed = std::move(typed), local = std::move(local), keychain = &m_keychain](
               const QString &key, std::stop_token stop) {
        if (const auto it = typed.find(key); it != typed.end())
            return given(it->second);
        return local ? local(key, std::move(stop)) : keychain->read(key, std::move(stop));
    };
}

Task<LinkCheck> EnvironmentService::check(Profile profile, QString linkId, Typed typed, std::stop_token stop)
{
    SecretLookup secrets = lookupFor(profile, std::move(typed));
    auto work = [profile = std::move(profile), linkId, secrets = std::move(secrets), clock = &m_clock,
                    life = m_life.get_token()](std::stop_token inner) {
        return checkUntil(profile, linkId, secrets, clock, std::move(inner), life);
    };
    return onThread<LinkCheck>(m_io.get(), std::move(work), std::move(stop), s_check, linkId);
}

Task<EnvironmentService::SecretState> EnvironmentService::secretState(QString key, std::stop_token stop)
{
    const auto read = co_await m_keychain.read(key, std::move(stop));
    if (!read && read.error().code == QLatin1String("keychain-locked"))
        co_return SecretState::Locked;
    if (!read)
        co_return fail(read.error());
    if (m_keychain.isMemoryOnly())
        co_return SecretState::MemoryOnly;
    co_return *read ? SecretState::Stored : SecretState::Missing;
}

Task<void> EnvironmentService::storeSecret(QString key, Secret secret, std::stop_token stop)
{
    return m_keychain.write(std::move(key), std::move(secret), std::move(stop));
}

Task<void> EnvironmentService::unlock(std::stop_token stop) { return m_keychain.unlock(std::move(stop)); }

Task<KeychainState> EnvironmentService::keychainState(std::stop_token stop)
{
    return m_keychain.state(std::move(stop));
}

} // namespace ph::platform
