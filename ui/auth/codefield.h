// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/secret.h"

#include <QLineEdit>

namespace ph::ui {

/// Six digits of an authenticator app: takes pasted text with spaces, says when it is complete.
class CodeField final : public QLineEdit {
    Q_OBJECT
public:
    explicit CodeField(const QString &accessibleName, QWidget *parent = nullptr);
    [[nodiscard]] bool isComplete() const;
    /// Empties the field.
    [[nodiscard]] Secret takeCode();

Q_SIGNALS:
    /// The sixth digit came.
    void completed();
};

} // namespace ph::ui
