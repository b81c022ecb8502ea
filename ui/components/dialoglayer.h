// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

namespace ph::ui {

/// Shows one dialog inside the window: dims everything in `room` (the environment banner stands outside of it and stays
/// bright), keeps the keyboard inside, blocks the shortcuts of what lies below. Esc asks the dialog to cancel. One per
/// window.
class DialogLayer final : public QWidget {
    Q_OBJECT
public:
    explicit DialogLayer(QWidget *room);

    /// Takes ownership; `focus` gets the keyboard (the safe button). The dialog's sizeHint is its wish, the room its
    /// limit.
    void open(QWidget *dialog, QWidget *focus);
    /// Destroys the dialog (deleteLater) and gives the keyboard back to where it was.
    void close();
    [[nodiscard]] QWidget *dialog() const { return m_dialog; }
    [[nodiscard]] bool isOpen() const { return m_dialog != nullptr; }

Q_SIGNALS:
    void escapePressed();
    void opened();
    void closed();

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void arrange();
    QPointer<QWidget> m_dialog;
    QPointer<QWidget> m_before;
};

} // namespace ph::ui
