// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/auth/sessionservice.h"
#include "services/base/async.h"

#include <QObject>
#include <QTimer>

namespace ph::models {

/// What the views of sign-in and account have in common: the session's state on the GUI thread, one act at a time, its
/// failure, and how long to wait after "too many tries". The service lives on the session's thread and outlives the
/// model.
class SessionModel : public QObject {
    Q_OBJECT
public:
    SessionModel(auth::SessionService *service, const Clock &clock, QObject *parent = nullptr);
    ~SessionModel() override;

    [[nodiscard]] const auth::SessionState &state() const { return *m_state; }
    [[nodiscard]] const Clock &clock() const { return m_clock; }
    [[nodiscard]] bool isBusy() const { return m_busy; }
    /// Why the last act failed; cleared by the next one.
    [[nodiscard]] const std::optional<Error> &problem() const { return m_problem; }
    /// Whole seconds until another try makes sense; 0: now.
    [[nodiscard]] int secondsToWait() const;
    void clearProblem();

    // Acts that both views offer
    void retryNow();
    void unlockKeyring();
    /// Who signs in then is signed in until the program ends.
    void goOnWithoutKeyring();
    /// Raises the session to aal2 with the code of an authenticator app.
    void verifyCode(const QString &factorId, Secret code);

Q_SIGNALS:
    /// Anything of the above.
    void changed();
    /// verifyCode() succeeded.
    void codeAccepted();

protected:
    /// Runs `call(service, stop)` on the service's thread, one at a time: a call while another runs is dropped. What
    /// ends after startAnew() is nobody's business any more: neither `done` nor problem() hears of it. `otherwise`
    /// hears of what `done` does not: failures, and what comes too late.
    template <class T, class F, class Done>
    void run(F call, Done done, Deadline patience = std::chrono::seconds {90},
        std::function<void(Result<T> &)> otherwise = {})
    {
        if (m_busy)
            return;
        begin();
        const int round = m_round;
        auto *service = m_service;
        m_scope.spawn(
            onThread<T>(
                m_service,
                [service, call = std::move(call)](std::stop_token stop) { return call(service, std::move(stop)); },
                m_scope.token(), patience, QStringLiteral("sign-in")),
            [this, round, done = std::move(done), otherwise = std::move(otherwise)](Result<T> result) {
                end(result || round != m_round ? std::optional<Error>() : result.error());
                if (result && round == m_round)
                    done(result);
                else if (otherwise)
                    otherwise(result);
            });
    }
    /// A secret for a posted call, which must be copyable.
    [[nodiscard]] static std::shared_ptr<Secret> shared(Secret secret)
    {
        return std::make_shared<Secret>(std::move(secret));
    }
    /// Nothing of before is shown or gone on with.
    void startAnew();
    [[nodiscard]] TaskScope &scope() { return m_scope; }
    [[nodiscard]] auth::SessionService *service() const { return m_service; }
    virtual void stateArrived() { }

private:
    void begin();
    void end(std::optional<Error> problem);
    void take(std::shared_ptr<const auth::SessionState> state);

    auth::SessionService *m_service;
    const Clock &m_clock;
    std::shared_ptr<const auth::SessionState> m_state;
    bool m_busy = false;
    int m_round = 0;
    std::optional<Error> m_problem;
    MonoTime m_waitUntil {};
    QTimer m_countdown;
    TaskScope m_scope;
};

} // namespace ph::models
