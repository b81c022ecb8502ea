// SPDX-License-Identifier: GPL-3.0-or-later
// From the start page to a saved environment, an import with its preview, and one process for each environment.
#include "tests/support/accessibility.h"
#include "tests/ui/window/windowscene.h"
#include "ui/components/tableview.h"
#include "ui/platform/environmentspage.h"
#include "ui/shell/startpage.h"

#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QProcess>

using namespace ph;
using ph::test::WindowScene;

class TestEnvironments : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<WindowScene> m_scene;

    ui::ShellWindow &window() { return m_scene->window(); }
    ui::EnvironmentsPage *page() { return window().findChild<ui::EnvironmentsPage *>(); }
    void click(const QString &text)
    {
        QTRY_VERIFY2(m_scene->button(text), qPrintable(text));
        QTest::mouseClick(m_scene->button(text), Qt::LeftButton);
    }
    QLineEdit *field(const QString &name)
    {
        for (auto *each : window().findChildren<QLineEdit *>(name))
            if (each->isVisible())
                return each;
        return nullptr;
    }
    void addLink(const QString &beginning)
    {
        auto *menu = window().findChild<QPushButton *>(QStringLiteral("addLink"))->menu();
        Q_EMIT menu->aboutToShow();
        for (QAction *action : menu->actions())
            if (action->text().startsWith(beginning))
                return action->trigger();
        QFAIL(qPrintable(beginning));
    }
    platform::ProfileStore store() { return platform::ProfileStore(m_scene->folders().config); }

private Q_SLOTS:
    void init() { m_scene = std::make_unique<WindowScene>(); }
    void cleanup()
    {
        m_scene.reset();
        QTRY_COMPARE(liveTasks(), 0);
    }

    /// The companion adds and removes environments in the same folder.
    void whatTheCompanionAddsIsSeen()
    {
        QVERIFY(m_scene->openSignedIn());
        QVERIFY(window().open(QStringLiteral("environments")));
        auto *table = page()->list()->table();
        QTRY_COMPARE(table->model()->rowCount(), 1);
        table->selectRow(0); // somebody looks at it
        platform::Profile other = test::platformProfile();
        other.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        other.name = QStringLiteral("other");
        QVERIFY(makePrivateDirectory(m_scene->folders().config));
        QVERIFY(store().save(other));
        QTest::keyClick(table, Qt::Key_F5);
        QTRY_COMPARE(table->model()->rowCount(), 2);
        QVERIFY(window().open(QStringLiteral("overview")));
        QVERIFY(store().remove(other.id));
        QVERIFY(window().open(QStringLiteral("environments")));
        QTRY_COMPARE(table->model()->rowCount(), 1);
    }

    void fromTheStartPageToASavedEnvironment()
    {
        m_scene->flow().begin({});
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        window().resize(1440, 900);
        click(QStringLiteral("Connect to your platform…"));
        QTRY_VERIFY(field(QStringLiteral("name")));
        QCOMPARE(test::unnamedFocusable(&window()), QStringList());
        QTest::keyClicks(field(QStringLiteral("name")), QStringLiteral("Staging EU"));
        click(QStringLiteral("Staging"));
        click(QStringLiteral("Square"));
        field(QStringLiteral("label"))->clear();
        QTest::keyClicks(field(QStringLiteral("label")), QStringLiteral("STAGING EU"));
        auto *claims = field(QStringLiteral("role_claims"));
        QCOMPARE(claims->text(), QStringLiteral("app_metadata.platform_role, app_metadata.role"));
        claims->clear();
        QTest::keyClicks(claims, QStringLiteral("user_metadata.role"));
        QVERIFY(claims->accessibleDescription().contains(QStringLiteral("everybody could become admin")));
        claims->clear();
        QTest::keyClicks(claims, QStringLiteral("app_metadata.role"));
        addLink(QStringLiteral("Redis broker"));
        QTRY_VERIFY(field(QStringLiteral("redis-broker.url")));
        QTest::keyClicks(field(QStringLiteral("redis-broker.url")), QStringLiteral("rediss://127.0.0.1:1/0"));
        // checked by itself, and told exactly
        QTRY_VERIFY_WITH_TIMEOUT(m_scene->sees(QStringLiteral("refused")), 10'000);
        click(QStringLiteral("Add environment"));
        QTRY_VERIFY(store().find(QStringLiteral("staging eu")));
        const auto saved = store().find(QStringLiteral("Staging EU"));
        QVERIFY(saved->kind == platform::EnvironmentKind::Staging);
        QCOMPARE(saved->shape, QStringLiteral("square"));
        QCOMPARE(saved->label, QStringLiteral("STAGING EU"));
        QCOMPARE(saved->claims.rolePaths, QStringList {QStringLiteral("app_metadata.role")});
        QCOMPARE(QFile::permissions(store().pathOf(saved->id)) & QFileDevice::ReadOther, QFileDevice::Permissions());
        QTRY_COMPARE(page()->list()->table()->model()->rowCount(), 2); // the local platform's stands there as well
        for (auto *back : window().findChildren<ui::IconButton *>())
            if (back->isVisible() && back->accessibleName() == QStringLiteral("Back to the start page"))
                QTest::mouseClick(back, Qt::LeftButton);
        QTRY_VERIFY(m_scene->button(QStringLiteral("Try it here")) && m_scene->sees(QStringLiteral("Staging EU")));
    }

    /// A choice shows what it chooses: the colour, in the shape that is chosen now.
    void coloursAndShapesAreSeen()
    {
        m_scene->flow().begin({});
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        click(QStringLiteral("Connect to your platform…"));
        const auto seen = [this](const QString &text) {
            const QPushButton *button = m_scene->button(text);
            return button ? button->icon().pixmap(16, 16).toImage() : QImage();
        };
        const auto strongest = [](const QImage &image) {
            QColor best;
            int most = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    if (qAlpha(image.pixel(x, y)) > most) {
                        most = qAlpha(image.pixel(x, y));
                        best = image.pixelColor(x, y).toRgb();
                    }
            return best.hsvHue();
        };
        QTRY_VERIFY(!seen(QStringLiteral("Red")).isNull());
        const int red = strongest(seen(QStringLiteral("Red")));
        QVERIFY2(red > 330 || red < 30, qPrintable(QString::number(red)));
        QVERIFY(strongest(seen(QStringLiteral("Blue"))) != red);
        const QImage before = seen(QStringLiteral("Red"));
        click(QStringLiteral("Circle"));
        QTRY_VERIFY(seen(QStringLiteral("Red")) != before);
        click(QStringLiteral("Blue"));
        QTRY_COMPARE(strongest(seen(QStringLiteral("Circle"))), strongest(seen(QStringLiteral("Blue"))));
    }

    void whatIsWrongIsSaidAtItsField()
    {
        m_scene->flow().begin({});
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        click(QStringLiteral("Connect to your platform…"));
        QTRY_VERIFY(field(QStringLiteral("name")));
        addLink(QStringLiteral("Redis broker"));
        QTRY_VERIFY(field(QStringLiteral("redis-broker.url")));
        QTest::keyClicks(field(QStringLiteral("redis-broker.url")), QStringLiteral("http://x"));
        click(QStringLiteral("Add environment"));
        QTRY_VERIFY(field(QStringLiteral("name"))->hasFocus()); // the first mistake: it has no name
        QVERIFY(store().list()->profiles.empty());
    }

    /// "Check" on a link whose address is none says so there, and that nobody was asked.
    void aCheckOfWhatIsWrongSaysWhy()
    {
        m_scene->flow().begin({});
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        window().resize(1440, 900);
        click(QStringLiteral("Connect to your platform…"));
        QTRY_VERIFY(field(QStringLiteral("name")));
        addLink(QStringLiteral("Redis broker"));
        QTRY_VERIFY(field(QStringLiteral("redis-broker.url")));
        const auto check = [this] { return window().findChild<QPushButton *>(QStringLiteral("check:redis-broker")); };
        field(QStringLiteral("name"))->setFocus();
        for (const auto &press : {std::function<void()>([&] { check()->click(); }),
                 std::function<void()>([&] { click(QStringLiteral("Check all links")); })}) {
            press();
            QTRY_VERIFY(m_scene->sees(QStringLiteral("Nothing was asked")));
            QTRY_VERIFY(field(QStringLiteral("redis-broker.url"))->hasFocus());
            QVERIFY(!field(QStringLiteral("redis-broker.url"))->accessibleDescription().isEmpty()); // what is wrong
            QTest::keyClicks(field(QStringLiteral("redis-broker.url")), QStringLiteral("h"));
            QTRY_VERIFY(!m_scene->sees(QStringLiteral("Nothing was asked")));
        }
    }

    void anImportIsShownBeforeItIsTaken()
    {
        const QString file = QFileInfo(m_scene->folders().config).path() + QStringLiteral("/colleague.json");
        platform::Profile theirs
            = platform::Profile::make(QStringLiteral("<b>eu</b>"), platform::EnvironmentKind::Production);
        QFile out(file);
        QVERIFY(QDir().mkpath(QFileInfo(file).path()) && out.open(QIODevice::WriteOnly));
        out.write(platform::exportProfile(theirs));
        out.close();
        m_scene->flow().begin({});
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        click(QStringLiteral("Connect to your platform…"));
        page()->importFile(file);
        QTRY_VERIFY(m_scene->sees(file) || m_scene->sees(QStringLiteral("colleague.json")));
        QVERIFY(store().list()->profiles.empty()); // shown, not taken
        QCOMPARE(test::labelsThatGuessMarkup(&window()), QStringList());
        QCOMPARE(test::unnamedFocusable(&window()), QStringList());
    }

    void aSecondStartBringsTheFirstWindowUp()
    {
        platform::Profile plain
            = platform::Profile::make(QStringLiteral("twin"), platform::EnvironmentKind::Development);
        QVERIFY(makePrivateDirectory(m_scene->folders().config));
        QVERIFY(store().save(plain));
        m_scene->flow().begin(QStringLiteral("twin"));
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        QTRY_VERIFY(m_scene->flow().current() && m_scene->flow().current()->lock());
        QCOMPARE(window().currentArea(), QStringLiteral("overview"));
        window().hide();
        const QString program = QFileInfo(qEnvironmentVariable("PH_CTL")).path() + QStringLiteral("/pilothouse");
        const auto second
            = test::runProgram(program, {QStringLiteral("pilothouse://twin/settings?at=2026-01-31T14:02:00Z")}, 15'000);
        QCOMPARE(second.code, 0);
        QTRY_VERIFY(window().isVisible());
        QCOMPARE(window().currentArea(), QStringLiteral("settings"));
        QVERIFY(!window().context().time.isLive());
        // a link that leads elsewhere, or that asks for more than a view, moves nothing
        const QString path = platform::Instance::socketPath(m_scene->folders().runtime, plain.id);
        for (const char *link :
            {"pilothouse://other/queues", "pilothouse://twin/overview?revoke=1", "file:///etc/passwd"})
            QVERIFY(test::await(platform::askInstance(path, QStringLiteral("raise"),
                {{QStringLiteral("link"), QLatin1String(link)}}, {}, std::chrono::seconds {5})));
        QCOMPARE(window().currentArea(), QStringLiteral("settings"));
    }

    void anotherEnvironmentIsAnotherProcess()
    {
        QVERIFY(makePrivateDirectory(m_scene->folders().config));
        for (const char *name : {"one", "two"})
            QVERIFY(store().save(platform::Profile::make(QLatin1String(name), platform::EnvironmentKind::Development)));
        const QString told = m_scene->folders().config + QStringLiteral("/told");
        QFile script(m_scene->folders().config + QStringLiteral("/starts"));
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\necho \"$@\" > " + QFile::encodeName(told) + ".new && mv " + QFile::encodeName(told)
            + ".new " + QFile::encodeName(told) + "\n");
        script.close();
        QVERIFY(script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        m_scene->setProgram(script.fileName());
        m_scene->flow().begin(QStringLiteral("one"));
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        QTRY_VERIFY(m_scene->flow().current() && m_scene->flow().current()->lock());
        QVERIFY(window().open(QStringLiteral("environments")));
        QTRY_COMPARE(page()->list()->table()->model()->rowCount(), 3);
        const QString other = store().find(QStringLiteral("two"))->id;
        Q_EMIT page()->openRequested(other);
        QTRY_VERIFY(QFile::exists(told));
        QFile file(told);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().trimmed(), QByteArray("--env " + other.toUtf8()));
    }
};
PH_TEST(TestEnvironments)
#include "tst_environments.moc"
