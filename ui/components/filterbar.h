// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/button.h"
#include "ui/components/filterlanguage.h"
#include "ui/components/label.h"

#include <QFrame>
#include <QLineEdit>
#include <QTimer>
#include <memory>

class QFrame;
class QHBoxLayout;
class QKeyEvent;

namespace ph::ui {

class FilterEdit;
class FilterNote;
class SuggestionList;

/// One line of filter: finished tokens are chips, the rest is typed. What is being typed is no mistake yet: it is
/// hinted at, and the other tokens are in force. Once the caret left it or Return was pressed, a mistake is underlined
/// and told below, and the last good filter stays. `/` of the page brings the focus here; Backspace at the start takes
/// the last chip back for editing, Ctrl+A takes the chips too, Ctrl+Z brings back what was taken away.
class FilterBar final : public QWidget {
    Q_OBJECT
public:
    explicit FilterBar(QWidget *parent = nullptr);
    ~FilterBar() override;

    void setLanguage(std::shared_ptr<const FilterLanguage> language);
    void setPlaceholder(const QString &text);
    /// The whole filter as text, chips and what is being typed.
    [[nodiscard]] QString text() const;
    void setText(const QString &text);
    /// Adds a token ("queue:agents") or takes an equal one away.
    void toggleToken(const QString &token);
    [[nodiscard]] bool hasMistake() const { return m_mistake; }
    [[nodiscard]] QString mistakeText() const { return m_mistake ? m_told : QString(); }
    /// What is expected where something is being typed; empty: all is understood, or it is a mistake.
    [[nodiscard]] QString hintText() const { return m_mistake ? QString() : m_told; }
    void focusEdit();
    [[nodiscard]] IconButton *viewsButton() const { return m_views; }
    [[nodiscard]] QLineEdit *edit() const;

Q_SIGNALS:
    /// A filter without mistakes, at once when a token was finished, shortly after the last key otherwise.
    void filterChanged(const QString &text);
    /// Down or Esc in the bar: the keyboard goes on to the table.
    void leftDownwards();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    struct Step {
        QStringList tokens;
        QString typed;
    };

    void onEdited();
    void commit(bool all);
    bool commitTyped(bool all);
    void judge(bool now);
    /// Is the mistake in the word that the caret is in?
    [[nodiscard]] bool isBeingTyped(const FilterLanguage::Mistake &mistake) const;
    /// Without the word that is being typed, and what comes after it.
    [[nodiscard]] QString finishedText(const FilterLanguage::Reading &reading) const;
    void showNote();
    void showHint();
    void rebuildChips();
    void fitChips();
    void suggest();
    void recount();
    void take(int suggestion);
    void takeBackLastChip();
    void removeChip(const QString &token);
    void editChip(const QString &token);
    void clearAll();
    void remember();
    void remember(const Step &step);
    void takeBack();
    void selectAll(bool on);
    bool onKey(QKeyEvent *event);
    bool onKeyOverAll(QKeyEvent *event);
    bool onEditingKey(QKeyEvent *event);
    bool onListKey(QKeyEvent *event);
    void onLeft(Qt::FocusReason reason);

    std::shared_ptr<const FilterLanguage> m_language;
    QString m_hint;
    QStringList m_tokens;
    QFrame *m_frame;
    QHBoxLayout *m_chipRow;
    QList<QWidget *> m_chips;
    Label *m_more;
    FilterEdit *m_edit;
    IconButton *m_views;
    IconButton *m_clear;
    FilterNote *m_note;
    SuggestionList *m_list;
    FilterLanguage::Suggestions m_suggestions;
    QTimer m_soon;
    QString m_lastGood;
    QString m_told; ///< of the mistake, or of what is expected
    bool m_mistake = false;
    bool m_isTyping = false; ///< the caret has not left what was typed
    bool m_isAllSelected = false; ///< the chips with the text

    QList<Step> m_before; ///< what Ctrl+Z brings back, the newest last
};

} // namespace ph::ui
