// SPDX-License-Identifier: GPL-3.0-or-later
// The status bar at the widths of real windows: what is seen of eight links, and of those in trouble.
#include "tests/support/testmain.h"
#include "tests/ui/shell/shellsamples.h"
#include "ui/shell/linkstrip.h"

#include <QClipboard>
#include <QMenu>
#include <QSignalSpy>

using namespace ph;
using namespace ph::ui;
using transport::LinkPhase;

class TestLinkStrip : public QObject {
    Q_OBJECT
private:
    ManualClock m_clock;
    Theme m_theme {AppearanceChoice::Dark};
    std::unique_ptr<platform::LinkBoard> m_board;
    std::unique_ptr<ShellWindow> m_window;
    LinkStrip *m_strip = nullptr;

    static QStringList names()
    {
        return {QStringLiteral("Supabase Auth"), QStringLiteral("PostgreSQL"), QStringLiteral("Redis broker"),
            QStringLiteral("Redis results"), QStringLiteral("Redis limits"), QStringLiteral("Redis cache"),
            QStringLiteral("Prometheus"), QStringLiteral("Celery events")};
    }
    void fill(const QSet<int> &down)
    {
        for (int at = 0; at < names().size(); ++at) {
            platform::LinkInfo info;
            info.id = QString::number(at);
            info.label = names()[at];
            info.address = QStringLiteral("127.0.0.1:1");
            info.state.phase = down.contains(at) ? LinkPhase::Down : LinkPhase::Live;
            info.state.since = m_clock.monotonic() - Milliseconds {249'000};
            info.state.lastHeard = m_clock.monotonic() - Milliseconds {down.contains(at) ? 249'000 : 100};
            info.state.latency = Milliseconds {at % 2 ? 0 : 3};
            m_board->add(info);
        }
    }
    void show(int width, int height)
    {
        m_window->resize(width, height);
        QCoreApplication::processEvents();
        QCOMPARE(m_window->size(), QSize(width, height));
        QVERIFY(m_strip->mapTo(m_window.get(), QPoint(m_strip->width(), 0)).x() <= width);
    }
    [[nodiscard]] QList<LinkButton *> seen() const
    {
        QList<LinkButton *> visible;
        for (auto *button : m_strip->findChildren<LinkButton *>())
            if (button->isVisible())
                visible << button;
        return visible;
    }
    void nothingOverlaps()
    {
        QList<QWidget *> parts;
        for (auto *part : m_strip->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly))
            if (part->isVisible())
                parts << part;
        for (QWidget *one : parts) {
            QVERIFY2(m_strip->rect().contains(one->geometry()), qPrintable(one->accessibleName()));
            for (QWidget *other : parts)
                QVERIFY2(one == other || !one->geometry().intersects(other->geometry()),
                    qPrintable(one->accessibleName() + QLatin1String(" / ") + other->accessibleName()));
        }
        for (LinkButton *button : seen())
            QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->accessibleName()));
    }

private Q_SLOTS:
    void init()
    {
        m_board = std::make_unique<platform::LinkBoard>();
        m_window = std::make_unique<ShellWindow>(m_clock, nullptr);
        m_window->context().links.setBoard(m_board.get());
        m_window->setEnvironment(test::production());
        m_window->setIdentity(QStringLiteral("admin@pilothouse.example · admin"));
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_strip = m_window->findChild<LinkStrip *>();
    }
    void cleanup()
    {
        m_window.reset();
        m_board.reset();
    }

    void allAreSeen_data()
    {
        QTest::addColumn<QSize>("window");
        QTest::newRow("1440") << QSize(1440, 900);
        QTest::newRow("1280") << QSize(1280, 800);
        QTest::newRow("1024") << QSize(1024, 768);
    }
    void allAreSeen()
    {
        QFETCH(QSize, window);
        fill({});
        show(window.width(), window.height());
        QTRY_COMPARE(seen().size(), 8);
        for (const LinkButton *button : seen()) // nothing of a name is cut off
            QVERIFY2(!button->shownName().endsWith(QChar(0x2026)), qPrintable(button->shownName()));
        nothingOverlaps();
    }

    /// Links say less before the account and the role of who is signed in are cut.
    void whoIsSignedInIsReadWhole()
    {
        fill({});
        show(1440, 900);
        QTRY_COMPARE(seen().size(), 8);
        for (auto *label : m_strip->findChildren<Label *>())
            QVERIFY2(label->isVisible() && !label->isElided(), qPrintable(label->fullText()));
        show(1700, 900);
        for (const LinkButton *button : seen()) // where there is room, with what they take to answer
            QVERIFY2(button->width() >= button->widthAs(LinkButton::Form::Short), qPrintable(button->shownName()));
    }

    void whoIsCutIsToldByTheToolTip()
    {
        fill({});
        show(1024, 768);
        const auto labels = m_strip->findChildren<Label *>();
        const auto who = std::ranges::find_if(
            labels, [](const Label *label) { return label->fullText().startsWith(QLatin1String("admin@")); });
        QVERIFY(who != labels.end());
        QVERIFY((*who)->toolTip().contains(QStringLiteral("admin@pilothouse.example · admin")));
    }

    /// What is wrong can be given to somebody else: by the keyboard, as plain text, without a password.
    void theErrorOfALinkCanBeCopied()
    {
        fill({7});
        transport::LinkState down;
        down.phase = LinkPhase::Down;
        down.since = m_clock.monotonic() - Milliseconds {249'000};
        down.reason = {ErrorKind::Auth, QStringLiteral("WRONGPASS redis://u:geheim42@127.0.0.1:1/0"),
            QStringLiteral("127.0.0.1:1"), {}, QStringLiteral("WRONGPASS"), {}, {}};
        m_board->report(QStringLiteral("7"), down);
        m_strip->setEditable({QStringLiteral("7")});
        show(1440, 900);
        LinkButton *broken = nullptr;
        QTRY_VERIFY(std::ranges::any_of(seen(), [&broken](LinkButton *button) {
            broken = button;
            return button->link().id == QLatin1String("7") && !button->link().error.isEmpty();
        }));
        QSignalSpy edits(m_window.get(), &ShellWindow::linkEditRequested);
        broken->setFocus();
        QTest::keyClick(broken, Qt::Key_Space);
        const auto menu = [this]() -> QMenu * {
            for (auto *each : m_strip->findChildren<QMenu *>())
                if (each->isVisible())
                    return each;
            return nullptr;
        };
        QTRY_VERIFY(menu());
        QTest::keyClick(menu(), Qt::Key_Down); // what is told is no choice: the first act
        QTest::keyClick(menu(), Qt::Key_Return);
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY2(copied.startsWith(QLatin1String("Celery events: down ")), qPrintable(copied));
        QVERIFY2(copied.contains(QLatin1String("did not accept the user or the password"))
                && copied.contains(QLatin1String("code: WRONGPASS")),
            qPrintable(copied));
        QVERIFY2(!copied.contains(QLatin1String("geheim42")), qPrintable(copied));
        QVERIFY(m_strip->showLink(QStringLiteral("7")));
        QTRY_VERIFY(menu());
        const QStringList acts = [&menu] {
            QStringList texts;
            for (const QAction *act : menu()->actions())
                if (act->isEnabled() && !act->isSeparator())
                    texts << act->text();
            return texts;
        }();
        QCOMPARE(acts,
            (QStringList {
                QStringLiteral("Copy error"), QStringLiteral("Retry now"), QStringLiteral("Change this link…")}));
        menu()->actions().last()->trigger();
        QCOMPARE(edits.size(), 1);
        menu()->close();
        QVERIFY(m_strip->showLink(QStringLiteral("1"))); // of one that is well: what is known of it
        QTRY_VERIFY(menu());
        QVERIFY(std::ranges::any_of(menu()->actions(),
            [](QAction *act) { return act->isEnabled() && act->text() == QLatin1String("Copy details"); }));
        menu()->close();
    }

    void whatIsNotWellIsNeverHidden_data()
    {
        QTest::addColumn<QSet<int>>("down");
        QTest::addColumn<QSize>("window");
        for (const QSize &size : {QSize(1440, 900), QSize(1280, 800), QSize(1024, 768), QSize(900, 600)})
            for (const QSet<int> &down : {QSet<int> {7}, QSet<int> {5, 6, 7}, QSet<int> {0, 1, 2, 3, 4, 5, 6, 7}})
                QTest::addRow("%d of 8, %d px", int(down.size()), size.width()) << down << size;
    }
    void whatIsNotWellIsNeverHidden()
    {
        QFETCH(QSet<int>, down);
        QFETCH(QSize, window);
        fill(down);
        show(window.width(), window.height());
        const auto downSeen = [this] {
            return std::ranges::count_if(
                seen(), [](const LinkButton *button) { return button->link().status == models::Status::Failed; });
        };
        QTRY_COMPARE(downSeen(), down.size());
        if (down.size() <= 3) // told in words, not by a colour alone
            for (const LinkButton *button : seen())
                QVERIFY2(button->link().status != models::Status::Failed
                        || button->width() >= button->widthAs(LinkButton::Form::Short),
                    qPrintable(button->shownName()));
        for (const LinkButton *button : seen())
            QVERIFY(button->shownName().size() >= 3);
        nothingOverlaps();
    }
};

PH_TEST(TestLinkStrip)
#include "tst_linkstrip.moc"
