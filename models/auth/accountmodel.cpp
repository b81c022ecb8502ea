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

/// Names of factors are unique, also of those that nobody finished.
Task<auth::Enrolment> enrolAnew(SessionService *service, QString name, std::stop_token stop)
{
    auto enrolment = co_await service->enrolTotp(name, stop);
    if (enrolment || enrolment.error().code != u"mfa_factor_name_conflict")
        co_return enrolment;
    const auto user = co_await service->reloadUser(stop);
    if (!user)
        co_return fail(user.error());
    for (const auth::Factor &factor : user->factors) {
        if (!factor.isVerified && factor.name == name)
            (void)co_await service->abandonFactor(factor.id, stop);
    }
    co_return co_await service->enrolTotp(name, stop);
}

Task<auth::UserInfo> abandonAndReload(SessionService *service, QString factorId, std::stop_token stop)
{
    if (const auto removed = co_await service->abandonFactor(factorId, stop); !removed)
        co_return fail(removed.error());
    co_return co_await service->reloadUser(stop);
}

/// `begun`: an enrolment that ends with the session; may be empty.
Task<void> signOutWith(SessionService *service, QString begun, auth::LogoutScope scope, std::stop_token stop)
{
    if (!begun.isEmpty())
        (void)co_await service->abandonFactor(begun, stop);
    co_return co_await service->signOut(scope, stop);
}

/// Two sign-ins are two, also of one person.
QString personOf(const auth::SessionState &state)
{
    const bool isKnown = state.isSignedIn() || state.phase == auth::SessionPhase::Restoring;
    return isKnown ? state.email + QLatin1Char(' ')
            + QString::number(state.signedInAt.value_or(WallTime {}).time_since_epoch().count())
                   : QString();
}

} // namespace

AccountModel::AccountModel(SessionService *service, const Clock &clock, QObject *parent)
    : SessionModel(service, clock, parent)
    , m_person(personOf(state()))
{
}

void AccountModel::leave()
{
    const QString begun = m_enrolment && !m_isConfirming ? m_enrolment->factorId : QString();
    drop();
    Q_EMIT changed();
    if (!begun.isEmpty()) // an answer to what is under way decides by itself
        abandon(begun);
}

void AccountModel::drop()
{
    startAnew();
    m_needsNonce = false;
    m_enrolment.reset();
    Q_EMIT left();
}

/// Best effort, whatever else runs. It works only with the token of the person who began.
void AccountModel::abandon(const QString &factorId)
{
    if (m_person.isEmpty() || !state().isSignedIn())
        return;
    auto *from = service();
    scope().spawn(
        onThread<auth::UserInfo>(
            from, [from, factorId](std::stop_token stop) { return abandonAndReload(from, factorId, std::move(stop)); },
            scope().token(), std::chrono::seconds {40}, QStringLiteral("sign-in")),
        [](const Result<auth::UserInfo> &) {});
}

void AccountModel::reload()
{
    run<auth::UserInfo>(
        [](SessionService *service, std::stop_token stop) { return service->reloadUser(std::move(stop)); },
        [](const Result<auth::UserInfo> &) {});
}

void AccountModel::enrol(const QString &name)
{
    run<auth::Enrolment>(
        [name](SessionService *service, std::stop_token stop) { return enrolAnew(service, name, std::move(stop)); },
        [this](Result<auth::Enrolment> &enrolment) {
            m_enrolment = std::make_shared<const auth::Enrolment>(std::move(*enrolment));
            Q_EMIT changed();
        },
        std::chrono::seconds {90},
        [this, person = m_person](Result<auth::Enrolment> &enrolment) {
            if (enrolment && person == m_person)
                abandon(enrolment->factorId);
        });
}

void AccountModel::confirmEnrolment(Secret code)
{
    if (!m_enrolment || isBusy())
        return;
    m_isConfirming = true;
    run<void>([id = m_enrolment->factorId, secret = shared(std::move(code))](SessionService *service,
                  std::stop_token stop) { return service->verifyTotp(id, std::move(*secret), std::move(stop)); },
        [this](const Result<void> &) {
            m_enrolment.reset();
            Q_EMIT changed();
            Q_EMIT enrolled();
        },
        std::chrono::seconds {90},
        [this, person = m_person, id = m_enrolment->factorId](const Result<void> &confirmed) {
            const bool isShown = m_enrolment && m_enrolment->factorId == id; // the code is typed again
            if (!confirmed && !isShown && person == m_person)
                abandon(id);
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
    abandon(id);
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
    if (!problem()) // meanwhile somebody left
        return;
    run<void>([](SessionService *service, std::stop_token stop) { return service->requestNonce(std::move(stop)); },
        [this](const Result<void> &) {
            m_needsNonce = true;
            Q_EMIT changed();
        });
}

void AccountModel::signOut(auth::LogoutScope scope)
{
    const QString begun = m_enrolment && scope != auth::LogoutScope::Others ? m_enrolment->factorId : QString();
    const QString email = state().email; // afterwards nobody may be signed in, and this comes too late
    const auto told = [this, scope, email](const Result<void> &ended) {
        if (ended)
            Q_EMIT signedOut(scope, email);
        else if (!isCancelled(ended.error()))
            Q_EMIT signOutFailed(scope, email, ended.error());
    };
    run<void>([scope, begun](SessionService *service,
                  std::stop_token stop) { return signOutWith(service, begun, scope, std::move(stop)); },
        told, std::chrono::seconds {90}, told);
}

void AccountModel::stateArrived()
{
    m_isConfirming = m_isConfirming && isBusy();
    if (const QString now = personOf(state()); now != m_person) {
        m_person = now;
        drop();
    }
    // The server wants to be sure who asks: the code is sent at once, and the form asks for it.
    if (!isBusy() && problem() && problem()->code == u"reauthentication_needed" && !m_needsNonce)
        QMetaObject::invokeMethod(this, &AccountModel::askForNonce, Qt::QueuedConnection);
}

} // namespace ph::models
