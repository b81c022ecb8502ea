// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/http/outgoing.h"

#include "services/transport/http/url.h"

namespace ph::transport::http {

namespace {

/// Host and port as they belong into the Host header.
QByteArray authority(const QUrl &url)
{
    QByteArray host = url.host(QUrl::FullyEncoded).toLatin1();
    if (host.contains(':'))
        host = '[' + host + ']';
    return url.port() < 0 ? host : host + ':' + QByteArray::number(url.port());
}

} // namespace

QByteArray verb(Method method)
{
    switch (method) {
    case Method::Get: return "GET";
    case Method::Post: return "POST";
    case Method::Put: return "PUT";
    case Method::Patch: return "PATCH";
    case Method::Delete: break;
    }
    return "DELETE";
}

QNetworkRequest makeRequest(
    const QUrl &url, const std::optional<DialTarget> &dial, const QSslConfiguration &ssl, const TlsPolicy &tls)
{
    QUrl dialled = url;
    if (dial) {
        dialled.setHost(dial->host);
        dialled.setPort(dial->port);
    }
    QNetworkRequest request(dialled);
    if (dial) {
        request.setRawHeader("Host", authority(url));
        request.setPeerVerifyName(url.host());
    }
    if (!tls.peerName.isEmpty())
        request.setPeerVerifyName(tls.peerName);
    request.setSslConfiguration(ssl);
    request.setRawHeader("User-Agent", "Pilothouse/" PH_VERSION);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(
        QNetworkRequest::Http2AllowedAttribute, false); // the pin check wants one connection for each request
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setDecompressedSafetyCheckThreshold(-1); // Exchange counts; Qt's own check gives no reason
    return request;
}

Result<void> setHeaders(
    QNetworkRequest &to, const Request &request, const std::vector<SecretHeader> &provided, const QString &where)
{
    for (const auto &[name, value] : request.headers) {
        if (auto good = checkHeader(name.toUtf8(), value.toUtf8(), where); !good)
            return good;
        to.setRawHeader(name.toUtf8(), value.toUtf8());
    }
    for (const auto *headers : {&provided, &request.secretHeaders}) {
        for (const auto &header : *headers) {
            if (auto good = checkHeader(header.name, header.value.reveal(), where); !good)
                return good;
            to.setRawHeader(header.name, header.value.reveal().toByteArray());
        }
    }
    return {};
}

} // namespace ph::transport::http
