// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/button.h"
#include "ui/components/label.h"
#include "ui/shell/shellcontext.h"

namespace ph::ui {

/// The strip over the whole width that says where one is. Never dimmed, never covered.
class EnvironmentBanner final : public QWidget {
    Q_OBJECT
public:
    explicit EnvironmentBanner(QWidget *parent = nullptr);
    void setEnvironment(const EnvironmentInfo &info);
    /// At the far end: what the person may do here now ("read and operate", "read-only"), and the way to change that.
    void setStanding(const QString &text, const QString &link = {});

Q_SIGNALS:
    void linkClicked();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    EnvironmentInfo m_info;
    class IconView *m_icon;
    Label *m_label;
    Label *m_name;
    Label *m_standing;
    Button *m_link;
};

} // namespace ph::ui
