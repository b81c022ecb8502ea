// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"
#include "ui/shell/commandregistry.h"

#include <QLineEdit>
#include <QVBoxLayout>

using namespace ph::ui;

class TestCommands : public QObject {
    Q_OBJECT
    std::unique_ptr<QWidget> m_window;
    CommandRegistry *m_commands = nullptr;
    QLineEdit *m_edit = nullptr;
    QStringList m_ran;
    QString m_refusal;

    void add(const char *id, const QKeySequence &key)
    {
        Command command;
        command.id = QString::fromLatin1(id);
        command.text = command.id;
        command.key = key;
        command.run = [this, id] { m_ran << QString::fromLatin1(id); };
        command.disabledBecause = [this] { return m_refusal; };
        m_commands->add(command);
    }
private Q_SLOTS:
    void init()
    {
        m_ran.clear();
        m_refusal.clear();
        m_window = std::make_unique<QWidget>();
        auto *column = new QVBoxLayout(m_window.get());
        m_edit = new QLineEdit;
        column->addWidget(m_edit);
        m_window->setFocusPolicy(Qt::StrongFocus);
        m_commands = new CommandRegistry(m_window.get());
        add("queues", QKeySequence(QStringLiteral("G, Q")));
        add("palette", QKeySequence(Qt::CTRL | Qt::Key_K));
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
        m_window->setFocus();
        QTRY_VERIFY(m_window->hasFocus());
    }

    void keysRunCommands()
    {
        QTest::keyClicks(m_window.get(), QStringLiteral("gq"));
        QCOMPARE(m_ran, QStringList {QStringLiteral("queues")});
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        QCOMPARE(m_ran.size(), 2);
        m_edit->setFocus();
        QTest::keyClicks(m_edit, QStringLiteral("gq")); // text stays text
        QCOMPARE(m_edit->text(), QStringLiteral("gq"));
        QCOMPARE(m_ran.size(), 2);
    }

    void aDisabledCommandDoesNothing()
    {
        m_refusal = QStringLiteral("Needs the right platform.queues");
        QTest::keyClicks(m_window.get(), QStringLiteral("gq"));
        QVERIFY(!m_commands->run(QStringLiteral("queues")));
        QVERIFY(m_ran.isEmpty());
    }

    void keysAreChangedKeptAndNeverDouble()
    {
        QVERIFY(m_commands->setKey(QStringLiteral("queues"), QKeySequence(Qt::Key_F7)));
        QTest::keyClick(m_window.get(), Qt::Key_F7);
        QCOMPARE(m_ran.size(), 1);
        QTest::keyClicks(m_window.get(), QStringLiteral("gq"));
        QCOMPARE(m_ran.size(), 1);
        QCOMPARE(m_commands->holderOf(QKeySequence(Qt::Key_F7)), QStringLiteral("queues"));
        QVERIFY(!m_commands->setKey(QStringLiteral("palette"), QKeySequence(Qt::Key_F7)));
        const QJsonObject saved = m_commands->saveKeys();
        QCOMPARE(saved.size(), 1); // only what was changed
        m_commands->resetKeys();
        QTest::keyClicks(m_window.get(), QStringLiteral("gq"));
        QCOMPARE(m_ran.size(), 2);
        m_commands->restoreKeys(saved);
        QTest::keyClick(m_window.get(), Qt::Key_F7);
        QCOMPARE(m_ran.size(), 3);
    }

    /// Acts of pages: one key may serve on two pages, but not beside a key of the window or of the same page.
    void keysOfPagesMeetTheirOwnPageOnly()
    {
        const auto addOf = [this](const char *id, const char *page, const QKeySequence &key) {
            Command command;
            command.id = command.text = QString::fromLatin1(id);
            command.group = QString::fromLatin1(page);
            command.key = key;
            command.isOfPage = true;
            m_commands->add(command);
        };
        addOf("revoke", "Queues", QKeySequence(QStringLiteral("Shift+R")));
        addOf("terminate", "Queues", QKeySequence(QStringLiteral("Shift+T")));
        addOf("remove", "Environments", {});
        addOf("filter", "", QKeySequence(Qt::Key_Slash));
        QVERIFY(!m_commands->setKey(QStringLiteral("revoke"), QKeySequence(QStringLiteral("Shift+T"))));
        QVERIFY(!m_commands->setKey(QStringLiteral("revoke"), QKeySequence(Qt::CTRL | Qt::Key_K)));
        QVERIFY(!m_commands->setKey(QStringLiteral("revoke"), QKeySequence(Qt::Key_Slash))); // of every list
        QVERIFY(!m_commands->setKey(QStringLiteral("palette"), QKeySequence(QStringLiteral("Shift+T"))));
        QVERIFY(m_commands->setKey(QStringLiteral("remove"), QKeySequence(QStringLiteral("Shift+T"))));
        QCOMPARE(m_commands->saveKeys().keys(), QStringList {QStringLiteral("remove")});
    }

    void aPrefixOfASequenceIsTaken()
    {
        QCOMPARE(m_commands->holderOf(QKeySequence(Qt::Key_G)), QStringLiteral("queues"));
        QVERIFY(m_commands->holderOf(QKeySequence(QStringLiteral("G, X"))).isEmpty());
        QCOMPARE(CommandRegistry::keyText(QKeySequence(QStringLiteral("G, Q"))), QStringLiteral("g q"));
    }
};
PH_TEST(TestCommands)
#include "tst_commands.moc"
