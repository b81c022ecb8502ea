// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/credentials.h"

namespace ph::test {

transport::CredentialSource fixedCredentials(const QString &user, const QByteArray &password)
{
    return [user, password](std::stop_token) -> Task<transport::Credentials> {
        return [](QString name, QByteArray word) -> Task<transport::Credentials> {
            co_return transport::Credentials {name, Secret(word)};
        }(user, password);
    };
}

} // namespace ph::test
