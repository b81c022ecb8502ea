// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/shell/palettemodel.h"

#include <QFrame>
#include <QListView>

class QLineEdit;

namespace ph::ui {

/// Search field and list of the command palette. Lives in the DialogLayer: up and down choose, Enter runs, Esc closes.
class CommandPalette final : public QFrame {
    Q_OBJECT
public:
    explicit CommandPalette(models::PaletteModel &model, QWidget *parent = nullptr);
    [[nodiscard]] QLineEdit *edit() const { return m_edit; }
    [[nodiscard]] QListView *list() const { return m_list; }
    [[nodiscard]] QSize sizeHint() const override { return {640, 440}; }

Q_SIGNALS:
    /// Something was chosen: close first, then models.run(row), so that what runs finds the window as it was.
    void chosen(int row);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search(const QString &text);
    models::PaletteModel &m_model;
    QLineEdit *m_edit;
    QListView *m_list;
    class Label *m_none;
};

} // namespace ph::ui
