// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/auth/signinmodel.h"

#include "services/base/mailbox.h"

#include <QPointer>

namespace ph::models {

using namespace std::chrono_literals;
using auth::SessionPhase;

namespace {

/// May pass by itself: a server that is down, or starts. A certificate that is wrong does not.
bool isOutage(const std::optional<Error> &error)
{
    return error
        && (error->kind == ErrorKind::Network || error->kind == ErrorKind::Timeout || error->kind == ErrorKind::Server);
}

} // namespace

SignInModel::SignInModel(auth::SessionService *service, const Clock &clock, QObject *parent)
    : SessionModel(service, clock, parent)
{
    m_wasDone = step() == SignInStep::Done;
    m_slow.setSingleShot(true);
    m_slow.setInterval(3s);
    connect(&m_slow, &QTimer::timeout, this, [this] {
        m_isSlow = true;
        Q_EMIT changed();
    });
    connect(this, &SessionModel::changed, this, [this] {
        if (!isBusy()) {
            m_slow.stop();
            m_isSlow = false;
        } else if (!m_slow.isActive() && !m_isSlow) {
            m_slow.start();
        }
    });
    m_askAgain.setSingleShot(true);
    m_askAgain.setInterval(2s);
    connect(&m_askAgain, &QTimer::timeout, this, [this] {
        if (isServerWanted() && !isBusy())
            loadSettings();
        else
            watchServer();
    });
}

SignInStep SignInModel::step() const
{
    if (m_inBrowser)
        return SignInStep::WaitingForBrowser;
    switch (state().phase) {
    case SessionPhase::Unknown:
    case SessionPhase::Restoring: return SignInStep::Starting;
    case SessionPhase::KeyringLocked: return m_watchesOnly ? SignInStep::Watching : SignInStep::KeyringLocked;
    case SessionPhase::SignedOut: return m_watchesOnly ? SignInStep::Watching : SignInStep::Credentials;
    case SessionPhase::Ended: return SignInStep::Credentials;
    case SessionPhase::Offline:
        if (m_wantsAnother)
            return SignInStep::Credentials;
        return state().userId.isEmpty() ? SignInStep::Offline : SignInStep::Done;
    case SessionPhase::SignedIn: break;
    }
    if (m_wantsAnother)
        return SignInStep::Credentials;
    return state().needsSecondFactor() && !m_skipped ? SignInStep::SecondFactor : SignInStep::Done;
}

QList<auth::Factor> SignInModel::verifiedFactors() const
{
    QList<auth::Factor> verified;
    for (const auth::Factor &factor : state().factors) {
        if (factor.isVerified && factor.type == u"totp")
            verified.push_back(factor);
    }
    return verified;
}

auth::Factor SignInModel::factor() const
{
    const QList<auth::Factor> all = verifiedFactors();
    for (const auth::Factor &factor : all) {
        if (factor.id == m_factorId)
            return factor;
    }
    return all.isEmpty() ? auth::Factor {} : all.first();
}

void SignInModel::chooseFactor(const QString &id)
{
    m_factorId = id;
    clearProblem();
    Q_EMIT changed();
}

void SignInModel::loadSettings()
{
    if (m_loadingSettings)
        return;
    m_loadingSettings = true;
    auto *from = service();
    scope().spawn(onThread<auth::AuthSettings>(
                      from, [from](std::stop_token stop) { return from->settings(std::move(stop)); }, scope().token(),
                      40s, QStringLiteral("sign-in")),
        [this](Result<auth::AuthSettings> settings) {
            m_loadingSettings = false;
            m_settingsProblem = settings ? std::optional<Error>() : settings.error();
            if (settings) {
                m_settings = std::move(*settings);
                if (isOutage(problem()))
                    clearProblem(); // the server is there again
            }
            watchServer();
            Q_EMIT changed();
        });
}

bool SignInModel::isServerWanted() const { return step() == SignInStep::Credentials || step() == SignInStep::Watching; }

bool SignInModel::canWatch() const
{
    if (step() == SignInStep::KeyringLocked)
        return !isBusy();
    return step() == SignInStep::Credentials && state().phase == SessionPhase::SignedOut && !isBusy()
        && (isOutage(m_settingsProblem) || isOutage(problem()));
}

void SignInModel::watchOnly()
{
    m_watchesOnly = canWatch();
    stateArrived();
    Q_EMIT changed();
}

void SignInModel::askToSignIn()
{
    m_watchesOnly = false;
    stateArrived();
    Q_EMIT changed();
}

/// A page that waits for the server notices by itself that it is there.
void SignInModel::watchServer()
{
    const bool isAskedFor = isServerWanted();
    if (isAskedFor && !m_loadingSettings && (isOutage(m_settingsProblem) || isOutage(problem())))
        m_askAgain.start();
    else if (!isAskedFor)
        m_askAgain.stop();
}

void SignInModel::signIn(const QString &email, Secret password)
{
    if (isBusy())
        return;
    m_signInStop = std::make_shared<std::stop_source>();
    run<void>([email, secret = shared(std::move(password)), stopped = m_signInStop->get_token()](
                  auth::SessionService *service,
                  const std::stop_token &) { return service->signIn(email, std::move(*secret), stopped); },
        [this](const Result<void> &) {
            m_wantsAnother = false;
            m_skipped = false;
            stateArrived();
            Q_EMIT changed();
        });
}

bool SignInModel::canCancelSignIn() const
{
    return isBusy() && m_signInStop && !m_signInStop->stop_requested() && state().awaited != auth::Awaited::Keyring;
}

void SignInModel::cancelSignIn()
{
    if (canCancelSignIn())
        m_signInStop->request_stop();
    Q_EMIT changed();
}

void SignInModel::signInWithBrowser(const QString &provider)
{
    if (isBusy())
        return;
    m_inBrowser = true;
    m_browserAddress.clear();
    m_browserStop = std::make_shared<std::stop_source>();
    // Called on the session's thread: the address is carried over here.
    const QPointer<SignInModel> self(this);
    const auto home = Mailbox::ofThisThread();
    const auto open = [self, home](const QUrl &url) {
        home->post([self, url] {
            if (self)
                self->openBrowser(url);
        });
    };
    run<void>([provider, open, stopped = m_browserStop->get_token()](auth::SessionService *service,
                  const std::stop_token &) { return service->signInWithBrowser(provider, open, stopped); },
        [this](const Result<void> &) {
            m_wantsAnother = false;
            m_skipped = false;
            stateArrived();
            Q_EMIT changed();
        },
        6min);
}

void SignInModel::openBrowser(const QUrl &address)
{
    m_browserAddress = address;
    Q_EMIT browserRequested(address);
    Q_EMIT changed();
}

void SignInModel::openBrowserAgain()
{
    if (m_inBrowser && m_browserAddress.isValid())
        Q_EMIT browserRequested(m_browserAddress);
}

void SignInModel::cancelBrowser()
{
    if (m_browserStop)
        m_browserStop->request_stop();
}

void SignInModel::useAnotherAccount()
{
    m_wantsAnother = true;
    clearProblem();
    stateArrived();
    Q_EMIT changed();
}

void SignInModel::keepAccount()
{
    m_wantsAnother = false;
    clearProblem();
    stateArrived();
    Q_EMIT changed();
}

void SignInModel::askSecondFactor()
{
    m_skipped = false;
    clearProblem();
    stateArrived();
    Q_EMIT changed();
}

void SignInModel::skipSecondFactor()
{
    m_skipped = true;
    clearProblem();
    stateArrived();
    Q_EMIT changed();
}

void SignInModel::stateArrived()
{
    if (!isBusy()) {
        m_inBrowser = false;
        m_signInStop.reset();
    }
    if (!m_askAgain.isActive())
        watchServer();
    if (state().phase != SessionPhase::SignedOut && state().phase != SessionPhase::KeyringLocked)
        m_watchesOnly = false;
    const bool isDone = step() == SignInStep::Done;
    if (isDone && !m_wasDone)
        Q_EMIT signedIn();
    m_wasDone = isDone;
}

} // namespace ph::models
