// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/auth/accountforms.h"

#include "services/wording/times.h"
#include "ui/auth/authtexts.h"
#include "ui/components/card.h"
#include "ui/components/detailpanel.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/iconview.h"
#include "ui/components/layout.h"
#include "ui/components/reviewdialog.h"
#include "ui/components/scroll.h"
#include "ui/components/statepill.h"

#include <QMap>

namespace ph::ui {

using auth::LogoutScope;
using auth::SessionPhase;

namespace {

void showMessage(Banner *banner, const std::optional<Error> &problem, const QString &what)
{
    banner->setVisible(problem.has_value());
    if (problem)
        banner->setMessage(authMessage(*problem, what));
}

QString othersText() { return AccountForms::tr("Sign out other devices"); }

bool asksForFactor(const std::optional<Error> &problem)
{
    return problem && (problem->code == u"second-factor" || problem->code == u"insufficient_aal");
}

} // namespace

AccountForms::AccountForms(models::AccountModel &model, const Clock &clock, DialogLayer &dialogs, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_clock(clock)
    , m_dialogs(dialogs)
    , m_clipboard(clock)
{
    auto *content = new QWidget;
    auto *column = vbox(content, {20, 16, 20, 16}, 12);
    column->addWidget(makeStepUp());
    column->addWidget(makeIdentity());
    column->addWidget(makeFactors());
    column->addWidget(makePassword());
    column->addWidget(makeSessions());
    column->addWidget(makeRights());
    column->addStretch(1);
    vbox(this)->addWidget(scrolled(content));
    connect(&m_model, &models::AccountModel::changed, this, &AccountForms::refresh);
    connect(&m_model, &models::AccountModel::passwordChanged, m_password, &PasswordForm::showChanged);
    connect(&m_model, &models::AccountModel::passwordChanged, this, [this] { m_again = nullptr; }); // it holds the word
    connect(&m_model, &models::AccountModel::codeAccepted, this, [this] {
        if (const auto again = std::exchange(m_again, nullptr))
            again();
    });
    m_second.start(1000);
    connect(&m_second, &QTimer::timeout, this, &AccountForms::showAge);
    refresh();
}

void AccountForms::leave()
{
    disconnect(&m_model, nullptr, this, nullptr);
    m_again = nullptr;
    m_clipboard.clear();
    if (m_question && m_dialogs.dialog() == m_question)
        m_dialogs.close();
}

void AccountForms::act(Part part, std::function<void()> what)
{
    m_part = part;
    m_again = what;
    what();
}

std::optional<Error> AccountForms::problemOf(Part part) const
{
    return m_part == part && !asksForFactor(m_model.problem()) ? m_model.problem() : std::nullopt;
}

// ---- Parts

QWidget *AccountForms::makeStepUp()
{
    auto *card = new Card(tr("Enter the code of your authenticator app"));
    card->setAttention(Tone::Warn);
    m_stepUpBanner = new Banner;
    m_stepUpCode = new CodeField(tr("Code of your authenticator app"));
    m_stepUpCode->setObjectName(QStringLiteral("stepUpCode"));
    m_stepUpCode->setFixedWidth(220);
    card->content()->addWidget(new Label(
        tr("What you asked for needs your second factor; it goes on after the code."), TextStyle::Body, Tone::Muted));
    card->content()->addWidget(m_stepUpBanner);
    card->content()->addWidget(m_stepUpCode, 0, Qt::AlignLeading);
    connect(m_stepUpCode, &CodeField::completed, this, [this] {
        for (const auth::Factor &factor : m_model.state().factors) {
            if (factor.isVerified) {
                m_model.verifyCode(factor.id, m_stepUpCode->takeCode());
                return;
            }
        }
    });
    m_stepUp = card;
    m_stepUp->hide();
    return card;
}

Card *AccountForms::makeIdentity()
{
    auto *card = new Card(tr("You"));
    m_assurance = new StatePill;
    card->header()->addTrailing(m_assurance);
    m_facts = new FactList;
    m_notes = new Banner;
    m_notes->setSlim(true);
    card->content()->addWidget(m_facts);
    card->content()->addWidget(m_notes);
    return card;
}

Card *AccountForms::makeRights()
{
    m_rightsCard = new Card(tr("Rights"));
    m_rights = new FactList;
    m_rightsCard->content()->addWidget(m_rights);
    return m_rightsCard;
}

Card *AccountForms::makeFactors()
{
    auto *card = new Card(tr("Second factor"));
    m_factorBanner = new Banner;
    auto *rows = new QWidget;
    m_factorRows = vbox(rows, {}, 6);
    m_add = new Button(tr("Add an authenticator app"));
    m_add->setObjectName(QStringLiteral("addFactor"));
    m_add->setThemeIcon("smartphone");
    m_enrolment = new EnrolmentView(m_model, m_clipboard);
    auto *addRow = hbox(nullptr);
    addRow->addWidget(m_add);
    addRow->addStretch(1);
    card->content()->addWidget(m_factorBanner);
    card->content()->addWidget(rows);
    card->content()->addLayout(addRow);
    card->content()->addWidget(m_enrolment);
    connect(m_add, &QPushButton::clicked, this,
        [this] { act(Part::Factors, [this, name = nextFactorName()] { m_model.enrol(name); }); });
    return card;
}

/// The first that is free; what was begun and given up takes none.
QString AccountForms::nextFactorName() const
{
    QStringList taken;
    for (const auth::Factor &factor : m_model.state().factors)
        if (factor.isVerified)
            taken << factor.name;
    QString name = tr("Authenticator app");
    for (int i = 2; taken.contains(name); ++i)
        name = tr("Authenticator app %1").arg(i);
    return name;
}

Card *AccountForms::makePassword()
{
    auto *card = new Card(tr("Password"));
    m_password = new PasswordForm(m_model);
    card->content()->addWidget(m_password);
    connect(m_password, &PasswordForm::submitted, this, [this](const QString &password, const QString &nonce) {
        const auto word = std::make_shared<const Secret>(password.toUtf8());
        const auto once = std::make_shared<const Secret>(nonce.toUtf8());
        act(Part::Password, [this, word, once] { m_model.changePassword(word->clone(), once->clone()); });
    });
    return card;
}

Card *AccountForms::makeSessions()
{
    auto *card = new Card(tr("Sessions"));
    m_sessionBanner = new Banner;
    card->content()->addWidget(m_sessionBanner);
    auto *row = hbox(nullptr, {}, 8);
    const auto add = [&](const QString &text, const char *name, const QString &about, auto clicked) {
        auto *button = new Button(text);
        button->setObjectName(QLatin1String(name));
        button->setToolTip(about);
        connect(button, &QPushButton::clicked, this, clicked);
        m_sessionButtons << button;
        row->addWidget(button);
        return button;
    };
    const auto end = [this](LogoutScope scope) {
        m_wasOthers = scope == LogoutScope::Others;
        act(Part::Sessions, [this, scope] { m_model.signOut(scope); });
    };
    add(tr("Sign out here"), "signOutHere", tr("Ends this session only"), [end] { end(LogoutScope::Local); });
    m_signOutOthers = add(othersText(), "signOutOthers", tr("This session stays"), [this, end] {
        if (m_model.isBusy())
            return;
        m_isEndingOthers = true;
        end(LogoutScope::Others);
    });
    add(tr("Sign out everywhere"), "signOutEverywhere", tr("Ends all your sessions, this one too"),
        [this] { askToEndAll(); });
    row->addStretch(1);
    card->content()->addLayout(row);
    auto *note = new Label(tr("Services that check tokens themselves go on accepting one until it expires."),
        TextStyle::Small, Tone::Muted);
    note->setWrapped(true);
    card->content()->addWidget(note);
    return card;
}

void AccountForms::askToEndAll()
{
    ReviewView view;
    view.icon = QStringLiteral("log-out");
    view.title = tr("Sign out everywhere");
    view.subtitle = tr("in %1", "environment").arg(m_environment);
    view.environment = m_environmentWord;
    view.environmentTone = m_environmentTone;
    ReviewView::Step all;
    all.text
        = tr("Every session of %1 ends, on every device: this one too.", "e-mail address").arg(m_model.state().email);
    ReviewView::Step page;
    page.text = tr("This window shows the sign-in page; other devices ask for a sign-in when they next renew.");
    view.steps = {all, page};
    view.remarks = {{ReviewView::Remark::Kind::Warning, {},
        tr("Services that check tokens themselves go on accepting one until it expires.")}};
    view.verb = tr("Sign out everywhere");
    ReviewDialog *dialog = ReviewDialog::open(&m_dialogs, view);
    m_question = dialog;
    connect(dialog, &ReviewDialog::cancelled, &m_dialogs, &DialogLayer::close);
    connect(dialog, &ReviewDialog::confirmed, this, [this] {
        m_dialogs.close();
        m_wasOthers = false;
        act(Part::Sessions, [this] { m_model.signOut(LogoutScope::Everywhere); });
    });
}

// ---- What is shown

/// The button that was pressed keeps the keyboard while the server is asked: it says so, and takes no second press.
void AccountForms::showSessions()
{
    m_isEndingOthers = m_isEndingOthers && m_model.isBusy();
    for (Button *button : std::as_const(m_sessionButtons)) // one act at a time: a click in between would be lost
        button->setEnabled(!m_model.isBusy() || (button == m_signOutOthers && m_isEndingOthers));
    m_signOutOthers->setText(m_isEndingOthers ? tr("Signing out other devices…") : othersText());
    showMessage(m_sessionBanner, problemOf(Part::Sessions),
        m_wasOthers ? tr("Other devices were not signed out") : tr("Not signed out"));
}

void AccountForms::refresh()
{
    const bool needsCode = asksForFactor(m_model.problem()) || (m_again && m_stepUp->isVisible() && m_model.problem());
    if (needsCode != !m_stepUp->isHidden()) {
        m_stepUp->setVisible(needsCode);
        if (needsCode)
            m_stepUpCode->setFocus();
    }
    showMessage(m_stepUpBanner, needsCode && !asksForFactor(m_model.problem()) ? m_model.problem() : std::nullopt,
        tr("The code was not accepted"));
    showIdentity();
    showFactors();
    showRights();
    showSessions();
    m_password->refresh(problemOf(Part::Password));
}

/// Ages go on without any news.
void AccountForms::showAge()
{
    if (!isVisible())
        return;
    const auth::SessionState &state = m_model.state();
    if (m_signedIn && state.signedInAt) // past midnight its date is said
        m_signedIn->setText(wording::shortTime(*state.signedInAt, m_clock.wall()));
    if (!m_renewed || !state.lastGood)
        return;
    m_renewed->setText(wording::relativeTime(*m_model.state().lastGood, m_clock.wall()));
    m_renewed->setAccessibleName(tr("Renewed") + QLatin1String(": ") + m_renewed->fullText());
}

void AccountForms::showIdentity()
{
    const auth::SessionState &state = m_model.state();
    m_facts->clear();
    m_facts->addFact(tr("Account"), state.email);
    const WallTime now = m_clock.wall();
    m_facts->addFact(tr("Role"), roleText(), state.phase == SessionPhase::Offline ? Tone::Warn : Tone::Text);
    if (state.signedInAt)
        m_signedIn = m_facts->addFact(tr("Signed in"), wording::shortTime(*state.signedInAt, now));
    if (state.lastGood)
        m_renewed = m_facts->addFact(tr("Renewed"), wording::relativeTime(*state.lastGood, now));
    m_facts->addFact(tr("Proof"),
        !state.isChecked()                ? tr("not known: the sign-in server has not answered since the start")
            : state.isVerifiedBySignature ? tr("signature checked with the project's keys")
                                          : tr("the auth server's word; its tokens cannot be checked here (HS256)"));
    if (state.clock && state.clock->isSkewed())
        m_facts->addFact(tr("Clock"),
            tr("this computer differs by %1 from the server", "duration")
                .arg(wording::age(std::chrono::abs(state.clock->offset))),
            Tone::Warn);
    showAssurance();
    QStringList notes = state.remarks;
    if (!state.passwordAdvice.isEmpty())
        notes << tr("Your password is weak for this platform; change it.");
    if (state.isMemoryOnly)
        notes << tr("No keyring keeps this session: it ends with the program.");
    if (state.isUnsaved)
        notes << tr("The keyring could not be written; it is tried again.");
    m_notes->setVisible(!notes.isEmpty());
    if (!notes.isEmpty())
        m_notes->setMessage({BannerKind::Warning, notes.join(QLatin1Char('\n')), {}, {}, {}, false});
}

/// “, last known 5 min ago”: while the session is not renewed nothing else is known.
QString AccountForms::lastKnown(const QString &what) const
{
    const auth::SessionState &state = m_model.state();
    if (state.phase != SessionPhase::Offline || !state.lastGood)
        return what;
    return tr("%1 · last known %2", "what, a time like: 2 m ago")
        .arg(what, wording::relativeTime(*state.lastGood, m_clock.wall()));
}

QString AccountForms::roleText() const
{
    const auth::SessionState &state = m_model.state();
    if (!state.isChecked())
        return state.lastKnown ? lastKnown(roleName(state.lastKnown->role)) : tr("not known");
    return lastKnown(state.roleSource.isEmpty()
            ? roleName(state.role)
            : tr("%1 · from %2", "role, claim it comes from").arg(roleName(state.role), state.roleSource));
}

void AccountForms::showAssurance()
{
    const auth::SessionState &state = m_model.state();
    if (!state.isChecked() && !state.lastKnown)
        return m_assurance->setState(tr("not known"), models::Status::None);
    const bool isStrong = (state.isChecked() ? state.aal : state.lastKnown->aal) == auth::AssuranceLevel::Aal2;
    const QString text = isStrong ? tr("second factor") : tr("one factor");
    if (state.phase == SessionPhase::Offline)
        return m_assurance->setState(tr("last known: %1", "one factor, second factor").arg(text), models::Status::None);
    m_assurance->setState(text,
        isStrong                        ? models::Status::Ok
            : state.needsSecondFactor() ? models::Status::Warning
                                        : models::Status::None);
}

void AccountForms::showRights()
{
    const auth::SessionState &state = m_model.state();
    m_rights->clear();
    const bool isOffline = state.phase == SessionPhase::Offline;
    m_rightsCard->header()->setNote(isOffline ? tr("acting waits until the sign-in server answers")
                                              : tr("the servers decide; this is what your token says"));
    if (!state.isChecked()) {
        m_rights->addFact(
            tr("Not known"), tr("the sign-in server, which tells them, has not answered since the start"), Tone::Muted);
        return;
    }
    QMap<QString, QStringList> byReason;
    for (const operations::GrantedRight &right : state.rights)
        byReason[right.because] << right.key;
    for (auto it = byReason.cbegin(); it != byReason.cend(); ++it)
        m_rights->addMono(tr("By %1", "reason of rights: role admin").arg(it.key()), it->join(QStringLiteral(", ")))
            ->setWrapped(true);
    if (byReason.isEmpty())
        m_rights->addFact(
            tr("None"), tr("your role gives no rights to change the platform; you can watch"), Tone::Muted);
}

/// Where none is listed.
QString AccountForms::noFactorText() const
{
    const auth::SessionState &state = m_model.state();
    if (state.isChecked())
        return tr("No second factor yet. Acts that destroy or affect many need one.");
    if (!state.lastKnown)
        return tr("Not known: the sign-in server has not answered since the start.");
    return lastKnown(
        state.lastKnown->hasFactor ? tr("An authenticator app protects this account") : tr("No second factor"));
}

void AccountForms::showFactors()
{
    const QList<auth::Factor> &factors = m_model.state().factors;
    QString now = QString::number(m_model.isBusy()) + noFactorText();
    for (const auth::Factor &factor : factors)
        now += factor.id + factor.name + QString::number(factor.isVerified);
    showMessage(m_factorBanner, m_model.enrolment() ? std::nullopt : problemOf(Part::Factors),
        tr("The second factor was not changed"));
    m_enrolment->setVisible(m_model.enrolment() != nullptr);
    m_enrolment->refresh();
    m_add->setVisible(m_model.enrolment() == nullptr);
    m_add->setEnabled(!m_model.isBusy());
    if (now == m_shownFactors)
        return;
    m_shownFactors = now;
    while (QLayoutItem *item = m_factorRows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int shown = 0;
    for (const auth::Factor &factor : factors) {
        if (!factor.isVerified)
            continue; // begun and given up: nothing that protects
        ++shown;
        auto *line = new QWidget;
        auto *row = hbox(line, {}, 10);
        row->addWidget(new IconView(QStringLiteral("smartphone"), Tone::Muted));
        row->addWidget(
            new Label(factor.name.isEmpty() ? tr("Authenticator app") : factor.name, TextStyle::BodyMedium), 1);
        row->addWidget(new Label(
            tr("since %1", "date and time").arg(wording::dateTime(factor.createdAt)), TextStyle::Small, Tone::Muted));
        auto *remove = new Button(tr("Remove"));
        remove->setCompact(true);
        remove->setAccessibleName(tr("Remove %1").arg(factor.name));
        remove->setEnabled(!m_model.isBusy());
        remove->setObjectName(QStringLiteral("removeFactor"));
        connect(remove, &QPushButton::clicked, this,
            [this, id = factor.id] { act(Part::Factors, [this, id] { m_model.removeFactor(id); }); });
        row->addWidget(remove);
        m_factorRows->addWidget(line);
    }
    if (shown == 0) {
        auto *none = new Label(noFactorText(), TextStyle::Body, Tone::Muted);
        none->setWrapped(true);
        m_factorRows->addWidget(none);
    }
}

} // namespace ph::ui
