// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/auth/signinforms.h"
#include "ui/theme/tokens.h"

#include <QSpacerItem>
#include <QWidget>

namespace ph::ui {

class EnvironmentBadge;

/// A demo account of the local platform; the window passes them for environments of kind local only.
struct DemoSignIn {
    QString title; ///< "Administrator"
    QString about; ///< one sentence
    QString email;
    auth::SharedSecret password;
};

/// What the page says about where one signs in.
struct SignInPlace {
    QString name; ///< of the environment
    QString kindWord; ///< "Production"
    Tone kindTone = Tone::Muted;
    QString server; ///< "auth.example.com"; TLS is verified, or it is loopback
    QString title {}; ///< empty: "Sign in to NAME"
    QString note {}; ///< below it: why signing in is asked for
    bool isWatchable = false; ///< the pages may be shown while nobody is signed in and the server does not answer
    bool isChangeable = false; ///< by this person, in the window: what is wrong with it leads to its form
};

/// Sign-in of one environment: password, browser, second factor, and what to do when that cannot be known yet.
class SignInPage final : public QWidget {
    Q_OBJECT
public:
    SignInPage(models::SignInModel &model, const SignInPlace &place, QWidget *parent = nullptr);
    void setDemoAccounts(std::vector<DemoSignIn> accounts);

Q_SIGNALS:
    /// The system's browser is to open this.
    void browserRequested(const QUrl &url);
    void signedIn();
    /// The environment is wrong there: a field of its Supabase Auth link ("publishable_key"), to be changed.
    void environmentFormRequested(const QString &field);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refresh();
    [[nodiscard]] Message placed(Message message, const Error *cause) const;
    void showProblem(const Message &message, const Error *cause);
    void placeProblem();
    void takeFocus();
    [[nodiscard]] SignInForm *formFor(models::SignInStep step) const;

    models::SignInModel &m_model;
    QWidget *m_middle; ///< what is scrolled
    QWidget *m_column;
    QSpacerItem *m_above;
    QWidget *m_card;
    QWidget *m_steps;
    CredentialsForm *m_credentials;
    CodeForm *m_code;
    NoticeForm *m_notice;
    QWidget *m_demo;
    QVBoxLayout *m_demoColumn;
    Banner *m_problem;
    Button *m_mend; ///< in the problem: to where the environment is changed
    QString m_mendField;
    bool m_isChangeable;
    QString m_server;
    Label *m_memoryNote;
    models::SignInStep m_shown = models::SignInStep::Done;
    bool m_wantsFocus = false; ///< the step is new: its first field gets the keyboard
    std::vector<DemoSignIn> m_accounts;
};

} // namespace ph::ui
