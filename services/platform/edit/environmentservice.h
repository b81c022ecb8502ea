// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/check/linkcheck.h"
#include "services/platform/edit/guardedsave.h"
#include "services/platform/edit/importpreview.h"
#include "services/platform/keychain/keychain.h"

#include <QThread>
#include <QThreadPool>

namespace ph::platform {

/// The environments of this person, for the window: files and checks away from the GUI thread. Lives on the main
/// thread, all answers come there; needs no open session. It outlives whoever waits for its answers.
class EnvironmentService final : public QObject {
    Q_OBJECT
public:
    struct Options {
        QString configFolder; ///< Folders::config
        QString stateFolder; ///< Folders::state
        /// Environments of local platforms, which are not saved; on a worker thread. May be empty.
        std::function<std::vector<Profile>()> localProfiles {};
        /// The passwords of one of those; on any thread. May be empty.
        std::function<SecretLookup(const Profile &profile)> localSecrets {};
        /// Who is signed in, as relaxed guards are recorded; asked on the main thread. May be empty.
        std::function<SignedInPerson()> signedIn {};
    };
    /// Passwords typed into a form and not saved yet, by keychainKey().
    using Typed = std::map<QString, std::shared_ptr<const Secret>>;
    enum class SecretState {
        Stored,
        Missing,
        Locked, ///< the keyring is closed: nothing can be said
        MemoryOnly ///< no secret service: kept for this run only, if at all
    };

    /// `keychain` and `clock` outlive it.
    EnvironmentService(Options options, Keychain &keychain, const Clock &clock, QObject *parent = nullptr);
    ~EnvironmentService() override;

    [[nodiscard]] Task<ProfileStore::Listing> list(std::stop_token stop);
    /// As saveGuarded(), under the store's lock. `base`: what was changed; nothing for a new one.
    [[nodiscard]] Task<void> save(
        Profile profile, std::optional<Profile> base, SaveConfirmation confirmation, std::stop_token stop);
    /// With its secrets in the keychain, which go first: a closed keyring stops it (Unavailable "keychain-locked").
    [[nodiscard]] Task<void> remove(Profile profile, std::stop_token stop);
    [[nodiscard]] Task<ImportPreview> preview(QString file, std::stop_token stop);
    /// Replaces the file (0600).
    [[nodiscard]] Task<void> exportTo(Profile profile, QString file, std::stop_token stop);
    [[nodiscard]] Task<LinkCheck> check(Profile profile, QString linkId, Typed typed, std::stop_token stop);

    [[nodiscard]] Task<SecretState> secretState(QString key, std::stop_token stop);
    [[nodiscard]] Task<void> storeSecret(QString key, Secret secret, std::stop_token stop);
    /// Asks the desktop to open the keyring.
    [[nodiscard]] Task<void> unlock(std::stop_token stop);
    [[nodiscard]] Task<KeychainState> keychainState(std::stop_token stop);

    [[nodiscard]] const Clock &clock() const { return m_clock; }
    /// What a relaxed guard of the environment would be recorded under now: see actingName().
    [[nodiscard]] QString actingName(const QString &profileId) const;
    /// Somebody is signed in to it in this window.
    [[nodiscard]] bool isSignedInTo(const QString &profileId) const;

Q_SIGNALS:
    /// An environment was saved or removed by this service.
    void changed();

private:
    [[nodiscard]] SecretLookup lookupFor(const Profile &profile, Typed typed) const;

    Options m_options;
    Keychain &m_keychain;
    const Clock &m_clock;
    QThreadPool m_files;
    QThread m_thread; ///< for checks: sockets, and proxies that may take their time
    std::unique_ptr<QObject> m_io;
    std::stop_source m_life; ///< of the checks
};

} // namespace ph::platform
