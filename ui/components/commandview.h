// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace ph::ui {

class Button;
class MonoLabel;

/// An exact command, to be read and copied; one of very many ids shows its beginning and a way to the rest.
class CommandView final : public QWidget {
    Q_OBJECT
public:
    explicit CommandView(const QString &command, QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    MonoLabel *m_text;
    Button *m_more;
    bool m_isWhole = false;
};

} // namespace ph::ui
