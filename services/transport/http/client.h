// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/taskscope.h"
#include "services/transport/http/message.h"
#include "services/transport/link/linktracker.h"
#include "services/transport/permits/permit.h"
#include "services/transport/route/dial.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QUrl>

namespace ph::transport::http {

/// One HTTP service of one environment.
struct BaseEndpoint {
    QUrl url; ///< https://host[:port][/prefix]; http for loopback only
    TlsPolicy tls {};
    Route route {};
    QString label {}; ///< for errors: "Supabase Auth"
    QString environment {}; ///< profile id; permits of another are refused
    Dial dial {}; ///< near end of a tunnel; empty: directly
};

/// HTTP/1.1 client of one service. Lives on its session's I/O thread; every call is made there and answered there.
///
/// Any HTTP status is an answer (see answer.h for what it means). Errors: Network ("dns", "refused", "connect-timeout",
/// "closed", "cut-off", "proxy"), Timeout ("answer-timeout", "too-slow"), Tls (see tls.h), Protocol ("not-http",
/// "not-tls", "needs-tls", "redirect-…"), TooLarge, Invalid (a value that can't be sent), Refused (permit), Cancelled
/// (stop, or the client went away). A write that may have reached the server without an answer has code
/// "outcome-unknown" and is never repeated.
class Client final : public QObject {
    Q_OBJECT
public:
    /// `clock` must outlive the client.
    Client(BaseEndpoint base, AuthProvider auth, const Clock &clock, QObject *parent = nullptr);
    ~Client() override;

    /// Repeats after a network failure, 429 and 502–504 (Request::retries, within Request::total); follows redirects to
    /// the same origin.
    [[nodiscard]] Task<Response> read(ReadEndpoint endpoint, Request request, std::stop_token stop);
    /// Sends once, on a connection of its own.
    [[nodiscard]] Task<Response> send(
        WritePermit permit, WriteEndpoint endpoint, Request request, std::stop_token stop);
    /// The same for one's own session; services/auth alone has the permit.
    [[nodiscard]] Task<Response> session(
        SessionPermit permit, WriteEndpoint endpoint, Request request, std::stop_token stop);

    [[nodiscard]] const LinkState &link() const { return m_link.state(); }
    [[nodiscard]] const BaseEndpoint &base() const { return m_base; }
    /// Forgets idle connections: after resume, a network change, or a new route.
    void dropConnections();

Q_SIGNALS:
    /// On change of phase, reason, latency (by more than a fifth) or clock.
    void linkChanged(const ph::transport::LinkState &state);

private:
    struct Call;
    [[nodiscard]] Task<Response> readCall(std::shared_ptr<Call> call, std::stop_token stop);
    [[nodiscard]] Task<Response> write(Permit permit, WriteEndpoint endpoint, Request request, std::stop_token stop);
    /// One request on the wire, after auth and dial; redeems the permit directly before Qt gets the request.
    [[nodiscard]] Task<Response> exchange(
        std::shared_ptr<Call> call, std::optional<Permit> permit, std::stop_token stop);
    /// The error of a connection that ended without an answer, after a look at who is there.
    [[nodiscard]] Task<Response> explain(std::shared_ptr<Call> call, Error closed, std::stop_token stop);
    [[nodiscard]] Result<std::shared_ptr<Call>> prepare(
        Method method, std::string_view path, std::string_view name, Access access, Request request) const;
    [[nodiscard]] Milliseconds remaining(const Call &call) const;
    void measure(Response &response, WallTime sent, MonoTime started);
    void heard(const Response &response);
    void failed(const Error &error);
    void tell(const LinkState &before);

    BaseEndpoint m_base;
    AuthProvider m_auth;
    const Clock &m_clock;
    std::optional<Error> m_unusable;
    QNetworkAccessManager m_reads;
    QNetworkAccessManager m_writes; ///< no idle connection is ever kept here: see send()
    QSslConfiguration m_ssl;
    LinkTracker m_link;
    std::stop_source m_life;
};

} // namespace ph::transport::http
