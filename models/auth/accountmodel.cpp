// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/auth/accountmodel.h"

namespace ph::models {

using auth::SessionService;

namespace {

Task<auth::UserInfo> removeAndReload(SessionService *service, QString factorId, std::stop_token stop)
{
    if (const auto removed = co_await service->removeFactor(std::move(factorId), stop); !removed)
        co_return fail(removed.error());
    co_return co_await service->reloadUser(stop);
}

} // namespace

void AccountModel::reload()
{
    run<auth::UserInfo>(
        [](SessionService *service, std::stop_token stop) { return service->reloadUser(std::move(stop)); },
        [](const Result<auth::UserInfo> &) {});
}

void AccountModel::enrol(const QString &name)
{
    run<auth::Enrolment>(
        [name](SessionService *service, std::stop_token stop) { return service->enrolTotp(name, std::move(stop)); },
        [this](Result<auth::Enrolment> &enrolment) {
            m_enrolment = std::make_shared<const auth::Enrolment>(std::move(*enrolment));
            Q_EMIT changed();
        });
}

void AccountModel::confirmEnrolment(Secret code)
{
    if (!m_enrolment)
        return;
    run<void>([id = m_enrolment->factorId, secret = shared(std::move(code))](SessionService *service,
                  std::stop_token stop) { return service->verifyTotp(id, std::move(*secret), std::move(stop)); },
        [this](const Result<void> &) {
            m_enrolment.reset();
            Q_EMIT changed();
            Q_EMIT enrolled();
        });
}

void AccountModel::abandonEnrolment()
{
    if (!m_enrolment)
        return;
    const QString id = m_enrolment->factorId;
    m_enrolment.reset();
    clearProblem();
    Q_EMIT changed();
    removeFactor(id);
}

void AccountModel::removeFactor(const QString &factorId)
{
    run<auth::UserInfo>([factorId](SessionService *service,
                            std::stop_token stop) { return removeAndReload(service, factorId, std::move(stop)); },
        [this](const Result<auth::UserInfo> &) { Q_EMIT factorRemoved(); });
}

void AccountModel::changePassword(Secret password, Secret nonce)
{
    run<void>(
        [word = shared(std::move(password)), once = shared(std::move(nonce))](
            SessionService *service, std::stop_token stop) {
            return service->changePassword(std::move(*word), std::move(*once), std::move(stop));
        },
        [this](const Result<void> &) {
            m_needsNonce = false;
            Q_EMIT passwordChanged();
        });
}

void AccountModel::askForNonce()
{
    run<void>([](SessionService *service, std::stop_token stop) { return service->requestNonce(std::move(stop)); },
        [this](const Result<void> &) {
            m_needsNonce = true;
            Q_EMIT changed();
        });
}

void AccountModel::signOut(auth::LogoutScope scope)
{
    const QString email = state().email; // afterwards nobody may be signed in
    run<void>(
        [scope](SessionService *service, std::stop_token stop) { return service->signOut(scope, std::move(stop)); },
        [this, scope, email](const Result<void> &) { Q_EMIT signedOut(scope, email); }, std::chrono::seconds {90},
        [this, scope, email](const Error &error) { Q_EMIT signOutFailed(scope, email, error); });
}

void AccountModel::stateArrived()
{
    // The server wants to be sure who asks: the code is sent at once, and the form asks for it.
    if (!isBusy() && problem() && problem()->code == u"reauthentication_needed" && !m_needsNonce)
        QMetaObject::invokeMethod(this, &AccountModel::askForNonce, Qt::QueuedConnection);
}

} // namespace ph::models
