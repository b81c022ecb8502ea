// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/command/argument.h"

#include <QHostAddress>
#include <QRegularExpression>
#include <algorithm>

namespace ph::transport::command {

namespace {

/// What was refused, as far as it can be shown: printable ASCII, short.
QString shown(const QString &value)
{
    QString text = value.left(40);
    for (QChar &c : text) {
        if (c < QLatin1Char(' ') || c > QLatin1Char('~'))
            c = QLatin1Char('?');
    }
    return text;
}

Failure refused(const char *what, const QString &value, const char *wanted)
{
    return fail(ErrorKind::Invalid, QStringLiteral("\"%1\" is no %2").arg(shown(value), QString::fromLatin1(what)), {},
        QString::fromLatin1(wanted), QStringLiteral("bad-argument"));
}

bool matches(const QString &value, const char *pattern)
{
    const QRegularExpression expression(QRegularExpression::anchoredPattern(QString::fromLatin1(pattern)));
    return expression.match(value).hasMatch();
}

bool isIpv6(const QString &value)
{
    return matches(value, "[0-9A-Fa-f:.]{2,45}") && QHostAddress(value).protocol() == QAbstractSocket::IPv6Protocol;
}

bool isPathCharacter(QChar c) { return c.isLetterOrNumber() || QStringLiteral("._/@+:,=- ").contains(c); }

} // namespace

Result<Argument> Argument::host(const QString &value)
{
    if (matches(value, "[A-Za-z0-9][A-Za-z0-9.-]{0,252}") || isIpv6(value))
        return Argument(value);
    return refused("host name or address", value, "letters, digits, dots and hyphens, as in db1.example.com");
}

Result<Argument> Argument::user(const QString &value)
{
    if (matches(value, "[A-Za-z_][A-Za-z0-9._-]{0,63}"))
        return Argument(value);
    return refused("user name", value, "letters, digits, dots, hyphens and underscores, beginning with a letter");
}

Result<Argument> Argument::stanza(const QString &value)
{
    if (matches(value, "[a-z0-9][a-z0-9_-]{0,62}"))
        return Argument(value);
    return refused("stanza name", value, "lower-case letters, digits, hyphens and underscores");
}

Result<Argument> Argument::backupLabel(const QString &value)
{
    if (matches(value, "[0-9]{8}-[0-9]{6}F(_[0-9]{8}-[0-9]{6}[DI])?"))
        return Argument(value);
    return refused("backup label", value, "a label looks like 20261123-033839F");
}

Result<Argument> Argument::path(const QString &value)
{
    const bool good = value.startsWith(QLatin1Char('/')) && value.size() <= 4096
        && std::all_of(value.begin(), value.end(), isPathCharacter)
        && !value.split(QLatin1Char('/')).contains(QStringLiteral(".."));
    if (good)
        return Argument(value);
    return refused("path", value, "an absolute path of letters, digits, spaces and ._/@+:,=-");
}

Result<Argument> Argument::port(int value)
{
    if (value >= 1 && value <= 65535)
        return Argument(QString::number(value));
    return refused("port", QString::number(value), "1 to 65535");
}

Argument Argument::forward(quint16 localPort, const Argument &host, quint16 port)
{
    const QString target
        = host.text().contains(QLatin1Char(':')) ? QLatin1Char('[') + host.text() + QLatin1Char(']') : host.text();
    return Argument(QStringLiteral("127.0.0.1:%1:%2:%3").arg(localPort).arg(target).arg(port));
}

QString quotedForRemoteShell(const QString &word)
{
    QString quoted = word;
    quoted.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    return QLatin1Char('\'') + quoted + QLatin1Char('\'');
}

} // namespace ph::transport::command
