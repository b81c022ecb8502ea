// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/shellcontext.h"

#include <QAbstractButton>

class QVBoxLayout;

namespace ph::ui {

/// One row of the navigation: icon, title, and a word or number for what needs someone.
class NavButton final : public QAbstractButton {
    Q_OBJECT
public:
    NavButton(const QString &title, const QString &icon, const QString &keys, QWidget *parent = nullptr);
    void setBadge(const QString &text, Tone tone);
    [[nodiscard]] QString badge() const { return m_badge; }
    [[nodiscard]] QSize sizeHint() const override { return {size::sidebar - 24, size::navRow}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_icon;
    QString m_badge;
    Tone m_badgeTone = Tone::Error;
};

/// The sidebar: built from the areas that are registered, in groups.
class Navigation final : public QWidget {
    Q_OBJECT
public:
    explicit Navigation(QWidget *parent = nullptr);
    void setAreas(const QList<AreaEntry> &areas);
    void setCurrent(const QString &area);
    void setBadge(const QString &area, const QString &text, Tone tone);
    [[nodiscard]] NavButton *button(const QString &area) const { return m_buttons.value(area); }

Q_SIGNALS:
    void chosen(const QString &area);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void addGroup(QVBoxLayout *column, const QString &title, AreaEntry::Group group, const QList<AreaEntry> &areas);
    QWidget *m_list;
    QVBoxLayout *m_column;
    QHash<QString, NavButton *> m_buttons;
    QHash<QString, QPair<QString, Tone>> m_badges;
    QString m_current; ///< marked again when areas come: their buttons are new
};

} // namespace ph::ui
