// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/dialoglayer.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>

namespace ph::ui {

namespace {
constexpr int s_roomMargin = 12;
constexpr int s_shadow = 18;
} // namespace

DialogLayer::DialogLayer(QWidget *room)
    : QWidget(room)
{
    hide();
    room->installEventFilter(this);
}

void DialogLayer::open(QWidget *dialog, QWidget *focus)
{
    close();
    m_before = QApplication::focusWidget();
    m_dialog = dialog;
    dialog->setParent(this);
    dialog->show();
    arrange();
    show();
    raise();
    focus->setFocus(Qt::PopupFocusReason);
    connect(dialog, &QObject::destroyed, this, [this] {
        hide(); // somebody else destroyed it (the environment went away): nothing may stay dimmed
    });
    Q_EMIT opened();
}

void DialogLayer::close()
{
    if (!m_dialog)
        return;
    m_dialog->disconnect(this);
    m_dialog->hide();
    m_dialog->deleteLater();
    m_dialog.clear();
    hide();
    if (m_before && m_before->isVisible())
        m_before->setFocus(Qt::PopupFocusReason);
    Q_EMIT closed();
}

void DialogLayer::arrange()
{
    setGeometry(parentWidget()->rect());
    if (!m_dialog)
        return;
    const QSize most = size() - QSize(2 * s_roomMargin, 2 * s_roomMargin);
    const QSize wanted = m_dialog->sizeHint().boundedTo(most);
    m_dialog->setGeometry(QRect(QPoint((width() - wanted.width()) / 2, (height() - wanted.height()) / 2), wanted));
}

bool DialogLayer::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        arrange();
    return QWidget::eventFilter(watched, event);
}

bool DialogLayer::event(QEvent *event)
{
    switch (event->type()) {
    case QEvent::ShortcutOverride: // keys belong to the dialog; nothing below it acts
        event->accept();
        return true;
    case QEvent::LayoutRequest: arrange(); break;
    case QEvent::Wheel:
    case QEvent::ContextMenu: event->accept(); return true;
    default: break;
    }
    return QWidget::event(event);
}

void DialogLayer::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT escapePressed();
    event->accept();
}

bool DialogLayer::focusNextPrevChild(bool next)
{
    QWidget *from = QApplication::focusWidget();
    if (!m_dialog || !from)
        return true;
    QWidget *at = from;
    do {
        at = next ? at->nextInFocusChain() : at->previousInFocusChain();
        const bool canHave = m_dialog->isAncestorOf(at) && at->isVisible() && at->isEnabled()
            && (at->focusPolicy() & Qt::TabFocus) && !at->focusProxy();
        if (canHave) {
            at->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            return true;
        }
    } while (at != from);
    return true;
}

void DialogLayer::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::current().palette().dim);
    if (!m_dialog)
        return;
    // a soft edge, so that the dialog stands before the window in the light theme as well
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int i = s_shadow; i > 0; i -= 2) {
        painter.setBrush(Theme::current().palette().shadow);
        painter.drawRoundedRect(m_dialog->geometry().adjusted(-i, -i + 4, i, i + 4), 12 + i, 12 + i);
    }
}

} // namespace ph::ui
