// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/button.h"
#include "ui/components/label.h"
#include "ui/components/statepill.h"
#include "ui/shell/shellcontext.h"

#include <QPointer>

class QMenu;

namespace ph::ui {

/// The field that looks like a search field and opens the palette.
class SearchButton final : public QAbstractButton {
    Q_OBJECT
public:
    explicit SearchButton(QWidget *parent = nullptr);
    void setKeys(const QString &keys);
    [[nodiscard]] QSize sizeHint() const override { return {286, size::controlHeight}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, size::controlHeight}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_keys;
};

/// Over every page: title, environment badge, time range and zone, search, activity, notifications, who is signed in.
class PageHeader final : public QWidget {
    Q_OBJECT
public:
    PageHeader(models::TimeScope &time, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    void setEnvironment(const EnvironmentInfo &info);
    /// Without a range the time button is about the zone alone.
    void setRangeUsed(bool isUsed);
    [[nodiscard]] SearchButton *search() const { return m_search; }
    [[nodiscard]] IconButton *activity() const { return m_activity; }
    [[nodiscard]] IconButton *notifications() const { return m_notifications; }
    [[nodiscard]] IconButton *user() const { return m_user; }
    /// Made by who knows the session (and outlives it or not); shown below the button. Null: no button.
    void setUserMenu(QMenu *menu);
    [[nodiscard]] Button *timeButton() const { return m_time; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void fillTimeMenu(QMenu *menu);
    void addRanges(QMenu *menu);
    void updateTime();

    models::TimeScope &m_scope;
    Label *m_title;
    EnvironmentBadge *m_badge;
    Button *m_time;
    SearchButton *m_search;
    IconButton *m_activity;
    IconButton *m_notifications;
    IconButton *m_user;
    QPointer<QMenu> m_userMenu;
    bool m_isRangeUsed = false;
};

} // namespace ph::ui
