// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/link/linkstate.h"

#include <QNetworkProxy>
#include <QUrl>

namespace ph::transport {

/// The proxy for one server. Never one for loopback. System: the desktop's proxy, asked for https and wss only (a call
/// that can be slow where the desktop uses a configuration script: not on the GUI thread).
[[nodiscard]] QNetworkProxy proxyFor(const Route &route, const QUrl &url);

/// The same as a factory, for QNetworkAccessManager.
class RouteProxyFactory final : public QNetworkProxyFactory {
public:
    explicit RouteProxyFactory(Route route)
        : m_route(std::move(route))
    {
    }
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        return {proxyFor(m_route, query.url())};
    }

private:
    Route m_route;
};

} // namespace ph::transport
