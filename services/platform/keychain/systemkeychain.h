// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/keychain/keychain.h"

namespace ph::platform {

/// The desktop's keychain through QtKeychain, without its plain-text fallback.
///
/// QtKeychain's queue and libsecret's answers belong to one event loop: all jobs run on the main thread, whoever calls
/// (they only send D-Bus messages there and never block). A closed keyring answers a look-up with "not found", so that
/// answer is believed only after the secret service said that its default collection is open.
class SystemKeychain final : public Keychain {
public:
    /// `service` is the name under which the desktop lists the entries. Needs a QCoreApplication.
    explicit SystemKeychain(QString service = QStringLiteral("Pilothouse"));
    ~SystemKeychain() override;

    [[nodiscard]] Task<std::optional<Secret>> read(QString key, std::stop_token stop) override;
    [[nodiscard]] Task<void> write(QString key, Secret value, std::stop_token stop) override;
    [[nodiscard]] Task<void> remove(QString key, std::stop_token stop) override;
    [[nodiscard]] Task<KeychainState> state(std::stop_token stop) override;
    [[nodiscard]] Task<void> unlock(std::stop_token stop) override;
    [[nodiscard]] bool isMemoryOnly() const override;
    [[nodiscard]] bool wasRefused() const override;
    void goWithout() override;
    [[nodiscard]] Task<void> keepAgain(std::stop_token stop) override;

private:
    class Worker;
    std::unique_ptr<Worker, void (*)(Worker *)> m_worker;
};

} // namespace ph::platform
