// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/button.h"
#include "ui/components/label.h"

#include <QElapsedTimer>
#include <QFrame>
#include <QTimer>
#include <functional>

namespace ph::ui {

/// Done: with a green tick. Note: what was asked for was not done or is not there.
enum class ToastKind { Done, Note };

/// "Task revoked · Undo", wrapped where it is long: stays 10 s (longer while the pointer or the focus is on it), takes
/// no focus. Ctrl+Z undoes the newest.
class Toast final : public QFrame {
    Q_OBJECT
public:
    Toast(const QString &text, std::function<void()> undo, QWidget *parent = nullptr, ToastKind kind = ToastKind::Done);
    void undo();
    [[nodiscard]] bool canUndo() const { return bool(m_undo); }
    [[nodiscard]] ToastKind kind() const { return m_kind; }
    [[nodiscard]] QString text() const { return m_text->fullText(); }
    /// On one line, where that is not too wide.
    [[nodiscard]] int wantedWidth() const;
    [[nodiscard]] int heightAt(int width) const;

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void close();
    ToastKind m_kind;
    Label *m_text;
    std::function<void()> m_undo;
    QTimer m_timer;
};

/// Stacks toasts at the lower leading corner of its parent. One per window.
class ToastStack final : public QWidget {
    Q_OBJECT
public:
    explicit ToastStack(QWidget *parent);
    Toast *show(const QString &text, std::function<void()> undo = {}, ToastKind kind = ToastKind::Done);
    /// Something that is no success.
    Toast *note(const QString &text) { return show(text, {}, ToastKind::Note); }
    /// Undoes the newest that can be; false if there is none.
    bool undoNewest();
    [[nodiscard]] int count() const { return int(m_toasts.size()); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void arrange();
    QList<Toast *> m_toasts;
};

} // namespace ph::ui
