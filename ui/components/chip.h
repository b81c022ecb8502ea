// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/button.h"

#include <QAbstractButton>

namespace ph::ui {

/// A finished filter token: click edits it, the cross (or Delete) removes it.
class Chip final : public QAbstractButton {
    Q_OBJECT
public:
    explicit Chip(const QString &token, QWidget *parent = nullptr);
    [[nodiscard]] QString token() const { return m_token; }
    /// With the whole filter, as selected text is.
    void setSelected(bool selected);
    [[nodiscard]] bool isSelected() const { return m_isSelected; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void removeRequested();
    void editRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QRect crossRect() const;
    QString m_token;
    bool m_isSelected = false;
};

} // namespace ph::ui
