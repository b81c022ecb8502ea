// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/label.h"

#include <QFrame>

namespace ph::ui {

/// What is said of a filter while it is typed: lies below the field and above the table, so that nothing moves when it
/// comes and goes. Takes neither the keyboard nor the pointer.
class FilterNote final : public QFrame {
    Q_OBJECT
public:
    explicit FilterNote(QWidget *parent);
    /// Below `field`, at most as wide; a hint in quiet words, a mistake in red.
    void tell(const QWidget *field, const QString &text, bool isMistake);
    [[nodiscard]] const Label *label() const { return m_text; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Label *m_text;
    bool m_isMistake = false;
};

} // namespace ph::ui
