// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/auth/sessionmodel.h"

namespace ph::models {

/// One's own account: factors, password, sessions. All of it belongs to the person, no operation of the platform: at
/// every change of person, sign-out and lock everything begun or typed is dropped (left()), here and in the pages.
class AccountModel final : public SessionModel {
    Q_OBJECT
public:
    AccountModel(auth::SessionService *service, const Clock &clock, QObject *parent = nullptr);

    /// Reads the factors again.
    void reload();
    /// The desk is locked: as if the person had gone. By itself when another one signs in, or nobody is signed in.
    void leave();

    /// Shown until it is confirmed or given up; null otherwise. Never stored.
    [[nodiscard]] const std::shared_ptr<const auth::Enrolment> &enrolment() const { return m_enrolment; }
    /// What was begun earlier under this name and never finished is removed.
    void enrol(const QString &name);
    void confirmEnrolment(Secret code);
    /// Removes what was begun.
    void abandonEnrolment();
    void removeFactor(const QString &factorId);

    /// True after the server asked for the code that it mails.
    [[nodiscard]] bool needsNonce() const { return m_needsNonce; }
    void changePassword(Secret password, Secret nonce);

    void signOut(auth::LogoutScope scope);

Q_SIGNALS:
    /// Whoever was here is not any more: views forget what was typed, said and shown.
    void left();
    void enrolled();
    void factorRemoved();
    void passwordChanged();
    /// Others: the others; Local and Everywhere: this session too. `email`: whose sessions.
    void signedOut(ph::auth::LogoutScope scope, const QString &email);
    /// The server was not told, or did not do it; Local and Everywhere may have ended this session all the same.
    void signOutFailed(ph::auth::LogoutScope scope, const QString &email, const ph::Error &error);

protected:
    void stateArrived() override;

private:
    void drop();
    void askForNonce();
    void abandon(const QString &factorId);

    QString m_person; ///< whose account this is, in which sign-in; empty: nobody's
    std::shared_ptr<const auth::Enrolment> m_enrolment;
    bool m_isConfirming = false;
    bool m_needsNonce = false;
};

} // namespace ph::models
