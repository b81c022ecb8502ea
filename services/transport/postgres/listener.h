// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/taskscope.h"
#include "services/transport/link/credentials.h"
#include "services/transport/link/linktracker.h"
#include "services/transport/postgres/endpoint.h"
#include "services/transport/route/dial.h"

#include <QObject>
#include <memory>

namespace ph::transport::postgres {

class Session;

/// LISTEN on a connection of its own (not through a transaction pooler: those forget it). Lives on one thread with an
/// event loop. Nothing is replayed: after a reconnection read again what the notifications announce (`gap`).
class Listener final : public QObject {
    Q_OBJECT
public:
    struct Options {
        Endpoint endpoint;
        CredentialSource credentials {};
        Dial dial {};
        QStringList channels; ///< quoted by the transport: any name
    };
    explicit Listener(Options options);
    ~Listener() override;

    void start();
    void reconnectNow();
    /// Live means listening.
    [[nodiscard]] const LinkState &state() const { return m_link.state(); }

Q_SIGNALS:
    void listening();
    void notified(const QString &channel, const QString &payload);
    void gap(ph::WallTime from, ph::WallTime to, const ph::Error &reason);
    void stateChanged(const ph::transport::LinkState &state);

private:
    [[nodiscard]] Task<void> run(std::stop_token stop);
    [[nodiscard]] Task<void> connectAndListen(std::stop_token stop);
    [[nodiscard]] Task<void> attend(std::stop_token stop);
    [[nodiscard]] Task<void> hearTheHeart(std::stop_token stop);
    [[nodiscard]] Result<void> deliver();
    [[nodiscard]] Task<bool> rest(Milliseconds time, std::stop_token stop);
    void becomeLive();
    void dropSession();
    void enter(LinkPhase phase, Error reason = {}, std::optional<MonoTime> nextTry = {});

    Options m_options;
    LinkTracker m_link;
    Backoff m_backoff;
    std::shared_ptr<Session> m_session;
    std::shared_ptr<Pending<void>> m_rest;
    std::optional<MonoTime> m_lostSince;
    Error m_lostWhy {};
    bool m_started = false;
    TaskScope m_scope; ///< last
};

} // namespace ph::transport::postgres
