// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"
#include "tests/ui/shell/shellsamples.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/tableview.h"
#include "ui/shell/keyboardplace.h"
#include "ui/shell/windowlayers.h"
#include "ui/shell/windowmemory.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace ph;
using namespace ph::ui;

/// Parts of the window alone, without areas, environment or models.
class TestWindowParts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLockComesBeforeFrontGateAndContent()
    {
        WindowLayers layers;
        layers.show();
        QVERIFY(layers.isContentFree());
        auto *gate = new QWidget;
        auto *front = new QWidget;
        layers.showGate(gate);
        QVERIFY(gate->isVisible() && !layers.content()->isVisible());
        layers.showFront(front);
        QVERIFY(front->isVisible() && !gate->isVisible());
        layers.lock(QStringLiteral("Locked since 14:02 UTC."));
        QVERIFY(!front->isVisible() && !gate->isVisible() && !layers.content()->isVisible());
        auto *proof = new QWidget;
        layers.showUnlock(proof);
        QVERIFY(proof->isVisible());
        layers.unlock();
        QVERIFY(front->isVisible()); // as it was
        QSignalSpy uncovered(&layers, &WindowLayers::contentUncovered);
        layers.closeFront();
        QCOMPARE(uncovered.count(), 1);
        QVERIFY(gate->isVisible());
        QVERIFY(!layers.isContentFree());
        layers.closeGate();
        QVERIFY(layers.isContentFree());
        QVERIFY(layers.content()->isVisible());
    }

    /// What a dialog would have done is not done.
    void whateverComesInFrontClosesTheDialog()
    {
        WindowLayers layers;
        layers.resize(600, 400);
        layers.show();
        const auto openDialog = [&layers] {
            auto *dialog = new QWidget;
            layers.dialogs().open(dialog, dialog);
            return layers.dialogs().isOpen();
        };
        QVERIFY(openDialog());
        layers.showGate(new QWidget);
        QVERIFY(!layers.dialogs().isOpen());
        QVERIFY(openDialog());
        layers.lock({});
        QVERIFY(!layers.dialogs().isOpen());
    }

    void theWindowComesBackWhereItWasAsFarAsThereIsRoom()
    {
        test::MemoryViews views;
        {
            QWidget window;
            WindowMemory memory(&window, &views);
            memory.restorePlace({640, 480});
            QCOMPARE(window.size(), QSize(640, 480));
            window.show();
            QVERIFY(QTest::qWaitForWindowExposed(&window));
            window.resize(600, 420);
            // kept without the window being closed
            QTRY_VERIFY(views.load(QStringLiteral("window")).contains(QLatin1String("geometry")));
        }
        QWidget window;
        WindowMemory memory(&window, &views);
        memory.restorePlace({640, 480});
        QCOMPARE(window.size(), QSize(600, 420));
    }

    void aPageThatStandsInIsNotRemembered()
    {
        test::MemoryViews views;
        QWidget window;
        WindowMemory memory(&window, &views);
        memory.saveArea(QStringLiteral("early")); // before the window was shown
        QCOMPARE(memory.area(QStringLiteral("none")), QStringLiteral("none"));
        memory.restorePlace({640, 480});
        memory.saveArea(QStringLiteral("queues"));
        memory.setStandIn(true);
        memory.saveArea(QStringLiteral("overview"));
        memory.setStandIn(false);
        QCOMPARE(memory.area({}), QStringLiteral("queues"));
        memory.save({QStringLiteral("go.queues")}, {});
        QCOMPARE(memory.area({}), QStringLiteral("queues"));
        QCOMPARE(memory.recent(), QStringList {QStringLiteral("go.queues")});
    }

    void theKeyboardGoesToATableNeverIntoAField()
    {
        QWidget page;
        auto *column = new QVBoxLayout(&page);
        auto *field = new QLineEdit;
        column->addWidget(field);
        page.show();
        QCOMPARE(keyboardPlace(&page, nullptr), nullptr);
        auto *button = new QPushButton(QStringLiteral("Add"));
        column->addWidget(button);
        button->show(); // a layout shows late
        QCOMPARE(keyboardPlace(&page, nullptr), button);
        QCOMPARE(keyboardPlace(&page, field), field); // somebody was there
        auto *table = new TableView(QStringLiteral("Tasks"));
        column->addWidget(table);
        table->show();
        QCOMPARE(keyboardPlace(&page, field), table);
    }
};
PH_TEST(TestWindowParts)
#include "tst_windowparts.moc"
