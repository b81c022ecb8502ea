// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QLabel>

namespace ph::ui {

/// The label for everything, data included: always plain text, control characters shown as escapes, one line elided
/// (with the whole text as tooltip) or wrapped, coloured by tone. Read by screen readers in full.
class Label : public QLabel {
    Q_OBJECT
public:
    explicit Label(
        const QString &text = {}, TextStyle style = TextStyle::Body, Tone tone = Tone::Text, QWidget *parent = nullptr);

    void setText(const QString &text);
    /// The text as given, before escapes and eliding; what copying gives.
    [[nodiscard]] QString fullText() const { return m_full; }
    void setTone(Tone tone);
    [[nodiscard]] Tone tone() const { return m_tone; }
    void setTextStyle(TextStyle style);
    /// Where one line is cut when the room is short; Qt::ElideNone keeps its full width.
    void setElide(Qt::TextElideMode mode);
    void setWrapped(bool wrapped);
    /// Of a wrapped text: at most so many lines, the last one elided; 0 shows all.
    void setMostLines(int lines);
    /// Wrapped: is there more than the lines shown?
    [[nodiscard]] bool isCut() const;
    /// Ids, times and numbers keep their direction in right-to-left windows.
    void setLeftToRight(bool on) { m_leftToRight = on; }
    [[nodiscard]] bool isElided() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] QString painted() const;
    void paintWrapped(QPainter &painter, const QRect &room, int align) const;

    QString m_full;
    Tone m_tone;
    Qt::TextElideMode m_elide = Qt::ElideRight;
    bool m_leftToRight = false;
    int m_mostLines = 0;
};

/// Ids, commands, times: JetBrains Mono without ligatures, cut in the middle, left to right everywhere.
class MonoLabel final : public Label {
    Q_OBJECT
public:
    explicit MonoLabel(const QString &text = {}, Tone tone = Tone::Text, QWidget *parent = nullptr);
};

} // namespace ph::ui
