// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

class QStackedLayout;

namespace ph::ui {

class DialogLayer;
class LockPage;

/// What lies below the window's banner, one before the other: the content (navigation and pages), a gate in its place
/// (start, sign-in), a page in front of both, the lock before everything. Whatever comes in front closes the dialog.
class WindowLayers final : public QWidget {
    Q_OBJECT
public:
    explicit WindowLayers(QWidget *parent = nullptr);
    ~WindowLayers() override;

    /// The lowest, for the window to fill.
    [[nodiscard]] QWidget *content() const { return m_content; }
    [[nodiscard]] DialogLayer &dialogs() const { return *m_dialogs; }
    /// Nothing lies before the content: it may take the keyboard.
    [[nodiscard]] bool isContentFree() const;

    /// Kept, hidden, until the next one or closeGate().
    void showGate(QWidget *page);
    void closeGate();
    [[nodiscard]] QWidget *gate() const { return m_gate; }

    /// Takes the page; it stays until closeFront().
    void showFront(QWidget *page);
    void closeFront();
    [[nodiscard]] QWidget *front() const { return m_front; }

    /// Only `text` is told; popups, tooltips and other windows of the program close as well.
    void lock(const QString &text);
    /// In place of the locked page. Takes the page; it goes with unlock().
    void showUnlock(QWidget *page);
    void unlock();
    [[nodiscard]] bool isLocked() const { return m_isLocked; }
    [[nodiscard]] bool isUnlockShown() const { return !m_unlock.isNull(); }

Q_SIGNALS:
    /// Another layer may be in front.
    void changed();
    /// What lay before it is gone: the content may want the keyboard.
    void contentUncovered();
    void unlockRequested();

private:
    void showTop();
    /// Out of the stack and destroyed.
    void drop(QPointer<QWidget> &page);

    QStackedLayout *m_stack;
    QWidget *m_content;
    LockPage *m_lock;
    DialogLayer *m_dialogs;
    QPointer<QWidget> m_unlock;
    QPointer<QWidget> m_gate;
    QPointer<QWidget> m_front;
    bool m_isLocked = false;
};

} // namespace ph::ui
