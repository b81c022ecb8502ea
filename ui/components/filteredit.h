// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QListWidget>

namespace ph::ui {

/// A line edit that can underline a piece of its text.
class FilterEdit final : public QLineEdit {
    Q_OBJECT
public:
    using QLineEdit::QLineEdit;
    void setUnderline(int start, int length);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_start = 0;
    int m_length = 0;
};

/// Suggestions below the line that is typed in; never takes the focus from it.
class SuggestionList final : public QListWidget {
    Q_OBJECT
public:
    explicit SuggestionList(QWidget *window);
    enum { NoteRole = Qt::UserRole + 1 };
    /// Below `anchor`, with its leading edge, as high as its items (at most eight) and as wide as the widest needs, as
    /// far as the window goes.
    void showBelow(QWidget *anchor, int x);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
};

} // namespace ph::ui
