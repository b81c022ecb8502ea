// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QDebug>
#include <QString>
#include <vector>

namespace ph {

/// A password, token or key. Wiped when it goes; never printed, never copied by accident, never in QVariant or
/// settings.
class Secret final {
public:
    Secret() = default;
    explicit Secret(QByteArrayView bytes);
    ~Secret();
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret &&other) noexcept;
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;

    /// Takes the bytes and wipes the source (as far as it is not shared).
    [[nodiscard]] static Secret take(QByteArray &bytes);
    [[nodiscard]] static Secret take(QString &text);
    /// `size` random bytes as base64url text, from the system's generator.
    [[nodiscard]] static Secret random(int size);

    [[nodiscard]] bool isEmpty() const { return m_bytes.empty(); }
    [[nodiscard]] qsizetype size() const { return qsizetype(m_bytes.size()); }
    /// For the one call that needs it; do not keep what you make of it.
    [[nodiscard]] QByteArrayView reveal() const { return {m_bytes.data(), qsizetype(m_bytes.size())}; }
    [[nodiscard]] Secret clone() const { return Secret(reveal()); }
    /// Constant-time comparison.
    [[nodiscard]] bool equals(QByteArrayView other) const;
    void wipe();

private:
    std::vector<char> m_bytes;
};

/// Not printable: the attempt does not compile.
QDebug operator<<(QDebug, const Secret &) = delete;

/// Overwrites the bytes in a way that the compiler keeps.
void wipeBytes(char *data, qsizetype size);

} // namespace ph
