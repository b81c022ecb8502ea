// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/column.h"
#include "ui/components/button.h"
#include "ui/components/label.h"

#include <QScrollArea>

class QGridLayout;
class QVBoxLayout;

namespace ph::ui {

class FlowLayout;
class StatePill;

/// The head of an object's panel: state, name, id and a quiet note ("25 s ago · worker-2, pid 4121").
struct DetailHead {
    QString stateWord;
    models::Status status = models::Status::None;
    QString title;
    QString id; ///< shown and copyable; empty where the title is the name already
    QString note;
};

/// What an area shows of one object. show() is called for each object; changed content is the view's own affair, a
/// changed head is announced.
class DetailView : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    virtual DetailHead showObject(const QString &id) = 0;

Q_SIGNALS:
    void headChanged(const ph::ui::DetailHead &head);
};

/// The panel at the trailing edge: head, actions, the area's view in a scroll area.
class DetailPanel final : public QFrame {
    Q_OBJECT
public:
    explicit DetailPanel(QWidget *parent = nullptr);
    void setView(DetailView *view);
    void showObject(const QString &id);
    /// The row's id, whether or not the head shows one: what acts from here reach.
    [[nodiscard]] QString currentId() const { return m_objectId; }
    /// Where the page puts the object's actions; the reason of the first disabled one stands below them.
    [[nodiscard]] FlowLayout *actionRow() const { return m_actions; }
    void setReason(const QString &reason);
    /// How the object stands to the table beside it: "It does not match the filter …"; empty: it is among the rows.
    void setAside(const QString &text);
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void closeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void setHead(const DetailHead &head);
    QString m_objectId;
    DetailHead m_head;
    DetailView *m_view = nullptr;
    StatePill *m_pill;
    Label *m_title;
    MonoLabel *m_id;
    IconButton *m_copy;
    Label *m_note;
    FlowLayout *m_actions;
    Label *m_reason;
    Label *m_aside;
    QScrollArea *m_scroll;
};

/// Rows of "name  value" as detail views show them; values are plain text, mono where they are data.
class FactList final : public QWidget {
    Q_OBJECT
public:
    explicit FactList(QWidget *parent = nullptr);
    void clear();
    Label *addFact(const QString &name, const QString &value, Tone tone = Tone::Text);
    MonoLabel *addMono(const QString &name, const QString &value);
    /// A link at the end of the last fact ("Open").
    Button *addLink(const QString &text);

private:
    QGridLayout *m_grid;
    int m_rows = 0;
};

/// A block of monospaced lines (exception, arguments, SQL): sunken, wrapped, selectable, never markup.
class CodeBlock final : public QFrame {
    Q_OBJECT
public:
    explicit CodeBlock(const QString &accessibleName, QWidget *parent = nullptr);
    void clear();
    void addLine(const QString &line, Tone tone = Tone::Text, bool strong = false);
    /// Lines that a click or Enter on `folded` shows, and hides again; while shown it says `open`.
    void addFold(const QString &folded, const QString &open, const QStringList &lines);
    void setText(const QString &text, Tone tone = Tone::Text);
    [[nodiscard]] QString text() const { return m_all; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_lines;
    QString m_all;
};

} // namespace ph::ui
