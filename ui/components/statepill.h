// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/column.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QPainter;

namespace ph::ui {

/// The one mapping from a state's meaning to its colour.
[[nodiscard]] Tone toneOf(models::Status status);

/// Width of the pill that paintPill() draws.
[[nodiscard]] int pillWidth(const QString &word, bool withDot = true);
/// Dot and word in a tinted pill, vertically centred in `rect`, at its leading edge.
void paintPill(QPainter *painter, const QRect &rect, const QString &word, Tone tone, Qt::LayoutDirection direction,
    bool withDot = true);

/// State is never colour alone: a dot and the word.
class StatePill final : public QWidget {
    Q_OBJECT
public:
    explicit StatePill(
        const QString &word = {}, models::Status status = models::Status::None, QWidget *parent = nullptr);
    void setState(const QString &word, models::Status status);
    /// For roles and plans: tinted, without a dot.
    void setTag(const QString &word, Tone tone);
    [[nodiscard]] QString word() const { return m_word; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_word;
    Tone m_tone = Tone::Muted;
    bool m_withDot = true;
};

/// A dot alone, beside a word that says the same.
class StateDot final : public QWidget {
    Q_OBJECT
public:
    explicit StateDot(models::Status status = models::Status::None, QWidget *parent = nullptr);
    void setStatus(models::Status status);
    [[nodiscard]] QSize sizeHint() const override { return {size::dot, size::dot}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    models::Status m_status;
};

/// The environment's name as it stands beside a title: outlined and tinted in the environment's tone, in capitals.
class EnvironmentBadge final : public QWidget {
    Q_OBJECT
public:
    explicit EnvironmentBadge(QWidget *parent = nullptr);
    void setEnvironment(const QString &kindWord, Tone tone);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_word;
    Tone m_tone = Tone::Muted;
};

} // namespace ph::ui
