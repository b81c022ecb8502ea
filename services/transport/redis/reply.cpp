// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/reply.h"

namespace ph::transport::redis {

qint64 Reply::toInteger(qint64 otherwise) const
{
    if (const auto *value = std::get_if<qint64>(&m_value))
        return *value;
    if (const auto *text = std::get_if<QByteArray>(&m_value); text && m_type != Type::Error) {
        bool ok = false;
        const qint64 value = text->toLongLong(&ok);
        return ok ? value : otherwise;
    }
    return otherwise;
}

const QByteArray &Reply::bytes() const
{
    static const QByteArray s_none;
    const auto *value = std::get_if<QByteArray>(&m_value);
    return value ? *value : s_none;
}

const std::vector<Reply> &Reply::items() const
{
    static const std::vector<Reply> s_none;
    const auto *value = std::get_if<std::vector<Reply>>(&m_value);
    return value ? *value : s_none;
}

const Reply &Reply::at(std::size_t index) const
{
    static const Reply s_nil;
    const auto &all = items();
    return index < all.size() ? all[index] : s_nil;
}

const Reply &Reply::field(QByteArrayView name) const
{
    const auto &all = items();
    for (std::size_t i = 0; i + 1 < all.size(); i += 2) {
        if (all[i].bytes() == name)
            return all[i + 1];
    }
    static const Reply s_nil;
    return s_nil;
}

namespace {

struct KnownError {
    const char *code;
    ErrorKind kind;
    const char *hint;
};

constexpr KnownError s_known[] = {
    {"NOPERM", ErrorKind::Forbidden, "this Redis user's ACL does not allow it"},
    {"NOAUTH", ErrorKind::Auth, "the server wants a user and a password"},
    {"WRONGPASS", ErrorKind::Auth, "user or password is wrong, or the user is disabled"},
    {"DENIED", ErrorKind::Forbidden,
        "the server runs in protected mode: it accepts this computer only until a password is set"},
    {"NOTPERMITTED", ErrorKind::Forbidden, ""},
    {"LOADING", ErrorKind::Server, "the server is reading its data set; it will answer soon"},
    {"BUSY", ErrorKind::Server, "a script keeps the server busy"},
    {"OOM", ErrorKind::Server, "the server has reached maxmemory"},
    {"READONLY", ErrorKind::Server, "this is a replica; changes go to the master"},
    {"MISCONF", ErrorKind::Server, "the server cannot save to disk and refuses changes"},
};

/// The command in “… has no permissions to run the 'smembers' command”; empty: the key or channel was refused.
QByteArray refusedCommand(const QByteArray &text)
{
    const qsizetype from = text.indexOf("run the '");
    const qsizetype to = from < 0 ? -1 : text.indexOf('\'', from + 9);
    return to < 0 ? QByteArray() : text.mid(from + 9, std::min<qsizetype>(to - from - 9, 60));
}

} // namespace

QString aclHint(const QString &lacks)
{
    return QStringLiteral("the ACL of this Redis user lacks %1; the README of Pilothouse has the whole line under "
                          "“Redis: two users”")
        .arg(lacks);
}

Error errorOf(const Reply &reply, const QString &where)
{
    const QByteArray &bytes = reply.bytes();
    qsizetype end = 0;
    while (end < bytes.size() && bytes[end] >= 'A' && bytes[end] <= 'Z')
        ++end;
    const QByteArray code = end > 0 && (end == bytes.size() || bytes[end] == ' ') ? bytes.left(end) : QByteArray("ERR");
    // The server repeats arguments in its texts: cut them short.
    Error error {ErrorKind::Server, QString::fromUtf8(bytes.left(300)).simplified(), where, {},
        QString::fromLatin1(code), {}, {}};
    for (const KnownError &known : s_known) {
        if (code == known.code) {
            error.kind = known.kind;
            error.hint = QString::fromLatin1(known.hint);
        }
    }
    if (const QByteArray refused = code == "NOPERM" ? refusedCommand(bytes) : QByteArray(); !refused.isEmpty())
        error.hint = aclHint(QLatin1Char('+') + QString::fromUtf8(refused.toLower()));
    if (bytes.startsWith("ERR max number of clients")) {
        error.code = QStringLiteral("max-clients");
    } else if (bytes.startsWith("ERR DB index is out of range") || bytes.startsWith("ERR invalid DB index")) {
        error.code = QStringLiteral("no-such-db");
        error.hint = QStringLiteral("check the number at the end of the address: a server has 16 databases (0 to 15), "
                                    "unless its setting `databases` says otherwise");
    } else if (bytes.startsWith("ERR unknown command")) {
        error.code = QStringLiteral("unknown-command");
        error.hint = QStringLiteral("the command is renamed or switched off on this server, or another kind of service "
                                    "answers there");
    } else if (bytes.contains("without any password configured") || bytes.contains("but no password is set")) {
        error.kind = ErrorKind::Auth;
        error.code = QStringLiteral("no-password-set");
        error.hint
            = QStringLiteral("this server has no password: take it out of the profile, or set one on the server");
    }
    return error;
}

Error errorOf(const Reply &reply, const QString &where, const QByteArray &command)
{
    Error error = errorOf(reply, where);
    if (error.code != QLatin1String("NOPERM") || !refusedCommand(reply.bytes()).isEmpty())
        return error;
    const QString name = QString::fromUtf8(command);
    error.what += QStringLiteral(" (%1)").arg(name);
    error.hint = aclHint(QStringLiteral("the key or the channel of %1, or +%2").arg(name, name.toLower()));
    return error;
}

Result<Reply> checked(Reply reply, const QString &where)
{
    if (reply.isError())
        return fail(errorOf(reply, where));
    return reply;
}

} // namespace ph::transport::redis
