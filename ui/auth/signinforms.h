// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/auth/signinmodel.h"
#include "ui/auth/codefield.h"
#include "ui/components/banner.h"

#include <QTimer>

class QComboBox;
class QLineEdit;
class QVBoxLayout;

namespace ph::ui {

/// The steps of the sign-in page. Each shows the model and calls it; none decides.
class SignInForm : public QWidget {
    Q_OBJECT
public:
    explicit SignInForm(models::SignInModel &model, QWidget *parent = nullptr)
        : QWidget(parent)
        , m_model(model)
    {
    }
    virtual void refresh() = 0;
    /// Where the keyboard goes when the step appears.
    virtual QWidget *firstField() = 0;
    /// What went wrong; the page shows it beside the form, so that nothing in it moves below a pointer.
    [[nodiscard]] virtual Message problem() const { return {}; }
    /// The error behind it; null where there is none.
    [[nodiscard]] virtual const Error *cause() const { return nullptr; }

protected:
    models::SignInModel &m_model;
};

/// Address and password, and the providers the server offers.
class CredentialsForm final : public SignInForm {
    Q_OBJECT
public:
    explicit CredentialsForm(models::SignInModel &model, QWidget *parent = nullptr);
    void refresh() override;
    QWidget *firstField() override;
    [[nodiscard]] Message problem() const override;
    [[nodiscard]] const Error *cause() const override;
    /// For a demo account: fills the form and sends it. `account` is its name.
    void signInAs(const QString &email, const Secret &password, const QString &account);
    /// Offers to watch without signing in while the server does not answer.
    void setWatchable(bool isWatchable) { m_isWatchable = isWatchable; }

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void submit();
    void showProviders();

    QLineEdit *m_email;
    QLineEdit *m_password;
    Button *m_submit;
    Label *m_waiting; ///< for what, once it takes long
    Button *m_cancel;
    Button *m_watch;
    bool m_isWatchable = false;
    QWidget *m_providers;
    QVBoxLayout *m_providerColumn;
    QStringList m_shownProviders;
    bool m_wasBusy = false;
    QString m_demo; ///< the demo account whose button was pressed last; empty: somebody typed
    std::optional<Secret> m_typed; ///< until the server answers: what it did not even look at is not typed again
};

/// The six digits.
class CodeForm final : public SignInForm {
    Q_OBJECT
public:
    explicit CodeForm(models::SignInModel &model, QWidget *parent = nullptr);
    void refresh() override;
    QWidget *firstField() override { return m_code; }
    [[nodiscard]] Message problem() const override;

private:
    void submit();

    Label *m_text;
    QComboBox *m_factors;
    CodeField *m_code;
    Button *m_submit;
    Label *m_waiting;
    Button *m_skip;
    Button *m_other;
};

/// One sentence and one or two ways on: starting, browser, locked keyring, offline.
class NoticeForm final : public SignInForm {
    Q_OBJECT
public:
    explicit NoticeForm(models::SignInModel &model, QWidget *parent = nullptr);
    void refresh() override;
    QWidget *firstField() override { return m_primary; }
    /// Whether a locked keyring offers to watch without signing in.
    void setWatchable(bool isWatchable) { m_isWatchable = isWatchable; }

private:
    void showNotice(const QString &title, const QString &text, const QString &primary, const QString &secondary);
    void showBrowser();

    Label *m_title;
    Label *m_text;
    Banner *m_banner;
    Button *m_primary;
    Button *m_copy; ///< of what the browser is to open
    QTimer m_copied; ///< while it says so
    Button *m_secondary;
    Button *m_watch;
    bool m_isWatchable = false;
};

} // namespace ph::ui
