// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <concepts>
#include <optional>
#include <vector>

namespace ph::transport::postgres {

/// Values of a statement's parameters, sent beside its text. `Params(tenantId, 50, std::nullopt)`
class Params final {
public:
    template <class... Values>
    explicit Params(Values &&...values)
        requires(!((std::same_as<std::decay_t<Values>, Params> || std::is_pointer_v<std::decay_t<Values>>) || ...))
    {
        (add(std::forward<Values>(values)), ...);
    }

    Params &add(const QString &text);
    Params &add(const QStringList &array); ///< text[]
    Params &add(std::nullopt_t); ///< NULL
    template <std::same_as<bool> Bool> // a pointer must not become true
    Params &add(Bool value)
    {
        return append(value ? "true" : "false");
    }
    Params &add(double value);
    Params &add(WallTime time); ///< timestamptz
    template <std::integral Number>
        requires(!std::same_as<Number, bool> && !std::same_as<Number, char>)
    Params &add(Number number)
    {
        return append(QByteArray::number(qint64(number)));
    }
    Params &addBytes(QByteArrayView bytes); ///< bytea

    /// PostgreSQL's text holds no NUL: a statement with such a parameter is refused (Invalid, code "nul-in-text").
    [[nodiscard]] bool isValid() const { return m_valid; }
    [[nodiscard]] const std::vector<std::optional<QByteArray>> &values() const { return m_values; }

private:
    Params &append(QByteArray value);
    std::vector<std::optional<QByteArray>> m_values;
    bool m_valid = true;
};

} // namespace ph::transport::postgres
