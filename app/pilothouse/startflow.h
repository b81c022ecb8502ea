// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothouse/environments.h"
#include "app/pilothouse/environmentwindow.h"
#include "app/pilothouse/localstart.h"
#include "app/pilothouse/profilewatch.h"
#include "models/shell/address.h"
#include "services/auth/tokensocket.h"
#include "services/base/files.h"
#include "services/localplatform/localplatform.h"
#include "services/platform/instance/instance.h"
#include "services/platform/profilestore.h"
#include "ui/shell/startpage.h"

namespace ph::app {

/// From the program's start to an open environment: the one that was named, or the first-run page. One process has one
/// environment open: a second start of the same one brings the first window to the front and ends.
class StartFlow final : public QObject {
    Q_OBJECT
public:
    struct Options {
        Folders folders = Folders::standard();
        localplatform::LocalPlatform::Options local {}; ///< “Try it here”
        QString program {}; ///< for windows of other environments; empty: this one
    };
    /// All references outlive it. The window is shown when it is known that this process has something to show.
    StartFlow(ui::ShellWindow &window, platform::Keychain &keychain, const Clock &clock, Options options);
    ~StartFlow() override;

    /// By name or id; "local" is the local platform. Empty: the start page.
    void begin(const QString &environment);
    /// A pilothouse:// link from outside: leads to a view at most.
    void beginAt(const QByteArray &link);

    /// The environment that is open here, or null.
    [[nodiscard]] EnvironmentWindow *current() const { return m_open.get(); }

Q_SIGNALS:
    /// Another process has that environment open and shows it: this one has nothing to do.
    void handedOver();

private:
    void showStart();
    void tryHere();
    void showError(const Error &error, const QString &what);
    void open(platform::Profile profile);
    void connectTo(platform::Profile profile, const QString &lockedBecause = {});
    void handOver(const QString &id, const Error &conflict);
    void listen();
    void raise(const QByteArray &link);
    void follow(const models::Address &address);
    void openById(const QString &id);
    void showEnvironments(Environments::Begin begin);
    /// Another environment is another process.
    void startProcess(const QString &id);
    /// A strict lock: the session ends; resume() begins it anew, behind the lock.
    void pause(const QString &lockedBecause);
    void resume();
    void onChanged(const platform::Profile &now);
    [[nodiscard]] platform::SignedInPerson signedIn() const;
    [[nodiscard]] std::function<Result<platform::Profile>()> readerOf(const platform::Profile &profile) const;
    [[nodiscard]] Environments &environments();
    [[nodiscard]] Result<platform::Profile> find(const QString &environment) const;
    [[nodiscard]] Result<platform::Profile> localProfile() const;
    [[nodiscard]] platform::SecretLookup secretsOf(const platform::Profile &profile);

    ui::ShellWindow &m_window;
    platform::Keychain &m_keychain;
    const Clock &m_clock;
    Options m_options;
    platform::ProfileStore m_store;
    std::unique_ptr<localplatform::LocalPlatform> m_local;
    QPointer<ui::StartPage> m_page;
    std::unique_ptr<platform::Instance> m_instance; ///< of the open environment, or of the start page
    std::unique_ptr<Environments> m_environments; ///< made when first asked for
    std::unique_ptr<EnvironmentWindow> m_open;
    std::unique_ptr<ProfileWatch> m_watch; ///< of the open environment
    std::unique_ptr<LocalStart> m_localStart; ///< while that is the local platform
    struct Paused {
        platform::Profile profile;
        QString lockedBecause;
        QString area; ///< that was shown
    };
    std::optional<Paused> m_paused;
    std::unique_ptr<auth::LockedTokenServer> m_lockedTokens; ///< while paused: companions are refused as well
    std::optional<models::Address> m_address; ///< where to go once it is open
    std::stop_source m_try;
    TaskScope m_scope;
};

} // namespace ph::app
