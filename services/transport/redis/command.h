// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <concepts>
#include <vector>

namespace ph::transport::redis {

/// One command: a list of arguments, each sent with its length (binary safe). There is no text form to inject into.
///   Command("LRANGE", key, 0, 99)
class Command final {
public:
    template <class... Parts>
    explicit Command(Parts &&...parts)
        requires(sizeof...(Parts) > 0 && !(std::same_as<std::decay_t<Parts>, Command> || ...))
    {
        m_argv.reserve(sizeof...(Parts));
        (add(std::forward<Parts>(parts)), ...);
    }
    [[nodiscard]] static Command fromArgv(std::vector<QByteArray> argv);

    Command &add(QByteArray part)
    {
        m_argv.push_back(std::move(part));
        return *this;
    }
    Command &add(const char *part) { return add(QByteArray(part)); }
    Command &add(QByteArrayView part) { return add(part.toByteArray()); }
    template <std::integral Number>
        requires(!std::same_as<Number, bool> && !std::same_as<Number, char>)
    Command &add(Number number)
    {
        return add(QByteArray::number(qint64(number)));
    }

    [[nodiscard]] const std::vector<QByteArray> &argv() const { return m_argv; }
    /// The first argument in upper case.
    [[nodiscard]] QByteArray name() const;
    /// Argument in upper case, for sub-commands and options; empty when there is none.
    [[nodiscard]] QByteArray option(std::size_t index) const;
    /// Appends the wire form (RESP array of bulk strings).
    void appendTo(QByteArray &out) const;

private:
    Command() = default;
    std::vector<QByteArray> m_argv;
};

} // namespace ph::transport::redis
