// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/areacommands.h"

class QStackedWidget;

namespace ph::ui {

/// The areas of a window and their pages: which are registered, made when first visited, shown one at a time. What
/// stands around the pages (navigation, header, title) follows shown().
class AreaPages final : public QObject {
    Q_OBJECT
public:
    /// Shows its pages in `stack`; both outlive it.
    AreaPages(QStackedWidget *stack, CommandRegistry &commands, QObject *parent);
    ~AreaPages() override;
    /// What pages are made with; before the first one is opened.
    void setContext(ShellContext &context) { m_context = &context; }

    /// In place of the one with the same id.
    void add(const AreaEntry &area);
    /// Of all areas' acts, each with its area's title.
    [[nodiscard]] QList<KeyInfo> keys() const;

    /// Makes the area's page if needed and shows it. False: there is no such area, or it has no such object.
    bool open(const QString &area, const QString &object);
    /// As soon as the area is registered, unless another page is opened before.
    void openWhenThere(const QString &area) { m_wanted = area; }
    [[nodiscard]] QString current() const { return m_current; }
    [[nodiscard]] QString currentTitle() const;
    [[nodiscard]] AreaPage *currentPage() const { return page(m_current); }
    [[nodiscard]] AreaPage *page(const QString &area) const { return m_pages.value(area); }
    /// Empty: no area's page.
    [[nodiscard]] QString areaOf(const QWidget *page) const;

    /// Those of the session; they are made again when visited.
    void drop();
    void dropAll();

Q_SIGNALS:
    void areasChanged(const QList<ph::ui::AreaEntry> &areas);
    /// Another page, or the same again.
    void shown(const ph::ui::AreaEntry &area, ph::ui::AreaPage *page);
    /// Then: nobody types in it; `before` had the keyboard when it was last shown (may be null).
    void keyboardWanted(ph::ui::AreaPage *page, QWidget *before);
    /// The page that is shown looks at the time range now, or does so no more.
    void timeRangeUseChanged(bool isUsed);

private:
    [[nodiscard]] const AreaEntry *find(const QString &area) const;
    [[nodiscard]] AreaPage *make(const AreaEntry &area);

    QStackedWidget *m_stack;
    AreaCommands m_commands;
    ShellContext *m_context = nullptr;
    QList<AreaEntry> m_areas;
    QHash<QString, AreaPage *> m_pages;
    QString m_current;
    QString m_wanted; ///< the page that was open last, while its area is not there yet
};

} // namespace ph::ui
