// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/auth/sessionmodel.h"

#include <QUrl>

namespace ph::models {

enum class SignInStep {
    Starting, ///< looking for a stored session, or renewing it for the first time
    KeyringLocked,
    Credentials, ///< nobody is signed in
    WaitingForBrowser,
    SecondFactor, ///< signed in; a factor waits for its code
    Watching, ///< nobody is signed in, the server was away or the keyring is locked: somebody chose watchOnly()
    Offline, ///< who was signed in is known, but nothing could be renewed since the start
    Done, ///< signed in
};

/// The sign-in page's view state.
class SignInModel final : public SessionModel {
    Q_OBJECT
public:
    SignInModel(auth::SessionService *service, const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] SignInStep step() const;
    /// What the server offers; nullopt until it answered (see settingsProblem()).
    [[nodiscard]] const std::optional<auth::AuthSettings> &settings() const { return m_settings; }
    [[nodiscard]] const std::optional<Error> &settingsProblem() const { return m_settingsProblem; }
    /// The session that ended and why, until the next sign-in.
    [[nodiscard]] const std::optional<Error> &endReason() const { return state().problem; }
    /// The factor whose code is asked for: the first verified one, unless another was chosen.
    [[nodiscard]] auth::Factor factor() const;
    [[nodiscard]] QList<auth::Factor> verifiedFactors() const;
    void chooseFactor(const QString &id);

    /// While the server does not answer and somebody wants to sign in, it is asked again every two seconds.
    void loadSettings();
    void signIn(const QString &email, Secret password);
    /// Gives up what signIn() began.
    void cancelSignIn();
    /// An act lasts longer than 3 s: it is due to say what is waited for (state().awaited).
    [[nodiscard]] bool isSlow() const { return isBusy() && m_isSlow; }
    [[nodiscard]] bool canCancelSignIn() const;
    void signInWithBrowser(const QString &provider);
    void cancelBrowser();
    /// What the browser is to open, while it is waited for; invalid until the server's address is known.
    [[nodiscard]] const QUrl &browserAddress() const { return m_browserAddress; }
    void openBrowserAgain();
    /// Nobody is signed in and the server does not answer, or the keyring is locked: what the other servers show can be
    /// watched, acting cannot.
    [[nodiscard]] bool canWatch() const;
    void watchOnly();
    /// Takes watchOnly() back.
    void askToSignIn();
    /// From Offline or SecondFactor: somebody else wants to sign in.
    void useAnotherAccount();
    /// Takes useAnotherAccount() back.
    void keepAccount();
    /// Works at aal1: rights that need the second factor are held back.
    void skipSecondFactor();
    /// Takes that back: the step is SecondFactor again.
    void askSecondFactor();

Q_SIGNALS:
    /// The system's browser is to open this.
    void browserRequested(const QUrl &url);
    /// The step became Done.
    void signedIn();

protected:
    void stateArrived() override;

private:
    [[nodiscard]] bool isServerWanted() const;
    void watchServer();
    void openBrowser(const QUrl &address);

    std::optional<auth::AuthSettings> m_settings;
    std::optional<Error> m_settingsProblem;
    bool m_loadingSettings = false;
    bool m_inBrowser = false;
    bool m_skipped = false;
    bool m_wantsAnother = false;
    bool m_watchesOnly = false;
    bool m_wasDone = false;
    QString m_factorId;
    std::shared_ptr<std::stop_source> m_browserStop;
    std::shared_ptr<std::stop_source> m_signInStop; ///< while one is under way
    bool m_isSlow = false;
    QTimer m_slow;
    QUrl m_browserAddress;
    QTimer m_askAgain;
};

} // namespace ph::models
