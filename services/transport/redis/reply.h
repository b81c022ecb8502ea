// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"

#include <QByteArray>
#include <variant>
#include <vector>

namespace ph::transport::redis {

/// One reply of a Redis server (RESP2). A value: cheap to move.
class Reply final {
public:
    enum class Type : quint8 { Nil, Integer, Bulk, Status, Error, Array };

    Reply() = default;
    [[nodiscard]] static Reply integer(qint64 value) { return {Type::Integer, value}; }
    [[nodiscard]] static Reply text(Type type, QByteArray bytes) { return {type, std::move(bytes)}; }
    [[nodiscard]] static Reply array(std::vector<Reply> items) { return {Type::Array, std::move(items)}; }

    [[nodiscard]] Type type() const { return m_type; }
    [[nodiscard]] bool isNil() const { return m_type == Type::Nil; }
    [[nodiscard]] bool isError() const { return m_type == Type::Error; }
    [[nodiscard]] bool isArray() const { return m_type == Type::Array; }

    /// The integer; text of digits counts too ("12"). Anything else: `otherwise`.
    [[nodiscard]] qint64 toInteger(qint64 otherwise = 0) const;
    /// Bytes of a bulk, status or error; empty otherwise.
    [[nodiscard]] const QByteArray &bytes() const;
    /// Items of an array; empty otherwise.
    [[nodiscard]] const std::vector<Reply> &items() const;
    /// Item of an array; a nil reply when there is none: decoders need no bounds checks.
    [[nodiscard]] const Reply &at(std::size_t index) const;
    /// In a flat array of name, value, name, value … (HGETALL, XINFO): the value of `name`, or a nil reply.
    [[nodiscard]] const Reply &field(QByteArrayView name) const;

private:
    friend class ReplyBuilder;
    using Value = std::variant<std::monostate, qint64, QByteArray, std::vector<Reply>>;
    Reply(Type type, Value value)
        : m_type(type)
        , m_value(std::move(value))
    {
    }

    Type m_type = Type::Nil;
    Value m_value;
};

/// What an error reply means: NOPERM → Forbidden, NOAUTH/WRONGPASS → Auth, everything else → Server; `code` is Redis's
/// own
/// ("NOPERM", "WRONGTYPE", "LOADING", "ERR" …).
[[nodiscard]] Error errorOf(const Reply &reply, const QString &where);

/// The same, naming the command where Redis does not: it says of a refused key or channel only that it is refused.
[[nodiscard]] Error errorOf(const Reply &reply, const QString &where, const QByteArray &command);
/// What to do about a NOPERM: `lacks` is what the ACL would have to hold ("+llen"); with the place of the whole line.
[[nodiscard]] QString aclHint(const QString &lacks);

/// The reply, or the Error that it carries.
[[nodiscard]] Result<Reply> checked(Reply reply, const QString &where);

} // namespace ph::transport::redis
