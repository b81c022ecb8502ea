// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/localplatform/folder.h"

#include <QHash>

namespace ph::localplatform {

/// The platform's Python sources, SQL and configuration templates are inside this program, so that an account which
/// cannot read the checkout can run them.
class AppFiles final {
public:
    /// Writes them to `<data>/app`, replacing what another version left. Quick when they are there already.
    [[nodiscard]] static Result<void> extract(const Folder &folder);
    /// A template of `resources/localplatform/config` with `{{name}}` replaced. Internal when a name has no value.
    [[nodiscard]] static Result<QByteArray> fill(const QString &name, const QHash<QString, QString> &values);
    [[nodiscard]] static QByteArray read(const QString &name);
    /// First twelve hex digits of the SHA-256 of requirements.txt: names the Python environment that fits.
    [[nodiscard]] static QString requirementsHash();
};

/// Writes a file of mode 0600 at once or not at all.
[[nodiscard]] Result<void> writeFile(const QString &path, const QByteArray &content);

} // namespace ph::localplatform
