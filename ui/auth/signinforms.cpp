// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/auth/signinforms.h"

#include "services/wording/times.h"
#include "ui/auth/authtexts.h"
#include "ui/components/card.h"
#include "ui/components/layout.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHideEvent>
#include <QLineEdit>

namespace ph::ui {

using models::SignInStep;

namespace {

Label *fieldLabel(const QString &text, QWidget *buddy)
{
    auto *label = new Label(text, TextStyle::SmallStrong, Tone::Muted);
    label->setBuddy(buddy);
    buddy->setAccessibleName(text);
    return label;
}

void showMessage(Banner *banner, const Message &message)
{
    banner->setVisible(!message.headline.isEmpty());
    if (!message.headline.isEmpty())
        banner->setMessage(message);
}

/// What a sign-in that takes long waits for; empty: it does not yet, or nothing that has a name.
QString waitingText(const models::SignInModel &model)
{
    if (!model.isSlow())
        return {};
    switch (model.state().awaited) {
    case auth::Awaited::OtherProgram:
        return CredentialsForm::tr("Another Pilothouse of yours is renewing or signing in; this one waits for it.");
    case auth::Awaited::Keyring: return CredentialsForm::tr("Signed in; storing the session in the keyring…");
    default: return CredentialsForm::tr("The sign-in server has not answered yet. It is waited for.");
    }
}

void showWaiting(Label *label, const models::SignInModel &model)
{
    label->setText(waitingText(model));
    label->setVisible(!label->fullText().isEmpty());
}

/// The eye at the end of a password field.
void addReveal(QLineEdit *field, const QString &show, const QString &hide)
{
    auto *action = field->addAction(themeIcon("eye"), QLineEdit::TrailingPosition);
    action->setText(show);
    action->setToolTip(show);
    QObject::connect(action, &QAction::triggered, field, [field, action, show, hide] {
        const bool reveal = field->echoMode() == QLineEdit::Password;
        field->setEchoMode(reveal ? QLineEdit::Normal : QLineEdit::Password);
        action->setIcon(themeIcon(reveal ? "eye-off" : "eye"));
        action->setText(reveal ? hide : show);
        action->setToolTip(action->text());
    });
}

} // namespace

// ---- Address and password

CredentialsForm::CredentialsForm(models::SignInModel &model, QWidget *parent)
    : SignInForm(model, parent)
    , m_email(new QLineEdit)
    , m_password(new QLineEdit)
    , m_submit(new Button(tr("Sign in", "button"), ButtonRole::Primary))
    , m_waiting(new Label({}, TextStyle::Small, Tone::Muted))
    , m_cancel(new Button(tr("Cancel")))
    , m_watch(new Button(tr("Watch without signing in", "button: while the sign-in server does not answer")))
    , m_providers(new QWidget)
    , m_providerColumn(vbox(m_providers, {}, 8))
{
    m_email->setObjectName(QStringLiteral("email"));
    m_email->setInputMethodHints(Qt::ImhEmailCharactersOnly | Qt::ImhNoAutoUppercase);
    m_password->setObjectName(QStringLiteral("password"));
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhHiddenText);
    addReveal(m_password, tr("Show the password"), tr("Hide the password"));
    m_submit->setObjectName(QStringLiteral("submit"));
    auto *column = vbox(this, {}, 6);
    column->addWidget(fieldLabel(tr("E-mail address"), m_email));
    column->addWidget(m_email);
    column->addSpacing(6);
    column->addWidget(fieldLabel(tr("Password"), m_password));
    column->addWidget(m_password);
    column->addSpacing(12);
    column->addWidget(m_submit);
    m_waiting->setWrapped(true);
    column->addWidget(m_waiting);
    m_cancel->setObjectName(QStringLiteral("cancelSignIn"));
    column->addWidget(m_cancel);
    connect(m_cancel, &QPushButton::clicked, &m_model, &models::SignInModel::cancelSignIn);
    m_watch->setObjectName(QStringLiteral("watchOnly"));
    m_watch->setToolTip(tr("What the other servers show goes on; acting waits until somebody is signed in"));
    column->addWidget(m_watch);
    column->addWidget(m_providers);
    connect(m_watch, &QPushButton::clicked, &m_model, &models::SignInModel::watchOnly);
    connect(m_submit, &QPushButton::clicked, this, &CredentialsForm::submit);
    connect(m_password, &QLineEdit::returnPressed, this, &CredentialsForm::submit);
    connect(m_email, &QLineEdit::returnPressed, m_password, qOverload<>(&QWidget::setFocus));
    for (QLineEdit *field : {m_email, m_password})
        connect(field, &QLineEdit::textChanged, this, [this] { refresh(); });
}

QWidget *CredentialsForm::firstField() { return m_email->text().isEmpty() ? m_email : m_password; }

void CredentialsForm::signInAs(const QString &email, const Secret &password, const QString &account)
{
    m_email->setText(email);
    m_demo = account;
    m_model.signIn(email, password.clone());
}

void CredentialsForm::submit()
{
    if (!m_submit->isEnabled() || !isVisible())
        return; // a field that is hidden may still have the keyboard
    QString password = m_password->text();
    m_password->clear(); // one message for all failures
    Secret typed = Secret::take(password);
    m_typed = typed.clone();
    m_demo.clear();
    m_password->setFocus(); // a button that is disabled would hand the keyboard on: a second Enter must press nothing
    m_model.signIn(m_email->text().trimmed(), std::move(typed));
}

/// What is hidden takes no keys, and keeps no password.
void CredentialsForm::hideEvent(QHideEvent *event)
{
    SignInForm::hideEvent(event);
    if (!isHidden())
        return; // the page is, or the window
    for (QLineEdit *field : {m_email, m_password})
        field->clearFocus();
    m_password->clear();
    m_typed.reset();
    m_wasBusy = false;
}

void CredentialsForm::showProviders()
{
    const QStringList wanted = m_model.settings() ? m_model.settings()->providers : QStringList();
    if (wanted == m_shownProviders && m_providerColumn->count() > 0)
        return;
    m_shownProviders = wanted;
    while (QLayoutItem *item = m_providerColumn->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (wanted.isEmpty())
        return;
    m_providerColumn->addSpacing(6);
    m_providerColumn->addWidget(new Divider);
    QWidget *before = m_submit;
    for (const QString &provider : wanted) {
        auto *button = new Button(providerButtonText(provider));
        button->setThemeIcon("external-link");
        button->setObjectName(QStringLiteral("provider-") + provider);
        button->setToolTip(tr("Opens your browser"));
        connect(button, &QPushButton::clicked, &m_model, [this, provider] { m_model.signInWithBrowser(provider); });
        m_providerColumn->addWidget(button);
        setTabOrder(before, button);
        before = button;
    }
}

Message CredentialsForm::problem() const
{
    if (m_model.problem()) {
        Message message = authMessage(*m_model.problem(), tr("You are not signed in"));
        if (!m_demo.isEmpty() && m_model.problem()->code == u"invalid_credentials") { // nobody typed anything
            //: %1 is the name of a demo account
            message.headline = tr("The demo password of “%1” does not fit any more: it was changed.").arg(m_demo);
            message.stillWorks
                = tr("Type the new password below. A reset of the local platform brings the first back.");
        }
        return message;
    }
    if (m_model.state().signOutTrouble) { // what somebody just did comes before what they may do next
        Message message = authMessage(*m_model.state().signOutTrouble, tr("You are not signed out"));
        message.kind = BannerKind::Warning;
        message.canRetry = m_model.settingsProblem().has_value();
        return message;
    }
    if (m_model.settingsProblem()) {
        Message message = authMessage(*m_model.settingsProblem(), tr("The sign-in server does not answer"));
        message.canRetry = true;
        return message;
    }
    return endMessage(m_model.state(), m_model.clock().wall());
}

const Error *CredentialsForm::cause() const
{
    if (!m_model.problem() && m_model.state().signOutTrouble)
        return nullptr;
    return m_model.problem() ? &*m_model.problem() : m_model.settingsProblem() ? &*m_model.settingsProblem() : nullptr;
}

void CredentialsForm::refresh()
{
    if (m_email->text().isEmpty() && !m_email->hasFocus() && !m_model.state().email.isEmpty())
        m_email->setText(m_model.state().email);
    showProviders();
    const int wait = m_model.secondsToWait();
    m_submit->setText(m_model.isBusy() ? tr("Signing in…")
            : wait > 0                 ? tr("Sign in (in %1 s)", "countdown on a button").arg(wait)
                                       : tr("Sign in", "button"));
    m_submit->setEnabled(
        !m_model.isBusy() && wait == 0 && !m_email->text().trimmed().isEmpty() && !m_password->text().isEmpty());
    showWaiting(m_waiting, m_model);
    m_cancel->setVisible(m_model.isSlow() && m_model.canCancelSignIn());
    m_watch->setVisible(m_isWatchable && m_model.canWatch());
    for (auto *button : m_providers->findChildren<Button *>())
        button->setEnabled(!m_model.isBusy());
    if (!std::exchange(m_wasBusy, m_model.isBusy()) || m_model.isBusy())
        return;
    const std::optional<Secret> typed = std::exchange(m_typed, std::nullopt);
    if (!m_model.problem() || !isVisible())
        return;
    if (typed && m_model.problem()->code == u"key-refused")
        m_password->setText(QString::fromUtf8(typed->reveal()));
    firstField()->setFocus(); // the address stays; a password that was looked at is typed again
}

// ---- Second factor

CodeForm::CodeForm(models::SignInModel &model, QWidget *parent)
    : SignInForm(model, parent)
    , m_text(new Label({}, TextStyle::Body, Tone::Muted))
    , m_factors(new QComboBox)
    , m_code(new CodeField(tr("Code of your authenticator app")))
    , m_submit(new Button(tr("Confirm", "button: send the second factor's code"), ButtonRole::Primary))
    , m_waiting(new Label({}, TextStyle::Small, Tone::Muted))
    , m_skip(new Button(tr("Not now: only watch"), ButtonRole::Link))
    , m_other(new Button(tr("Another account"), ButtonRole::Link))
{
    m_code->setObjectName(QStringLiteral("code"));
    m_submit->setObjectName(QStringLiteral("confirm"));
    m_skip->setObjectName(QStringLiteral("skip"));
    m_skip->setToolTip(tr("Acts that change the platform wait for the second factor"));
    m_factors->setAccessibleName(tr("Second factor"));
    m_text->setWrapped(true);
    m_other->setObjectName(QStringLiteral("another"));
    m_waiting->setWrapped(true);
    auto *column = vbox(this, {}, 10);
    column->addWidget(new Label(tr("Enter the code"), TextStyle::Headline));
    column->addWidget(m_text);
    column->addWidget(m_factors);
    column->addWidget(m_code);
    column->addWidget(m_submit);
    column->addWidget(m_waiting);
    auto *row = hbox(nullptr, {}, 8);
    row->addWidget(m_skip);
    row->addStretch(1);
    row->addWidget(m_other);
    column->addLayout(row);
    connect(m_submit, &QPushButton::clicked, this, &CodeForm::submit);
    connect(m_code, &CodeField::completed, this, &CodeForm::submit);
    connect(m_code, &QLineEdit::returnPressed, this, &CodeForm::submit);
    connect(m_code, &QLineEdit::textChanged, this, [this] { refresh(); });
    connect(m_skip, &QPushButton::clicked, &m_model, &models::SignInModel::skipSecondFactor);
    connect(m_other, &QPushButton::clicked, &m_model, &models::SignInModel::useAnotherAccount);
    connect(m_factors, &QComboBox::activated, this,
        [this](int index) { m_model.chooseFactor(m_factors->itemData(index).toString()); });
}

void CodeForm::submit()
{
    if (!m_code->isComplete() || m_model.isBusy())
        return;
    m_code->setFocus();
    m_model.verifyCode(m_model.factor().id, m_code->takeCode());
}

Message CodeForm::problem() const
{
    return m_model.problem() ? authMessage(*m_model.problem(), tr("The code was not accepted")) : Message {};
}

void CodeForm::refresh()
{
    const QList<auth::Factor> factors = m_model.verifiedFactors();
    m_factors->setVisible(factors.size() > 1);
    if (m_factors->count() != factors.size()) {
        m_factors->clear();
        for (const auth::Factor &factor : factors)
            m_factors->addItem(factor.name.isEmpty() ? tr("Authenticator app") : factor.name.left(60), factor.id);
    }
    const QString name = m_model.factor().name;
    m_text->setText(name.isEmpty()
            ? tr("%1 is protected by an authenticator app.", "%1 is an e-mail address").arg(m_model.state().email)
            : tr("%1 is protected by “%2”.", "e-mail address, name of an authenticator")
                  .arg(m_model.state().email, name));
    // It keeps the keyboard: a field that is disabled would hand it on, and the Enter after the sixth digit would press
    // whatever comes next.
    m_code->setReadOnly(m_model.isBusy());
    showWaiting(m_waiting, m_model);
    m_other->setEnabled(!m_model.isBusy());
    m_factors->setEnabled(!m_model.isBusy());
    m_submit->setText(m_model.isBusy() ? tr("Checking…") : tr("Confirm", "button: send the second factor's code"));
    m_submit->setEnabled(!m_model.isBusy() && m_code->isComplete());
    m_skip->setEnabled(!m_model.isBusy());
    if (!m_model.isBusy() && isVisible() && m_code->text().isEmpty() && m_model.problem())
        m_code->setFocus();
}

// ---- Notices

NoticeForm::NoticeForm(models::SignInModel &model, QWidget *parent)
    : SignInForm(model, parent)
    , m_title(new Label({}, TextStyle::Headline))
    , m_text(new Label({}, TextStyle::Body, Tone::Muted))
    , m_banner(new Banner)
    , m_primary(new Button({}, ButtonRole::Primary))
    , m_copy(new Button)
    , m_secondary(new Button)
    , m_watch(new Button(tr("Watch without signing in", "button while the keyring is locked")))
{
    m_text->setWrapped(true);
    m_copy->setObjectName(QStringLiteral("copyAddress"));
    m_primary->setObjectName(QStringLiteral("noticePrimary"));
    m_secondary->setObjectName(QStringLiteral("noticeSecondary"));
    auto *column = vbox(this, {}, 10);
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addWidget(m_banner);
    column->addSpacing(4);
    column->addWidget(m_primary);
    column->addWidget(m_copy);
    column->addWidget(m_secondary);
    column->addWidget(m_watch);
    connect(m_watch, &QPushButton::clicked, &m_model, &models::SignInModel::watchOnly);
    m_copied.setSingleShot(true);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_model.browserAddress().toString(QUrl::FullyEncoded));
        m_copied.start(4000);
        refresh();
    });
    connect(&m_copied, &QTimer::timeout, this, &NoticeForm::refresh);
    connect(m_primary, &QPushButton::clicked, this, [this] {
        if (m_model.step() == SignInStep::KeyringLocked)
            m_model.unlockKeyring();
        else if (m_model.step() == SignInStep::WaitingForBrowser)
            m_model.openBrowserAgain();
        else
            m_model.retryNow();
    });
    connect(m_secondary, &QPushButton::clicked, this, [this] {
        if (m_model.step() == SignInStep::WaitingForBrowser)
            m_model.cancelBrowser();
        else if (m_model.step() == SignInStep::KeyringLocked)
            m_model.goOnWithoutKeyring();
        else
            m_model.useAnotherAccount();
    });
}

void NoticeForm::showNotice(const QString &title, const QString &text, const QString &primary, const QString &secondary)
{
    m_title->setText(title);
    m_text->setText(text);
    m_primary->setText(primary);
    m_primary->setVisible(!primary.isEmpty());
    m_primary->setEnabled(!m_model.isBusy());
    m_secondary->setText(secondary);
    m_secondary->setVisible(!secondary.isEmpty());
}

void NoticeForm::showBrowser()
{
    const bool isOpened = m_model.browserAddress().isValid();
    if (m_model.state().awaited == auth::Awaited::Keyring)
        return showNotice(tr("Signed in"),
            tr("Storing the session in the keyring… Your desktop may be asking for its password."), {}, {});
    if (isOpened && m_model.state().awaited != auth::Awaited::Browser)
        return showNotice(tr("Back from your browser"),
            tr("The browser is done; the sign-in server is asked for the session…"), {}, tr("Cancel"));
    showNotice(tr("Continue in your browser"),
        tr("Sign in there; this page goes on by itself. It waits for five minutes. If no browser came up, open the "
           "address in one of this computer."),
        isOpened ? tr("Open the browser again", "button") : QString(), tr("Cancel"));
    m_primary->setEnabled(true); // busy is what waits for the browser
    m_copy->setVisible(isOpened);
    m_copy->setText(m_copied.isActive()
            ? tr("Copied")
            : tr("Copy the address", "button: of the sign-in page that the browser is to open"));
}

void NoticeForm::refresh()
{
    const auth::SessionState &state = m_model.state();
    Message message;
    m_copy->setVisible(false);
    m_secondary->setEnabled(true);
    m_watch->setVisible(m_isWatchable && m_model.step() == SignInStep::KeyringLocked);
    m_watch->setEnabled(m_model.canWatch());
    switch (m_model.step()) {
    case SignInStep::WaitingForBrowser: showBrowser(); break;
    case SignInStep::KeyringLocked:
        showNotice(tr("The keyring is locked"),
            tr("Whether you are signed in is kept in your desktop's keyring. Unlock it to go on. Without it, who signs "
               "in is signed in until Pilothouse ends, and stored passwords are not used."),
            tr("Unlock the keyring"), tr("Go on without the keyring (this session only)"));
        m_secondary->setEnabled(!m_model.isBusy());
        if (m_model.problem())
            message = authMessage(*m_model.problem(), tr("The keyring was not unlocked"));
        break;
    case SignInStep::Offline:
        showNotice(tr("Offline"),
            tr("You were signed in as %1. Everything that needs no sign-in goes on; acting waits until the server "
               "answers.",
                "e-mail address")
                .arg(state.email),
            tr("Retry now"), tr("Sign in as somebody else"));
        if (state.problem)
            message = authMessage(*state.problem, tr("Your session could not be renewed"));
        if (state.lastGood)
            message.stillWorks = tr("Last renewed %1.", "%1 is a time like: 2 m ago")
                                     .arg(wording::relativeTime(*state.lastGood, m_model.clock().wall()));
        message.kind = BannerKind::Warning;
        break;
    default:
        showNotice(state.email.isEmpty() ? tr("One moment…") : tr("Welcome back"),
            state.email.isEmpty() ? QString() : tr("Renewing the session of %1.", "e-mail address").arg(state.email),
            {}, {});
        break;
    }
    showMessage(m_banner, message);
}

} // namespace ph::ui
