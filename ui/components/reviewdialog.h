// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/banner.h"
#include "ui/components/reviewview.h"

#include <QFrame>

class QLineEdit;

namespace ph::ui {

class DialogLayer;

/// The same question before every change: what will happen, what is touched or lost, is it possible, who are you, why.
/// Cancel is the default and has the focus. Lives in a DialogLayer; closes nothing by itself: the owner reacts to the
/// signals.
class ReviewDialog final : public QFrame {
    Q_OBJECT
public:
    explicit ReviewDialog(const ReviewView &view, QWidget *parent = nullptr);

    /// The one way to show one.
    static ReviewDialog *open(DialogLayer *layer, const ReviewView &view);

    [[nodiscard]] const ReviewView &view() const { return m_view; }
    [[nodiscard]] QWidget *cancelButton() const { return m_cancel; }
    [[nodiscard]] Button *verbButton() const { return m_verb; }
    [[nodiscard]] QLineEdit *reasonEdit() const { return m_reason; }
    [[nodiscard]] QLineEdit *nameEdit() const { return m_name; }
    /// "Working…": no input is taken while the answer is awaited.
    void setBusy(const QString &text);
    /// What went wrong, inside the dialog; input is taken again.
    void setError(const Message &message);
    /// The commands of all steps, one a line, as Copy commands gives them.
    [[nodiscard]] QString commands() const;

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void confirmed(const QString &reason, const QString &typedName);
    void cancelled();
    void alternativeChosen(const QString &reason);
    void gentlerChosen();
    void refusalLinkChosen();
    void savePlanRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    [[nodiscard]] QWidget *makeHead();
    [[nodiscard]] QWidget *makeGentler();
    [[nodiscard]] QWidget *makeLarge();
    [[nodiscard]] QWidget *makeSmall();
    [[nodiscard]] QList<QWidget *> makeRight();
    [[nodiscard]] QWidget *makeFoot();
    void judge();

    ReviewView m_view;
    Banner *m_error;
    QWidget *m_errorRow = nullptr;
    QLineEdit *m_reason = nullptr;
    QLineEdit *m_name = nullptr;
    Label *m_hint;
    Button *m_cancel;
    Button *m_verb;
    Button *m_alternative = nullptr;
    QWidget *m_foot = nullptr;
    QWidget *m_content = nullptr; ///< of a small dialog: what is scrolled where the window is lower
    bool m_busy = false;
};

} // namespace ph::ui
