// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/keychain/keychain.h"

namespace ph::platform {

namespace {

Failure locked(const QString &key)
{
    return fail(ErrorKind::Unavailable, QStringLiteral("the keyring is locked"), key, QStringLiteral("unlock it"),
        QStringLiteral("keychain-locked"));
}

} // namespace

Task<std::optional<Secret>> MemoryKeychain::read(QString key, std::stop_token)
{
    const std::scoped_lock lock(m_mutex);
    if (m_locked)
        co_return locked(key);
    const auto found = m_entries.find(key);
    if (found == m_entries.end())
        co_return std::optional<Secret> {};
    co_return std::optional<Secret> {found->second.clone()};
}

Task<void> MemoryKeychain::write(QString key, Secret value, std::stop_token)
{
    const std::scoped_lock lock(m_mutex);
    if (m_locked)
        co_return locked(key);
    if (m_writeError)
        co_return fail(*m_writeError);
    ++m_writes;
    m_entries.insert_or_assign(key, std::move(value));
    co_return Result<void> {};
}

Task<void> MemoryKeychain::remove(QString key, std::stop_token)
{
    const std::scoped_lock lock(m_mutex);
    if (m_locked)
        co_return locked(key);
    m_entries.erase(key);
    co_return Result<void> {};
}

Task<KeychainState> MemoryKeychain::state(std::stop_token)
{
    const std::scoped_lock lock(m_mutex);
    co_return m_locked ? KeychainState::Locked : KeychainState::Ready;
}

Task<void> MemoryKeychain::unlock(std::stop_token)
{
    setLocked(false);
    co_return Result<void> {};
}

void MemoryKeychain::setLocked(bool locked)
{
    const std::scoped_lock lock(m_mutex);
    m_locked = locked;
}

void MemoryKeychain::setWriteError(std::optional<Error> error)
{
    const std::scoped_lock lock(m_mutex);
    m_writeError = std::move(error);
}

int MemoryKeychain::writes() const
{
    const std::scoped_lock lock(m_mutex);
    return m_writes;
}

Task<void> Keychain::keepAgain(std::stop_token) { co_return Result<void> {}; }

void MemoryKeychain::goWithout()
{
    const std::scoped_lock lock(m_mutex);
    m_entries.clear(); // only tests close it: what was in it is not seen again
    m_locked = false;
    m_isRefused = true;
}

Task<void> MemoryKeychain::keepAgain(std::stop_token)
{
    m_isRefused = false;
    m_isOpened = true;
    co_return Result<void> {};
}

} // namespace ph::platform
