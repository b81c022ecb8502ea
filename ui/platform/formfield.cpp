// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/platform/formfield.h"

#include "ui/components/layout.h"
#include "ui/platform/fieldtexts.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStyle>

namespace ph::ui {

namespace {

constexpr int s_blockHeight = 84;

void repolish(QWidget *widget, bool isInvalid)
{
    if (widget->property("invalid").toBool() == isInvalid)
        return;
    widget->setProperty("invalid", isInvalid);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

} // namespace

FormField::FormField(const QString &name, const FieldText &text, QWidget *parent)
    : QWidget(parent)
    , m_about(text.about)
    , m_foot(new Label(text.about, TextStyle::Small, Tone::Muted))
{
    auto *column = vbox(this, {}, 4);
    auto *label = new Label(text.label, TextStyle::SmallStrong);
    column->addWidget(label);
    QWidget *input = nullptr;
    if (text.isLong) {
        m_block = new QPlainTextEdit;
        m_block->setFixedHeight(s_blockHeight);
        m_block->setPlaceholderText(text.hint);
        m_block->setTabChangesFocus(true);
        connect(m_block, &QPlainTextEdit::textChanged, this, [this] { Q_EMIT edited(m_block->toPlainText()); });
        input = m_block;
    } else {
        m_line = new QLineEdit;
        m_line->setPlaceholderText(text.hint);
        connect(m_line, &QLineEdit::textEdited, this, &FormField::edited);
        input = m_line;
    }
    if (text.isMono)
        input->setFont(Theme::font(TextStyle::Mono));
    input->setObjectName(name);
    input->setAccessibleName(text.label);
    label->setBuddy(input);
    setFocusProxy(input);
    column->addWidget(input);
    m_foot->setWrapped(true);
    column->addWidget(m_foot);
    updateFoot();
}

void FormField::setText(const QString &text)
{
    if (text == this->text())
        return;
    if (m_line)
        m_line->setText(text);
    if (m_block) {
        const QSignalBlocker quiet(m_block);
        m_block->setPlainText(text);
    }
}

QString FormField::text() const { return m_line ? m_line->text() : m_block->toPlainText(); }

void FormField::setError(const QString &error)
{
    if (error == m_error)
        return;
    m_error = error;
    updateFoot();
}

void FormField::updateFoot()
{
    m_foot->setText(m_error.isEmpty() ? m_about : m_error);
    m_foot->setTone(m_error.isEmpty() ? Tone::Muted : Tone::Error);
    m_foot->setVisible(!m_error.isEmpty() || !m_about.isEmpty());
    QWidget *input = focusProxy();
    input->setAccessibleDescription(m_foot->fullText());
    repolish(input, !m_error.isEmpty());
}

void FormField::setSecret(const QString &placeholder)
{
    m_line->setEchoMode(QLineEdit::Password);
    m_line->setPlaceholderText(placeholder);
}

void FormField::setReadOnly(bool readOnly)
{
    if (m_line)
        m_line->setReadOnly(readOnly);
    if (m_block)
        m_block->setReadOnly(readOnly);
}

void FormField::focusInput() { focusProxy()->setFocus(); }

} // namespace ph::ui
