// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/keychain/keychain.h"

#include <QDBusMessage>
#include <QObject>

namespace ph::platform {

/// What QtKeychain cannot say: is there a secret service (org.freedesktop.secrets), is its default collection open,
/// open it. Main thread. All calls are asynchronous with a deadline.
class SecretService final : public QObject {
    Q_OBJECT
public:
    [[nodiscard]] Task<KeychainState> state(std::stop_token stop);
    [[nodiscard]] Task<void> unlock(std::stop_token stop);

private Q_SLOTS:
    void promptCompleted(bool dismissed);

private:
    [[nodiscard]] Task<QDBusMessage> call(QDBusMessage message, std::stop_token stop);
    /// Path of the default collection; "/" when there is none.
    [[nodiscard]] Task<QString> defaultCollection(std::stop_token stop);
    [[nodiscard]] Task<void> prompt(QString path, std::stop_token stop);

    std::shared_ptr<Pending<bool>> m_prompt;
};

} // namespace ph::platform
