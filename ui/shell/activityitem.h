// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/runner.h"

#include <QFrame>

class QHBoxLayout;
class QVBoxLayout;

namespace ph::ui {

class Button;
class Label;

/// One operation: state, title, who and why, its steps as they go, what can be done about it, and on request all that
/// was written down of it: each step with its command and what came of it, times, reason, audit entry.
class ActivityItem final : public QFrame {
    Q_OBJECT
public:
    explicit ActivityItem(QWidget *parent = nullptr);
    void setRun(const operations::OperationRun &run, WallTime now);
    /// Its age, told again.
    void setNow(WallTime now);

Q_SIGNALS:
    void cancelRequested(const QString &id);
    void undoRequested(const QString &id);
    void resumeRequested(const QString &id);
    void abandonRequested(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showSteps();
    void showEvidence();
    void showButtons();
    void addButton(const QString &text, void (ActivityItem::*signal)(const QString &));
    void setOpen(bool isOpen);
    [[nodiscard]] QString asText() const;

    operations::OperationRun m_run;
    class StatePill *m_pill;
    Label *m_title;
    Label *m_meta;
    Label *m_outcome;
    QVBoxLayout *m_steps;
    QVBoxLayout *m_evidence;
    QHBoxLayout *m_buttons;
    Button *m_details = nullptr;
    bool m_isOpen = false;
};

} // namespace ph::ui
