// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"
#include "services/base/secret.h"

#include <atomic>
#include <map>
#include <mutex>
#include <optional>

namespace ph::platform {

enum class KeychainState {
    Ready, ///< answers and is open
    Locked, ///< there, but closed: an absent entry says nothing. unlock() asks the desktop
    Missing ///< no secret service: secrets live in memory for this run, and the window says so
};

/// Secrets of the profiles, each under a key such as "<profile id>/session". The only place on disk for secrets.
/// Callable from any thread; the answer comes on the calling thread. Values up to about 2 KB (Windows' limit).
class Keychain {
public:
    virtual ~Keychain() = default;

    /// nullopt: certainly no such entry. Unavailable with code "keychain-locked" while that cannot be known,
    /// "keychain-denied" when access was refused, "keychain-failed" for the rest.
    [[nodiscard]] virtual Task<std::optional<Secret>> read(QString key, std::stop_token stop) = 0;
    /// Ends well also when the value could only be kept in memory; isMemoryOnly() tells.
    [[nodiscard]] virtual Task<void> write(QString key, Secret value, std::stop_token stop) = 0;
    /// An absent key is no error.
    [[nodiscard]] virtual Task<void> remove(QString key, std::stop_token stop) = 0;

    [[nodiscard]] virtual Task<KeychainState> state(std::stop_token stop) = 0;
    /// Has the desktop ask for the keyring's password; up to two minutes. Unavailable "keychain-locked" when it was
    /// dismissed or nobody is there to ask.
    [[nodiscard]] virtual Task<void> unlock(std::stop_token stop) = 0;

    /// Secrets are kept for this run only (no secret service, or a test). The window shows a notice.
    [[nodiscard]] virtual bool isMemoryOnly() const = 0;
    /// In memory only, although there is a keyring: it was not opened (the desktop's question was dismissed).
    [[nodiscard]] virtual bool wasRefused() const { return false; }
    /// Nobody opens the keyring now: from here on it is as where there is none, and wasRefused(). Any thread.
    virtual void goWithout() { }
    /// Writes what was kept in memory after a refusal; asks the desktop once more. Unavailable: refused again.
    [[nodiscard]] virtual Task<void> keepAgain(std::stop_token stop);

protected:
    Keychain() = default;
    Keychain(const Keychain &) = delete;
    Keychain &operator=(const Keychain &) = delete;
};

/// Keeps secrets in this process: tests, and the companion where PILOTHOUSE_ACCESS_TOKEN replaces a keychain.
class MemoryKeychain final : public Keychain {
public:
    [[nodiscard]] Task<std::optional<Secret>> read(QString key, std::stop_token stop) override;
    [[nodiscard]] Task<void> write(QString key, Secret value, std::stop_token stop) override;
    [[nodiscard]] Task<void> remove(QString key, std::stop_token stop) override;
    [[nodiscard]] Task<KeychainState> state(std::stop_token stop) override;
    [[nodiscard]] Task<void> unlock(std::stop_token stop) override;
    [[nodiscard]] bool isMemoryOnly() const override { return !m_isOpened; }
    [[nodiscard]] bool wasRefused() const override { return m_isRefused; }
    void goWithout() override;
    [[nodiscard]] Task<void> keepAgain(std::stop_token stop) override;

    /// For tests: behaves as a keyring whose question was dismissed and that is opened when asked again.
    void setRefused() { m_isRefused = true; }
    /// For tests: behaves as a closed keyring, or fails to write.
    void setLocked(bool locked);
    void setWriteError(std::optional<Error> error);
    [[nodiscard]] int writes() const;

private:
    mutable std::mutex m_mutex;
    std::map<QString, Secret> m_entries;
    bool m_locked = false;
    std::optional<Error> m_writeError;
    int m_writes = 0;
    std::atomic<bool> m_isRefused = false;
    std::atomic<bool> m_isOpened = false;
};

} // namespace ph::platform
