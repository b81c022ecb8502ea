// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/startflow.h"

#include "services/auth/autharea.h"
#include "services/base/logging.h"
#include "services/platform/edit/guardchanges.h"
#include "services/wording/errors.h"
#include "ui/components/toast.h"
#include "ui/components/viewstore.h"
#include "ui/shell/noticebar.h"

#include <QProcess>

namespace ph::app {

using namespace std::chrono_literals;

namespace {

QString startId() { return QStringLiteral("start"); }

/// Passwords of the local platform's users come from its own folder.
Task<std::optional<Secret>> localSecret(
    const localplatform::LocalPlatform *local, platform::Profile profile, QString key)
{
    for (const platform::Link &link : profile.links) {
        for (const QString &user : {link.user, link.operatorUser}) {
            if (user.isEmpty() || platform::keychainKey(profile, link, user) != key)
                continue;
            auto secret = local->password(link, user);
            if (!secret)
                co_return fail(secret.error());
            co_return std::optional<Secret>(std::move(*secret));
        }
    }
    co_return std::optional<Secret> {};
}

} // namespace

StartFlow::StartFlow(ui::ShellWindow &window, platform::Keychain &keychain, const Clock &clock, Options options)
    : m_window(window)
    , m_keychain(keychain)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_store(m_options.folders.config)
{
    if (auto local = localplatform::LocalPlatform::make(m_options.local, clock))
        m_local = std::move(*local);
    connect(&m_window, &ui::ShellWindow::unlockRequested, this, &StartFlow::resume);
}

StartFlow::~StartFlow()
{
    m_try.request_stop();
    m_scope.close();
}

Result<platform::Profile> StartFlow::localProfile() const
{
    if (!m_local)
        return fail(
            ErrorKind::Unavailable, QStringLiteral("there is no folder for a local platform"), QStringLiteral("local"));
    auto profile = m_local->profile();
    if (profile)
        profile->localFolder = m_local->folder().path();
    return profile;
}

Result<platform::Profile> StartFlow::find(const QString &environment) const
{
    if (auto local = localProfile())
        if (environment == u"local" || environment == local->id
            || environment.compare(local->name, Qt::CaseInsensitive) == 0)
            return local;
    return environment == u"local" ? localProfile() : m_store.find(environment);
}

void StartFlow::begin(const QString &environment)
{
    if (environment.isEmpty()) {
        auto claimed = platform::Instance::claim(m_options.folders.runtime, startId());
        if (!claimed && claimed.error().code == u"already-running")
            return handOver(startId(), claimed.error());
        if (claimed)
            m_instance = std::move(*claimed);
        listen();
        return showStart();
    }
    if (auto profile = find(environment))
        return open(std::move(*profile));
    else {
        showStart();
        showError(profile.error(), tr("The environment was not opened"));
    }
}

void StartFlow::beginAt(const QByteArray &link)
{
    const auto address = models::parseAddress(link);
    if (!address) {
        showStart();
        return showError(address.error(), tr("The link was not followed"));
    }
    m_address = *address;
    begin(address->environment);
}

void StartFlow::showStart()
{
    auto *page = new ui::StartPage;
    m_page = page;
    QList<ui::EnvironmentInfo> known;
    if (const auto local = localProfile())
        known.append(infoOf(*local));
    if (const auto listing = m_store.list())
        for (const platform::Profile &profile : listing->profiles)
            known.append(infoOf(profile));
    page->setEnvironments(known);
    if (!m_local)
        page->setTryUnavailable(tr("There is no folder for it on this machine."));
    connect(page, &ui::StartPage::openRequested, this, &StartFlow::openById);
    connect(page, &ui::StartPage::tryRequested, this, &StartFlow::tryHere);
    connect(page, &ui::StartPage::cancelTryRequested, this, [this] { m_try.request_stop(); });
    connect(page, &ui::StartPage::connectRequested, this, [this] { showEnvironments(Environments::Begin::NewOne); });
    connect(page, &ui::StartPage::importRequested, this, [this] { showEnvironments(Environments::Begin::Import); });
    m_window.showGate(page);
    m_window.show();
}

void StartFlow::openById(const QString &id)
{
    if (m_open) {
        if (id == m_open->session().profile().id)
            m_window.context().toasts.show(tr("%1 is open in this window").arg(m_open->session().profile().name));
        else
            startProcess(id);
        return;
    }
    const auto local = localProfile();
    if (local && local->id == id) { // starts it when it does not run
        if (!m_page)
            showStart();
        return tryHere();
    }
    if (auto profile = m_store.find(id))
        return open(std::move(*profile));
    else {
        if (!m_page)
            showStart();
        showError(profile.error(), tr("The environment was not opened"));
    }
}

// ---- Environments

Environments &StartFlow::environments()
{
    if (m_environments)
        return *m_environments;
    platform::EnvironmentService::Options options;
    options.configFolder = m_options.folders.config;
    options.stateFolder = m_options.folders.state;
    options.localProfiles = [this] { // reads two files, whatever the thread
        std::vector<platform::Profile> profiles;
        if (auto local = localProfile())
            profiles.push_back(std::move(*local));
        return profiles;
    };
    options.localSecrets = [this](const platform::Profile &profile) { return secretsOf(profile); };
    options.signedIn = [this] { return signedIn(); };
    m_environments = std::make_unique<Environments>(m_window, std::move(options), m_keychain, m_clock);
    connect(m_environments.get(), &Environments::openRequested, this, &StartFlow::openById);
    connect(m_environments.get(), &Environments::backRequested, this, &StartFlow::showStart);
    connect(m_environments.get(), &Environments::unlockRequested, this, [this] {
        if (m_open && m_open->standing())
            m_open->standing()->askToUnlock();
    });
    // Saved here: seen at once, not with the next look.
    connect(m_environments.get(), &Environments::currentChanged, this, [this] {
        if (m_watch)
            m_watch->look();
    });
    return *m_environments;
}

platform::SignedInPerson StartFlow::signedIn() const
{
    const auto identity = m_open ? m_open->session().identities().identity() : nullptr;
    if (!identity)
        return {};
    const platform::Profile &profile = m_open->session().profile();
    return {identity->subject, identity->email, profile.id, profile.name};
}

std::function<Result<platform::Profile>()> StartFlow::readerOf(const platform::Profile &profile) const
{
    // On a worker thread of the watch, which the watch outlives.
    if (profile.localFolder.isEmpty())
        return [store = m_store, id = profile.id] { return store.find(id); };
    return [options = m_options.local, &clock = m_clock]() -> Result<platform::Profile> {
        const auto local = localplatform::LocalPlatform::make(options, clock);
        if (!local)
            return fail(local.error());
        auto now = (*local)->profile();
        if (now)
            now->localFolder = (*local)->folder().path();
        return now;
    };
}

/// The window is what its environment is: guards that were tightened hold from now on, and servers that moved are
/// found.
void StartFlow::onChanged(const platform::Profile &now)
{
    if (!m_open)
        return;
    // Locked, nobody can act, and the locked page stays as it is. What was begun is not cut off: it ends as it was
    // confirmed.
    const auto *runner = m_open->session().runner();
    if (m_window.isLocked() || (runner != nullptr && runner->isBusy()))
        return m_watch->remind();
    if (m_environments)
        m_environments->refresh();
    if (platform::isSameButGuards(m_open->session().profile(), now)) {
        m_open->setGuards(now);
        m_window.context().toasts.show(tr("The guards of %1 were changed", "environment").arg(now.name));
        return;
    }
    const QString area = m_window.currentArea();
    connectTo(now);
    m_open->show(area, {});
    m_window.context().toasts.show(now.localFolder.isEmpty()
            ? tr("%1 was changed; connected anew").arg(now.name)
            : tr("The local platform is elsewhere now; connected anew"));
}

void StartFlow::showEnvironments(Environments::Begin begin) { environments().showGate(begin); }

void StartFlow::startProcess(const QString &id)
{
    const QString program = m_options.program.isEmpty() ? QCoreApplication::applicationFilePath() : m_options.program;
    if (!QProcess::startDetached(program, {QStringLiteral("--env"), id}))
        m_window.context().toasts.note(tr("The other window was not opened: %1 cannot be started").arg(program));
}

void StartFlow::showError(const Error &error, const QString &what)
{
    const wording::Sentence sentence = wording::errorSentence(error, what);
    if (sentence.isSilent() || !m_page)
        return;
    m_page->setError({ui::BannerKind::Error, sentence.title, sentence.body(), {},
        sentence.line() + QLatin1Char('\n') + sentence.details, false});
}

void StartFlow::tryHere()
{
    if (!m_local || !m_page)
        return;
    m_page->setTryProgress(tr("Starting…"));
    m_try = {};
    localplatform::LocalPlatform::Up up;
    up.progress = [this](const localplatform::PlatformStatus &status) {
        if (m_page)
            m_page->setTryProgress(startProgress(status));
    };
    m_scope.spawn(
        m_local->up(std::move(up), m_try.get_token()), [this](Result<localplatform::LocalPlatform::UpResult> result) {
            if (m_page)
                m_page->setTryProgress({});
            if (!result)
                return showError(result.error(), tr("The local platform was not started"));
            if (auto profile = localProfile())
                open(std::move(*profile));
            else
                showError(profile.error(), tr("The local platform was not opened"));
        });
}

platform::SecretLookup StartFlow::secretsOf(const platform::Profile &profile)
{
    if (!profile.localFolder.isEmpty())
        return [local = m_local.get(), profile](
                   const QString &key, std::stop_token) { return localSecret(local, profile, key); };
    return [this](const QString &key, std::stop_token stop) { return m_keychain.read(key, std::move(stop)); };
}

void StartFlow::open(platform::Profile profile)
{
    auto claimed = platform::Instance::claim(m_options.folders.runtime, profile.id);
    if (!claimed && claimed.error().code == u"already-running")
        return handOver(profile.id, claimed.error());
    if (!claimed) // no runtime folder: two windows of one environment are then possible
        qCWarning(logUi).noquote() << brief(claimed.error());
    m_instance = claimed ? std::move(*claimed) : nullptr;
    connectTo(std::move(profile));
    m_window.show(); // here alone: connecting anew brings no window back that was closed
    listen();
}

void StartFlow::connectTo(platform::Profile profile, const QString &lockedBecause)
{
    auto secrets = secretsOf(profile);
    std::vector<ui::DemoSignIn> demo;
    if (!profile.localFolder.isEmpty())
        if (auto accounts = m_local->accounts())
            for (localplatform::DemoAccount &account : *accounts)
                demo.push_back({account.title, account.about, account.email,
                    std::make_shared<const Secret>(std::move(account.password))});
    m_open.reset();
    m_window.closeGate();
    if (profile.localFolder.isEmpty())
        m_localStart.reset();
    else if (m_local && !m_localStart) // it stays when a start moves the platform to other ports
        m_localStart = std::make_unique<LocalStart>(m_window, *m_local);
    if (ui::ViewStore *views = m_window.context().views)
        views->setEnvironment(profile.id);
    environments().addArea(profile.id);
    m_open = std::make_unique<EnvironmentWindow>(m_window, std::move(profile), std::move(secrets), m_keychain, m_clock,
        m_options.folders.state, std::move(demo), lockedBecause);
    m_watch = std::make_unique<ProfileWatch>(m_open->session().profile(), readerOf(m_open->session().profile()));
    // Queued: the watch ends with what it watches.
    connect(m_watch.get(), &ProfileWatch::changed, this, &StartFlow::onChanged, Qt::QueuedConnection);
    connect(m_open.get(), &EnvironmentWindow::environmentFormRequested, this,
        [this](const QString &field) { environments().showForm(m_open->session().profile(), field); });
    // Queued: the session ends, and with it who asks for that.
    connect(m_open.get(), &EnvironmentWindow::pauseWanted, this, &StartFlow::pause, Qt::QueuedConnection);
    if (const auto address = std::exchange(m_address, std::nullopt))
        follow(*address);
}

void StartFlow::pause(const QString &lockedBecause)
{
    if (!m_open || !m_window.isLocked())
        return;
    m_watch.reset();
    m_paused = Paused {m_open->session().profile(), lockedBecause, m_window.currentArea()};
    m_open.reset();
    m_window.dropAllPages(); // passwords may be typed in a form
    m_lockedTokens = std::make_unique<auth::LockedTokenServer>(auth::tokenSocketPath(m_paused->profile.id));
    if (const auto listening = m_lockedTokens->listen(); !listening)
        qCWarning(logUi).noquote() << brief(listening.error());
}

void StartFlow::resume()
{
    if (!m_paused)
        return;
    m_lockedTokens.reset();
    Paused paused = *std::exchange(m_paused, std::nullopt);
    connectTo(std::move(paused.profile), paused.lockedBecause);
    m_open->show(paused.area, {});
}

// ---- One window per environment

/// The window that has it comes to the front, with the link that was to be opened.
void StartFlow::handOver(const QString &id, const Error &conflict)
{
    QJsonObject params;
    if (m_address)
        params.insert(QStringLiteral("link"), models::addressText(*m_address));
    m_scope.spawn(platform::askInstance(platform::Instance::socketPath(m_options.folders.runtime, id),
                      QStringLiteral("raise"), params, m_scope.token(), 10s),
        [this, conflict](const Result<QJsonObject> &raised) {
            if (raised)
                return Q_EMIT handedOver();
            if (!m_page)
                showStart();
            Error error = conflict;
            error.hint = tr("its window does not answer: end that process, then try again");
            showError(error, tr("The environment was not opened"));
        });
}

void StartFlow::listen()
{
    if (!m_instance)
        return;
    m_instance->server().handle(QStringLiteral("raise"), [this](const QJsonObject &params, const std::stop_token &) {
        raise(params.value(QLatin1String("link")).toString().toUtf8());
        return []() -> Task<QJsonObject> { co_return QJsonObject(); }();
    });
}

void StartFlow::raise(const QByteArray &link)
{
    m_window.setWindowState(m_window.windowState() & ~Qt::WindowMinimized);
    m_window.show();
    m_window.raise();
    m_window.activateWindow();
    if (link.isEmpty())
        return;
    const auto address = models::parseAddress(link); // from another process: judged again
    if (address && m_open)
        follow(*address);
}

void StartFlow::follow(const models::Address &address)
{
    const platform::Profile &profile = m_open->session().profile();
    const bool isHere = address.environment == profile.id || address.environment == u"local"
        || address.environment.compare(profile.name, Qt::CaseInsensitive) == 0;
    if (!isHere)
        return;
    if (address.at)
        m_window.context().time.setFixed({*address.at - 30min, *address.at + 30min});
    if (!address.area.isEmpty())
        m_open->show(address.area, address.object);
}

} // namespace ph::app
