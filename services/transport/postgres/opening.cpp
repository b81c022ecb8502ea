// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/opening.h"

#include "services/base/async.h"
#include "services/transport/link/countdown.h"
#include "services/transport/postgres/workers.h"
#include "services/transport/tls/tls.h"

namespace ph::transport::postgres {

Task<Opened> openSession(Access access, std::stop_token stop, Deadline limit, Deadline patience)
{
    const Countdown countdown(limit);
    const Countdown whole(patience);
    const QString where = access.endpoint.where();
    if (auto checked = access.endpoint.check(); !checked)
        co_return fail(checked.error());
    if (!access.dial && !access.endpoint.route.sshHost.isEmpty())
        co_return fail(ErrorKind::Unavailable, QStringLiteral("no SSH forwarding is available here"), where);
    const ProxyKind proxy = access.endpoint.route.proxy;
    if (!access.dial && (proxy == ProxyKind::Socks5 || proxy == ProxyKind::Http)
        && !isLoopbackHost(access.endpoint.host))
        co_return fail(ErrorKind::Unavailable, QStringLiteral("no way through a proxy is available here"), where);
    NearEnd nearEnd;
    if (access.dial) {
        auto dialled = co_await access.dial(stop);
        if (!dialled)
            co_return fail(dialled.error());
        nearEnd = {
            dialled->host == QLatin1String("localhost") ? QStringLiteral("127.0.0.1") : dialled->host, dialled->port};
    }
    Credentials credentials;
    if (access.credentials) {
        auto given = co_await access.credentials(stop);
        if (!given)
            co_return fail(given.error());
        credentials = std::move(*given);
    }
    const Deadline left = countdown.left();
    auto opened = co_await offload<Opened>(
        workers(), stop, whole.left(),
        [left](Endpoint endpoint, Credentials with, NearEnd end) -> Result<Opened> {
            auto session = Session::open(endpoint, with, end, left);
            if (!session)
                return fail(session.error());
            return Opened {std::move(*session)};
        },
        access.endpoint, std::move(credentials), nearEnd);
    co_return opened;
}

} // namespace ph::transport::postgres
