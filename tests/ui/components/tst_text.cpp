// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessibility.h"
#include "tests/support/testmain.h"
#include "ui/components/banner.h"
#include "ui/components/detailpanel.h"
#include "ui/components/safetext.h"
#include "ui/components/statepill.h"
#include "ui/components/toast.h"

#include <QApplication>
#include <QClipboard>
#include <QTemporaryDir>
#include <QVBoxLayout>

using namespace ph::ui;

class TestText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Icon and text stay together in the middle, in right-to-left windows with the icon at the right.
    void iconAndTextOfAButtonStandTogether()
    {
        for (const Qt::LayoutDirection direction : {Qt::LeftToRight, Qt::RightToLeft}) {
            Button button(QStringLiteral("Continue with Keycloak"));
            button.setThemeIcon("external-link");
            button.setLayoutDirection(direction);
            button.resize(360, 32);
            const QRect icon = button.iconRect();
            const QRect text = button.textRect();
            const int gap = direction == Qt::LeftToRight ? text.left() - icon.right() : icon.left() - text.right();
            QVERIFY2(gap > 0 && gap < 8, qPrintable(QString::number(gap)));
            QVERIFY(std::abs(icon.united(text).center().x() - button.rect().center().x()) <= 1);
        }
    }

    /// A shortened id is one word: none of its parts stands alone on the next line.
    void aShortenedIdIsNotBroken()
    {
        const QString text = QStringLiteral("Revoke agents.run d51b7d80…/5120");
        Label label(text);
        label.setWrapped(true);
        const QFontMetrics metrics(label.font());
        const int wide = metrics.horizontalAdvance(QStringLiteral("Revoke agents.run d51b7d80…/")) + 2;
        Label expected(QStringLiteral("Revoke agents.run\nd51b7d80…/5120"));
        expected.setWrapped(true);
        label.resize(wide, label.heightForWidth(wide));
        expected.resize(label.size());
        QCOMPARE(label.grab().toImage(), expected.grab().toImage());
        QCOMPARE(label.fullText(), text);
    }

    void hiddenCharactersBecomeVisible_data()
    {
        QTest::addColumn<QString>("data");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << QStringLiteral("agents.run") << QStringLiteral("agents.run");
        QTest::newRow("umlaut, thin space") << QStringLiteral("12\u202f480 für") << QStringLiteral("12\u202f480 für");
        QTest::newRow("override") << QStringLiteral("acme\u202egnp.exe") << QStringLiteral("acme\\u202egnp.exe");
        QTest::newRow("isolate") << QStringLiteral("a\u2066b") << QStringLiteral("a\\u2066b");
        QTest::newRow("zero width") << QStringLiteral("ad\u200bmin") << QStringLiteral("ad\\u200bmin");
        QTest::newRow("escape") << QStringLiteral("\u001b[31mred") << QStringLiteral("\\u001b[31mred");
        QTest::newRow("nul") << QString(QChar(0)) << QStringLiteral("\\u0000");
        QTest::newRow("line break") << QStringLiteral("a\nb") << QStringLiteral("a ⏎ b");
    }
    void hiddenCharactersBecomeVisible()
    {
        QFETCH(QString, data);
        QFETCH(QString, shown);
        QCOMPARE(safeText(data), shown);
        QCOMPARE(Label(data).text(), shown);
        QCOMPARE(Label(data).fullText(), data);
    }

    /// S9: an image that data names must not be loaded, nor any markup be interpreted, wherever data is shown.
    void dataIsNeverMarkup()
    {
        QTemporaryDir folder(QStringLiteral("/tmp/phXXXXXX"));
        const QColor marker(255, 0, 254);
        QImage image(40, 40, QImage::Format_RGB32);
        image.fill(marker);
        const QString file = folder.filePath(QStringLiteral("m.png"));
        QVERIFY(image.save(file));
        const QString hostile = QStringLiteral("<img src='%1' width=40 height=40><a href='x'>y</a>").arg(file);

        QWidget window;
        auto *column = new QVBoxLayout(&window);
        column->addWidget(new Label(hostile));
        auto *wrapped = new Label(hostile);
        wrapped->setWrapped(true);
        column->addWidget(wrapped);
        column->addWidget(new MonoLabel(hostile));
        column->addWidget(new StatePill(hostile, ph::models::Status::Failed));
        auto *banner = new Banner;
        banner->setMessage({BannerKind::Error, hostile, hostile, hostile, hostile, true});
        column->addWidget(banner);
        auto *facts = new FactList;
        facts->addFact(hostile, hostile);
        facts->addMono(hostile, hostile);
        column->addWidget(facts);
        auto *code = new CodeBlock(QStringLiteral("code"));
        code->setText(hostile);
        column->addWidget(code);
        column->addWidget(new Toast(hostile, [] { }));
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QVERIFY(!ph::test::hasPixel(window.grab().toImage(), marker));
        QCOMPARE(ph::test::labelsThatGuessMarkup(&window), QStringList());
        QVERIFY(!plainToolTip(hostile).contains(QLatin1String("<img")));
    }

    void commandsAreShownLetterByLetter()
    {
        // as one sign "--" would be drawn without the gap between the dashes
        MonoLabel label(QStringLiteral("--"));
        QVERIFY(label.font().styleStrategy() & QFont::PreferNoShaping);
    }

    void aLabelThatIsCutTellsTheWhole()
    {
        Label label(QStringLiteral("a rather long name that does not fit here"));
        label.resize(60, 20);
        QVERIFY(label.isElided());
        label.resize(600, 20);
        QVERIFY(!label.isElided());
        QCOMPARE(QAccessible::queryAccessibleInterface(&label)->text(QAccessible::Name), label.fullText());
    }

    void bannerCopiesDetailsAndAsksAgain()
    {
        Banner banner;
        banner.setMessage({BannerKind::Error, QStringLiteral("Auth cannot list users"),
            QStringLiteral("500 unexpected_failure"), {}, QStringLiteral("GET /admin/users\n500"), true});
        banner.show();
        QSignalSpy retry(&banner, &Banner::retryRequested);
        for (auto *button : banner.findChildren<QPushButton *>()) {
            if (button->isVisible())
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QCOMPARE(retry.count(), 1);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("GET /admin/users\n500"));
    }

    void aLongToastWrapsAndIsWhole()
    {
        QWidget window;
        window.resize(420, 400);
        ToastStack stack(&window);
        window.show();
        Toast *small = stack.show(QStringLiteral("Copied"));
        Toast *large
            = stack.show(QStringLiteral("Revoke agents.run_session b76aeabd…b979: 1 of 1 confirmed by workers or "
                                        "results, the rest is told when they answer"));
        QVERIFY(window.rect().contains(stack.geometry()));
        QVERIFY(large->height() > small->height());
        const auto *text = large->findChild<Label *>();
        QVERIFY(!text->isElided());
        QVERIFY(text->height() >= text->heightForWidth(text->width()));
    }

    void toastUndoesOnceAndGoes()
    {
        QWidget window;
        window.resize(600, 400);
        ToastStack stack(&window);
        window.show();
        int undone = 0;
        stack.show(QStringLiteral("Task revoked"), [&undone] { ++undone; });
        stack.show(QStringLiteral("Copied"));
        QCOMPARE(stack.count(), 2);
        QVERIFY(window.rect().contains(stack.geometry()));
        QVERIFY(stack.undoNewest());
        QCOMPARE(undone, 1);
        QVERIFY(!stack.undoNewest());
        QTRY_COMPARE(stack.count(), 1);
    }
};
PH_TEST(TestText)
#include "tst_text.moc"
