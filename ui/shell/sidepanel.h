// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/card.h"

#include <QPointer>

namespace ph::ui {

/// A drawer over the trailing edge of its room: head with title and close button, content that scrolls. Esc closes.
class SidePanel : public QFrame {
    Q_OBJECT
public:
    SidePanel(const QString &title, int width, QWidget *room);
    [[nodiscard]] SectionHeader *head() const { return m_head; }
    [[nodiscard]] QVBoxLayout *list() const { return m_list; }
    void setEmptyText(const QString &text);
    void setEmpty(bool empty);
    void openPanel();
    void closePanel();
    void toggle() { isVisible() ? closePanel() : openPanel(); }

Q_SIGNALS:
    void opened();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void arrange();
    int m_wide;
    SectionHeader *m_head;
    QVBoxLayout *m_list;
    Label *m_empty;
    QPointer<QWidget> m_before;
    IconButton *m_close;
};

} // namespace ph::ui
