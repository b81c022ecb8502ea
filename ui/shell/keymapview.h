// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/keyinfo.h"
#include "ui/components/label.h"

class QHBoxLayout;
class QLineEdit;
class QVBoxLayout;

namespace ph::ui {

class CommandRegistry;

/// All keys: those of the page, then every command with its key, which can be changed here. A key that another command
/// holds is refused with that command's name.
class KeyMapView final : public QWidget {
    Q_OBJECT
public:
    /// `pageKeys` is asked again when commands come or go: areas bring theirs when they are connected.
    KeyMapView(CommandRegistry &commands, std::function<QList<KeyInfo>()> pageKeys, QWidget *parent = nullptr);
    [[nodiscard]] QLineEdit *search() const { return m_search; }

Q_SIGNALS:
    void keysChanged();

private:
    void rebuild();
    void addRow(const QString &text, const QString &group, const QString &keys, const QString &commandId);
    void change(const QString &commandId, QHBoxLayout *row);

    CommandRegistry &m_commands;
    std::function<QList<KeyInfo>()> m_pageKeys;
    QLineEdit *m_search;
    Label *m_problem;
    QVBoxLayout *m_rows;
};

} // namespace ph::ui
