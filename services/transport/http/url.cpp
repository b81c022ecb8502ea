// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/http/url.h"

#include "services/transport/tls/tls.h"

#include <algorithm>

namespace ph::transport::http {

namespace {

/// Servers decode %2F and %2E before they route, so what would be another path there is refused here.
bool isPathPart(const QString &value)
{
    if (value.isEmpty() || value == QLatin1String(".") || value == QLatin1String(".."))
        return false;
    return std::none_of(value.begin(), value.end(), [](QChar c) {
        return c == QLatin1Char('/') || c == QLatin1Char('\\') || c.category() == QChar::Other_Control;
    });
}

const QString *find(const Parameters &parameters, const QString &name)
{
    for (const auto &[key, value] : parameters) {
        if (key == name)
            return &value;
    }
    return nullptr;
}

Result<QByteArray> expandPath(std::string_view path, const Parameters &values, const QString &where)
{
    QByteArray expanded;
    int used = 0;
    for (std::size_t i = 0; i < path.size();) {
        if (path[i] != '{') {
            expanded += path[i++];
            continue;
        }
        const std::size_t end = path.find('}', i);
        const QString name = QString::fromLatin1(path.data() + i + 1, qsizetype(end - i - 1));
        const QString *value = find(values, name);
        if (value == nullptr)
            return fail(ErrorKind::Internal, QStringLiteral("no value for {%1}").arg(name), where);
        if (!isPathPart(*value))
            return fail(ErrorKind::Invalid, QStringLiteral("the value for %1 can't be part of an address").arg(name),
                where, QStringLiteral("it is empty, or has a slash, dots alone, or control characters"),
                QStringLiteral("bad-path-part"));
        expanded += QUrl::toPercentEncoding(*value);
        ++used;
        i = end + 1;
    }
    if (used != values.size())
        return fail(ErrorKind::Internal,
            QStringLiteral("%1 path values for %2 placeholders").arg(values.size()).arg(used), where);
    return expanded;
}

} // namespace

Result<void> checkBaseUrl(const QUrl &base, const QString &where)
{
    const auto bad = [&where](const QString &what) {
        return fail(ErrorKind::Invalid, what, where,
            QStringLiteral("an address looks like https://host or https://host/prefix"), QStringLiteral("bad-url"));
    };
    if (!base.isValid() || base.host().isEmpty())
        return bad(QStringLiteral("not a usable address"));
    if (base.scheme() != QLatin1String("https") && base.scheme() != QLatin1String("http"))
        return bad(QStringLiteral("the scheme \"%1\" is not https").arg(base.scheme()));
    if (!base.userInfo().isEmpty())
        return bad(QStringLiteral("the address has a user or password in it"));
    if (base.hasQuery() || base.hasFragment())
        return bad(QStringLiteral("the address has a query or fragment"));
    if (base.scheme() == QLatin1String("http") && !isLoopbackHost(base.host()))
        return fail(ErrorKind::Tls, QStringLiteral("plain http is for this machine only"), where,
            QStringLiteral("use https"), QStringLiteral("plain-http"));
    return {};
}

Result<QUrl> buildUrl(const QUrl &base, std::string_view path, const Request &request, const QString &where)
{
    auto expanded = expandPath(path, request.path, where);
    if (!expanded)
        return fail(expanded.error());
    QByteArray encoded = base.adjusted(QUrl::StripTrailingSlash).toEncoded();
    while (encoded.endsWith('/'))
        encoded.chop(1);
    encoded += *expanded;
    char separator = '?';
    for (const auto &[name, value] : request.query) {
        encoded += separator + QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
        separator = '&';
    }
    QUrl url = QUrl::fromEncoded(encoded, QUrl::StrictMode);
    if (!url.isValid() || !isSameOrigin(url, base))
        return fail(ErrorKind::Internal, QStringLiteral("no valid URL came of it"), where);
    return url;
}

bool isSameOrigin(const QUrl &a, const QUrl &b)
{
    const auto port = [](const QUrl &url) { return url.port(url.scheme() == QLatin1String("https") ? 443 : 80); };
    return a.scheme() == b.scheme() && a.host() == b.host() && port(a) == port(b);
}

Result<QUrl> redirectTarget(const QUrl &from, const QByteArray &location, const QString &where)
{
    const QUrl target = from.resolved(QUrl::fromEncoded(location, QUrl::StrictMode));
    if (location.isEmpty() || !target.isValid())
        return fail(ErrorKind::Protocol, QStringLiteral("redirected without a usable address"), where, {},
            QStringLiteral("redirect-broken"));
    if (isSameOrigin(from, target) && target.userInfo().isEmpty())
        return target;
    const QString shown = target.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment).left(200);
    if (from.scheme() == QLatin1String("https") && target.scheme() != QLatin1String("https"))
        return fail(ErrorKind::Tls, QStringLiteral("redirected from https to %1: refused").arg(shown), where, {},
            QStringLiteral("redirect-downgrade"));
    return fail(ErrorKind::Protocol, QStringLiteral("redirected to another server, %1: not followed").arg(shown), where,
        QStringLiteral("if that is the right one, put it into the profile"), QStringLiteral("redirect-origin"));
}

Result<void> checkHeader(QByteArrayView name, QByteArrayView value, const QString &where)
{
    const auto isToken = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    const auto isControl = [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; };
    if (name.isEmpty() || !std::all_of(name.begin(), name.end(), isToken)
        || std::any_of(value.begin(), value.end(), isControl))
        return fail(ErrorKind::Invalid, QStringLiteral("a header has control characters or an impossible name"), where,
            {}, QStringLiteral("bad-header"));
    return {};
}

} // namespace ph::transport::http
