// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

namespace ph::ui {

/// A key as it stands beside what it does: "Ctrl+K", "g q".
class KeyHint final : public QWidget {
    Q_OBJECT
public:
    explicit KeyHint(const QString &keys = {}, QWidget *parent = nullptr);
    void setKeys(const QString &keys);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_keys;
};

} // namespace ph::ui
