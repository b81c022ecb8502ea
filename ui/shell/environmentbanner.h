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
    /// What holds at the moment in place of the environment's own note ("unlocked until 14:02 …"); empty: that note.
    void setNote(const QString &note);

Q_SIGNALS:
    void linkClicked();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showName();

    EnvironmentInfo m_info;
    QString m_note;
    class IconView *m_icon;
    Label *m_label;
    Label *m_name;
    Label *m_standing;
    Button *m_link;
};

} // namespace ph::ui
