// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"
#include "services/base/secret.h"

#include <QJsonObject>
#include <utility>

namespace ph::auth {

using SharedSecret = std::shared_ptr<const Secret>;

/// A JSON object of text fields, built without leaving copies of the values behind (Qt's JSON would).
[[nodiscard]] Secret secretJson(std::initializer_list<std::pair<const char *, QByteArrayView>> fields);

/// A JSON object in which some top-level text fields are secrets. They are taken out and overwritten in place before
/// anything parses the rest.
class SecretObject final {
public:
    /// Protocol when `body` is no JSON object, or one of the secrets has escapes (no token has).
    [[nodiscard]] static Result<SecretObject> parse(
        Secret body, std::initializer_list<QByteArrayView> secrets, const QString &where);

    /// Empty when it was absent.
    [[nodiscard]] Secret take(QByteArrayView name);
    [[nodiscard]] const QJsonObject &rest() const { return m_rest; }

private:
    std::vector<std::pair<QByteArray, Secret>> m_secrets;
    QJsonObject m_rest;
};

} // namespace ph::auth
