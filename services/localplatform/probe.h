// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"
#include "services/localplatform/part.h"
#include "services/localplatform/secretstore.h"

#include <QNetworkAccessManager>
#include <QSslConfiguration>

namespace ph::localplatform {

/// Asks parts whether they answer. One for all parts of a supervisor, on its thread.
class Prober final {
public:
    /// `caFile`: the folder's CA; TLS is verified against it alone.
    Prober(const QString &caFile, SecretStore secrets);

    /// Within two seconds; the error says how it failed to answer.
    [[nodiscard]] Task<void> ask(Probe probe, std::stop_token stop);

private:
    [[nodiscard]] Task<void> askHttp(QUrl url, std::stop_token stop);
    [[nodiscard]] Task<void> askRedis(Probe probe, std::stop_token stop);
    [[nodiscard]] Task<void> askPostgres(QString socketPath, std::stop_token stop);

    SecretStore m_secrets;
    QSslConfiguration m_tls;
    QNetworkAccessManager m_http;
};

} // namespace ph::localplatform
