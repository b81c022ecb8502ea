// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/route/ssherror.h"

#include <QRegularExpression>

namespace ph::transport {

namespace {

QString firstMatch(const QByteArray &log, const char *pattern)
{
    static const auto options = QRegularExpression::MultilineOption;
    const auto match = QRegularExpression(QString::fromLatin1(pattern), options).match(QString::fromUtf8(log));
    return match.hasMatch() ? match.captured(1) : QString();
}

QString fingerprints(const QList<HostKey> &keys)
{
    QStringList all;
    for (const auto &key : keys)
        all << key.fingerprint;
    return all.join(QStringLiteral(" or "));
}

/// The last line that is not debug output.
QString lastWords(const QByteArray &log)
{
    const auto lines = log.split('\n');
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        if (!line->trimmed().isEmpty() && !line->startsWith("debug") && !line->startsWith("Transferred:")
            && !line->startsWith("Bytes per"))
            return QString::fromUtf8(line->simplified()).left(200);
    }
    return QStringLiteral("ssh ended without a word");
}

Error hostKeyError(const QByteArray &log, const QList<HostKey> &trusted, const QString &where)
{
    const QString seen = firstMatch(log, "Server host key: \\S+ (SHA256:\\S+)");
    if (trusted.isEmpty())
        return fail(ErrorKind::Tls, QStringLiteral("the host's key %1 is not confirmed yet").arg(seen), where,
            QStringLiteral("compare the fingerprint with the host's administrator, then confirm it in the profile"),
            QStringLiteral("host-key-unknown"))
            .error();
    return fail(ErrorKind::Tls,
        QStringLiteral("the host's key CHANGED: trusted is %1, now it shows %2").arg(fingerprints(trusted), seen),
        where, QStringLiteral("someone may be in between; ask the host's administrator before you confirm the new key"),
        QStringLiteral("host-key-changed"))
        .error();
}

} // namespace

Error sshError(const QByteArray &log, const QList<HostKey> &trusted, const QString &where)
{
    const auto says = [&log](const char *text) { return log.contains(text); };
    const auto make = [&](ErrorKind kind, const char *code, const QString &hint) {
        return fail(kind, lastWords(log), where, hint, QString::fromLatin1(code)).error();
    };
    if (says("Host key verification failed") || says("HOST IDENTIFICATION HAS CHANGED"))
        return hostKeyError(log, trusted, where);
    if (says("Permission denied (") || says("Too many authentication failures"))
        return make(ErrorKind::Auth, "ssh-auth",
            QStringLiteral("add your key to the agent (ssh-add), or name the right user and key file"));
    if (says("Address already in use"))
        return make(ErrorKind::Network, "port-taken", {});
    if (says("Could not resolve hostname"))
        return make(ErrorKind::Network, "dns", QStringLiteral("check the spelling, and whether the VPN is up"));
    if (says("Connection refused"))
        return make(ErrorKind::Network, "refused", QStringLiteral("is sshd running there, and the port right?"));
    if (says("timed out") || says("Timeout, server"))
        return make(ErrorKind::Network, "connect-timeout", {});
    if (says("Connection closed by") || says("Connection reset by") || says("kex_exchange_identification")
        || says("Broken pipe"))
        return make(ErrorKind::Network, "closed", {});
    return make(ErrorKind::Network, "ssh-ended", {});
}

} // namespace ph::transport
