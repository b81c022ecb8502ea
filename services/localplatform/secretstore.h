// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/secret.h"
#include "services/localplatform/folder.h"

namespace ph::localplatform {

/// The generated secrets of one folder: a file of mode 0600 each, in `<data>/secrets`. The only secrets Pilothouse
/// keeps on disk; they open servers on this machine's loopback and nothing else.
class SecretStore final {
public:
    explicit SecretStore(QString folder)
        : m_folder(std::move(folder))
    {
    }

    /// The secret, made (24 random bytes, base64url) when it is not there. Unavailable when the file cannot be read or
    /// others may.
    [[nodiscard]] Result<Secret> get(const QString &name) const;
    /// Never makes one: NotFound.
    [[nodiscard]] Result<Secret> existing(const QString &name) const;
    /// A password that a person can type: sixteen letters and digits in groups of four, of every class.
    [[nodiscard]] Result<Secret> typeable(const QString &name) const;
    /// Replaces it.
    [[nodiscard]] Result<void> put(const QString &name, QByteArrayView bytes) const;
    /// Before a start: files that a full disk or a crash emptied. One that no server keeps is removed, so that the
    /// start writes it anew; one that a server was made with (`isMade`: there is a database) is refused, code
    /// "empty-secret".
    [[nodiscard]] Result<void> settleEmpty(bool isMade) const;
    [[nodiscard]] QString path(const QString &name) const { return m_folder + QLatin1Char('/') + name; }
    [[nodiscard]] Result<QByteArray> sha256Hex(const QString &name) const;

private:
    QString m_folder;
};

} // namespace ph::localplatform
