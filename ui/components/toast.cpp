// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/toast.h"

#include "ui/components/iconview.h"
#include "ui/components/layout.h"

#include <QAccessible>
#include <QApplication>
#include <QEvent>
#include <QPainter>

namespace ph::ui {

namespace {
constexpr int s_mostToasts = 3;
constexpr int s_toastMargin = 16;
constexpr int s_narrowest = 240;
constexpr int s_widest = 520;
} // namespace

Toast::Toast(const QString &text, std::function<void()> undo, QWidget *parent, ToastKind kind)
    : QFrame(parent)
    , m_kind(kind)
    , m_text(new Label(text, TextStyle::BodyMedium))
    , m_undo(std::move(undo))
{
    setAccessibleName(text);
    m_text->setWrapped(true);
    auto *row = hbox(this, {12, 8, 8, 8}, 10);
    const bool isDone = kind == ToastKind::Done;
    row->addWidget(new IconView(isDone ? QStringLiteral("circle-check") : QStringLiteral("info"),
        isDone ? Tone::Ok : Tone::Warn, size::smallIcon));
    row->addWidget(m_text, 1);
    if (m_undo) {
        auto *button = new Button(tr("Undo", "button of a short message after a small change"), ButtonRole::Link);
        button->setToolTip(tr("Ctrl+Z", "key of undo"));
        connect(button, &QPushButton::clicked, this, &Toast::undo);
        row->addWidget(button);
    }
    auto *dismiss = new IconButton("x", tr("Dismiss", "button: close a short message"));
    dismiss->setFixedSize(24, 24);
    dismiss->setIconSize(QSize(14, 14));
    connect(dismiss, &QToolButton::clicked, this, &Toast::close);
    row->addWidget(dismiss);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (underMouse() || isAncestorOf(QApplication::focusWidget()))
            m_timer.start(1000);
        else
            close();
    });
    m_timer.start(motion::toast);
}

int Toast::wantedWidth() const
{
    const int beside = layout()->totalMinimumSize().width() - m_text->minimumSizeHint().width();
    const int onOneLine = m_text->fontMetrics().horizontalAdvance(m_text->text()) + 2;
    return std::clamp(beside + onOneLine, s_narrowest, s_widest);
}

int Toast::heightAt(int width) const { return layout()->totalHeightForWidth(width); }

void Toast::undo()
{
    if (auto undo = std::exchange(m_undo, {}))
        undo();
    close();
}

void Toast::close()
{
    m_timer.stop();
    Q_EMIT closed();
}

void Toast::enterEvent(QEnterEvent *) { m_timer.stop(); }

void Toast::leaveEvent(QEvent *) { m_timer.start(motion::toast / 2); }

void Toast::paintEvent(QPaintEvent *)
{
    const Palette &p = Theme::current().palette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(p.border, 1));
    painter.setBrush(p.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::cardRadius, size::cardRadius);
}

ToastStack::ToastStack(QWidget *parent)
    : QWidget(parent)
{
    QWidget::hide();
    parent->installEventFilter(this);
}

Toast *ToastStack::show(const QString &text, std::function<void()> undo, ToastKind kind)
{
    auto *toast = new Toast(text, std::move(undo), this, kind);
    connect(toast, &Toast::closed, this, [this, toast] {
        if (m_toasts.removeOne(toast))
            toast->deleteLater();
        toast->hide();
        arrange();
    });
    m_toasts.append(toast);
    while (m_toasts.size() > s_mostToasts)
        m_toasts.takeFirst()->deleteLater();
    toast->show();
    arrange();
    QAccessibleEvent announce(toast, QAccessible::Alert);
    QAccessible::updateAccessibility(&announce);
    return toast;
}

bool ToastStack::undoNewest()
{
    for (auto toast = m_toasts.rbegin(); toast != m_toasts.rend(); ++toast) {
        if ((*toast)->canUndo()) {
            (*toast)->undo();
            return true;
        }
    }
    return false;
}

void ToastStack::arrange()
{
    setVisible(!m_toasts.isEmpty());
    const QWidget *room = parentWidget();
    int width = 0;
    for (const Toast *toast : m_toasts)
        width = std::max(width, toast->wantedWidth());
    width = std::min(width, room->width() - 2 * s_toastMargin);
    int height = 0;
    for (const Toast *toast : m_toasts)
        height += toast->heightAt(width) + 8;
    const int x = layoutDirection() == Qt::RightToLeft ? room->width() - width - s_toastMargin : s_toastMargin;
    setGeometry(x, room->height() - height - s_toastMargin, width, height);
    int y = 0;
    for (Toast *toast : m_toasts) {
        toast->setGeometry(0, y, width, toast->heightAt(width));
        y += toast->height() + 8;
    }
    raise();
}

bool ToastStack::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        arrange();
    return QWidget::eventFilter(watched, event);
}

} // namespace ph::ui
