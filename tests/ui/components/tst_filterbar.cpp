// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"
#include "tests/ui/components/samples.h"
#include "ui/components/chip.h"
#include "ui/components/filterbar.h"
#include "ui/components/filteredit.h"
#include "ui/components/filternote.h"

using namespace ph;
using namespace ph::ui;

namespace {

/// Explains at length.
class WordyLanguage final : public FilterLanguage {
public:
    static QString note()
    {
        return QStringLiteral("name of the task, as agents.run_session or agents.* or another one");
    }
    Reading read(const QString &) const override { return {}; }
    Suggestions complete(const QString &text, int, const QString &) const override
    {
        return {0, int(text.size()), {{QStringLiteral("name:"), {}, note(), true}}};
    }
};

} // namespace

class TestFilterBar : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QWidget> m_window;
    FilterBar *m_bar = nullptr;

    QStringList chips() const
    {
        QStringList tokens;
        for (const Chip *chip : m_bar->findChildren<Chip *>())
            if (!chip->isHidden())
                tokens << chip->token();
        return tokens;
    }
    const FilterNote *note() const { return m_window->findChild<FilterNote *>(); }
    void type(const QString &text) { QTest::keyClicks(m_bar->edit(), text); }
    void press(Qt::Key key) { QTest::keyClick(m_bar->edit(), key); }

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_window->resize(900, 300);
        m_bar = new FilterBar(m_window.get());
        m_bar->resize(880, 60);
        m_bar->setLanguage(std::make_shared<test::SampleLanguage>());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
        m_bar->focusEdit();
        QTRY_VERIFY(m_bar->edit()->hasFocus());
    }

    void finishedTokensBecomeChips()
    {
        QSignalSpy changed(m_bar, &FilterBar::filterChanged);
        type(QStringLiteral("queue:agents ses"));
        QCOMPARE(chips(), QStringList {QStringLiteral("queue:agents")});
        QCOMPARE(m_bar->edit()->text(), QStringLiteral("ses"));
        QTRY_COMPARE(changed.last().first().toString(), QStringLiteral("queue:agents ses"));
        press(Qt::Key_Return);
        QCOMPARE(chips(), (QStringList {QStringLiteral("queue:agents"), QStringLiteral("ses")}));
        QCOMPARE(m_bar->text(), QStringLiteral("queue:agents ses"));
    }

    void aMistakeIsToldAndTheLastGoodFilterStays()
    {
        type(QStringLiteral("queue:agents "));
        QSignalSpy changed(m_bar, &FilterBar::filterChanged);
        type(QStringLiteral("tenat:x"));
        press(Qt::Key_Return);
        QVERIFY(m_bar->hasMistake());
        QCOMPARE(m_bar->mistakeText(), QStringLiteral("There is no field “tenat”"));
        QCOMPARE(note()->label()->tone(), Tone::Error);
        QCOMPARE(chips().size(), 1);
        for (int i = 0; i < 7; ++i)
            press(Qt::Key_Backspace);
        QVERIFY(!m_bar->hasMistake());
        for (const auto &signal : changed)
            QVERIFY(!signal.first().toString().contains(QLatin1String("tenat:")));
    }

    /// What is being typed is no mistake yet, and what is said of it moves nothing.
    void whatIsBeingTypedIsNoMistake()
    {
        const int high = m_bar->sizeHint().height();
        QSignalSpy changed(m_bar, &FilterBar::filterChanged);
        type(QStringLiteral("queue:agents tenat:"));
        QVERIFY(!m_bar->hasMistake());
        QCOMPARE(m_bar->hintText(), QStringLiteral("There is no field “tenat”"));
        QVERIFY(note()->isVisible());
        QCOMPARE(note()->label()->tone(), Tone::Muted);
        QTRY_COMPARE(changed.last().first().toString(), QStringLiteral("queue:agents")); // what is finished
        QTest::keyClick(m_bar->edit(), Qt::Key_Home); // still in the word
        QVERIFY(!m_bar->hasMistake());
        QCOMPARE(m_bar->sizeHint().height(), high);
        press(Qt::Key_End);
        press(Qt::Key_Space); // the caret left it
        QVERIFY(m_bar->hasMistake());
        QCOMPARE(note()->label()->tone(), Tone::Error);
        QVERIFY(note()->isVisible());
        QCOMPARE(m_bar->sizeHint().height(), high);
        press(Qt::Key_Backspace);
        QVERIFY(!m_bar->hasMistake());
        m_bar->edit()->clearFocus();
        QVERIFY(m_bar->hasMistake());
        QVERIFY(!note()->isVisible()); // not over the table while somebody reads there
    }

    void suggestionsHideTheNote()
    {
        type(QStringLiteral("state:"));
        QVERIFY(m_window->findChild<SuggestionList *>()->isVisible());
        QVERIFY(!note()->isVisible());
    }

    void allChipsAreSelectedAndDeleted()
    {
        for (const Qt::Key key : {Qt::Key_Delete, Qt::Key_Backspace}) {
            m_bar->setText(QStringLiteral("state:failed queue:a"));
            m_bar->focusEdit();
            type(QStringLiteral("ru"));
            QTest::keyClick(m_bar->edit(), Qt::Key_A, Qt::ControlModifier);
            for (const Chip *chip : m_bar->findChildren<Chip *>())
                QVERIFY(chip->isHidden() || chip->isSelected());
            press(key);
            QCOMPARE(m_bar->text(), QString());
            QTest::keyClick(m_bar->edit(), Qt::Key_Z, Qt::ControlModifier);
            QCOMPARE(m_bar->text(), QStringLiteral("state:failed queue:a ru"));
            QCOMPARE(chips().size(), 2);
        }
    }

    void typingOverAllReplacesIt()
    {
        m_bar->setText(QStringLiteral("state:failed queue:a"));
        type(QStringLiteral("ru"));
        QTest::keyClick(m_bar->edit(), Qt::Key_A, Qt::ControlModifier);
        type(QStringLiteral("x"));
        QCOMPARE(m_bar->text(), QStringLiteral("x"));
    }

    void movingOnLetsAllGo()
    {
        m_bar->setText(QStringLiteral("state:failed queue:a"));
        type(QStringLiteral("ru"));
        QTest::keyClick(m_bar->edit(), Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_Right);
        press(Qt::Key_Backspace);
        QCOMPARE(m_bar->text(), QStringLiteral("state:failed queue:a r"));
    }

    void whatWasTakenAwayComesBack()
    {
        m_bar->setText(QStringLiteral("state:failed queue:a"));
        auto *first = m_bar->findChild<Chip *>();
        QTest::mouseClick(first, Qt::LeftButton, {}, QPoint(first->width() - 10, first->height() / 2));
        QCOMPARE(m_bar->text(), QStringLiteral("queue:a"));
        QTest::keyClick(m_bar->edit(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(chips(), (QStringList {QStringLiteral("state:failed"), QStringLiteral("queue:a")}));
    }

    void suggestionsAreAsWideAsTheirTexts()
    {
        m_bar->setLanguage(std::make_shared<WordyLanguage>());
        type(QStringLiteral("n"));
        const auto *list = m_window->findChild<SuggestionList *>();
        QVERIFY(list->isVisible());
        const QFontMetrics small(Theme::font(TextStyle::Small));
        QVERIFY(list->width() > small.horizontalAdvance(WordyLanguage::note()));
        QVERIFY(list->geometry().right() < m_window->width());
        m_window->resize(400, 300);
        press(Qt::Key_A);
        QVERIFY(list->width() <= 400);
    }

    void backspaceTakesTheLastChipBack()
    {
        m_bar->setText(QStringLiteral("state:failed queue:a"));
        press(Qt::Key_Backspace);
        QCOMPARE(m_bar->edit()->text(), QStringLiteral("queue:a"));
        QCOMPARE(chips(), QStringList {QStringLiteral("state:failed")});
    }

    void chipsAreRemovedByPointerAndKey()
    {
        m_bar->setText(QStringLiteral("state:failed queue:a name:b"));
        auto *first = m_bar->findChild<Chip *>();
        QTest::mouseClick(first, Qt::LeftButton, {}, QPoint(first->width() - 10, first->height() / 2));
        QCOMPARE(m_bar->text(), QStringLiteral("queue:a name:b"));
        Chip *next = nullptr;
        for (Chip *chip : m_bar->findChildren<Chip *>())
            if (!chip->isHidden() && !next)
                next = chip;
        QVERIFY(next);
        QTest::keyClick(next, Qt::Key_Delete);
        QCOMPARE(m_bar->text(), QStringLiteral("name:b"));
    }

    void completionIsTakenByKeys()
    {
        type(QStringLiteral("sta"));
        auto *list = m_window->findChild<SuggestionList *>();
        QVERIFY(list->isVisible());
        press(Qt::Key_Tab);
        QCOMPARE(m_bar->edit()->text(), QStringLiteral("state:"));
        QVERIFY(list->isVisible());
        QCOMPARE(list->count(), 3);
        press(Qt::Key_Down);
        press(Qt::Key_Down);
        press(Qt::Key_Return);
        QCOMPARE(chips(), QStringList {QStringLiteral("state:running")});
        QVERIFY(!list->isVisible());
    }

    void escapeClosesSuggestionsThenLeaves()
    {
        QSignalSpy left(m_bar, &FilterBar::leftDownwards);
        type(QStringLiteral("sta"));
        press(Qt::Key_Escape);
        QCOMPARE(left.count(), 0);
        press(Qt::Key_Escape);
        QCOMPARE(left.count(), 1);
    }

    void tokensToggle()
    {
        m_bar->toggleToken(QStringLiteral("state:failed"));
        QCOMPARE(m_bar->text(), QStringLiteral("state:failed"));
        m_bar->toggleToken(QStringLiteral("state:failed"));
        QVERIFY(m_bar->text().isEmpty());
    }
};
PH_TEST(TestFilterBar)
#include "tst_filterbar.moc"
