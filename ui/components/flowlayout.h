// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>

namespace ph::ui {

/// Widgets side by side, each in the middle of its line, and in a further line where the room ends: nothing is
/// squeezed. Hidden ones take no room.
class FlowLayout final : public QLayout {
public:
    explicit FlowLayout(QWidget *parent, int spacing = 8);
    ~FlowLayout() override;

    void insertWidget(int at, QWidget *widget);
    void addItem(QLayoutItem *item) override;
    /// What is added from here on stands at the far end of the line it shares with what is there.
    void startTrailing() { m_trailing = count(); }
    [[nodiscard]] int count() const override { return int(m_items.size()); }
    [[nodiscard]] QLayoutItem *itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem *takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return {}; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override { return heightOf(lines(width)); }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    struct Line {
        QList<QLayoutItem *> items;
        qsizetype leading = 0; ///< of them; the others stand at the far end
        int width = 0;
        int height = 0;
    };
    [[nodiscard]] QList<Line> lines(int width) const;
    [[nodiscard]] int widthFrom(int first) const; ///< of that item and those after it, side by side
    [[nodiscard]] int heightOf(const QList<Line> &lines) const;

    QList<QLayoutItem *> m_items;
    int m_trailing = -1; ///< the first at the far end; -1: none
};

} // namespace ph::ui
