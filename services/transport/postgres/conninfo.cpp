// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/conninfo.h"

#include <QHostAddress>
#include <QSet>
#include <libpq-fe.h>
#include <mutex>

namespace ph::transport::postgres {

namespace {

/// A path that is not there: an empty value would mean "the default in the home folder".
constexpr const char s_nowhere[] = "/nonexistent/pilothouse";

/// Keywords of the libpq that runs. Newer ones than this source knows are not set; their defaults weaken nothing.
const QSet<QByteArray> &knownKeywords()
{
    static const QSet<QByteArray> s_known = [] {
        QSet<QByteArray> known;
        PQconninfoOption *options = PQconninfoParse("", nullptr);
        for (const PQconninfoOption *each = options; each && each->keyword; ++each)
            known.insert(each->keyword);
        PQconninfoFree(options);
        return known;
    }();
    return s_known;
}

class Writer {
public:
    void set(const char *keyword, QByteArrayView value)
    {
        if (knownKeywords().contains(keyword))
            m_text.append(keyword).append('=').append(quoted(value)).append(' ');
    }
    QByteArray take() { return std::move(m_text); }

private:
    QByteArray m_text;
};

void setTls(Writer &writer, const TlsPolicy &tls, const QString &caFile)
{
    writer.set("sslmode", tls.enabled ? "verify-full" : "disable");
    writer.set("sslrootcert", tls.enabled ? caFile.toUtf8() : QByteArray(s_nowhere));
    writer.set("sslcert", s_nowhere);
    writer.set("sslkey", s_nowhere);
    writer.set("sslpassword", "");
    writer.set("sslcrl", s_nowhere);
    writer.set("sslcrldir", "");
    writer.set("sslcompression", "0");
    writer.set("sslsni", "1");
    writer.set("ssl_min_protocol_version", "TLSv1.2");
    writer.set("ssl_max_protocol_version", "");
    writer.set("sslcertmode", "disable"); // libpq 16
    writer.set("sslnegotiation", "postgres"); // libpq 17
    writer.set("gssencmode", "disable");
    writer.set("channel_binding",
        tls.enabled && !tls.spkiPins.isEmpty() ? "require"
            : tls.enabled                      ? "prefer"
                                               : "disable");
    writer.set("require_auth", ""); // libpq 16
    writer.set("requirepeer", "");
    writer.set("krbsrvname", "postgres");
    writer.set("gssdelegation", "0"); // libpq 17
}

void setLiveness(Writer &writer, std::chrono::seconds limit)
{
    writer.set("connect_timeout", QByteArray::number(qint64(std::max<std::chrono::seconds::rep>(limit.count(), 2))));
    writer.set("keepalives", "1");
    writer.set("keepalives_idle", "10");
    writer.set("keepalives_interval", "5");
    writer.set("keepalives_count", "3");
    writer.set("tcp_user_timeout", "15000");
    writer.set("load_balance_hosts", "disable"); // libpq 16
    writer.set("target_session_attrs", "any");
}

} // namespace

QByteArray quoted(QByteArrayView value)
{
    return '\'' + value.toByteArray().replace('\\', "\\\\").replace('\'', "\\'") + '\'';
}

bool needsAddress(const Endpoint &endpoint, const NearEnd &nearEnd)
{
    return nearEnd.address.isEmpty() && !endpoint.tls.peerName.isEmpty() && endpoint.tls.peerName != endpoint.host
        && QHostAddress(endpoint.host).isNull();
}

QByteArray conninfo(const Endpoint &endpoint, const Credentials &credentials, const NearEnd &nearEnd,
    const QString &caFile, std::chrono::seconds limit)
{
    Writer writer;
    const bool direct = nearEnd.address.isEmpty();
    const QString name = endpoint.tls.peerName.isEmpty() ? endpoint.host : endpoint.tls.peerName; // what TLS verifies
    QString address = nearEnd.address;
    if (direct && name != endpoint.host)
        address = endpoint.host;
    // libpq wants as many names as addresses.
    const QStringList names(address.count(QLatin1Char(',')) + 1, name);
    writer.set("host", names.join(QLatin1Char(',')).toUtf8());
    writer.set("hostaddr", address.toUtf8());
    writer.set("port", QByteArray::number(direct ? endpoint.port : nearEnd.port));
    writer.set("dbname", endpoint.database.toUtf8());
    writer.set("user", credentials.user.toUtf8());
    writer.set("passfile", s_nowhere);
    writer.set("options", "");
    writer.set("application_name", "pilothouse");
    writer.set("fallback_application_name", "pilothouse");
    writer.set("client_encoding", "UTF8");
    setTls(writer, endpoint.tls, caFile);
    setLiveness(writer, limit);
    QByteArray text = writer.take();
    const QByteArray password = quoted(credentials.password.reveal());
    text.reserve(text.size() + password.size() + 16);
    text.append("password=").append(password);
    wipeBytes(const_cast<char *>(password.constData()), password.size());
    return text;
}

void forgetInheritedService()
{
    static std::once_flag s_once;
    std::call_once(s_once, [] {
        if (qEnvironmentVariableIsSet("PGSERVICE"))
            qunsetenv("PGSERVICE");
    });
}

} // namespace ph::transport::postgres
