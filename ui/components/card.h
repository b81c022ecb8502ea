// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/button.h"
#include "ui/components/label.h"

#include <QFrame>
#include <QVBoxLayout>

class QHBoxLayout;

namespace ph::ui {

/// Title at the leading edge, a quiet note or a link at the other.
class SectionHeader final : public QWidget {
    Q_OBJECT
public:
    explicit SectionHeader(const QString &title, TextStyle style = TextStyle::BodyStrong, QWidget *parent = nullptr);
    /// Small text after the title: "20 series · 38 ms".
    void setSubtitle(const QString &text);
    /// Small text at the far end; in a tone when it needs attention.
    void setNote(const QString &text, Tone tone = Tone::Muted);
    /// Any control at the far end.
    void addTrailing(QWidget *widget);
    [[nodiscard]] Button *addLink(const QString &text);
    [[nodiscard]] Label *title() const { return m_title; }

private:
    Label *m_title;
    Label *m_subtitle;
    Label *m_note;
    QHBoxLayout *m_row;
};

/// A rounded surface. Content goes into content().
class Card : public QFrame {
    Q_OBJECT
public:
    explicit Card(const QString &title = {}, QWidget *parent = nullptr);
    [[nodiscard]] SectionHeader *header() const { return m_header; }
    [[nodiscard]] QVBoxLayout *content() const { return m_content; }
    /// A strip of that tone at the leading edge: this needs someone. Text: no strip.
    void setAttention(Tone tone);
    /// The last known, not the current: content() is drawn at 40 %.
    void setStale(bool stale);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    SectionHeader *m_header = nullptr;
    QWidget *m_body;
    QVBoxLayout *m_content;
    Tone m_attention = Tone::Text;
};

/// A line between parts of a card.
class Divider final : public QWidget {
    Q_OBJECT
public:
    explicit Divider(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace ph::ui
