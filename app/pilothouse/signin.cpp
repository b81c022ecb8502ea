// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/signin.h"

#include "services/operations/recordedact.h"
#include "services/wording/environmenttexts.h"
#include "services/wording/times.h"
#include "ui/auth/accountpage.h"
#include "ui/components/environmentlook.h"
#include "ui/components/layout.h"
#include "ui/components/toast.h"
#include "ui/shell/noticebar.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QUuid>

namespace ph::app {

using auth::SessionPhase;
using models::SignInStep;

namespace {

QString accountArea() { return QStringLiteral("account"); }

/// An open keyring says whether somebody is signed in before anything else is read.
constexpr std::chrono::milliseconds keyringMoment {100};

/// The account page as the shell wants pages.
class AccountAreaPage final : public ui::AreaPage {
public:
    AccountAreaPage(models::AccountModel &model, ui::ShellContext &context)
        : m_model(model)
    {
        auto *page = new ui::AccountPage(model, context.clock, context.dialogs);
        const ui::EnvironmentInfo environment = context.environment();
        page->setEnvironment(environment.name, environment.label, environment.tone);
        ui::vbox(this)->addWidget(page);
        model.reload();
    }
    void refresh() override { m_model.reload(); }

private:
    models::AccountModel &m_model;
};

} // namespace

SignIn::SignIn(ui::ShellWindow &window, platform::PlatformSession &session, auth::SessionService &service,
    platform::Keychain &keychain, std::vector<ui::DemoSignIn> demoAccounts)
    : m_window(window)
    , m_session(session)
    , m_keychain(keychain)
    , m_demoAccounts(std::move(demoAccounts))
    , m_model(&service, session.clock())
    , m_account(&service, session.clock())
    , m_menu(m_account)
{
    m_window.setUserMenu(&m_menu);
    connect(&m_menu, &ui::UserMenu::accountRequested, this, [this] { (void)m_window.open(accountArea()); });
    connect(&m_menu, &ui::UserMenu::lockRequested, &m_window, &ui::ShellWindow::lockRequested);
    connect(&m_menu, &ui::UserMenu::secondFactorRequested, &m_model, &models::SignInModel::askSecondFactor);
    connect(&m_menu, &ui::UserMenu::signInRequested, &m_model, &models::SignInModel::useAnotherAccount);
    addAccountPage();
    m_unknown.setSingleShot(true);
    m_unknown.setInterval(keyringMoment);
    connect(&m_unknown, &QTimer::timeout, this, [this] {
        if (m_model.state().phase != SessionPhase::Unknown || m_page || m_window.isLocked())
            return;
        m_page = makePage();
        m_window.showGate(m_page);
    });
    connect(&m_account, &models::AccountModel::changed, this, &SignIn::showIdentity);
    connect(&m_account, &models::AccountModel::signedOut, this, [this](auth::LogoutScope scope, const QString &email) {
        if (scope == auth::LogoutScope::Others)
            m_window.context().toasts.show(tr("Other sessions of %1 were ended", "e-mail address").arg(email));
        listSessionsEnded(scope, email, {});
    });
    connect(&m_account, &models::AccountModel::signOutFailed, this, &SignIn::listSessionsEnded);
    connect(&m_model, &models::SignInModel::changed, this, [this] {
        showStep();
        showNotices();
        Q_EMIT changed();
    });
    showStep();
    showIdentity();
    showNotices();
}

SignIn::~SignIn()
{
    m_scope.close();
    m_window.setUserMenu(nullptr);
    for (const char *id : {"offline", "watching", "memory-only", "unsaved"})
        m_window.notices().remove(QLatin1String(id));
    if (m_page)
        m_window.closeGate();
}

void SignIn::addAccountPage()
{
    ui::AreaEntry entry;
    entry.id = accountArea();
    entry.title = tr("Account", "page of the signed-in person");
    entry.icon = QStringLiteral("circle-user");
    entry.group = ui::AreaEntry::Group::Bottom;
    entry.isListed = false;
    entry.makePage = [this](ui::ShellContext &context) { return new AccountAreaPage(m_account, context); };
    m_window.addArea(entry);
}

bool SignIn::isContentShown() const
{
    return m_model.step() == SignInStep::Done || m_model.step() == SignInStep::Offline
        || m_model.step() == SignInStep::Watching;
}

ui::SignInPage *SignIn::makePage(const QString &title, const QString &note)
{
    const platform::Profile &profile = m_session.profile();
    const platform::Link *link = profile.find(platform::LinkKind::Auth);
    // A local platform keeps its environment itself; a locked window shows no other page.
    const bool isFormReachable = profile.localFolder.isEmpty() && !m_window.isLocked();
    auto *page = new ui::SignInPage(m_model,
        {profile.name, profile.label, ui::toneOfColour(profile.colour),
            link != nullptr ? link->url.authority() : QString(), title, note, !m_window.isLocked(), isFormReachable});
    page->setDemoAccounts(m_demoAccounts);
    connect(page, &ui::SignInPage::browserRequested, this, [this](const QUrl &url) {
        if (!QDesktopServices::openUrl(url))
            m_window.context().toasts.note(tr("No browser could be opened: copy the address into one"));
    });
    connect(page, &ui::SignInPage::environmentFormRequested, this,
        [this, id = link ? link->id : QString()](
            const QString &field) { Q_EMIT environmentFormRequested(id + QLatin1Char('.') + field); });
    return page;
}

void SignIn::showStep()
{
    // A locked window proves its person on a page of its own.
    if (m_window.isLocked())
        return;
    if (m_model.step() == SignInStep::Starting) {
        // Whose session is renewed is known: the pages stay. Nobody known: they are not shown only to be taken away.
        if (m_model.state().phase == SessionPhase::Unknown && !m_page)
            m_unknown.start();
        return;
    }
    m_unknown.stop();
    if (isContentShown()) {
        if (m_page)
            m_window.closeGate();
        m_page = nullptr;
    } else if (!m_page) {
        m_page = makePage();
        m_window.showGate(m_page);
    }
}

/// An act like others, be it done or not: listed in Activity.
void SignIn::listSessionsEnded(auth::LogoutScope scope, const QString &email, const std::optional<Error> &problem)
{
    if (scope == auth::LogoutScope::Local)
        return;
    const bool isOthers = scope == auth::LogoutScope::Others;
    operations::AuditEntry entry;
    entry.requestId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    entry.operationId = entry.requestId;
    entry.action = isOthers ? QStringLiteral("account.sign-out-others") : QStringLiteral("account.sign-out-everywhere");
    entry.stage = QStringLiteral("intent");
    entry.email = entry.object = email;
    if (const auto identity = m_session.identities().identity())
        entry.subject = identity->subject;
    entry.environment = m_session.profile().id;
    entry.at = m_session.clock().wall();
    operations::RecordedAct act {
        isOthers ? wording::endOtherSessionsOf(email) : wording::endAllSessionsOf(email), {}, std::move(entry)};
    if (!problem)
        act.changes = {isOthers ? wording::otherSessionsEnded(email) : wording::allSessionsEnded(email)};
    const auto write = [](QString folder, operations::RecordedAct each, std::optional<Error> why) -> Result<void> {
        auto written = operations::recordAct(folder, each, [&why]() -> Result<void> {
            if (why)
                return fail(*why);
            return {};
        });
        return !written && why && written.error() == *why ? Result<void> {} : written; // that is what was to be written
    };
    m_scope.spawn(offload<void>(QThreadPool::globalInstance(), m_scope.token(), std::chrono::seconds {15}, write,
                      QFileInfo(m_session.runner()->outbox().path()).path(), act, problem),
        [this](const Result<void> &written) {
            if (!written && !isCancelled(written.error()))
                m_window.context().toasts.note(tr("The end of sessions could not be written to Activity"));
        });
}

void SignIn::showIdentity() { m_window.setIdentity(m_model.state().isSignedIn() ? m_menu.summary() : QString()); }

// ---- Notices

void SignIn::showNotices()
{
    const auth::SessionState &state = m_model.state();
    showOffline(state);
    showWatching();
    showMemoryOnly(state);
    if (state.isUnsaved)
        m_window.notices().set({QStringLiteral("unsaved"), ui::BannerKind::Warning,
            tr("Your session is not in the keyring yet: your desktop may be asking for its password. Until then it is "
               "in memory only."),
            QStringLiteral("key-round")});
    else
        m_window.notices().remove(QStringLiteral("unsaved"));
}

void SignIn::showWatching()
{
    const QString id = QStringLiteral("watching");
    if (m_model.step() != SignInStep::Watching)
        return m_window.notices().remove(id);
    const bool isAway = m_model.settingsProblem().has_value();
    m_window.notices().set({id, ui::BannerKind::Warning,
        m_model.state().phase == SessionPhase::KeyringLocked
            ? tr("The keyring is locked, so nobody is signed in: acting waits. What needs no stored password goes on.")
            : isAway
            ? tr("Nobody is signed in, and the sign-in server does not answer. What the other servers show goes on; "
                 "acting waits.")
            : tr("Nobody is signed in: acting waits. The sign-in server answers again."),
        QStringLiteral("eye"), tr("Sign in", "button"), [this] { m_model.askToSignIn(); }});
}

void SignIn::showMemoryOnly(const auth::SessionState &state)
{
    const QString id = QStringLiteral("memory-only");
    if (!m_keychain.isMemoryOnly() || !state.isSignedIn())
        return m_window.notices().remove(id);
    const QString follows = tr("passwords and your session stay in memory and are gone when this window ends.",
        "after “This desktop has no keyring:”");
    if (m_keychain.wasRefused())
        m_window.notices().set({id, ui::BannerKind::Warning,
            tr("The keyring was not opened: %1", "%1 is what follows from it").arg(follows),
            QStringLiteral("key-round"), tr("Try again", "button: ask the desktop for the keyring's password"),
            [this] { openKeyring(); }, true});
    else
        m_window.notices().set(
            {id, ui::BannerKind::Info, tr("This desktop has no keyring: %1", "%1 is what follows from it").arg(follows),
                QStringLiteral("key-round"), {}, {}, true});
}

void SignIn::openKeyring()
{
    m_scope.spawn(m_keychain.keepAgain(m_scope.token()), [this](const Result<void> &kept) {
        if (!kept && !isCancelled(kept.error()))
            m_window.context().toasts.note(tr("The keyring was not opened"));
        showNotices();
    });
}

void SignIn::showOffline(const auth::SessionState &state)
{
    if (state.phase != SessionPhase::Offline) {
        m_window.notices().remove(QStringLiteral("offline"));
        return;
    }
    // Who was signed in is known, what they may do is not: everything on the pages may be old.
    // What follows comes first: a narrow window cuts the end.
    QString text = tr("Offline: watching goes on, acting waits. The sign-in server does not answer; signed in as %1",
        "e-mail address")
                       .arg(state.email);
    if (state.lastGood)
        text += tr(", renewed %1", "%1 is a time").arg(wording::shortTime(*state.lastGood, m_session.clock().wall()));
    m_window.notices().set({QStringLiteral("offline"), ui::BannerKind::Warning, text, QStringLiteral("wifi-off"),
        tr("Retry now", "button: ask the sign-in server again"), [this] { m_model.retryNow(); }});
}

} // namespace ph::app
