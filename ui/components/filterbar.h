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
class SuggestionList;

/// One line of filter: finished tokens are chips, the rest is typed. A mistake is underlined and told below; the last
/// good filter stays in force. `/` of the page brings the focus here; Backspace at the start takes the last chip back
/// for editing.
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
    [[nodiscard]] QString mistakeText() const;
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

private:
    void onEdited();
    void commit(bool all);
    void judge(bool now);
    void showHint();
    void rebuildChips();
    void fitChips();
    void suggest();
    void take(int suggestion);
    void takeBackLastChip();
    bool onKey(QKeyEvent *event);

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
    Label *m_error;
    SuggestionList *m_list;
    FilterLanguage::Suggestions m_suggestions;
    QTimer m_soon;
    QString m_lastGood;
    bool m_mistake = false;
};

} // namespace ph::ui
