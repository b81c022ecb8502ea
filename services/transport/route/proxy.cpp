// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/route/proxy.h"

#include "services/transport/tls/tls.h"

namespace ph::transport {

namespace {

QNetworkProxy systemProxy(const QUrl &url)
{
    QUrl asked = url;
    if (url.scheme() == QLatin1String("wss"))
        asked.setScheme(QStringLiteral("https")); // the desktop's settings know no web sockets
    if (asked.scheme() != QLatin1String("https"))
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const auto proxies = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(asked));
    return proxies.isEmpty() ? QNetworkProxy(QNetworkProxy::NoProxy) : proxies.first();
}

} // namespace

QNetworkProxy proxyFor(const Route &route, const QUrl &url)
{
    if (isLoopbackHost(url.host()))
        return QNetworkProxy(QNetworkProxy::NoProxy);
    switch (route.proxy) {
    case ProxyKind::System: return systemProxy(url);
    case ProxyKind::Socks5: return {QNetworkProxy::Socks5Proxy, route.proxyHost, route.proxyPort};
    case ProxyKind::Http: return {QNetworkProxy::HttpProxy, route.proxyHost, route.proxyPort};
    case ProxyKind::None: break;
    }
    return QNetworkProxy(QNetworkProxy::NoProxy);
}

} // namespace ph::transport
