// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/startflow.h"

#include "services/base/files.h"
#include "services/wording/errors.h"

namespace ph::app {

namespace {

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

StartFlow::StartFlow(ui::ShellWindow &window, platform::Keychain &keychain, const Clock &clock)
    : m_window(window)
    , m_keychain(keychain)
    , m_clock(clock)
    , m_store(Folders::standard().config)
{
    if (auto local = localplatform::LocalPlatform::make({}, clock))
        m_local = std::move(*local);
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

void StartFlow::begin(const QString &environment)
{
    if (environment.isEmpty())
        return showStart();
    auto profile = environment == QLatin1String("local") ? localProfile() : m_store.find(environment);
    if (profile)
        return open(std::move(*profile));
    showStart();
    showError(profile.error(), tr("The environment was not opened"));
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
    connect(page, &ui::StartPage::openRequested, this, [this](const QString &id) {
        const auto local = localProfile();
        if (local && local->id == id)
            return tryHere(); // starts it when it does not run
        if (auto profile = m_store.find(id))
            open(std::move(*profile));
        else
            showError(profile.error(), tr("The environment was not opened"));
    });
    connect(page, &ui::StartPage::tryRequested, this, &StartFlow::tryHere);
    connect(page, &ui::StartPage::cancelTryRequested, this, [this] { m_try.request_stop(); });
    const auto byCompanion = [this](const QString &command) {
        ui::Message message;
        message.kind = ui::BannerKind::Info;
        message.headline = tr("Environments are added with the companion for now");
        message.raw = command;
        if (m_page)
            m_page->setError(message);
    };
    connect(page, &ui::StartPage::connectRequested, this,
        [byCompanion] { byCompanion(QStringLiteral("pilothousectl env add --help")); });
    connect(page, &ui::StartPage::importRequested, this,
        [byCompanion] { byCompanion(QStringLiteral("pilothousectl env import FILE")); });
    m_window.showGate(page);
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
        int ready = 0;
        QString next;
        for (const auto &part : status.parts) {
            if (part.isReady())
                ++ready;
            else if (next.isEmpty())
                next = part.title;
        }
        if (m_page)
            m_page->setTryProgress(next.isEmpty()
                    ? tr("All parts are ready")
                    : tr("%1 of %2 parts are ready · waiting for %3").arg(ready).arg(status.parts.size()).arg(next));
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
    auto secrets = secretsOf(profile);
    std::vector<ui::DemoSignIn> demo;
    if (!profile.localFolder.isEmpty())
        if (auto accounts = m_local->accounts())
            for (localplatform::DemoAccount &account : *accounts)
                demo.push_back({account.title, account.about, account.email,
                    std::make_shared<const Secret>(std::move(account.password))});
    m_open.reset();
    m_window.closeGate();
    m_open = std::make_unique<EnvironmentWindow>(m_window, std::move(profile), std::move(secrets), m_keychain, m_clock,
        Folders::standard().state, std::move(demo));
}

} // namespace ph::app
