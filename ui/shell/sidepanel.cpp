// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/sidepanel.h"

#include "ui/components/layout.h"
#include "ui/components/scroll.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>

namespace ph::ui {

SidePanel::SidePanel(const QString &title, int width, QWidget *room)
    : QFrame(room)
    , m_wide(width)
    , m_head(new SectionHeader(title, TextStyle::PageTitle))
    , m_empty(new Label({}, TextStyle::Body, Tone::Muted))
    , m_close(new IconButton("x", tr("Close", "button of a side panel")))
{
    setAccessibleName(title);
    auto *column = vbox(this, {1, 0, 0, 0}, 0);
    auto *top = hbox(nullptr, {16, 10, 12, 10}, 8);
    top->addWidget(m_head, 1);
    top->addWidget(m_close);
    connect(m_close, &QToolButton::clicked, this, &SidePanel::closePanel);
    column->addLayout(top);
    column->addWidget(new Divider);
    auto *content = new QWidget;
    auto *inside = vbox(content, {16, 12, 16, 12}, 10);
    m_empty->setWrapped(true);
    inside->addWidget(m_empty);
    m_list = vbox(nullptr, {}, 10);
    inside->addLayout(m_list);
    inside->addStretch(1);
    column->addWidget(scrolled(content), 1);
    room->installEventFilter(this);
    hide();
}

void SidePanel::setEmptyText(const QString &text) { m_empty->setText(text); }

void SidePanel::setEmpty(bool empty) { m_empty->setVisible(empty); }

void SidePanel::openPanel()
{
    m_before = QApplication::focusWidget();
    arrange();
    show();
    raise();
    m_close->setFocus(Qt::OtherFocusReason);
    Q_EMIT opened();
}

void SidePanel::closePanel()
{
    const QWidget *focused = QApplication::focusWidget();
    const bool isElsewhere = focused != nullptr && focused != this && !isAncestorOf(focused);
    hide();
    if (!isElsewhere && m_before && m_before->isVisible())
        m_before->setFocus(Qt::OtherFocusReason);
}

void SidePanel::arrange()
{
    const QWidget *room = parentWidget();
    const int wide = std::min(m_wide, room->width());
    setGeometry(layoutDirection() == Qt::RightToLeft ? 0 : room->width() - wide, 0, wide, room->height());
}

bool SidePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && watched == parentWidget() && isVisible())
        arrange();
    return QFrame::eventFilter(watched, event);
}

void SidePanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        closePanel();
    else
        QFrame::keyPressEvent(event);
}

void SidePanel::paintEvent(QPaintEvent *)
{
    const Palette &p = Theme::current().palette();
    QPainter painter(this);
    painter.fillRect(rect(), p.surface);
    painter.fillRect(QRect(layoutDirection() == Qt::RightToLeft ? width() - 1 : 0, 0, 1, height()), p.border);
}

} // namespace ph::ui
