// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/windowlayers.h"

#include "ui/components/dialoglayer.h"
#include "ui/shell/startpage.h"

#include <QApplication>
#include <QStackedLayout>
#include <QToolTip>

namespace ph::ui {

WindowLayers::WindowLayers(QWidget *parent)
    : QWidget(parent)
    , m_stack(new QStackedLayout(this))
    , m_content(new QWidget)
    , m_lock(new LockPage)
{
    m_stack->addWidget(m_content);
    m_stack->addWidget(m_lock);
    m_dialogs = new DialogLayer(this);
    connect(m_lock, &LockPage::unlockRequested, this, &WindowLayers::unlockRequested);
}

WindowLayers::~WindowLayers() = default;

bool WindowLayers::isContentFree() const { return !m_dialogs->isOpen() && !m_isLocked && !m_gate && !m_front; }

void WindowLayers::showTop()
{
    QWidget *const lockPage = m_unlock ? m_unlock.data() : m_lock;
    m_stack->setCurrentWidget(m_isLocked ? lockPage : m_front ? m_front.data() : m_gate ? m_gate.data() : m_content);
    Q_EMIT changed();
}

void WindowLayers::drop(QPointer<QWidget> &page)
{
    QWidget *const old = page;
    page.clear();
    m_stack->removeWidget(old);
    old->hide();
    old->deleteLater();
}

// --- gate and front  ---

void WindowLayers::showGate(QWidget *page)
{
    closeGate();
    m_dialogs->close();
    m_gate = page;
    m_stack->addWidget(page);
    showTop();
    if (page->focusProxy())
        page->setFocus(Qt::OtherFocusReason);
}

void WindowLayers::closeGate()
{
    const bool wasShown = m_gate != nullptr;
    if (m_gate)
        drop(m_gate);
    showTop();
    if (wasShown && isContentFree()) // else the keyboard would go to whatever stands first in the header
        Q_EMIT contentUncovered();
}

void WindowLayers::showFront(QWidget *page)
{
    closeFront();
    m_dialogs->close();
    m_front = page;
    m_stack->addWidget(page);
    showTop();
}

void WindowLayers::closeFront()
{
    if (!m_front)
        return;
    drop(m_front);
    showTop();
    if (m_gate && m_gate->focusProxy())
        m_gate->setFocus(Qt::OtherFocusReason);
    else
        Q_EMIT contentUncovered();
}

// --- the lock  ---

void WindowLayers::lock(const QString &text)
{
    m_isLocked = true;
    m_dialogs->close();
    for (QWidget *popup = QApplication::activePopupWidget(); popup; popup = QApplication::activePopupWidget())
        popup->close();
    QToolTip::hideText();
    for (QWidget *other : QApplication::topLevelWidgets()) // file dialogs
        if (other != window() && other->isVisible())
            other->close();
    if (m_unlock)
        drop(m_unlock);
    m_lock->setText(text);
    showTop();
    m_lock->unlockButton()->setFocus(Qt::OtherFocusReason);
}

void WindowLayers::showUnlock(QWidget *page)
{
    if (m_unlock)
        drop(m_unlock);
    m_unlock = page;
    m_stack->addWidget(page);
    showTop();
}

void WindowLayers::unlock()
{
    m_isLocked = false;
    showTop();
    if (m_unlock)
        drop(m_unlock);
    Q_EMIT contentUncovered();
}

} // namespace ph::ui
