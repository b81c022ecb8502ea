// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/banner.h"

#include <QList>
#include <QSet>
#include <functional>

class QVBoxLayout;

namespace ph::ui {

/// What holds for the whole window until it changes: "offline since …", "secrets are kept in memory only".
struct Notice {
    QString id; ///< the same id replaces
    BannerKind kind = BannerKind::Warning;
    QString text; ///< one sentence or two
    QString icon {}; ///< empty: that of the kind
    QString action {}; ///< a way out: "Retry now"
    std::function<void()> act {};
    bool canClose = false; ///< the person may put it away for this run
};

/// Notices over every page, below the header: one line each, the newest last.
class NoticeBar final : public QWidget {
    Q_OBJECT
public:
    explicit NoticeBar(QWidget *parent = nullptr);
    void set(const Notice &notice);
    void remove(const QString &id);
    [[nodiscard]] bool has(const QString &id) const;
    [[nodiscard]] QString textOf(const QString &id) const;

private:
    class Line;
    [[nodiscard]] Line *find(const QString &id) const;
    void close(const QString &id);
    QVBoxLayout *m_column;
    QList<Line *> m_lines;
    QSet<QString> m_closed;
};

} // namespace ph::ui
