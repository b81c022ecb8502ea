// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/label.h"

#include <QWidget>

class QLineEdit;
class QPlainTextEdit;

namespace ph::ui {

struct FieldText;

/// A label, an input, and below it what it means or what is wrong with it. The room for that line is always there:
/// nothing jumps when a mistake is made or mended.
class FormField final : public QWidget {
    Q_OBJECT
public:
    /// `name` becomes the input's object name: tests and screen readers' tools find it by that.
    FormField(const QString &name, const FieldText &text, QWidget *parent = nullptr);

    void setText(const QString &text);
    [[nodiscard]] QString text() const;
    void setError(const QString &error);
    [[nodiscard]] QString error() const { return m_error; }
    /// Shows bullets; the placeholder tells what is stored.
    void setSecret(const QString &placeholder);
    void setReadOnly(bool readOnly);
    void focusInput();

Q_SIGNALS:
    /// By the person, not by setText().
    void edited(const QString &text);

private:
    void updateFoot();

    QString m_about;
    QString m_error;
    Label *m_foot;
    QLineEdit *m_line = nullptr;
    QPlainTextEdit *m_block = nullptr;
};

} // namespace ph::ui
