// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/session/platformsession.h"

#include "services/base/logging.h"
#include "services/base/post.h"

namespace ph::platform {

using namespace std::chrono_literals;

namespace {

operations::EnvironmentPolicy policyOf(const SessionOptions &options)
{
    operations::EnvironmentPolicy policy = options.profile.policy();
    policy.isAdHoc = options.isAdHoc;
    return policy;
}

} // namespace

PlatformSession::PlatformSession(SessionOptions options, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_profile(m_options.profile)
    , m_clock(clock)
    , m_guard(std::make_unique<operations::Guard>(policyOf(m_options), m_identities, clock))
    , m_wake(clock)
    , m_io(std::make_unique<QObject>())
{
    m_workers.setMaxThreadCount(4);
    m_thread.setObjectName(QStringLiteral("ph-io"));
    m_io->moveToThread(&m_thread);
    connect(&m_wake, &WakeWatcher::woke, this, &PlatformSession::wake);
    connect(&m_wake, &WakeWatcher::networkReturned, this, &PlatformSession::wake);
}

PlatformSession::~PlatformSession()
{
    Q_EMIT closing();
    if (!m_thread.isRunning())
        return;
    // In order, on the thread they live on: what waits is cancelled by the destructors. Operations first: they use the
    // areas.
    const auto end = [this] {
        while (!m_areas.empty())
            m_areas.pop_back();
        m_context.reset();
        m_connections.reset();
        m_runner.release()->deleteLater(); // it may be its own timer that calls
        m_thread.quit();
    };
    post(m_io.get(), [this, end] { m_runner->shutDown(end); });
    m_thread.wait();
    m_guard.reset();
    m_workers.waitForDone();
}

void PlatformSession::setGuards(const Profile &now)
{
    m_profile = now;
    operations::EnvironmentPolicy policy = now.policy();
    policy.isAdHoc = m_options.isAdHoc;
    m_guard->setPolicy(std::move(policy));
}

void PlatformSession::start()
{
    m_thread.start();
    post(m_io.get(), [this] { make(); });
}

void PlatformSession::make()
{
    m_runner = std::make_unique<operations::Runner>(*m_guard, m_identities, m_clock, m_options.stateFolder, m_workers);
    m_connections = std::make_unique<Connections>(m_options.profile, m_options.secrets, m_links, m_clock);
    m_context = std::unique_ptr<AreaContext>(new AreaContext {m_options.profile, m_clock, *m_guard, *m_runner,
        m_identities, m_links, *m_connections, m_workers, m_options.keychain, m_options.stateFolder, m_verdicts});
    for (const AreaFactory &factory : m_options.areas) {
        auto area = factory.make(*m_context);
        if (!area) {
            qCDebug(logPlatform) << "the profile has no links for" << factory.name;
            continue;
        }
        m_areas.push_back(std::move(area));
        m_judges += factory.judges ? 1 : 0;
    }
    post(this, [this] {
        m_isStarted = true;
        for (const auto &waiting : std::exchange(m_waiting, {}))
            waiting->resolve({});
        Q_EMIT started();
    });
}

Task<void> PlatformSession::ready(std::stop_token stop)
{
    if (m_isStarted)
        co_return Result<void> {};
    auto pending = Pending<void>::make();
    m_waiting.push_back(pending);
    co_return co_await pending->wait(stop, 10s, m_options.profile.name);
}

Result<std::shared_ptr<operations::Operation>> PlatformSession::makeOperation(
    const QString &action, const QJsonObject &parameters) const
{
    for (const auto &area : m_areas) {
        auto operation = area->makeOperation(action, parameters);
        if (operation || operation.error().kind != ErrorKind::NotFound)
            return operation;
    }
    return fail(ErrorKind::NotFound, QStringLiteral("no area here knows how to do this"), action,
        QStringLiteral("it may come from a newer version, or be a change of the environment itself: look whether it "
                       "happened, then write it off"));
}

void PlatformSession::wake()
{
    if (!m_isStarted)
        return;
    post(m_io.get(), [this] {
        m_connections->reconnectNow();
        for (const auto &area : m_areas)
            area->wake();
    });
}

void PlatformSession::reconnectNow() { wake(); }

} // namespace ph::platform
