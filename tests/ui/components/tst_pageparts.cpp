// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"
#include "tests/ui/components/samples.h"
#include "ui/components/filterbar.h"
#include "ui/components/flowlayout.h"
#include "ui/components/page/actionrow.h"
#include "ui/components/page/pagekeys.h"
#include "ui/components/page/savedviews.h"
#include "ui/components/tablecolumns.h"
#include "ui/components/tableview.h"
#include "ui/components/viewstore.h"

#include <QJsonArray>
#include <QMenu>
#include <QVBoxLayout>

using namespace ph;
using namespace ph::ui;

namespace {

class ViewsInMemory final : public ViewStore {
public:
    QJsonObject load(const QString &key) const override { return values.value(key).toObject(); }
    void save(const QString &key, const QJsonObject &value) override { values.insert(key, value); }
    QJsonObject values;
};

RowAction retry(QStringList *acted)
{
    RowAction action {QStringLiteral("tasks.retry"), QStringLiteral("Retry"), {}, QKeySequence(Qt::Key_R)};
    action.run = [acted](const QStringList &ids) { *acted = ids; };
    return action;
}

} // namespace

/// Each part of a page alone: none needs the page, or an area.
class TestPageParts : public QObject {
    Q_OBJECT
private:
    test::SampleTable m_table;
    std::unique_ptr<QWidget> m_window;
    TableView *m_view = nullptr;
    FilterBar *m_filter = nullptr;
    QStringList m_acted;

private Q_SLOTS:
    void init()
    {
        m_acted.clear();
        m_table.update(test::sampleTasks(10));
        m_window = std::make_unique<QWidget>();
        auto *column = new QVBoxLayout(m_window.get());
        column->addWidget(m_filter = new FilterBar);
        column->addWidget(m_view = new TableView(QStringLiteral("Tasks")));
        m_view->setTable(&m_table);
        m_window->resize(1000, 500);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
        m_view->setFocus();
        QTRY_VERIFY(m_view->hasFocus());
    }
    void cleanup() { m_window.reset(); }

    /// The pointer rests on a button, a finger is on its way to it: live data do not take it away.
    void buttonsThatSayTheSameStay()
    {
        PageActions actions({retry(&m_acted)}, *m_view);
        QWidget bar;
        FlowLayout row(&bar);
        ActionRow buttons(ActionRow::Kind::Panel, &row, m_view, [] { return QStringList {QStringLiteral("a")}; });
        const QStringList ids {QStringLiteral("a")};
        QVERIFY(buttons.show(ids, actions.offersFor(ids)));
        const QWidget *first = row.itemAt(0)->widget();
        QVERIFY(!buttons.show(ids, actions.offersFor(ids)));
        QCOMPARE(row.itemAt(0)->widget(), first);
        QVERIFY(buttons.show({QStringLiteral("b")}, actions.offersFor(ids))); // another object
        QVERIFY(row.itemAt(0)->widget() != first);
        qobject_cast<QPushButton *>(row.itemAt(0)->widget())->click();
        QCOMPARE(m_acted, ids); // what the page says at the click
    }

    void aKeyThatThePersonChangedActsInPlaceOfTheFirst()
    {
        PageActions actions({retry(&m_acted)}, *m_view);
        PageKeys keys(actions, m_window.get());
        m_view->selectId(m_table.id(2));
        keys.setChanged({{QStringLiteral("tasks.retry"), QKeySequence(Qt::Key_Y)}});
        QTest::keyClick(m_view, Qt::Key_R);
        QCOMPARE(m_acted, QStringList());
        QTest::keyClick(m_view, Qt::Key_Y);
        QCOMPARE(m_acted, QStringList {m_table.id(2)});
        QCOMPARE(keys.list().last().keys, QStringLiteral("Y"));
        QCOMPARE(keys.list().last().key, QKeySequence(Qt::Key_R)); // what it was, to go back to
    }

    void aPaletteActOutlivesItsPageWithoutHarm()
    {
        auto actions = std::make_unique<PageActions>(QList<RowAction> {retry(&m_acted)}, *m_view);
        m_view->selectId(m_table.id(1));
        const SelectionAct act = actions->forPalette().constFirst();
        actions.reset();
        act.run();
        QCOMPARE(m_acted, QStringList());
    }

    void aSavedViewBringsBackFilterAndOrder()
    {
        ViewsInMemory store;
        SavedViews views(
            QStringLiteral("tasks"), QStringLiteral("Tasks"), &store, {m_filter, m_view, nullptr}, m_window.get());
        views.load();
        m_filter->setText(QStringLiteral("state:failed"));
        m_view->columns()->sortBy(QStringLiteral("name"), Qt::AscendingOrder);
        QMenu *menu = m_filter->viewsButton()->menu();
        Q_EMIT menu->aboutToShow();
        menu->actions().constLast()->trigger(); // "Save this view as …"
        m_filter->setText({});
        m_view->columns()->sortBy(QStringLiteral("at"), Qt::DescendingOrder);
        views.choose(2); // there is none
        QCOMPARE(m_filter->text(), QString());
        views.choose(1);
        QCOMPARE(m_filter->text(), QStringLiteral("state:failed"));
        QCOMPARE(m_view->index()->sortColumn(), m_table.columnOf(QStringLiteral("name")));
        Q_EMIT menu->aboutToShow();
        QMenu *forget = menu->actions().constLast()->menu();
        QVERIFY(forget);
        forget->actions().constFirst()->trigger();
        QCOMPARE(store.load(QStringLiteral("tasks")).value(QStringLiteral("views")).toArray().size(), 0);
    }
};
PH_TEST(TestPageParts)
#include "tst_pageparts.moc"
