// SPDX-License-Identifier: GPL-3.0-or-later
// What keys and clicks do in the filter bar: editing chips, taking back, suggestions.
#include "ui/components/chip.h"
#include "ui/components/filterbar.h"
#include "ui/components/filteredit.h"
#include "ui/components/filternote.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>

namespace ph::ui {

namespace {
constexpr qsizetype s_mostSteps = 50;
}

// --- editing chips  ---

void FilterBar::removeChip(const QString &token)
{
    remember();
    m_tokens.removeOne(token);
    rebuildChips();
    judge(true);
    focusEdit();
}

void FilterBar::editChip(const QString &token)
{
    remember();
    m_tokens.removeOne(token);
    commit(true);
    m_edit->setText(token);
    m_isTyping = true;
    rebuildChips();
    judge(false);
    focusEdit();
}

void FilterBar::takeBackLastChip()
{
    if (m_tokens.isEmpty())
        return;
    remember();
    m_edit->setText(m_tokens.takeLast());
    m_isTyping = true;
    rebuildChips();
    judge(false);
}

void FilterBar::clearAll()
{
    setText({});
    m_list->hide();
}

void FilterBar::remember() { remember({m_tokens, m_edit->text()}); }

void FilterBar::remember(const Step &step)
{
    m_before.append(step);
    if (m_before.size() > s_mostSteps)
        m_before.removeFirst();
}

void FilterBar::takeBack()
{
    if (m_before.isEmpty())
        return;
    const Step step = m_before.takeLast();
    m_tokens = step.tokens;
    m_edit->setText(step.typed);
    m_isTyping = true;
    m_list->hide();
    rebuildChips();
    judge(true);
}

void FilterBar::selectAll(bool on)
{
    if (on)
        m_edit->selectAll();
    if (std::exchange(m_isAllSelected, on) == on)
        return;
    for (QWidget *chip : std::as_const(m_chips))
        static_cast<Chip *>(chip)->setSelected(on);
}

/// Chips and text are selected: what is done is done to all of it.
bool FilterBar::onKeyOverAll(QKeyEvent *event)
{
    const bool isCut = event->matches(QKeySequence::Cut);
    if (isCut || event->matches(QKeySequence::Copy))
        QGuiApplication::clipboard()->setText(text());
    if (isCut || event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace) {
        clearAll();
        return true;
    }
    if (event->matches(QKeySequence::Copy))
        return true;
    const bool replaces = event->matches(QKeySequence::Paste)
        || (!event->text().isEmpty() && event->text().front().isPrint()
            && !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)));
    if (replaces) {
        remember();
        m_tokens.clear();
        rebuildChips(); // the typed text is selected: the key replaces it
    } else if (event->key() < Qt::Key_Shift || event->key() > Qt::Key_Alt) { // not Ctrl and its like alone
        selectAll(false);
    }
    return false;
}

bool FilterBar::onEditingKey(QKeyEvent *event)
{
    if (m_isAllSelected && onKeyOverAll(event))
        return true;
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll(!m_tokens.isEmpty());
        return !m_tokens.isEmpty();
    }
    if (event->matches(QKeySequence::Undo) && !m_edit->isUndoAvailable()) {
        takeBack();
        return true;
    }
    if (event->key() == Qt::Key_Backspace && m_edit->cursorPosition() == 0 && !m_edit->hasSelectedText()) {
        takeBackLastChip();
        return true;
    }
    return false;
}

// --- suggestions  ---

void FilterBar::suggest()
{
    m_list->hide();
    if (!m_language || !m_edit->hasFocus())
        return;
    m_suggestions = m_language->complete(m_edit->text(), m_edit->cursorPosition(), m_tokens.join(QLatin1Char(' ')));
    m_list->clear();
    for (const auto &item : m_suggestions.items) {
        auto *entry = new QListWidgetItem(item.label.isEmpty() ? item.text : item.label, m_list);
        entry->setData(SuggestionList::NoteRole, item.note);
    }
    if (m_suggestions.items.isEmpty())
        return showNote();
    m_list->setCurrentRow(-1);
    m_list->showBelow(
        m_frame, layoutDirection() == Qt::RightToLeft ? m_edit->geometry().right() + 1 : m_edit->geometry().left());
    showNote();
}

/// Numbers that came later: what somebody is choosing from stays in its order.
void FilterBar::recount()
{
    if (!m_list->isVisible())
        return;
    if (m_list->currentRow() < 0)
        return suggest();
    const auto fresh = m_language->complete(m_edit->text(), m_edit->cursorPosition(), m_tokens.join(QLatin1Char(' ')));
    for (int row = 0; row < m_suggestions.items.size(); ++row)
        for (const auto &item : fresh.items)
            if (item.text == m_suggestions.items[row].text)
                m_list->item(row)->setData(SuggestionList::NoteRole, item.note);
}

void FilterBar::take(int suggestion)
{
    if (suggestion < 0 || suggestion >= m_suggestions.items.size())
        return;
    const auto &item = m_suggestions.items[suggestion];
    QString typed = m_edit->text();
    typed.replace(m_suggestions.start, m_suggestions.length, item.text);
    const int cursor = m_suggestions.start + int(item.text.size());
    if (!item.goesOn && cursor == typed.size())
        typed += QLatin1Char(' ');
    m_edit->setText(typed);
    m_edit->setCursorPosition(cursor);
    m_list->hide();
    onEdited();
}

bool FilterBar::onKey(QKeyEvent *event)
{
    if (onEditingKey(event))
        return true;
    const bool isDone = onListKey(event);
    showNote();
    return isDone;
}

bool FilterBar::onListKey(QKeyEvent *event)
{
    const bool listed = m_list->isVisible();
    switch (event->key()) {
    case Qt::Key_Down:
        if (listed)
            m_list->setCurrentRow((m_list->currentRow() + 1) % m_list->count());
        else
            Q_EMIT leftDownwards();
        return true;
    case Qt::Key_Up:
        if (listed)
            m_list->setCurrentRow((m_list->currentRow() <= 0 ? m_list->count() : m_list->currentRow()) - 1);
        return listed;
    case Qt::Key_Tab:
        if (!listed)
            return false;
        take(std::max(0, m_list->currentRow()));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (listed && m_list->currentRow() >= 0) {
            take(m_list->currentRow());
            return true;
        }
        m_list->hide();
        m_isTyping = false;
        commitTyped(true);
        judge(true);
        return true;
    case Qt::Key_Escape:
        if (listed)
            m_list->hide();
        else
            Q_EMIT leftDownwards();
        return true;
    case Qt::Key_Space:
        if (event->modifiers() == Qt::ControlModifier) {
            suggest();
            return true;
        }
        return false;
    default: return false;
    }
}

/// Another window or a menu comes and goes: the caret stays where it is.
void FilterBar::onLeft(Qt::FocusReason reason)
{
    m_list->hide();
    m_note->hide();
    if (reason == Qt::ActiveWindowFocusReason || reason == Qt::PopupFocusReason)
        return;
    m_isTyping = false;
    selectAll(false);
    judge(false);
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit) {
        if (event->type() == QEvent::KeyPress && onKey(static_cast<QKeyEvent *>(event)))
            return true;
        if (event->type() == QEvent::MouseButtonPress)
            selectAll(false);
        if (event->type() == QEvent::FocusOut)
            onLeft(static_cast<QFocusEvent *>(event)->reason());
        if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
            m_frame->update();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace ph::ui
