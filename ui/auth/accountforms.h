// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/auth/enrolmentview.h"
#include "ui/auth/passwordform.h"

#include <QPointer>
#include <QTimer>

class QVBoxLayout;

namespace ph::ui {

class DialogLayer;

class Card;
class FactList;
class StatePill;

/// What the account page shows of one person: who, by which role which rights and why, factors, password, sessions.
class AccountForms final : public QWidget {
    Q_OBJECT
public:
    /// `dialogs` outlives it.
    AccountForms(models::AccountModel &model, const Clock &clock, DialogLayer &dialogs, QWidget *parent = nullptr);
    /// The person has gone: nothing is shown or done for them any more.
    void leave();
    void setEnvironment(const QString &name, const QString &word, Tone tone)
    {
        m_environment = name;
        m_environmentWord = word;
        m_environmentTone = tone;
    }

private:
    enum class Part { None, Factors, Password, Sessions };

    [[nodiscard]] Card *makeIdentity();
    [[nodiscard]] Card *makeRights();
    [[nodiscard]] Card *makeFactors();
    [[nodiscard]] Card *makePassword();
    [[nodiscard]] Card *makeSessions();
    [[nodiscard]] QWidget *makeStepUp();
    void askToEndAll();
    void showSessions();
    void refresh();
    void showIdentity();
    void showAssurance();
    [[nodiscard]] QString roleText() const;
    [[nodiscard]] QString lastKnown(const QString &what) const;
    [[nodiscard]] QString noFactorText() const;
    [[nodiscard]] QString nextFactorName() const;
    void showAge();
    void showRights();
    void showFactors();
    /// Remembers what to do again once the second factor was given.
    void act(Part part, std::function<void()> what);
    [[nodiscard]] std::optional<Error> problemOf(Part part) const;

    models::AccountModel &m_model;
    const Clock &m_clock;
    DialogLayer &m_dialogs;
    QString m_environment; ///< its name; below the word and tone of its badge
    QString m_environmentWord;
    Tone m_environmentTone = Tone::Muted;
    SecretClipboard m_clipboard;
    QPointer<QWidget> m_question; ///< the dialog of this page
    Part m_part = Part::None;
    std::function<void()> m_again;
    StatePill *m_assurance;
    FactList *m_facts;
    QPointer<Label> m_signedIn;
    QPointer<Label> m_renewed;
    QTimer m_second;
    Banner *m_notes;
    FactList *m_rights;
    Card *m_rightsCard;
    QVBoxLayout *m_factorRows;
    QString m_shownFactors;
    Banner *m_factorBanner;
    Button *m_add;
    EnrolmentView *m_enrolment;
    PasswordForm *m_password;
    Banner *m_sessionBanner;
    QList<Button *> m_sessionButtons;
    Button *m_signOutOthers = nullptr;
    bool m_isEndingOthers = false;
    bool m_wasOthers = false; ///< the last of these acts: what a problem is about
    QWidget *m_stepUp;
    CodeField *m_stepUpCode;
    Banner *m_stepUpBanner;
};

} // namespace ph::ui
