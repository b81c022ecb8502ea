// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/queues/brokersession.h"
#include "ui/components/detailpanel.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/filterbar.h"
#include "ui/components/label.h"
#include "ui/components/tableview.h"
#include "ui/components/toast.h"
#include "ui/queues/queuespage.h"

#include <QApplication>
#include <QLineEdit>
#include <QVBoxLayout>
#include <QtTest>

namespace ph::test {

/// The queues page as the window has it, over a session of its own.
struct QueuesScene {
    BrokerSession session;
    models::QueuesModel model;
    QWidget window;
    ui::DialogLayer *layer = new ui::DialogLayer(&window);
    ui::ToastStack *toasts = new ui::ToastStack(&window);
    ui::QueuesPage *page;

    explicit QueuesScene(const BrokerSession::Options &options)
        : session(options)
        , model(session.session())
        , page(new ui::QueuesPage(model, nullptr, {layer, toasts}))
    {
        auto *column = new QVBoxLayout(&window);
        column->setContentsMargins({});
        column->addWidget(page);
        window.resize(1300, 760);
        window.show();
        (void)QTest::qWaitForWindowExposed(&window);
        window.activateWindow();
        (void)QTest::qWaitForWindowActive(&window);
        layer->raise();
    }

    [[nodiscard]] ui::ResourcePage *tasks() const { return page->page(ui::QueuesPage::Tab::Tasks); }
    [[nodiscard]] QStringList shownTasks() const
    {
        QStringList ids;
        const models::IndexModel *index = tasks()->table()->index();
        for (int row = 0; row < index->rowCount(); ++row)
            ids << index->table()->id(index->sourceRow(row));
        return ids;
    }
    /// What the page says in words somewhere, dialogs and toasts included.
    [[nodiscard]] bool says(const QString &text) const
    {
        for (const ui::Label *label : window.findChildren<ui::Label *>())
            if (label->isVisible() && label->text().contains(text))
                return true;
        return false;
    }
    [[nodiscard]] QAbstractButton *button(const QString &text) const
    {
        for (QAbstractButton *each : window.findChildren<QAbstractButton *>())
            if (each->isVisible() && each->text().contains(text))
                return each;
        return nullptr;
    }
};

/// One event as a worker sends it, into the store.
inline void feed(queues::TaskStore &store, queues::celery::EventKind kind, std::string_view id, double at,
    std::string_view name = {}, std::string_view args = {})
{
    queues::celery::EventView event;
    event.kind = kind;
    event.uuid = id;
    event.hostname = "w1@host";
    event.name = name;
    event.args = args;
    event.timestamp = at;
    store.apply({&event, 1});
}

} // namespace ph::test
