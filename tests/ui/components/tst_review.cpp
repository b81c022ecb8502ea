// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessibility.h"
#include "tests/support/testmain.h"
#include "tests/ui/components/samples.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/reviewdialog.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>

using namespace ph;
using namespace ph::ui;

class TestReview : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QWidget> m_window;
    QPushButton *m_below = nullptr;
    DialogLayer *m_layer = nullptr;
    int m_shortcuts = 0;

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_window->resize(1300, 900);
        auto *column = new QVBoxLayout(m_window.get());
        m_below = new QPushButton(QStringLiteral("below"));
        column->addWidget(m_below);
        m_layer = new DialogLayer(m_window.get());
        m_shortcuts = 0;
        auto *shortcut = new QShortcut(QKeySequence(Qt::Key_Q), m_window.get());
        connect(shortcut, &QShortcut::activated, this, [this] { ++m_shortcuts; });
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
        m_below->setFocus();
        QTRY_VERIFY(m_below->hasFocus());
    }

    void cancelHasTheFocusAndIsTheDefault()
    {
        auto *dialog = ReviewDialog::open(m_layer, test::sampleReview(true));
        QSignalSpy confirmed(dialog, &ReviewDialog::confirmed);
        QSignalSpy cancelled(dialog, &ReviewDialog::cancelled);
        QCOMPARE(QApplication::focusWidget(), dialog->cancelButton());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(cancelled.count(), 1);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QCOMPARE(cancelled.count(), 2);
        QCOMPARE(confirmed.count(), 0);
        m_layer->close();
        QVERIFY(!m_layer->isVisible());
        QTRY_VERIFY(m_below->hasFocus());
    }

    void geometryIsThatOfTheDesign()
    {
        auto *large = ReviewDialog::open(m_layer, test::sampleReview(true));
        QCOMPARE(large->size(), QSize(1180, 796));
        auto *small = ReviewDialog::open(m_layer, test::sampleReview(false));
        QCOMPARE(small->width(), 600);
        const auto isWhole = [](ReviewDialog *dialog) {
            const auto *area = dialog->findChild<QScrollArea *>();
            return area->widget()->height() == area->viewport()->height()
                && area->widget()->heightForWidth(area->viewport()->width()) <= area->viewport()->height();
        };
        QTRY_VERIFY(isWhole(small)); // as high as what it says: nothing to scroll
        const int height = small->height();
        Message failed;
        failed.kind = BannerKind::Error;
        failed.headline = QStringLiteral("Redis refused it");
        small->setError(failed);
        QTRY_VERIFY(small->height() > height && isWhole(small));
        ui::ReviewView question;
        question.title = QStringLiteral("Leave without saving?");
        question.happenNote = QStringLiteral("What you changed here is lost. Nothing on the servers is touched.");
        question.verb = QStringLiteral("Leave without saving");
        auto *least = ReviewDialog::open(m_layer, question);
        QTRY_VERIFY2(least->height() < 300 && isWhole(least), qPrintable(QString::number(least->height())));
        for (const auto *button : least->findChildren<QPushButton *>()) // nothing to copy: no button for it
            QVERIFY(!button->isVisible() || button->text() != QLatin1String("Copy commands"));
        small = ReviewDialog::open(m_layer, test::sampleReview(false));
        m_window->resize(640, 480); // never larger than the window
        QTRY_VERIFY(m_layer->rect().contains(small->geometry()));
    }

    void theNameIsTypedLetterByLetter()
    {
        auto view = test::sampleReview(true);
        auto *dialog = ReviewDialog::open(m_layer, view);
        QSignalSpy confirmed(dialog, &ReviewDialog::confirmed);
        QVERIFY(!dialog->verbButton()->isEnabled());
        QTest::keyClicks(dialog->nameEdit(), QStringLiteral("mai"));
        QVERIFY(dialog->verbButton()->accessibleDescription().contains(QLatin1String("3 of 4")));
        QTest::keyClicks(dialog->nameEdit(), QStringLiteral("n"));
        QVERIFY(!dialog->verbButton()->isEnabled()); // a reason is needed as well
        QTest::keyClicks(dialog->reasonEdit(), QStringLiteral("INC-2291"));
        QVERIFY(dialog->verbButton()->isEnabled());
        QTest::keyClick(dialog->nameEdit(), Qt::Key_X);
        QVERIFY(!dialog->verbButton()->isEnabled());
        QTest::keyClick(dialog->nameEdit(), Qt::Key_Backspace);
        QTest::mouseClick(dialog->verbButton(), Qt::LeftButton);
        QCOMPARE(confirmed.count(), 1);
        QCOMPARE(confirmed[0][0].toString(), QStringLiteral("INC-2291"));
        QCOMPARE(confirmed[0][1].toString(), QStringLiteral("main"));
    }

    /// What a plan says is read before the button is pressed: whole sentences, in the smallest window, too.
    void longSentencesAreWrapped()
    {
        const QString sentence
            = QStringLiteral("Workers remember it in memory only: one that restarts runs the task after all.");
        m_window->resize(900, 600);
        for (const bool isLarge : {false, true}) {
            auto view = test::sampleReview(isLarge);
            view.title = sentence;
            view.steps = {{sentence, {}, sentence, {}}, {sentence, {}, {}, sentence}};
            view.happenNote = view.preconditionNote = view.whoNote = sentence;
            view.preconditions = {{sentence, sentence, ReviewView::Precondition::State::ToAccept}};
            view.who = {{QStringLiteral("user-check"), QStringLiteral("dana@northwind.example"), sentence}};
            view.touchBars = {{sentence, QStringLiteral("12"), 1.0, {}}};
            view.remarks = {{ReviewView::Remark::Kind::Warning, sentence, sentence}};
            view.gentler = ReviewView::Gentler {sentence, {}};
            view.refusal = sentence;
            auto *dialog = ReviewDialog::open(m_layer, view);
            QCoreApplication::processEvents();
            int seen = 0;
            for (Label *label : dialog->findChildren<Label *>())
                if (label->isVisible() && label->fullText().contains(sentence)) {
                    ++seen;
                    QVERIFY2(label->wordWrap(), qPrintable(label->fullText()));
                    QVERIFY(label->height() >= label->heightForWidth(label->width()));
                }
            QVERIFY(seen >= 12);
            m_layer->close();
            QCoreApplication::processEvents();
        }
    }

    /// A command of many ids has no spaces: it is broken inside, nothing stands outside, and the rest is one click
    /// away.
    void aLongCommandIsReadWhole()
    {
        QStringList ids;
        for (int i = 0; i < 60; ++i)
            ids << QStringLiteral("\"%1-43dd-4a19-ab5e-c057a835c6b1\"").arg(i, 8, 16, QLatin1Char('0'));
        const QString command = QStringLiteral("PUBLISH /0.celery.pidbox {\"task_id\":[%1]}").arg(ids.join(u','));
        auto view = test::sampleReview(false);
        view.steps = {{QStringLiteral("Tell all workers to skip the tasks"), command, {}, {}}};
        auto *dialog = ReviewDialog::open(m_layer, view);
        const auto commandLabel = [&] {
            for (Label *label : dialog->findChildren<Label *>())
                if (label->fullText() == command)
                    return label;
            return static_cast<Label *>(nullptr);
        };
        Label *shown = commandLabel();
        QVERIFY(shown);
        auto *more = dialog->findChild<QPushButton *>(QStringLiteral("showWholeCommand"));
        QTRY_VERIFY(more->isVisible());
        for (Label *label : dialog->findChildren<Label *>())
            if (label->isVisible())
                QVERIFY2(dialog->rect().contains(
                             QRect(label->mapTo(dialog, QPoint(0, 0)), QSize(label->width(), 0)).adjusted(0, 0, 24, 0))
                        || label->mapTo(dialog, QPoint(0, 0)).y() > dialog->height(),
                    qPrintable(label->fullText().left(80)));
        const int before = shown->height();
        QVERIFY(shown->isCut());
        QTest::mouseClick(more, Qt::LeftButton);
        QTRY_VERIFY(shown->height() > 2 * before);
        QVERIFY(!shown->isCut());
        QVERIFY(shown->height() >= shown->heightForWidth(shown->width()));
        QTest::mouseClick(more, Qt::LeftButton);
        QTRY_COMPARE(shown->height(), before);
        QCOMPARE(dialog->commands(), command); // what is copied is never shortened
    }

    void aRefusalOrAFailedPreconditionDisablesTheVerb()
    {
        auto view = test::sampleReview(false);
        view.refusal = QStringLiteral("Read-only environment");
        view.refusalLink = QStringLiteral("Unlock for 15 minutes…");
        auto *dialog = ReviewDialog::open(m_layer, view);
        QVERIFY(!dialog->verbButton()->isEnabled());
        QCOMPARE(dialog->verbButton()->accessibleDescription(), view.refusal);
        view = test::sampleReview(false);
        view.preconditions
            = {{QStringLiteral("Broker answers"), QStringLiteral("no"), ReviewView::Precondition::State::Failed}};
        dialog = ReviewDialog::open(m_layer, view);
        QVERIFY(!dialog->verbButton()->isEnabled());
    }

    void theKeyboardStaysInside()
    {
        ReviewDialog::open(m_layer, test::sampleReview(true));
        for (int i = 0; i < 30; ++i) {
            QTest::keyClick(QApplication::focusWidget(), i % 7 == 6 ? Qt::Key_Backtab : Qt::Key_Tab);
            QVERIFY(m_layer->isAncestorOf(QApplication::focusWidget()));
        }
        QTest::keyClick(m_window.get(), Qt::Key_Tab);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Q);
        QCOMPARE(m_shortcuts, 0); // nothing below acts
        m_layer->close();
        QTRY_VERIFY(m_below->hasFocus());
        QTest::keyClick(m_below, Qt::Key_Q);
        QCOMPARE(m_shortcuts, 1);
    }

    void busyAndErrorStayInTheDialog()
    {
        auto *dialog = ReviewDialog::open(m_layer, test::sampleReview(false));
        dialog->setBusy(QStringLiteral("Asking the workers…"));
        QVERIFY(!dialog->verbButton()->isEnabled());
        dialog->setError({BannerKind::Error, QStringLiteral("The tasks were not sent again"), QStringLiteral("NOPERM"),
            {}, {}, false});
        QVERIFY(dialog->findChild<Banner *>()->isVisible());
        QVERIFY(dialog->verbButton()->isEnabled());
    }

    void commandsAreCopiedAsTheyAre()
    {
        auto view = test::sampleReview(true);
        auto *dialog = ReviewDialog::open(m_layer, view);
        for (auto *button : dialog->findChildren<QPushButton *>())
            if (button->text() == QLatin1String("Copy commands"))
                QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(QApplication::clipboard()->text().startsWith(view.steps.first().command));
    }

    void destroyedFromOutsideLeavesNothingDimmed()
    {
        auto *dialog = ReviewDialog::open(m_layer, test::sampleReview(false));
        delete dialog; // the environment went away
        QVERIFY(!m_layer->isVisible());
        QVERIFY(!m_layer->isOpen());
    }

    void everythingIsNamed()
    {
        ReviewDialog::open(m_layer, test::sampleReview(true));
        QCOMPARE(test::unnamedFocusable(m_window.get()), QStringList());
        QCOMPARE(test::labelsThatGuessMarkup(m_window.get()), QStringList());
    }
};
PH_TEST(TestReview)
#include "tst_review.moc"
