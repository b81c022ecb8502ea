// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/auth/sessionmodel.h"
#include "services/base/post.h"

namespace ph::models {

SessionModel::SessionModel(auth::SessionService *service, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_clock(clock)
    , m_state(service->state())
{
    connect(service, &auth::SessionService::stateChanged, this, &SessionModel::take);
    m_countdown.setInterval(1000);
    connect(&m_countdown, &QTimer::timeout, this, [this] {
        if (secondsToWait() == 0)
            m_countdown.stop();
        Q_EMIT changed();
    });
}

SessionModel::~SessionModel() { m_scope.close(); }

void SessionModel::take(std::shared_ptr<const auth::SessionState> state)
{
    m_state = std::move(state);
    stateArrived();
    Q_EMIT changed();
}

int SessionModel::secondsToWait() const
{
    const auto left = m_waitUntil - m_clock.monotonic();
    return left > Milliseconds {0} ? int(std::chrono::ceil<std::chrono::seconds>(left).count()) : 0;
}

void SessionModel::clearProblem()
{
    if (!m_problem)
        return;
    m_problem.reset();
    Q_EMIT changed();
}

void SessionModel::startAnew()
{
    ++m_round;
    m_problem.reset();
    m_waitUntil = {};
}

void SessionModel::begin()
{
    m_busy = true;
    m_problem.reset();
    Q_EMIT changed();
}

void SessionModel::end(std::optional<Error> problem)
{
    m_busy = false;
    m_state = m_service->state(); // what the act changed is shown together with its end
    if (problem && !isCancelled(*problem))
        m_problem = std::move(problem);
    if (m_problem && m_problem->retryAfter) {
        m_waitUntil = m_clock.monotonic() + *m_problem->retryAfter;
        m_countdown.start();
    }
    stateArrived();
    Q_EMIT changed();
}

void SessionModel::retryNow()
{
    post(m_service, [service = m_service] { service->retryNow(); });
}

void SessionModel::unlockKeyring()
{
    run<void>(
        [](auth::SessionService *service, std::stop_token stop) { return service->unlockKeyring(std::move(stop)); },
        [](const Result<void> &) {}, std::chrono::seconds {150});
}

void SessionModel::goOnWithoutKeyring()
{
    run<void>([](auth::SessionService *service,
                  std::stop_token stop) { return service->goOnWithoutKeyring(std::move(stop)); },
        [](const Result<void> &) {});
}

void SessionModel::verifyCode(const QString &factorId, Secret code)
{
    run<void>([factorId, secret = shared(std::move(code))](auth::SessionService *service,
                  std::stop_token stop) { return service->verifyTotp(factorId, std::move(*secret), std::move(stop)); },
        [this](const Result<void> &) { Q_EMIT codeAccepted(); });
}

} // namespace ph::models
