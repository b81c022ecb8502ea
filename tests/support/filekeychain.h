// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/keychain/keychain.h"

namespace ph::test {

/// A keychain that several test processes share: one file for each key in a temporary folder. For tests only.
class FileKeychain final : public platform::Keychain {
public:
    explicit FileKeychain(QString folder)
        : m_folder(std::move(folder))
    {
    }
    [[nodiscard]] Task<std::optional<Secret>> read(QString key, std::stop_token stop) override;
    [[nodiscard]] Task<void> write(QString key, Secret value, std::stop_token stop) override;
    [[nodiscard]] Task<void> remove(QString key, std::stop_token stop) override;
    [[nodiscard]] Task<platform::KeychainState> state(std::stop_token stop) override;
    [[nodiscard]] Task<void> unlock(std::stop_token stop) override;
    [[nodiscard]] bool isMemoryOnly() const override { return false; }

private:
    [[nodiscard]] QString fileOf(const QString &key) const;
    QString m_folder;
};

} // namespace ph::test
