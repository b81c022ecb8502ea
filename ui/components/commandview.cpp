// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/commandview.h"

#include "ui/components/button.h"
#include "ui/components/label.h"
#include "ui/components/layout.h"

namespace ph::ui {

namespace {
constexpr int s_commandLines = 4; ///< before somebody asks for all of it
} // namespace

CommandView::CommandView(const QString &command, QWidget *parent)
    : QWidget(parent)
    , m_text(new MonoLabel(command, Tone::Muted))
    , m_more(new Button(tr("Show all", "link under a long command"), ButtonRole::Link))
{
    auto *column = vbox(this, {}, 2);
    m_text->setWrapped(true);
    m_text->setMostLines(s_commandLines);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_text);
    m_more->setObjectName(QStringLiteral("showWholeCommand"));
    m_more->setAccessibleName(tr("Show the whole command", "link under a long command"));
    m_more->hide();
    column->addWidget(m_more, 0, Qt::AlignLeading);
    connect(m_more, &QPushButton::clicked, this, [this] {
        m_isWhole = !m_isWhole;
        m_text->setMostLines(m_isWhole ? 0 : s_commandLines);
        m_more->setText(
            m_isWhole ? tr("Show less", "link under a long command") : tr("Show all", "link under a long command"));
    });
}

void CommandView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // Once offered it stays: a scroll bar that comes and goes must not make it flicker.
    if (!m_isWhole && m_text->isCut())
        m_more->show();
}

} // namespace ph::ui
