// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/environmentwindow.h"

#include "models/shell/activitymodel.h"
#include "services/auth/autharea.h"
#include "services/overview/linkpulse.h"
#include "services/overview/unfinishedacts.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/environmentlook.h"
#include "ui/components/toast.h"

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
    options.areas.push_back(overview::unfinishedActsArea());
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
    info.tone = ui::toneOfColour(profile.colour);
    info.icon = ui::iconOfShape(profile.shape);
    if (profile.isReadOnly)
        info.note = QObject::tr("read-only: nothing is changed until it is unlocked"); // Standing says when it is
    else if (profile.isProtected)
        info.note = QObject::tr("protected: every change asks for one confirmation more");
    info.isOpen = true;
    return info;
}

EnvironmentWindow::EnvironmentWindow(ui::ShellWindow &window, platform::Profile profile, platform::SecretLookup secrets,
    platform::Keychain &keychain, const Clock &clock, const QString &stateFolder,
    std::vector<ui::DemoSignIn> demoAccounts, QString lockedBecause)
    : m_window(window)
    , m_keychain(keychain)
    , m_areas(windowAreas())
    , m_session(optionsOf(std::move(profile), std::move(secrets), keychain, stateFolder, m_areas), clock)
    , m_linkLog(m_session.links())
    , m_demoAccounts(std::move(demoAccounts))
    , m_lockedBecause(std::move(lockedBecause))
{
    m_window.setEnvironment(infoOf(m_session.profile()));
    m_window.context().links.setBoard(&m_session.links());
    m_window.context().verdict.setBoards(&m_session.links(), &m_session.verdicts());
    connect(
        &m_window, &ui::ShellWindow::linkRetryRequested, this, [this](const QString &) { m_session.reconnectNow(); });
    connect(&m_window, &ui::ShellWindow::linkEditRequested, this,
        [this](const QString &link) { Q_EMIT environmentFormRequested(link + QStringLiteral(".url")); });
    QStringList editable;
    if (m_session.profile().localFolder.isEmpty()) // a local platform keeps its environment itself
        for (const platform::Link &link : m_session.profile().links)
            editable << link.id;
    m_window.setEditableLinks(editable);
    connect(&m_session, &platform::PlatformSession::started, this, &EnvironmentWindow::onStarted);
    m_session.start();
}

EnvironmentWindow::~EnvironmentWindow()
{
    m_scope.close();
    // Pages before models, models before the session.
    m_window.context().dialogs.close();
    m_activity.reset();
    m_standing.reset();
    m_lock.reset();
    m_window.dropPages();
    m_attached.clear();
    m_signIn.reset();
    m_window.setEditableLinks({});
    m_window.context().links.setBoard(nullptr);
    m_window.context().verdict.setBoards(nullptr, nullptr);
}

void EnvironmentWindow::onStarted()
{
    for (const WindowArea &area : m_areas)
        if (auto attached = area.attach(m_session, m_window))
            m_attached.push_back(std::move(attached));
    m_activity = std::make_unique<ActivityActs>(m_window, m_session);
    if (auto *area = m_session.area<auth::AuthArea>()) {
        m_signIn
            = std::make_unique<SignIn>(m_window, m_session, area->session(), m_keychain, std::move(m_demoAccounts));
        connect(m_signIn.get(), &SignIn::changed, this, &EnvironmentWindow::showPending);
        connect(m_signIn.get(), &SignIn::environmentFormRequested, this, &EnvironmentWindow::environmentFormRequested);
    }
    m_lock = std::make_unique<DeskLock>(m_window, m_session, m_signIn.get(), m_lockedBecause);
    connect(m_lock.get(), &DeskLock::pauseWanted, this, &EnvironmentWindow::pauseWanted);
    m_standing = std::make_unique<Standing>(m_window, m_session, m_signIn.get());
    connect(m_lock.get(), &DeskLock::unlocked, m_standing.get(), &Standing::refresh);
    connect(m_lock.get(), &DeskLock::unlocked, this, &EnvironmentWindow::showPending);
    showPending();
    Q_EMIT ready();
}

void EnvironmentWindow::setGuards(const platform::Profile &now)
{
    m_window.context().dialogs.close(); // planned under the guards of before
    m_session.setGuards(now);
    m_window.setEnvironment(infoOf(now));
    if (m_standing)
        m_standing->refresh();
}

void EnvironmentWindow::show(const QString &area, const QString &object)
{
    m_pending = {area, object};
    showPending();
}

void EnvironmentWindow::showPending()
{
    if (!m_pending || !m_lock || m_window.isLocked() || (m_signIn && !m_signIn->isContentShown()))
        return;
    const auto [area, object] = *std::exchange(m_pending, std::nullopt);
    if (!m_window.open(area, object))
        m_window.context().toasts.note(object.isEmpty() ? tr("There is no page “%1” here").arg(area.left(40))
                                                        : tr("There is no “%1” here").arg(object.left(80)));
}

} // namespace ph::app
