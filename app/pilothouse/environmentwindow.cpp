// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/environmentwindow.h"

#include "models/shell/activitymodel.h"
#include "services/auth/autharea.h"
#include "services/overview/linkpulse.h"
#include "ui/components/dialoglayer.h"

#include <QDesktopServices>
#include <QMenu>

namespace ph::app {

using namespace std::chrono_literals;

namespace {

platform::SessionOptions optionsOf(platform::Profile profile, platform::SecretLookup secrets,
    platform::Keychain &keychain, const QString &stateFolder, const std::vector<WindowArea> &areas)
{
    platform::SessionOptions options;
    options.stateFolder = stateFolder + QStringLiteral("/environments/") + profile.id;
    options.profile = std::move(profile);
    options.secrets = std::move(secrets);
    options.keychain = &keychain;
    options.areas.push_back(auth::authArea(auth::SessionRole::Window));
    options.areas.push_back(overview::linkPulseArea()); // keeps the ages of links that nobody uses at the moment
    for (const WindowArea &area : areas)
        options.areas.push_back(area.service);
    return options;
}

} // namespace

ui::EnvironmentInfo infoOf(const platform::Profile &profile)
{
    ui::EnvironmentInfo info;
    info.id = profile.id;
    info.name = profile.name;
    info.label = profile.label;
    info.tone = ui::EnvironmentInfo::toneOf(profile.colour);
    info.icon = ui::EnvironmentInfo::iconOf(profile.shape);
    if (profile.isReadOnly)
        info.note = QObject::tr("read-only: nothing is changed until it is unlocked");
    else if (profile.isProtected)
        info.note = QObject::tr("protected: every change asks for one confirmation more");
    info.isOpen = true;
    return info;
}

EnvironmentWindow::EnvironmentWindow(ui::ShellWindow &window, platform::Profile profile, platform::SecretLookup secrets,
    platform::Keychain &keychain, const Clock &clock, const QString &stateFolder,
    std::vector<ui::DemoSignIn> demoAccounts)
    : m_window(window)
    , m_areas(windowAreas())
    , m_session(optionsOf(std::move(profile), std::move(secrets), keychain, stateFolder, m_areas), clock)
    , m_demoAccounts(std::move(demoAccounts))
{
    m_window.setEnvironment(infoOf(m_session.profile()));
    m_window.context().links.setBoard(&m_session.links());
    m_window.context().verdict.setBoards(&m_session.links(), &m_session.verdicts());
    connect(
        &m_window, &ui::ShellWindow::linkRetryRequested, this, [this](const QString &) { m_session.reconnectNow(); });
    connect(&m_session, &platform::PlatformSession::started, this, &EnvironmentWindow::onStarted);
    m_session.start();
}

EnvironmentWindow::~EnvironmentWindow()
{
    m_scope.close();
    // Pages before models, models before the session.
    m_window.context().dialogs.close();
    m_window.dropPages();
    m_attached.clear();
    if (m_signInPage)
        m_window.closeGate();
    delete m_signInPage;
    m_signIn.reset();
    m_window.context().links.setBoard(nullptr);
    m_window.context().verdict.setBoards(nullptr, nullptr);
}

void EnvironmentWindow::onStarted()
{
    for (const WindowArea &area : m_areas)
        if (auto attached = area.attach(m_session, m_window))
            m_attached.push_back(std::move(attached));
    connect(
        m_session.runner(), &operations::Runner::changed, &m_window.context().activity, &models::ActivityModel::update);
    auto read = [runner = m_session.runner()](std::stop_token stop) { return runner->history(std::move(stop)); };
    m_scope.spawn(onThread<std::vector<operations::OperationRun>>(m_session.runner(), read, m_scope.token(), 15s),
        [this](Result<std::vector<operations::OperationRun>> runs) {
            if (runs)
                m_window.context().activity.setHistory(*runs);
        });
    joinSignIn();
    showIdentity();
}

void EnvironmentWindow::joinSignIn()
{
    auto *area = m_session.area<auth::AuthArea>();
    if (area == nullptr)
        return;
    m_signIn = std::make_unique<models::SignInModel>(&area->session(), m_session.clock());
    m_signOut = std::make_unique<QAction>(tr("Sign out"));
    connect(m_signOut.get(), &QAction::triggered, this, &EnvironmentWindow::signOut);
    m_window.userMenu()->addAction(m_signOut.get());
    connect(m_signIn.get(), &models::SignInModel::changed, this, [this] {
        showStep();
        showIdentity();
    });
    showStep();
}

void EnvironmentWindow::showStep()
{
    using models::SignInStep;
    const SignInStep step = m_signIn->step();
    m_signOut->setVisible(step == SignInStep::Done || step == SignInStep::Offline || step == SignInStep::SecondFactor);
    if (step == SignInStep::Starting)
        return;
    if (step == SignInStep::Done || step == SignInStep::Offline) {
        if (m_signInPage) {
            m_window.closeGate();
            m_signInPage = nullptr;
        }
        return;
    }
    if (m_signInPage)
        return;
    const platform::Profile &profile = m_session.profile();
    const platform::Link *link = profile.find(platform::LinkKind::Auth);
    const ui::SignInPlace place {profile.name, profile.label, ui::EnvironmentInfo::toneOf(profile.colour),
        link != nullptr ? link->url.authority() : QString()};
    m_signInPage = new ui::SignInPage(*m_signIn, place);
    m_signInPage->setDemoAccounts(m_demoAccounts);
    connect(
        m_signInPage, &ui::SignInPage::browserRequested, this, [](const QUrl &url) { QDesktopServices::openUrl(url); });
    m_window.showGate(m_signInPage);
}

void EnvironmentWindow::signOut()
{
    auto *session = &m_session.area<auth::AuthArea>()->session();
    auto end = [session](std::stop_token stop) { return session->signOut(auth::LogoutScope::Local, std::move(stop)); };
    m_scope.spawn(onThread<void>(session, end, m_scope.token(), 15s), [](const Result<void> &) { });
}

void EnvironmentWindow::showIdentity()
{
    const auto identity = m_session.identities().identity();
    m_window.setIdentity(identity ? identity->email + QStringLiteral(" · ") + identity->role : QString());
}

} // namespace ph::app
